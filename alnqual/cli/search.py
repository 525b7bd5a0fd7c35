"""alnqual search"""

import click

from alnqual.cli.common import json_option, open_study, show


@click.command("search", epilog="Example: alnqual search 'who pays for speech therapy' --limit 5")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), help="Passages: 10, or all with --kwic.")
@click.option("--document", help="Only in this document.")
@click.option(
    "--kwic", is_flag=True, help="Every place where the words stand, in line with their context."
)
@click.option("--participants", is_flag=True, help="Only what participants said.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    query: str,
    limit: int | None,
    document: str | None,
    kwic: bool,
    participants: bool,
    as_json: bool,
) -> None:
    """Find passages for QUERY, a question or a phrase, best first.

    With --kwic QUERY is a word or phrase, and a line is printed for each place where it stands:
    English words whatever their ending, Welsh ones whatever their mutation, terms of the glossary
    in both languages."""
    search, interviewers = open_study(ctx).search, not participants
    if kwic:
        found = search.concordance(query, document=document, interviewers=interviewers)
        found = found[:limit]
    else:
        found = search(query, limit=limit or 10, document=document, interviewers=interviewers)
    if as_json:
        show(found, as_json=True)
        return
    for hit in found.itertuples():
        if kwic:
            click.echo(f"{hit.turn}  {hit.left:>61}[{hit.found}]{hit.right}")
        else:
            click.echo(f"{hit.turn}  {hit.speaker}  ({hit.score:.2f})\n  {hit.text}\n")
    if found.empty:
        click.echo("Nothing found.")
