"""A map of the corpus: one HTML page that asks nothing of the internet, and a picture for print."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any

import numpy as np
from markupsafe import Markup

from alnqual.reporting.html import TEMPLATES, page_environment
from alnqual.reporting.words import printable

PAGE, DRAWING, PICTURE = "theme-map.html", "theme-map.svg", "theme-map.png"
COLOURS = ("#0b6e8a", "#b3450f", "#5b3fa0", "#2e7d32", "#a3195b", "#6b5b00")
SHAPES = ("circle", "square", "triangle", "diamond")
NONE_COLOUR = "#6b7580"
"""Each at least 3:1 against white (WCAG 2.2, 1.4.11). With a shape a colour tells 24 values apart;
theme-map.js has the same."""
_WIDTH, _HEIGHT, _LEGEND, _MARGIN = 1000, 1000, 420, 24
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A passage on the map, `x` and `y` from 0 to 1; `values` are those of each facet.

    `words` are empty where the person did not agree to be quoted.
    """

    id: str
    turn: str
    document: str
    x: float
    y: float
    words: str
    attribution: str
    language: str
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MapPage:
    """What the map shows; `facets` are what it can be coloured by, the themes first.

    `left_out` are segments that have no place on it, by reason; `apart` is how many lie at the
    right, by their letters, because the encoder does not read them.
    """

    title: str
    synthetic: bool
    facets: tuple[str, ...]
    points: Sequence[Point]
    left_out: tuple[tuple[str, int], ...] = ()
    apart: int = 0


def map_data(page: MapPage) -> str:
    """The points as JSON, column by column; values of facets as numbers of a list."""
    facets = [
        _ranked([value for point in page.points for value in point.values[place]])
        for place in range(len(page.facets))
    ]
    numbers = [{value: at for at, value in enumerate(values)} for values in facets]
    columns: dict[str, Any] = {
        name: [getattr(point, name) for point in page.points]
        for name in ("id", "turn", "document", "words", "attribution", "language")
    }
    for name in ("x", "y"):
        columns[name] = [round(getattr(point, name), _DECIMALS) for point in page.points]
    columns["values"] = [
        [[own[value] for value in point.values[place]] for point in page.points]
        for place, own in enumerate(numbers)
    ]
    told = {"facets": list(page.facets), "names": facets, "points": columns}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def render_page(page: MapPage, data: str) -> str:
    """The page with its data (`map_data`) inside; only its own script runs."""
    script = (TEMPLATES / "theme-map.js").read_text(encoding="utf-8")
    return (
        page_environment()
        .get_template("theme-map.html.j2")
        .render(
            page=page,
            # "<" would end the element that holds the data.
            data=Markup(printable(data).replace("<", "\\u003c")),
            script=Markup(script),
            script_digest="sha256-" + b64encode(sha256(script.encode()).digest()).decode(),
        )
    )


def render_drawing(page: MapPage) -> str:
    """The map as SVG, passages coloured by theme, with a legend and no passage's words."""
    counts = Counter(value for point in page.points for value in point.values[0])
    ranked = _ranked(list(counts.elements()))
    height = max(_HEIGHT, 86 + 26 * len(ranked)) + 2 * _MARGIN
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH + _LEGEND} {height}" '
        f'width="{_WIDTH + _LEGEND}" height="{height}" font-size="15" '
        'font-family="Arial, Liberation Sans, sans-serif">',
        f'<rect width="100%" height="100%" fill="#fff"/><title>{escape(page.title)}</title>',
    ]
    places = {value: at for at, value in enumerate(ranked)}
    for point in sorted(page.points, key=lambda each: (bool(each.values[0]), each.id)):
        x, y = _MARGIN + point.x * _WIDTH * 0.95, _MARGIN + point.y * _HEIGHT * 0.95
        body.append(_mark(x, y, places[point.values[0][0]] if point.values[0] else None, 3.4))
    body += [_label(page, value) for value in ranked[: len(COLOURS) * len(SHAPES)]]
    x = _WIDTH + 10
    for at, value in enumerate(ranked):
        y = 50 + 26 * at
        body.append(_mark(x + 6, y - 5, at, 6))
        body.append(
            f'<text x="{x + 22}" y="{y}" fill="#1c2430">{escape(_short(value, 42))} '
            f"({counts[value]})</text>"
        )
    if alone := sum(not point.values[0] for point in page.points):
        y = 50 + 26 * len(ranked)
        body.append(_mark(x + 6, y - 5, None, 6))
        body.append(f'<text x="{x + 22}" y="{y}" fill="#1c2430">in no theme ({alone})</text>')
    return printable("".join([*body, "</svg>"]))


def _ranked(values: Sequence[str]) -> list[str]:
    """The different values, the most frequent first."""
    counts = Counter(values)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _mark(x: float, y: float, place: int | None, r: float) -> str:
    """A passage: the colour and shape of its theme; a ring where it is in none of 24."""
    if place is None or place >= len(COLOURS) * len(SHAPES):
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r * 0.7:.1f}" fill="none" '
            f'stroke="{NONE_COLOUR}"/>'
        )
    fill = f'fill="{COLOURS[place % len(COLOURS)]}"'
    match SHAPES[place // len(COLOURS)]:
        case "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" {fill}/>'
        case "square":
            s = r * 0.9
            return (
                f'<rect x="{x - s:.1f}" y="{y - s:.1f}" width="{2 * s:.1f}" '
                f'height="{2 * s:.1f}" {fill}/>'
            )
        case "triangle":
            s = r * 1.2
            return f'<path d="M{x:.1f} {y - s:.1f}l{s:.1f} {1.8 * s:.1f}h{-2 * s:.1f}z" {fill}/>'
        case _:
            s = r * 1.3
            return (
                f'<path d="M{x:.1f} {y - s:.1f}l{s:.1f} {s:.1f}l{-s:.1f} {s:.1f}'
                f'l{-s:.1f} {-s:.1f}z" {fill}/>'
            )


def _label(page: MapPage, value: str) -> str:
    """A theme's name in the middle of its passages."""
    own = np.array([(each.x, each.y) for each in page.points if value in each.values[0]])
    x, y = _MARGIN + np.median(own, axis=0) * (_WIDTH * 0.95, _HEIGHT * 0.95)
    name = escape(_short(value.partition(": ")[2] or value, 30))
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-weight="700" fill="#1c2430" '
        f'stroke="#fff" stroke-width="4" paint-order="stroke">{name}</text>'
    )


def _short(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"
