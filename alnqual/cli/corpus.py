"""alnqual corpus"""

import sys
from dataclasses import asdict

import click

from alnqual.cli.common import json_option, open_study, show


@click.group("corpus", epilog="Example: alnqual corpus check")
def command() -> None:
    """The transcripts: check what came in, ingest, segment and embed it."""


@command.command("check", epilog="Example: alnqual corpus check --json")
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Report every problem of the register, the people and the files.

    The status is 2 if any must be mended."""
    findings = open_study(ctx).check_corpus()
    if as_json:
        show([asdict(finding) for finding in findings], as_json=True)
    else:
        for finding in findings:
            click.echo(str(finding))
        errors = sum(finding.severity == "error" for finding in findings)
        click.echo(f"{errors} to mend, {len(findings) - errors} to know.")
    if any(finding.severity == "error" for finding in findings):
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


@command.command("show", epilog="Example: alnqual corpus show --json")
@json_option
@click.pass_context
def show_documents(ctx: click.Context, as_json: bool) -> None:
    """List the documents."""
    documents = open_study(ctx).documents.drop(columns="text")
    columns = ["document", "kind", "area", "sector", "phase", "date", "language", "turns", "words"]
    show(documents, as_json=as_json, columns={name: name for name in columns})
