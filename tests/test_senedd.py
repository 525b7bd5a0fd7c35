"""The pipeline on real transcripts: committee meetings that nobody here wrote."""

import json

import pytest

from alnqual import Study
from tests.senedd import make_study


@pytest.fixture(scope="module")
def meetings(shared):
    return shared / "data" / "senedd"


@pytest.fixture(scope="module")
def study(tmp_path_factory, meetings) -> Study:
    """Five of the meetings, through the whole pipeline: the encoder is what takes time."""
    study = make_study(tmp_path_factory.mktemp("senedd"), meetings, number=5)
    study.run()
    return study


def test_every_turn_of_every_meeting_is_there_in_order(tmp_path, meetings):
    study = make_study(tmp_path / "all", meetings)
    study.run("segment")
    turns = study.turns
    assert len(study.documents) == 17 and len(turns) == 2637
    assert 190_000 < turns["words"].sum() < 195_000
    for path in meetings.glob("education_*.json"):
        said = json.loads(path.read_text("utf-8"))["meeting_transcripts"]
        own = turns[turns["document"] == path.stem.replace("education_", "m")]
        assert len(own) == len(said)
        for turn, source in zip(own.sort_values("position").itertuples(), said, strict=True):
            assert (
                "".join(turn.text.split()) == "".join(source["content"].split()) or "[" in turn.text
            )


def test_every_segment_has_a_vector_or_a_reason(study):
    embeddings = study.tables.read("embeddings", columns=["segment", "readable"])
    left_out = study.tables.read("left_out_embed")
    assert set(embeddings["segment"]) == set(study.segments["segment"])
    assert set(embeddings.loc[~embeddings["readable"], "segment"]) == set(left_out["item"])
    assert embeddings["readable"].mean() > 0.95


def test_themes_are_found_in_most_of_what_was_said(study):
    members = study.tables.read("theme_segments")
    assert 3 <= len(study.themes) <= 60
    assert (members["theme"] >= 0).mean() > 0.6
    assert study.themes["segments"].sum() == (members["theme"] >= 0).sum()


def test_search_finds_what_a_query_was_written_for(study, meetings):
    """The data set's own queries: their passages stand well above where chance would put them."""
    above = []
    for path in sorted(meetings.glob("education_*.json"))[:4]:
        meeting = json.loads(path.read_text("utf-8"))
        document = path.stem.replace("education_", "m")
        for query in meeting["specific_query_list"]:
            gold = {
                position + 1
                for first, last in query["relevant_text_span"]
                for position in range(int(first), int(last) + 1)
            }
            found = study.search(query["query"], limit=10, document=document)
            share = found["position"].isin(gold).mean()
            above.append(share > len(gold) / len(meeting["meeting_transcripts"]))
    assert len(above) > 20 and sum(above) / len(above) > 0.7


def test_a_report_is_made_though_nobody_has_coded_anything(study):
    page = (study.workspace.reports_out / "report.html").read_text("utf-8")
    assert "Themes" in page and "Method and limits" in page
    for name in ("report.docx", "excerpts.xlsx"):
        assert (study.workspace.reports_out / name).stat().st_size > 5000
