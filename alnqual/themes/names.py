"""The names that people give to themes, which find their themes again when these are found anew.

A theme's number means nothing beyond one run of the topic model. A name is therefore kept with
segments of the theme that it was given to, and belongs to the theme that holds more than half of
those of them that the corpus still has: no two themes can.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.tables import write_atomically

if TYPE_CHECKING:
    import pandas as pd

FILE = "codebook/theme_names.csv"
_COLUMNS = ["name", "segments"]
_EVIDENCE = 60
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class ThemeName:
    """A name and the ids of segments of the theme that somebody gave it to."""

    name: str
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a name: the theme that bears it, or None and why none does."""

    name: ThemeName
    theme: int | None
    reason: str = ""


def read_names(path: Path) -> list[ThemeName]:
    """Read `theme_names.csv`; a study without one has no names.

    Raises
    ------
    InputError
        The columns are others, a row lacks a value, or a name stands there twice.
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != _COLUMNS:
            raise InputError(f"the columns must be {', '.join(_COLUMNS)}", where=FILE)
        names: list[ThemeName] = []
        for number, row in enumerate(rows, start=2):
            where = f"{FILE}, row {number}"
            name, segments = (" ".join((row[key] or "").split()) for key in _COLUMNS)
            if not name or not segments:
                raise InputError(
                    "a row needs a name and segments",
                    where=where,
                    do="Take the row out, or name the theme anew: alnqual themes rename",
                )
            if name in {other.name for other in names}:
                raise InputError(f"the name {name!r} stands here twice", where=where)
            names.append(ThemeName(name, tuple(segments.split())))
    return names


def find_names(names: Iterable[ThemeName], theme_segments: "pd.DataFrame") -> list[Found]:
    """Which theme bears each name now.

    Parameters
    ----------
    theme_segments : columns as in ``SCHEMAS["theme_segments"]``. Where a segment has gone, because
        turns are cut otherwise now, the theme of most segments of its turn stands for it.

    Returns
    -------
    list of Found, in the order of the names. Where two names find one theme, the name more of whose
    segments lie in it stays.
    """
    of_segment = dict(zip(theme_segments["segment"], theme_segments["theme"].tolist(), strict=True))
    of_turn: dict[str, Counter[int]] = {}
    for segment, theme in of_segment.items():
        of_turn.setdefault(_turn(segment), Counter())[theme] += 1
    found = [_find(name, of_segment, of_turn) for name in names]
    best: dict[int, tuple[int, str]] = {}
    for place, votes in found:
        if place.theme is not None:
            best[place.theme] = max(best.get(place.theme, (0, "")), (votes, place.name.name))
    return [
        place
        if place.theme is None or best[place.theme][1] == place.name.name
        else Found(place.name, None, f"its theme is now that of {best[place.theme][1]!r}")
        for place, _ in found
    ]


def with_names(themes: "pd.DataFrame", found: Iterable[Found]) -> "pd.DataFrame":
    """The table of themes with people's names in the column `label`."""
    given = {place.theme: place.name.name for place in found if place.theme is not None}
    return themes.assign(label=themes["theme"].map(given).fillna(themes["label"]))


def rename(
    path: Path, theme: int, name: str, *, themes: "pd.DataFrame", theme_segments: "pd.DataFrame"
) -> None:
    """Give a theme a name, in place of the one that it may have.

    Raises
    ------
    InputError
        There is no such theme, or the name is empty, long, or that of another theme.
    """
    name = " ".join(name.split())
    if theme not in set(themes["theme"]):
        raise InputError(f"there is no theme {theme}", do="`alnqual themes show` lists the themes.")
    if not name or len(name) > _LONGEST:
        raise InputError(f"a name has 1 to {_LONGEST} characters", do="Give another name.")
    names = read_names(path)
    current = {place.name.name: place.theme for place in find_names(names, theme_segments)}
    if current.get(name) not in (None, theme):
        raise InputError(
            f"{name!r} is the name of theme {current[name]}",
            where=FILE,
            do="Choose another name, or give that theme another one first.",
        )
    inside = sorted(theme_segments.loc[theme_segments["theme"] == theme, "segment"])
    kept = [other for other in names if current[other.name] != theme and other.name != name]
    _write(path, [*kept, ThemeName(name, _spread(inside))])


def _find(
    name: ThemeName, of_segment: dict[str, int], of_turn: dict[str, Counter[int]]
) -> tuple[Found, int]:
    votes: Counter[int] = Counter()
    for segment in name.segments:
        if segment in of_segment:
            votes[of_segment[segment]] += 1
        elif around := of_turn.get(_turn(segment)):
            votes[max(sorted(around), key=lambda theme: around[theme])] += 1
    if not votes:
        return Found(name, None, "none of its segments is left"), 0
    theme, most = min(votes.items(), key=lambda item: (-item[1], item[0]))
    if theme >= 0 and 2 * most > votes.total():
        return Found(name, theme), most
    place = f"theme {theme}" if theme >= 0 else "no theme"
    reason = f"no theme holds most of its segments: {most} of {votes.total()} are in {place}"
    return Found(name, None, reason), most


def _write(path: Path, names: Iterable[ThemeName]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((name.name, " ".join(name.segments)) for name in names)
    write_atomically(path, out.getvalue().encode())


def _spread(segments: Sequence[str]) -> tuple[str, ...]:
    """At most sixty of some segments, evenly from all."""
    count = min(len(segments), _EVIDENCE)
    return tuple(segments[index * len(segments) // count] for index in range(count))


def _turn(segment: str) -> str:
    return segment.rpartition("-")[0]
