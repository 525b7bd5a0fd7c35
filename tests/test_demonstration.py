"""The main job as `make demo` runs it, Label Studio and all; it runs once for all these tests."""

import csv
import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from alnqual import Study
from tests.conftest import ROOT, run_demonstration


@pytest.fixture(scope="module")
def study(demonstration) -> Study:
    return Study.open(demonstration)


@pytest.fixture(scope="module")
def page(demonstration) -> str:
    return (demonstration / "reports/out/report.html").read_text("utf-8")


def made(root: Path) -> dict[str, str]:
    """Everything derived and everything pulled, by its digest."""
    folders = ("reports/out", ".alnqual/tables", "annotation/codings")
    files = [p for folder in folders for p in (root / folder).rglob("*") if p.is_file()]
    return {
        p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
    }


def test_it_tells_what_it_did_and_how_to_go_on(demonstration):
    printed = (demonstration / "printed.txt").read_text("utf-8")
    for words in ("reports/out/report.html", "alnqual studio up", "report trace ID", "synthetic"):
        assert words in printed
    assert "Traceback" not in printed


def test_it_stops_the_server_that_it_started(study):
    assert not study.label_studio.status().running


def test_every_recorded_coding_comes_back_through_label_studio(study):
    from alnqual.coding.recorded import read_recorded

    documents = study.documents
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    recorded = read_recorded(study.workspace.recorded, texts)
    played = {(c.coder, c.document, c.start, c.end, c.code, c.stance, c.memo) for c in recorded}
    pulled = study.codings
    columns = ["coder", "document", "start", "end", "code", "stance", "memo"]
    assert {tuple(row) for row in pulled[columns].itertuples(index=False)} == played
    assert set(pulled["origin"]) == {"manual"}
    for row in pulled.itertuples():
        assert texts[row.document][row.start : row.end] == row.text == row.quote


def test_spans_of_turns_and_segments_are_their_words(study):
    texts = study.documents.set_index("document")["text"]
    for frame in (study.turns, study.segments):
        for row in frame.itertuples():
            assert texts[row.document][row.start : row.end] == row.text


def test_every_quote_of_the_report_leads_back_to_its_words(study, page):
    quotes = re.findall(r"\[q:([\w.-]+)\]", page)
    assert len(set(quotes)) > 100
    texts = study.documents.set_index("document")["text"]
    for identity in sorted(set(quotes))[::10]:
        found = study.trace(identity)
        assert texts[found.document][found.start : found.end] == found.words


def test_no_name_of_a_speaker_is_in_anything_made_after_ingestion(demonstration, study):
    with (demonstration / "corpus/speakers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = {
        row["label"] for row in rows if len(row["label"].split()) > 1 and row["document"] != "w01"
    }
    names |= {row["names"] for row in rows if row["names"]}
    names = {name for name in names if name not in ("Support worker",)}
    assert len(names) > 15
    everything = " ".join(study.documents["text"]) + " ".join(study.codings["quote"])
    for path in (demonstration / "reports/out").iterdir():
        if path.suffix == ".html":
            everything += path.read_text("utf-8")
        else:
            with zipfile.ZipFile(path) as archive:
                everything += " ".join(
                    archive.read(n).decode("utf-8", "ignore")
                    for n in archive.namelist()
                    if ".xml" in n
                )
    for name in sorted(names):
        assert not re.search(rf"\b{re.escape(name)}\b", everything), name


def test_words_of_somebody_who_may_not_be_quoted_are_in_no_report(study, page):
    withheld = study.excerpts[~study.excerpts["quotable"]]
    assert (withheld["participant"] == "P15").any()
    for quote in withheld["quote"]:
        assert quote not in page


def test_themes_come_from_what_participants_said_each_language_by_what_reads_it(study):
    themes = study.themes
    assert len(themes) >= 8
    assert themes["terms"].map(len).min() >= 3
    members = study.tables.read("theme_segments").merge(study.segments, on="segment")
    assert not members["interviewer"].any()
    read = dict(zip(themes["theme"], themes["basis"] == "meaning", strict=True))
    placed = members[members["theme"] >= 0]
    assert set(placed.loc[placed["theme"].map(read), "language"]) <= {"en", "und"}
    assert set(placed.loc[~placed["theme"].map(read), "language"]) <= {"cy", "mixed"}
    assert themes["stability"].between(0, 1).all()
    left_out = study.tables.read("left_out_embed")
    welsh = study.segments[study.segments["language"].isin(["cy", "mixed"])]
    assert set(left_out["item"]) == set(welsh["segment"])


def test_the_report_says_that_it_is_a_demonstration_and_what_it_cannot_bear(page):
    for words in ("demonstration", "invented", "Method and limits", "Welsh", "Agreement"):
        assert words in page


def test_agreement_is_measured_on_what_both_handed_in(study):
    agreement = study.agreement().set_index("code")
    assert agreement["documents"].max() == 8
    assert 0.3 < agreement.loc["activities", "alpha"] < 0.95
    missing = agreement["alpha"].isna()
    assert (agreement.loc[missing, "reason"] != "").all()
    assert (agreement.loc[~missing, "reason"] == "").all()


def test_search_finds_the_passage(study):
    found = study.search("speech and language therapist has no time for plans", limit=5)
    assert found["score"].is_monotonic_decreasing
    assert set(found["document"]) & {"i07", "i15"}


def test_excerpts_of_a_code_can_be_exported(study, tmp_path):
    written, _ = study.export(tmp_path / "x.csv", code="activities.aln-role")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == written > 10
    assert all(row["code"].startswith("activities.aln-role") for row in rows)
    total_written, total_withheld = study.export(tmp_path / "x.xlsx")
    assert total_written + total_withheld == len(study.excerpts) and total_withheld > 0


def test_coders_progress_is_shown(study):
    progress = study.progress()
    assert progress[["assigned", "submitted", "left"]].to_numpy().tolist() == [[14, 14, 0]] * 2


def test_a_second_run_does_only_what_is_stale_and_changes_no_byte(demonstration):
    before = made(demonstration)
    printed = run_demonstration(demonstration)
    assert made(demonstration) == before
    assert "Running stage" not in printed
    assert "0 documents or parts of them put before their coders, 30 were there already" in printed
    assert "931 codings: 0 new, 0 changed, 0 removed" in printed


def test_nothing_that_people_made_was_touched(demonstration):
    for folder in ("corpus", "codebook", "annotation/recorded", "annotation/rounds"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                copy = demonstration / path.relative_to(ROOT)
                assert copy.read_bytes() == path.read_bytes(), path


def test_secrets_are_for_their_owner_only(demonstration):
    for path in (demonstration / ".label-studio").rglob("*.json"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (demonstration / ".label-studio").stat().st_mode & 0o077 == 0
