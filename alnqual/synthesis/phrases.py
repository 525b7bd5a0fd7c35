"""Phrases of two to four words in what people say, counted whatever their endings."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import log

from alnqual.corpus.pseudonyms.gazetteer import common_words
from alnqual.corpus.quality.content_words import EMPTY
from alnqual.embedding.english import FILLERS, stem, stop_words
from alnqual.search.welsh import radicals

LONGEST = 4
_TOKEN = re.compile(r"\[[^\]]*\]|[^\W\d_](?:[\w-]|['’](?=\w))*|[^\w\s]|\d+")
_STEPS = str.maketrans("’", "'")

Phrase = tuple[str, ...]
"""A phrase as it is counted: its words in lower case, without endings and mutations."""


class Words:
    """Reads texts as runs of words, each word with the form that it is counted in.

    English words are counted by their stem (Snowball); those of turns that are not in English also
    without an initial mutation, where the corpus has the word without it.

    Parameters
    ----------
    welsh : texts that are not wholly in English.
    """

    def __init__(self, welsh: Iterable[str]) -> None:
        self._spoken = Counter(word for text in welsh for run in _runs(text) for word in run)

    def __call__(self, text: str, language: str = "en") -> Iterator[list[tuple[str, str]]]:
        """The runs of words between punctuation, numbers and placeholders: (word, form)."""
        for run in _runs(text):
            yield [(word, self._form(word, language)) for word in run]

    def _form(self, word: str, language: str) -> str:
        if language != "en":
            known = [form for form in radicals(word) if self._spoken[form]]
            word = max(sorted(known), key=lambda form: self._spoken[form], default=word)
        return stem(word)


def phrases(
    run: Sequence[tuple[str, str]], subjects: Collection[str] = ()
) -> Iterator[tuple[Phrase, str]]:
    """The phrases of a run that could be terms, each with its words.

    Neither end of one is a function word or a filler, of fewer than three letters, or one of the
    words that everybody uses everywhere, unless it is of the study's subject.

    Parameters
    ----------
    subjects : forms of words that the study is about.
    """
    heavy = [
        len(word) > 2
        and "'" not in word
        and not empty(word)
        and (form in subjects or word not in common_words())
        for word, form in run
    ]
    for first in range(len(run)):
        for last in range(first + 1, min(first + LONGEST, len(run))):
            if heavy[first] and heavy[last]:
                inside = run[first : last + 1]
                yield tuple(form for _, form in inside), " ".join(word for word, _ in inside)


def sequences(run: Sequence[tuple[str, str]]) -> Iterator[Phrase]:
    """Every sequence of up to four words of a run, counted to see what hangs together."""
    forms = [form for _, form in run]
    for first in range(len(forms)):
        for end in range(first + 1, min(first + LONGEST, len(forms)) + 1):
            yield tuple(forms[first:end])


def hangs_together(phrase: Phrase, counts: Mapping[Phrase, int], words: int) -> bool:
    """Whether the parts of a phrase stand together more often than chance would have it.

    However it is parted in two, the log-likelihood ratio (Dunning 1993) of the two parts must be
    beyond 10.83, which chance exceeds once in a thousand pairs.

    Parameters
    ----------
    counts : sequences of up to four words -> how often each was said.
    words : how many words were said.
    """
    return all(
        _likelihood(counts[phrase], counts[phrase[:cut]], counts[phrase[cut:]], words) > 10.83
        for cut in range(1, len(phrase))
    )


def _likelihood(both: int, first: int, second: int, total: int) -> float:
    """G², signed: negative where the two stand together less often than expected."""
    cells = (
        (both, first * second),
        (first - both, first * (total - second)),
        (second - both, (total - first) * second),
        (total - first - second + both, (total - first) * (total - second)),
    )
    ratio = 2 * sum(seen * log(seen * total / product) for seen, product in cells if seen > 0)
    return ratio if both * total > first * second else -ratio


@cache
def empty(word: str) -> bool:
    """Whether a word says nothing of a subject."""
    return word in EMPTY or word in FILLERS or word in stop_words()


def _runs(text: str) -> Iterator[list[str]]:
    run: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0].isalpha():
            run.append(token.lower().translate(_STEPS).removesuffix("'s").rstrip("-"))
        elif run:
            yield run
            run = []
    if run:
        yield run
