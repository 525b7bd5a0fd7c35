"""Themes of a study as tables: who is left out and why, and what the codebook has to say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from alnqual.codebook import Codebook
from alnqual.embedding import Encoder, embed
from alnqual.records import Code
from alnqual.tables import Tables
from alnqual.themes import (
    FoundThemes,
    against_codebook,
    find_themes,
    theme_tables,
)
from tests.themes.corpus import SUBJECTS, TEXTS


def code(identity: str, definition: str, *, parent: str | None = None) -> Code:
    name = identity.split(".")[-1].capitalize()
    return Code(identity, {"en": name}, "inputs", definition, parent=parent, keywords=(name,))


BOOK = Codebook(
    (
        code("inputs", "What is put into the system."),
        code("inputs.funding", "Budgets and money, and cuts to them.", parent="inputs"),
        code("inputs.welsh", "Lessons and assessments in the Welsh language.", parent="inputs"),
        code("inputs.sewing", "Needles, thread and cloth.", parent="inputs"),
    )
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def segments() -> pd.DataFrame:
    texts = [
        *TEXTS,
        "Yes indeed.",
        "And what came of it in the end, would you say?",
        "Nid oes amser",
    ]
    count = len(texts)
    frame = pd.DataFrame(
        {
            "segment": [f"i01-{index:04d}-01" for index in range(count)],
            "turn": [f"i01-{index:04d}" for index in range(count)],
            "document": [f"i{index % 2:02d}" for index in range(count)],
            "participant": [f"P{index % 3}" for index in range(count)],
            "speaker": [f"P{index % 3}" for index in range(count)],
            "interviewer": [False] * (count - 2) + [True, False],
            "language": ["en"] * (count - 1) + ["cy"],
            "question": None,
            "text": texts,
            "start": 0,
            "words": [len(text.split()) for text in texts],
        }
    )
    frame["start"] = [100 * index for index in range(count)]
    frame["end"] = frame["start"] + frame["text"].str.len()
    return frame


@pytest.fixture(scope="module")
def found(segments: pd.DataFrame, encoder: Encoder) -> FoundThemes:
    return find_themes(segments, embed(segments, encoder)[0], minimum_words=3)


def coded(segments: pd.DataFrame, subjects: dict[str, str], per_code: int) -> pd.DataFrame:
    rows = []
    for subject, identity in subjects.items():
        indices = [index for index, name in enumerate(SUBJECTS) if name == subject][:per_code]
        rows += [(segments.loc[i, "document"], i * 100 + 2, i * 100 + 9, identity) for i in indices]
    return pd.DataFrame(rows, columns=["document", "start", "end", "code"])


def theme_of(found: FoundThemes, subject: str) -> int:
    assert found.model is not None
    labels = found.model.labels_[[name == subject for name in SUBJECTS]]
    return int(np.bincount(labels[labels >= 0]).argmax())


def test_who_is_left_out_is_listed_with_the_reason(
    found: FoundThemes, segments: pd.DataFrame
) -> None:
    assert len(found.segments) + len(found.left_out) == len(segments)
    reasons = [str(row["reason"]) for row in found.left_out]
    assert reasons[0] == "fewer than 3 words"
    assert reasons[1] == "the interviewer's words"
    assert "(cy)" in reasons[2]


def test_tables_hold_and_name_the_nearest_code(
    found: FoundThemes, segments: pd.DataFrame, encoder: Encoder, tmp_path: Path
) -> None:
    codes = against_codebook(
        found.theme_segments,
        found.vectors,
        segments=segments,
        codebook=BOOK,
        encoder=encoder,
        codings=coded(segments, {}, 0),
    )
    themes = theme_tables(found, codes, BOOK)
    tables = Tables(tmp_path)
    tables.write("themes", themes)
    tables.write("theme_segments", found.theme_segments)
    tables.write("theme_codes", codes)
    tables.write("left_out_themes", found.left_out)
    nearest = themes.set_index("theme")["nearest_code"]
    assert nearest[theme_of(found, "money")] == "inputs.funding"
    assert nearest[theme_of(found, "welsh")] == "inputs.welsh"
    assert set(themes["documents"]) == {2}
    assert themes["segments"].sum() == (found.theme_segments["theme"] >= 0).sum()
    assert set(themes["representatives"].explode()) <= set(segments["segment"])
    assert codes["lift"].isna().all()
    assert not codes.loc[codes["theme"] == theme_of(found, "bus"), "near"].any()


def test_codings_are_counted_where_most_of_their_characters_lie(
    found: FoundThemes, segments: pd.DataFrame, encoder: Encoder
) -> None:
    subjects = {"money": "inputs.funding", "bus": "inputs.sewing"}
    codings = coded(segments, subjects, 6)
    elsewhere = pd.DataFrame([("i09", 0, 9, "inputs")], columns=codings.columns)
    codes = against_codebook(
        found.theme_segments,
        found.vectors,
        segments=segments,
        codebook=BOOK,
        encoder=encoder,
        codings=pd.concat([codings, elsewhere], ignore_index=True),
    ).set_index(["theme", "code"])
    row = codes.loc[(theme_of(found, "money"), "inputs.funding")]
    assert (row["codings"], row["expected"], row["lift"]) == (6, 6 * 6 / 12, 2.0)
    other = codes.loc[(theme_of(found, "money"), "inputs.sewing")]
    assert (other["codings"], other["lift"]) == (0, 0)
    assert codes["codings"].sum() == 12
    assert row["lift_low"] > 1, "in every document"
    assert codes.loc[(theme_of(found, "bus"), "inputs.sewing"), "lift_low"] > 1


def test_what_is_coded_draws_the_codes_anchor_to_it(
    found: FoundThemes, segments: pd.DataFrame, encoder: Encoder
) -> None:
    def similarity(per_code: int) -> float:
        codes = against_codebook(
            found.theme_segments,
            found.vectors,
            segments=segments,
            codebook=BOOK,
            encoder=encoder,
            codings=coded(segments, {"bus": "inputs.sewing"}, per_code),
        ).set_index(["theme", "code"])
        return float(codes.loc[(theme_of(found, "bus"), "inputs.sewing"), "similarity"])

    assert similarity(0) < 0.2 < similarity(3) < similarity(12)


def test_codings_of_one_document_have_no_interval(
    found: FoundThemes, segments: pd.DataFrame, encoder: Encoder
) -> None:
    codings = coded(segments, {"money": "inputs.funding", "bus": "inputs.sewing"}, 6)
    codes = against_codebook(
        found.theme_segments,
        found.vectors,
        segments=segments,
        codebook=BOOK,
        encoder=encoder,
        codings=codings[codings["document"] == "i00"],
    )
    assert codes["lift"].notna().any() and codes["lift_low"].isna().all()


def test_a_study_too_small_for_themes_has_empty_tables(
    segments: pd.DataFrame, encoder: Encoder, tmp_path: Path
) -> None:
    few = segments.iloc[:5]
    found = find_themes(few, embed(few, encoder)[0], minimum_words=3)
    assert (found.model, len(found.left_out)) == (None, 5)
    codes = against_codebook(
        found.theme_segments,
        found.vectors,
        segments=few,
        codebook=BOOK,
        encoder=encoder,
        codings=coded(segments, {}, 0),
    )
    tables = Tables(tmp_path)
    tables.write("theme_codes", codes)
    tables.write("theme_segments", found.theme_segments)
    tables.write("themes", theme_tables(found, codes, BOOK))
    assert len(tables.read("themes")) == 0


@pytest.mark.parametrize("count", [0, 20])
def test_a_study_without_words_for_themes_is_no_failure(segments: pd.DataFrame, count: int) -> None:
    """The fault: `alnqual run` died on a small study; now each segment is left out, and why."""
    few = segments.iloc[:count].assign(
        text=["school" + " um" * index for index in range(count)], words=9, interviewer=False
    )
    vectors = pd.DataFrame(
        {"segment": few["segment"], "readable": True, "vector": list(np.eye(count))}
    )
    found = find_themes(few, vectors)
    assert (found.model, len(found.left_out), len(found.theme_segments)) == (None, count, 0)
    assert all("no words" in str(row["reason"]) for row in found.left_out)
