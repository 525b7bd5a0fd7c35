"""Terms that people share and that neither the codebook nor the glossary uses."""

import pandas as pd
import pytest

from alnqual.codebook import Codebook
from alnqual.codebook.glossary import Term
from alnqual.records import Code
from alnqual.synthesis.emerging import emerging_terms

BOOK = Codebook(
    (
        Code(
            "inputs",
            {"en": "Inputs"},
            "inputs",
            "Money and people.",
            examples=("The speech therapist left us.",),
        ),
    )
)
GLOSSARY = [Term("individual development plan", "cynllun datblygu unigol", "IDP", "CDU")]
FILL = "The weather was fine and nobody asked about the harbour or the old lighthouse that day."


def corpus(said: dict[str, list[str]], **more: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turns and documents: in each document, of phase by its first letter, people take turns."""
    turns = pd.DataFrame(
        [
            {
                "turn": f"{document}-{place:04d}", "document": document, "position": place,
                "participant": "" if text.startswith("?") else f"{document}P{place}",
                "speaker": "A", "interviewer": text.startswith("?"), "role": "teacher",
                "sector": ["primary", "health"][place % 2], "area": "Glan Hefin",
                "phase": {"a": "2", "b": "3", "c": "4"}[document[0]],
                "language": more.get(document, "en"), "text": text.lstrip("?"),
            }
            for document, texts in said.items()
            for place, text in enumerate([*texts, FILL], start=1)
        ]
    )  # fmt: skip
    documents = pd.DataFrame(
        {
            "document": list(said),
            "kind": "interview",
            "date": [f"2024-0{place + 1}-01" for place in range(len(said))],
            "phase": [{"a": "2", "b": "3", "c": "4"}[name[0]] for name in said],
            "area": "Glan Hefin",
        }
    )
    return turns, documents


def terms(said: dict[str, list[str]], **more: str) -> pd.DataFrame:
    return emerging_terms(*corpus(said, **more), codebook=BOOK, glossary=GLOSSARY).set_index("term")


def test_a_term_is_told_with_where_and_by_whom_it_is_used():
    found = terms(
        {
            "a1": ["We call it universal provision now.", "Universal provisions, they said."],
            "c1": ["?And universal provision?", "It is all universal provision here."],
        }
    ).loc["universal provision"]
    assert (found["people"], found["documents"], found["mentions"]) == (3, 2, 3)
    assert found["sectors"] == ["health", "primary"]
    assert (found["first_document"], found["first_date"]) == ("a1", "2024-01-01")
    assert found["phases"] == "2: 1 of 1; 4: 1 of 1"
    assert found["prompted"] == 1, "in c1 the interviewer said it first"
    assert found["turns"] == ["a1-0001", "a1-0002", "c1-0002"]


@pytest.mark.parametrize(
    "known",
    ["individual development plan", "speech therapist", "cynllun datblygu", "IDP", "Glan Hefin"],
)
def test_what_codebook_glossary_or_register_hold_is_no_news(known):
    said = [f"The {known} came.", f"A {known} again.", f"One {known} more."]
    assert terms({"a1": said, "a2": said}).empty


def test_a_habit_of_one_person_or_one_conversation_is_no_shared_term():
    once = ["A green elephant.", "My green elephant.", "That green elephant."]
    assert terms({"a1": once, "a2": ["Nothing."]}).empty
    turns, documents = corpus({"a1": once[:2], "a2": once})
    turns["participant"] = "P1"
    assert emerging_terms(turns, documents, codebook=BOOK).empty


def test_only_what_participants_say_counts():
    asked = ["?The green elephant?", "?The green elephant again?"]
    assert terms({"a1": asked, "a2": asked}).empty


def test_words_across_a_full_stop_or_a_placeholder_are_no_phrase():
    said = ["It was green. Elephant came.", "So green [person 7] elephant.", "Green, elephant."]
    assert terms({"a1": said, "a2": said}).empty


def test_a_phrase_that_mostly_stands_in_a_longer_one_gives_way_to_it():
    said = ["The green elephant programme.", "A green elephant programme."]
    found = terms({"a1": said, "a2": said})
    assert list(found.index) == ["green elephant programme"]


def test_endings_and_welsh_mutations_do_not_part_a_term():
    said = {
        "a1": ["Mae darpariaeth gyffredinol yno.", "Y ddarpariaeth gyffredinol felly."],
        "a2": ["Nid darpariaeth gyffredinol oedd honno."],
    }
    found = terms(said, a1="cy", a2="cy")
    assert found.loc["darpariaeth gyffredinol", "people"] == 3


def test_an_abbreviation_that_the_glossary_lacks_is_a_term():
    found = terms({"a1": ["The EBSA pathway.", "EBSA again."], "a2": ["More EBSA."]})
    assert found.loc["EBSA", "people"] == 3


def test_growth_has_an_interval_and_only_a_sure_one_is_called_spreading():
    quiet = [FILL]
    loud = ["The green elephant.", "A green elephant."]
    said = {f"a{n}": quiet for n in range(9)} | {f"c{n}": loud for n in range(9)}
    found = terms(said).loc["green elephant"]
    assert (found["growth"], found["spreading"]) == (1.0, "spreading")
    assert 0 < found["growth_low"] < 1
    few = terms({"a1": quiet, "c1": loud, "c2": loud}).loc["green elephant"]
    assert few["growth_low"] < 0 and few["spreading"] == ""


def test_a_study_of_one_phase_has_no_growth():
    loud = ["The green elephant.", "A green elephant."]
    found = terms({"a1": loud, "a2": loud}).loc["green elephant"]
    assert pd.isna(found["growth"]) and found["spreading"] == ""


def test_no_turns_have_no_terms():
    turns, documents = corpus({"a1": []})
    assert emerging_terms(turns.iloc[:0], documents.iloc[:0], codebook=BOOK).empty
