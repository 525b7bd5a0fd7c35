"""alnqual init"""

from pathlib import Path

import click


@click.command("init", epilog="Example: alnqual init ~/studies/aln-phase-4")
@click.argument("path", type=click.Path(path_type=Path))
def command(path: Path) -> None:
    """Make a new, empty study at PATH.

    Its .gitignore keeps transcripts, people and codings out of version control."""
    from alnqual.study import Study

    study = Study.init(path)
    click.echo(
        f"A new study in {study.workspace.root}. Next:\n"
        "  put transcripts into corpus/raw/ and a row for each into corpus/register.csv\n"
        "  alnqual corpus check    tells what is missing\n"
        "  alnqual run             makes tables and report"
    )
