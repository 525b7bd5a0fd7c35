"""Themes against the codebook: what is covered, what supports nothing, what holds two."""

import pandas as pd
import pytest

from alnqual.codebook import Codebook
from alnqual.records import Code
from alnqual.synthesis.theme_gaps import (
    associated,
    codes_to_split,
    draft_code,
    theme_cover,
    unsupported_codes,
)


def code(identity: str, *, retired: bool = False) -> Code:
    parent = identity.rpartition(".")[0] or None
    name = {"en": identity.split(".")[-1].capitalize()}
    return Code(identity, name, "inputs", "A definition.", parent=parent, retired=retired)


BOOK = Codebook(
    tuple(map(code, ("inputs", "inputs.money", "inputs.money.cuts", "inputs.bus", "inputs.welsh")))
)


def theme_codes(*rows: tuple) -> pd.DataFrame:
    """Rows (theme, code, similarity, near, codings, lift, lift_low)."""
    columns = ["theme", "code", "similarity", "near", "codings", "lift", "lift_low"]
    return pd.DataFrame(rows, columns=columns).assign(lift_high=9.0, expected=1.0)


def segments(theme_of: dict[str, list[int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments of ten characters in each document, one a theme given."""
    rows = [
        (f"{document}-{at:04d}-01", document, 10 * at, 10 * at + 10, theme)
        for document, themes in theme_of.items()
        for at, theme in enumerate(themes)
    ]
    frame = pd.DataFrame(rows, columns=["segment", "document", "start", "end", "theme"])
    given = frame.assign(participant="P1", speaker="A")
    return frame[["segment", "theme"]].assign(strength=1.0), given.drop(columns="theme")


def excerpts(*rows: tuple) -> pd.DataFrame:
    columns = ["document", "start", "end", "code"]
    return pd.DataFrame(rows, columns=columns)


def cover(codes: pd.DataFrame, coded: pd.DataFrame, documents: list[str]) -> pd.DataFrame:
    members, given = segments({name: [0] * 6 + [1] * 2 for name in ("a", "b", "c")})
    return theme_cover(
        codes, members, segments=given, excerpts=coded, documents=documents, codebook=BOOK
    ).set_index("theme")


NEAR = theme_codes(
    (0, "inputs.money", 0.7, True, 9, 2.0, 1.5), (1, "inputs.money", 0.1, False, 0, 0.0, 0.0)
)


def test_a_theme_is_covered_when_most_of_its_coded_passages_carry_codes_of_its_subject():
    coded = excerpts(
        *((name, 10 * at, 10 * at + 5, "inputs.money.cuts") for name in "abc" for at in range(5)),
        *((name, 62, 65, "inputs.bus") for name in "abc"),
    )
    found = cover(NEAR, coded, ["a", "b", "c"])
    assert found.loc[0, "covered"] and found.loc[0, "sure"], "a code counts for the group above it"
    assert (found.loc[0, "compared"], found.loc[0, "coded"], found.loc[0, "share"]) == (18, 15, 1.0)
    assert not found.loc[1, "covered"], "inputs.bus is none of its subject"
    assert (found.loc[1, "best_code"], found.loc[1, "share"]) == ("inputs.bus", 0.0)
    assert list(found["associated"]) == [["inputs.money"], []]


def test_a_theme_that_is_hardly_coded_is_not_covered():
    rows = [(name, 10 * at, 10 * at + 5, "inputs.bus") for name in "abc" for at in range(6, 8)]
    coded = excerpts(("a", 0, 5, "inputs.money"), *rows)
    found = cover(NEAR, coded, ["a", "b", "c"])
    assert found.loc[0, "share"] == 1.0 and not found.loc[0, "covered"]


def test_uncoded_documents_say_nothing_and_without_codings_meaning_decides():
    coded = excerpts(("a", 0, 5, "inputs.bus"))
    assert list(cover(NEAR, coded, ["a"])["compared"]) == [6, 2]
    alone = cover(NEAR, coded.iloc[:0], [])
    assert list(alone["covered"]) == [True, False]
    assert list(alone["judged_by"]) == ["meaning", "meaning"] and not alone["sure"].any()


def test_a_code_belongs_to_a_theme_by_meaning_or_by_a_lift_that_is_sure():
    rows = theme_codes(
        (0, "a", 0.5, True, 0, float("nan"), float("nan")),
        (0, "b", 0.1, False, 5, 3.0, 1.2),
        (0, "c", 0.1, False, 5, 3.0, 0.8),
    )
    assert list(associated(rows)) == [True, True, False]


def test_codes_without_a_theme_are_listed_but_groups_that_hold_one_are_not():
    rows = theme_codes(
        (0, "inputs", 0.1, False, 0, 0.0, 0.0),
        (0, "inputs.money", 0.1, False, 3, 1.1, 0.5),
        (0, "inputs.money.cuts", 0.6, True, 3, 1.1, 0.5),
        (0, "inputs.bus", 0.2, False, 4, 1.1, 0.5),
        (0, "inputs.welsh", 0.2, False, 0, float("nan"), float("nan")),
    )
    found = unsupported_codes(rows, BOOK)
    assert list(found["code"]) == ["inputs.bus", "inputs.welsh"]
    assert list(found["why"]) == [
        "coded, but nowhere surely more often", "no coding lies in a theme"
    ]  # fmt: skip
    assert found["lift_theme"].isna().tolist() == [False, True]
    retired = Codebook(tuple(code(c.id, retired=c.id == "inputs.bus") for c in BOOK))
    assert list(unsupported_codes(rows, retired)["code"]) == ["inputs.welsh"]


def test_a_code_holds_two_themes_only_where_it_surely_is_in_both():
    rows = theme_codes(
        (0, "inputs.money", 0.1, False, 6, 3.0, 1.5),
        (1, "inputs.money", 0.1, False, 9, 3.0, 1.1),
        (0, "inputs.bus", 0.1, False, 6, 3.0, 1.5),
        (1, "inputs.bus", 0.1, False, 6, 3.0, 0.9),
    )
    themes = pd.DataFrame({"theme": [0, 1], "label": ["cuts", "grants"]})
    found = codes_to_split(rows, themes, BOOK)
    assert list(found["code"]) == ["inputs.money"] * 2
    assert list(found["label"]) == ["grants", "cuts"], "most codings first"
    assert list(found["of_codings"]) == [15, 15]


def drafted(label: str, nearest: str | None, terms: list[str], **more: object) -> dict:
    row = {"label": label, "terms": terms, "segments": 9, "participants": 4}
    [theme] = pd.DataFrame([row | {"nearest_code": nearest}]).itertuples(index=False)
    return draft_code(theme, BOOK, **more)


def test_a_draft_lies_beside_the_nearest_code_and_holds_terms_but_no_passage():
    entry = drafted("universal provision · offer", "inputs.bus", ["universal provision", "offer"])
    assert entry["id"] == "inputs.universal-provision"
    assert entry["name"] == {"en": "Universal provision, offer"}
    assert "9 passages by 4 people" in entry["definition"]
    assert entry["exclude"] == "What belongs in Bus (inputs.bus)."
    assert entry["keywords"] == ["universal provision", "offer"]


@pytest.mark.parametrize(
    ("terms", "taken", "identity"),
    [
        (["bus"], (), "inputs.bus-2"),
        (["tŷ bach"], (), "inputs.ty-bach"),
        (["!!"], (), "inputs.theme"),
        (["train"], ("inputs.train",), "inputs.train-2"),
    ],
)
def test_a_drafted_id_is_one_that_the_codebook_takes(terms, taken, identity):
    assert drafted("x", "inputs.bus", terms, taken=taken)["id"] == identity


def test_a_theme_far_from_every_code_gets_a_draft_too():
    entry = drafted("bus", None, ["boat"])
    assert entry["id"] == "inputs.boat" and "exclude" not in entry
