"""Rates of themes: the unit is the document, or the respondent of a survey."""

import numpy as np
import pandas as pd
import pytest

from alnqual.errors import InputError
from alnqual.synthesis.theme_rates import theme_change, theme_course, theme_rates


def corpus(rows: list[tuple], kinds: dict[str, str] | None = None) -> tuple[pd.DataFrame, ...]:
    """Rows are (document, participant, sector, phase, theme, words), in the order of talk."""
    columns = ["document", "participant", "sector", "phase", "theme", "words"]
    frame = pd.DataFrame(rows, columns=columns)
    ends = frame.groupby("document")["words"].cumsum() * 10
    frame = frame.assign(
        segment=[f"{row[0]}-{at:04d}-01" for at, row in enumerate(rows)],
        speaker=frame["participant"], language="en", role="teacher", area="North",
        start=ends - frame["words"] * 10, end=ends, strength=1.0,
    )  # fmt: skip
    names = list(dict.fromkeys(frame["document"]))
    documents = pd.DataFrame(
        {"document": names, "kind": [(kinds or {}).get(name, "interview") for name in names]}
    )
    return frame[["segment", "theme", "strength"]], frame.drop(columns="theme"), documents


TWO = [
    ("a", "P1", "primary", "2", 0, 30),
    ("a", "P1", "primary", "2", 1, 10),
    ("a", "P2", "health", "2", -1, 60),
    ("b", "P3", "primary", "4", 0, 10),
    ("b", "P3", "primary", "4", -1, 30),
    ("c", "P4", "primary", "4", 1, 20),
]


def test_a_rate_is_a_share_of_words_and_spread_one_of_documents():
    found = theme_rates(*corpus(TWO), by="sector").set_index(["theme", "group"])
    row = found.loc[(0, "primary")]
    assert (row["units"], row["of_units"], row["spread"]) == (2, 3, 2 / 3)
    assert (row["participants"], row["of_participants"]) == (2, 3)
    assert (row["words"], row["of_words"], row["rate"]) == (40, 100, 0.4), "unassigned ones count"
    assert row["spread_low"] == pytest.approx(0.2077, abs=1e-4), "Wilson's"
    assert row["rate_low"] < row["rate"] < row["rate_high"]
    assert found.loc[(0, "health"), "units"] == 0


def test_one_document_has_no_interval_of_words():
    found = theme_rates(*corpus(TWO), by="sector").set_index(["theme", "group"])
    assert found.loc[(0, "health"), ["rate_low", "rate_high"]].isna().all()


def test_respondents_of_a_survey_are_units_of_their_own():
    rows = [("s", f"S{at}", "primary", "3", at % 2, 10) for at in range(6)]
    survey = theme_rates(*corpus(rows, {"s": "Survey"}))
    talk = theme_rates(*corpus(rows))
    assert list(survey["of_units"]) == [6, 6] and list(survey["units"]) == [3, 3]
    assert list(talk["of_units"]) == [1, 1]


def test_rates_by_something_else_are_refused_with_what_there_is():
    with pytest.raises(InputError, match="no rates by 'shoe size'") as refused:
        theme_rates(*corpus(TWO), by="shoe size")
    assert "sector" in str(refused.value)


def phases(before: int, after: int) -> list[tuple]:
    """Eight documents a phase; of ten words each, so many are of theme 0."""
    return [
        (f"{phase}-{at}", f"P{phase}{at}", "primary", phase, theme, words)
        for phase, share in (("2", before), ("4", after))
        for at in range(8)
        for theme, words in ((0, share + at % 2), (1, 10 - share - at % 2))
    ]


def test_a_change_has_an_interval_and_a_p_that_many_themes_are_allowed_for():
    found = theme_change(*corpus(phases(2, 6)), before="2", after="4").set_index("theme")
    row = found.loc[0]
    assert (row["before"], row["after"]) == (0.25, 0.65)
    assert 0.3 < row["change_low"] < row["change"] < row["change_high"] < 0.5
    assert row["p"] <= row["p_adjusted"] < 0.01
    assert (row["units_before"], row["units_after"]) == (8, 8)
    assert row["spread_change"] == 0 and row["spread_change_low"] < 0 < row["spread_change_high"]


def test_no_change_is_not_told_as_one():
    row = theme_change(*corpus(phases(4, 4)), before="2", after="4").set_index("theme").loc[0]
    assert row["change"] == 0 and row["change_low"] < 0 < row["change_high"]
    assert row["p"] == 1


def test_who_speaks_in_both_phases_is_counted_and_an_unknown_phase_refused():
    rows = [("a", "P1", "primary", "2", 0, 9), ("b", "P1", "primary", "4", 0, 9)]
    found = theme_change(*corpus(rows), before="2", after="4")
    assert list(found["people_in_both"]) == [1]
    assert found[["change_low", "change_high"]].isna().all(axis=None), "one document a phase"
    with pytest.raises(InputError, match="'3'"):
        theme_change(*corpus(rows), before="3", after="4")


def test_the_course_says_when_a_theme_comes_up():
    rows = [
        (document, "P1", "primary", "2", theme, 10)
        for document in ("a", "b")
        for theme in (0, 0, 1, 1, 1, 1, 1, 1, -1, 0)
    ]
    found = theme_course(*corpus(rows))
    by_theme = {theme: list(own["rate"]) for theme, own in found.groupby("theme")}
    assert by_theme[0] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert by_theme[1] == [0, 0, 1, 1, 1, 1, 1, 1, 0, 0]


def test_a_survey_has_no_course():
    rows = [("s", f"S{at}", "primary", "3", 0, 10) for at in range(6)]
    assert theme_course(*corpus(rows, {"s": "survey"})).empty


def test_intervals_cover_what_they_should():
    """Of 60 studies of 20 documents with a rate of .3, about 95% have it in their interval."""
    random = np.random.default_rng(1)
    inside = 0
    for study in range(60):
        shares = random.beta(3, 7, size=20)
        rows = [
            (f"d{at}", f"P{at}", "primary", "2", theme, words)
            for at, share in enumerate(shares)
            for theme, words in ((0, round(100 * share)), (1, 100 - round(100 * share)))
        ]
        row = theme_rates(*corpus(rows), resamples=200, seed=study).set_index("theme").loc[0]
        inside += row["rate_low"] <= 0.3 <= row["rate_high"]
    assert 0.85 <= inside / 60 <= 1
