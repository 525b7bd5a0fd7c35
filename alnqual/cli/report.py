"""alnqual report"""

from dataclasses import asdict

import click

from alnqual.cli.common import json_option, open_study, show


@click.group("report", epilog="Example: alnqual report trace 3fa9c1d20b7e")
def command() -> None:
    """The synthesis report, and the way back from its quotes to the words."""


@command.command("synthesise", epilog="Example: alnqual report synthesise")
@click.pass_context
def synthesise(ctx: click.Context) -> None:
    """Join codings with who said them, and count (a stage of `alnqual run`)."""
    excerpts = open_study(ctx).synthesise()
    click.echo(f"{len(excerpts)} coded excerpts")


@command.command("build", epilog="Example: alnqual report build")
@click.pass_context
def build(ctx: click.Context) -> None:
    """Write the HTML, Word and Excel reports (a stage of `alnqual run`)."""
    study = open_study(ctx)
    for path in study.report():
        click.echo(study.workspace.relative(path))


@command.command("trace", epilog="Example: alnqual report trace 3fa9c1d20b7e")
@click.argument("identity", metavar="ID")
@json_option
@click.pass_context
def trace(ctx: click.Context, identity: str, as_json: bool) -> None:
    """Show the document, turn and span that the quote ID stands for, in its context."""
    found = open_study(ctx).trace(identity)
    if as_json:
        show(asdict(found), as_json=True)
    else:
        click.echo(str(found))
