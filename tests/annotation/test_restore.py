"""Codings go back to a new server as they were, ids included."""

import pytest

from alnqual.annotation.client import connect
from alnqual.annotation.play import client_of, play
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.annotation.restore import restore
from alnqual.coding import CodingStore
from alnqual.coding.history import History
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace


def region(name: str, code: str, place: Place) -> list[dict]:
    group = code.split(".")[0]
    return write_region(Region(name, place, groups=[group]), paths=[[group, code]], words="")


def tasks(workspace: Workspace, coder: str) -> dict:
    client = connect(workspace)
    project = find_projects(client, study_id(workspace))["r1", coder]
    return {t.data["document"]: t for t in list_tasks(client, project, annotations=True)}


def on_a_new_server(workspace: Workspace) -> None:
    """The study forgets its projects, as on a server that was made anew."""
    (workspace.annotation / "study-id.txt").unlink()


def test_a_restore_brings_back_every_coding_with_its_id(recorded: Workspace) -> None:
    push(recorded)
    play(recorded)
    later = client_of(recorded, "coder-b")
    # One region that begins at the end of a turn, and one over three turns.
    ends = len("How do you plan? 🙂".encode("utf-16-le")) // 2
    results = region("edge", "inputs.staff", Place(0, ends, 1, 7))
    results += region("across", "outcomes.trust", Place(1, 3, 3, 5))
    made = tasks(recorded, "coder-b")["i01"].annotations[0]
    later.annotations.update(made["id"], result=[*made["result"], *results])
    pull(recorded)
    store = CodingStore(recorded.codings)
    before, handed_in = store.read(), store.read_submissions()
    bytes_before = {p: p.read_bytes() for p in sorted(recorded.codings.rglob("*")) if p.is_file()}

    on_a_new_server(recorded)
    push(recorded)
    report = restore(recorded)
    assert (report.codings, report.unplaced, report.notes) == (len(before), [], [])
    pulled = pull(recorded, confirm=True)
    assert (pulled.added, pulled.changed, pulled.removed) == (0, 0, 0)
    assert store.read() == before
    assert store.read_submissions() == handed_in
    assert {path: path.read_bytes() for path in bytes_before} == bytes_before
    assert restore(recorded).codings == 0, "what is there is not put back twice"

    # A change afterwards is a change of the same codings.
    there = tasks(recorded, "coder-b")["i01"].annotations[0]
    kept = [result for result in there["result"] if result["id"] != "across"]
    client_of(recorded, "coder-b").annotations.update(there["id"], result=kept)
    assert pull(recorded, confirm=True).removed == 3
    removed = [event for event in History(recorded.history).read() if event.event == "removed"]
    assert {event.before["id"] for event in removed} == {
        coding.id for coding in before if coding.source.endswith("/across")
    }
    assert {event.by for event in removed} == {"coder-b"}


def test_what_a_coder_has_begun_on_the_new_server_is_left_alone(recorded: Workspace) -> None:
    push(recorded)
    play(recorded)
    pull(recorded)
    on_a_new_server(recorded)
    push(recorded)
    client_of(recorded, "coder-b").annotations.create(
        tasks(recorded, "coder-b")["i01"].id, result=[]
    )
    report = restore(recorded)
    assert report.begun == 1
    assert tasks(recorded, "coder-b")["i01"].annotations[0]["result"] == []


def test_a_restore_before_a_push_says_so(recorded: Workspace) -> None:
    with pytest.raises(LabelStudioError, match="nothing of this study"):
        restore(recorded)
