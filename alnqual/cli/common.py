"""What the commands share: the study they act on, and how they show data."""

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.study import Study


def open_study(ctx: click.Context, *, unfinished: bool = False) -> "Study":
    """The study named by --study, or the one of the working folder.

    While a withdrawal is unfinished only commands that allow it (`unfinished`) go on: any other
    could bring back what was taken out.

    Raises
    ------
    StudyError
    """
    from alnqual.corpus.vault import UNFINISHED, Vault
    from alnqual.errors import StudyError
    from alnqual.study import Study

    study = Study.open(ctx.find_root().obj)
    if not unfinished and Vault(study.workspace).exists(UNFINISHED):
        raise StudyError(
            "a withdrawal was interrupted, and what it has taken out could come back",
            where=study.workspace.root,
            do="Finish it first: alnqual corpus withdraw, with the same participant.",
        )
    return study


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def show(data: Any, *, as_json: bool, columns: dict[str, str] | None = None) -> None:
    """Print a frame as an aligned table of some columns, or whole as JSON."""
    if as_json:
        click.echo(_json(data))
    else:
        click.echo(_table(data, columns or {name: name for name in data.columns}))


def _json(data: Any) -> str:
    if hasattr(data, "to_json"):
        data = json.loads(data.to_json(orient="records", force_ascii=False))
    return json.dumps(data, ensure_ascii=False, indent=1)


def _table(frame: "pd.DataFrame", columns: dict[str, str]) -> str:
    """Columns as wide as what they hold, numbers to the right; the last column runs on."""
    cells = [[_cell(value) for value in frame[name]] for name in columns]
    widths = [
        max([len(title), *(len(cell) for cell in column)])
        for title, column in zip(columns.values(), cells, strict=True)
    ]
    right = [frame[name].dtype.kind in "if" for name in columns]
    rows = [list(columns.values()), *(list(row) for row in zip(*cells, strict=True))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    )


def _cell(value: Any) -> str:
    if value is None or value != value:
        return "-"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)
