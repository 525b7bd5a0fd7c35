"""alnqual search"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alnqual.cli.common import json_option, open_study, show
from alnqual.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@click.command("search", epilog="Example: alnqual search 'who pays for speech therapy' --limit 5")
@click.argument("query", required=False)
@click.option(
    "--like", metavar="PASSAGE", help="Passages like this turn, segment or text, instead."
)
@click.option(
    "--against",
    metavar="FINDING",
    help="Negative cases of this code, or statement in words, instead.",
)
@click.option("--stance", type=click.Choice(["barrier", "facilitator"]), help="The finding's.")
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
@click.option("--explain", is_flag=True, help="Say what each score is owed to.")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page, with reasons."
)
@click.option("--round", "round_id", metavar="ID", help="Write a round of just these passages.")
@click.option("--coders", metavar="A,B", help="Who codes the round.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    query: str | None,
    like: str | None,
    against: str | None,
    stance: str | None,
    limit: int | None,
    document: str | None,
    kwic: bool,
    where: tuple[str, ...],
    code: str | None,
    participants: bool,
    explain: bool,
    html: Path | None,
    round_id: str | None,
    coders: str | None,
    as_json: bool,
) -> None:
    """Find passages for QUERY, a question or a phrase, best first.

    Words, speakers and their roles are found, terms of the glossary in both languages, Welsh words
    whatever their mutation. With --kwic QUERY is a word or phrase, and a line is printed for each
    place where it stands. With --against come what participants said near the finding and was
    coded to the contrary, then what is near and not coded so. The passages found can be written
    as a page (--html) and as a round to be coded (--round, --coders; then `annotate push`)."""
    asked = _one_of(query, like, against)
    for wanted, given, told in (
        (kwic, explain or html or round_id or not query, "--kwic goes with a QUERY, and prints"),
        (bool(stance), not against, "--stance is that of the finding of --against"),
        (bool(against), code or participants, "--against looks at all that participants said"),
        (bool(coders), not round_id, "--coders are those of --round"),
    ):
        if wanted and given:
            raise InputError(told, do="Leave the others out; alnqual search --help tells more.")
    search = open_study(ctx).search
    options: dict[str, Any] = {"document": document, "where": _wanted(where)}
    if not against:
        options |= {"interviewers": not participants, "code": code}
    if kwic:
        _print_places(search.concordance(asked, **options)[:limit], as_json=as_json)
        return
    find = search.like if like else search.against if against else search
    if against:
        options["stance"] = stance
    found = find(asked, limit=limit or 10, explain=explain or html is not None, **options)
    for note in found.attrs["notes"]:
        click.echo(f"{note[0].upper()}{note[1:]}.", err=True)
    if html is not None:
        search.page(found, asked, html)
        click.echo(f"Written: {html}", err=True)
    if round_id:
        names = [name.strip() for name in (coders or "").split(",") if name.strip()]
        path = search.round(found, round_id, coders=names, title=asked)
        click.echo(f"Written: {path}. `alnqual annotate push` sends it.", err=True)
    if as_json:
        show(found, as_json=True)
    elif html is None and not round_id:
        _print(found)


def _one_of(*given: str | None) -> str:
    asked = [each for each in given if each is not None]
    if len(asked) != 1:
        raise InputError(
            "there is no query" if not asked else "there is more than one query",
            do="Give QUERY, or --like, or --against.",
        )
    return asked[0]


def _print(found: "pd.DataFrame") -> None:
    for hit in found.to_dict("records"):
        case = f"  {hit['case']}{': ' * bool(hit['told'])}{hit['told']}" if "case" in hit else ""
        click.echo(f"{hit['turn']}  {hit['speaker']}  ({hit['score']:.2f}){case}\n  {hit['text']}")
        if "clues" in hit:
            for line in _reasons(hit):
                click.echo(f"    {line}")
        click.echo()
    if found.empty:
        click.echo("Nothing found.")


def _reasons(hit: dict[Any, Any]) -> list[str]:
    """What the score is owed to, in lines."""
    lines = [f"{hit['of_words']:.2f} by words, {hit['of_meaning']:.2f} by meaning"]
    for clue in hit["clues"]:
        also = f" (also {', '.join(clue['also'])})" if clue["also"] else ""
        places = ", ".join(
            ("here" if at["turn"] == hit["turn"] else at["turn"])
            + (" (speaker)" if at["speaker"] else "")
            + f" {at['score']:.2f}"
            for at in clue["turns"]
        )
        lines.append(
            f"{clue['score']:.2f} {clue['words']}{also}, weight {clue['weight']:.2f}: {places}"
        )
    if hit["neighbours"]:
        told = ", ".join(f"{near['turn']} {near['score']:.2f}" for near in hit["neighbours"])
        lines.append(f"carried by {told}")
    return lines


def _print_places(found: "pd.DataFrame", *, as_json: bool) -> None:
    if as_json:
        show(found, as_json=True)
        return
    for place in found.itertuples():
        click.echo(f"{place.turn}  {place.left:>61}[{place.found}]{place.right}")
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
