"""The command line: data for programs, and clear errors with status 2 for people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alnqual.cli import main
from alnqual.coding import CodingStore
from alnqual.records import Coding, Submission


def run(*arguments: str, capsys) -> tuple[int, str, str]:
    """Status, output and errors of a command, run in this process."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
        raise SystemExit(0)
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


@pytest.fixture
def alnqual(capsys, own_study):
    def call(*arguments: str) -> tuple[int, str, str]:
        return run("--study", str(own_study.workspace.root), *arguments, capsys=capsys)

    return call


def refused(result: tuple[int, str, str], *said: str) -> None:
    status, out, err = result
    assert status == 2
    assert "Traceback" not in out + err
    for words in said:
        assert words in err


def test_init_makes_a_study_that_checks_and_runs_only_once(tmp_path, capsys):
    status, out, _ = run("init", str(tmp_path / "new"), capsys=capsys)
    assert status == 0 and "corpus check" in out
    ignored = (tmp_path / "new" / ".gitignore").read_text()
    for confidential in ("corpus/raw/", "participants.csv", "speakers.csv", "codings", ".vault/"):
        assert confidential in ignored
    again = run("init", str(tmp_path / "new"), capsys=capsys)
    refused(again, "there is a study here already")


def test_without_a_study_every_command_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in (["run"], ["corpus", "check"], ["themes", "show"], ["annotate", "pull"]):
        refused(run(*command, capsys=capsys), "no study here", "alnqual init")


def test_a_settings_key_that_does_not_exist_is_named(alnqual, own_study):
    (own_study.workspace.root / "alnqual.toml").write_text("[themes]\nsed = 1\n")
    refused(alnqual("corpus", "check"), "unknown key 'themes.sed'", "alnqual.toml")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("d2,gone.txt,interview,North,2", "gone.txt"),
        ("d1,one.txt,interview,North,2", "'d1'"),
    ],
)
def test_a_fault_in_the_register_is_named_with_its_row(alnqual, own_study, row, said):
    register = own_study.workspace.register
    register.write_text(register.read_text() + row + "\n")
    refused(alnqual("corpus", "ingest"), "corpus/register.csv, row 3", said)
    status, out, _ = alnqual("corpus", "check", "--json")
    assert status == 2
    assert any(f["row"] == 3 and said in f["message"] for f in json.loads(out)["findings"])


def test_a_bad_date_is_named_with_its_row(alnqual, own_study):
    own_study.workspace.register.write_text("id,file,date\nd1,one.txt,29/02/2024\n")
    refused(alnqual("corpus", "ingest"), "row 2", "29/02/2024", "2024-02-29")


def test_a_file_without_a_row_is_listed_not_lost(alnqual, own_study):
    (own_study.workspace.raw / "extra.txt").write_text("Ann: Hello there, everyone.\n")
    status, out, _ = alnqual("corpus", "check")
    assert status == 0 and "extra.txt" in out
    status, _, err = alnqual("corpus", "ingest")
    assert status == 0 and "left out: extra.txt" in err


def test_a_codebook_with_a_yaml_error_is_named_with_line_and_column(alnqual, own_study):
    path = own_study.workspace.codebook
    path.write_text(path.read_text().replace("version: 1", "version: [1"))
    status, out, _ = alnqual("codebook", "check")
    assert status == 2 and "codebook.yaml:5:" in out
    refused(alnqual("agreement"), "codebook.yaml:5:")


def test_a_table_that_has_not_been_made_says_what_to_run(alnqual):
    refused(alnqual("themes", "show"), "alnqual run")


def test_label_studio_that_is_not_installed_says_how_to_install_it(alnqual, own_study):
    settings = own_study.workspace.root / "alnqual.toml"
    settings.write_text(settings.read_text().replace("url =", 'command = "nowhere/ls"\nurl ='))
    refused(alnqual("studio", "up"), "nowhere/ls", "make label-studio")


def test_a_teams_server_is_not_started_from_here(alnqual, own_study):
    settings = own_study.workspace.root / "alnqual.toml"
    settings.write_text(settings.read_text().replace('url = ""', 'url = "http://127.0.0.1:9"'))
    refused(alnqual("studio", "up"), "uses the server http://127.0.0.1:9")


