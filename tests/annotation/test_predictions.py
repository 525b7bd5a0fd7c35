"""Suggestions stand in the tasks of assisted rounds, marked as such, and nowhere else."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from small_study import DOCUMENTS, write_documents
from test_page import choose, submit

from alnqual.annotation.client import connect, server_url
from alnqual.annotation.predictions import (
    Suggestion,
    make_prediction,
    page_interface,
    update_suggestions,
)
from alnqual.annotation.projects import Project, find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import page_of, push
from alnqual.annotation.regions import read_regions, split_at_turns
from alnqual.annotation.tasks import CodedText, read_texts
from alnqual.annotation.users import read_account
from alnqual.codebook import Codebook
from alnqual.coding import CodingStore
from alnqual.errors import LabelStudioError
from alnqual.records import Round
from alnqual.workspace import Workspace


class Phrases:
    """Suggests codes for what the first word of each phrase here begins."""

    def __init__(
        self, workspace: Workspace, said: dict[str, Sequence[str]], *, version: str = "1"
    ) -> None:
        self.codebook = Codebook.read(workspace.codebook)
        self.version = f"alnqual {version} codebook 3"
        self.said = said

    def suggest(self, text: CodedText) -> list[Suggestion]:
        return [
            Suggestion(at, at + len(words), code, 0.75 - 0.125 * number)
            for words, codes in self.said.items()
            if (at := text.offset + text.text.find(words)) >= text.offset
            for number, code in enumerate(codes)
        ]


SAID = {
    "plan 👩‍🏫 together": ("activities.planning", "inputs.funding.sufficiency"),
    "money runs out": ("inputs.funding",),
    "staff yn brin": ("inputs.staff",),
}
ASSISTED = Round("r1", "First round", {}, mode="assisted")
BLIND = Round("r1", "First round", {}, mode="blind")


def project_of(study: Workspace, coder: str = "coder-a") -> Project:
    return find_projects(connect(study), study_id(study))["r1", coder]


def update(study: Workspace, suggester: Any, *, round_: Round = ASSISTED) -> list[str]:
    return update_suggestions(
        connect(study),
        project_of(study),
        round_=round_,
        config=page_of(study),
        suggester=suggester,
    )


def shown(study: Workspace) -> list[tuple[str, str, int]]:
    """(document, version, regions) of what is suggested in the project of coder-a."""
    client = connect(study)
    return [
        (task.data["document"], each.model_version, len(read_regions(each.result)))
        for task in list_tasks(client, project_of(study), annotations=True)
        for each in client.predictions.list(task=task.id)
    ]


def test_a_suggestion_is_a_region_of_the_page_with_its_words_and_score(study: Workspace) -> None:
    text = read_texts(study)["i01"]
    suggester = Phrases(study, SAID)
    page = page_interface(page_of(study))
    prediction = make_prediction(text, suggester=suggester, page=page)
    assert prediction["model_version"] == "alnqual 1 codebook 3"
    assert prediction["score"] == 0.75
    first, second = read_regions(prediction["result"])
    (part,) = split_at_turns(first.place, text.turns)
    assert text.text[part.start : part.end] == "plan 👩‍🏫 together"
    assert first.codes == ["activities.planning", "inputs.funding.sufficiency"]
    assert (first.groups, first.suggested) == (["activities", "inputs"], True)
    assert (second.codes, second.groups) == (["inputs.funding"], ["inputs"])
    assert {result["score"] for result in prediction["result"]} == {0.75}
    again = make_prediction(text, suggester=suggester, page=page)
    assert again == prediction


def test_what_does_not_fit_page_or_text_is_refused(study: Workspace) -> None:
    text = read_texts(study)["i01"]
    page = page_interface(page_of(study))
    suggester = Phrases(study, {"We plan": ("inputs.staff",)})
    suggester.suggest = lambda _: [Suggestion(0, 4, "inputs.staff", 0.5)]  # a speaker's label
    with pytest.raises(LabelStudioError, match="0 to 4 is not in the text"):
        make_prediction(text, suggester=suggester, page=page)
    without = page_interface(page_of(study).replace('alias="inputs.staff"', 'alias="gone"'))
    with pytest.raises(LabelStudioError, match="does not fit the page"):
        make_prediction(text, suggester=Phrases(study, SAID | {"pays": ("inputs.staff",)}),
                        page=without)  # fmt: skip


def test_tasks_get_their_suggestions_once(study: Workspace) -> None:
    push(study)
    assert update(study, Phrases(study, SAID)) == ["r1, coder-a: suggestions put on 2 tasks"]
    there = [("i01", "alnqual 1 codebook 3", 2), ("i02", "alnqual 1 codebook 3", 1)]
    assert shown(study) == there
    assert update(study, Phrases(study, SAID)) == []
    assert shown(study) == there


def test_a_new_version_replaces_the_old_one_but_where_somebody_has_begun(study: Workspace) -> None:
    push(study)
    update(study, Phrases(study, SAID))
    client = connect(study)
    begun = next(
        task
        for task in list_tasks(client, project_of(study), annotations=True)
        if task.data["document"] == "i02"
    )
    client.annotations.create(begun.id, result=[], was_cancelled=False)
    lines = update(study, Phrases(study, {"pays": ("inputs.funding",)}, version="2"))
    assert lines == [
        "r1, coder-a: suggestions put on 1 tasks",
        "r1, coder-a: suggestions not put on 1 tasks, which have been begun",
    ]
    assert shown(study) == [("i01", "alnqual 2 codebook 3", 1), ("i02", "alnqual 1 codebook 3", 1)]


def test_a_blind_round_has_none_and_one_that_turns_blind_loses_them(study: Workspace) -> None:
    push(study, suggester=Phrases(study, SAID))
    assert shown(study) == []
    update(study, Phrases(study, SAID))
    assert len(shown(study)) == 2
    lines = update(study, Phrases(study, SAID), round_=BLIND)
    assert lines == ["r1, coder-a: suggestions taken back: the round is blind"]
    assert shown(study) == []
    project = connect(study).projects.get(project_of(study).id)
    assert (project.show_collab_predictions, project.model_version) == (False, "")
    assert update(study, None, round_=BLIND) == []
    assert update(study, Phrases(study, SAID)) == ["r1, coder-a: suggestions put on 2 tasks"]


def test_a_task_of_an_earlier_text_has_suggestions_for_the_words_that_it_shows(
    study: Workspace,
) -> None:
    push(study)
    write_documents(study, DOCUMENTS | {"i02": [("P02", "Corrected.")]})
    update(study, Phrases(study, SAID))
    assert ("i02", "alnqual 1 codebook 3", 1) in shown(study)


@pytest.fixture
def page(study: Workspace, browser: Browser) -> Page:
    """The first task of coder-a, who has logged in, with suggestions."""
    push(study)
    update(study, Phrases(study, SAID))
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    account = read_account(study, "coder-a")
    page.goto(f"{server_url(study)}/user/login/")
    page.fill("input[name=email]", account.email)
    page.fill("input[name=password]", account.password)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    page.goto(f"{server_url(study)}/projects/{project_of(study).id}/data?labeling=1")
    page.wait_for_selector('[data-testid="phrase:0"]')
    expect(page.locator(".htx-highlight")).to_have_count(2)
    yield page
    page.close()


def test_an_accepted_suggestion_comes_back_as_one(page: Page, study: Workspace) -> None:
    submit(page)
    pull(study)
    codings = CodingStore(study.codings).read()
    assert [(c.quote, c.code, c.origin) for c in codings] == [
        ("plan 👩‍🏫 together", "activities.planning", "suggestion"),
        ("plan 👩‍🏫 together", "inputs.funding.sufficiency", "suggestion"),
        ("money runs out", "inputs.funding", "suggestion"),
    ]


def test_a_changed_suggestion_comes_back_as_one_and_a_deleted_one_not(
    page: Page, study: Workspace
) -> None:
    page.locator(".htx-highlight", has_text="money runs out").click()
    choose(page, "codes", search="staff", name="Staff")
    page.keyboard.press("b")
    page.locator(".htx-highlight", has_text="together").click()
    page.keyboard.press("Backspace")
    expect(page.locator(".htx-highlight")).to_have_count(1)
    submit(page)
    pull(study)
    codings = CodingStore(study.codings).read()
    assert [(c.quote, c.code, c.stance, c.origin) for c in codings] == [
        ("money runs out", "inputs.funding", "barrier", "suggestion"),
        ("money runs out", "inputs.staff", "barrier", "suggestion"),
    ]
