"""The words that themes are described with."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from alnqual.embedding.english import FILLERS, stem, stop_words

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LABEL_TERMS = 3
_ENOUGH = 10


def theme_terms(text: str) -> list[str]:
    """Words of three letters and more, and pairs of such words that stand side by side.

    Lower case; English stop words and the fillers of speech are no terms and part every pair.
    """
    unwanted = stop_words() | FILLERS
    found: list[str] = []
    previous = ""
    for match in _WORD.finditer(text.lower()):
        word = match.group().replace("’", "'").removesuffix("'s").rstrip("'-")
        if len(word) < 3 or word in unwanted or "'" in word:
            previous = ""
            continue
        found.append(word)
        if previous:
            found.append(f"{previous} {word}")
        previous = word
    return found


def vocabulary(
    texts: Sequence[str],
    groups: Sequence[Hashable] | None = None,
    *,
    without: Iterable[str] = (),
) -> list[str]:
    """The terms fit to describe themes, sorted.

    Those of two texts at least, and of one in 200, that two groups hold if there are two. Where
    fewer than ten are so common, one group is enough, and then one text. `without` are labels of
    speakers: their words are no terms.
    """
    names = {word for label in without for word in _WORD.findall(label.lower())}
    sources = groups if groups is not None else range(len(texts))
    texts_with: Counter[str] = Counter()
    sources_with: dict[str, set[Hashable]] = {}
    for text, source in zip(texts, sources, strict=True):
        for term in sorted(set(theme_terms(text))):
            if names.isdisjoint(term.split()):
                texts_with[term] += 1
                sources_with.setdefault(term, set()).add(source)
    least = max(2, len(texts) // 200)
    spread = min(2, len(set(sources)))
    for fewest, sources_needed in ((least, spread), (least, 1), (1, 1)):
        fit = [
            term
            for term, count in texts_with.items()
            if count >= fewest and len(sources_with[term]) >= sources_needed
        ]
        if len(fit) >= _ENOUGH:
            break
    return sorted(fit)


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
