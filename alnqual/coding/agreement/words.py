"""The words of participants, numbered through all texts: the measure of passages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from alnqual.coding.agreement.span_sums import NEAR

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class WordGrid:
    """Where words start and end in each text, and how many there are."""

    starts: list[np.ndarray]
    ends: list[np.ndarray]
    sizes: np.ndarray

    def place(self, text: int, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Spans of a text as word numbers through all texts; empty where they meet no word."""
        base = int(self.sizes[:text].sum()) + text * NEAR
        first, last = self.within(text, start, end)
        return base + first, base + last

    def within(
        self, text: int, start: np.ndarray | int, end: np.ndarray | int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Spans of a text as numbers of its own words; empty where they meet none."""
        first = np.searchsorted(self.ends[text], start, side="right")
        last = np.searchsorted(self.starts[text], end, side="left")
        return first, np.maximum(first, last)


def word_grid(turns: pd.DataFrame, keys: Sequence[tuple[str, frozenset[str] | None]]) -> "WordGrid":
    """The participants' words of texts, numbered through; `keys` are documents, and their turns."""
    starts, ends, sizes = [], [], []
    by_document = dict(list(turns.groupby("document", sort=False)))
    for document, narrow in keys:
        theirs = by_document.get(document, turns.iloc[:0])
        if narrow is not None:
            theirs = theirs[theirs["turn"].isin(narrow)]
        found = [
            (offset + match.start(), offset + match.end())
            for text, offset in zip(theirs["text"], theirs["start"], strict=True)
            for match in _WORD.finditer(text)
        ]
        found.sort()
        starts.append(np.array([a for a, _ in found], dtype=np.int64))
        ends.append(np.array([b for _, b in found], dtype=np.int64))
        sizes.append(len(found))
    return WordGrid(starts, ends, np.array(sizes, dtype=np.int64))
