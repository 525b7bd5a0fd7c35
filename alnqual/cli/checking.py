"""What `alnqual corpus check` prints."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from alnqual.corpus.findings import KINDS, gathered
from alnqual.corpus.quality.assess import Quality
from alnqual.corpus.quality.coverage import Coverage
from alnqual.corpus.quality.telling import counted, first_of
from alnqual.errors import InputError
from alnqual.records import LANGUAGES
from alnqual.reporting.quality import (
    missing_voices,
    page_path,
    severities_told,
    share,
    unplaced,
)
from alnqual.study.exporting import refuse_to_replace
from alnqual.workspace import Workspace

_MARKS = {"error": "to mend: ", "warning": "", "note": "note: "}


def page_target(workspace: Workspace, path: str) -> Path:
    """Where the page goes; an empty path is its usual place.

    Raises
    ------
    InputError
        The path is no page's, or lies among the study's own files.
    """
    usual = page_path(workspace)
    if not path or Path(path).resolve() == usual.resolve():
        return usual
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InputError(
            "is no name of a page", where=path, do="Give one that ends in .html, or none at all."
        )
    refuse_to_replace(workspace, Path(path), overwrite=True)
    return Path(path)


def print_quality(quality: Quality) -> None:
    """The findings by kind, who was heard, and the totals."""
    for kind, title in KINDS.items():
        own = [finding for finding in quality.findings if finding.kind == kind]
        if not own:
            continue
        click.echo(f"{title} ({severities_told(own)})")
        for first, *others in gathered(own):
            places = first_of([finding.place for finding in (first, *others)])
            click.echo(f"  {_MARKS[first.severity]}{places}: {first.message}")
        click.echo()
    _print_coverage(quality.coverage)
    if quality.names is None:
        click.echo(f"Names that are still there were not looked for: {quality.names_reason}.")
    click.echo(_totals(quality))
    errors = quality.errors
    click.echo(f"{errors} to mend, {len(quality.findings) - errors} to know.")


def quality_as_data(quality: Quality) -> dict[str, Any]:
    """The report as JSON has it."""
    coverage = quality.coverage
    return {
        "findings": [asdict(finding) for finding in quality.findings],
        "looked_at": asdict(quality.looked_at),
        "coverage": {
            "areas": coverage.areas,
            "sectors": coverage.sectors,
            "roles": coverage.roles,
            "phases": coverage.phases,
            "cells": [cell._asdict() for cell in coverage.cells],
            "missing": [{"area": area, "sector": sector} for area, sector in coverage.missing],
        },
        "questions": [asdict(each) for each in quality.asked],
        "names": None if quality.names is None else [asdict(each) for each in quality.names],
    }


def _print_coverage(coverage: Coverage) -> None:
    """People by sector and area, in columns as wide as they need."""
    if not coverage.heard:
        return
    click.echo("People heard, by sector and area")
    rows = [["", *coverage.areas]]
    for sector in coverage.sectors:
        tallies = [coverage.tally(area=area, sector=sector) for area in coverage.areas]
        rows.append([sector, *(str(each.participants or "none") for each in tallies)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *cells in rows:
        aligned = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        click.echo("  " + "  ".join([name.ljust(widths[0]), *aligned]))
    for area, sectors in missing_voices(coverage):
        click.echo(f"  nobody in {area}: {sectors}")
    if reason := unplaced(coverage):
        click.echo(f"  Whose voice is missing cannot be told: {reason}")
    click.echo()


def _totals(quality: Quality) -> str:
    looked = quality.looked_at
    languages = ", ".join(
        f"{LANGUAGES.get(name, name)} {share(words, looked.words)}"
        for name, words in sorted(looked.languages.items(), key=lambda item: -item[1])
    )
    read = f"{looked.documents:,} of {counted(looked.registered, 'document')} read"
    known = share(looked.known_words, looked.words)
    told = [read, counted(looked.turns, "turn"), counted(looked.words, "word")]
    told += [f"{counted(looked.speakers, 'person', 'people')} heard"]
    told += [f"{known} of the words by a known speaker"]
    return "; ".join([*told, languages]) + "."
