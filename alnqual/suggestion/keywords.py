"""The keywords of codes in a text, English and Welsh, however grammar changes them.

English words are compared by their stems. Many Welsh words begin otherwise after some others
(cyllid, gyllid, nghyllid, chyllid): in a text that is not all English, the first word of a keyword
is also found mutated. The words of a longer keyword have to follow each other.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from alnqual.corpus.pseudonyms.mutation import radicals
from alnqual.embedding.english import stem
from alnqual.records import Code

_WORD = re.compile(r"[^\W_]+")

Phrase = tuple[str, ...]


class KeywordFinder:
    """Finds what codes are called, and their keywords, in texts.

    Parameters
    ----------
    codes : their names, in every language, are keywords too.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        owners: dict[Phrase, set[int]] = {}
        for column, code in enumerate(codes):
            for keyword in (*code.keywords, *code.name.values()):
                phrase = tuple(stem(word) for word in _words(keyword))
                owners.setdefault(phrase, set()).add(column)
        owners.pop((), None)
        self._owners = {phrase: sorted(columns) for phrase, columns in owners.items()}
        self._lengths = sorted({len(phrase) for phrase in owners})
        self._count = len(codes)

    def weigh(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """How much the keywords in each text speak for each code.

        A keyword counts once a text, by how few codes it names: that of a single code counts 1,
        that of four codes 1/4 for each of them.

        Parameters
        ----------
        texts : n texts.
        languages : of each: "en", "cy", "mixed" or "und".

        Returns
        -------
        ndarray of shape (n, n_codes), ``log(1 + sum of 1 / number of codes of the keyword)``.
        """
        sums = np.zeros((len(texts), self._count))
        for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
            for phrase in sorted(set(self._found(text, welsh=language in ("cy", "mixed")))):
                columns = self._owners[phrase]
                sums[row, columns] += 1 / len(columns)
        return np.log1p(sums)

    def _found(self, text: str, *, welsh: bool) -> Iterator[Phrase]:
        words = _words(text)
        stems = [stem(word) for word in words]
        for start, word in enumerate(words):
            firsts = {stems[start]}
            if welsh:
                firsts |= {stem(form.lower()) for form in radicals(word)}
            for length in self._lengths:
                rest = tuple(stems[start + 1 : start + length])
                if len(rest) == length - 1:
                    yield from (run for first in firsts if (run := (first, *rest)) in self._owners)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
