"""alnqual agreement"""

from typing import TYPE_CHECKING

import click

from alnqual.cli.common import json_option, open_study, show
from alnqual.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

BY = ("code", "pair", "document", "language", "round")
UNITS = ("turn", "segment", "document", "span")
_COLUMNS = {
    "alpha": "alpha", "alpha_low": "from", "alpha_high": "to", "kappa": "kappa", "gwet": "AC1",
    "percent": "agreed", "positive": "seconded", "prevalence": "prevalence", "bias": "bias",
    "marked": "marks", "units": "units", "documents": "documents",
}  # fmt: skip
_SPAN_COLUMNS = {
    "u_alpha": "u-alpha", "u_alpha_low": "from", "u_alpha_high": "to", "f1_exact": "F1 exact",
    "f1_overlap": "F1 overlap", "f1_token": "F1 words", "boundary_similarity": "boundaries",
    "prevalence": "prevalence", "marked": "passages", "units": "words", "documents": "documents",
}  # fmt: skip


@click.command("agreement", epilog="Example: alnqual agreement --by pair --unit span")
@click.option("--round", "round_id", metavar="ROUND", help="Only this round.")
@click.option("--by", type=click.Choice(BY), default="code", show_default=True)
@click.option(
    "--unit",
    type=click.Choice(UNITS),
    help="What is judged; by default the setting agreement.unit. 'span' compares passages.",
)
@click.option("--depth", type=int, help="Count codes below this level as the code at it.")
@click.option("--html", "as_html", is_flag=True, help="Write the page agreement.html instead.")
@click.option("--brief", is_flag=True, help="Renew the table of the pipeline; print one line.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    round_id: str | None,
    by: str,
    unit: str | None,
    depth: int | None,
    as_html: bool,
    brief: bool,
    as_json: bool,
) -> None:
    """How far coders agree, with 95% intervals over documents (a stage of `alnqual run`).

    Only what two coders or more handed in counts, and within it leaving a code out is a decision.
    'seconded' is how often one coder's mark is shared by the other of a pair. With --json every
    coefficient, its interval and a reading in words."""
    study = open_study(ctx)
    if as_html and (brief or as_json):
        raise InputError("--html writes a page and prints nothing else", do="Leave the others out.")
    if as_html:
        click.echo(f"Written: {study.agreement.page(round=round_id)}")
        return
    if brief:
        frame = study.measure_agreement()
        measured = int(frame.loc[frame["marked"] > 0, "alpha"].notna().sum())
        click.echo(f"agreement on {measured} of {len(frame)} codes (the table: alnqual agreement)")
        return
    frame = study.agreement(round=round_id, by=by, unit=unit, depth=depth)
    if as_json:
        show(frame, as_json=True)
        return
    _print(frame, by)
    for reason, number in study.agreement.left_out(round=round_id).items():
        click.echo(f"{number} codings do not count: {reason}")


def _print(frame: "pd.DataFrame", by: str) -> None:
    used = frame[frame["marked"] > 0]
    if used.empty:
        reasons = frame["reason"].unique()
        click.echo(f"Agreement cannot be told: {reasons[0] if len(reasons) else 'no code'}.")
        return
    columns = _SPAN_COLUMNS if "u_alpha" in frame else _COLUMNS
    sets = {"alpha_sets": "sets"} if "alpha_sets" in frame else {}
    why = {"reason": "why none"} if (used["reason"] != "").any() else {}
    show(used, as_json=False, columns={by: by} | columns | sets | why)
    plain = used[(used["interval"] == "percentile")]
    if len(plain):
        click.echo(
            f"\n{len(plain)} of {len(used)} intervals are plain percentiles: BCa needs more."
        )
