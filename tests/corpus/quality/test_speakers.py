import pytest

from alnqual.corpus.quality.speakers import speaker_findings
from alnqual.records import Turn

TALK = [Turn("I", "And how has it been?"), Turn("P01", "The forms take my evenings.")] * 10


def found(*readings, speakers=None):
    return [(each.severity, each.message) for each in speaker_findings(readings, speakers or {})]


def test_a_sound_talk_gives_no_finding(read):
    assert found(read(TALK, people=["P01"])) == []


def test_turns_of_nobody_are_counted_with_their_share(read):
    turns = [*TALK, Turn(None, "one two three"), Turn(None, "four")]
    ((severity, message),) = found(read(turns, people=["P01"]))
    assert severity == "warning"
    assert message == (
        "the speaker is unknown in 2 of 22 turns (4% of the words), at turns 21 and 22"
    )


def test_a_transcript_without_any_label_says_so(read):
    assert found(read([Turn(None, "one"), Turn(None, "two")])) == [
        ("warning", "no speaker is known: 2 turns without a label")
    ]


def test_a_label_that_stands_once_may_be_misspelt(read):
    reading = read([*TALK, Turn("P1O", "Yes.")], people=["P01"])
    message = "1 label stands once, at turn 21: misspelt, or no speaker?"
    assert found(reading) == [("warning", message)]


@pytest.mark.parametrize("familiar", ["speakers.csv", "another document"])
def test_somebody_known_who_speaks_once_is_only_a_note(read, familiar):
    once = read([*TALK, Turn("Ben", "Yes.")], people=["P01"])
    other = read([*TALK, *[Turn("Ben", "Yes.")] * 2], people=["P01"], document="d2")
    if familiar == "speakers.csv":
        told = found(once, speakers={("d1", "ben"): "P02"})
    else:
        told = found(once, other)
    assert told == [("note", "1 speaker speaks once, at turn 21")]


def test_a_short_talk_may_hold_a_turn_each(read):
    assert found(read(TALK[:2], people=["P01"])) == []


def test_one_speaker_with_nearly_all_the_words_is_told(read):
    turns = [Turn("P01", "word " * 300), Turn("I", "Yes?"), Turn("P01", "And so it is.")]
    assert found(read(turns, people=["P01"])) == [
        ("warning", "one speaker says 100% of the words: were the others told apart?")
    ]


def test_an_interviewer_who_speaks_more_than_everybody_is_told(read):
    turns = [Turn("I", "word " * 30), Turn("P01", "word " * 10)] * 6
    ((severity, message),) = found(read(turns, people=["P01"]))
    assert severity == "warning" and message.startswith("the interviewer says 75% of the words")


def test_a_survey_is_no_talk(read):
    turns = [Turn(f"S{n:03}", "word " * 40, question="q1") for n in range(20)]
    assert found(read(turns)) == []
    unnamed = [Turn(None, "word", question="q1"), *turns]
    assert "unknown in 1 of 21 turns" in found(read(unnamed))[0][1]


def test_no_label_is_told_for_it_may_be_a_name(read):
    reading = read([*TALK, Turn("Gwen Pari", "Yes."), Turn(None, "No.")], people=["P01"])
    assert "Gwen" not in str(found(reading))
