"""alnqual search"""

import click

from alnqual.cli.common import json_option, open_study, show


@click.command("search", epilog="Example: alnqual search 'who pays for speech therapy' --limit 5")
@click.argument("query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="Passages.")
@click.option("--document", help="Only in this document.")
@click.option("--participants", is_flag=True, help="Only what participants said.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    query: str,
    limit: int,
    document: str | None,
    participants: bool,
    as_json: bool,
) -> None:
    """Find passages for QUERY, a question or a phrase, best first."""
    found = open_study(ctx).search(
        query, limit=limit, document=document, interviewers=not participants
    )
    if as_json:
        show(found, as_json=True)
        return
    for hit in found.itertuples():
        click.echo(f"{hit.turn}  {hit.speaker}  ({hit.score:.2f})\n  {hit.text}\n")
    if found.empty:
        click.echo("Nothing found.")
