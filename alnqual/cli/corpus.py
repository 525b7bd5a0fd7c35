"""alnqual corpus"""

import sys

import click

from alnqual.cli.common import json_option, open_study, show
from alnqual.cli.correcting import command as correct
from alnqual.cli.protecting import leaks, withdraw
from alnqual.cli.pseudonyms import lock, pseudonymise, unlock


@click.group("corpus", epilog="Example: alnqual corpus check")
def command() -> None:
    """The transcripts: check what came in, ingest, segment and embed it."""


@command.command("check", epilog="Example: alnqual corpus check --json")
@json_option
@click.option(
    "--html",
    "page",
    metavar="[PATH]",
    is_flag=False,
    flag_value="",
    help="Write a page too, to reports/out/corpus-check.html or to PATH.",
)
@click.pass_context
def check(ctx: click.Context, as_json: bool, page: str | None) -> None:
    """Report on the quality of the corpus: what is wrong, doubtful or missing, and who was heard.

    The status is 2 if anything must be mended."""
    from alnqual.cli.checking import page_target, print_quality, quality_as_data
    from alnqual.reporting.quality import write_quality

    study = open_study(ctx)
    path = None if page is None else page_target(study.workspace, page)
    quality = study.check_corpus()
    if as_json:
        show(quality_as_data(quality), as_json=True)
    else:
        print_quality(quality)
    if path is not None:
        write_quality(quality, path)
        click.echo(f"Written: {path}", err=as_json)
    if quality.errors:
        sys.exit(2)


@command.command("ingest", epilog="Example: alnqual corpus ingest")
@click.pass_context
def ingest(ctx: click.Context) -> None:
    """Read every registered file into documents and turns (a stage of `alnqual run`)."""
    study = open_study(ctx)
    result = study.ingest()
    documents = result.documents
    click.echo(
        f"{len(documents)} documents, {documents['turns'].sum()} turns, "
        f"{documents['words'].sum()} words"
    )
    click.echo(
        f"{result.names_replaced} names replaced; "
        f"{result.names_left} left that may be ordinary words"
    )
    if result.undecided is None:
        click.echo(
            "names that people mention have not been looked for: alnqual corpus pseudonymise"
        )
    elif result.undecided:
        click.echo(
            f"{result.undecided} possible names wait for a decision in .vault/pseudonyms.csv"
        )
    if warnings := sum(map(len, result.warnings.values())):
        click.echo(f"warnings of the readers: {warnings} (see alnqual corpus check)")
    for row in result.left_out.itertuples():
        click.echo(f"left out: {row.item}: {row.reason}", err=True)


@command.command("segment", epilog="Example: alnqual corpus segment")
@click.pass_context
def segment(ctx: click.Context) -> None:
    """Cut turns into segments, the unit of themes (a stage of `alnqual run`)."""
    study = open_study(ctx)
    study.segment()
    click.echo(f"{len(study.segments)} segments")


@command.command("embed", epilog="Example: alnqual corpus embed")
@click.pass_context
def embed(ctx: click.Context) -> None:
    """Embed the segments that the encoder can read (a stage of `alnqual run`)."""
    left_out = open_study(ctx).embed()
    click.echo(f"{len(left_out)} segments left out, which the encoder cannot read")


for protecting in (correct, leaks, lock, pseudonymise, unlock, withdraw):
    command.add_command(protecting)


@command.command("show", epilog="Example: alnqual corpus show --json")
@json_option
@click.pass_context
def show_documents(ctx: click.Context, as_json: bool) -> None:
    """List the documents."""
    documents = open_study(ctx).documents.drop(columns="text")
    columns = ["document", "kind", "area", "sector", "phase", "date", "language", "turns", "words"]
    show(documents, as_json=as_json, columns={name: name for name in columns})
