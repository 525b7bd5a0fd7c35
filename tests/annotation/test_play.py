"""The demonstration's coders: each codes through their own account, once."""

import pytest

from alnqual.annotation.client import connect
from alnqual.annotation.play import play
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.users import account_ids
from alnqual.coding import CodingStore
from alnqual.errors import InputError, LabelStudioError
from alnqual.workspace import Workspace


def annotations(workspace: Workspace, coder: str) -> list[dict]:
    client = connect(workspace)
    project = find_projects(client, study_id(workspace))["r1", coder]
    tasks = list_tasks(client, project, annotations=True)
    return [annotation for task in tasks for annotation in task.annotations]


def test_recorded_codings_come_back_as_they_were_recorded(recorded: Workspace) -> None:
    push(recorded)
    report = play(recorded)
    assert (report.documents, report.regions, report.codings, report.notes) == (3, 4, 5, [])
    pulled = pull(recorded)
    assert pulled.problems == []
    codings = CodingStore(recorded.codings).read()
    assert [(c.coder, c.document, c.quote, c.code, c.stance) for c in codings] == [
        ("coder-a", "i01", "plan 👩‍🏫 together", "activities.planning", "facilitator"),
        ("coder-a", "i01", "plan 👩‍🏫 together", "inputs.staff", "facilitator"),
        ("coder-a", "i01", "money runs out", "inputs.funding", "barrier"),
        ("coder-a", "i02", "staff yn brin", "inputs.staff", "none"),
        ("coder-b", "i01", "Second line 🏴󠁧󠁢󠁷󠁬󠁳󠁿 of it", "outcomes.trust", "none"),
    ]
    first = codings[0]
    assert (first.link, first.direction, first.memo) == (
        "staff-planning", "supports", "A memo: ŵ 🙂",
    )  # fmt: skip


def test_each_coder_speaks_for_themselves_and_once(recorded: Workspace) -> None:
    push(recorded)
    play(recorded)
    again = play(recorded)
    assert (again.documents, again.documents_there) == (0, 3)
    accounts = account_ids(connect(recorded))
    for coder, number in (("coder-a", 2), ("coder-b", 1)):
        made = annotations(recorded, coder)
        assert [a["completed_by"] for a in made] == [accounts[f"{coder}@example.org"]] * number
        assert not any(annotation["ground_truth"] for annotation in made)


def test_playing_the_same_in_another_study_gives_the_same_regions(recorded: Workspace) -> None:
    push(recorded)
    play(recorded)
    regions = {result["id"] for a in annotations(recorded, "coder-a") for result in a["result"]}
    (recorded.annotation / "study-id.txt").unlink()
    push(recorded)
    play(recorded)
    assert regions == {r["id"] for a in annotations(recorded, "coder-a") for r in a["result"]}


def test_what_a_coder_has_not_been_given_is_noted(recorded: Workspace) -> None:
    (recorded.rounds / "r1.toml").write_text('[assignments]\ncoder-a = ["i01"]\n')
    push(recorded)
    report = play(recorded)
    assert report.documents == 1
    assert report.notes == [
        "coder-a: i02 is recorded but not among their tasks",
        "coder-b: i01 is recorded but not among their tasks",
    ]


def test_nobody_speaks_for_the_coders_of_a_real_study(recorded: Workspace) -> None:
    (recorded.root / "alnqual.toml").write_text("[study]\nsynthetic = false\n")
    with pytest.raises(LabelStudioError, match="synthetic study only"):
        play(Workspace(recorded.root))


def test_a_study_that_was_not_pushed_is_told_so(recorded: Workspace) -> None:
    with pytest.raises(LabelStudioError, match="alnqual annotate push"):
        play(recorded)


def test_an_unknown_code_places_nothing(recorded: Workspace) -> None:
    push(recorded)
    path = recorded.recorded / "coder-b" / "i01.yaml"
    path.write_text(path.read_text().replace("outcomes.trust", "outcomes.gone"))
    with pytest.raises(InputError, match=r"outcomes\.gone"):
        play(recorded)
    assert annotations(recorded, "coder-a") == []
