"""A person who withdraws is gone from everything, and nobody else is."""

import json
import shutil
import sqlite3
import stat
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from alnqual import Study
from alnqual.cli.protecting import withdraw as command
from alnqual.coding import CodingStore
from alnqual.corpus.key import read_key
from alnqual.corpus.register import read_register, read_speakers
from alnqual.errors import InputError
from alnqual.operations import steps, studio
from alnqual.operations import withdraw as operation
from alnqual.operations.contents import Contents
from alnqual.operations.forms import words
from alnqual.operations.plan import Plan
from alnqual.operations.steps import STEPS
from alnqual.workspace import Workspace
from tests.operations.planted import (
    ANSWER,
    NAME,
    OTHERS,
    SHORT,
    SOLO,
    THEIRS,
    WORKSHOP,
    distinctive,
    plant,
)

DAY = date(2024, 5, 17)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plant(tmp_path_factory.mktemp("planted") / "study").workspace.root


@pytest.fixture
def study(planted: Path, tmp_path: Path) -> Study:
    return Study.open(shutil.copytree(planted, tmp_path / "study"))


@pytest.fixture(scope="module")
def withdrawn(planted: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study after the withdrawal of P15; tests only look at it."""
    study = Study.open(shutil.copytree(planted, tmp_path_factory.mktemp("withdrawn") / "study"))
    result = operation.withdraw(study.workspace, "P15", day=DAY)
    assert result.remaining == ()
    return study


def everything(root: Path) -> Iterator[tuple[str, str]]:
    """Every text of every file, by a reader that knows nothing of withdrawals."""
    contents = Contents(raw=True)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            where = path.relative_to(root).as_posix()
            for passage in contents.of_file(path, where):
                yield passage.where, passage.text
    assert contents.unopened == []


def places(root: Path, said: str) -> set[str]:
    """The files that hold the words, or their bytes in any of the usual forms."""
    wanted = distinctive(said)
    found = {
        where.split(" > ")[0].split(":")[0].split(",")[0].removesuffix(" (bytes)")
        for where, text in everything(root)
        if wanted in f" {' '.join(words(text))} "
    }
    pieces = said.split(" ")
    half = " ".join(pieces[len(pieces) // 2 - 2 : len(pieces) // 2 + 3])
    forms = {unicodedata.normalize(form, half) for form in ("NFC", "NFD")}
    forms |= {json.dumps(form)[1:-1] for form in forms}
    needles = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")}
    for path in sorted(root.rglob("*")):
        if path.is_file() and any(needle in path.read_bytes() for needle in needles):
            found.add(path.relative_to(root).as_posix())
    return found


def contents_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("said", THEIRS)
def test_the_words_were_everywhere_and_are_nowhere(
    said: str, planted: Path, withdrawn: Study
) -> None:
    before = places(planted, said)
    assert {".alnqual/tables/documents.parquet", ".alnqual/tables/segments.parquet"} <= before
    assert ".label-studio/backups/one.tar.gz" in before
    assert len(before) >= 6
    assert places(withdrawn.workspace.root, said) == set()


def test_the_name_is_nowhere(planted: Path, withdrawn: Study) -> None:
    def named(root: Path) -> list[str]:
        return [where for where, text in everything(root) if "rhiannon tudwal" in text.lower()]

    assert len(named(planted)) > 5
    assert named(withdrawn.workspace.root) == []


def test_the_words_of_the_others_stay(planted: Path, withdrawn: Study) -> None:
    after = withdrawn.turns
    for said in OTHERS:
        assert said in set(after["text"])
        lost = places(planted, said) - places(withdrawn.workspace.root, said)
        assert {path for path in lost if not path.startswith((".alnqual", "corpus/raw"))} <= {
            "exported.xlsx",
        }
    assert set(after["participant"].dropna()) == {"P16", "S013", "S015"}


def test_the_transcripts_go_on_without_them(planted: Path, withdrawn: Study) -> None:
    raw = withdrawn.workspace.raw
    assert {path.name for path in raw.glob("[!.]*")} == {"d2.json", "d4.json", "survey.xlsx"}
    old = Study.open(planted).turns.set_index("turn")
    new = withdrawn.turns.set_index("turn")
    stay = old[(old["participant"] != "P15") & (old["document"] != "d1")]
    assert list(new.index) == list(stay.index)
    same = new.loc[new["text"] == stay["text"]]
    assert len(same) == len(new) - 2
    columns = ["document", "speaker", "question", "participant", "role", "area"]
    assert same[columns].equals(stay.loc[same.index, columns])
    changed = set(new.loc[new["text"] != stay["text"], "text"])
    assert all("[person withdrawn]" in text for text in changed)


def test_codings_on_the_words_of_others_stay_on_them(withdrawn: Study) -> None:
    codings = CodingStore(withdrawn.workspace.codings).read()
    texts = withdrawn.documents.set_index("document")
    quotes = {coding.quote for coding in codings}
    assert quotes == {
        OTHERS[1],
        "read the handbook",
        "thanks to [person withdrawn] too",
        "fewer forms",
        "the lift was broken again",
    }
    for coding in codings:
        text = texts.loc[coding.document, "text"]
        assert text[coding.start : coding.end] == coding.quote
        assert text[: coding.start].endswith(coding.prefix)
        assert text[coding.end :].startswith(coding.suffix)
        assert coding.text_version == texts.loc[coding.document, "text_version"]
    memos = {coding.quote: coding.memo for coding in codings if coding.memo}
    assert memos == {
        "read the handbook": "Kept: a memo of my own.",
        "the lift was broken again": "[person withdrawn] said so.",
    }


def test_what_others_wrote_stays_but_for_the_words(withdrawn: Study) -> None:
    root = withdrawn.workspace.root
    lines = (root / "annotation/adjudications/r1.jsonl").read_text().splitlines()
    kept = [json.loads(line) for line in lines]
    assert kept == [
        {"document": "d2", "turn": "d2-0003", "decision": "keep", "memo": ""},
        {"participant": "P16", "summary": "He drives.", "quote": OTHERS[1]},
    ]
    assert (root / "annotation/matrix.csv").read_text() == "participant,summary\n,kept\n"
    assert not (root / "annotation/recorded/coder-a/d1.yaml").exists()
    recorded = (root / "annotation/recorded/coder-a/d2.yaml").read_text()
    assert "read the handbook" in recorded and SHORT not in recorded
    draft = (root / "reports/draft.md").read_text()
    assert draft == f"Some said: [words withdrawn]. And one: {OTHERS[0]}\n"
    notebook = json.loads((root / "notebooks/look.ipynb").read_text())
    assert notebook["cells"][0]["source"] == ["look()\n", "again()"]
    assert [out["text"] for out in notebook["cells"][0]["outputs"]] == [["kept\n"]]
    log = (root / ".label-studio/server.log").read_text()
    assert log.startswith("kept line\nerror near")
    assert 'coder-a = ["d2", "d3", "d4"]' in (root / "annotation/rounds/r1.toml").read_text()


def test_drafts_in_word_and_excel_stay_open_and_whole(withdrawn: Study) -> None:
    from docx import Document
    from openpyxl import load_workbook

    reports = withdrawn.workspace.reports
    draft = Document(reports / "draft.docx")
    texts = [paragraph.text for paragraph in draft.paragraphs]
    assert texts == ["Before. [words withdrawn].", OTHERS[0]]
    assert "purple" not in draft.core_properties.comments
    sheet = load_workbook(reports / "table.xlsx").active
    assert (sheet["A1"].value, sheet["A2"].value) == ("[words withdrawn].", OTHERS[2])


def test_the_database_keeps_what_is_of_others(withdrawn: Study) -> None:
    path = withdrawn.workspace.label_studio / "data" / "label_studio.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        (result,) = connection.execute("SELECT result FROM draft").fetchone()
    assert json.loads(result) == [{"value": {"text": OTHERS[1]}}]
    assert not path.with_name(f"{path.name}-wal").exists()


def test_people_lists_and_key_forget_them(withdrawn: Study) -> None:
    workspace = withdrawn.workspace
    assert "P15" not in workspace.participants.read_text()
    assert "P15" not in workspace.speakers.read_text()
    assert [entry.original for entry in read_key(workspace)] == ["Powys"]
    assert "d1," not in workspace.register.read_text()
    known = json.loads(workspace.turn_ids.read_text())
    assert known["d1"]["turns"] == []
    assert [row.id for row in read_register(workspace)] == ["d2", "d3", "d4"]
    assert set(read_speakers(workspace).values()) == {"P16"}


def test_the_receipt_says_what_and_holds_no_content(withdrawn: Study) -> None:
    (path,) = withdrawn.workspace.withdrawals.iterdir()
    assert path.name == "1.json"
    receipt = json.loads(path.read_text())
    assert (receipt["participant"], receipt["date"]) == ("P15", "2024-05-17")
    kinds = {entry["kind"]: entry["count"] for entry in receipt["removed"]}
    assert {
        "transcripts", "codings", "backups", "exports", "built reports", "records of coding",
        "rows", "entries of the key", "Label Studio's database", "Label Studio's files",
        "derived tables and caches", "reports and drafts", "other files",
    } == set(kinds)  # fmt: skip
    assert kinds["codings"] == 4
    assert set(receipt["reports that quoted them"]) >= {"reports/out/report.html", "exported.xlsx"}
    assert receipt["still found"] == []
    assert not withdrawn.workspace.vault.joinpath(operation.UNFINISHED).exists()
    assert (withdrawn.workspace.reports_out / "STALE.txt").is_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_dry_run_changes_nothing(study: Study) -> None:
    before = contents_of(study.workspace.root)
    plan = operation.plan_withdrawal(study.workspace, "P15")
    preview = operation.preview(study.workspace, plan)
    assert len(preview.changes) > 10
    assert contents_of(study.workspace.root) == before


@pytest.mark.parametrize("ran", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.__name__ for step in STEPS])
def test_an_interrupted_withdrawal_is_completed_by_running_it_again(
    number: int, ran: bool, study: Study, withdrawn: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(workspace: Workspace, plan: Plan) -> None:
        if ran:
            STEPS[number](workspace, plan)
        raise KeyboardInterrupt

    interrupted.__name__ = "interrupted"
    cut = (*STEPS[:number], interrupted, *STEPS[number + 1 :])
    monkeypatch.setattr(operation, "STEPS", cut)
    with pytest.raises(KeyboardInterrupt):
        operation.withdraw(study.workspace, "P15", day=DAY)
    journal = study.workspace.vault / operation.UNFINISHED
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    monkeypatch.setattr(operation, "STEPS", STEPS)
    with pytest.raises(InputError, match="P15 is not finished"):
        operation.withdraw(study.workspace, "P16")
    again = operation.withdraw(study.workspace, "P15")
    assert again.remaining == ()
    after, expected = contents_of(study.workspace.root), contents_of(withdrawn.workspace.root)
    # Workbooks hold the time at which they were saved.
    differing = {name for name in expected if after.get(name) != expected[name]}
    assert after.keys() == expected.keys()
    assert {name for name in differing if not name.endswith((".xlsx", ".sqlite3"))} == set()


def test_a_write_that_is_interrupted_midway_is_completed(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the writing of the new transcript and the removal of the old one."""
    real = steps.rewrite_raw
    calls = []

    def once(workspace: Workspace, touched: object, **options: object) -> None:
        calls.append(touched)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        real(workspace, touched, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "rewrite_raw", once)
    with pytest.raises(OSError, match="No space"):
        operation.withdraw(study.workspace, "P15", day=DAY)
    monkeypatch.setattr(steps, "rewrite_raw", real)
    assert operation.withdraw(study.workspace, "P15").remaining == ()
    for said in THEIRS:
        assert places(study.workspace.root, said) == set()


def test_the_search_at_the_end_finds_what_was_not_removed(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the vacuum the words stay in the database's freed pages, and that is said."""
    monkeypatch.setattr(studio, "compact", lambda connection: None)
    result = operation.withdraw(study.workspace, "P15", day=DAY)
    assert result.remaining
    assert all("label_studio.sqlite3" in where for where in result.remaining)
    assert places(study.workspace.root, SOLO[1]) == {".label-studio/data/label_studio.sqlite3"}


def test_what_git_keeps_is_said_with_the_commands(study: Study) -> None:
    root = study.workspace.root
    (root / ".gitignore").unlink()
    options = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for step in (["init", "-q"], ["add", "corpus"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(root), *options, *step], check=True)
    result = operation.withdraw(study.workspace, "P15", day=DAY)
    (shown,) = [line for line in result.by_hand if "filter-repo" in line]
    for path in ("corpus/raw/solo.txt", "corpus/raw/workshop.docx", "corpus/raw/survey.xlsx"):
        assert f"--path {path}" in shown
    assert "corpus/register.csv" not in shown
    assert not any(said in json.dumps(result.by_hand) for said in (*THEIRS, NAME))


def test_a_respondent_without_an_entry_in_participants_can_withdraw(study: Study) -> None:
    result = operation.withdraw(study.workspace, "S013", day=DAY)
    assert result.remaining == ()
    assert set(study.turns.loc[study.turns["document"] == "d3", "participant"]) == {"P15", "S015"}
    assert ANSWER in set(study.turns["text"])
    assert set(WORKSHOP) <= set(study.turns["text"])


def test_respondents_numbered_by_row_keep_their_numbers(study: Study) -> None:
    workspace = study.workspace
    (workspace.raw / "plain.csv").write_text(
        "What would help?,Why is that so?\n"
        "More hands in the room please,Mornings are hard for all\n"
        "Quiet rooms for the little ones,The corridor is a motorway\nNothing else at all,\n"
    )
    with workspace.register.open("a") as file:
        file.write("d5,plain.csv,survey,,2\n")
    before = study.ingest().turns.set_index("turn")
    operation.withdraw(workspace, "R002", day=DAY)
    after = study.turns.set_index("turn")
    stay = before[(before["document"] == "d5") & (before["participant"] != "R002")]
    kept = after[after["document"] == "d5"]
    assert kept[["participant", "text"]].equals(stay[["participant", "text"]])


def test_somebody_unknown_cannot_withdraw(study: Study) -> None:
    with pytest.raises(InputError, match="nobody has the id 'P99'"):
        operation.withdraw(study.workspace, "P99")
    assert not (study.workspace.vault / operation.UNFINISHED).exists()


def test_the_last_participant_can_withdraw(study: Study) -> None:
    workspace = study.workspace
    workspace.register.write_text("id,file,kind,area,phase\nd1,solo.txt,interview,North,2\n")
    for name in ("workshop.docx", "survey.xlsx", "other.txt"):
        (workspace.raw / name).unlink()
    study.ingest()
    assert operation.withdraw(workspace, "P15", day=DAY).remaining == ()
    assert study.documents.empty


def test_the_command_shows_the_plan_and_asks(study: Study) -> None:
    root = str(study.workspace.root)
    before = contents_of(study.workspace.root)
    dry = CliRunner().invoke(command, ["P15", "--dry-run"], obj=root)
    refused = CliRunner().invoke(command, ["P15"], obj=root, input="n\n")
    assert (dry.exit_code, refused.exit_code) == (0, 1)
    assert "transcripts: d1: 2 deleted: nobody else took part" in dry.output
    assert "transcripts: d2: 2 turns taken out; the file goes on as JSON" in dry.output
    assert contents_of(study.workspace.root) == before
    done = CliRunner().invoke(command, ["P15", "--yes", "--json", "--date", "2024-05-17"], obj=root)
    assert done.exit_code == 0
    shown = json.loads(done.stdout)
    assert (shown["receipt"], shown["remaining"]) == ("corpus/withdrawals/1.json", [])
    assert not any(said in dry.output + done.output for said in (*THEIRS, NAME))
