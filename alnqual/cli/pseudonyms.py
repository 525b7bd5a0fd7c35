"""alnqual corpus pseudonymise, lock, unlock"""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alnqual.cli.common import json_option, open_study, show

if TYPE_CHECKING:
    from alnqual.corpus.pseudonyms.entries import Entry

_CHOICE = "an original as the key has it, a kind (person, place, ...), or all that is undecided"


@click.command("pseudonymise", epilog="Example: alnqual corpus pseudonymise --accept phone")
@click.option("--accept", multiple=True, metavar="NAME", help=f"Replace {_CHOICE}.")
@click.option("--reject", multiple=True, metavar="NAME", help=f"Leave {_CHOICE}.")
@click.option(
    "--from",
    "decisions",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take decisions from a .csv with the columns original and decision.",
)
@click.option("--list", "listed", is_flag=True, help="Print the key: real names are shown.")
@json_option
@click.pass_context
def pseudonymise(
    ctx: click.Context,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    decisions: Path | None,
    listed: bool,
    as_json: bool,
) -> None:
    """Look for names, places, schools, numbers and telling details; decide about each.

    The key is .vault/pseudonyms.csv: open it in a spreadsheet, write accept or reject into the
    column decision, change a replacement where another is better, save it as CSV. Then `alnqual
    run` makes the texts anew. Names of speakers, and what has the shape of an address or a number,
    are replaced unless you reject them; everything else once you accept it."""
    study = open_study(ctx)
    entries = study.protection.pseudonymise(accept=accept, reject=reject, decisions=decisions)
    if listed:
        import pandas as pd

        columns = ["decision", "original", "kind", "replacement", "document", "source", "times"]
        frame = pd.DataFrame([asdict(entry) for entry in entries], columns=columns)
        show(frame, as_json=as_json)
        return
    _summary(entries, as_json=as_json)
    if not as_json:
        click.echo(f"The key, which holds real names: {study.workspace.vault}/pseudonyms.csv")


@click.command("lock", epilog="Example: alnqual corpus lock")
@click.pass_context
def lock(ctx: click.Context) -> None:
    """Encrypt the vault with a passphrase; every later command needs it.

    It is taken from the environment variable ALNQUAL_PASSPHRASE, or asked for. There is no way to
    open the vault without it."""
    from alnqual.corpus.vault import Vault

    workspace = open_study(ctx).workspace
    vault = Vault(workspace)
    if not vault.passphrase:
        vault = Vault(workspace, passphrase=_ask(confirm=not vault.encrypted))
    click.echo(f"{vault.lock()} file(s) of the vault encrypted")


@click.command("unlock", epilog="Example: alnqual corpus unlock")
@click.pass_context
def unlock(ctx: click.Context) -> None:
    """Decrypt the vault, to edit the key in a spreadsheet; lock it again afterwards."""
    from alnqual.corpus.vault import Vault

    workspace = open_study(ctx).workspace
    vault = Vault(workspace)
    if vault.encrypted and not vault.passphrase:
        vault = Vault(workspace, passphrase=_ask(confirm=False))
    click.echo(f"{vault.unlock()} file(s) of the vault decrypted")


def _ask(*, confirm: bool) -> str:
    """The passphrase, typed on a terminal; nothing where nobody can be asked."""
    if not sys.stdin.isatty():
        return ""
    return click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm)


def _summary(entries: "Iterable[Entry]", *, as_json: bool) -> None:
    import pandas as pd

    from alnqual.corpus.pseudonyms.entries import state

    counts = Counter((entry.kind, state(entry)) for entry in entries)
    kinds = sorted({kind for kind, _ in counts})
    states = ("replaced", "kept", "undecided")
    rows = [[kind, *(counts[kind, each] for each in states)] for kind in kinds]
    frame = pd.DataFrame(rows, columns=["kind", *states])
    if as_json:
        show(frame, as_json=True)
        return
    if rows:
        show(frame, as_json=False)
    undecided = int(frame["undecided"].sum())
    click.echo(f"{undecided} wait for a decision." if undecided else "All are decided.")
