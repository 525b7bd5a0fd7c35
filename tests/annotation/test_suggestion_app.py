"""The service answers Label Studio, and nobody else."""

import logging

import pytest
from fastapi.testclient import TestClient
from small_study import build_study
from test_predictions import SAID, Phrases

from alnqual.annotation.push import page_of
from alnqual.annotation.regions import read_regions, split_at_turns
from alnqual.annotation.tasks import make_task, read_texts, window
from alnqual.operations.suggestion_app import make_app
from alnqual.workspace import Workspace

SECRET = "s3cret-ŵ"
KNOWN = ("alnqual", SECRET)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return build_study(tmp_path / "study")


@pytest.fixture
def service(workspace: Workspace) -> TestClient:
    """The service of a study whose project 7 is assisted."""
    return TestClient(make_app(Phrases(workspace, SAID), secret=SECRET, serves={7}.__contains__))


def asked(workspace: Workspace, *, project: str = "7.1700000000") -> dict:
    tasks = [make_task(text) | {"id": n} for n, text in enumerate(read_texts(workspace).values())]
    return {"tasks": tasks, "project": project, "label_config": page_of(workspace), "params": {}}


def test_the_protocol_is_spoken(service: TestClient, workspace: Workspace) -> None:
    assert service.get("/health", auth=KNOWN).json() == {"status": "UP"}
    told = {"project": "7.1", "schema": page_of(workspace), "access_token": "theirs"}
    answer = service.post("/setup", json=told, auth=KNOWN).json()
    assert answer == {"model_version": "alnqual 1 codebook 3"}
    answer = service.post("/predict", json=asked(workspace), auth=KNOWN).json()
    regions = [read_regions(each["result"]) for each in answer["results"]]
    assert [[region.codes for region in own] for own in regions] == [
        [["activities.planning", "inputs.funding.sufficiency"], ["inputs.funding"]],
        [["inputs.staff"]],
    ]
    assert {each["model_version"] for each in answer["results"]} == {"alnqual 1 codebook 3"}
    for path in ("/train", "/webhook"):
        assert service.post(path, json={"action": "ANNOTATION_CREATED"}, auth=KNOWN).is_success


def test_a_part_of_a_document_has_suggestions_at_the_turns_that_it_shows(
    service: TestClient, workspace: Workspace
) -> None:
    text = read_texts(workspace)["i01"]
    part = window(text, {text.turns[3].id}, shown=range(2, 4))
    question = asked(workspace) | {"tasks": [make_task(part)]}
    (answer,) = service.post("/predict", json=question, auth=KNOWN).json()["results"]
    (region,) = read_regions(answer["result"])
    (piece,) = split_at_turns(region.place, part.turns)
    assert text.text[piece.start : piece.end] == "money runs out"


@pytest.mark.parametrize("auth", [None, ("alnqual", "wrong"), ("alnqual", ""), ("x", SECRET)])
@pytest.mark.parametrize("path", ["/health", "/setup", "/predict", "/train", "/webhook", "/no"])
def test_who_does_not_know_the_secret_is_refused_whatever_they_ask(service, path, auth) -> None:
    for method in ("GET", "POST"):
        answer = service.request(method, path, auth=auth)
        assert (answer.status_code, "results" in answer.text) == (401, False)


@pytest.mark.parametrize("project", ["8.1700000000", "7", "", "seven", "77.1"])
def test_only_projects_of_assisted_rounds_are_served(service, workspace, project) -> None:
    answer = service.post("/predict", json=asked(workspace, project=project), auth=KNOWN)
    assert answer.status_code == (200 if project == "7" else 403)


def test_a_task_that_is_not_the_studys_gets_no_suggestions(service, workspace) -> None:
    content = asked(workspace) | {"tasks": [{"id": 1, "data": {"text": "Hello"}}, {"id": 2}]}
    answer = service.post("/predict", json=content, auth=KNOWN)
    assert [each["result"] for each in answer.json()["results"]] == [[], []]


def test_what_goes_wrong_is_logged_and_answered_without_words(service, workspace, caplog) -> None:
    content = asked(workspace) | {"label_config": "<View>a secret word</View>"}
    with caplog.at_level(logging.DEBUG):
        answer = service.post("/predict", json=content, auth=KNOWN)
    assert answer.status_code == 500
    assert "no suggestions could be made" in answer.text
    for said in (answer.text, caplog.text):
        assert "secret word" not in said
        assert "plan" not in said
