"""Every place where a phrase stands: endings, mutations, both languages of the glossary."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.codebook import Term
from alnqual.search import concordance
from alnqual.search.welsh import radicals

GLOSSARY = [Term("additional learning needs", "anghenion dysgu ychwanegol", "ALN", "ADY")]


def turns(*said: tuple[str, str]) -> pd.DataFrame:
    rows = [
        (f"d1-{number:04}", "d1", number, "P1", language, text)
        for number, (language, text) in enumerate(said, start=1)
    ]
    columns = ["turn", "document", "position", "speaker", "language", "text"]
    return pd.DataFrame(rows, columns=columns)


def found(phrase: str, *said: tuple[str, str], **options) -> list[str]:
    return concordance(turns(*said), phrase, **options)["found"].tolist()


def test_an_english_word_is_found_whatever_its_case_and_ending():
    said = ("en", "Plans were planned. A PLAN, and planning; no plane.")
    assert found("plan", said) == ["Plans", "planned", "PLAN", "planning"]


@pytest.mark.parametrize(
    ("radical", "mutated"),
    [
        ("plentyn", ["blentyn", "mhlentyn", "phlentyn"]),
        ("tad", ["dad", "nhad", "thad"]),
        ("cynllun", ["gynllun", "nghynllun", "chynllun"]),
        ("bachgen", ["fachgen", "machgen"]),
        ("darpariaeth", ["ddarpariaeth", "narpariaeth"]),
        ("gwaith", ["waith", "ngwaith"]),
        ("mam", ["fam"]),
        ("llyfr", ["lyfr"]),
        ("rhieni", ["rieni"]),
        ("ysgol", ["hysgol"]),
    ],
)
def test_a_welsh_word_is_found_whatever_its_mutation_and_from_any_of_them(radical, mutated):
    text = " a ".join([radical, *mutated])
    for asked in (radical, *mutated):
        assert found(asked, ("cy", text)) == [radical, *mutated]


def test_mutations_are_not_looked_for_in_english():
    assert found("tad", ("en", "dad"), ("cy", "dad")) == ["dad"]


def test_a_term_of_the_glossary_is_found_in_both_languages_and_abbreviated():
    said = [
        ("cy", "Mae ganddo anghenion dysgu ychwanegol, hynny yw ADY."),
        ("en", "Additional learning needs, or ALN."),
    ]
    for asked in ("ADY", "aln", "additional learning need", "anghenion dysgu ychwanegol"):
        assert found(asked, *said, glossary=GLOSSARY) == [
            "anghenion dysgu ychwanegol", "ADY", "Additional learning needs", "ALN",
        ]  # fmt: skip


def test_the_context_is_cut_at_words_and_the_place_is_told():
    text = "Before it came we had\nno time, and after it we have no time to plan the lessons."
    table = concordance(turns(("en", text)), "no time", width=20)
    assert table["left"].tolist() == ["…it came we had ", "…after it we have "]
    assert table["right"].tolist() == [", and after it we…", " to plan the…"]
    assert [text[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == ["no time"] * 2
    assert found("no such thing", ("en", text)) == []


@given(st.text(alphabet="abcdefghlmnoprtwyâŵ", max_size=12))
def test_a_word_is_always_among_its_own_radicals(word):
    assert word in radicals(word)
