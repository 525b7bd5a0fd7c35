"""The embeddings table says of every segment whether it was read."""

from pathlib import Path

import numpy as np
import pandas as pd

from alnqual.embedding import Encoder, embed, matrix
from alnqual.tables import Tables

SEGMENTS = pd.DataFrame(
    {
        "segment": ["i01-0001-01", "i01-0002-01", "i01-0003-01", "i01-0004-01"],
        "document": "i01",
        "language": ["en", "cy", "und", "mixed"],
        "text": ["There is no time in the day.", "Nid oes amser.", "Yes.", "Diolch, thank you."],
    }
)


def test_what_cannot_be_read_is_left_out_and_listed(tmp_path: Path) -> None:
    encoder = Encoder()
    frame, left_out = embed(SEGMENTS, encoder)
    assert frame["readable"].tolist() == [True, False, True, False]
    assert [(row["document"], row["item"]) for row in left_out] == [
        ("i01", "i01-0002-01"),
        ("i01", "i01-0004-01"),
    ]
    assert "(cy)" in left_out[0]["reason"]

    tables = Tables(tmp_path)
    tables.write("embeddings", frame)
    tables.write("left_out_embed", left_out)
    identities, vectors = matrix(tables.read("embeddings"))
    assert identities == ["i01-0001-01", "i01-0003-01"]
    assert np.array_equal(vectors, encoder.encode(["There is no time in the day.", "Yes."]))


def test_a_study_without_segments_has_an_empty_table(tmp_path: Path) -> None:
    frame, left_out = embed(SEGMENTS.iloc[:0], Encoder())
    tables = Tables(tmp_path)
    tables.write("embeddings", frame)
    assert (left_out, matrix(tables.read("embeddings"))[0]) == ([], [])
