"""The demonstration's codebook holds all of what its reference documents raise."""

import re
from collections import Counter

import pytest

from alnqual.codebook import Codebook, TheoryOfChange, check, read_glossary
from alnqual.records import STAGES
from tests.conftest import ROOT

FOLDER = ROOT / "codebook"


@pytest.fixture(scope="module")
def theory() -> TheoryOfChange:
    return TheoryOfChange.read(FOLDER / "theory_of_change.yaml", FOLDER / "codebook.yaml")


@pytest.fixture(scope="module")
def book(theory) -> Codebook:
    return theory.codebook


def test_it_has_no_fault():
    assert check(FOLDER / "codebook.yaml", FOLDER / "theory_of_change.yaml") == []


def test_every_code_is_complete(book):
    assert len(book) >= 70
    assert {code.stage for code in book} == set(STAGES)
    for code in book:
        assert code.name["en"] and code.name["cy"] and code.definition, code.id
        assert code.include and code.exclude and code.examples and code.keywords, code.id
        assert code.basis, code.id


def test_measures_that_participants_propose_have_a_code(book):
    assert book.label("activities.suggested-measure") == "Suggested measure"


def test_every_heading_priority_theme_challenge_and_recommendation_is_reached_by_a_code(
    book, theory
):
    kinds = Counter(source.kind for source in theory.sources)
    assert kinds == {
        "heading": 11, "priority": 10, "theme": 5, "challenge": 4, "recommendation": 8,
    }  # fmt: skip
    reached = {basis for code in book for basis in code.basis}
    assert {source.id for source in theory.sources} <= reached


def test_the_readme_shows_which_code_holds_each_source(book, theory):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.-]+)` \|[^|]*\| (.+) \|$", readme, flags=re.MULTILINE)
    shown = {source: set(re.findall(r"`([\w.-]+)`", codes)) for source, codes in rows}
    held = {s.id: {code.id for code in book if s.id in code.basis} for s in theory.sources}
    assert {key: value for key, value in shown.items() if key in held} == held
    assert "reconstructed for the demonstration" in readme
    assert "not been reviewed by a Welsh speaker" in readme


def test_links_questions_and_recommendations_say_what_they_rest_on(theory):
    assert len(theory.links) >= 25
    assert all(link.assumption and link.basis for link in theory.links)
    assert len(theory.research_questions) == 13
    for question in theory.research_questions:
        assert question.text["en"] and question.text["cy"] and question.codes and question.basis
    assert len(theory.recommendations) == 8
    addressed = Counter(recommendation.addressee for recommendation in theory.recommendations)
    assert addressed == {
        "schools-and-settings": 2, "local-authorities": 3, "welsh-government": 3,
    }  # fmt: skip


def test_the_topic_guides_ask_what_the_research_questions_need(theory):
    guides = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "corpus/guides").glob("*.yaml"))
    for question in theory.research_questions:
        assert question.id in guides


def test_the_glossary_pairs_the_core_terms():
    pairs = {
        term.abbreviation_en: term.abbreviation_cy
        for term in read_glossary(FOLDER / "glossary.csv")
    }
    assert pairs["ALN"] == "ADY"
    assert pairs["IDP"] == "CDU"