def test_the_codebook_is_shown_as_a_tree_or_as_json(alnqual):
    status, out, _ = alnqual("codebook", "show")
    assert status == 0 and "Inputs  (inputs)" in out
    status, out, _ = alnqual("codebook", "show", "--json")
    assert [code["id"] for code in json.loads(out)][:2] == ["inputs", "activities"]


def test_doctor_tells_of_encoder_and_welsh_even_without_a_study(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("doctor", "--json", capsys=capsys)
    found = {finding["subject"]: finding for finding in json.loads(out)}
    assert status == 0
    assert found["encoder"]["state"] == "good" and "files checked" in found["encoder"]["message"]
    assert found["Welsh"]["state"] == "note"
    assert "no study here" in found["study"]["message"]


def test_excerpts_cannot_be_exported_to_an_unknown_format(alnqual, own_study):
    for stage in ("ingest", "segment"):
        alnqual("corpus", stage)
    alnqual("report", "synthesise")
    refused(alnqual("export", str(own_study.workspace.root / "x.odt")), ".xlsx, .csv or .json")
    refused(alnqual("export", "x.csv", "--code", "nonsense"), "no code 'nonsense'")


def test_help_takes_less_than_half_a_second_of_work():
    """Counted in modules, which no busy machine can change: help loads the click library only."""
    program = "import sys, alnqual.cli; print(len(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert int(shown.stdout) < 250


def test_the_installed_program_runs():
    program = Path(sys.executable).with_name("alnqual")
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    assert "annotate" in shown.stdout


def test_an_export_never_replaces_what_people_made_nor_an_old_file_unasked(alnqual, own_study):
    """`alnqual export corpus/register.csv` once replaced the register."""
    for stage in ("ingest", "segment"):
        alnqual("corpus", stage)
    alnqual("report", "synthesise")
    root, register = own_study.workspace.root, own_study.workspace.register
    before = register.read_bytes()
    refused(alnqual("export", str(register), "--overwrite"), "the study's own files")
    assert register.read_bytes() == before
    assert alnqual("export", str(root / "reports" / "x.csv"))[0] == 0
    refused(alnqual("export", str(root / "reports" / "x.csv")), "the file exists", "--overwrite")
    assert alnqual("export", str(root / "reports" / "x.csv"), "--overwrite")[0] == 0


def test_a_study_cannot_be_made_inside_a_file(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    refused(run("init", str(tmp_path / "file"), capsys=capsys), "no study can be made there")


def test_an_unknown_stage_or_a_missing_input_is_named(alnqual, own_study):
    refused(alnqual("run", "nosuch"), "no stage 'nosuch'", "ingest")
    own_study.workspace.participants.unlink()
    refused(alnqual("run"), "participants.csv", "does not exist")


def test_a_damaged_table_says_how_to_get_it_back(alnqual, own_study):
    own_study.tables.folder.mkdir(parents=True)
    own_study.tables.path("documents").write_bytes(b"PAR1xyz")
    refused(alnqual("corpus", "show"), "damaged", "alnqual run")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("assignments = 3\n", "assignments: must be a table"),
        ('[assignments]\nann = "d1"\n', "assignments.ann: must be a list"),
        ("[assignments]\nann = [1]\n", "assignments.ann.0: must be text"),
        ('[assignments]\nbob = ["d1"]\n', "unknown coder 'bob'"),
        ("[assign\n", "not valid TOML"),
    ],
)
def test_a_fault_in_a_round_is_named(alnqual, own_study, text, said):
    workspace = own_study.workspace
    workspace.coders.write_text("id,email\nann,ann@example.org\n")
    (workspace.rounds / "r1.toml").write_text(text)
    refused(alnqual("annotate", "status"), said, "annotation/rounds/r1.toml")


def test_every_place_of_a_phrase_is_printed_in_line_with_its_context(alnqual, own_study):
    own_study.ingest()
    status, out, _ = alnqual("search", "come", "--kwic")
    assert status == 0 and "[come]" in out and "d1-0004" in out
    _, listed, _ = alnqual("search", "form", "--kwic", "--participants", "--json")
    assert [row["found"] for row in json.loads(listed)] == ["forms"]
    assert alnqual("search", "zebra", "--kwic")[1] == "Nothing found.\n"
    refused(alnqual("search", "?!", "--kwic"), "the query is empty")
    refused(alnqual("search", "come", "--kwic", "--document", "d9"), "there is no document 'd9'")


