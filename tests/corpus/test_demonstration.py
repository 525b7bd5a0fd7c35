"""The demonstration's corpus, ingested for real."""

import csv
import re
from pathlib import Path

import pytest

from alnqual.corpus.check import check
from alnqual.corpus.documents import ingest
from alnqual.corpus.segments import segment
from alnqual.workspace import Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def study(protected) -> Workspace:
    return protected.workspace


@pytest.fixture(scope="module")
def result(study):
    return ingest(study)


def test_every_document_is_read_and_every_speaker_known(study, result):
    with study.register.open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert result.documents["document"].tolist() == ids
    assert result.left_out.empty
    known = result.turns["participant"].notna() | result.turns["interviewer"]
    assert known.all()
    assert not [finding for finding in check(study) if finding.severity == "error"]
    assert not [finding for finding in check(study) if "speakers.csv" in str(finding)]


def test_every_document_says_that_it_is_synthetic_but_not_in_its_speech(result):
    assert result.documents["synthetic"].all()
    assert not result.documents["text"].str.contains("Synthetic demonstration").any()


def test_no_full_name_of_a_speaker_is_left_in_any_text(study, result):
    with study.speakers.open(encoding="utf-8", newline="") as file:
        labels = {row["label"] for row in csv.DictReader(file)}
    names = {
        label for label in labels if re.fullmatch(r"(?:Dr )?[A-Z][a-z]+ [A-Z][a-z-]+.*", label)
    }
    names -= {"Parent rep", "Support worker"}
    assert len(names) >= 10
    everything = "\n".join(result.documents["text"])
    assert not [name for name in names if name in everything]


def test_languages_are_as_the_register_says(result):
    for row in result.documents.itertuples():
        words = result.turns[result.turns["document"] == row.document].groupby("language")["words"]
        share = words.sum() / row.words
        welsh = share.get("cy", 0.0) + share.get("mixed", 0.0)
        if row.language == "en":
            assert welsh < 0.05, row.document
        elif row.language == "cy":
            assert share.get("cy", 0.0) > 0.9, row.document
        else:
            assert welsh > 0.02, row.document
            assert share.get("cy", 0.0) < 0.9, row.document


def test_segments_are_about_as_long_as_the_settings_ask(study, result):
    target = study.settings.segments.target_words
    segments = segment(result.turns, target)
    assert segments["words"].sum() == result.turns["words"].sum()
    assert segments["words"].max() <= 2 * target
