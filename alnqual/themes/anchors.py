"""Where a code lies in the embedding: by what the codebook says of it, and by what is coded so."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from alnqual.embedding import Encoder, unit
from alnqual.records import Code

if TYPE_CHECKING:
    import pandas as pd


def code_anchors(
    codes: Iterable[Code],
    encoder: Encoder,
    *,
    passages: Mapping[str, np.ndarray] | None = None,
) -> np.ndarray:
    """Vectors of what sets each code apart from the others, shape (n_codes, d), unit length.

    An anchor is the mean vector of all that tells of a code: its name with its definition, its
    keywords, each example and, once there are codings, each coded passage. What a codebook's texts
    have in common, their mean vector, is taken off each of them first: else an evaluation's codes
    are all alike.

    Parameters
    ----------
    passages : code -> vectors of what is coded so; see `coded_passages`.
    """
    codes = list(codes)
    texts = [
        [f"{code.name['en']}. {code.definition}", *_keywords(code), *code.examples]
        for code in codes
    ]
    vectors = encoder.encode([text for own in texts for text in own])
    parts = np.split(vectors, np.cumsum([len(own) for own in texts])[:-1])
    common = np.mean([part.mean(axis=0) for part in parts], axis=0)
    coded = passages or {}
    return np.stack(
        [
            unit(np.concatenate([part - common, coded.get(code.id, part[:0])]).mean(axis=0))
            for code, part in zip(codes, parts, strict=True)
        ]
    )


def coded_passages(
    codings: "pd.DataFrame", spans: "pd.DataFrame", vectors: np.ndarray
) -> dict[str, np.ndarray]:
    """What sets coded passages apart from the rest, by code: arrays of shape (n_codings, d).

    The vector of a passage is that of the segments that it touches, weighted by the characters that
    they share, less the mean of all segments. A coding that touches none is not among them.

    Parameters
    ----------
    codings : columns `document`, `start`, `end` and `code`.
    spans : segments, columns `document`, `start` and `end`; `vectors` are theirs.
    """
    found: dict[str, list[np.ndarray]] = {}
    common = vectors.mean(axis=0)
    for code, (rows, shared) in zip(codings["code"], overlaps(codings, spans), strict=True):
        if len(rows):
            found.setdefault(code, []).append(unit(shared @ vectors[rows]) - common)
    return {code: np.stack(own) for code, own in found.items()}


def overlaps(
    codings: "pd.DataFrame", spans: "pd.DataFrame"
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The segments (rows of `spans`) that each coding touches, and the characters they share."""
    by_document = {
        document: (rows, spans["start"].to_numpy()[rows], spans["end"].to_numpy()[rows])
        for document, rows in spans.groupby("document").indices.items()
    }
    nothing = (np.empty(0, dtype=int),) * 3
    places = zip(codings["document"], codings["start"], codings["end"], strict=True)
    for document, first, last in places:
        rows, start, end = by_document.get(document, nothing)
        shared = np.minimum(end, last) - np.maximum(start, first)
        yield rows[shared > 0], shared[shared > 0]


def _keywords(code: Code) -> list[str]:
    return [", ".join(code.keywords)] if code.keywords else []
