import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.corpus.documents import ingest
from alnqual.corpus.segments import _sentencizer, gather, segment
from alnqual.transcripts.words import count_words


def sentences(*lengths: int) -> tuple[str, list[tuple[int, int]]]:
    text, spans = "", []
    for length in lengths:
        sentence = " ".join(["word"] * length) + "."
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return text, spans


@pytest.mark.parametrize(
    ("lengths", "segments"),
    [
        ([10], [10]),
        ([10, 10, 10], [20, 10]),
        ([10, 10, 4], [24]),
        ([18, 10], [18, 10]),
        ([30, 3], [33]),
        ([3, 3, 3], [9]),
        ([100], [20, 20, 20, 20, 20]),
        ([40], [40]),
    ],
)
def test_sentences_are_gathered_to_about_twenty_words(lengths, segments):
    text, spans = sentences(*lengths)
    found = [count_words(text[start:end]) for start, end in gather(text, spans, 20)]
    assert found == segments


def test_a_turn_in_two_languages_gives_segments_in_one_each(make_study):
    welsh = "Doedd dim digon o amser gyda ni i wneud y gwaith yn iawn."
    english = "And then the money stopped and nobody told us why it had."
    study = make_study(
        {"a.txt": f"I: Mm.\nP: {welsh} {english}\nI: Ie.\nP: {english}\n"},
        register="id,file\ni01,a.txt\n",
    )
    turns = ingest(study).turns
    assert turns["language"].tolist() == ["und", "mixed", "und", "en"]
    found = segment(turns, 12)
    assert found["language"].tolist() == ["und", "cy", "en", "und", "en"]
    assert found["segment"].tolist()[:3] == ["i01-0001-01", "i01-0002-01", "i01-0002-02"]


def test_a_turn_longer_than_spacys_limit_is_cut_like_any_other(make_study):
    study = make_study(
        {"a.txt": "I: Go on.\nP: " + "on and on " * 110_000 + "\nI: Mm.\nP: Yes."},
        register="id,file\ni01,a.txt\n",
    )
    segments = segment(ingest(study).turns, 60)
    assert segments["words"].sum() == 330_004
    assert segments["words"].max() <= 120


def cut(text: str, target: int) -> list[str]:
    spans = [(each.start_char, each.end_char) for each in _sentencizer()(text).sents]
    return [text[start:end] for start, end in gather(text, spans, target)]


@pytest.mark.parametrize(
    ("text", "target", "pieces"),
    [
        ("It was done. [pause] It is now.", 3, ["It was done.", "[pause] It is now."]),
        ("one two three [a b] four five six", 2, ["one two", "three", "[a b] four", "five six"]),
        ("a b c d o'[P1 e] f g", 2, ["a b", "c d", "o'[P1 e]", "f g"]),
    ],
)
def test_a_bracket_is_never_cut(text, target, pieces):
    """A segment ended in a bare "[" and the next began with "pause]"."""
    assert cut(text, target) == pieces


def balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return False
    return depth == 0


@given(
    st.lists(
        st.sampled_from(["[", "]", " ", ". ", "? ", "word", "P11", "\u2028", "w "]), max_size=60
    ),
    st.integers(1, 8),
)
def test_brackets_balance_in_each_segment_where_they_do_in_the_turn(pieces, target):
    text = "".join(pieces).strip()
    found = cut(text, target)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(piece == piece.strip() and piece for piece in found)
    if balanced(text):
        assert all(map(balanced, found))
