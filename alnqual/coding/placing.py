"""Finding the words of codings again in a corrected text.

A coding holds on to its words by position, quote, and some text before and after (W3C Web
Annotation Data Model, sections 4.2.4 and 4.2.5). Where these no longer stand at their place they
are looked for, within one turn: first exactly, then nearly, as after a mended slip or a name that
was taken out. What is not found, or may be in two places, is listed with the reason, never guessed.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import median
from typing import TYPE_CHECKING

from alnqual.coding.anchors import CONTEXT, anchor
from alnqual.coding.passages import (
    BORDER,
    PlacingText,
    Words,
    likeness,
    same_words,
    similar_words,
)
from alnqual.records import Coding

if TYPE_CHECKING:
    import pandas as pd

GONE = "its words are not in the text any more"
AMBIGUOUS = "its words are there more than once"
ELSEWHERE = "its words stand among others now: it may be another passage"
NO_DOCUMENT = "the document is not in the corpus"

SIMILAR = 0.75
"""How alike (`likeness`) a changed passage must be to its quote."""
SIMILAR_BETWEEN = 0.5
"""The same where prefix and suffix stand unchanged around it."""
APART = 0.2
"""How much better than the next a place must be, in words and surroundings, to be taken."""
GOOD, GOOD_BESIDE_WHOLE = 1.25, 1.6
"""Likeness and surroundings together, of two, of a place that may be a rival of a better one; the
second where the surroundings of the better one are whole."""
_SURROUNDINGS = ((4, 0.85), (8, 0.7))
"""A quote of fewer words than the first number needs that share of its surroundings."""
_AROUND = 8
"""Codings on either side that say how far the text moved."""
_EDGE = 3
"""How many words the beginning or the end of the text counts for in the surroundings."""

_Key = tuple[str, int, int, str, str, str]
"""What decides where a coding goes: text version, start, end, quote, prefix, suffix."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words stand now: half-open code points within one turn."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Unplaced:
    """A coding that a person must look at: document, the coding's id, and why."""

    document: str
    item: str
    reason: str


def place(
    words: Words | Coding,
    text: PlacingText,
    *,
    within: Collection[int] | None = None,
    moved: int = 0,
    sure: bool = False,
) -> Placed | str:
    """Where words stand in a text, or why that cannot be said.

    Parameters
    ----------
    words : the words and where they stood in an earlier text; a coding has them too.
    text : the text of now.
    within : numbers of the turns in which they can be; all by default.
    moved : by how many code points the text around the words is known to have moved.
    sure : that the turns of `within` are those that held the words, reworded: then even few words
        need none of their surroundings.

    Returns
    -------
    Placed or str
        A span within one turn, or the reason why a person must look.
    """
    if within is None and _stands(words, text):
        return Placed(words.start, words.end)
    if not words.quote.strip():
        return GONE
    if isinstance(words, Coding):
        words = Words(words.start, words.end, words.quote, words.prefix, words.suffix)
    spans = dict.fromkeys(same_words(words, text, within))
    spans |= dict.fromkeys(similar_words(words, text, within))
    found = [
        (likeness(words.quote, text.text[start:end]), start, end)
        for start, end in spans
        if text.turn_of(start, end) is not None
    ]
    alike = [each for each in found if _alike(words, text, each)]
    return _choose(words, text, alike, moved=moved, sure=sure)


def current(
    codings: Iterable[Coding], documents: "pd.DataFrame", turns: "pd.DataFrame"
) -> tuple[list[Coding], list[Unplaced]]:
    """Codings, as pulled, placed in the texts of now.

    Parameters
    ----------
    codings : as pulled, some of them perhaps from earlier texts.
    documents, turns : frames as `SCHEMAS["documents"]` and `SCHEMAS["turns"]`.

    Returns
    -------
    tuple
        The codings in their order, each with place, quote, prefix, suffix and text version of now,
        and those that could not be placed. Together they are all that were given.
    """
    texts = _texts(documents, turns)
    of_document: dict[str, list[Coding]] = {}
    everything = list(codings)
    for coding in everything:
        of_document.setdefault(coding.document, []).append(coding)
    placed: dict[int, Coding] = {}
    unplaced: list[Unplaced] = []
    for document, members in of_document.items():
        text = texts.get(document)
        if text is None:
            unplaced += [Unplaced(document, coding.id, NO_DOCUMENT) for coding in members]
            continue
        for coding, found in zip(members, _place_all(members, text), strict=True):
            if isinstance(found, str):
                unplaced.append(Unplaced(document, coding.id, found))
            else:
                placed[id(coding)] = anchored(coding, text, found)
    return [placed[id(coding)] for coding in everything if id(coding) in placed], sorted(unplaced)


def anchored(coding: Coding, text: PlacingText, found: Placed) -> Coding:
    """The coding at its place in a text."""
    if coding.text_version == text.version and (coding.start, coding.end) == (
        found.start,
        found.end,
    ):
        return coding
    quote, prefix, suffix = anchor(text.text, found.start, found.end)
    return replace(
        coding,
        start=found.start,
        end=found.end,
        quote=quote,
        prefix=prefix,
        suffix=suffix,
        text_version=text.version,
    )


