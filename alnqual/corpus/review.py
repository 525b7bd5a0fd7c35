"""The review of pseudonyms: names are looked for, and people decide about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from alnqual.codebook import Codebook
from alnqual.codebook.glossary import read_glossary
from alnqual.corpus.key import AREA, area_entries, read_key, write_key
from alnqual.corpus.pseudonyms.entries import KINDS, Entry, state
from alnqual.corpus.pseudonyms.propose import propose
from alnqual.corpus.received import entries_of, receive
from alnqual.corpus.sheets import read_sheet
from alnqual.corpus.vault import KEY, Vault
from alnqual.errors import InputError
from alnqual.workspace import Workspace

ALL = "all"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of an entry: take or leave it, perhaps with other words in its place."""

    accept: bool
    replacement: str = ""


def look_for_names(workspace: Workspace) -> list[Entry]:
    """Look through the corpus as received and renew the key; the entries, old ones first.

    What people have decided stays as it is.

    Raises
    ------
    InputError
        The register or the key have faults, or somebody saved the key meanwhile.
    """
    before = Vault(workspace).stored(KEY)
    received = receive(workspace)
    known = entries_of(workspace, received)
    known += area_entries(received.rows, known)
    proposed = propose(received.texts, entries=known, vocabulary=vocabulary(workspace))
    # An area of which nobody speaks ("Regional") gives nobody away.
    entries = [each for each in proposed if each.times or each.decision or each.note != AREA]
    # What waits for a person stands where they begin to read.
    entries.sort(key=lambda entry: state(entry) != "undecided")
    if Vault(workspace).stored(KEY) != before:
        raise InputError(
            "the key was changed while names were looked for; it stands as it was saved",
            where=workspace.relative(workspace.vault),
            do="Run the command again.",
        )
    write_key(workspace, entries)
    return entries


def decide(
    workspace: Workspace, *, accept: Iterable[str] = (), reject: Iterable[str] = ()
) -> list[Entry]:
    """Accept or reject entries of the key; the entries.

    Parameters
    ----------
    accept, reject : each an original as the key has it, a kind ("place") or "all". A kind and
        "all" mean the entries that wait for a decision, not those that are replaced at once.

    Raises
    ------
    InputError
        One of them is neither an original of the key nor a kind; then nothing is changed.
    """
    entries = read_key(workspace)
    for chosen, accepted in ((accept, True), (reject, False)):
        for name in chosen:
            if name not in (ALL, *KINDS) and not any(_answers(each, name) for each in entries):
                raise InputError(
                    f"nothing in the key answers to {name!r}",
                    where=workspace.relative(workspace.vault),
                    do="Give an original as the key has it, a kind, or all.",
                )
            entries = [
                _decided(entry, Decision(accepted)) if _answers(entry, name) else entry
                for entry in entries
            ]
    write_key(workspace, entries)
    return entries


def take_decisions(workspace: Workspace, path: Path) -> list[Entry]:
    """Take the decisions of a sheet: columns original, decision, and perhaps replacement.

    Raises
    ------
    InputError
        The sheet cannot be read, a decision is neither accept nor reject, or nothing in the key
        answers to a row.
    """
    if not path.is_file():
        raise InputError("the file does not exist", where=path)
    decisions = _read_decisions(path)
    if strange := sorted(decisions.keys() - {entry.original for entry in read_key(workspace)}):
        raise InputError(
            f"nothing in the key answers to {', '.join(map(repr, strange))}",
            where=path,
            do="Write each original as the key has it.",
        )
    entries = [
        _decided(entry, decisions[entry.original]) if entry.original in decisions else entry
        for entry in read_key(workspace)
    ]
    write_key(workspace, entries)
    return entries


def _read_decisions(path: Path) -> Mapping[str, Decision]:
    sheet = read_sheet(path, str(path), ("original", "decision"))
    decisions = {}
    for number, cells in sheet.rows:
        said = cells["decision"].casefold()
        if said not in ("accept", "reject"):
            raise InputError(
                f"the decision is {said!r}, not accept or reject", where=f"{path}, row {number}"
            )
        decisions[cells["original"]] = Decision(said == "accept", cells.get("replacement", ""))
    return decisions


def _answers(entry: Entry, name: str) -> bool:
    if name == entry.original:
        return True
    return state(entry) == "undecided" and name in (ALL, entry.kind)


def _decided(entry: Entry, decision: Decision) -> Entry:
    return replace(
        entry,
        decision="accept" if decision.accept else "reject",
        replacement=decision.replacement or entry.replacement,
    )


def vocabulary(workspace: Workspace) -> list[str]:
    """Words that the study writes with capitals though they name nobody."""
    codes = Codebook.read(workspace.codebook)
    names = [name for code in codes for name in code.name.values()]
    keywords = [keyword for code in codes for keyword in code.keywords]
    terms = [
        term
        for row in read_glossary(workspace.glossary)
        for term in (row.term_en, row.term_cy, row.abbreviation_en, row.abbreviation_cy)
    ]
    return [word for text in (*names, *keywords, *terms) for word in text.split()]
