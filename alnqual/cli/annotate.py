"""alnqual annotate"""

import click

from alnqual.cli.adjudicating import adjudicate, disagreements
from alnqual.cli.common import json_option, open_study, show


@click.group("annotate", epilog="Example: alnqual annotate push")
def command() -> None:
    """Coding in Label Studio, round by round (annotation/rounds/*.toml)."""


@command.command("plan", epilog="Example: alnqual annotate plan r1 --write")
@click.argument("round_id", metavar="ROUND")
@click.option("--write", is_flag=True, help="Put the assignments into the round's file.")
@click.option(
    "--afresh",
    is_flag=True,
    help="Share out anew what is assigned already, except to coders who have begun.",
)
@json_option
@click.pass_context
def plan(ctx: click.Context, round_id: str, write: bool, afresh: bool, as_json: bool) -> None:
    """Share a round's documents out among its coders, by its [plan]; shows it, changes nothing."""
    planned = open_study(ctx).rounds.plan(round_id, write=write, afresh=afresh)
    frames = {"coders": planned.coders, "pairs": planned.pairs, "strata": planned.strata}
    if as_json:
        records = {name: frame.to_dict("records") for name, frame in frames.items()}
        show({"assignments": planned.assignments, **records, "notes": planned.notes}, as_json=True)
        return
    for frame in frames.values():
        show(frame, as_json=False)
        click.echo()
    for note in planned.notes:
        click.echo(note)
    click.echo("Written." if write else "Nothing was written: --write puts it into the file.")


@command.command("guide", epilog="Example: alnqual annotate guide")
@click.pass_context
def guide(ctx: click.Context) -> None:
    """Write the coder's guide from the codebook and the settings: reports/out/guide.html, .docx."""
    for path in open_study(ctx).rounds.guide():
        click.echo(str(path))


@command.command("push", epilog="Example: alnqual annotate push")
@click.option(
    "--break-lock", is_flag=True, help="Take the lock of a push away that was killed elsewhere."
)
@click.option(
    "--overwrite-pages",
    is_flag=True,
    help="Give pages that were edited in Label Studio the codebook's again.",
)
@click.pass_context
def push(ctx: click.Context, break_lock: bool, overwrite_pages: bool) -> None:
    """Give each coder of each round a project with their documents; nothing goes twice."""
    click.echo(str(open_study(ctx).push(break_lock=break_lock, overwrite=overwrite_pages)))


@command.command("play", epilog="Example: alnqual annotate play")
@click.pass_context
def play(ctx: click.Context) -> None:
    """Demonstration only: place annotation/recorded/ in Label Studio as its coders would."""
    click.echo(str(open_study(ctx).play()))


@command.command("pull", epilog="Example: alnqual annotate pull")
@click.option(
    "--confirm", is_flag=True, help="Go on although codings would be removed or the server is new."
)
@click.option("--full", is_flag=True, help="Read every task anew, not just what has changed.")
@click.pass_context
def pull(ctx: click.Context, confirm: bool, full: bool) -> None:
    """Bring what was coded into annotation/codings/; stops and asks before it removes work."""
    click.echo(str(open_study(ctx).pull(confirm=confirm, full=full)))


@command.command("restore", epilog="Example: alnqual annotate restore")
@click.pass_context
def restore(ctx: click.Context) -> None:
    """Put the pulled codings back on a new or emptied server, after a push; ids stay."""
    click.echo(str(open_study(ctx).rounds.restore()))


@command.command("status", epilog="Example: alnqual annotate status --json")
@click.option(
    "--by",
    type=click.Choice(["coder", "round", "area"]),
    default="coder",
    show_default=True,
    help="What a row is of.",
)
@json_option
@click.pass_context
def status(ctx: click.Context, by: str, as_json: bool) -> None:
    """Show how far each round has come, at which pace, and what is left, as of the last pull."""
    show(open_study(ctx).rounds.status(by=by), as_json=as_json)


command.add_command(disagreements)
command.add_command(adjudicate)
