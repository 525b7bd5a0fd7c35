import numpy as np
import pytest

from alnqual.corpus.guides import GuideQuestion
from alnqual.corpus.quality.asked import asked_findings, questions_asked
from alnqual.corpus.quality.content_words import content_stems
from alnqual.embedding import Encoder
from alnqual.records import Turn

MONEY = GuideQuestion(
    "money",
    {
        "en": "Where does the money for support come from?",
        "cy": "O ble mae'r arian ar gyfer cymorth yn dod?",
    },
)
NEXT = GuideQuestion("next", {"": "What should change in five years?"})


def asked(*readings, questions=(MONEY, NEXT), encode=None):
    return {
        each.question: (each.resembled, each.documents)
        for each in questions_asked({"schools.yaml": questions}, readings, encode=encode)
    }


@pytest.mark.parametrize(
    "turn",
    [
        "And the money for supporting them, where is that from?",
        "Beth am yr arian, a'r cymorth yn y dosbarth?",
    ],
)
def test_a_question_is_found_by_its_words_in_either_language(read, turn):
    talk = [Turn("I", "Good morning, do sit down."), Turn("I", turn), Turn("P01", "Nowhere.")]
    assert asked(read(talk, guide="schools"))["money"] == (1, 1)


def test_what_participants_say_asks_nothing(read):
    talk = [Turn("I", "Good morning."), Turn("P01", "The money for support, where is it from?")]
    assert asked(read(talk, guide="schools.yaml"))["money"] == (0, 1)


def test_only_documents_with_the_guide_count(read):
    question = [Turn("I", "Where does the money for support come from?")]
    found = asked(
        read(question, guide="schools.yaml"),
        read(question, document="d2", guide="families.yaml"),
        read([Turn("I", "Hello.")], document="d3", guide="schools"),
    )
    assert found["money"] == (1, 2)
    assert asked(read(question)) == {}


def test_empty_words_are_no_likeness():
    assert not content_stems("Where does it come from, and what would you say about that?")
    assert content_stems("supported") & content_stems("Supporting")
    assert content_stems("cynlluniau") & content_stems("cynllun")


def test_a_survey_asked_what_its_columns_say(read):
    answers = [Turn("S001", "Because.", question="money"), Turn("S001", "No.", question="q2")]
    wordings = '{"money": "Money?", "q2": "What should change in  five years"}'
    found = asked(read(answers, guide="schools", metadata={"questions": wordings}))
    assert found == {"money": (1, 1), "next": (1, 1)}


def test_a_question_is_found_by_its_meaning_where_words_differ(read):
    talk = [Turn("I", "Let us talk about budgets. How is the provision paid for?")]
    reading = read(talk, guide="schools")
    assert asked(reading)["money"] == (0, 1)
    assert asked(reading, encode=Encoder().encode)["money"] == (1, 1)
    assert asked(reading, encode=Encoder().encode)["next"] == (0, 1)


def test_meaning_is_not_asked_where_words_suffice_or_there_is_too_much(read, monkeypatch):
    def refuse(texts):
        raise RuntimeError(f"asked for {len(texts)}")

    same = [Turn("I", "Where does the money for support come from?")]
    assert asked(read(same, guide="schools"), questions=[MONEY], encode=refuse) == {"money": (1, 1)}
    many = [Turn("I", f"Sentence of budgets {'x' * n}.") for n in range(3)]
    monkeypatch.setattr("alnqual.corpus.quality.asked.AFFORDABLE", 2)
    assert asked(read(many, guide="schools"), questions=[MONEY], encode=refuse) == {"money": (0, 1)}


def test_a_guide_in_welsh_alone_needs_no_encoder(read):
    question = GuideQuestion("q", {"cy": "Beth sydd wedi gweithio'n dda?"})
    reading = read([Turn("I", "Helo.")], guide="schools")
    found = asked(reading, questions=[question], encode=lambda texts: np.zeros((len(texts), 2)))
    assert found == {"q": (0, 1)}


def test_findings_say_what_was_not_asked_and_which_guide_nobody_used(read):
    readings = [read([Turn("I", "Hello.")], guide="schools")]
    guides = {"schools.yaml": [MONEY], "other.yaml": [NEXT]}
    told = asked_findings(
        questions_asked(guides, readings, encode=None), guides, folder="corpus/guides"
    )
    assert [(each.file, each.severity, each.kind, each.message) for each in told] == [
        (
            "corpus/guides/schools.yaml", "warning", "guide",
            "no interviewer turn of 1 document resembles the question “money”",
        ),
        (
            "corpus/guides/other.yaml", "note", "guide",
            "no document that could be read uses this guide",
        ),
    ]  # fmt: skip
