"""alnqual run"""

import click

from alnqual.cli.common import open_study


@click.command("run", epilog="Example: alnqual run        only the corpus: alnqual run segment")
@click.argument("stages", nargs=-1, metavar="[STAGE]...")
@click.pass_context
def command(ctx: click.Context, stages: tuple[str, ...]) -> None:
    """Bring every stale table and report up to date (`dvc repro` on the study's dvc.yaml).

    With STAGE, only that stage and those that it needs."""
    study = open_study(ctx)
    study.run(*stages)
    report = study.workspace.reports_out / "report.html"
    if not stages:
        click.echo(f"Up to date. The report: {study.workspace.relative(report)}")
