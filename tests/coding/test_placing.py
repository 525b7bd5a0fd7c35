"""After a correction a coding stands at its words, or is listed: it is never lost or guessed."""

import random
import time
from dataclasses import dataclass, replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alnqual.coding import anchor
from alnqual.coding.pairing import pair_turns
from alnqual.coding.passages import likeness
from alnqual.coding.placing import AMBIGUOUS, GONE, NO_DOCUMENT, current
from alnqual.records import Coding

LETTERS = "abcdefghijklmnopqrstuvwyŵŷ"
PHRASES = ("Yes, that's right.", "Mm.", "I don't know, to be honest.")


@dataclass(frozen=True)
class Word:
    """A word of a turn; `mark` is the number of the coding that it belongs to, if any."""

    text: str
    mark: int = -1


def compose(turns: list[list[Word]], version: str, document: str = "d"):
    """The tables of a document, and coding number -> span of its words in the text."""
    text, rows, spans = "", [], {}
    for number, words in enumerate(turns):
        text += ("\n\n" if text else "") + f"P{number % 2}: "
        start = len(text)
        for position, word in enumerate(words):
            text += " " if position else ""
            if word.mark >= 0:
                first, _ = spans.get(word.mark, (len(text), 0))
                spans[word.mark] = (first, len(text) + len(word.text))
            text += word.text
        rows.append({"document": document, "start": start, "end": len(text)})
    documents = pd.DataFrame([{"document": document, "text": text, "text_version": version}])
    return documents, pd.DataFrame(rows, columns=["document", "start", "end"]), spans


def code(text: str, start: int, end: int, *, identity: str = "0", version: str = "old") -> Coding:
    quote, prefix, suffix = anchor(text, start, end)
    return Coding(identity, "d", start, end, "inputs", "a", "r1", quote, prefix, suffix,
                  text_version=version)  # fmt: skip


def coded(turns: list[list[Word]]) -> list[Coding]:
    documents, _, spans = compose(turns, "old")
    text = documents["text"][0]
    return [code(text, *span, identity=str(mark)) for mark, span in sorted(spans.items())]


def new_word(rng: random.Random) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(3, 9)))


def spoken(rng: random.Random, words: int) -> list[Word]:
    return [Word(new_word(rng)) for _ in range(words)]


def interview(rng: random.Random) -> list[list[Word]]:
    """Turns, a third of them short and often said; codings of 8 words or more, and of phrases."""
    turns, mark = [], 0
    for _ in range(rng.randint(3, 14)):
        if rng.random() < 0.35:
            words = [Word(word) for word in rng.choice(PHRASES).split()]
            first, last = 0, len(words)
        else:
            words = spoken(rng, rng.randint(9, 25))
            first = rng.randint(0, len(words) - 8)
            last = rng.randint(first + 8, len(words))
        if rng.random() < 0.6:
            words[first:last] = [Word(word.text, mark) for word in words[first:last]]
            mark += 1
        turns.append(words)
    return turns


