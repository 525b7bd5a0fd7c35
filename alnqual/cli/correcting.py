"""alnqual corpus correct"""

import click

from alnqual.cli.common import open_study


@click.command("correct", epilog="Example: alnqual corpus correct")
@click.option("--confirm", is_flag=True, help="Go on although a pull would take codings away.")
@click.pass_context
def command(ctx: click.Context, confirm: bool) -> None:
    """Read corrected transcripts again and carry everything that was coded over.

    New work is pulled from Label Studio first; its tasks are then brought to the corrected text.
    What cannot be placed is listed and waits in annotation/unplaced/."""
    click.echo(str(open_study(ctx).protection.correct(confirm=confirm)))
