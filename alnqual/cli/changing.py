"""alnqual codebook rename, move, merge, split, retire, add, migrate, undo"""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from alnqual.cli.common import json_option, open_study, show
from alnqual.errors import InputError

if TYPE_CHECKING:
    from alnqual.operations.migrate import Touched

_reason = click.option("--reason", default="", help="Why; kept with the migration.")
_offline = click.option(
    "--offline", is_flag=True, help="Leave Label Studio alone; the next push brings its pages."
)
_confirm = click.option(
    "--confirm", is_flag=True, help="Go on although the pull before it would remove codings."
)


def _written(touched: "Touched") -> None:
    click.echo(f"Written down, not made yet.\n{touched}")
    click.echo("Make it: alnqual codebook migrate. Strike it out: alnqual codebook undo.")


@click.command("rename", epilog="Example: alnqual codebook rename inputs.staff inputs.workforce")
@click.argument("code")
@click.argument("to")
@_reason
@click.pass_context
def rename(ctx: click.Context, code: str, to: str, reason: str) -> None:
    """Write a migration that gives CODE the id TO, under the same parent.

    A better name or definition needs none: edit codebook.yaml.
    """
    _written(open_study(ctx).changes.rename(code, to, reason=reason))


@click.command("move", epilog="Example: alnqual codebook move inputs.training --under activities")
@click.argument("code")
@click.option("--under", metavar="PARENT", help="The code that it is to lie under.")
@click.option("--top", is_flag=True, help="Make it a group of its own.")
@click.option("--as", "to", metavar="ID", help="Its new id, if it is not to keep its last part.")
@_reason
@click.pass_context
def move(
    ctx: click.Context, code: str, under: str | None, top: bool, to: str | None, reason: str
) -> None:
    """Write a migration that puts CODE, with those below it, under another code."""
    if bool(under) == top:
        raise InputError("say where to: --under PARENT or --top")
    _written(open_study(ctx).changes.move(code, under or "", to=to, reason=reason))


@click.command(
    "merge", epilog="Example: alnqual codebook merge inputs.cash inputs.grants --into inputs.money"
)
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, metavar="CODE", help="The code that they become.")
@_reason
@click.pass_context
def merge(ctx: click.Context, codes: tuple[str, ...], into: str, reason: str) -> None:
    """Write a migration that makes CODES one that exists."""
    _written(open_study(ctx).changes.merge(codes, into, reason=reason))


@click.command(
    "split",
    epilog="Example: alnqual codebook split inputs.staff --into inputs.staff.number Number "
    '"How many there are." --into inputs.staff.skill Skill "What they can do."',
)
@click.argument("code")
@click.option(
    "--into", nargs=3, multiple=True, metavar="ID NAME DEFINITION",
    help="A new code, below CODE or beside it; twice or more.",
)  # fmt: skip
@_reason
@click.pass_context
def split(
    ctx: click.Context, code: str, into: tuple[tuple[str, str, str], ...], reason: str
) -> None:
    """Write a migration that splits CODE; its passages are then coded anew in a round of their own.

    CODE stays, and its codings count, until a coder has handed in the passages. Welsh names,
    examples and the like can be added to codebook/changes.yaml at once, or to codebook.yaml later.
    """
    entries = [
        {"id": identity, "name": {"en": name}, "definition": definition}
        for identity, name, definition in into
    ]
    _written(open_study(ctx).changes.split(code, entries, reason=reason))


@click.command("retire", epilog="Example: alnqual codebook retire inputs.other")
@click.argument("code")
@_reason
@click.pass_context
def retire(ctx: click.Context, code: str, reason: str) -> None:
    """Write a migration after which CODE is not offered any more; its codings stay in force."""
    _written(open_study(ctx).changes.retire(code, reason=reason))


@click.command(
    "add",
    epilog="Example: alnqual codebook add inputs.rooms --name Rooms --name-cy Ystafelloedd "
    '--definition "Places to work in."',
)
@click.argument("code")
@click.option("--name", required=True, help="In English.")
@click.option("--name-cy", default="", help="In Welsh.")
@click.option("--definition", required=True)
@click.option("--stage", default="", help="Of a new group; other codes have their parent's.")
@_reason
@click.pass_context
def add(
    ctx: click.Context, code: str, name: str, name_cy: str, definition: str, stage: str, reason: str
) -> None:
    """Write a migration that adds CODE, whose id begins with that of its parent and a dot."""
    names = {"en": name} | ({"cy": name_cy} if name_cy else {})
    entry = {"id": code, "name": names, "definition": definition}
    entry |= {"stage": stage} if stage else {}
    _written(open_study(ctx).changes.add(entry, reason=reason))


@click.command("migrate", epilog="Example: alnqual codebook migrate --dry-run")
@click.option("--dry-run", is_flag=True, help="Only show what would be touched.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_offline
@_confirm
@json_option
@click.pass_context
def migrate(
    ctx: click.Context, dry_run: bool, yes: bool, offline: bool, confirm: bool, as_json: bool
) -> None:
    """Show what the pending migrations touch, ask, and make them: files and Label Studio's pages.

    No coding is changed: each keeps the id that was chosen and the version it was made under.
    """
    changes = open_study(ctx).changes
    report = changes.preview()
    if dry_run and as_json:
        show([asdict(each) for each in report.touched], as_json=True)
        return
    if dry_run or (report.touched and not as_json):
        click.echo(str(report))
    if dry_run:
        return
    if report.touched and not yes:
        if not sys.stdin.isatty():
            raise InputError("nothing was changed", do="Make the migrations with --yes.")
        click.confirm("Make them?", abort=True)
    report = changes.migrate(offline=offline, confirm=confirm)
    if as_json:
        show([asdict(each) for each in report.touched], as_json=True)
    else:
        click.echo(str(report))


@click.command("undo", epilog="Example: alnqual codebook undo")
@_offline
@_confirm
@click.pass_context
def undo(ctx: click.Context, offline: bool, confirm: bool) -> None:
    """Take the last migration back: a pending one is struck out, one that was made is reversed.

    Refused where codings were made meanwhile with a code that would vanish; they are named.
    """
    click.echo(str(open_study(ctx).changes.undo(offline=offline, confirm=confirm)))
