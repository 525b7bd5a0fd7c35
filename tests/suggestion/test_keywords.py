"""Keywords are found however grammar changes them, and no further."""

import numpy as np
import pytest

from alnqual.records import Code
from alnqual.suggestion.keywords import KeywordFinder


def code(identity: str, name: str, *keywords: str, welsh: str = "") -> Code:
    names = {"en": name} | ({"cy": welsh} if welsh else {})
    return Code(identity, names, "inputs", "A definition.", keywords=keywords)


CODES = [
    code("funding", "Funding", "grant", "time-limited", "runs out", welsh="Cyllid"),
    code("staff", "Staff", "assistants", "training", "commitment", welsh="Gweithlu"),
    code("learning", "Professional learning", "training", "course", welsh="Dysgu proffesiynol"),
]


def found(text: str, language: str = "en") -> set[str]:
    (row,) = KeywordFinder(CODES).weigh([text], [language])
    return {CODES[column].id for column in np.flatnonzero(row)}


def test_a_word_is_found_in_any_of_its_forms() -> None:
    assert found("She funded it from two GRANTS.") == {"funding"}
    assert found("An assistant, committed to the last.") == {"staff"}


def test_a_keyword_of_several_words_needs_them_one_after_another() -> None:
    assert found("It runs out in March.") == {"funding"}
    assert found("She runs to the gate and out.") == set()
    assert found("Time-limited; time is limited.") == {"funding"}
    assert found("It is out, it runs") == set()


@pytest.mark.parametrize("form", ["cyllid", "o gyllid", "fy nghyllid", "a chyllid"])
def test_a_welsh_word_is_found_in_every_mutation(form: str) -> None:
    assert found(f"Does dim digon {form} yma.", "cy") == {"funding"}


def test_a_lost_g_is_found_again() -> None:
    assert found("Y weithlu ydi o.", "mixed") == {"staff"}


def test_english_words_are_not_taken_for_mutated_ones() -> None:
    assert found("The draining of the pond.", "en") == set()


def test_a_keyword_that_names_fewer_codes_speaks_louder() -> None:
    row = KeywordFinder(CODES).weigh(["training", "course", "course course"], ["en"] * 3)
    assert row[0].tolist() == pytest.approx([0, np.log(1.5), np.log(1.5)])
    assert row[1].tolist() == pytest.approx([0, 0, np.log(2)])
    assert row[2].tolist() == row[1].tolist()


def test_a_text_without_words_speaks_for_nothing() -> None:
    assert not KeywordFinder(CODES).weigh(["", "... 🙂"], ["und", "und"]).any()
