"""Passages of a text that may be a quote: the same words, or nearly the same."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

WORD = re.compile(r"\w+|[^\w\s]+")
BORDER = 8
"""Code points of prefix and suffix that must stand unchanged to bracket a passage."""

_OFTEN = 40
"""A word that occurs more often than this does not help to find a passage."""
_CONSIDERED = 50
"""Places that are considered for a quote: those with most of its words."""
_TRIED = 4
"""Passages that are looked at closely for a quote."""
_GROWN = 4
"""Words that may have been put in at a border of a quote: a pseudonym has up to four."""
_STRAY = 2
"""Words that may stand near a passage by chance."""
_LONG = 400
"""Code points from which passages are compared by words: by characters it would take long."""
_RELATED = 0.5


@dataclass(frozen=True, slots=True)
class Words:
    """Words and where they stood in an earlier text, with what stood before and after."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


class PlacingText:
    """A text to find words in, with the spans of its turns in order."""

    def __init__(self, text: str, *, version: str, turns: Iterable[tuple[int, int]]) -> None:
        self.text = text
        self.version = version
        self.turns = tuple(turns)
        self._starts = [start for start, _ in self.turns]
        self._tokens: list[list[tuple[str, int, int]]] = []
        self._places: dict[str, list[tuple[int, int]]] = {}

    def turn_of(self, start: int, end: int) -> int | None:
        """The turn that holds a span; None if no single one does."""
        index = bisect_right(self._starts, start) - 1
        return index if index >= 0 and start < end <= self.turns[index][1] else None

    def tokens(self, turn: int) -> list[tuple[str, int, int]]:
        """The words of a turn in lower case, each with its span in the text."""
        if not self._tokens:
            self._tokens = [
                [
                    (word[0].lower(), start + word.start(), start + word.end())
                    for word in WORD.finditer(self.text[start:end])
                ]
                for start, end in self.turns
            ]
        return self._tokens[turn]

    def places(self, word: str) -> list[tuple[int, int]]:
        """(turn, number within it) of each occurrence of a word in lower case."""
        if not self._places:
            for turn in range(len(self.turns)):
                for number, (known, _, _) in enumerate(self.tokens(turn)):
                    self._places.setdefault(known, []).append((turn, number))
        return self._places.get(word, [])


def likeness(one: str, other: str) -> float:
    """How alike two passages are, from 0 to 1: difflib's ratio of characters, or of words."""
    if one == other:
        return 1.0
    if max(len(one), len(other)) > _LONG:
        return SequenceMatcher(None, WORD.findall(one), WORD.findall(other), autojunk=False).ratio()
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def same_words(
    words: Words, text: PlacingText, within: Collection[int] | None
) -> Iterator[tuple[int, int]]:
    """Every place of the quote within a turn that cuts no word which was whole before."""
    quote = words.quote
    cut = _cuts(words.prefix, quote, words.suffix)
    spans = [(0, len(text.text))] if within is None else [text.turns[turn] for turn in within]
    for first, last in spans:
        start = text.text.find(quote, first, last)
        while start >= 0:
            end = start + len(quote)
            around = text.text[max(0, start - 1) : start], text.text[end : end + 1]
            if text.turn_of(start, end) is not None and cut == _cuts(around[0], quote, around[1]):
                yield start, end
            start = text.text.find(quote, start + 1, last)


def similar_words(
    words: Words, text: PlacingText, within: Collection[int] | None
) -> Iterator[tuple[int, int]]:
    """Passages within a turn that may be the quote with some of its words changed."""
    yield from _bracketed(words, text, within)
    spans = [(word[0].lower(), *word.span()) for word in WORD.finditer(words.quote)]
    votes: Counter[tuple[int, int]] = Counter()
    for number, (word, _, _) in enumerate(spans):
        places = text.places(word)
        if within is not None:
            places = [place for place in places if place[0] in within]
        if len(places) <= _OFTEN:
            votes.update((turn, at - number) for turn, at in places)
    for turn, offset in _peaks(votes, len(spans)):
        yield _fit(words, text, turn=turn, offset=offset, quoted=spans)


def _cuts(before: str, quote: str, after: str) -> tuple[bool, bool]:
    """Whether a quote begins and ends within a word."""
    return (
        before[-1:].isalnum() and quote[:1].isalnum(),
        after[:1].isalnum() and quote[-1:].isalnum(),
    )