def _texts(documents: "pd.DataFrame", turns: "pd.DataFrame") -> dict[str, PlacingText]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for document, start, end in zip(turns["document"], turns["start"], turns["end"], strict=True):
        spans.setdefault(document, []).append((int(start), int(end)))
    return {
        document: PlacingText(text, version=version, turns=sorted(spans.get(document, ())))
        for document, text, version in zip(
            documents["document"], documents["text"], documents["text_version"], strict=True
        )
    }


def _place_all(codings: Sequence[Coding], text: PlacingText) -> list[Placed | str]:
    """Each coding of a document placed; equal words are looked for once.

    Codings of one earlier text help each other: of equal passages the one is taken that moved as
    the codings around it did.
    """
    known: dict[_Key, Placed | str] = {}
    keys = [(c.text_version, c.start, c.end, c.quote, c.prefix, c.suffix) for c in codings]
    for key, coding in zip(keys, codings, strict=True):
        if key not in known:
            known[key] = place(coding, text)
    moves: dict[str, list[tuple[int, int]]] = {}
    for (version, start, *_), found in sorted(known.items(), key=lambda item: item[0]):
        if isinstance(found, Placed):
            moves.setdefault(version, []).append((start, found.start - start))
    for key, found in known.items():
        if found == AMBIGUOUS and key[0] in moves:
            known[key] = _among_others(Words(*key[1:]), text, moves[key[0]])
    return [known[key] for key in keys]


def _among_others(
    words: Words, text: PlacingText, moves: Sequence[tuple[int, int]]
) -> Placed | str:
    """Where words stand that are there more than once, by how the codings around them moved."""
    index = bisect_left(moves, (words.start, 0))
    before, after = moves[max(0, index - 1)][1], moves[min(index, len(moves) - 1)][1]
    start, end = words.start + before, words.end + before
    if (
        before == after
        and text.text[start:end] == words.quote
        and (text.turn_of(start, end) is not None)
    ):
        return Placed(start, end)
    around = [move for _, move in moves[max(0, index - _AROUND) : index + _AROUND]]
    return place(words, text, moved=round(median(around)))


def _stands(words: Words | Coding, text: PlacingText) -> bool:
    """Whether the words stand at their old place, in the same text or surroundings."""
    start, end = words.start, words.end
    if text.text[start:end] != words.quote or text.turn_of(start, end) is None:
        return False
    return getattr(words, "text_version", "") == text.version or (
        text.text[max(0, start - CONTEXT) : start] == words.prefix
        and text.text[end : end + CONTEXT] == words.suffix
    )


def _alike(words: Words, text: PlacingText, scored: tuple[float, int, int]) -> bool:
    alike, start, end = scored
    between = text.text[:start].endswith(words.prefix[-BORDER:]) and text.text.startswith(
        words.suffix[:BORDER], end
    )
    return alike >= (SIMILAR_BETWEEN if between else SIMILAR)


def _choose(
    words: Words,
    text: PlacingText,
    found: Sequence[tuple[float, int, int]],
    *,
    moved: int,
    sure: bool,
) -> Placed | str:
    """The passage that is clearly better than all others, by likeness and surroundings.

    Another that is good too makes it doubtful where it is more alike, or nearer to where the words
    must have moved.
    """
    if not found:
        return GONE
    scored = []
    for alike, start, end in found:
        around = surroundings(words, text.text, start, end)
        scored.append((alike + around, around, alike, start, end))
    best, around, likest, start, end = max(scored)
    number = len(words.quote.split())
    needed = 0.0 if sure else next((share for few, share in _SURROUNDINGS if number < few), 0.0)
    good = GOOD_BESIDE_WHOLE if around == 1 else 1.0 if needed else GOOD
    expected = words.start + moved
    for score, _, alike, first, last in scored:
        apart = last <= start or first >= end
        nearer = abs(first - expected) < abs(start - expected)
        rival = score >= good and (nearer or alike > likest)
        if apart and (rival or best - score < APART):
            return AMBIGUOUS
    return Placed(start, end) if around >= needed else ELSEWHERE


def surroundings(words: Words, text: str, start: int, end: int) -> float:
    """The share of the words of prefix and suffix that stand around a span, in their order."""
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if before == words.prefix and after == words.suffix:
        return 1.0
    kept, total = 0, 0
    for old, new in ((words.prefix, before), (words.suffix, after)):
        was, now = re.findall(r"\w+", old.lower()), re.findall(r"\w+", new.lower())
        kept += sum(b.size for b in SequenceMatcher(None, was, now, False).get_matching_blocks())
        total += len(was)
        if not old and (words.prefix or words.suffix):
            # The text began or ended here.
            total += _EDGE
            kept += 0 if new else _EDGE
    return kept / total if total else 1.0
