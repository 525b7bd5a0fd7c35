"""The theory of change as a picture: stages as columns, linked codes as boxes, links as arrows."""

from functools import partial
from html import escape
from textwrap import wrap

from alnqual.codebook.codebook import Codebook
from alnqual.records import Link

_Place = tuple[int, int, int, list[str]]
"""Left edge, top edge, height and lines of a box."""
_COLUMNS = (
    ("context", "assumptions"),
    ("inputs",),
    ("activities",),
    ("outputs",),
    ("outcomes",),
    ("impacts",),
)
_SWEEPS = 4
_BOX_WIDTH, _GAP_X, _GAP_Y, _LINE, _TOP = 178, 62, 12, 15, 76


def draw(codebook: Codebook, links: tuple[Link, ...], *, title: str = "") -> str:
    """An SVG of the codes that links join, in the columns of their stages.

    Boxes of a column are ordered by the mean height of what they are linked with in the columns
    before and after (the barycentre heuristic of Sugiyama, Tagawa & Toda 1981), which keeps arrows
    from crossing more than they need to.
    """
    columns = _columns(codebook, links)
    boxes, bottom = _place(codebook, columns)
    width = max(len(columns), 1) * (_BOX_WIDTH + _GAP_X) - _GAP_X + 20
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom}" role="img" '
        f'aria-label="{escape(_description(codebook, links, title))}" '
        'font-family="system-ui, sans-serif" font-size="12" style="max-width:100%">',
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#444"/></marker></defs>',
        f'<rect width="{width}" height="{bottom}" fill="#fff"/>',
        f'<text x="10" y="24" font-size="16" font-weight="600">{escape(title)}</text>',
    ]
    for index, column in enumerate(columns):
        stages = dict.fromkeys(codebook[code].stage.title() for code in column)
        x = index * (_BOX_WIDTH + _GAP_X) + 10
        body.append(
            f'<text x="{x}" y="58" font-size="14" font-weight="600">{" and ".join(stages)}</text>'
        )
    body += [_arrow(codebook, link, boxes) for link in links]
    body += [_box(codebook, code, *boxes[code]) for code in boxes]
    return "".join([*body, "</svg>"])


def _columns(codebook: Codebook, links: tuple[Link, ...]) -> list[list[str]]:
    linked = {code for link in links for code in (link.source, link.target)}
    columns = [
        [code.id for code in codebook if code.id in linked and code.stage in stages]
        for stages in _COLUMNS
    ]
    columns = [column for column in columns if column]
    neighbours: dict[str, list[str]] = {code: [] for code in linked}
    for link in links:
        neighbours[link.source].append(link.target)
        neighbours[link.target].append(link.source)
    for _ in range(_SWEEPS):
        for column in columns:
            height = {
                code: rank / len(other) for other in columns for rank, code in enumerate(other)
            }
            column.sort(key=partial(_barycentre, neighbours=neighbours, height=height))
    return columns


def _barycentre(code: str, neighbours: dict[str, list[str]], height: dict[str, float]) -> float:
    return sum(height[other] for other in neighbours[code]) / len(neighbours[code])


def _place(codebook: Codebook, columns: list[list[str]]) -> tuple[dict[str, _Place], int]:
    """Where each box stands, columns centred on the tallest; and the height of it all."""
    labels = {code: wrap(codebook.label(code), 24) for column in columns for code in column}
    heights = {code: _LINE * len(lines) + 14 for code, lines in labels.items()}
    tall = [sum(heights[code] + _GAP_Y for code in column) for column in columns]
    tallest = max(tall, default=0)
    boxes = {}
    for index, column in enumerate(columns):
        y = _TOP + (tallest - tall[index]) // 2
        for code in column:
            boxes[code] = (index * (_BOX_WIDTH + _GAP_X) + 10, y, heights[code], labels[code])
            y += heights[code] + _GAP_Y
    return boxes, _TOP + tallest + 10


def _arrow(codebook: Codebook, link: Link, boxes: dict[str, _Place]) -> str:
    x1, y1, h1, _ = boxes[link.source]
    x2, y2, h2, _ = boxes[link.target]
    ya, yb = y1 + h1 / 2, y2 + h2 / 2
    if x1 == x2:
        xa = xb = x1 + _BOX_WIDTH
        bend = xa + _GAP_X * 0.7
        curve = f"C{bend} {ya} {bend} {yb} {xb} {yb}"
    else:
        forward = x1 < x2
        xa, xb = (x1 + _BOX_WIDTH, x2) if forward else (x1, x2 + _BOX_WIDTH)
        middle = (xa + xb) / 2
        curve = f"C{middle} {ya} {middle} {yb} {xb} {yb}"
    return (
        f'<path d="M{xa} {ya}{curve}" fill="none" stroke="{escape(codebook.colour(link.source))}" '
        f'stroke-opacity=".7" marker-end="url(#arrow)"><title>{escape(link.assumption)}</title>'
        "</path>"
    )


def _box(codebook: Codebook, code: str, x: int, y: int, height: int, lines: list[str]) -> str:
    words = "".join(
        f'<tspan x="{x + 12}" dy="{_LINE if number else 0}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return (
        f"<g><title>{escape(codebook[code].definition)}</title>"
        f'<rect x="{x}" y="{y}" width="{_BOX_WIDTH}" height="{height}" rx="4" fill="#fff" '
        f'stroke="#777"/><rect x="{x}" y="{y}" width="5" height="{height}" rx="2" '
        f'fill="{escape(codebook.colour(code))}"/>'
        f'<text x="{x + 12}" y="{y + 19}" fill="#111">{words}</text></g>'
    )


def _description(codebook: Codebook, links: tuple[Link, ...], title: str) -> str:
    said = "; ".join(
        f"{codebook.label(link.source)} leads to {codebook.label(link.target)}" for link in links
    )
    return f"{title or 'Theory of change'}, {len(links)} links: {said}"
