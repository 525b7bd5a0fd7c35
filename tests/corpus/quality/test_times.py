from alnqual.corpus.quality.times import time_findings
from alnqual.records import Turn

FAIR = "word " * 20


def found(reading):
    return [(each.severity, each.message) for each in time_findings([reading])]


def spans(*times):
    return [Turn("P01", FAIR, start, end) for start, end in times]


def test_steady_times_give_no_finding(read):
    assert found(read(spans((0, 10), (10.5, 20), (20.2, 31)))) == []


def test_a_transcript_without_times_gives_none(read):
    assert found(read([Turn("P01", FAIR)] * 3)) == []


def test_a_gap_is_told_with_its_place_and_length(read):
    ((severity, message),) = found(read(spans((0, 10), (200, 210), (210, 220))))
    assert severity == "warning"
    assert message == "1 gap over 2 minutes, the longest 3:10, before turn 2"


def test_a_gap_is_reckoned_where_only_starts_are_known(read):
    reading = read(spans((0, None), (14, None), (400, None)))
    assert found(reading) == [("warning", "1 gap over 2 minutes, the longest 6:12, before turn 3")]


def test_a_jump_back_is_told(read):
    ((severity, message),) = found(read(spans((0, 10), (10, 20), (3, 13), (20, 30))))
    assert severity == "warning" and message.startswith("1 jump back in time, at turn 3")


def test_overlaps_are_a_note_until_they_are_many(read):
    some = spans((0, 10), (5, 15), *((15 + 10 * n, 25 + 10 * n) for n in range(12)))
    assert found(read(some)) == [
        ("note", "1 turn starts while the last one still goes on, at turn 2")
    ]
    many = spans(*((5 * n, 5 * n + 10) for n in range(10)))
    ((severity, message),) = found(read(many))
    assert severity == "warning" and message.startswith("9 turns start while")


def test_speech_that_nobody_speaks_is_told(read):
    ((severity, message),) = found(read(spans((0, 10), (10, 12), (12, 22))))
    assert (severity, message) == (
        "warning",
        "1 turn has more than 6 words a second, at turn 2",
    )


def test_a_short_answer_may_be_quick(read):
    assert found(read([Turn("P01", "Yes, of course it is.", 0, 0.5), *spans((1, 10))])) == []


def test_a_turn_that_ends_before_it_starts_is_told(read):
    ((_, message),) = found(read(spans((0, 10), (20, 15), (25, 40))))
    assert message == "1 turn ends before the start, at turn 2"


def test_turns_without_a_time_among_timed_ones_are_counted(read):
    reading = read([*spans((0, 10)), Turn("P01", FAIR), *spans((300, 310))])
    assert found(reading) == [("note", "1 turn has no time")]
