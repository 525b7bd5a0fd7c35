import random
import re
import time

from alnqual.corpus.quality.duplicates import duplicate_findings
from alnqual.corpus.quality.shingles import alike
from alnqual.records import Turn

WORDS = [f"{a}{b}{c}" for a in "bcdfgl" for b in "aeiou" for c in "mnprst"]


def speech(seed, count=30):
    return " ".join(random.Random(seed).choices(WORDS, k=count))


def talk(seed, turns=20):
    return [Turn("P01", speech(seed * 1000 + n)) for n in range(turns)]


def found(*readings):
    return [(each.file, each.severity, each.message) for each in duplicate_findings(readings)]


def test_talks_of_their_own_give_no_finding(read):
    assert found(read(talk(1)), read(talk(2), document="d2")) == []


def test_one_transcript_registered_twice_is_told_once(read):
    copy = talk(1)
    copy[3] = Turn("P01", speech(9))
    assert found(read(talk(1)), read(copy, document="d2")) == [
        (
            "corpus/raw/d2.txt", "warning",
            "nearly the same as d1: 95% of the shorter one stands in both",
        )
    ]  # fmt: skip


def test_part_of_a_transcript_in_a_longer_one_is_told(read):
    ((_, _, message),) = found(read(talk(1, 40)), read(talk(1, 12), document="d2"))
    assert message == "nearly the same as d1: 100% of the shorter one stands in both"


def test_a_turn_that_stands_in_two_documents_is_told(read):
    other = [*talk(2), Turn("P02", talk(1)[4].text.upper() + "!")]
    ((file, severity, message),) = found(read(talk(1)), read(other, document="d2"))
    assert (file, severity) == ("corpus/raw/d2.txt", "warning")
    assert message == "1 turn of 12 words or more stands twice: turn 21 is turn 5 of d1"


def test_a_turn_that_stands_nearly_twice_in_a_document_is_told(read):
    words = talk(1)[4].text.split()
    words[7] = "otherwise"
    ((_, severity, message),) = found(read([*talk(1), Turn("P01", " ".join(words))]))
    assert severity == "note", "people echo each other"
    assert message == "1 turn of 12 words or more stands twice: turn 21 is nearly turn 5"


def test_short_answers_and_interviewers_may_repeat_themselves(read):
    turns = [Turn("P01", "I do not really know, to be honest."), Turn("I", speech(1))] * 5
    assert found(read([*talk(1), *turns]), read([*talk(2), *turns], document="d2")) == []


def test_many_repeated_turns_are_told_in_one_line(read):
    copied = talk(1)[:8]
    ((_, _, message),) = found(read(talk(1, 60)), read([*talk(2, 60), *copied], document="d2"))
    assert message.startswith("8 turns of 12 words or more stand twice: turn 61 is turn 1 of d1;")
    assert message.endswith("; and 3 more")


def test_nothing_of_what_was_said_is_told(read):
    told = str(found(read(talk(1)), read([*talk(2), *talk(1)[:3]], document="d2")))
    assert not set(WORDS) & set(re.findall(r"\w+", told))


def test_parts_shorter_than_a_run_share_nothing():
    assert alike([[[1, 2]], [[1, 2]]], fewest=1) == []
    assert alike([], fewest=1) == []


def test_a_quarter_of_a_million_words_take_seconds(read):
    documents = [read(talk(n, 200), document=f"d{n}") for n in range(42)]
    assert sum(sum(each.words) for each in documents) > 250_000
    start = time.process_time()
    assert found(*documents) == []
    assert time.process_time() - start < 5
