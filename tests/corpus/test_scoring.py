"""The gold standard of planted identifiers, and the scorer that measures a finder against it."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from alnqual.transcripts import read_transcript
from tests.corpus.scoring import INDIRECT, Gold, Rate, Span, load_gold, score

RAW = Path(__file__).parents[2] / "corpus" / "raw"
NAMES = ("person", "place", "school", "organisation")


def mention(start: int, surface: str, kind: str = "person", listed: str = "no") -> Gold:
    return Gold("d1", 0, start, start + len(surface), surface, kind, listed, True, "")


@pytest.fixture(scope="module")
def gold() -> list[Gold]:
    return load_gold()


@pytest.fixture(scope="module")
def turns() -> dict[str, list[str]]:
    return {
        path.name.split("-")[0]: [turn.text for turn in read_transcript(path).turns]
        for path in sorted(RAW.iterdir())
    }


def test_the_gold_says_what_stands_in_the_turns(gold, turns):
    for row in gold:
        assert turns[row.document][row.turn][row.start : row.end] == row.surface
    assert {row.listed for row in gold} == {"register", "gazetteer", "no"}
    assert {row.document for row in gold if row.planted} == set(turns)


def test_direct_identifiers_do_not_overlap(gold):
    direct = sorted(row[:4] for row in gold if row.kind != INDIRECT)
    for before, after in pairwise(direct):
        assert before[:2] != after[:2] or before[3] <= after[2]


def test_at_least_half_of_the_planted_names_stand_in_no_list(gold):
    planted = Counter(row.listed for row in gold if row.planted and row.kind in NAMES)
    assert planted["no"] >= planted.total() / 2
    assert planted.total() >= 160


def test_every_mention_of_a_planted_name_is_in_the_gold(gold, turns):
    """A name that slips twice in a document was marked both times."""
    long = {(row.document, row.surface) for row in gold if row.planted and len(row.surface) > 5}
    marked = Counter((row.document, row.surface) for row in gold)
    for document, surface in sorted(long):
        assert sum(text.count(surface) for text in turns[document]) == marked[document, surface]


def test_a_finder_that_reports_the_gold_has_no_miss_and_no_false_alarm(gold):
    result = score(Span(*row[:4], row.kind) for row in gold)
    assert result["recall"].share == result["precision"].share == result["indirect"].share == 1
    assert not result["misses"] and not result["false_alarms"]
    assert sum(rate.of for rate in result["by_kind"].values()) == result["recall"].of


def test_a_finder_that_reports_nothing_misses_everything(gold):
    result = score([])
    assert result["recall"].found == 0 and len(result["misses"]) == result["recall"].of
    assert result["precision"] == Rate(0, 0)


def test_a_name_half_left_in_the_text_is_touched_but_not_found():
    result = score([Span("d1", 0, 4, 8, "person")], [mention(4, "Hope Tregarneth")])
    assert result["touched"] == Rate(1, 1)
    assert result["recall"] == Rate(0, 1)
    assert result["precision"] == Rate(1, 1)


def test_two_reports_may_cover_a_name_together_and_a_generic_word_may_stay():
    halves = [Span("d1", 0, 4, 8, "person"), Span("d1", 0, 9, 19, "person")]
    assert score(halves, [mention(4, "Hope Tregarneth")])["recall"] == Rate(1, 1)
    school = mention(0, "Ysgol Glan-y-Ffrwd", "school")
    assert score([Span("d1", 0, 6, 18, "school")], [school])["recall"] == Rate(1, 1)
    assert score([Span("d1", 0, 0, 5, "school")], [school])["recall"] == Rate(0, 1)


def test_a_report_elsewhere_is_a_false_alarm():
    known = [mention(4, "Gaz")]
    other_turn = Span("d1", 1, 4, 7, "person")
    beside = Span("d1", 0, 7, 9, "person")
    result = score([Span("d1", 0, 4, 7, "person"), beside, other_turn, other_turn], known)
    assert result["precision"] == Rate(1, 3)
    assert result["false_alarms"] == [beside, other_turn]


def test_indirect_identifiers_are_scored_apart():
    known = [mention(0, "the only special school in Tref Eigion", INDIRECT)]
    known.append(mention(27, "Tref Eigion", "place", "gazetteer"))
    result = score([Span("d1", 0, 0, 38, INDIRECT), Span("d1", 0, 9, 23, "school")], known)
    assert result["indirect"] == Rate(1, 1)
    assert result["precision"] == Rate(0, 0)
    assert result["by_kind"] == {"place": Rate(1, 1)}
    assert result["by_listed"] == {"gazetteer": Rate(1, 1)}
