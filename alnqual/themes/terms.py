"""The words that themes are described with."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix

from alnqual.embedding.english import FILLERS, stem, stop_words
from alnqual.themes.welsh import WELSH_FILLERS, WELSH_STOP_WORDS

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST = 3
_LABEL_TERMS = 3
_ENOUGH = 10
_MOSTLY, _FEWEST_PHRASES = 0.7, 5
_MOST = 0.5
_FEWEST_SOURCES = 4
_COURTESIES = frozenset(
    str.split("""
able absolutely afternoon agree agreed alright answer answers ask asked asking brilliant bye
chair correct course definitely evening everybody exactly excellent excuse fantastic good
goodbye great hello hi indeed lovely minute minutes mm-hm mm-hmm moment morning move moving nice
perfect please point question questions right sorry sure talk talking thank thankful thanks true
uh-huh welcome wonderful yes
""")
)
"""What people say to keep a conversation going."""


def theme_terms(text: str) -> list[str]:
    """Words of three letters and more, and two or three such words that stand side by side.

    Lower case; English and Welsh stop words and the fillers of speech are no terms and part every
    phrase.
    """
    unwanted = _unwanted()
    found: list[str] = []
    before: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match.group().replace("’", "'").removesuffix("'s").rstrip("'-")
        if len(word) < 3 or word in unwanted or "'" in word:
            before = []
            continue
        before = [*before[1 - _LONGEST :], word]
        found += [" ".join(before[start:]) for start in reversed(range(len(before)))]
    return found


def is_small_talk(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a text says nothing but courtesies, fillers and `names`: "Thank you, Chair."

    One with no word of three letters is small talk.
    """
    said = {term for term in theme_terms(text) if " " not in term}
    return said <= _COURTESIES.union(names)


def words_of(labels: Iterable[str | None]) -> set[str]:
    """The words of speakers' labels, in lower case."""
    return {word for label in labels if label for word in _WORD.findall(label.lower())}


def vocabulary(
    texts: Sequence[str],
    groups: Sequence[Hashable] | None = None,
    *,
    without: Iterable[str | None] = (),
) -> list[str]:
    """The terms fit to describe themes, sorted.

    Those of two texts at least, and of one in 200, that two groups hold if there are two. Where
    fewer than ten are so common, one group is enough, and then one text. A word that is mostly (in
    70% of its texts, five at least) said as part of a longer term is left to that. `without` are
    labels of speakers: their words are no terms, nor are courtesies.
    """
    names = words_of(without)
    sources = groups if groups is not None else range(len(texts))
    texts_with: Counter[str] = Counter()
    sources_with: dict[str, set[Hashable]] = {}
    for text, source in zip(texts, sources, strict=True):
        for term in sorted(set(theme_terms(text))):
            if names.isdisjoint(term.split()) and not _COURTESIES.issuperset(term.split()):
                texts_with[term] += 1
                sources_with.setdefault(term, set()).add(source)
    least = max(2, len(texts) // 200)
    spread = min(2, len(set(sources)))
    for fewest, sources_needed in ((least, spread), (least, 1), (1, 1)):
        fit = {
            term: count
            for term, count in texts_with.items()
            if count >= fewest and len(sources_with[term]) >= sources_needed
        }
        if len(fit) >= _ENOUGH:
            fit = _without_parts(fit)
            break
    return sorted(fit)


def corpus_stop_words(
    terms: csr_matrix, labels: np.ndarray, groups: Sequence[Hashable] | None = None
) -> np.ndarray:
    """Which terms tell nothing in this corpus: bool of shape (vocabulary,).

    Those said in more than half of the documents (where there are four), and, in more than half of
    the themes, by at least half as many of the texts as where they are said most.

    Parameters
    ----------
    terms : of shape (n, vocabulary), how often each text says each term.
    labels : ndarray of shape (n,), theme of each text, -1 for none.
    """
    said = terms.astype(bool).astype(np.float64)
    themes = np.unique(labels[labels >= 0])
    if not len(themes):
        return np.zeros(terms.shape[1], dtype=bool)
    rates = np.array([np.asarray(said[labels == theme].mean(axis=0)).ravel() for theme in themes])
    everywhere = (rates >= rates.max(axis=0) / 2).mean(axis=0) > _MOST
    sources = {} if groups is None else {group: i for i, group in enumerate(dict.fromkeys(groups))}
    if groups is None or len(sources) < _FEWEST_SOURCES:
        return everywhere
    places = [sources[group] for group in groups]
    member = csr_matrix((np.ones(len(places)), (places, np.arange(len(places)))))
    spread = np.asarray(((member @ said) > 0).mean(axis=0)).ravel()
    return everywhere & (spread > _MOST)


def label(terms: Sequence[str]) -> str:
    """The first terms that do not repeat a word of one before: "workload · release time"."""
    chosen: list[str] = []
    stems: set[str] = set()
    for term in terms:
        own = {stem(word) for word in term.split()}
        if stems.isdisjoint(own):
            chosen.append(term)
            stems |= own
        if len(chosen) == _LABEL_TERMS:
            break
    return " · ".join(chosen)


def _unwanted() -> frozenset[str]:
    return stop_words() | FILLERS | WELSH_STOP_WORDS | WELSH_FILLERS


def _without_parts(counts: dict[str, int]) -> dict[str, int]:
    mostly_longer = set()
    for term, count in counts.items():
        words = term.split()
        for start, end in combinations(range(len(words) + 1), 2):
            part = " ".join(words[start:end])
            if part != term and count >= max(
                _MOSTLY * counts.get(part, 2 * count), _FEWEST_PHRASES
            ):
                mostly_longer.add(part)
    return {term: count for term, count in counts.items() if term not in mostly_longer}
