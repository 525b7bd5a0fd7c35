"""alnqual export"""

from pathlib import Path

import click

from alnqual.cli.common import open_study


@click.command("export", epilog="Example: alnqual export excerpts.csv --code activities.idp")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--code", help="Only this code and those below it.")
@click.option("--overwrite", is_flag=True, help="Replace PATH if it exists.")
@click.pass_context
def command(ctx: click.Context, path: Path, code: str | None, overwrite: bool) -> None:
    """Write the coded excerpts to PATH: .xlsx, .csv or .json.

    Words of people who may not be quoted are left out, and counted."""
    written, withheld = open_study(ctx).export(path, code=code, overwrite=overwrite)
    click.echo(f"{written} excerpts in {path}; {withheld} withheld (may not be quoted)")
