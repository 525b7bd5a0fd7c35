import pytest

from alnqual.corpus.pseudonyms import gazetteer, mutation
from alnqual.corpus.pseudonyms.institutions import find_institutions

EMPTY = gazetteer.common_words() | gazetteer.allowed_words()


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Caerdydd", {"Gaerdydd", "Nghaerdydd", "Chaerdydd"}),
        ("Pontypridd", {"Bontypridd", "Mhontypridd", "Phontypridd"}),
        ("Tregaron", {"Dregaron", "Nhregaron", "Thregaron"}),
        ("Bangor", {"Fangor", "Mangor"}),
        ("Dinbych", {"Ddinbych", "Ninbych"}),
        ("Gwynedd", {"Wynedd", "Ngwynedd"}),
        ("Llandudno", {"Landudno"}),
        ("Merthyr", {"Ferthyr"}),
        ("Rhyl", {"Ryl"}),
        ("Machynlleth", {"Fachynlleth"}),
        ("Aberystwyth", set()),
        ("Chirk", set()),
    ],
)
def test_mutations_and_back(name, forms):
    assert set(mutation.mutated(name)) == forms
    assert all(name in mutation.radicals(form) for form in forms)


def test_only_names_spelt_as_welsh_ones_mutate():
    assert all(map(mutation.looks_welsh, ["Cwm Serennog", "Bro Carwen", "Llanfair", "Glan Hefin"]))
    assert not any(map(mutation.looks_welsh, ["Newport", "Bridgend", "Buckley", "Queensferry"]))


def test_the_lists_are_as_large_as_promised():
    assert len(gazetteer.places()) > 800
    assert len(gazetteer.given_names()) > 2000
    assert len(gazetteer.surnames()) > 600
    assert gazetteer.place("Caerdydd") == gazetteer.place("Cardiff") == "Cardiff"
    assert gazetteer.place("Y Rhyl") == gazetteer.place("rhyl")


def test_all_22_authorities_are_listed_in_both_languages(shared):
    rows = (shared / "data" / "stats" / "wales_local_authorities.csv").read_text("utf-8")
    for row in rows.splitlines()[1:]:
        _, english, welsh, _ = row.split(",")
        assert gazetteer.place(english), english
        assert gazetteer.place(welsh) or gazetteer.place(welsh.replace(" y ", " y F")), welsh


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At Bryn Hafod Primary we", [("Bryn Hafod Primary", "school", "Bryn Hafod")]),
        ("o Ysgol y Bryn i", [("Ysgol y Bryn", "school", "Bryn")]),
        (
            "Ysgol Gynradd Gymraeg Llanfair",
            [("Ysgol Gynradd Gymraeg Llanfair", "school", "Llanfair")],
        ),
        ("i Goleg Meirion-Dwyfor", [("Goleg Meirion-Dwyfor", "school", "Meirion-Dwyfor")]),
        ("Cefn Saeson comp", [("Cefn Saeson comp", "school", "Cefn Saeson")]),
        ("St Mary's had it", [("St Mary's", "school", "St Mary's")]),
        ("Ysgol Bryn Tesog's head", [("Ysgol Bryn Tesog", "school", "Bryn Tesog")]),
        ("Canolfan Pen-y-bryn", [("Canolfan Pen-y-bryn", "organisation", "Pen-y-bryn")]),
        ("Ty Gwyn House", [("Ty Gwyn House", "organisation", "Ty Gwyn")]),
        ("Ysgol Bro Edern and Ysgol y Bryn", [
            ("Ysgol Bro Edern", "school", "Bro Edern"), ("Ysgol y Bryn", "school", "Bryn"),
        ]),
    ],
)  # fmt: skip
def test_schools_and_other_houses_are_known_by_the_shape_of_their_names(text, expected):
    found = [
        (text[one.start : one.end], one.kind, one.core) for one in find_institutions(text, EMPTY)
    ]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Welsh primary schools and the English Primary School",
        "Special School, High School, Ysgol Gymraeg yn y sir",
        "The Head of Year and the Foundation Phase",
    ],
)
def test_kinds_of_schools_are_no_names(text):
    assert list(find_institutions(text, EMPTY)) == []
