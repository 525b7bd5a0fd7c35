"""alnqual studio"""

import os
import sys
import webbrowser

import click

from alnqual.cli.common import json_option, open_study, show
from alnqual.cli.suggesting import command as suggest


@click.group("studio", epilog="Example: alnqual studio up")
def command() -> None:
    """The local Label Studio server of this study: loopback only, telemetry off."""


@command.command("up", epilog="Example: alnqual studio up")
@click.option("--coder", help="Only the server of this coder's own.")
@click.pass_context
def up(ctx: click.Context, coder: str | None) -> None:
    """Start the servers that the rounds need, or say where they run already."""
    studio = open_study(ctx).label_studio
    ran = {name for name, server in studio.servers().items() if server.status().running}
    studio.up(coder)
    for name, server in studio.servers(needed=True).items():
        if coder in (None, name):
            done = "runs already" if name in ran else "started"
            whose = f" for {name} alone" if name else ""
            click.echo(f"Label Studio{whose} {done}: {server.status().url}")
            click.echo(f"Log in with the accounts in {server.credentials_hint}")


@command.command("down", epilog="Example: alnqual studio down")
@click.pass_context
def down(ctx: click.Context) -> None:
    """Stop the servers that `studio up` started. Nothing in them is lost."""
    click.echo("stopped" if open_study(ctx).label_studio.down() else "it was not running")


@command.command("status", epilog="Example: alnqual studio status")
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say whether the servers run, and where."""
    studio = open_study(ctx).label_studio
    servers = dict(sorted((studio.servers() | studio.servers(needed=True)).items()))
    states = {name: server.status() for name, server in servers.items()}
    if as_json:
        shown = {name: {"running": s.running, "url": s.url} for name, s in states.items()}
        show(shown.pop("") | ({"coders": shown} if shown else {}), as_json=True)
        return
    for name, state in states.items():
        what = f"running: {state.url}" if state.running else "not running"
        click.echo(f"{name}: {what}" if name else what)


@command.command("open", epilog="Example: alnqual studio open")
@click.option("--print", "only_print", is_flag=True, help="Print the address; open no browser.")
@click.pass_context
def open_(ctx: click.Context, only_print: bool) -> None:
    """Start the server if need be, and open its page in the browser."""
    url = open_study(ctx).label_studio.url
    click.echo(url)
    if not only_print and _has_desktop():
        webbrowser.open(url)


@command.command("backup", epilog="Example: alnqual studio backup /media/usb-stick")
@click.argument("path", required=False, type=click.Path())
@click.pass_context
def backup(ctx: click.Context, path: str | None) -> None:
    """Write accounts, database and uploads into one file (or folder) and read it back.

    The server may run meanwhile. Without PATH the file goes to .label-studio/backups/.
    """
    click.echo(str(open_study(ctx).label_studio.backup(path)))


@command.command("restore", epilog="Example: alnqual studio restore label-studio-backup.tar.gz")
@click.argument("path", type=click.Path())
@click.pass_context
def restore(ctx: click.Context, path: str) -> None:
    """Bring a backup back. What is there now is kept aside, and the message says where."""
    click.echo(str(open_study(ctx).label_studio.restore(path)))


def _has_desktop() -> bool:
    """Whether a person sits here with a browser: the ones of a terminal cannot show the page."""
    if not sys.stdout.isatty():
        return False
    wanted = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in wanted)


command.add_command(suggest)
