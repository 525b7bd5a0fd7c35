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


def course_chart(
    points: Sequence[tuple[str, float]], *, change: int, title: str, before: float, after: float
) -> Markup:
    """Shares over documents in the order of work, with the means before and after a change.

    Parameters
    ----------
    points : document and share, from 0 to 1.
    change : the place of the first point after the change.
    """
    width, high = _NAME + _SCALE, 120
    step = (width - 60) / max(1, len(points) - 1)

    def x(place: float) -> float:
        return 44 + place * step

    def y(share: float) -> float:
        return 10 + (1 - share) * high

    body = [_open(title, width + _PAD, high + 24)]
    for tick in (0.0, 0.5, 1.0):
        body.append(
            f'<path class="axis" d="M40 {y(tick):.1f}H{width}" aria-hidden="true"/>'
            f'<text class="tick" x="34" y="{y(tick) + 4:.1f}" text-anchor="end" '
            f'aria-hidden="true">{tick:.0%}</text>'
        )
    cut, end = change - 0.5, len(points) - 1
    body.append(
        f'<path class="axis strong" stroke-dasharray="4 3" d="M{x(cut):.1f} 4V{high + 16}" '
        f'aria-hidden="true"/><path class="whisker" d="M{x(0):.1f} {y(before):.1f}H{x(cut):.1f}M'
        f'{x(cut):.1f} {y(after):.1f}H{x(end):.1f}" aria-hidden="true"/>'
    )
    for place, (document, share) in enumerate(points):
        when = "after" if place >= change else "before"
        body.append(
            _mark(f"{document}: {share:.0%} not shared, {when} the change", first=not place)
        )
        body.append(
            f'<rect class="hit" x="{x(place) - 12:.1f}" y="4" width="24" height="{high + 12}"/>'
            f'<circle class="dot" cx="{x(place):.1f}" cy="{y(share):.1f}" r="4.5"/></g>'
        )
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
