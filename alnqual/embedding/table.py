"""The table of a study's vectors."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from alnqual.embedding.encoder import Encoder

if TYPE_CHECKING:
    import pandas as pd


def embed(
    segments: "pd.DataFrame", encoder: Encoder
) -> "tuple[pd.DataFrame, list[Mapping[str, Any]]]":
    """Vectors of segments, and the segments in a language that the model cannot read.

    Parameters
    ----------
    segments : columns `segment`, `document`, `language` and `text`, a row each.
    encoder : where it does not read a language, those segments get no vector.

    Returns
    -------
    frame : columns as in ``SCHEMAS["embeddings"]``, a row a segment in the given order; `vector` is
        an array of shape (d,), or None where `readable` is False.
    left_out : rows as in ``SCHEMAS["left_out_embed"]``.
    """
    import pandas as pd

    readable = [encoder.reads(language) for language in segments["language"]]
    vectors = iter(encoder.encode(segments.loc[readable, "text"].tolist()))
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


def matrix(embeddings: "pd.DataFrame") -> tuple[list[str], np.ndarray]:
    """The readable segments of an embeddings table: their ids (n), and vectors (n, d) float32."""
    rows = embeddings[embeddings["readable"].astype(bool)]
    if rows.empty:
        return [], np.empty((0, 0), dtype=np.float32)
    return rows["segment"].tolist(), np.stack(rows["vector"].to_list()).astype(np.float32)