def _bracketed(
    words: Words, text: PlacingText, within: Collection[int] | None
) -> Iterator[tuple[int, int]]:
    """What stands between the old prefix and the old suffix."""
    before, after = words.prefix[-2 * BORDER :], words.suffix[: 2 * BORDER]
    if len(before) < BORDER or len(after) < BORDER:
        return
    found = text.text.find(before)
    tried = 0
    while found >= 0 and tried < _OFTEN:
        start = found + len(before)
        end = text.text.find(after, start, start + 2 * len(words.quote) + 64)
        turn = text.turn_of(start, end) if end > start else None
        if turn is not None and (within is None or turn in within):
            yield start, end
        found = text.text.find(before, found + 1)
        tried += 1


def _peaks(votes: Counter[tuple[int, int]], words: int) -> list[tuple[int, int]]:
    """The places with most votes, one a neighbourhood, without those that have few."""
    slack = 2 + words // 4
    gathered = {
        (turn, offset): sum(votes[turn, near] for near in range(offset - slack, offset + slack + 1))
        for (turn, offset), _ in votes.most_common(_CONSIDERED)
    }
    peaks: list[tuple[int, int]] = []
    for turn, offset in sorted(gathered, key=lambda at: (-gathered[at], -votes[at], at)):
        few = bool(peaks) and gathered[turn, offset] < _RELATED * gathered[peaks[0]]
        if few or len(peaks) == _TRIED:
            break
        if all(turn != other or abs(offset - near) > slack for other, near in peaks):
            peaks.append((turn, offset))
    return peaks


def _fit(
    words: Words,
    text: PlacingText,
    *,
    turn: int,
    offset: int,
    quoted: Sequence[tuple[str, int, int]],
) -> tuple[int, int]:
    """The passage near an offset of a turn whose borders suit the quote best."""
    tokens = text.tokens(turn)
    slack = 2 + len(quoted) // 4
    low, high = max(0, offset - slack), min(len(tokens), offset + len(quoted) + slack)
    window = [word for word, _, _ in tokens[low:high]]
    matcher = SequenceMatcher(None, [word for word, _, _ in quoted], window, autojunk=False)
    blocks = _together(matcher.get_matching_blocks()[:-1])
    first, last = low + blocks[0].b, low + blocks[-1].b + blocks[-1].size
    start, end = tokens[first][1], tokens[last - 1][2]
    head = words.quote[: quoted[blocks[0].a][1]]
    if head.strip():
        starts = [tokens[at][1] for at in range(max(0, first - blocks[0].a - _GROWN), first + 1)]
        start = _border(
            head,
            [(at, text.text[at:start]) for at in starts],
            stands=lambda at: text.text[:at].endswith(words.prefix[-BORDER:]),
        )
    kept = blocks[-1].a + blocks[-1].size
    tail = words.quote[quoted[kept - 1][2] :]
    if tail.strip():
        furthest = min(len(tokens), last + len(quoted) - kept + _GROWN)
        ends = [tokens[at - 1][2] for at in range(last, furthest + 1)]
        end = _border(
            tail,
            [(at, text.text[end:at]) for at in ends],
            stands=lambda at: text.text.startswith(words.suffix[:BORDER], at),
        )
    return start, end


def _together(blocks: Sequence[Match]) -> Sequence[Match]:
    """Matching blocks without a stray word or two far before or behind the rest."""

    def apart(one: Match, other: Match) -> bool:
        return other.b - one.b - one.size > other.a - one.a - one.size + _GROWN

    while len(blocks) > 1 and blocks[0].size <= _STRAY and apart(blocks[0], blocks[1]):
        blocks = blocks[1:]
    while len(blocks) > 1 and blocks[-1].size <= _STRAY and apart(blocks[-2], blocks[-1]):
        blocks = blocks[:-1]
    return blocks


def _border(
    missing: str, choices: Sequence[tuple[int, str]], *, stands: Callable[[int], bool]
) -> int:
    """Where a passage begins or ends whose words there were changed.

    `choices` are positions, each with the words that it would add; one of them adds none.
    """
    known = [choice for choice in choices if stands(choice[0])]
    scored = [(likeness(missing, added), -len(added), at) for at, added in known or choices]
    best, _, at = max(scored)
    if known or best >= _RELATED:
        return at
    return next(at for at, added in choices if not added)
