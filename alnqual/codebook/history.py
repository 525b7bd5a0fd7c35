"""changes.yaml: migrations written down, made, and taken back. Files are only read here."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from alnqual.codebook.applying import CODEBOOK, THEORY, Step, Texts, apply
from alnqual.codebook.codebook import Codebook, raise_faults
from alnqual.codebook.migrations import Migration
from alnqual.codebook.patches import take_back
from alnqual.errors import CodebookError

_EMPTY = "# Migrations of the codebook, oldest first.\nmigrations: []\n"


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a study's codebook; `changes` and `theory` need not exist."""

    codebook: Path
    theory: Path
    changes: Path

    def texts(self) -> dict[str, str]:
        """The texts of codebook and theory, line ends as they are."""
        paths = {CODEBOOK: self.codebook, THEORY: self.theory}
        return {
            name: path.read_bytes().decode("utf-8")
            for name, path in paths.items()
            if path.is_file()
        }

    def check(self, texts: Texts) -> None:
        """Raise the faults that codebook and theory would have with other texts."""
        raise_faults(
            self.codebook,
            self.theory if THEORY in texts else None,
            texts={self.codebook: texts[CODEBOOK]}
            | ({self.theory: texts[THEORY]} if THEORY in texts else {}),
        )


def plan(files: Files, *, more: Iterable[Migration] = ()) -> tuple[Step, list[Step]]:
    """Where the codebook stands, and what each pending migration will make of it.

    Parameters
    ----------
    more : migrations to make after those that are pending.

    Raises
    ------
    CodebookError
        The files have faults, or would have.
    """
    book = Codebook.read(files.codebook)
    pending = [*book.migrations.pending, *more]
    texts = _as_before(files.texts(), book)
    files.check(texts)
    steps = [Step(Migration(book.version, "add"), texts, book)]
    for migration in pending:
        step = apply(_intention(migration), steps[-1].texts, steps[-1].book)
        try:
            files.check(step.texts)
        except CodebookError as error:
            raise CodebookError(
                f"{told(migration)} would leave {error.what}",
                where=error.where,
                do="Change the files so that they hold afterwards (a link between two codes that "
                "become one, say), or give another migration.",
            ) from error
        steps.append(step)
    return steps[0], steps[1:]


def told(migration: Migration) -> str:
    """A migration in one line."""
    codes = ", ".join(migration.codes)
    new = ", ".join(entry["id"] for entry in migration.entries)
    return {
        "rename": f"rename {codes} to {migration.to}",
        "move": f"move {codes} under {migration.under or 'no other code'}, as {migration.to}",
        "merge": f"merge {codes} into {migration.to}",
        "retire": f"retire {codes}",
        "split": f"split {codes} into {new}",
        "add": f"add {new}",
    }[migration.kind]


def with_migrations(text: str | None, migrations: Iterable[Migration]) -> str:
    """The text of changes.yaml with migrations put in, or in place of those of their versions."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    content = yaml.load(text or _EMPTY)
    listed = list(content.get("migrations") or ())
    for migration in migrations:
        entry = _entry(migration)
        at = [each["version"] for each in listed]
        if migration.version in at:
            listed[at.index(migration.version)] = entry
        else:
            listed.append(entry)
    return _dumped(yaml, content, listed)


def without(text: str, version: int) -> str:
    """The text of changes.yaml without the migration to a version."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    content = yaml.load(text)
    return _dumped(yaml, content, [e for e in content["migrations"] if e["version"] != version])


def undone(files: Files) -> tuple[Migration, Texts]:
    """The last migration that was made, and the texts before it.

    Raises
    ------
    CodebookError
        There is none, or what it wrote was edited since.
    """
    book = Codebook.read(files.codebook)
    if not book.migrations.applied:
        raise CodebookError("no migration was made that could be taken back")
    last = book.migrations.applied[-1]
    texts = files.texts()
    for name, patch in last.patches.items():
        texts[name] = take_back(texts[name], patch, where=name)
    files.check(texts)
    return last, texts


def _as_before(texts: dict[str, str], book: Codebook) -> dict[str, str]:
    """The texts before an interrupted migration: the theory is written before the codebook."""
    for migration in reversed(book.migrations.pending):
        if patch := migration.patches.get(THEORY):
            try:
                texts[THEORY] = take_back(texts[THEORY], patch, where=THEORY)
            except CodebookError:
                break
    return texts


def _intention(migration: Migration) -> Migration:
    return replace(migration, former=(), patches={})


def _entry(migration: Migration) -> CommentedMap:
    entry = CommentedMap(version=migration.version, kind=migration.kind)
    values: Mapping[str, Any] = {
        "codes": _flow(migration.codes),
        "to": migration.to,
        "under": migration.under,
        "entries": [CommentedMap(each) for each in migration.entries],
        "reason": migration.reason,
        "round": migration.round,
        "undone": migration.undone,
        "former": [_former(each) for each in migration.former],
    }
    entry.update({key: value for key, value in values.items() if value})
    if migration.patches or migration.former:
        entry["patches"] = CommentedMap(
            {name: LiteralScalarString(patch) for name, patch in migration.patches.items()}
        )
    return entry


def _former(former: Any) -> CommentedMap:
    values = {"id": former.id, "now": former.now, "name": CommentedMap(former.name)}
    entry = CommentedMap(values | ({"parent": former.parent} if former.parent else {}))
    entry["name"].fa.set_flow_style()
    entry.fa.set_flow_style()
    return entry


def _flow(items: Iterable[str]) -> CommentedSeq:
    listed = CommentedSeq(items)
    listed.fa.set_flow_style()
    return listed


def _dumped(yaml: YAML, content: CommentedMap, listed: list[Any]) -> str:
    content["migrations"] = CommentedSeq(listed)
    if listed:
        content["migrations"].fa.set_block_style()
    else:
        content["migrations"].fa.set_flow_style()
    out = io.StringIO()
    yaml.dump(content, out)
    return out.getvalue()
