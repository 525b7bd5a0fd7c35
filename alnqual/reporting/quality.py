"""The quality report of a corpus as one HTML file that holds no name and no words of anyone."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from alnqual.corpus.findings import KINDS, Finding, gathered
from alnqual.corpus.quality.assess import Quality
from alnqual.corpus.quality.coverage import UNRECORDED, Coverage, Tally
from alnqual.corpus.quality.names import NamesLeft
from alnqual.corpus.quality.telling import first_of, listed
from alnqual.records import LANGUAGES
from alnqual.reporting.html import page_environment
from alnqual.reporting.method import count
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

PAGE = "corpus-check.html"

HIDDEN = "[not shown]"
"""What stands on the page for what a message quotes: a label or a file's name may be a name."""

# As `repr` writes them: either mark, with what is escaped inside.
_QUOTED = re.compile(r"""(?<!\w)(?:'(?:[^'\\\n]|\\.){0,300}'|"(?:[^"\\\n]|\\.){0,300}")""")
_REPEATED = re.compile(rf"{re.escape(HIDDEN)}(?:, {re.escape(HIDDEN)})+")
_SEVERITIES = {"error": "To mend", "warning": "Warning", "note": "Note"}
_RAW = "corpus/raw/"
_SHADES = (1, 2, 5, 10)
"""People from which on a cell has the next darker shade."""


class Line(NamedTuple):
    """A finding as the page shows it."""

    severity: str
    called: str
    place: str
    message: str


@dataclass(frozen=True)
class Group:
    """The findings of one kind."""

    kind: str
    title: str
    told: str
    lines: tuple[Line, ...]


def write_quality(quality: Quality, path: Path) -> bool:
    """Write the page whole or not at all; say whether it changed. Only its owner may read it.

    Raises
    ------
    StageError
        The file cannot be written; the old one stands.
    """
    return write_atomically(path, render_quality(quality).encode(), mode=0o600)


def page_path(workspace: Workspace) -> Path:
    """Where the page lies unless people say otherwise."""
    return workspace.reports_out / PAGE


def render_quality(quality: Quality) -> str:
    """The page; everything from the study is escaped, and no script is in it."""
    environment = page_environment()
    environment.filters["shade"] = _shade
    looked = quality.looked_at
    return environment.get_template("quality.html.j2").render(
        quality=quality,
        figures=_figures(quality),
        groups=groups(quality),
        missing=missing_voices(quality.coverage),
        coverage=quality.coverage,
        unplaced=unplaced(quality.coverage),
        name_kinds=sorted({each.kind for each in quality.names or ()}),
        names=_mentions(quality.names or ()),
        languages=[
            (LANGUAGES.get(name, name), words, share(words, looked.words))
            for name, words in sorted(looked.languages.items(), key=lambda item: -item[1])
        ],
    )


def groups(quality: Quality) -> list[Group]:
    """The findings by kind, the worst first within each."""
    found = []
    for kind, title in KINDS.items():
        own = [finding for finding in quality.findings if finding.kind == kind]
        if own:
            lines = tuple(_line(each, quality) for each in gathered(own))
            found.append(Group(kind, title, severities_told(own), lines))
    return found


def severities_told(findings: Iterable[Finding]) -> str:
    """How many of each severity: "1 to mend, 3 warnings and 2 notes"."""
    severities: list[str] = [finding.severity for finding in findings]
    errors, warnings, notes = (severities.count(name) for name in _SEVERITIES)
    told = [f"{errors} to mend"] if errors else []
    told += [count(warnings, "warning")] if warnings else []
    told += [count(notes, "note")] if notes else []
    return listed(told) or "nothing"


def missing_voices(coverage: Coverage) -> list[tuple[str, str]]:
    """(area, the sectors of which nobody was heard there), in words."""
    told = []
    for area in coverage.areas:
        absent = [sector for place, sector in coverage.missing if place == area]
        heard = [each for each in coverage.sectors if each not in absent]
        if absent and len(heard) == 1 and len(absent) > 2:
            told.append((area, f"every sector but {heard[0]}"))
        elif absent:
            told.append((area, listed(absent)))
    return told


def _mentions(names: Iterable[NamesLeft]) -> dict[str, Counter[str]]:
    """Document -> mentions of each kind, and how many of all are known."""
    found: dict[str, Counter[str]] = {}
    for each in names:
        found.setdefault(each.document, Counter()).update(
            {each.kind: each.times, "known": each.times if each.known else 0}
        )
    return found


def unplaced(coverage: Coverage) -> str:
    """Why it cannot be told whose voice is missing; empty if it can."""
    empty = [
        noun
        for noun, values in (("area", coverage.areas), ("sector", coverage.sectors))
        if values in ((), (UNRECORDED,))
    ]
    return f"no {listed(empty, 'or')} is recorded." if empty else ""


def share(part: int, whole: int) -> str:
    """A share in whole percent, which is 0 or 100 only if it is exact."""
    if 0 < part < whole:
        percent = 100 * part / whole
        return "under 1%" if percent < 1 else "over 99%" if percent > 99 else f"{percent:.0f}%"
    return "100%" if part else "0%"


def _figures(quality: Quality) -> Sequence[tuple[str, str]]:
    looked = quality.looked_at
    documents = f"{looked.documents:,}"
    if looked.documents != looked.registered:
        documents += f" of {looked.registered:,}"
    return (
        (documents, "documents read"),
        (f"{looked.turns:,}", "turns"),
        (f"{looked.words:,}", "words"),
        (f"{looked.speakers:,}", "people heard, without interviewers"),
        (share(looked.known_words, looked.words), "of the words by a known speaker"),
        (f"{quality.errors:,}", "to mend"),
    )


def _line(findings: Sequence[Finding], quality: Quality) -> Line:
    severity = findings[0].severity
    places = first_of([_place(finding, quality) for finding in findings])
    return Line(severity, _SEVERITIES[severity], places, _public(findings[0].message))


def _place(finding: Finding, quality: Quality) -> str:
    """Where a finding is; a file as received is called by its document, for names are in names."""
    if not finding.file.startswith(_RAW):
        return finding.place.removeprefix("corpus/")
    documents = quality.files.get(finding.file)
    return listed(documents) if documents else f"a file of {_RAW} that the register does not list"


def _public(message: str) -> str:
    return _REPEATED.sub(HIDDEN, _QUOTED.sub(HIDDEN, message))


def _shade(tally: Tally) -> int:
    return sum(tally.participants >= step for step in _SHADES)
