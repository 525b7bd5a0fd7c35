"""alnqual doctor"""

import click

from alnqual.cli.common import json_option, show

_MARKS = {"good": "✓", "note": "·", "missing": "✗"}


@click.command("doctor", epilog="Example: alnqual doctor --json")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Tell what is installed, which encoder is used, and what is missing for what.

    Needs no study; within one, its settings and language cover are looked at too. Nothing is sent
    or fetched. Status 2 if anything is missing."""
    from alnqual.study.doctor import examine

    findings = examine(ctx.find_root().obj)
    if as_json:
        show([finding._asdict() for finding in findings], as_json=True)
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.state]} {finding.subject}: {finding.message}")
    if any(finding.state == "missing" for finding in findings):
        ctx.exit(2)
