"""`Study.changes`: how the codebook of a study changes without losing a coding."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from alnqual.codebook import proposing as propose
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from alnqual.annotation.push import Progress
    from alnqual.operations.migrate import MigrateReport, Touched


class Changes:
    """The migrations of one study's codebook (codebook/changes.yaml).

    `rename` to `add` write a migration down and say what it will touch; `migrate` makes all that
    are pending; `undo` takes the last one back. Each raises a CodebookError where the codebook
    does not allow it, and then has changed nothing. After `migrate` and `undo` open the study
    anew: its `codebook` is read once.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def rename(self, code: str, to: str, *, reason: str = "") -> "Touched":
        """Give a code another id under the same parent; the codes below follow."""
        return self._write(lambda book: propose.rename(book, code, to, reason=reason))

    def move(self, code: str, under: str, *, to: str | None = None, reason: str = "") -> "Touched":
        """Put a code under another (empty: under none), with all below it; `to` is its new id."""
        return self._write(lambda book: propose.move(book, code, under, to=to, reason=reason))

    def merge(self, codes: Sequence[str], into: str, *, reason: str = "") -> "Touched":
        """Make several codes one that exists."""
        return self._write(lambda book: propose.merge(book, codes, into, reason=reason))

    def split(self, code: str, into: Iterable[Mapping[str, Any]], *, reason: str = "") -> "Touched":
        """Have new codes (entries with id, name, definition) take the place of one."""
        entries = list(into)
        return self._write(lambda book: propose.split(book, code, entries, reason=reason))

    def retire(self, code: str, *, reason: str = "") -> "Touched":
        """Offer a code, and those below it, no more; their codings stay in force."""
        return self._write(lambda book: propose.retire(book, code, reason=reason))

    def add(self, entry: Mapping[str, Any], *, reason: str = "") -> "Touched":
        """Add a code: an entry with id, name and definition, and a stage for a new group."""
        return self._write(lambda book: propose.add(book, entry, reason=reason))

    def preview(self) -> "MigrateReport":
        """What the pending migrations will touch."""
        from alnqual.operations.migrate import preview

        return preview(self._workspace)

    def migrate(
        self,
        *,
        offline: bool = False,
        confirm: bool = False,
        progress: "Progress | None" = None,
    ) -> "MigrateReport":
        """Make the pending migrations; see `operations.migrate.migrate`."""
        from alnqual.operations.migrate import migrate

        return migrate(self._workspace, offline=offline, confirm=confirm, progress=progress)

    def undo(self, *, offline: bool = False, confirm: bool = False) -> "MigrateReport":
        """Take the last migration back; see `operations.migrate.undo`."""
        from alnqual.operations.migrate import undo

        return undo(self._workspace, offline=offline, confirm=confirm)

    def _write(self, make: Any) -> "Touched":
        from alnqual.operations.migrate import write_down

        return write_down(self._workspace, make)
