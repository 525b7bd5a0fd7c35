"""alnqual studio"""

import click

from alnqual.cli.common import json_option, open_study, show


@click.group("studio", epilog="Example: alnqual studio up")
def command() -> None:
    """The local Label Studio server of this study: loopback only, telemetry off."""


@command.command("up", epilog="Example: alnqual studio up")
@click.pass_context
def up(ctx: click.Context) -> None:
    """Start the server, or say where it runs already."""
    server = open_study(ctx).label_studio
    started = not server.status().running
    address = server.up()
    click.echo(f"Label Studio {'started' if started else 'runs already'}: {address.url}")
    click.echo(f"Log in with the accounts in {server.credentials_hint}")


@command.command("down", epilog="Example: alnqual studio down")
@click.pass_context
def down(ctx: click.Context) -> None:
    """Stop the server that `studio up` started. Nothing in it is lost."""
    click.echo("stopped" if open_study(ctx).label_studio.down() else "it was not running")


@command.command("status", epilog="Example: alnqual studio status")
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say whether the server runs, and where."""
    state = open_study(ctx).label_studio.status()
    if as_json:
        show({"running": state.running, "url": state.url}, as_json=True)
    else:
        click.echo(f"running: {state.url}" if state.running else "not running")
