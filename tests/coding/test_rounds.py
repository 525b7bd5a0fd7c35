"""The files of the rounds and of the coders, as people write them."""

import pytest

from alnqual.coding import Coder, read_coders, read_rounds
from alnqual.errors import InputError
from alnqual.records import Plan
from alnqual.workspace import Workspace

WHOLE = """
# A comment.
title = "Second round"
mode = "assisted"
blind = "procedural"
in_force = "agreed"

[assignments]
ann = ["d1", "d2"]

[passages]
d1 = ["d1-0003", "d1-0007"]

[plan]
select = {sector = ["primary", "family"], phase = ["2"]}
coders = ["ann", "ben"]
double = 0.25
per_document = 3
seed = 7
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "alnqual.toml").write_text("")
    (tmp_path / "annotation" / "rounds").mkdir(parents=True)
    coders = "id,email,languages\nann,ann@example.org,cy; en\nben,ben@example.org,\n"
    (tmp_path / "annotation" / "coders.csv").write_text(coders)
    return Workspace(tmp_path)


def read(study, text):
    (study.rounds / "r2.toml").write_text(text)
    [round_] = read_rounds(study)
    return round_


def test_every_key_of_a_round_is_read(study):
    round_ = read(study, WHOLE)
    assert (round_.id, round_.title) == ("r2", "Second round")
    assert (round_.mode, round_.blind, round_.in_force) == (
        "assisted", "procedural", "agreed",
    )  # fmt: skip
    assert read(study, 'blind = "server-per-coder"').blind == "server-per-coder"
    assert round_.assignments == {"ann": ("d1", "d2")}
    assert round_.passages == {"d1": ("d1-0003", "d1-0007")}
    select = {"sector": ("primary", "family"), "phase": ("2",)}
    assert round_.plan == Plan(
        select=select, coders=("ann", "ben"), double=0.25, per_document=3, seed=7
    )


def test_an_empty_file_is_a_round_without_work(study):
    round_ = read(study, "")
    assert (round_.title, round_.assignments, round_.plan) == ("r2", {}, None)
    assert (round_.mode, round_.blind, round_.in_force) == ("blind", "procedural", "all")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mod = 'blind'\n", "unknown key 'mod' .*known here: title, mode"),
        ("[plan]\nshare = 1\n", "unknown key 'plan.share' .*known here: documents, select"),
        ("mode = 'open'\n", "mode: .*'blind' or 'assisted'"),
        ("in_force = 1\n", "in_force"),
        ("mode = 'assisted'\nblind = 'server-per-coder'\n", "it is not blind"),
        ("title = 3\n", "title: must be text"),
        ("[plan]\ndouble = 1.5\n", "plan.double: .*less than or equal to 1"),
        ("[plan]\ndouble = '0.5'\n", "plan.double: must be a number"),
        ("[plan]\nper_document = 1\n", "plan.per_document: .*greater than or equal to 2"),
        ("[plan]\nseed = 1.5\n", "plan.seed: must be a whole number"),
        ("[plan]\ncoders = ['cat']\n", "unknown coder 'cat'"),
        ("[plan]\ncoders = ['ann', 'ann']\n", "plan.coders: 'ann' is there twice"),
        ("[plan.select]\ncolour = ['red']\n", "plan.select: unknown column 'colour'"),
        ("[plan]\ndocuments = ['d1']\nselect = {kind = ['survey']}\n", "both there"),
        ("plan = 3\n", "plan: must be a table"),
        ("[passages]\nd1 = 'd1-0001'\n", "passages.d1: must be a list"),
        ("[assignments]\nann = ['d1', 'd1']\n", "assignments.ann: 'd1' is there twice"),
    ],
)
def test_a_fault_is_named_with_its_key(study, text, said):
    with pytest.raises(InputError, match=said) as raised:
        read(study, text)
    assert raised.value.where == "annotation/rounds/r2.toml"


def test_coders_may_say_which_languages_they_read(study):
    assert read_coders(study) == [
        Coder("ann", "ann@example.org", ("en", "cy")),
        Coder("ben", "ben@example.org"),
    ]
    study.coders.write_text("id,email,languages\nann,ann@example.org,fr\n")
    with pytest.raises(InputError, match="unknown language 'fr'"):
        read_coders(study)
