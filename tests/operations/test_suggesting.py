"""Documents get suggestions where people spoke, as the settings say."""

import pytest

from alnqual import Study
from alnqual.annotation.tasks import CodedText, read_texts, window
from alnqual.operations.suggesting import DocumentSuggester

CODEBOOK = """\
title: Small
version: 4
codes:
- {id: time, name: {en: Time}, stage: inputs, colour: "#333333", definition: Hours of the day.,
   keywords: [evenings]}
- {id: time.forms, parent: time, name: {en: Paperwork}, stage: inputs, definition: Forms.,
   keywords: [evenings, forms]}
- {id: families, name: {en: Families}, stage: outcomes, colour: "#333333", definition: Parents.,
   keywords: [meetings, evenings]}
"""


@pytest.fixture
def study(own_study: Study) -> Study:
    own_study.workspace.codebook.write_text(CODEBOOK)
    own_study.ingest()
    return own_study


def suggested(study: Study, **settings: float) -> list[tuple[str, str]]:
    """(words, code) of the suggestions for the study's document."""
    return suggested_for(read_texts(study.workspace)["d1"], study, **settings)


def suggested_for(text: CodedText, study: Study, **settings: float) -> list[tuple[str, str]]:
    """(words, code) of the suggestions for what a task shows."""
    suggester = DocumentSuggester(study.workspace)
    suggester.settings = suggester.settings.model_copy(update=settings)
    return [(text.text[each.start : each.end], each.code) for each in suggester.suggest(text)]


def test_passages_get_their_best_codes_and_interviewers_none(study: Study) -> None:
    found = suggested(study)
    assert [code for _, code in found] == ["time.forms", "families"]
    assert found[0][0].startswith("The forms take my evenings")
    assert not any("families?" in words for words, _ in found)


def test_of_codes_above_one_another_only_the_better_is_suggested(study: Study) -> None:
    found = suggested(study, threshold=0.001, codes_per_passage=3)
    first = [code for words, code in found if words.startswith("The forms")]
    assert first == ["time.forms", "families"]


def test_what_a_window_shows_as_context_gets_none(study: Study) -> None:
    text = read_texts(study.workspace)["d1"]
    (*_, asked, answered) = text.turns
    shown = range(len(text.turns))
    part = window(text, {answered.id}, shown=shown)
    found = suggested_for(part, study, threshold=0.001)
    assert {words for words, _ in found} == {answered.text}
    assert found == [each for each in suggested(study, threshold=0.001) if each[0] == answered.text]
    assert suggested_for(window(text, {asked.id}, shown=shown), study, threshold=0.001) == []


def test_no_more_codes_than_the_settings_allow(study: Study) -> None:
    found = suggested(study, threshold=0.001, codes_per_passage=1)
    assert len(found) == len({words for words, _ in found})


def test_suggestions_are_marked_with_the_codebooks_version(study: Study) -> None:
    assert DocumentSuggester(study.workspace).version == "alnqual 1 codebook 4"
