"""A corrected transcript is read again, and what was coded stands at its words or is listed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from alnqual.annotation.client import connect
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Region, place_of, write_region
from alnqual.annotation.server import LocalServer, find_program
from alnqual.annotation.tasks import read_texts
from alnqual.annotation.users import read_account
from alnqual.cli.correcting import command
from alnqual.coding import CodingStore, anchor
from alnqual.corpus.documents import ingest
from alnqual.errors import LabelStudioError
from alnqual.operations.correct import NOT_RUNNING, correct
from alnqual.records import Coding
from alnqual.workspace import Workspace

TALK = """Interviewer: How has it been?

Ann: The forms take my evenings, every single one of them, and nobody gives that time back to me.

Interviewer: And the families?

Ann: They come to the meetings now and they talk, which they never did before, so that is better.
"""
CORRECTED = "Interviewer: Thank you for coming.\n\nAnn: Of course.\n\n" + TALK.replace(
    "forms take", "new forms take"
).replace(", which they never did before, so that is better", "")
EVENINGS, MEETINGS, BETTER = (
    "The forms take my evenings", "come to the meetings now", "they never did before, so that",
)  # fmt: skip
NOW = {"The new forms take my evenings", MEETINGS}


@pytest.fixture
def study(tmp_path: Path) -> Workspace:
    """A study of one interview, read into its tables."""
    (tmp_path / "alnqual.toml").write_text('[study]\ntitle = "Small"\n')
    for folder in ("corpus/raw", "codebook", "annotation/rounds"):
        (tmp_path / folder).mkdir(parents=True)
    workspace = Workspace(tmp_path)
    (workspace.raw / "i01.txt").write_text(TALK)
    workspace.register.write_text("id,file,kind\ni01,i01.txt,interview\n")
    workspace.participants.write_text("id,role,sector,setting,area,phase,consent\n")
    workspace.speakers.write_text("document,label,participant\n")
    code = {"id": "inputs", "name": {"en": "Inputs", "cy": "Mewnbynnau"}, "stage": "inputs",
            "definition": "What is put in.", "colour": "#1b7837"}  # fmt: skip
    workspace.codebook.write_text(json.dumps({"title": "Small", "version": 1, "codes": [code]}))
    workspace.coders.write_text("id,email\ncoder-a,coder-a@example.org\n")
    (workspace.rounds / "r1.toml").write_text('[assignments]\ncoder-a = ["i01"]\n')
    made = ingest(workspace)
    made.ids.save()
    workspace.tables.write("documents", made.documents)
    workspace.tables.write("turns", made.turns)
    return workspace


@pytest.fixture
def served(study: Workspace) -> Iterator[Workspace]:
    """The same, pushed to a server of its own."""
    try:
        find_program(study)
    except LabelStudioError as error:
        pytest.skip(f"needs Label Studio: {error.what}. {error.do}")
    local = LocalServer(study)
    local.up()
    push(study)
    yield study
    local.down()


def regions(study: Workspace, *quotes: str) -> list[dict]:
    text = read_texts(study)["i01"]
    made = []
    for quote in quotes:
        start = text.text.index(quote)
        place = place_of(start, start + len(quote), text.turns)
        made += write_region(
            Region(quote[:9], place, groups=["inputs"]), paths=[["inputs"]], words=quote
        )
    return made


def quotes_of(study: Workspace) -> set[str]:
    return {coding.quote for coding in CodingStore(study.codings).read()}


def test_without_a_server_the_files_are_read_and_it_is_said_where_codings_stand(study) -> None:
    text = read_texts(study)["i01"]
    codings = []
    for number, quote in enumerate((EVENINGS, MEETINGS, BETTER)):
        start = text.text.index(quote)
        around = anchor(text.text, start, start + len(quote))
        codings.append(Coding(str(number), "i01", start, start + len(quote), "inputs", "coder-a",
                              "r1", *around, text_version=text.version))  # fmt: skip
    CodingStore(study.codings).write("r1", codings, submissions=[])
    (study.raw / "i01.txt").write_text(CORRECTED)
    report = correct(study)
    assert (report.documents, report.codings, report.moved) == (("i01",), 2, 2)
    (lost,) = report.unplaced
    assert (lost.document, lost.coder, lost.code) == ("i01", "coder-a", "inputs")
    assert BETTER not in str(report)
    assert CodingStore(study.codings).read() == codings, "they stay as they were pulled"
    assert report.notes == []

    again = CliRunner().invoke(command, obj=study.root)
    assert again.exit_code == 0, again.output
    assert again.output.startswith("0 documents have another text")


def test_with_a_server_work_is_pulled_first_and_everything_is_carried_over(served) -> None:
    client = connect(served)
    project = find_projects(client, study_id(served))["r1", "coder-a"]
    (task,) = list_tasks(client, project, annotations=True)
    coder = connect(served, token=read_account(served, "coder-a").token)
    made = coder.annotations.create(task.id, result=regions(served, EVENINGS, BETTER))
    pull(served)
    before = {coding.quote: coding.id for coding in CodingStore(served.codings).read()}
    coder.annotations.update(made.id, result=regions(served, EVENINGS, MEETINGS, BETTER))

    (served.raw / "i01.txt").write_text(CORRECTED)
    report = correct(served)
    assert (report.carried.tasks, report.codings, len(report.unplaced)) == (1, 2, 1)
    assert report.pulled.problems == []
    assert quotes_of(served) == NOW
    after = {coding.quote: coding.id for coding in CodingStore(served.codings).read()}
    assert after["The new forms take my evenings"] == before[EVENINGS]
    (task,) = list_tasks(client, project, annotations=True)
    assert "never did before" not in str(task)
    assert "1 could not be placed" in str(report)
    assert "load its page again" in str(report)

    quiet = correct(served)
    assert (quiet.documents, quiet.carried.tasks, quiet.moved) == ((), 0, 0)
    assert len(quiet.unplaced) == 1, "it waits until a person has seen to it"

    LocalServer(served).down()
    (served.raw / "i01.txt").write_text(TALK)
    assert correct(served).notes == [NOT_RUNNING]
    assert quotes_of(served) == NOW
