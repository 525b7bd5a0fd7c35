"""The table of a study's vectors."""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from alnqual.embedding.encoder import Encoder

if TYPE_CHECKING:
    import pandas as pd


_CONTEXT = 40
"""Words of the neighbour that are read before a short segment."""


def embed(
    segments: "pd.DataFrame", encoder: Encoder, *, context_below: int = 0
) -> "tuple[pd.DataFrame, list[Mapping[str, Any]]]":
    """Vectors of segments, and the segments in a language that the model cannot read.

    Parameters
    ----------
    segments : columns `segment`, `document`, `question`, `language`, `words` and `text`, a row
        each, in the order of the documents.
    encoder : where it does not read a language, those segments get no vector.
    context_below : a segment of fewer words ("Yes, every time.") says little alone: its vector is
        that of the end of the segment before it and its own words. Answers of a survey, which have
        no neighbour, are read alone.

    Returns
    -------
    frame : columns as in ``SCHEMAS["embeddings"]``, a row a segment in the given order; `vector` is
        an array of shape (d,), or None where `readable` is False.
    left_out : rows as in ``SCHEMAS["left_out_embed"]``.
    """
    import pandas as pd

    readable = [encoder.reads(language) for language in segments["language"]]
    texts = _in_context(segments, readable, context_below)
    vectors = iter(encoder.encode(list(compress(texts, readable))))
    frame = pd.DataFrame(
        {
            "segment": segments["segment"].to_numpy(),
            "readable": readable,
            "vector": pd.Series(
                [next(vectors) if reads else None for reads in readable], dtype=object
            ),
        }
    )
    left_out: list[Mapping[str, Any]] = [
        {
            "document": row.document,
            "item": row.segment,
            "reason": f"its language ({row.language}) is not one that {encoder.name} reads",
        }
        for row, reads in zip(segments.itertuples(), readable, strict=True)
        if not reads
    ]
    return frame, left_out


def _in_context(
    segments: "pd.DataFrame", readable: Sequence[bool], context_below: int
) -> list[str]:
    texts = segments["text"].tolist()
    read = list(texts)
    rows = zip(segments["document"], segments["question"], segments["words"], strict=True)
    neighbour = None
    for place, (document, question, words) in enumerate(rows):
        alone = isinstance(question, str) or words >= context_below
        if not alone and neighbour is not None and neighbour[0] == document:
            read[place] = " ".join([*neighbour[1].split()[-_CONTEXT:], texts[place]])
        neighbour = (document, texts[place]) if readable[place] else None
    return read


def matrix(embeddings: "pd.DataFrame") -> tuple[list[str], np.ndarray]:
    """The readable segments of an embeddings table: their ids (n), and vectors (n, d) float32."""
    rows = embeddings[embeddings["readable"].astype(bool)]
    if rows.empty:
        return [], np.empty((0, 0), dtype=np.float32)
    return rows["segment"].tolist(), np.stack(rows["vector"].to_list()).astype(np.float32)
