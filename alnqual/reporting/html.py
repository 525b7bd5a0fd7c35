"""The report as one HTML file that asks nothing of the internet."""

import operator
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from alnqual.reporting.charts import bar_parts, widest
from alnqual.reporting.context import numeric_columns
from alnqual.reporting.method import count
from alnqual.reporting.report import Count, Quote, Report
from alnqual.reporting.words import (
    AGREEMENT_NOTE,
    STANCES_SHOWN,
    SYNTHETIC_NOTICE,
    capital,
    decimal,
    printable,
    share,
)

TEMPLATES = Path(__file__).parent / "templates"
_FACETS = (("sector", "Sector"), ("area", "Area"), ("phase", "Phase"))


def render_html(report: Report) -> str:
    """The report as HTML; scripts, styles and drawings are inside.

    Everything from the study is escaped; a content security policy lets only the report's own
    script run, known by its digest.
    """
    environment = page_environment()
    environment.filters.update(
        anchor=_anchor,
        bars=_bars,
        colour=_colour,
        decimal=decimal,
        facets=_facets,
        heat=operator.attrgetter("step"),
        share=share,
        widest=widest,
    )
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return environment.get_template("report.html.j2").render(
        report=report,
        stances=STANCES_SHOWN,
        agreement_note=AGREEMENT_NOTE,
        script=Markup(script),
        script_digest="sha256-" + b64encode(sha256(script.encode()).digest()).decode(),
        # Drawn by alnqual.codebook.drawing, which escapes what it is given.
        drawing=Markup(report.drawing),
        drawing_width=_drawing_width(report.drawing),
        numeric_columns=numeric_columns,
    )


def page_environment() -> Environment:
    """What every page is made with: templates that escape all they are given, and the styles."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else printable(str(value)),
    )
    environment.filters.update(capital=capital, counted=count)
    environment.globals.update(
        css=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        synthetic_notice=SYNTHETIC_NOTICE,
    )
    return environment


def all_quotes(report: Report) -> list[Quote]:
    """Every quote of the report, in its order."""
    sections = [quote for _, section in report.sections() for quote in section.quotes]
    themes = [*report.new_themes, *report.held_themes]
    return sections + [quote for theme in themes for quote in theme.quotes]


def _anchor(identity: str) -> str:
    """A code's place in the page; a dot would be read as a class."""
    return "code-" + identity.replace(".", "-")


def _bars(count: Count, most: int) -> list[tuple[str, str, str]]:
    return [(kind, f"{x:.2f}", f"{width:.2f}") for kind, x, width in bar_parts(count, most)]


def _drawing_width(drawing: str) -> int:
    """The width in pixels at which the drawing's letters have their own size."""
    found = re.search(r'viewBox="0 0 (\d+) ', drawing)
    return int(found[1]) if found else 0


def _colour(value: str) -> str:
    return value if re.fullmatch(r"#[0-9a-fA-F]{3,8}", value) else "#555555"


def _facets(report: Report) -> list[tuple[str, str, list[str]]]:
    """The values of the filter: (name, heading, values that occur in a quote)."""
    quotes = all_quotes(report)
    return [
        (name, heading, sorted({getattr(quote, name) for quote in quotes}))
        for name, heading in _FACETS
    ]
