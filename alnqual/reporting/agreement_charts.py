"""Charts of agreement as SVG that a keyboard and a screen reader can walk through.

Each mark has a label in words; the script of the page moves between them with the arrow keys and
shows the label below. The same numbers stand in a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

_ROW, _NAME, _SCALE, _PAD = 24, 250, 440, 16


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval (None where there is none), and what a reader hears of it."""

    name: str
    value: float
    low: float | None
    high: float | None
    label: str
    depth: int = 0


def interval_chart(rows: Sequence[Estimate], *, title: str, language: str = "en") -> Markup:
    """A dot and its interval a row, on a scale that holds 0 and 1."""
    least = min([0.0, *(row.value if row.low is None else row.low for row in rows)])

    def x(value: float) -> float:
        return _NAME + (value - least) / (1 - least) * _SCALE

    height = _ROW * len(rows) + 30
    body = [_open(title, _NAME + _SCALE + _PAD * 2, height)]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        strong = "axis strong" if tick in (0.0, 1.0) else "axis"
        body.append(
            f'<path class="{strong}" d="M{x(tick):.1f} 4V{height - 20}" aria-hidden="true"/>'
            f'<text class="tick" x="{x(tick):.1f}" y="{height - 6}" text-anchor="middle" '
            f'aria-hidden="true">{tick:g}</text>'
        )
    lang = f' lang="{escape(language)}"' if language != "en" else ""
    for number, row in enumerate(rows):
        y = _ROW * number + _ROW / 2 + 4
        body.append(_mark(row.label, first=not number))
        body.append(
            f'<rect class="hit" x="0" y="{y - _ROW / 2:.1f}" width="{_NAME + _SCALE + _PAD}" '
            f'height="{_ROW}"/><text x="{12 * row.depth}" y="{y + 4:.1f}"{lang}>'
            f"{escape(_short(row.name, 36 - 2 * row.depth))}</text>"
        )
        if row.low is not None and row.high is not None:
            body.append(f'<path class="whisker" d="M{x(row.low):.1f} {y:.1f}H{x(row.high):.1f}"/>')
        body.append(f'<circle class="dot" cx="{x(row.value):.1f}" cy="{y:.1f}" r="5"/></g>')
    return Markup("".join([*body, "</svg>"]))


def _open(title: str, width: float, height: float) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="list" '
        f'aria-label="{escape(title)}" font-size="13">'
    )


def _mark(label: str, *, first: bool) -> str:
    """What the keyboard stops at; only the first lies in the order of the tab key."""
    return (
        f'<g role="listitem" tabindex="{0 if first else -1}" class="mark" '
        f'aria-label="{escape(label)}">'
    )


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"
