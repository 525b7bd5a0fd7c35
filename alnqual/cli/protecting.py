"""alnqual corpus leaks, alnqual corpus withdraw"""

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from alnqual.cli.common import json_option, open_study, show

if TYPE_CHECKING:
    from datetime import datetime

    from alnqual.operations.withdraw import Withdrawal


@click.command("leaks", epilog="Example: alnqual corpus leaks --json")
@click.option("--show-names", is_flag=True, help="Print the names themselves, too.")
@json_option
@click.pass_context
def leaks(ctx: click.Context, show_names: bool, as_json: bool) -> None:
    """Search tables, codings, exports, reports, notebooks and Label Studio for original names.

    corpus/raw, speakers.csv and the vault are where names belong; they are not searched. The
    status is 2 if a name was found, or something could not be searched."""
    from alnqual.corpus.key import undecided

    study = open_study(ctx, unfinished=True)
    report = study.protection.find_leaks(server=True)
    if undecided(study.workspace) is None:
        click.echo(
            "there is no key: only speakers, addresses and numbers were looked for "
            "(alnqual corpus pseudonymise)",
            err=True,
        )
    found = [leak if show_names else replace(leak, name="") for leak in report.leaks]
    if as_json:
        unopened = [asdict(each) for each in report.unopened]
        show({"leaks": [asdict(leak) for leak in found], "unopened": unopened}, as_json=True)
    else:
        for leak in found:
            name = f" ({leak.name})" if leak.name else ""
            click.echo(
                f"{leak.where}: {leak.kind}{name}, to be {leak.replacement}, {leak.times} times"
            )
        for each in report.unopened:
            click.echo(f"not searched: {each.where}: {each.reason}", err=True)
        click.echo(
            f"{len(found)} places with an original name; {report.entries} names were looked for in "
            f"{report.files} files."
        )
    if found or report.unopened:
        sys.exit(2)


@click.command("withdraw", epilog="Example: alnqual corpus withdraw P15 --dry-run")
@click.argument("participant")
@click.option("--dry-run", is_flag=True, help="Print what would be done, and change nothing.")
@click.option("--yes", is_flag=True, help="Go on without asking.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the withdrawal, for the receipt; today by default.",
)
@json_option
@click.pass_context
def withdraw(
    ctx: click.Context,
    participant: str,
    dry_run: bool,
    yes: bool,
    day: "datetime | None",
    as_json: bool,
) -> None:
    """Take a PARTICIPANT's words out of everything that the study holds, for good.

    Other people's words and codings stay. If it is interrupted, run it again: it goes on. A receipt
    without content is left in corpus/withdrawals/. The status is 2 if something still holds the
    words afterwards."""
    from alnqual.operations import withdraw as operation

    workspace = open_study(ctx, unfinished=True).workspace
    plan = operation.plan_withdrawal(workspace, participant, day=day and day.date())
    result = operation.preview(workspace, plan)
    if not as_json:
        _print(result, done=False)
    if not dry_run:
        if not yes:
            click.confirm("This cannot be undone. Go on?", abort=True, err=True)
        result = operation.withdraw(workspace, participant, plan=plan)
    if as_json:
        shown = asdict(result)
        shown["receipt"] = result.receipt and workspace.relative(result.receipt)
        show(shown, as_json=True)
    elif not dry_run:
        _print(result, done=True)
        if result.receipt:
            click.echo(f"receipt: {workspace.relative(result.receipt)}")
    if result.remaining:
        sys.exit(2)


def _print(result: "Withdrawal", *, done: bool) -> None:
    """What will be done, or what is left to do."""
    if not done:
        for change in result.changes:
            click.echo(str(change))
        for report, quotes in sorted(result.reports.items()):
            click.echo(f"quoted in {report}: {', '.join(quotes) or 'words, no ids'}")
    else:
        for line in result.remaining:
            click.echo(f"still there: {line}", err=True)
        click.echo("Run `alnqual run` to make tables and reports anew.")
    for line in result.by_hand:
        click.echo(f"by hand: {line}" if not line.startswith(" ") else line)
