"""Sums over coded passages, document by document, in words.

Passages are measured in words of participants, so that a stray space or full stop is no
disagreement. A coder's overlapping passages of one code are one passage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from alnqual.coding.agreement.spans import boundary_edits
from alnqual.coding.agreement.sums import coder_pairs

NEAR = 2
"""Boundaries fewer words apart than this are near misses (Fournier's n_t)."""
MEASURES = (
    "u_alpha", "f1_exact", "f1_overlap", "f1_token", "boundary_f1", "boundary_similarity",
)  # fmt: skip


class Passages(NamedTuple):
    """One coder's passages of one code in order: word numbers, half-open, and document numbers."""

    start: np.ndarray
    end: np.ndarray
    text: np.ndarray


@dataclass(frozen=True)
class SpanSums:
    """Sums of one code; the first axis is documents (or resamples).

    `length` in words, `words` (length times coders), `passages`, `marked` words, `both`
    (coincidences of marked words), `squares` of lengths, have shape (n,). `pairs`, of shape
    (n, 11, n_pairs), are of each pair: passages of the first and the second, those the same, those
    of the first and the second that meet one of the other; words of the first, the second, both;
    boundaries matched, near misses, and lone ones.
    """

    length: np.ndarray
    words: np.ndarray
    passages: np.ndarray
    marked: np.ndarray
    both: np.ndarray
    squares: np.ndarray
    pairs: np.ndarray

    def weighted(self, weights: np.ndarray) -> "SpanSums":
        return SpanSums(
            *(np.tensordot(weights, getattr(self, f.name), axes=1) for f in fields(self))
        )

    @property
    def total(self) -> "SpanSums":
        return self.weighted(np.ones((1, len(self.words))))


def merged(passages: Passages) -> Passages:
    """With passages that overlap made one."""
    order = np.lexsort((passages.end, passages.start))
    start, end, text = (values[order] for values in passages)
    if not len(start):
        return passages
    reach = np.maximum.accumulate(end)
    first = np.flatnonzero(np.concatenate([[True], start[1:] >= reach[:-1]]))
    return Passages(start[first], np.maximum.reduceat(end, first), text[first])


def span_sums(
    passages: Mapping[int, Passages], *, handed: np.ndarray, words: np.ndarray
) -> SpanSums:
    """The sums of one code.

    Parameters
    ----------
    passages : by coder's number, merged; words are numbered through all documents, with a gap of
        `NEAR` between them.
    handed : bool array of shape (n_coders, n_documents).
    words : of each document.
    """
    documents = len(words)
    often = handed.sum(axis=0)
    counted = np.where(often >= 2, often, 0)
    number, marked, squares, both = (np.zeros(documents) for _ in range(4))
    for found in passages.values():
        size = found.end - found.start
        kept = counted[found.text] > 0
        number += np.bincount(found.text[kept], minlength=documents)
        marked += np.bincount(found.text[kept], weights=size[kept], minlength=documents)
        squares += np.bincount(found.text[kept], weights=size[kept] ** 2, minlength=documents)
    pairs = coder_pairs(len(handed))
    sums = np.zeros((documents, 11, len(pairs)))
    for at, (one, two) in enumerate(pairs):
        if one in passages or two in passages:
            common = handed[one] & handed[two]
            first, second = (_within(passages.get(row), common) for row in (one, two))
            sums[:, :, at] = _pair(first, second, documents)
            both += 2 * sums[:, 7, at] / np.maximum(often - 1, 1)
    return SpanSums(words * (counted > 0), words * counted, number, marked, both, squares, sums)


def _within(passages: Passages | None, documents: np.ndarray) -> Passages:
    if passages is None:
        return Passages(np.zeros(0, int), np.zeros(0, int), np.zeros(0, int))
    kept = documents[passages.text]
    return Passages(*(values[kept] for values in passages))


def _pair(first: Passages, second: Passages, documents: int) -> np.ndarray:
    def by_document(text: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(text, weights=weights, minlength=documents).astype(float)

    same = np.isin(first.start * 1j + first.end, second.start * 1j + second.end)
    shared = _covered(second, first)
    hit, hit_back = shared > 0, _covered(first, second) > 0
    matched, near, lone = np.zeros(documents), np.zeros(documents), np.zeros(documents)
    for ends in ("start", "end"):
        one, two = np.unique(getattr(first, ends)), np.unique(getattr(second, ends))
        text = dict(zip(getattr(first, ends).tolist(), first.text.tolist(), strict=True))
        text |= dict(zip(getattr(second, ends).tolist(), second.text.tolist(), strict=True))
        edits = boundary_edits(one, two, near=NEAR)
        for sums, places in ((matched, edits.matched), (near, edits.moved), (lone, edits.lone)):
            sums += by_document(np.array([text[place] for place in places.tolist()], dtype=int))
    return np.stack(
        [
            by_document(first.text),
            by_document(second.text),
            by_document(first.text[same]),
            by_document(first.text[hit]),
            by_document(second.text[hit_back]),
            by_document(first.text, first.end - first.start),
            by_document(second.text, second.end - second.start),
            by_document(first.text, shared),
            matched,
            near,
            lone,
        ],
        axis=1,
    )


def _covered(by: Passages, passages: Passages) -> np.ndarray:
    """How many words of each passage the others cover."""
    before = np.concatenate([[0], np.cumsum(by.end - by.start)])

    def up_to(place: np.ndarray) -> np.ndarray:
        at = np.searchsorted(by.start, place, side="right")
        last = np.maximum(at - 1, 0)
        end = by.end[last] if len(by.end) else np.zeros_like(place)
        over = np.where(at > 0, np.maximum(end - place, 0), 0)
        return np.asarray(before[at] - over)

    return up_to(passages.end) - up_to(passages.start)


def observed_and_expected(s: SpanSums) -> tuple[np.ndarray, np.ndarray]:
    """Agreement on words observed and expected, of u-alpha (2016, equations 4 and 5) of one code.

    With one value u-alpha and |u-alpha are the same.
    """
    gaps = s.words - s.marked
    same = s.words**2 - s.squares - gaps
    return (
        1 - _over(2 * (s.marked - s.both), s.words),
        1 - _over(2 * s.marked * gaps, same),
    )


def pair_measures(pairs: np.ndarray) -> dict[str, np.ndarray]:
    """F1 and boundary similarity, of sums over pairs of shape (..., 11)."""
    first, second, same, hit, back, words, others, both, matched, near, lone = np.moveaxis(
        pairs, -1, 0
    )
    found, found_back = _over(hit, first), _over(back, second)
    none = (first == 0) != (second == 0)
    overlap = _over(2 * found * found_back, found + found_back)
    edges = matched + near
    return {
        "f1_exact": _over(2 * same, first + second),
        "f1_overlap": np.where(none | ((first > 0) & (hit + back == 0)), 0.0, overlap),
        "f1_token": _over(2 * both, words + others),
        "boundary_f1": _over(2 * matched, 2 * matched + 2 * near + lone),
        "boundary_similarity": 1 - _over(lone + near / NEAR, edges + lone),
    }


def _over(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    bottom = np.asarray(bottom, dtype=float)
    return np.asarray(np.divide(top, np.where(bottom > 0, bottom, np.nan)))
