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
        "question": None,
        "words": [7, 3, 1, 3],
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


def test_a_short_segment_is_read_after_the_end_of_its_neighbour(tmp_path: Path) -> None:
    question = "Do the local authority's officers ever come to your review meetings?"
    segments = pd.DataFrame(
        {
            "segment": ["a-1", "a-2", "a-3", "b-1", "s-1", "s-2"],
            "document": ["a", "a", "a", "b", "s", "s"],
            "language": "en",
            "question": [None, None, None, None, "q1", "q1"],
            "words": [10, 2, 9, 2, 8, 2],
            "text": [
                question, "Never, no.", "They used to, and then the team was cut.", "Never, no.",
                "There is simply no time for any meetings.", "Never, no.",
            ],
        }
    )  # fmt: skip
    encoder = Encoder()
    frame, _ = embed(segments, encoder, context_below=8)
    alone = encoder.encode(segments["text"].tolist())
    vectors = np.stack(frame["vector"].to_list())
    assert [np.allclose(a, b, atol=1e-6) for a, b in zip(vectors, alone, strict=True)] == [
        True, False, True, True, True, True,
    ]  # fmt: skip
    assert np.allclose(vectors[1], encoder.encode([f"{question} Never, no."])[0], atol=1e-6)
    assert vectors[1] @ alone[0] > alone[1] @ alone[0] + 0.3


def test_what_cannot_be_read_is_no_context(tmp_path: Path) -> None:
    frame, _ = embed(SEGMENTS, Encoder(), context_below=8)
    assert np.allclose(frame["vector"][2], Encoder().encode(["Yes."])[0], atol=1e-6)


def test_a_study_without_segments_has_an_empty_table(tmp_path: Path) -> None:
    frame, left_out = embed(SEGMENTS.iloc[:0], Encoder())
    tables = Tables(tmp_path)
    tables.write("embeddings", frame)
    assert (left_out, matrix(tables.read("embeddings"))[0]) == ([], [])
