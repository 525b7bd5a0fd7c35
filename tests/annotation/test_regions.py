"""Places of Label Studio and spans of the text are the same words, whatever the characters."""

from hypothesis import given
from hypothesis import strategies as st

from alnqual.annotation.regions import (
    Place,
    Region,
    place_of,
    read_regions,
    split_at_turns,
    write_region,
)
from alnqual.annotation.tasks import TurnText

# Letters, blanks and line ends, combining marks, joiners, and characters outside the first plane.
CHARACTERS = st.one_of(
    st.sampled_from("aŵé \n\u0301\u200d\u2028🙂👩🏫🏴\U000e0067𝔘"),
    st.characters(exclude_categories=["Cs"]),
)
TURNS = st.lists(st.text(CHARACTERS, min_size=1, max_size=12), min_size=1, max_size=5)


def layout(texts: list[str]) -> tuple[str, list[TurnText]]:
    """Turns as the canonical text holds them: a label, the words, an empty line."""
    text, turns = "", []
    for number, words in enumerate(texts):
        text += f"P{number}: "
        turns.append(TurnText(f"i-{number}", f"P{number}", words, len(text)))
        text += f"{words}\n\n"
    return text, turns


def utf16(words: str, start: int, end: int) -> str:
    """What JavaScript's substring() gives."""
    return words.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@given(TURNS, st.data())
def test_a_span_within_a_turn_comes_back_and_is_what_the_browser_shows(texts, data) -> None:
    text, turns = layout(texts)
    turn = data.draw(st.sampled_from(turns))
    start = data.draw(st.integers(0, len(turn.text) - 1))
    end = data.draw(st.integers(start + 1, len(turn.text)))
    place = place_of(turn.start + start, turn.start + end, turns)
    assert place is not None
    shown = utf16(turns[place.start_turn].text, place.start_offset, place.end_offset)
    (part,) = split_at_turns(place, turns)
    assert shown == text[part.start : part.end] == turn.text[start:end]
    assert part.turn == turn


@given(TURNS, st.data())
def test_a_span_over_turns_is_split_into_the_words_of_each(texts, data) -> None:
    text, turns = layout(texts)
    inside = [t.start + offset for t in turns for offset in range(len(t.text))]
    first, last = sorted((data.draw(st.sampled_from(inside)), data.draw(st.sampled_from(inside))))
    parts = split_at_turns(place_of(first, last + 1, turns), turns)
    assert parts[0].start == first
    assert parts[-1].end == last + 1
    covered = [position for part in parts for position in range(part.start, part.end)]
    assert covered == [position for position in inside if first <= position <= last]
    assert all(part.turn.text in text for part in parts)


@given(TURNS, st.integers(-3, 30), st.integers(-3, 30), st.integers(-2, 6), st.integers(-2, 6))
def test_any_place_is_either_refused_or_lies_within_turns(texts, start, end, first, last) -> None:
    _, turns = layout(texts)
    for part in split_at_turns(Place(first, start, last, end), turns) or ():
        assert part.turn.start <= part.start < part.end <= part.turn.start + len(part.turn.text)


def test_half_an_emoji_becomes_the_whole_one() -> None:
    _, turns = layout(["a🙂b🙂"])
    (part,) = split_at_turns(Place(0, 2, 0, 4), turns)
    assert (part.start - turns[0].start, part.end - turns[0].start) == (1, 3)
    (part,) = split_at_turns(Place(0, 5, 0, 5), turns)
    assert part.end - part.start == 1


def test_a_place_past_the_end_is_refused() -> None:
    _, turns = layout(["a🙂b"])
    assert split_at_turns(Place(0, 0, 0, 4), turns)
    assert split_at_turns(Place(0, 0, 0, 5), turns) is None
    assert split_at_turns(Place(0, 2, 0, 1), turns) is None
    assert split_at_turns(Place(0, 0, 1, 1), turns) is None


def test_a_speakers_label_is_no_place() -> None:
    _, turns = layout(["words"])
    assert place_of(0, 3, turns) is None


def test_what_is_written_is_what_is_read() -> None:
    region = Region(
        "r",
        Place(1, 2, 1, 5),
        groups=["inputs", "outcomes"],
        codes=["inputs.funding", "outcomes"],
        stances=["mixed"],
        links=["a-b"],
        directions=["supports"],
        memo="ŵ 🙂\nline",
    )
    results = write_region(region, paths=[["inputs", "inputs.funding"], ["outcomes"]], words="abc")
    assert read_regions(results) == [region]


KEYS = st.sampled_from(
    ["id", "from_name", "value", "start", "end", "startOffset", "endOffset", "paragraphlabels",
     "taxonomy", "choices", "text", "origin", "group", "codes"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=5))
def test_reading_takes_whatever_a_server_may_hold(results) -> None:
    for region in read_regions(results):
        assert all(isinstance(code, str) for code in region.codes + region.groups)
