"""Every turn is to be coded in one window, and a window is known again whatever happens."""

from hashlib import sha256
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from alnqual.annotation.tasks import (
    CONTEXT,
    CodedText,
    TurnText,
    is_proven,
    make_task,
    owned_turns,
    shown_text,
    text_shown,
)
from alnqual.annotation.windows import follow, split


def made(spoken: dict[str, str], document: str = "i01") -> CodedText:
    """A document of turns with the given ids and words."""
    text, turns = "", []
    for turn, words in spoken.items():
        text += ("\n\n" if text else "") + "P01: "
        turns.append(TurnText(turn, "P01", words, len(text)))
        text += words
    return CodedText(document, sha256(text.encode()).hexdigest()[:12], text, tuple(turns))


def numbered(count: int, words: str = "some words here") -> CodedText:
    return made({f"t{number}": f"{number} {words}" for number in range(count)})


def task(text: CodedText) -> SimpleNamespace:
    """A task as the server gives it back."""
    return SimpleNamespace(**make_task(text))


def owned(text: CodedText) -> list[str]:
    return [turn.id for turn in text.turns if turn.id not in text.context]


def every(text: CodedText) -> set[str]:
    return {turn.id for turn in text.turns}


def test_a_document_that_is_not_long_is_one_task_that_says_nothing_of_windows() -> None:
    text = numbered(5)
    assert split(text, every(text), words=20, context=2) == [text]
    assert split(text, every(text), words=0, context=2) == [text]
    assert make_task(text)["meta"] == {"alnqual": {"document": "i01", "text_version": text.version}}


def test_a_long_document_is_split_between_turns_into_equal_parts_with_context() -> None:
    text = numbered(10)
    first, second = split(text, every(text), words=39, context=2)
    assert (first.part, second.part) == ("turns 1 to 5 of 10", "turns 6 to 10 of 10")
    assert owned(first) == ["t0", "t1", "t2", "t3", "t4"]
    assert owned(second) == ["t5", "t6", "t7", "t8", "t9"]
    assert first.context == {"t5", "t6"}
    assert second.context == {"t3", "t4"}
    shown = make_task(second)["data"]["dialogue"]
    assert [turn["author"] for turn in shown[:3]] == [f"{CONTEXT}P01", f"{CONTEXT}P01", "P01"]


def test_passages_that_are_near_each_other_are_one_window() -> None:
    text = numbered(30)
    near, far = split(text, {"t5", "t9", "t20"}, words=0, context=2)
    assert owned(near) == ["t5", "t9"]
    assert [turn.id for turn in near.turns] == [f"t{number}" for number in range(3, 12)]
    assert (owned(far), far.part) == (["t20"], "turn 21 of 30")
    assert [owned(each) for each in split(text, {"t5", "t11"}, words=0, context=2)] == [
        ["t5"], ["t11"],
    ]  # fmt: skip
    assert split(text, {"gone"}, words=0, context=2) == []


@given(
    turns=st.lists(st.integers(0, 30), min_size=1, max_size=40),
    words=st.integers(0, 60),
    context=st.integers(1, 4),
    data=st.data(),
)
def test_every_wanted_turn_is_owned_once_and_a_window_knows_its_place(
    turns: list[int], words: int, context: int, data: st.DataObject
) -> None:
    text = made({f"t{number}": "wörd 🙂\n\n" * length for number, length in enumerate(turns)})
    wanted = data.draw(st.sets(st.sampled_from(sorted(every(text)))))
    windows = split(text, wanted, words=words, context=context)
    assert sorted(turn for each in windows for turn in owned(each)) == sorted(wanted)
    for each in windows:
        assert text_shown(task(each), text) == each
        old = shown_text(task(each))
        assert old is not None
        assert is_proven(old, task(each))
        assert [turn.start for turn in old.turns] == [turn.start for turn in each.turns]
        for turn in old.turns:
            end = turn.start + len(turn.text)
            assert old.anchor(turn.start, end)[0] == text.text[turn.start : end]


def test_a_window_with_other_words_or_another_place_is_neither_shown_nor_proven() -> None:
    text = numbered(10)
    _, second = split(text, every(text), words=39, context=2)
    altered = task(second)
    altered.data["dialogue"][3]["text"] += "!"
    assert text_shown(altered, text) is None
    assert not is_proven(shown_text(altered), altered)
    moved = task(second)
    moved.meta["alnqual"]["start"] += 1
    assert not is_proven(shown_text(moved), moved)
    shifted = made({"new": "Put in front.", **{t.id: t.text for t in text.turns}})
    assert text_shown(task(second), shifted).turns[0].start > second.turns[0].start


def test_a_turn_that_was_put_in_goes_to_the_window_of_the_turn_before_it() -> None:
    text = numbered(10)
    first, second = split(text, every(text), words=39, context=2)
    words = {turn.id: turn.text for turn in text.turns}
    corrected = made(
        {"a": "At the front."}
        | {turn: words[turn] for turn in ("t0", "t1", "t3", "t4")}
        | {"b": "Between the parts."}
        | {turn: words[turn] for turn in ("t5", "t7", "t8", "t9")}
        | {"c": "At the end."}
    )
    now = [follow(each, corrected, context=2) for each in (first, second)]
    assert owned(now[0]) == ["a", "t0", "t1", "t3", "t4", "b"]
    assert owned(now[1]) == ["t5", "t7", "t8", "t9", "c"]
    assert now[1].context == {"t4", "b"}
    assert follow(text, corrected, context=2) == corrected


def test_a_passage_does_not_grow_when_its_context_goes() -> None:
    text = numbered(12)
    (passage,) = split(text, {"t5"}, words=0, context=2)
    words = {turn.id: turn.text for turn in text.turns}
    without = made({turn: words[turn] for turn in words if turn not in ("t6", "t7")})
    assert owned(follow(passage, without, context=2)) == ["t5"]
    gone = made({turn: words[turn] for turn in words if turn != "t5"})
    left = follow(passage, gone, context=2)
    assert (owned(left), left.part) == ([], "no turns of 11")
    assert owned_turns(task(left)) == frozenset()
    strange = follow(passage, made({"x": "Quite another text."}), context=2)
    assert (strange.turns, owned_turns(task(strange))) == ((), frozenset())
