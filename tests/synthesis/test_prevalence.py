import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from alnqual.synthesis.excerpts import excerpts
from alnqual.synthesis.prevalence import by_group, prevalence
from alnqual.synthesis.voices import handed_in, in_voices_language, voices
from alnqual.tables import SCHEMAS
from tests.synthesis.small import (
    CONSENT,
    SUBMISSIONS,
    codebook,
    coded_voices,
    coding,
    codings,
    small_excerpts,
    tables,
)


def counted(found: pd.DataFrame | None = None) -> pd.DataFrame:
    found = small_excerpts() if found is None else found
    return prevalence(found, coded_voices(), codebook=codebook()).set_index("code")


def test_participants_count_once_however_often_they_are_coded():
    release = counted().loc["inputs.staff.release"]
    assert (release["codings"], release["participants"], release["documents"]) == (4, 1, 2)


def test_a_code_counts_for_those_above_it():
    table = counted()
    assert table.loc["inputs.staff", "participants"] == 2
    assert table.loc["inputs", "participants"] == 2
    assert table.loc["inputs", "codings"] == 7


def test_the_denominator_is_everybody_in_documents_handed_in():
    assert set(counted()["of_participants"]) == {3}
    assert handed_in(SUBMISSIONS) == ["i01", "i02", "i03"], "i04 was skipped"


def test_who_must_not_be_quoted_still_counts():
    assert counted().loc["outcomes.families", "participants"] == 1


def test_a_participant_whose_passages_differ_in_stance_is_mixed():
    release = counted().loc["inputs.staff.release"]
    assert (release["barrier"], release["facilitator"], release["mixed"]) == (0, 0, 1)
    assert counted().loc["inputs.staff.welsh", "barrier"] == 1


def test_every_code_has_a_row_in_the_order_of_the_codebook():
    table = prevalence(small_excerpts(), coded_voices(), codebook=codebook())
    assert list(table["code"]) == [code.id for code in codebook()]
    assert list(table.columns) == [column.split()[0] for column in SCHEMAS["prevalence"].split(",")]
    assert table.set_index("code").loc["inputs.places", "participants"] == 0


def test_documents_that_nobody_handed_in_do_not_count():
    found = excerpts(
        [coding("c1", "i04-0001", "inputs.places")],
        tables()[1],
        consent=CONSENT,
    )
    assert counted(found).loc["inputs.places", "codings"] == 0


def test_nothing_coded_gives_noughts():
    assert counted(small_excerpts().iloc[:0])["codings"].sum() == 0


def test_by_phase_a_participant_counts_in_each():
    rates = by_group(small_excerpts(), coded_voices(), by="phase", codebook=codebook())
    inputs = rates[rates["code"] == "inputs"].set_index("group")
    assert dict(inputs["participants"]) == {"2": 1, "4": 2}
    assert dict(inputs["of_participants"]) == {"2": 2, "4": 2}


def test_by_sector_groups_where_nobody_spoke_are_there():
    rates = by_group(small_excerpts(), coded_voices(), by="sector", codebook=codebook())
    families = rates[rates["code"] == "outcomes.families"].set_index("group")
    assert dict(families["participants"]) == {"family": 1, "primary": 0}


def test_voices_hold_no_interviewer():
    assert set(voices(tables()[1])["participant"]) == {"P01", "P02", "P03", "i04:Speaker 1"}


ALL, TURNS = codings(), tables()[1]


@given(st.lists(st.sampled_from(ALL), max_size=12))
def test_no_count_exceeds_its_denominator(picked):
    found = excerpts(
        picked,
        TURNS,
        consent=CONSENT,
    )
    table = counted(found)
    assert (table["participants"] <= table["of_participants"]).all()
    taken = table[["barrier", "facilitator", "mixed"]].sum(axis=1)
    assert (taken <= table["participants"]).all()
    assert (table["participants"] <= table["codings"]).all()


def test_by_language_the_same_people_are_above_and_below_the_line():
    people = coded_voices()
    found = in_voices_language(small_excerpts(), people)
    rates = by_group(found, people, by="language", codebook=codebook())
    assert set(rates["group"]) == set(people["language"]) == {"en", "cy"}
    assert (rates["participants"] <= rates["of_participants"]).all()
    welsh = rates[(rates["code"] == "inputs.staff.welsh") & (rates["group"] == "cy")]
    assert welsh["participants"].tolist() == [1]
