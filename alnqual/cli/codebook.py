"""alnqual codebook"""

import sys
from dataclasses import asdict

import click

from alnqual.cli import changing
from alnqual.cli.common import json_option, open_study, show


@click.group("codebook", epilog="Example: alnqual codebook check")
def command() -> None:
    """The codebook and the theory of change."""


@command.command("check", epilog="Example: alnqual codebook check")
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Report every fault of codebook, theory and migrations with its line; status 2 if any."""
    study = open_study(ctx)
    faults = study.check_codebook()
    if as_json:
        show([asdict(fault) for fault in faults], as_json=True)
    else:
        for fault in faults:
            click.echo(str(fault))
    if faults:
        sys.exit(2)
    if not as_json:
        click.echo(
            f"No fault: {len(study.codebook)} codes, {len(study.theory_of_change.links)} links"
        )


@command.command("show", epilog="Example: alnqual codebook show --links")
@click.option("--links", is_flag=True, help="Show the theory of change's links too.")
@json_option
@click.pass_context
def show_tree(ctx: click.Context, links: bool, as_json: bool) -> None:
    """Print the codes as a tree."""
    study = open_study(ctx)
    book, language = study.codebook, study.settings.study.names
    if as_json:
        show([asdict(code) for code in book], as_json=True)
        return
    for code in book:
        depth = len(book.ancestors(code.id))
        click.echo(f"{'  ' * depth}{book.label(code.id, language)}  ({code.id})")
    for link in study.theory_of_change.links if links else ():
        ends = f"{book.label(link.source, language)} -> {book.label(link.target, language)}"
        click.echo(f"{link.id}  {ends}: {link.assumption}")


for change in (
    changing.rename, changing.move, changing.merge, changing.split, changing.retire, changing.add,
    changing.migrate, changing.undo,
):  # fmt: skip
    command.add_command(change)
