import pandas as pd

from alnqual.synthesis.themes import theme_coverage, theme_speakers
from alnqual.synthesis.voices import voices
from tests.synthesis.small import codebook, small_excerpts, tables

MEMBERS = pd.DataFrame(
    {
        "segment": ["i01-0003-01", "i03-0002-01", "i02-0001-01", "i04-0001-01", "i01-0002-01"],
        "theme": [0, 0, 0, 0, -1],
        "strength": 1.0,
    }
)


def test_speakers_of_a_theme_are_people_not_passages():
    _, turns, segments = tables()
    rows = theme_speakers(MEMBERS, segments, voices=voices(turns), by="sector")
    found = {(row.theme, row.group): row.participants for row in rows.itertuples()}
    assert found[0, "primary"] == 1, "P01 speaks in it twice"
    assert found[0, "family"] == 1
    assert set(rows["theme"]) == {0}, "-1 is no theme"


def test_coverage_counts_segments_of_coded_documents_only():
    rows = theme_coverage(
        MEMBERS,
        tables()[2],
        excerpts=small_excerpts(),
        documents=["i01", "i02", "i03"],
        codebook=codebook(),
    )
    found = {row.code: (row.covered, row.of_segments) for row in rows.itertuples()}
    assert found[""] == (3, 3)
    assert found["inputs.systems"] == (2, 3)
    assert found["inputs.staff"] == (1, 3), "a code counts for the group above it"
    assert "inputs" not in found, "the top of the tree says too little"
    assert list(rows["code"])[:2] == ["", "inputs.systems"]
