"""What an edit changed, line by line, so that it can be read and taken back."""

import re
from collections.abc import Iterator
from difflib import unified_diff

from alnqual.errors import CodebookError

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_AROUND = 3


def make_patch(before: str, after: str) -> str:
    """The changed lines with three around them, as a unified diff; empty if nothing changed."""
    old, new = (text.replace("\r\n", "\n").split("\n") for text in (before, after))
    lines = unified_diff(old, new, lineterm="", n=_AROUND)
    return "".join(f"{'' if line == ' ' else line}\n" for line in list(lines)[2:])


def take_back(text: str, patch: str, *, where: str) -> str:
    """The text before a patch was made.

    Each changed passage is looked for with the lines around it: near where it was if it is there
    more than once, for lines before it may have come or gone.

    Raises
    ------
    CodebookError
        A passage has been edited since.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    for start, before, after in reversed(list(_hunks(patch))):
        places = [
            at for at in range(len(lines) - len(after) + 1) if lines[at : at + len(after)] == after
        ]
        if not places:
            raise CodebookError(
                "lines that the migration wrote have been edited since",
                where=f"{where}, near line {start + 1}",
                do="Put them back as the patch in changes.yaml has them, or write a migration "
                "that leads back.",
            )
        at = min(places, key=lambda place: abs(place - start))
        lines[at : at + len(after)] = before
    return ending.join(lines)


def _hunks(patch: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Of each changed passage its first line in the new text, counted from 0, and both texts."""
    start = 0
    before: list[str] = []
    after: list[str] = []
    for line in patch.removesuffix("\n").split("\n") if patch else ():
        found = _HUNK.match(line)
        if found:
            if before or after:
                yield start, before, after
            start, before, after = int(found[2]) - 1, [], []
            continue
        if line[:1] != "+":
            before.append(line[1:])
        if line[:1] != "-":
            after.append(line[1:])
    if before or after:
        yield start, before, after
