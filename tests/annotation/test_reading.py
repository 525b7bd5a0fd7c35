"""The rules by which regions become codings, without a server."""

import pytest
from small_study import build_study

from alnqual.annotation.projects import Project
from alnqual.annotation.reading import (
    ACROSS_TURNS,
    LONE_DIRECTION,
    NO_PLACE,
    NOTHING_CHOSEN,
    OTHER_GROUP,
    UNKNOWN_CHOICE,
    UNKNOWN_CODE,
    UNKNOWN_CONTROL,
    UNKNOWN_LINK,
    WITHOUT_CODE,
    RegionReader,
)
from alnqual.annotation.tasks import read_texts
from alnqual.codebook import Codebook

PLACE = {"start": "1", "end": "1", "startOffset": 3, "endOffset": 22}


@pytest.fixture
def read(tmp_path):
    workspace = build_study(tmp_path / "study")
    text = read_texts(workspace)["i01"]

    def read(*results):
        project = Project(7, "r1", "coder-a")
        reader = RegionReader(project, Codebook.read(workspace.codebook), frozenset({"a-b"}))
        annotation = {"id": 4, "result": list(results), "created_at": "c", "updated_at": "u"}
        codings = reader.codings(annotation, text)
        assert all(coding.quote == text.text[coding.start : coding.end] for coding in codings)
        return codings, [(p.reason, p.where, p.detail, p.taken) for p in reader.problems]

    return read


def result(name, *, place=PLACE, region="r", origin="manual", **value):
    return {"id": region, "from_name": name, "origin": origin, "value": place | value}


def group(*groups, **more):
    return result("group", paragraphlabels=list(groups), **more)


def codes(*paths, **more):
    return result("codes", taxonomy=[list(path) for path in paths], **more)


FUNDING = ("inputs", "inputs.funding")
TURN = "r1, coder-a, i01-0002"


def test_words_of_the_server_are_not_believed(read) -> None:
    (coding,), problems = read(group("inputs", text="junk"), codes(FUNDING, text="junk"))
    assert coding.quote == "plan 👩‍🏫 together"
    assert (coding.source, coding.created, coding.updated) == ("7/4/r", "c", "u")
    assert problems == []


def test_each_code_of_a_region_is_a_coding_and_a_group_shown_by_a_code_is_none(read) -> None:
    codings, problems = read(
        group("inputs", "activities"), codes(FUNDING, ("activities",), FUNDING)
    )
    assert [coding.code for coding in codings] == ["inputs.funding", "activities"]
    assert len({coding.id for coding in codings}) == 2
    assert problems == []


def test_a_region_without_a_code_is_coded_to_its_group(read) -> None:
    codings, problems = read(group("inputs"))
    assert [coding.code for coding in codings] == ["inputs"]
    assert problems == [(WITHOUT_CODE, TURN, "inputs", True)]


def test_a_group_beside_codes_of_other_groups_is_listed(read) -> None:
    codings, problems = read(group("inputs", "outcomes"), codes(FUNDING))
    assert [coding.code for coding in codings] == ["inputs.funding"]
    assert problems == [(OTHER_GROUP, TURN, "outcomes", False)]


def test_a_region_over_turns_is_a_coding_a_turn(read) -> None:
    place = {"start": "1", "end": "3", "startOffset": 3, "endOffset": 5}
    codings, problems = read(group("inputs", place=place), codes(FUNDING, place=place))
    assert [c.quote for c in codings][1:] == ["And then?", "First"]
    assert len({coding.id for coding in codings}) == 3
    assert problems == [(ACROSS_TURNS, TURN, "to i01-0004", True)]


def test_unknown_codes_links_choices_and_controls_are_listed_and_the_rest_counts(read) -> None:
    (coding,), problems = read(
        group("inputs"),
        codes(FUNDING, ("inputs", "inputs.gone")),
        result("link", taxonomy=[["gone"]]),
        result("stance", choices=["furious"]),
        result("mood", choices=["x"]),
    )
    assert (coding.code, coding.link, coding.stance) == ("inputs.funding", None, "none")
    assert sorted(problem[0] for problem in problems) == sorted(
        [UNKNOWN_CODE, UNKNOWN_LINK, UNKNOWN_CHOICE, UNKNOWN_CONTROL]
    )


def test_a_region_of_unknown_codes_alone_is_not_coded_to_its_group(read) -> None:
    codings, problems = read(group("inputs"), codes(("inputs", "inputs.gone")))
    assert codings == []
    assert problems[0][0] == UNKNOWN_CODE


def test_a_direction_without_a_link_is_listed(read) -> None:
    (coding,), problems = read(codes(FUNDING), result("direction", choices=["supports"]))
    assert coding.direction is None
    assert problems == [(LONE_DIRECTION, TURN, "supports", True)]


def test_a_region_with_nothing_chosen_is_listed(read) -> None:
    codings, problems = read(result("memo", text=["only a memo"]))
    assert codings == []
    assert problems == [(NOTHING_CHOSEN, TURN, "", False)]


@pytest.mark.parametrize(
    "place",
    [PLACE | {"endOffset": 9999}, PLACE | {"start": "99", "end": "99"}, PLACE | {"end": "0"},
     PLACE | {"startOffset": 22}, PLACE | {"start": None}, PLACE | {"startOffset": "x"}],
)  # fmt: skip
def test_a_place_that_is_not_in_the_text_is_listed(read, place) -> None:
    codings, problems = read(group("inputs", place=place), codes(FUNDING, place=place))
    assert codings == []
    assert problems == [(NO_PLACE, "r1, coder-a, i01", "inputs.funding", False)]


def test_an_accepted_suggestion_says_so(read) -> None:
    (coding,), _ = read(codes(FUNDING, origin="prediction"))
    assert coding.origin == "suggestion"
