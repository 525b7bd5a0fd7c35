"""Labels are written in many ways; the people in them are found, and roles and ids are left."""

import pytest

from alnqual.corpus.label_names import names_in, without_accents


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Sian Morris 2", ["Sian Morris", "Sian", "Morris"]),
        ("Siân Morris iPhone12", ["Siân Morris", "Siân", "Morris"]),
        ("Siân’s iPad", ["Siân"]),
        ("iPhone de Siân", ["de Siân", "Siân"]),
        ("Sian2", ["Sian"]),
        ("Sian.Morris", ["Sian Morris", "Sian", "Morris"]),
        ("sian_morris", ["Sian Morris", "Sian", "Morris"]),
        ("Morris, Sian", ["Sian Morris", "Morris, Sian", "Morris", "Sian"]),
        ("Siân Morris, ALNCo", ["Siân Morris", "Siân", "Morris"]),
        ("Dr. P. Evans", ["P. Evans", "Evans"]),
        ("Siân (Ken) Jones", ["Siân Jones", "Siân", "Jones", "Ken"]),
        ('Siân "Ken" Jones', ["Siân Jones", "Siân", "Jones", "Ken"]),
        ("Siân (External) Jones", ["Siân Jones", "Siân", "Jones"]),
        ("Siân Morris (Cyngor Gwynedd)", ["Siân Morris", "Siân", "Morris"]),
        ("Siân Morris (Guest)", ["Siân Morris", "Siân", "Morris"]),
        ("Jo", ["Jo"]),
        ("Al", ["Al"]),
        ("Mr Li", ["Li"]),
        ("Jo Evans", ["Jo Evans", "Jo", "Evans"]),
        ("SIÂN PRICE", ["Siân Price", "Siân", "Price"]),
    ],
)
def test_a_name_is_found_however_the_label_is_written(label, names):
    assert names_in(label) == names


@pytest.mark.parametrize(
    "label",
    [
        "S014", "P3", "P-014", "Speaker 2", "Year 7", "Person 4", "Case Study 3", "JJ", "EM", "HT",
        "Tad 2", "iPhone", "older boy", "BL 2", "",
    ],
)  # fmt: skip
def test_roles_ids_and_initials_are_no_names(label):
    assert names_in(label) == []


def test_only_the_whole_name_is_certain_elsewhere():
    assert names_in("Siân Morris 2", whole=True) == ["Siân Morris"]
    assert names_in("Siân", whole=True) == []


def test_accents_are_left_out_and_nothing_else_changes():
    assert without_accents("Siân Llŷr-O’Neill") == "Sian Llyr-O’Neill"
