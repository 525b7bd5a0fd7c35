"""Everything about agreement between coders as one HTML page that asks nothing of the internet."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from alnqual.codebook import Codebook
from alnqual.reporting.agreement_charts import Estimate, course_chart, interval_chart
from alnqual.reporting.html import TEMPLATES, page_environment
from alnqual.reporting.words import decimal, share
from alnqual.synthesis.frames import records
from alnqual.tables import write_atomically

PAGE = "agreement.html"
_GROUPS = {
    "pair": "Pairs of coders",
    "document": "Documents",
    "language": "Languages",
    "round": "Rounds",
}


@dataclass(frozen=True)
class AgreementPage:
    """What the page shows: frames as `Study.agreement()` returns them.

    `codes` are by code on units, `spans` by code on passages, `groups` by the name of `by`; the
    others are what `Study.agreement.confusion()` and its neighbours give.
    """

    title: str
    synthetic: bool
    names: str
    round: str
    unit: str
    codebook: Codebook
    codes: pd.DataFrame
    spans: pd.DataFrame
    family: pd.DataFrame | None
    groups: Mapping[str, pd.DataFrame]
    confusion: pd.DataFrame
    overlapping: pd.DataFrame
    enough: pd.DataFrame
    drift: pd.DataFrame
    series: pd.DataFrame
    apart: pd.DataFrame
    left_out: Mapping[str, int]
    calibration: pd.DataFrame


def write_page(page: AgreementPage, path: Path) -> bool:
    """Write the page whole or not at all; say whether it changed. Only its owner may read it.

    Raises
    ------
    StageError
        The file cannot be written; the old one stands.
    """
    return write_atomically(path, render_page(page).encode(), mode=0o600)


def render_page(page: AgreementPage) -> str:
    """The page; everything from the study is escaped, and only its own script runs."""
    script = (TEMPLATES / "agreement.js").read_text(encoding="utf-8")
    environment = page_environment()
    environment.filters.update(decimal=decimal, share=_share)
    return environment.get_template("agreement.html.j2").render(
        page=page,
        script=Markup(script),
        script_digest="sha256-" + b64encode(sha256(script.encode()).digest()).decode(),
        codes=_used(page.codes, page),
        spans=_used(page.spans, page),
        family=_family(page),
        without=[row for row in _rows(page.codes, page) if row["reason"]],
        chart=_code_chart(page),
        heat=_heat(page),
        overlapping=_named(page.overlapping[:20], page, "first", "second"),
        enough=records(page.enough),
        drift=_named(page.drift[page.drift["flagged"]], page, "code"),
        courses=_courses(page),
        apart=page.apart[:20].to_dict("records"),
        left_out=sorted(page.left_out.items()),
        looked_at=len(page.drift),
        calibration=_named(page.calibration, page, "code"),
        groups=[(by, _GROUPS[by], list(records(frame))) for by, frame in page.groups.items()],
        group_charts={by: _group_chart(by, frame) for by, frame in page.groups.items()},
    )


def _rows(frame: pd.DataFrame, page: AgreementPage) -> list[dict[str, Any]]:
    """Rows with the code's name in the language of the study, and its depth."""
    return [
        row._asdict()
        | {
            "name": page.codebook.label(row.code, page.names),
            "depth": len(page.codebook.ancestors(row.code)),
        }
        for row in records(frame)
    ]


def _named(frame: pd.DataFrame, page: AgreementPage, *columns: str) -> list[dict[Any, Any]]:
    """Rows with the names of codes in place of their ids."""
    names = {code.id: page.codebook.label(code.id, page.names) for code in page.codebook}
    return frame.assign(**{c: frame[c].map(names) for c in columns}).to_dict("records")


def _heat(page: AgreementPage) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """The confusion of codes that are confused: (name, cells of (other's name, count, shade))."""
    codes = [code for code in page.confusion.index if code in page.confusion.columns]
    table = page.confusion.loc[codes, codes]
    apart = table.sum(axis=1) - [table.loc[code, code] for code in codes]
    shown = [code for code, number in zip(codes, apart, strict=True) if number]
    most = max([1, *(int(table.loc[a, b]) for a in shown for b in shown if a != b)])
    names = {code: page.codebook.label(code, page.names) for code in shown}
    return [
        (
            names[one],
            [
                (
                    names[two],
                    int(table.loc[one, two]),
                    _shade(int(table.loc[one, two]), most, one == two),
                )
                for two in shown
            ],
        )
        for one in shown
    ]


def _shade(number: int, most: int, same: bool) -> int:
    """0 to 3, the darker the more; agreement is not shaded."""
    return 0 if same or not number else 1 + min(2, 3 * number // (most + 1))


def _family(page: AgreementPage) -> list[dict[Any, Any]]:
    """The family of 2016, with the names of codes, without codes that are nowhere."""
    if page.family is None:
        return []
    frame = page.family[(page.family["code"] == "") | page.family["value"].notna()]
    names = {code.id: page.codebook.label(code.id, page.names) for code in page.codebook}
    return frame.assign(name=frame["code"].map(names).fillna("")).to_dict("records")


def _used(frame: pd.DataFrame, page: AgreementPage) -> list[dict[str, Any]]:
    return [row for row in _rows(frame, page) if row["marked"] and not row["reason"]]


def _code_chart(page: AgreementPage) -> Markup:
    rows = [
        Estimate(
            name=row["name"],
            value=row["alpha"],
            low=_known(row["alpha_low"]),
            high=_known(row["alpha_high"]),
            label=f"{row['name']}: {_told(row)}",
            depth=row["depth"],
        )
        for row in _used(page.codes, page)
    ]
    return interval_chart(rows, title="Alpha by code", language=page.names) if rows else Markup("")


def _group_chart(by: str, frame: pd.DataFrame) -> Markup:
    rows = [
        Estimate(
            name=str(row[by]),
            value=row["alpha"],
            low=_known(row["alpha_low"]),
            high=_known(row["alpha_high"]),
            label=f"{row[by]}: {_told(row)}",
        )
        for row in frame.to_dict("records")
        if not row["reason"]
    ]
    return interval_chart(rows, title=f"Alpha: {_GROUPS[by].lower()}") if rows else Markup("")


def _courses(page: AgreementPage) -> list[Markup]:
    """A chart of each change that is flagged."""
    charts = []
    for row in page.drift[page.drift["flagged"]].to_dict("records"):
        of_both = (page.series["coder"] == row["coder"]) & (page.series["code"] == row["code"])
        theirs = page.series[of_both]
        documents = list(theirs["document"])
        name = page.codebook.label(row["code"], page.names)
        charts.append(
            course_chart(
                list(zip(documents, theirs["apart"], strict=True)),
                change=documents.index(row["at"]),
                title=f"Marks not shared, {row['coder']}, {name}",
                before=row["before"],
                after=row["after"],
            )
        )
    return charts


def _told(row: Mapping[Any, Any]) -> str:
    """What a screen reader says of a mark."""
    said = f"alpha {row['alpha']:.2f}"
    if _known(row["alpha_low"]) is None:
        return f"{said}, no interval"
    return f"{said}, 95% interval {row['alpha_low']:.2f} to {row['alpha_high']:.2f}"


def _known(value: float) -> float | None:
    return float(value) if value == value else None


def _share(value: float) -> str:
    """A share as a percentage; a dash where there is none."""
    return "–" if value != value else share(value)
