"""Codings that no correction could place: they wait for a person in annotation/unplaced/.

annotation/unplaced/<round>/<coder>.jsonl       as in annotation/codings/, with the old words

They are written here before they leave the server. Who has placed one anew, or decided that it is
not needed any more, takes its line out.
"""

from collections.abc import Iterable
from pathlib import Path

from alnqual.coding.store import CodingStore, read_lines, write_lines
from alnqual.records import Coding
from alnqual.workspace import Workspace


class UnplacedStore:
    """The codings of a study that wait for a person."""

    def __init__(self, workspace: Workspace) -> None:
        self.folder = workspace.annotation / "unplaced"

    def read(self) -> list[Coding]:
        """All of them, sorted by round, coder, document and place."""
        return CodingStore(self.folder).read()

    def add(self, codings: Iterable[Coding]) -> None:
        """Add codings; one that is there already is replaced."""
        files: dict[Path, dict[str, Coding]] = {}
        for coding in codings:
            path = self.folder / coding.round / f"{coding.coder}.jsonl"
            if path not in files:
                known = read_lines(path) if path.is_file() else []
                files[path] = {each.id: each for each in known}
            files[path][coding.id] = coding
        for path, there in files.items():
            write_lines(path, there.values())
