"""Themes set against the codebook, as one HTML page that asks nothing of the internet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.reporting.heard import quote_of
from alnqual.reporting.html import page_environment
from alnqual.reporting.words import decimal, share
from alnqual.synthesis.labels import phase_label, role_label, sector_label
from alnqual.synthesis.theme_gaps import associated

PAGE = "theme-gaps.html"
_TERMS = 40
_SHADES = (0.25, 0.4, 0.55, 0.7)
"""Similarities from which on a cell has the next darker shade."""


@dataclass(frozen=True)
class GapsPage:
    """What the page shows: the frames of `Study.thematic.gaps()`, and what they are about."""

    title: str
    synthetic: bool
    names: str
    codebook: Codebook
    themes: pd.DataFrame
    codes: pd.DataFrame
    candidates: pd.DataFrame
    unsupported: pd.DataFrame
    splits: pd.DataFrame
    terms: pd.DataFrame
    lost_names: tuple[tuple[str, str], ...] = ()


def render_page(page: GapsPage) -> str:
    """The page; everything from the study is escaped, and no script runs."""
    environment = page_environment()
    environment.filters.update(
        decimal=decimal, share=share, role=role_label, sector=sector_label, phase=phase_label
    )
    names = {code.id: page.codebook.label(code.id, page.names) for code in page.codebook}
    return environment.get_template("gaps.html.j2").render(
        page=page,
        names=names,
        themes=page.themes.to_dict("records"),
        candidates=[_candidate(row) for row in page.candidates.to_dict("records")],
        splits=page.splits.to_dict("records"),
        unsupported=page.unsupported.to_dict("records"),
        terms=page.terms.head(_TERMS).to_dict("records"),
        table=_table(page),
        labels=dict(zip(page.themes["theme"], page.themes["label"], strict=True)),
    )


def _candidate(row: Mapping[Any, Any]) -> dict[str, Any]:
    passages = row["passages"]
    quoted = [quote_of(passage) for passage in passages if passage.quotable]
    return {**row, "quotes": quoted, "withheld": len(passages) - len(quoted)}


def _table(page: GapsPage) -> list[tuple[str, int, list[dict[Any, Any]]]]:
    """Codes that are associated with a theme: (id, depth, a cell for each theme)."""
    shown = set(page.codes.loc[associated(page.codes), "code"]) & {c.id for c in page.codebook}
    cells = page.codes.assign(
        associated=associated(page.codes),
        shade=page.codes["similarity"].map(lambda value: sum(value >= from_ for from_ in _SHADES)),
    )
    by_code = {code: own.to_dict("records") for code, own in cells.groupby("code")}
    return [
        (code.id, len(page.codebook.ancestors(code.id)), by_code[code.id])
        for code in page.codebook
        if code.id in shown
    ]