def test_passages_are_explained_and_written_as_a_page_and_as_a_round(alnqual, own_study, tmp_path):
    own_study.ingest()
    own_study.segment()
    own_study.embed()
    own_study.workspace.coders.write_text("id,email\nann,ann@example.org\n")
    status, out, _ = alnqual("search", "forms in the evenings", "--explain", "--limit", "1")
    assert status == 0 and " by words, " in out and "forms, weight " in out
    status, out, err = alnqual("search", "Beth am y gwaith papur eleni?")
    assert (status, out) == (0, "Nothing found.\n")
    assert "does not read: only its words count" in err
    page, asked = tmp_path / "found.html", ("search", "--like", "Nobody gives me time back")
    status, out, err = alnqual(*asked, "--html", page, "--round", "again", "--coders", "ann")
    assert (status, out) == (0, "") and page.is_file() and "alnqual annotate push" in err
    assert "d1-0002" in (own_study.workspace.rounds / "again.toml").read_text()
    refused(alnqual(*asked, "--round", "again", "--coders", "ann"), "such a round already")
    refused(alnqual(*asked, "--round", "more", "--coders", "eve"), "unknown coder 'eve'")
    _, listed, _ = alnqual("search", "--against", "The forms take time", "--json")
    assert {row["case"] for row in json.loads(listed)} == {"uncoded"}
    refused(alnqual("search"), "there is no query")
    refused(alnqual(*asked, "forms"), "more than one query")
    refused(alnqual("search", "forms", "--stance", "barrier"), "--stance is that of the finding")
    refused(alnqual("search", "forms", "--coders", "ann"), "--coders are those of --round")
    refused(alnqual(*asked, "--kwic"), "--kwic goes with a QUERY")
    refused(alnqual("search", "--against", "x", "--code", "y"), "--against looks at all")


def test_a_search_can_be_narrowed_to_attributes_and_codes(alnqual, own_study):
    corpus = own_study.workspace.corpus
    register = corpus / "register.csv"
    (corpus / "raw" / "two.txt").write_text((corpus / "raw" / "one.txt").read_text())
    register.write_text(register.read_text() + "d2,two.txt,workshop,South,4\n")
    with own_study.workspace.speakers.open("a") as speakers:
        speakers.write("d2,Ann,P1,\nd2,Interviewer,interviewer,\n")
    own_study.ingest()

    def turns(*options: str) -> list[str]:
        status, out, err = alnqual("search", "they come", "--kwic", "--json", *options)
        assert status == 0, err
        return [row["turn"] for row in json.loads(out)]

    assert turns() == ["d1-0004", "d2-0004"]
    assert turns("--where", "kind=workshop") == ["d2-0004"]
    both = ("--where", "kind=workshop", "--where", "kind=interview")
    assert turns(*both, "--where", "role=teacher") == ["d1-0004", "d2-0004"]
    turn = own_study.turns.set_index("turn").loc["d1-0004"]
    version = own_study.documents["text_version"][0]
    code = own_study.codebook.leaves[0].id
    start = int(turn["start"])
    coding = Coding(
        "c1", "d1", start, start + 9, code, "ann", "first", turn["text"][:9], "",
        "", created="2026-01-01T09:00:00Z", text_version=version,
    )  # fmt: skip
    CodingStore(own_study.workspace.codings).write(
        "first", [coding], submissions=[Submission("first", "ann", "d1", "submitted")]
    )
    assert turns("--code", code) == ["d1-0004"]
    assert turns("--code", own_study.codebook.path(code)[0]) == ["d1-0004"]

    def refuse(*options: str, said: str) -> None:
        refused(alnqual("search", "come", "--kwic", *options), said)

    refuse("--where", "kind", said="there is no =")
    refuse("--where", "shoe=9", said="there is no attribute 'shoe'")
    refuse("--where", "sector=moon", said="no turn has the sector 'moon'")
    refuse("--code", "none.such", said="there is no code 'none.such'")
