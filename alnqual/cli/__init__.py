"""The command line: a thin shell over `Study`; a module a noun, loaded when it is called."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from alnqual import __version__
from alnqual.errors import AlnqualError

COMMANDS = {
    "init": "Make a new, empty study.",
    "run": "Bring every stale table and report up to date.",
    "doctor": "Tell what is installed, which encoder is used, and what is missing for what.",
    "corpus": "The transcripts: check, ingest, segment, embed.",
    "codebook": "The codebook and the theory of change: check, show.",
    "studio": "The local Label Studio server: up, down, status.",
    "annotate": "Coding in Label Studio: plan, push, pull, status, the coder's guide, and more.",
    "agreement": "How far coders agree, code by code.",
    "themes": "Themes of the corpus, and how they sit against the codebook.",
    "search": "Find passages for a question or a phrase.",
    "report": "Synthesis and report; trace a quote back to its words.",
    "export": "Coded excerpts as a spreadsheet, CSV or JSON.",
}
"""Every command and its one-line help, so that `--help` loads no module of theirs."""


class _Nouns(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"alnqual.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_Nouns,
    epilog="Example: alnqual run && alnqual search 'who pays for speech therapy'",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--study",
    "path",
    type=click.Path(file_okay=False),
    help="The study's folder; by default the one that holds the working folder.",
)
@click.version_option(__version__, prog_name="alnqual")
@click.pass_context
def _alnqual(ctx: click.Context, path: str | None) -> None:
    """Qualitative research for evaluations: transcripts in, coded in Label Studio, themes and
    synthesis reports out, every quote traceable to its words."""
    ctx.obj = path


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a problem that the user can mend ends with its message and status 2."""
    try:
        _alnqual.main(args=arguments, prog_name="alnqual")
    except AlnqualError as error:
        click.echo(f"alnqual: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"alnqual: {place}{error.strerror or error}", err=True)
        sys.exit(2)