def slip(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    return word[:at] + rng.choice(LETTERS) + word[at + rng.randint(0, 1) :]


def edited(rng: random.Random, turns: list[list[Word]], *, quotes: bool) -> list[list[Word]]:
    """A correction: turns go, come and are joined, words change; within quotes if so asked."""
    after: list[list[Word]] = []
    for words in turns:
        chance = rng.random()
        if chance < 0.1:
            continue
        if chance < 0.2:
            after.append(spoken(rng, 6))
        changed = [
            replace(word, text=rng.choice([slip(rng, word.text), "[person 2]"]))
            if rng.random() < 0.08 and (quotes or word.mark < 0)
            else word
            for word in words
        ]
        if after and chance > 0.93:
            after[-1] = after[-1] + changed
        else:
            after.append(changed)
    return after or [spoken(rng, 5)]


def placed_after(rng: random.Random, *, quotes: bool):
    """Codings before and after a correction: given, placed, unplaced, and the true spans."""
    turns = interview(rng)
    given_codings = coded(turns)
    documents, rows, spans = compose(edited(rng, turns, quotes=quotes), "new")
    found, unplaced = current(given_codings, documents, rows)
    assert sorted([c.id for c in found] + [each.item for each in unplaced]) == sorted(
        coding.id for coding in given_codings
    )
    text = documents["text"][0]
    for coding in found:
        assert (coding.quote, coding.prefix, coding.suffix) == anchor(
            text, coding.start, coding.end
        )
        assert ((rows["start"] <= coding.start) & (coding.end <= rows["end"])).any()
    return {c.id: c for c in given_codings}, {c.id: c for c in found}, unplaced, spans


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_words_that_were_left_are_found_where_they_stand(seed):
    before, found, unplaced, spans = placed_after(random.Random(seed), quotes=False)
    for identity, coding in found.items():
        assert coding.quote == before[identity].quote
        if coding.quote not in PHRASES:
            assert (coding.start, coding.end) == spans[int(identity)]
    for each in unplaced:
        left = int(each.item) in spans
        assert not left or before[each.item].quote in PHRASES, "only these may be doubtful"


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_corrected_words_are_found_or_listed_and_never_guessed(seed):
    before, found, _, spans = placed_after(random.Random(seed), quotes=True)
    for identity, coding in found.items():
        was = before[identity].quote
        assert likeness(was, coding.quote) >= 0.5
        if was not in PHRASES:
            start, end = spans[int(identity)]
            assert coding.start < end and start < coding.end


def test_what_is_said_again_and_again_is_hardly_ever_taken_for_another_time():
    """Turns go and come around equal answers, so that some of them look exactly like another."""
    wrong = placed = 0
    for seed in range(400):
        before, found, _, spans = placed_after(random.Random(seed), quotes=False)
        for identity, coding in found.items():
            if before[identity].quote in PHRASES:
                placed += 1
                wrong += (coding.start, coding.end) != spans.get(int(identity))
    assert placed > 200
    assert wrong <= 0.005 * placed


def corrected(before: str, after: str, quote: str, *, nth: int = 0):
    """The quote that a coding has after a correction of a two-turn text, or the reason."""

    def tables(content: str, version: str):
        turns = [[Word(word) for word in turn.split(" ")] for turn in content.split("|")]
        return compose(turns, version)

    old, rows, _ = tables(before, "old")
    text, start = old["text"][0], -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    documents, rows, _ = tables(after, "new")
    found, unplaced = current([code(text, start, start + len(quote))], documents, rows)
    return found[0].quote if found else unplaced[0].reason


LONG = (
    "When Mair came to us in the autumn she could not sit in the room|And then?|Later it was fine"
)


@pytest.mark.parametrize(
    ("after", "quote", "now"),
    [
        (LONG.replace("Mair", "[person 3]"), "Mair came to us in the autumn",
         "[person 3] came to us in the autumn"),
        (LONG.replace("autumn", "awtumn term"), "came to us in the autumn",
         "came to us in the awtumn term"),
        (LONG.replace("not sit", "not really ever sit"), "she could not sit in the room",
         "she could not really ever sit in the room"),
        (LONG.replace("to us in", "to [school 1] in"), "Mair came to us in the autumn she",
         "Mair came to [school 1] in the autumn she"),
        (LONG.replace(" she could", "|she could"), "When Mair came to us in the autumn",
         "When Mair came to us in the autumn"),
        (LONG.replace(" she could", "|she could"), "the autumn she could not", GONE),
    ],
)  # fmt: skip
def test_a_quote_that_was_corrected_keeps_its_passage(after, quote, now):
    assert corrected(LONG, after, quote) == now


def test_one_of_many_equal_answers_is_told_by_what_stands_around_it():
    answer = "|Yes, that's right.|"
    talk = answer.join(["So you went?", "Was it far?", "On foot, then?", "Good."])
    longer = "Before we start, thank you.|Of course.|" + talk
    assert corrected(talk, longer, "Yes, that's right.", nth=1) == "Yes, that's right."
    alike = "Yes, that's right.|" * 3 + "Mm."
    assert corrected(alike, "Mm.|Yes, that's right.|Mm.", "Yes, that's right.", nth=1) != (
        "Yes, that's right."
    )


def test_equal_answers_follow_the_codings_around_them():
    rng = random.Random(3)
    turns = [spoken(rng, 12), *([[Word("Yes.")]] * 5), spoken(rng, 12)]
    old = [
        [Word(w.text, number) if number in (0, 3, 6) else w for w in words]
        for number, words in enumerate(turns)
    ]
    documents, rows, spans = compose([spoken(rng, 40), *old], "new")
    found, unplaced = current(coded(old), documents, rows)
    assert not unplaced
    assert {int(c.id): (c.start, c.end) for c in found} == spans


def test_a_document_that_is_gone_is_said():
    documents, rows, _ = compose([spoken(random.Random(1), 5)], "new", document="other")
    found, (left,) = current([code("P0: some words here", 4, 9)], documents, rows)
    assert (found, left.reason) == ([], NO_DOCUMENT)


def test_a_hundred_thousand_codings_of_unchanged_documents_cost_next_to_nothing():
    rng = random.Random(5)
    turns = [spoken(rng, 30) for _ in range(200)]
    documents, rows, _ = compose(turns, "old")
    text = documents["text"][0]
    spans = [(int(r.start), int(r.start) + 40) for r in rows.itertuples()]
    codings = [code(text, *spans[n % 200], identity=str(n)) for n in range(100_000)]
    began = time.process_time()
    found, unplaced = current(codings, documents, rows)
    assert time.process_time() - began < 3
    assert (found, unplaced) == (codings, [])


def test_turns_are_paired_by_what_is_said_once_and_by_order_between():
    old = ["a b c d", "Yes.", "e f g h", "Yes.", "i j k l", "Mm."]
    new = ["new one", "a b c d", "Yes.", "e f g h", "no", "i j k l", "Mm.", "Mm."]
    pairing = pair_turns(old, new)
    assert pairing.same == {0: 1, 1: 2, 2: 3, 4: 5}
    assert pairing.near == {3: (4,), 5: (6, 7)}
    assert pairing.others == (0, 4, 6, 7)


def test_reason_of_what_is_said_more_than_once():
    assert corrected("One two.|Mm.", "Mm.|One two.|One two.", "One two.") == AMBIGUOUS
