"""Which of many texts share most of their runs of words, in time that grows with the words.

Texts are sets of shingles, runs of `RUN` words (Broder, 1997, "On the resemblance and containment
of documents"). Every shingle is kept, as a hash; pairs of texts that share any come from one sparse
product. Shingles that stand in more than `COMMON` texts are left out of the product: set phrases
tell no copies, and would make it quadratic.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

RUN = 4
COMMON = 50

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Alike(NamedTuple):
    """Texts `first` < `second` share `shared` of `union` shingles; the lesser has `least`."""

    first: int
    second: int
    shared: int
    union: int
    least: int


def words_of(text: str) -> list[str]:
    """The words as they are compared: without case and marks."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def numbered(texts: Iterable[Sequence[str]]) -> list[list[int]]:
    """Each text's words as numbers, the same for the same word."""
    numbers: dict[str, int] = {}
    return [[numbers.setdefault(word, len(numbers)) for word in text] for text in texts]


def alike(texts: Sequence[Sequence[Sequence[int]]], *, fewest: int) -> list[Alike]:
    """Pairs of texts that share at least `fewest` shingles, by place.

    Parameters
    ----------
    texts : each text's parts, each part its words as numbers; shingles do not cross parts.
    """
    import numpy as np
    from scipy.sparse import coo_array, triu

    owners, hashes = [], []
    for owner, parts in enumerate(texts):
        for part in parts:
            if len(part) >= RUN:
                found = _shingles(np.asarray(part, dtype=np.uint64))
                hashes.append(found)
                owners.append(np.full(len(found), owner, dtype=np.int64))
    if not hashes:
        return []
    _, columns = np.unique(np.concatenate(hashes), return_inverse=True)
    pairs = np.unique(np.stack([np.concatenate(owners), columns]), axis=1)
    sizes = np.bincount(pairs[0], minlength=len(texts))
    spread = np.bincount(pairs[1])
    kept = pairs[:, (spread[pairs[1]] > 1) & (spread[pairs[1]] <= COMMON)]
    shape = (len(texts), int(spread.size))
    table = coo_array((np.ones(kept.shape[1], np.int32), (kept[0], kept[1])), shape=shape).tocsr()
    product = triu(table @ table.T, k=1).tocoo()
    wanted = product.data >= fewest
    sharing = zip(product.row[wanted], product.col[wanted], product.data[wanted], strict=True)
    return sorted(
        Alike(
            int(first),
            int(second),
            int(shared),
            int(sizes[first] + sizes[second] - shared),
            int(min(sizes[first], sizes[second])),
        )
        for first, second, shared in sharing
    )


def _shingles(words: "np.ndarray") -> "np.ndarray":
    """A 64-bit hash of each run of words: a polynomial of their numbers, modulo 2**64."""
    import numpy as np

    hashed = np.zeros(len(words) - RUN + 1, dtype=np.uint64)
    for place in range(RUN):
        hashed = (
            hashed * np.uint64(0x9E3779B97F4A7C15) + words[place : len(words) - RUN + 1 + place]
        )
        hashed ^= hashed >> np.uint64(29)
    return hashed
