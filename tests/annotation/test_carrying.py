"""Regions carried from one text to the next, without a server."""

from alnqual.annotation.carrying import APART, Carrier
from alnqual.annotation.regions import Place, Region, read_regions, split_at_turns, write_region
from alnqual.annotation.tasks import CodedText, TurnText
from alnqual.coding.placing import AMBIGUOUS, GONE

SAID = (
    "How do you plan for the autumn term?",
    "We plan 👩‍🏫 together on Fridays, all four of us.",
    "Mm.",
    "The money runs out before Easter, every year.",
    "Mm.",
    "And nobody says that aloud at the meetings.",
)


def text(*said: str) -> CodedText:
    whole, turns = "", []
    for number, words in enumerate(said):
        whole += ("\n\n" if whole else "") + f"P{number % 2}: "
        turns.append(TurnText(f"t{number}", f"P{number % 2}", words, len(whole)))
        whole += words
    return CodedText("i01", str(len(whole)), whole, tuple(turns))


def carried(new: CodedText, place: Place, **options):
    """The words at a place of SAID in the new text, turn by turn; or the reason, or nothing."""
    region = Region("r1", place, groups=["inputs"], memo="a memo")
    results = write_region(region, paths=[["inputs"]], words="old words")
    results[0]["value"]["globalOffsets"] = {"start": 1, "end": 2}
    report = Carrier(text(*SAID), new, **options).carry(results)
    assert report.regions == 1
    if report.lost:
        assert report.lost[0].results == results
        return report.lost[0].reason
    if report.forgotten:
        assert report.results == []
        return None
    assert "old words" not in str(report.results) and "globalOffsets" not in str(report.results)
    (now,) = read_regions(report.results)
    assert (now.id, now.groups, now.memo) == ("r1", ["inputs"], "a memo")
    return [new.text[part.start : part.end] for part in split_at_turns(now.place, new.turns)]


FRIDAYS = Place(1, 8, 1, 33)
MONEY = Place(3, 4, 3, 18)
BOTH = Place(3, 4, 5, 10)


def test_a_region_follows_its_turn() -> None:
    assert carried(text("New.", *SAID), FRIDAYS) == ["👩‍🏫 together on Fridays"]
    assert carried(text("New.", "Oh?", *SAID), MONEY) == ["money runs out"]
    reworded = SAID[3].replace("runs", "always ran")
    assert carried(text(*SAID[:3], reworded, *SAID[4:]), MONEY) == ["money always ran out"]
    joined = f"{SAID[2]} {SAID[3]}"
    assert carried(text(*SAID[:2], joined, *SAID[4:]), MONEY) == ["money runs out"]
    assert carried(text(*SAID[:3], *SAID[4:]), MONEY) == GONE


def test_an_answer_that_is_often_given_stays_with_its_turn() -> None:
    second = Place(4, 0, 4, 3)
    for new in (text(*SAID), text("Mm.", *SAID), text(*SAID[:2], *SAID[3:])):
        words = carried(new, second)
        assert words == ["Mm."], "between two turns that are still there it is the only one"
    assert carried(text(*SAID[:3], "Mm.", "Mm.", SAID[5]), second) in (AMBIGUOUS, GONE)


def test_a_copy_of_a_turn_elsewhere_draws_no_coding_away() -> None:
    slip = SAID[3].replace("runs", "runz")
    found = carried(text(*SAID[:3], slip, *SAID[4:], "Well.", SAID[3]), MONEY)
    assert found in (["money runz out"], AMBIGUOUS)


def test_a_region_over_several_turns_takes_in_no_new_one() -> None:
    assert carried(text("Oh.", *SAID), BOTH) == ["money runs out before Easter, every year.", "Mm.",
                                                 "And nobody"]  # fmt: skip
    assert carried(text(*SAID[:4], "No!", *SAID[4:]), BOTH) == APART


def test_words_to_be_forgotten_are_dropped_and_the_rest_of_a_region_stays() -> None:
    without = text(*SAID[:3], *SAID[4:])
    assert carried(without, MONEY, forget={"t3"}) is None
    assert carried(without, BOTH, forget={"t3"}) == ["Mm.", "And nobody"]


def test_what_has_no_place_in_the_text_is_kept_as_it_is() -> None:
    odd = [{"id": "r", "value": {"start": "99", "end": "99", "startOffset": 0, "endOffset": 1}}]
    report = Carrier(text(*SAID), text("New.", *SAID)).carry([*odd, "no result"])
    assert (report.results, report.regions, report.lost) == (odd, 0, [])
