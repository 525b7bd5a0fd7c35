"""alnqual search"""

import click

from alnqual.cli.common import json_option, open_study, show
from alnqual.errors import InputError


@click.command("search", epilog="Example: alnqual search 'who pays for speech therapy' --limit 5")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), help="Passages: 10, or all with --kwic.")
@click.option("--document", help="Only in this document.")
@click.option(
    "--kwic", is_flag=True, help="Every place where the words stand, in line with their context."
)
@click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    help="Only turns with this attribute, of the speaker or the document; again for another value.",
)
@click.option("--code", help="Only turns that are coded with this code or one below it.")
@click.option("--participants", is_flag=True, help="Only what participants said.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    query: str,
    limit: int | None,
    document: str | None,
    kwic: bool,
    where: tuple[str, ...],
    code: str | None,
    participants: bool,
    as_json: bool,
) -> None:
    """Find passages for QUERY, a question or a phrase, best first.

    With --kwic QUERY is a word or phrase, and a line is printed for each place where it stands:
    English words whatever their ending, Welsh ones whatever their mutation, terms of the glossary
    in both languages."""
    search, interviewers, wanted = open_study(ctx).search, not participants, _wanted(where)
    if kwic:
        found = search.concordance(
            query, document=document, interviewers=interviewers, where=wanted, code=code
        )[:limit]
    else:
        found = search(
            query,
            limit=limit or 10,
            document=document,
            interviewers=interviewers,
            where=wanted,
            code=code,
        )
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


def _wanted(options: tuple[str, ...]) -> dict[str, list[str]]:
    """What --where asks for: attribute -> values of which one is enough."""
    wanted: dict[str, list[str]] = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals:
            raise InputError(f"--where {option}: there is no =", do="Write --where sector=primary.")
        wanted.setdefault(name.strip(), []).append(value.strip())
    return wanted
