"""What stands for a name: "[person 3]", numbered in the order in which names appear."""

import re
from collections.abc import Iterable
from dataclasses import replace

from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.indirect import REPLACEMENT

FIXED = {
    "e-mail": "[e-mail]",
    "phone": "[phone number]",
    "postcode": "[postcode]",
    "nhs-number": "[NHS number]",
    "pupil-number": "[pupil number]",
    "web-address": "[web address]",
    "date-of-birth": "[date of birth]",
    "indirect": REPLACEMENT,
}
"""What stands for a kind of which single ones need not be told apart."""

UNNUMBERED = "\x00"
"""How a replacement begins that only says which names belong together."""

_NUMBERED = re.compile(r"\[(person|place|school|organisation) (\d{1,6})\]")


def number(entries: Iterable[Entry], known: Iterable[Entry]) -> list[Entry]:
    """Entries with numbers in place of provisional replacements, after those already used."""
    highest: dict[str, int] = {}
    for entry in known:
        if used := _NUMBERED.fullmatch(entry.replacement):
            highest[used[1]] = max(highest.get(used[1], 0), int(used[2]))
    given: dict[str, str] = {}
    numbered = []
    for entry in entries:
        if entry.replacement.startswith(UNNUMBERED):
            if entry.replacement not in given:
                highest[entry.kind] = highest.get(entry.kind, 0) + 1
                given[entry.replacement] = f"[{entry.kind} {highest[entry.kind]}]"
            entry = replace(entry, replacement=given[entry.replacement])
        numbered.append(entry)
    return [replace(entry, note=_provisional(entry.note, given)) for entry in numbered]


def _provisional(note: str, given: dict[str, str]) -> str:
    """A note with the number of whoever it speaks of; empty if they are not listed after all."""
    if UNNUMBERED not in note:
        return note
    for name, replacement in given.items():
        note = note.replace(f"{name},", f"{replacement},")
    return "" if UNNUMBERED in note else note
