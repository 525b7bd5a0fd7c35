from dataclasses import replace

import pandas as pd

from alnqual.synthesis.quotes import Passage, QuoteChooser, passages
from tests.synthesis.small import RELEASE, small_excerpts


def passage(number: int, **changes) -> Passage:
    fields = {
        "id": f"q{number}", "document": "i01", "turn": f"i01-{number:04d}", "start": number * 100,
        "end": number * 100 + 90, "words": "word " * 30, "code": "inputs", "participant": "P01",
        "role": "alnco", "sector": "primary", "area": "Cwm Serennog", "phase": "2",
        "language": "en", "attribution": "ALNCo", "quotable": True,
    }  # fmt: skip
    return Passage(**{**fields, **changes})


def chosen(candidates: list[Passage], number: int) -> list[str]:
    return [quote.id for quote in QuoteChooser().choose(candidates, number)]


def test_two_coders_of_the_same_words_are_one_passage():
    release = [p for p in passages(small_excerpts()) if p.turn == "i01-0002"]
    assert len(release) == 1
    assert release[0].coders == ("a", "b")
    assert (release[0].id, release[0].words) == ("aaaaaaaaaaa1", RELEASE), "the longer is shown"


def test_words_that_only_touch_stay_two_passages():
    rows = small_excerpts()
    one = rows[rows["id"] == "aaaaaaaaaaa1"]
    second = one.assign(id="z", start=one["end"], end=one["end"] + 5)
    assert len(passages(pd.concat([one, second]))) == 2


def test_people_come_before_more_of_one_person():
    candidates = [passage(1), passage(2), passage(3, participant="P02", words="word " * 150)]
    assert chosen(candidates, 2) == ["q1", "q3"]


def test_sectors_areas_and_phases_are_spread():
    candidates = [
        passage(1),
        passage(2, participant="P02"),
        passage(3, participant="P03", sector="health", area="Glan Hefin", phase="4"),
    ]
    assert chosen(candidates, 2) == ["q1", "q3"]


def test_middling_length_is_preferred_to_a_scrap():
    assert chosen([passage(1, words="Yes."), passage(2)], 1) == ["q2"]


def test_nobody_who_refused_is_quoted():
    assert chosen([passage(1, quotable=False)], 3) == []


def test_a_person_quoted_before_gives_way_in_the_next_code():
    chooser = QuoteChooser()
    chooser.choose([passage(1)], 1)
    others = [passage(2), passage(3, participant="P02")]
    assert [quote.id for quote in chooser.choose(others, 1)] == ["q3"]


def test_the_choice_does_not_depend_on_the_order_of_candidates():
    candidates = [passage(n, participant=f"P{n % 4}") for n in range(9)]
    assert chosen(candidates, 4) == chosen(candidates[::-1], 4)


def test_quotes_stand_in_the_order_of_phase_and_place():
    late = replace(passage(1, participant="P02"), phase="4")
    assert chosen([late, passage(2)], 2) == ["q2", "q1"]
