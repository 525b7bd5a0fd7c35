"""What became of codes: the migrations of a codebook, from codebook/changes.yaml.

Codings and the server's annotations hold the id that was chosen, for ever. What that id means in
the codebook of now is told by the migrations since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["rename", "move", "merge", "split", "retire", "add"]


@dataclass(frozen=True, slots=True)
class Former:
    """A code under an id that a migration took away, and the id that stands for it since."""

    id: str
    now: str
    name: Mapping[str, str]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    """A step from one version of the codebook to the next.

    `codes` are the ids that it is about, `to` the id that a code gets or that codes are merged
    into, `under` the new parent of a code that is moved (empty at the top), `entries` the new
    codes of a split or an addition, `round` the re-coding round of a split. What was done is told
    by `former`, the ids that went, and `patches`, the changed lines of each file (a unified diff).
    """

    version: int
    kind: Kind
    codes: tuple[str, ...] = ()
    to: str = ""
    under: str = ""
    entries: tuple[Mapping[str, Any], ...] = ()
    reason: str = ""
    round: str = ""
    former: tuple[Former, ...] = ()
    patches: Mapping[str, str] = field(default_factory=dict)
    undone: bool = False


class Migrations:
    """The migrations of a codebook of some version, oldest first.

    `applied` are those that led to it, `pending` those that are written down but not made yet, and
    `undone` those that were taken back, whose versions are not used again.
    """

    def __init__(self, migrations: Iterable[Migration] = (), *, version: int = 1) -> None:
        self.version = version
        self.all = tuple(sorted(migrations, key=lambda each: each.version))
        standing = [each for each in self.all if not each.undone]
        self.applied = tuple(each for each in standing if each.version <= version)
        self.pending = tuple(each for each in standing if each.version > version)
        self.undone = tuple(each for each in self.all if each.undone)
        self._now = [
            (each.version, {former.id: former.now for former in each.former})
            for each in self.applied
        ]

    @classmethod
    def of(cls, content: Mapping[str, Any], *, version: int) -> "Migrations":
        """The migrations of a file's content, which has been checked."""
        return cls(map(_migration, content.get("migrations") or ()), version=version)

    @property
    def next_version(self) -> int:
        """A version that no migration, not even an undone one, led to."""
        return max([self.version, *(each.version for each in self.all)]) + 1

    @property
    def former(self) -> dict[str, Former]:
        """Every id that a code once had and has no more, with what it was then."""
        found: dict[str, Former] = {}
        for migration in self.applied:
            found |= {former.id: former for former in migration.former}
            for former in migration.former:
                found.pop(former.now, None)
        return found

    def now(self, code: str, version: int) -> str:
        """The id, in the codebook of now, of what a code was.

        Parameters
        ----------
        code : an id that the codebook has or had.
        version : that of the codebook under which it was chosen. Where the id had gone by then, as
            on a page that was not renewed yet, it is what it was before it went.
        """
        for number, ids in reversed(self._now):
            if number > version:
                continue
            if code in ids.values():
                break
            if code in ids:
                version = number - 1
                break
        for number, ids in self._now:
            if number > version:
                code = ids.get(code, code)
        return code


def _migration(entry: Mapping[str, Any]) -> Migration:
    values = dict(entry)
    for key in ("codes", "entries"):
        values[key] = tuple(values.get(key) or ())
    values["former"] = tuple(Former(**former) for former in values.get("former") or ())
    return Migration(**values)
