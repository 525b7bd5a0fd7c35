"""`alnqual run`: only what is stale, the same bytes twice, and nothing lost when a stage fails."""

import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from alnqual import Study
from alnqual.errors import StageError, StudyError
from tests.conftest import ROOT, make_study


def contents(study) -> dict[str, bytes]:
    root = study.workspace.root
    folders = (root / ".alnqual" / "tables", root / "reports" / "out")
    return {p.name: p.read_bytes() for folder in folders for p in folder.iterdir()}


def times(study) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in (study.workspace.tables.folder).iterdir()}


@pytest.fixture(scope="module")
def first_run(tmp_path_factory) -> Path:
    study = make_study(tmp_path_factory.mktemp("first") / "study")
    study.run()
    return study.workspace.root


@pytest.fixture
def done(first_run, tmp_path) -> Study:
    return Study.open(shutil.copytree(first_run, tmp_path / "study"))


def test_a_new_study_goes_from_files_to_report_outside_version_control(done):
    root = done.workspace.root
    inside_git = subprocess.run(
        ["git", "rev-parse", "--is-inside-work-tree"], cwd=root, capture_output=True, check=False
    )
    assert inside_git.returncode != 0
    assert len(done.turns) == 4
    assert (root / "reports/out/report.html").is_file()


def test_a_second_run_changes_no_byte_and_touches_no_table(done):
    before, touched = contents(done), times(done)
    done.run()
    assert contents(done) == before
    assert times(done) == touched


def test_everything_derived_can_be_deleted_and_comes_back_the_same(done):
    before = contents(done)
    shutil.rmtree(done.workspace.derived)
    shutil.rmtree(done.workspace.reports_out)
    done.run()
    assert contents(done) == before


def test_only_what_is_stale_is_made_again(done):
    touched = times(done)
    settings = done.workspace.root / "alnqual.toml"
    settings.write_text(settings.read_text().replace("target_words = 60", "target_words = 5"))
    done.run("segment")
    changed = {name for name, when in times(done).items() if when != touched[name]}
    assert changed == {"segments.parquet"}


def test_a_setting_that_is_left_out_is_the_same_as_its_default(done):
    touched = times(done)
    settings = done.workspace.root / "alnqual.toml"
    settings.write_text('[study]\ntitle = "Untitled study"\n')
    Study.open(done.workspace.root).run()
    assert times(done) == touched


def test_a_stage_that_fails_leaves_the_old_tables(done, capfd):
    before = contents(done)
    register = done.workspace.register
    register.write_text(register.read_text() + "d2,missing.txt,interview,North,2\n")
    with pytest.raises(StageError, match="the old tables stand"):
        done.run()
    assert contents(done) == before
    said = capfd.readouterr()
    assert "corpus/register.csv, row 3" in said.err and "missing.txt" in said.err
    assert "Traceback" not in said.out + said.err


def test_an_unreadable_file_is_named_and_the_rest_go_on(done):
    folder = done.workspace.corpus
    (folder / "raw" / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    register = done.workspace.register
    register.write_text(register.read_text() + "d2,broken.docx,interview,North,2\n")
    done.run()
    assert done.documents["document"].tolist() == ["d1"]
    left_out = done.tables.read("left_out_ingest")
    assert left_out[["document", "item"]].to_numpy().tolist() == [["d2", "broken.docx"]]
    assert left_out["reason"][0]


def test_a_new_version_of_a_part_makes_the_stages_stale(done, monkeypatch):
    from alnqual.study import pipeline

    touched = (done.workspace.derived / "versions.json").read_text()
    monkeypatch.setattr(pipeline, "version", lambda name: "9.9")
    done.run("segment")
    assert (done.workspace.derived / "versions.json").read_text() != touched


def test_without_a_pipeline_file_it_says_so(own_study):
    (own_study.workspace.root / "dvc.yaml").unlink()
    with pytest.raises(StudyError, match="does not exist"):
        own_study.run()


@pytest.mark.parametrize("path", ["dvc.yaml", "alnqual/study/starter/dvc.yaml"])
def test_no_output_is_a_human_input_or_goes_into_a_cache(path):
    pipeline = YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))
    tables = pipeline["vars"][0]["tables"]
    for stage in pipeline["stages"].values():
        assert stage["cmd"].startswith("alnqual ")
        for out in stage["outs"]:
            [(name, options)] = out.items()
            assert name.replace("${tables}", tables).startswith(
                (".alnqual/tables/", "reports/out/")
            )
            assert options == {"cache": False, "persist": True}


def test_the_demonstration_runs_the_pipeline_that_new_studies_get():
    starter = ROOT / "alnqual/study/starter/dvc.yaml"
    assert (ROOT / "dvc.yaml").read_text() == starter.read_text()
