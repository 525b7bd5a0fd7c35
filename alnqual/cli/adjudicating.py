"""alnqual annotate disagreements and adjudicate"""

from pathlib import Path

import click

from alnqual.cli.common import json_option, open_study, show

names_option = click.option("--names", is_flag=True, help="Show the coders' ids, not A, B, C.")


@click.command(
    "disagreements", epilog="Example: alnqual annotate disagreements round-1 --html reports/a.html"
)
@click.argument("round_id", metavar="ROUND")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="The page's place.")
@click.option(
    "--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="The workbook's place."
)
@names_option
@json_option
@click.pass_context
def disagreements(
    ctx: click.Context,
    round_id: str,
    html: Path | None,
    xlsx: Path | None,
    names: bool,
    as_json: bool,
) -> None:
    """Where a round's coders differ, first what would change the most; a page and a workbook.

    They lie in reports/out/ unless you say otherwise, and hold what participants said: for the
    team only.
    """
    from alnqual.reporting.disagreements import as_data

    rounds = open_study(ctx).rounds
    listing = rounds.disagreements(round_id, names=names)
    if as_json:
        show(as_data(listing), as_json=True)
        return
    written = rounds.write_disagreements(listing, html=html, xlsx=xlsx)
    for line in listing.lines:
        coders = "; ".join(
            f"{version.coder}: {' + '.join(version.codes) or 'not marked'}"
            for version in line.versions
        )
        click.echo(f"{line.number:>4}  {line.turn}  {len(line.figures):>2} codes  {coders}")
    click.echo(
        f"{len(listing.lines)} of {listing.passages} marked passages in {listing.documents} "
        "documents of several coders"
    )
    for path in written:
        click.echo(f"written: {path}")


@click.command("adjudicate", epilog="Example: alnqual annotate adjudicate round-1 --by judge")
@click.argument("round_id", metavar="ROUND")
@click.option("--by", required=True, metavar="ID", help="The adjudicator, from coders.csv.")
@click.option(
    "--document", "documents", multiple=True, metavar="ID", help="Only this; may be repeated."
)
@names_option
@click.pass_context
def adjudicate(
    ctx: click.Context, round_id: str, by: str, documents: tuple[str, ...], names: bool
) -> None:
    """Put what the coders of a round made side by side before an adjudicator, in Label Studio.

    `alnqual annotate pull` brings the decisions back; of a document that the adjudicator has
    handed in, they are what counts.
    """
    click.echo(
        str(open_study(ctx).rounds.adjudicate(round_id, by=by, documents=documents, names=names))
    )
