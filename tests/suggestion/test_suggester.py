"""Suggestions follow the codebook, in scores that are what they are said to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.codebook import Codebook
from alnqual.embedding import Encoder
from alnqual.errors import CodebookError
from alnqual.suggestion import CodeSuggester
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return Codebook.read(ROOT / "codebook" / "codebook.yaml")


@pytest.fixture(scope="module")
def by_words(codebook: Codebook) -> CodeSuggester:
    return CodeSuggester(codebook).fit()


@pytest.fixture(scope="module")
def by_meaning(codebook: Codebook) -> CodeSuggester:
    inputs = Codebook(tuple(code for code in codebook if code.id.startswith("inputs")))
    return CodeSuggester(inputs, encoder=Encoder()).fit()


def best(suggester: CodeSuggester, text: str) -> str:
    return suggester.classes_[suggester.predict_proba([text])[0].argmax()]


def test_scores_have_a_column_a_code_and_are_shares(by_words, codebook) -> None:
    scores = by_words.predict_proba(["The grant runs out in March.", "Hello."])
    assert by_words.classes_.tolist() == [code.id for code in codebook]
    assert scores.shape == (2, len(codebook))
    assert scores.min() >= 0
    assert scores.sum(axis=1) == pytest.approx([1, 1])
    assert by_words.predict_proba([]).shape == (0, len(codebook))


def test_a_keyword_is_enough(by_words) -> None:
    assert best(by_words, "And the psychologist? One for nineteen schools.") == (
        "inputs.workforce.capacity"
    )
    assert best(by_words, "Does dim seicolegydd ar gael i ni o gwbl.") == (
        "inputs.workforce.capacity"
    )


def test_what_no_keyword_speaks_for_is_equally_unlikely_all_through(by_words, codebook) -> None:
    (row,) = by_words.predict_proba(["Hm."])
    assert row == pytest.approx(np.full(len(codebook), 1 / len(codebook)))


def test_meaning_finds_what_no_keyword_names(by_words, by_meaning) -> None:
    text = "Two of them went to the factory for better wages, and no one answered our advert."
    assert best(by_words, text) != "inputs.workforce.retention"
    assert best(by_meaning, text) == "inputs.workforce.retention"


def test_a_language_that_the_encoder_does_not_read_is_judged_by_words(by_meaning) -> None:
    text = ["Roedd yn braf iawn cael sgwrs gyda phawb ar y diwrnod hwnnw."]
    (row,) = by_meaning.predict_proba(text)
    assert row.max() == pytest.approx(1 / len(row))


def test_the_weights_are_learnt_from_the_codebooks_examples(codebook, by_words) -> None:
    assert by_words.weights_[0] > 5.2
    bare = Codebook(tuple(codebook)[:3])
    assert CodeSuggester(bare).fit().weights_[0] == pytest.approx(5, abs=2.5)


def test_the_same_codebook_gives_the_same_scores(codebook, by_words) -> None:
    text = ["A form for every learner, and the grant runs out."]
    again = CodeSuggester(codebook).fit().predict_proba(text)
    assert (again == by_words.predict_proba(text)).all()


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_has_scores(by_words, texts) -> None:
    scores = by_words.predict_proba(texts)
    assert np.isfinite(scores).all()
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_codebook_without_codes_is_refused() -> None:
    with pytest.raises(CodebookError, match="no codes"):
        CodeSuggester(Codebook(())).fit()
