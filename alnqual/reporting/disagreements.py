"""The passages on which a round's coders differ, as a page and a workbook for the team."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alnqual.codebook import Codebook
from alnqual.coding.disagreements import KINDS, Disagreement
from alnqual.records import Coding, Round
from alnqual.reporting.html import page_environment
from alnqual.reporting.xlsx import Column, render_sheets
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

ORDER = (
    "First come the passages that would change the most: they are ordered by how many codes would "
    "have other figures (participants, their stances, documents) depending on whose version is "
    "taken, then by how much Krippendorff’s alpha of a code would rise if all had given it to the "
    "turn."
)


@dataclass(frozen=True)
class Version:
    """What one coder made of a passage: a line for each coding, and its codes; empty if they
    marked nothing."""

    coder: str
    lines: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A passage as people see it."""

    number: int
    document: str
    turn: str
    start: int
    end: int
    words: str
    kinds: tuple[str, ...]
    versions: tuple[Version, ...]
    figures: tuple[str, ...]
    alpha: float
    adjudicated: bool


@dataclass(frozen=True)
class Listing:
    """The list of one round; `coders` are as they are called in it."""

    round: Round
    coders: tuple[str, ...]
    lines: tuple[Line, ...]
    documents: int
    passages: int
    synthetic: bool


def make_listing(
    found: Sequence[Disagreement],
    round_: Round,
    *,
    called: Mapping[str, str],
    texts: Mapping[str, str],
    codebook: Codebook,
    settled: Collection[str],
    documents: int,
    passages: int,
    language: str,
    synthetic: bool,
) -> Listing:
    """The list in words.

    Parameters
    ----------
    found : as `coding.disagreements.disagreements` gives them.
    called : coder -> the letter or name under which they are shown.
    texts : document -> its text.
    settled : the documents whose adjudication was handed in.
    documents, passages : of how many the coders could have differed on.
    language : in which codes are named.
    """

    def name(code: str) -> str:
        return codebook.label(code, language) if code in codebook else code

    lines = []
    for number, each in enumerate(found, start=1):
        passage = each.passage
        text = texts[passage.document]
        versions = [
            Version(
                called[coder],
                tuple(
                    _told(coding, passage.start, passage.end, name(coding.code))
                    for coding in theirs
                ),
                tuple(dict.fromkeys(name(coding.code) for coding in theirs)),
            )
            for coder, theirs in passage.said.items()
        ]
        lines.append(
            Line(
                number, passage.document, passage.turn, passage.start, passage.end,
                text[passage.start : passage.end],
                tuple(KINDS[kind] for kind in each.kinds),
                tuple(sorted(versions, key=lambda version: version.coder)),
                tuple(name(code) for code in each.figures), each.alpha,
                passage.document in settled,
            )
        )  # fmt: skip
    coders = tuple(sorted(called.values()))
    return Listing(round_, coders, tuple(lines), documents, passages, synthetic)


def write_listing(listing: Listing, *, html: Path, xlsx: Path) -> None:
    """Write page and workbook, each whole or not at all; only their owner may read them.

    Raises
    ------
    StageError
        A file cannot be written; the old one stands.
    """
    write_atomically(html, render_listing(listing).encode(), mode=0o600)
    write_atomically(xlsx, render_listing_xlsx(listing), mode=0o600)


def usual_paths(workspace: Workspace, round_id: str) -> tuple[Path, Path]:
    """Where page and workbook lie unless people say otherwise."""
    stem = workspace.reports_out / f"disagreements-{round_id}"
    return stem.with_suffix(".html"), stem.with_suffix(".xlsx")


def render_listing(listing: Listing) -> str:
    """The page; everything from the study is escaped, and no script is in it."""
    return (
        page_environment()
        .get_template("disagreements.html.j2")
        .render(listing=listing, order=ORDER)
    )


def render_listing_xlsx(listing: Listing) -> bytes:
    """The workbook, the same bytes for the same list."""
    columns: list[Column] = [
        ("No.", 7, "number"), ("Document", 11, "text"), ("Turn", 12, "text"),
        ("Words", 60, "wrapped"), ("Difference", 26, "wrapped"),
        *((f"Coder {coder}", 36, "wrapped") for coder in listing.coders),
        ("Codes with other figures", 12, "number"), ("Which", 40, "wrapped"),
        ("Rise of alpha", 10, "decimal"), ("Adjudicated", 12, "text"),
        ("Start", 9, "number"), ("End", 9, "number"),
    ]  # fmt: skip
    rows = [
        (
            line.number, line.document, line.turn, line.words, "; ".join(line.kinds),
            *(_cell(line, coder) for coder in listing.coders),
            len(line.figures), "; ".join(line.figures), line.alpha,
            "yes" if line.adjudicated else "no", line.start, line.end,
        )
        for line in listing.lines
    ]  # fmt: skip
    title = f"Where coders differ: {listing.round.title}"
    return render_sheets(title, [ORDER], {"Disagreements": (columns, rows)})


def _cell(line: Line, coder: str) -> str:
    for version in line.versions:
        if version.coder == coder:
            return "\n".join(version.lines) or "not marked"
    return ""


def as_data(listing: Listing) -> list[dict[str, Any]]:
    """The list as JSON has it."""
    return [
        {
            "number": line.number, "document": line.document, "turn": line.turn,
            "start": line.start, "end": line.end, "kinds": list(line.kinds),
            "coders": {version.coder: list(version.lines) for version in line.versions},
            "figures": list(line.figures), "alpha": round(line.alpha, 6),
            "adjudicated": line.adjudicated,
        }
        for line in listing.lines
    ]  # fmt: skip


def _told(coding: Coding, start: int, end: int, name: str) -> str:
    """A coding in words: its code, stance and link, and which words where not all of them."""
    told = [name]
    if coding.stance != "none":
        told.append(coding.stance)
    if coding.link:
        told.append(f"{coding.direction or 'about'} {coding.link}")
    words = ""
    if (coding.start, coding.end) != (start, end):
        words = f": “{_shortened(coding.quote)}”"
    return ", ".join(told) + words


def _shortened(words: str) -> str:
    """The beginning and end of words, enough to find them."""
    parts = words.split()
    return words if len(parts) <= 9 else f"{' '.join(parts[:4])} … {' '.join(parts[-4:])}"
