"""alnqual themes"""

import click

from alnqual.cli.common import json_option, open_study, show


@click.group("themes", epilog="Example: alnqual themes show")
def command() -> None:
    """Themes that the topic model finds, and how they sit against the codebook."""


@command.command("find", epilog="Example: alnqual themes find")
@click.pass_context
def find(ctx: click.Context) -> None:
    """Fit the topic model (a stage of `alnqual run`)."""
    study = open_study(ctx)
    left_out = study.find_themes()
    click.echo(f"{len(study.themes)} themes; {len(left_out)} segments left out of the search")


@command.command("show", epilog="Example: alnqual themes show --json")
@json_option
@click.pass_context
def show_themes(ctx: click.Context, as_json: bool) -> None:
    """List the themes by size, with the code that is nearest to each."""
    show(
        open_study(ctx).themes,
        as_json=as_json,
        columns={
            "theme": "theme", "segments": "segments", "participants": "people",
            "similarity": "nearness", "nearest_code": "nearest code", "label": "label",
        },
    )  # fmt: skip
