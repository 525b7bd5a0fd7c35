"""`alnqual corpus check` as people and programs call it."""

import json

import pytest
from click.testing import CliRunner

from alnqual.cli.corpus import command


@pytest.fixture
def check(own_study):
    def call(*arguments):
        return CliRunner().invoke(command, ["check", *arguments], obj=str(own_study.workspace.root))

    return call


def test_findings_are_grouped_and_who_was_heard_is_a_matrix(check, own_study):
    (own_study.workspace.raw / "extra.txt").write_text("Ann: Hello there, everyone.\n")
    result = check()
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == "Files (1 warning)"
    assert lines[1] == ("  corpus/raw/extra.txt: is not in the register: it will be left out")
    assert "Metadata (1 warning)" in lines
    assert "  corpus/register.csv, row 2: no sector or date for 1 document: d1" in lines
    place = lines.index("People heard, by sector and area")
    assert [line.split() for line in lines[place + 1 : place + 3]] == [["North"], ["primary", "1"]]
    assert "1 of 1 document read; 4 turns;" in lines[-2]
    assert lines[-1] == "0 to mend, 2 to know."


def test_an_error_makes_the_status_2(check, own_study):
    (own_study.workspace.raw / "one.txt").unlink()
    result = check()
    assert result.exit_code == 2
    assert "  to mend: corpus/register.csv, row 2: the file 'one.txt'" in result.output


def test_json_holds_the_whole_report(check):
    found = json.loads(check("--json").stdout)
    assert found.keys() == {"findings", "looked_at", "coverage", "questions", "names"}
    assert found["findings"][0].keys() == {"file", "row", "severity", "message", "kind"}
    assert found["coverage"]["cells"] == [
        {
            "area": "North", "sector": "primary", "role": "teacher", "phase": "2",
            "participants": 1, "documents": 1, "words": 36,
        }
    ]  # fmt: skip


def test_a_page_is_written_to_its_usual_place_or_a_given_one(check, own_study, tmp_path):
    assert "Written:" in check("--html").output
    usual = own_study.workspace.reports_out / "corpus-check.html"
    assert usual.is_file()
    other = tmp_path / "page.html"
    result = check("--html", str(other), "--json")
    assert json.loads(result.stdout) and "Written:" in result.stderr
    assert other.read_bytes() == usual.read_bytes()


@pytest.mark.parametrize("target", ["page.txt", "corpus/raw/one.html", ".vault/page.html"])
def test_a_page_replaces_nothing_of_the_study(check, own_study, target):
    result = check("--html", str(own_study.workspace.root / target))
    assert result.exit_code != 0
    assert not (own_study.workspace.root / target).exists()
