"""Passages that a search found, as one HTML page that asks nothing of the internet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.reporting.html import page_environment
from alnqual.reporting.words import decimal
from alnqual.search.concordance import places, words
from alnqual.tables import write_atomically

if TYPE_CHECKING:
    import pandas as pd

_ABOUT = ("speaker", "role", "sector", "setting", "area", "phase")
_CASES = {"contrary": "Contrary", "uncoded": "Near, not coded so"}
_NOT_APPLICABLE = "not-applicable"
_SHOWN = 220
"""Characters of a neighbour's words that are shown."""


@dataclass(frozen=True)
class Neighbour:
    """Another turn that carries a passage: what of the score is owed to it, and its beginning."""

    turn: str
    who: str
    score: float
    words: str


@dataclass(frozen=True)
class Hit:
    """A passage; `words` are its pieces, each with whether it is a word that was looked for."""

    number: int
    turn: str
    case: str
    told: str
    about: str
    score: float
    by: str
    words: tuple[tuple[str, bool], ...]
    shares: tuple[float, float] | None
    clues: tuple[Mapping[str, Any], ...]
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True)
class SearchPage:
    asked: str
    notes: tuple[str, ...]
    synthetic: bool
    hits: tuple[Hit, ...]


def make_page(
    found: "pd.DataFrame", asked: str, *, turns: "pd.DataFrame", synthetic: bool
) -> SearchPage:
    """The page of passages as `Study.search` gives them.

    Parameters
    ----------
    turns : all turns of the study, to show the words of neighbours.
    """
    said = zip(turns["turn"], turns["speaker"], turns["text"], strict=True)
    known = {turn: (speaker, text) for turn, speaker, text in said}
    hits = tuple(
        _hit(number, row, asked, known)
        for number, row in enumerate(found.to_dict("records"), start=1)
    )
    return SearchPage(asked, tuple(found.attrs.get("notes", ())), synthetic, hits)


def write_page(page: SearchPage, path: Path) -> bool:
    """Write the page whole or not at all; say whether it changed. Only its owner may read it.

    Raises
    ------
    StageError
        The file cannot be written; the old one stands.
    """
    return write_atomically(path, render_page(page).encode(), mode=0o600)


def render_page(page: SearchPage) -> str:
    """The page; everything from the study is escaped, and no script is in it."""
    environment = page_environment()
    environment.filters.update(decimal=decimal)
    return environment.get_template("search.html.j2").render(page=page)


def _hit(
    number: int, row: Mapping[Any, Any], asked: str, known: Mapping[str, tuple[str, str]]
) -> Hit:
    clues = row.get("clues") or ()
    sought = [name for clue in clues for name in (clue["words"], *clue["also"])] or [asked]
    return Hit(
        number,
        row["turn"],
        _CASES.get(row.get("case", ""), ""),
        row.get("told", ""),
        " · ".join(row[name] for name in _ABOUT if row[name] and row[name] != _NOT_APPLICABLE),
        row["score"],
        row["by"],
        tuple(_pieces(row["text"], sought, welsh=row["language"] != "en")),
        (row["of_words"], row["of_meaning"]) if "of_words" in row else None,
        tuple(clues),
        tuple(
            Neighbour(each["turn"], speaker, each["score"], _shortened(text))
            for each in row.get("neighbours") or ()
            for speaker, text in [known[each["turn"]]]
        ),
    )


def _pieces(text: str, sought: Sequence[str], *, welsh: bool) -> list[tuple[str, bool]]:
    """A text cut where words that were looked for begin and end."""
    pieces, at = [], 0
    for start, end in places(text, [words(name) for name in sought], welsh=welsh):
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] + " …"
