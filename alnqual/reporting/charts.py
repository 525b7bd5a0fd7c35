"""Charts for the Word report, as pictures; the numbers stand in a table beside each."""

from collections.abc import Iterable
from html import escape

from alnqual.reporting.report import CodeSection, Count
from alnqual.reporting.words import STANCE_COLOURS, STANCES_SHOWN

_ROW, _NAME, _WIDTH, _SCALE = 22, 250, 760, 430


def bar_parts(count: Count, widest: int) -> list[tuple[str, float, float]]:
    """The parts of a stacked bar on a scale of 0 to 100: (stance or "none", x, width)."""
    parts = [(stance, getattr(count, stance)) for stance in STANCES_SHOWN]
    parts.append(("none", count.no_stance))
    found, x = [], 0.0
    for kind, number in parts:
        width = 100 * number / max(widest, 1)
        if number:
            found.append((kind, x, max(width - 0.4, 0.4)))
        x += width
    return found


def widest(sections: Iterable[tuple[int, CodeSection]]) -> int:
    """The most participants of any section: the full width of a bar."""
    return max((section.count.participants for _, section in sections), default=1)


def stance_chart(sections: list[tuple[int, CodeSection]]) -> str:
    """An SVG of stacked bars: participants of each code by stance."""
    most = widest(sections)
    height = _ROW * len(sections) + 40
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" font-family="Arial, Liberation Sans, sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
    ]
    x = _NAME
    for kind in (*STANCES_SHOWN, "none"):
        name = "No stance" if kind == "none" else kind.capitalize()
        body.append(f'<rect x="{x}" y="6" width="11" height="11" fill="{STANCE_COLOURS[kind]}"/>')
        body.append(f'<text x="{x + 17}" y="16" fill="#1c2430">{name}</text>')
        x += 105
    for row, (depth, section) in enumerate(sections):
        y = 34 + row * _ROW
        weight = 700 if depth == 0 else 400
        body.append(
            f'<text x="{depth * 14}" y="{y + 13}" font-weight="{weight}" fill="#1c2430">'
            f"{escape(section.name)}</text>"
        )
        for kind, start, width in bar_parts(section.count, most):
            body.append(
                f'<rect x="{_NAME + start * _SCALE / 100:.2f}" y="{y + 2}" '
                f'width="{width * _SCALE / 100:.2f}" height="13" fill="{STANCE_COLOURS[kind]}"/>'
            )
        end = _NAME + _SCALE * section.count.participants / max(most, 1) + 8
        body.append(
            f'<text x="{end:.2f}" y="{y + 13}" fill="#1c2430">{section.count.participants}</text>'
        )
    return "".join([*body, "</svg>"])


def to_png(svg: str, *, scale: float) -> bytes:
    """A drawing as a picture."""
    import vl_convert

    return vl_convert.svg_to_png(svg, scale=scale)
