"""Progress counts what was handed in, and paces it by the days on which people coded."""

from dataclasses import replace

import pytest

from alnqual.coding import CodingStore
from alnqual.errors import InputError
from alnqual.records import Coding, Submission

TURNS = (("d1-0001", 60), ("d1-0002", 40), ("d2-0001", 300))


@pytest.fixture
def study(own_study):
    annotation = own_study.workspace.annotation
    (annotation / "coders.csv").write_text("id,email\na,a@example.org\nb,b@example.org\n")
    annotation.joinpath("rounds").mkdir(exist_ok=True)
    (annotation / "rounds" / "r1.toml").write_text('[assignments]\na = ["d1", "d2"]\nb = ["d1"]\n')
    tables = own_study.workspace.tables
    own_study.ingest()
    first = [tables.read(name).astype(object).iloc[0] for name in ("turns", "documents")]
    turn, document = [row.where(row.notna(), None) for row in first]
    rows = [
        dict(turn) | {"turn": name, "document": name[:2], "words": words} for name, words in TURNS
    ]
    tables.write("turns", rows)
    areas = {"d1": "North", "d2": "South"}
    tables.write(
        "documents", [dict(document) | {"document": d, "area": a} for d, a in areas.items()]
    )
    return own_study


def coded(study, coder: str, document: str, *days: str) -> None:
    store = CodingStore(study.workspace.codings)
    blank = Coding("", document, 0, 3, "inputs", coder, "r1", "The", "", "")
    new = [
        replace(blank, id=f"{coder}{document}{n}", updated=f"{day}T10:00:00Z")
        for n, day in enumerate(days)
    ]
    submissions = [*store.read_submissions(), Submission("r1", coder, document, "submitted")]
    store.write("r1", [*store.read(), *new], submissions=submissions)


def test_nothing_coded_has_no_pace(study):
    table = study.rounds.status().set_index("coder")
    assert list(table["left"]) == [2, 1]
    assert list(table["words_left"]) == [400, 100]
    assert table["words_a_day"].isna().all() and table["days_left"].isna().all()


def test_pace_is_words_handed_in_a_day_of_coding(study):
    coded(study, "a", "d1", "2026-03-02", "2026-03-02", "2026-03-04")
    a = study.rounds.status().set_index("coder").loc["a"]
    assert (a["words"], a["days"], a["words_a_day"], a["days_left"]) == (100, 2, 50, 6)
    assert (a["submitted"], a["left"], a["codings"]) == (1, 1, 3)


def test_areas_and_rounds_add_up(study):
    coded(study, "a", "d1", "2026-03-02")
    coded(study, "b", "d1", "2026-03-03")
    by_area = study.rounds.status(by="area").set_index("area")
    assert list(by_area.loc["North", ["assigned", "submitted", "left"]]) == [2, 2, 0]
    assert by_area.loc["South", "words_left"] == 300
    (whole,) = study.rounds.status(by="round").to_dict("records")
    assert (whole["assigned"], whole["words"], whole["days"]) == (3, 200, 2)


def test_another_unit_is_refused(study):
    with pytest.raises(InputError, match="by 'moon'"):
        study.rounds.status(by="moon")
