"""Where each word stands: what of a query is looked for in turns, and how heavily it weighs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from alnqual.codebook.glossary import Term
from alnqual.search.terms import query_terms, terms
from alnqual.search.welsh import radicals

_K1, _B = 4.0, 0.4
_PAIR = 1.0
"""The weight of two words that stand beside each other, against that of one."""
_LONGEST = 20
"""Words of a passage by which others like it are looked for."""
_WELSH = ("cy", "mixed")


@dataclass(frozen=True)
class Clue:
    """Something of a query that is looked for in the turns.

    Attributes
    ----------
    words : as they stand in the query.
    kind : "word", or "pair" of words that are neighbours in the query; only stop words may come
        between them.
    weight : its inverse document frequency.
    also : other names of the glossary's term whose name it is, or is part of; these count, too.
    turns : ndarray (m,), the turns where it stands, ascending.
    frequency : ndarray (m,), BM25's saturated term frequency there.
    labelled : ndarray (m,) of bool, whether it stands there in the speaker's label, too.
    """

    words: str
    kind: str
    weight: float
    turns: np.ndarray
    frequency: np.ndarray
    labelled: np.ndarray
    also: tuple[str, ...] = ()


class Lexicon:
    """The words of n turns by their places.

    Parameters
    ----------
    texts, labels : what was said in each turn, and who said it; both are looked through.
    languages : of each turn, as in the tables; in Welsh and mixed ones a word is found whatever its
        mutation.
    glossary : terms that stand for each other.
    """

    def __init__(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        languages: Sequence[str],
        *,
        glossary: Iterable[Term] = (),
    ) -> None:
        self._known: dict[str, int] = {}
        said: list[int] = []
        lengths: list[int] = []
        for part in (part for both in zip(labels, texts, strict=True) for part in both):
            found = terms(part)
            said += [self._known.setdefault(term, len(self._known)) for term in found]
            lengths.append(len(found))
        # A place left empty between parts keeps words apart that are not neighbours.
        part_of = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        places = np.arange(len(said), dtype=np.int32) + part_of
        numbers = np.array(said, dtype=np.int32)
        by_term = np.argsort(numbers, kind="stable")
        self._places = places[by_term]
        self._starts = np.searchsorted(numbers[by_term], np.arange(len(self._known) + 1))
        self._part = np.zeros(len(said) + len(lengths) + 1, dtype=np.int32)
        self._part[places] = part_of
        self._count = len(texts)
        words = np.add.reduceat(lengths, np.arange(0, len(lengths), 2)) if lengths else np.zeros(0)
        self._norm = _K1 * (1 - _B + _B * words / max(words.mean() if len(words) else 1.0, 1.0))
        self._welsh = np.isin(np.asarray(languages, dtype=object), _WELSH)
        self._mutated = self._by_radical()
        self._glossary = [_names(term) for term in glossary]

    def clues(self, query: str) -> list[Clue]:
        """What of a query is looked for; nothing that stands nowhere."""
        asked = query_terms(query)
        told = terms(query)
        named = [
            (span, names)
            for names in self._glossary
            if (span := next(filter(None, (_span(told, form) for form in names)), ()))
        ]
        wanted = [*((term,) for term in asked), *dict.fromkeys(pairwise(told))]
        return [clue for each in wanted if (clue := self._clue(each, asked, named))]

    def welsh(self, query: str) -> bool:
        """Whether all words of a query that were said at all were said in Welsh turns alone."""
        known = [self._known[term] for term in query_terms(query) if term in self._known]
        said = [self._part[self._own(number)] // 2 for number in known]
        return bool(said) and all(self._welsh[turns].all() for turns in said)

    def like(self, text: str) -> list[Clue]:
        """The words of a passage that tell it most from others: frequent in it, rare elsewhere."""
        told, asked = terms(text), query_terms(text)
        found = [
            (told.count(term), clue) for term in asked if (clue := self._clue((term,), asked, []))
        ]
        found.sort(key=lambda pair: -pair[1].weight * pair[0] / (pair[0] + _K1))
        return [clue for _, clue in found[:_LONGEST]]

    def _clue(
        self,
        wanted: tuple[str, ...],
        asked: Mapping[str, str],
        named: Iterable[tuple[Sequence[str], Mapping[tuple[str, ...], str]]],
    ) -> Clue | None:
        """A word, or two side by side; None where it stands nowhere."""
        # Names that hold the word are found by it already.
        also = {
            form: name
            for span, names in named
            if not set(wanted) - set(span)
            for form, name in names.items()
            if set(wanted) - set(form)
        }
        places = _together([self._phrase(each) for each in (wanted, *also)])
        if not len(places):
            return None
        parts = self._part[places]
        standing = parts // 2
        first = np.flatnonzero(np.diff(standing, prepend=-1))
        turns, counts = standing[first], np.diff(first, append=len(parts))
        weight = np.log1p((self._count - len(turns) + 0.5) / (len(turns) + 0.5))
        return Clue(
            " ".join(asked[term] for term in wanted),
            "pair" if len(wanted) > 1 else "word",
            float(weight * (_PAIR if len(wanted) > 1 else 1.0)),
            turns,
            counts * (_K1 + 1) / (counts + self._norm[turns]),
            parts[first] % 2 == 0,
            tuple(also.values()),
        )

    def _word(self, term: str) -> np.ndarray:
        """The places of a word, ascending; in Welsh whatever its mutation."""
        found = [self._own(self._known[term])] if term in self._known else []
        mutated = {
            number
            for radical in (radicals(term) if self._mutated else ())
            for number in self._mutated.get(radical, ())
        } - {self._known.get(term)}
        for number in sorted(mutated):
            places = self._own(number)
            found.append(places[self._welsh[self._part[places] // 2]])
        return _together(found)

    def _phrase(self, words: Sequence[str]) -> np.ndarray:
        """The places where words begin that stand one after the other."""
        places = self._word(words[0])
        for distance, word in enumerate(words[1:], start=1):
            others = self._word(word) - distance
            if not len(others):
                return others
            at = np.minimum(np.searchsorted(others, places), len(others) - 1)
            places = places[others[at] == places]
        return places

    def _own(self, number: int) -> np.ndarray:
        return self._places[self._starts[number] : self._starts[number + 1]]

    def _by_radical(self) -> dict[str, list[int]]:
        """The words of Welsh turns by what they may be without their mutation."""
        found: dict[str, list[int]] = {}
        if self._welsh.any():
            for term, number in self._known.items():
                if self._welsh[self._part[self._own(number)] // 2].any():
                    for radical in radicals(term):
                        found.setdefault(radical, []).append(number)
        return found


def _together(places: Sequence[np.ndarray]) -> np.ndarray:
    """All of some places, ascending."""
    if len(places) == 1:
        return places[0]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int32), *places]))


def _names(term: Term) -> dict[tuple[str, ...], str]:
    """The names that the glossary has for a term, by their terms; not those of stop words alone."""
    names = (term.term_en, term.term_cy, term.abbreviation_en, term.abbreviation_cy)
    return {form: name for name in reversed(names) if (form := tuple(terms(name)))}


def _span(told: Sequence[str], form: Sequence[str]) -> Sequence[str]:
    """The terms of a query that are a form of a term, mutated or not; none where it has none."""
    for at in range(len(told) - len(form) + 1):
        span = told[at : at + len(form)]
        if all(
            one == other or not radicals(one).isdisjoint(radicals(other))
            for one, other in zip(span, form, strict=True)
        ):
            return span
    return ()
