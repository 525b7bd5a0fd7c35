"""How alike two names are spelt, and whether a word is spelt like a name at all.

The second is naive Bayes over letter trigrams with add-one smoothing: names of the lists against
words that the corpus writes in lower case.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from alnqual.corpus.pseudonyms import gazetteer
from alnqual.corpus.pseudonyms.words import key

_FEWEST = 400
_TWO_FROM = 7
_ONE_FROM = 4
_LONG = 6


def bare(word: str) -> str:
    """A word without accents and case: Siân and Sian are one name."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def is_misspelling(one: str, other: str) -> bool:
    """Whether two words differ by a slip: one letter from four letters on, two from seven."""
    one, other = bare(one), bare(other)
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= _TWO_FROM else int(shorter >= _ONE_FROM)
    if one[:1] != other[:1] or abs(len(one) - len(other)) > allowed:
        return False
    return distance(one, other, allowed) <= allowed


@lru_cache(maxsize=20_000)
def is_near_given_name(word: str) -> bool:
    """Whether a word is a slip of a listed given name ("Rhianon")."""
    return len(word) >= _LONG and any(is_misspelling(word, name) for name in _bare_names())


@cache
def _bare_names() -> tuple[str, ...]:
    return tuple(sorted({bare(name) for name in gazetteer.given_names()}))


def distance(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words.

    Damerau's distance in its restricted form; above `limit` the value is only more than `limit`.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != against))
            if last and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


class NameSpelling:
    """Tells names from words by their letters.

    Parameters
    ----------
    words : ordinary words; where there are too few to learn from, nothing is said.
    """

    def __init__(self, words: Iterable[str]) -> None:
        common = {word for word in words if len(word) > 2} | gazetteer.common_words()
        names = (gazetteer.given_names() | gazetteer.surnames()) - common
        places = {word for name in gazetteer.places() for word in key(name).split()}
        self._ready = len(common) >= _FEWEST
        self._names = _trigrams(names | (places - common))
        self._words = _trigrams(common)
        self._name_total = sum(self._names.values())
        self._word_total = sum(self._words.values())
        self._kinds = len(self._names | self._words)

    def __call__(self, word: str) -> float:
        """The mean logarithm, over trigrams, of how much likelier a name is; 0 is undecided."""
        if not self._ready:
            return 0.0
        parts = list(_parts(bare(word)))
        return sum(self._ratio(part) for part in parts) / len(parts)

    def _ratio(self, part: str) -> float:
        name = (self._names[part] + 1) / (self._name_total + self._kinds)
        word = (self._words[part] + 1) / (self._word_total + self._kinds)
        return math.log(name / word)


def _trigrams(words: Iterable[str]) -> Counter[str]:
    return Counter(part for word in words for part in _parts(bare(word)))


def _parts(word: str) -> Iterable[str]:
    marked = f"^{word}$"
    return (marked[k : k + 3] for k in range(max(1, len(marked) - 2)))
