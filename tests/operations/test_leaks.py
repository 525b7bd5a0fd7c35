"""Original names are found wherever they stand; ordinary words are not taken for them."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from alnqual import Study
from alnqual.cli.protecting import leaks as command
from alnqual.corpus.key import write_key
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.errors import InputError
from alnqual.operations.leaks import find_leaks, refuse_leaks
from tests.operations.containers import CONTAINERS, database, docx, docx_properties

TALK = """Interviewer: How has it been?

Rhiannon Tudwal: I will say this, the forms take my evenings, and Will Hughes helps nobody at all.

Interviewer: And the families?

Rhiannon Tudwal: Write to ann@school.example and they will mark it, as Mrs Hughes would say.
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = Study.init(tmp_path / "study")
    corpus = made.workspace.corpus
    (corpus / "raw" / "one.txt").write_text(TALK, encoding="utf-8")
    (corpus / "register.csv").write_text("id,file,kind,area\nd1,one.txt,interview,North\n")
    (corpus / "participants.csv").write_text("id,role,consent\nP1,teacher,yes\n")
    (corpus / "speakers.csv").write_text(
        "document,label,participant,names\nd1,Rhiannon Tudwal,P1,\nd1,Interviewer,interviewer,\n"
    )
    entries = [
        Entry("Will Hughes", "person", "[head]", "accept", source="hand"),
        Entry("Caerdydd", "place", "[city]", "accept", source="gazetteer"),
        Entry("Aberwen", "place", "[town]", source="gazetteer"),
        Entry("Ken", "person", "[carer]", "accept", document="d1", source="hand"),
    ]
    write_key(made.workspace, entries)
    made.ingest()
    made.segment()
    return made


def found(study: Study) -> set[tuple[str, str]]:
    return {(leak.where, leak.replacement) for leak in find_leaks(study.workspace).leaks}


def test_a_study_as_it_was_ingested_has_none(study: Study) -> None:
    report = find_leaks(study.workspace)
    assert (report.leaks, report.unopened) == ((), ())
    assert report.files > 10
    assert report.entries >= 6


def test_originals_may_stand_where_they_belong(study: Study) -> None:
    assert "Rhiannon" in study.workspace.speakers.read_text()
    assert "Will Hughes" in (study.workspace.raw / "one.txt").read_text()
    assert found(study) == set()


@pytest.mark.parametrize("kind", sorted(set(CONTAINERS) - {"windows"}))
def test_a_name_is_found_in_every_container(kind: str, study: Study) -> None:
    content = CONTAINERS[kind]("It was Rhiannon Tudwal who said so in the end")
    (study.workspace.reports / "copy.bin").write_bytes(content)
    assert {replacement for _, replacement in found(study)} == {"[P1]"}


@pytest.mark.parametrize(
    "where",
    [
        "annotation/codings/r1/coder-a.jsonl",
        "annotation/history/old.jsonl",
        "codebook/codebook.yaml",
        "corpus/register.csv",
        "notebooks/look.ipynb",
        "reports/out/report.html",
        "reports/draft.md",
        ".label-studio/server.log",
        "exports/excerpts.csv",
        "excerpts.json",
    ],
)
def test_every_place_is_searched(where: str, study: Study) -> None:
    path = study.workspace.root / where
    path.parent.mkdir(parents=True, exist_ok=True)
    if path == study.workspace.register:
        path.write_text("id,file,kind,note\nd1,one.txt,interview,Will Hughes came\n")
        assert [place for place, _ in found(study)] == ["corpus/register.csv, line 2"]
        return
    with path.open("a", encoding="utf-8") as file:
        file.write("\n# She said: Will Hughes came.\n" if path.suffix != ".ipynb" else _notebook())
    assert {place.split(",")[0].split(":")[0] for place, _ in found(study)} == {where}


def _notebook() -> str:
    output = {"output_type": "stream", "text": ["She said:\n", "Will Hughes came.\n"]}
    return json.dumps({"cells": [{"cell_type": "code", "source": [], "outputs": [output]}]})


def test_the_task_in_the_servers_database_is_searched(study: Study) -> None:
    path = study.workspace.label_studio / "data" / "label_studio.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(database("Then Will Hughes came"))
    ((where, replacement),) = found(study)
    assert where.startswith(".label-studio/data/label_studio.sqlite3: task.data, row 1")
    assert replacement == "[head]"


def test_a_verb_is_no_name_and_a_mutated_place_is_one(study: Study) -> None:
    notes = study.workspace.reports / "notes.md"
    notes.write_text("They will mark it. Aberwen is undecided. It was in Nghaerdydd, I am told.\n")
    assert found(study) == {("reports/notes.md, line 1", "[city]")}


def test_a_name_of_one_document_is_looked_for_in_its_records(study: Study) -> None:
    records = study.workspace.annotation / "notes.jsonl"
    lines = [{"document": "d1", "memo": "So Ken said."}, {"document": "d2", "memo": "So Ken said."}]
    records.write_text("\n".join(map(json.dumps, lines)))
    assert found(study) == {("annotation/notes.jsonl, line 1: memo", "[carer]")}


