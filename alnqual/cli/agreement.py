"""alnqual agreement"""

import click

from alnqual.cli.common import json_option, open_study, show


@click.command("agreement", epilog="Example: alnqual agreement --json")
@click.option("--brief", is_flag=True, help="One line in place of the table.")
@json_option
@click.pass_context
def command(ctx: click.Context, brief: bool, as_json: bool) -> None:
    """Krippendorff's alpha of every code that was used (a stage of `alnqual run`).

    The unit is a participant's turn; only documents that two coders handed in count, and within
    them leaving a turn uncoded is a decision."""
    frame = open_study(ctx).measure_agreement()
    used = frame[frame["marked"] > 0]
    if brief:
        measured = int(used["alpha"].notna().sum())
        click.echo(f"agreement on {measured} of {len(frame)} codes (the table: alnqual agreement)")
        return
    show(
        frame if as_json else used,
        as_json=as_json,
        columns={
            "code": "code", "alpha": "alpha", "marked": "marks", "agreed": "agreed",
            "units": "turns", "documents": "documents", "reason": "why none",
        },
    )  # fmt: skip
