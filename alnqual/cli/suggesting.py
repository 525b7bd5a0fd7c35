"""alnqual studio suggest"""

import click

from alnqual.cli.common import open_study


@click.command("suggest", epilog="Example: alnqual studio suggest")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Suggest codes when a task of an assisted round is opened, until Ctrl-C.

    On this machine only, and behind a secret. Label Studio is started again if it may not ask
    services of this machine yet. Blind rounds get nothing."""
    open_study(ctx).rounds.suggest(say=click.echo)