def test_the_name_of_a_file_is_read_too(study: Study) -> None:
    (study.workspace.reports / "Rhiannon_Tudwal-notes.txt").write_text("Nothing.")
    ((where, _),) = found(study)
    assert where.endswith("(the name of the file)")


def test_a_report_with_a_name_is_refused_without_saying_it(study: Study) -> None:
    clean = {"report.html": b"<p>[P1] said so.</p>"}
    refuse_leaks(study.workspace, clean)
    rendered = clean | {
        "report.docx": docx("So Will Hughes said."),
        "other.docx": docx_properties("Rhiannon Tudwal"),
    }
    with pytest.raises(InputError) as raised:
        refuse_leaks(study.workspace, rendered)
    assert "report.docx > word/document.xml, line 4: person, to be [head]" in str(raised.value)
    assert "other.docx > docProps/core.xml" in str(raised.value)
    assert "Hughes" not in str(raised.value) and "Rhiannon" not in str(raised.value)


def test_a_report_that_cannot_be_searched_is_refused(study: Study) -> None:
    with pytest.raises(InputError, match="could not be opened"):
        refuse_leaks(study.workspace, {"report.docx": b"PK\x03\x04 damaged"})


def test_the_command_shows_names_only_when_asked(study: Study) -> None:
    (study.workspace.reports / "notes.md").write_text("So Will Hughes said, and again Will Hughes.")
    root = str(study.workspace.root)
    shown = CliRunner().invoke(command, obj=root)
    assert shown.exit_code == 2
    assert "reports/notes.md: person, to be [head], 2 times" in shown.output
    assert "Hughes" not in shown.output
    named = CliRunner().invoke(command, ["--show-names", "--json"], obj=root)
    (leak,) = json.loads(named.output)["leaks"]
    assert (leak["name"], leak["times"]) == ("Will Hughes", 2)
    (study.workspace.reports / "notes.md").unlink()
    assert CliRunner().invoke(command, obj=root).exit_code == 0


def test_a_team_server_that_does_not_answer_is_listed(study: Study) -> None:
    settings = study.workspace.root / "alnqual.toml"
    text = settings.read_text().replace('url = ""', 'url = "http://127.0.0.1:9"')
    token = study.workspace.root / "token"
    token.write_text("x" * 40)
    token.chmod(0o600)
    settings.write_text(text.replace('token_file = ""', 'token_file = "token"'))
    (study.workspace.annotation / "study-id.txt").write_text(
        f"{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}\n"
    )
    again = Study.open(study.workspace.root)
    assert again.settings.label_studio.url
    report = find_leaks(again.workspace, server=True)
    assert [each.where for each in report.unopened] == ["the team's Label Studio"]


def test_the_pixels_of_a_picture_are_no_words(study: Study) -> None:
    """A short name stands somewhere in any large picture, and no report could be built."""
    write_key(study.workspace, [Entry("Mo", "person", "[boy]", "accept", source="hand")])
    pixels = random.Random(0).randbytes(200_000)
    refuse_leaks(study.workspace, {"a.png": b"\x89PNG\r\n\x1a\n" + pixels + b" Mo\n" + pixels})
    said = b" a note that Mo wrote about that long day "
    with pytest.raises(InputError, match=r"a\.bin"):
        refuse_leaks(study.workspace, {"a.bin": pixels + said + pixels})


def test_a_whole_name_of_one_document_is_looked_for_in_every_report(study: Study) -> None:
    """A speaker who is not in speakers.csv is replaced in their document; a report has none."""
    study.workspace.speakers.write_text("document,label,participant,names\n")
    report = {"report.html": b"<p>As Rhiannon Tudwal told us.</p>"}
    with pytest.raises(InputError, match=r"to be \[Speaker 1\]"):
        refuse_leaks(study.workspace, report)
    # A first name alone, or one that was decided to be no name, is left.
    refuse_leaks(study.workspace, {"report.html": b"<p>So Ken said.</p>"})
    kept = Entry("Rhiannon Tudwal", "person", "[name]", "reject", source="hand")
    write_key(study.workspace, [kept])
    refuse_leaks(study.workspace, report)


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("Rhiannon Tudwal/draft.md", "reports/Rhiannon Tudwal (the name of the folder)"),
        ("RhiannonTudwal2.md", "reports/RhiannonTudwal2.md (the name of the file)"),
        ("a/Tudwal_R/b/c.md", "reports/a/Tudwal_R (the name of the folder)"),
    ],
)
def test_every_part_of_a_path_is_read(path: str, where: str, study: Study) -> None:
    file = study.workspace.reports / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("Nothing.")
    (file.parent / "other.md").write_text("Nothing.")
    assert {place for place, _ in found(study)} == {where}


def test_a_number_is_known_however_it_is_written(study: Study) -> None:
    entry = Entry("07700 900123", "phone", "[phone number]", "accept", source="pattern")
    write_key(study.workspace, [entry])
    for place, written in enumerate(("07700900123", "+44 7700 900123", "07700 900 123")):
        (study.workspace.reports / f"n{place}.md").write_text(f"Ring {written} on Monday.\n")
    (study.workspace.reports / "other.md").write_text("Ring 07700 900999 on Monday.\n")
    assert {where for where, _ in found(study)} == {f"reports/n{n}.md, line 1" for n in range(3)}
