"""Making a migration: the new texts of codebook.yaml and theory_of_change.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ruamel.yaml.nodes import SequenceNode

from alnqual.codebook.codebook import Codebook
from alnqual.codebook.editing import YamlText, scalar, value_of
from alnqual.codebook.migrations import Former, Migration, Migrations
from alnqual.codebook.patches import make_patch
from alnqual.codebook.source import load_yaml

CODEBOOK, THEORY = "codebook.yaml", "theory_of_change.yaml"

Texts = Mapping[str, str]
"""The texts of `CODEBOOK` and, if the study has one, of `THEORY`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A migration that was made: with its former codes and patches, and what it led to."""

    migration: Migration
    texts: Texts
    book: Codebook


def apply(migration: Migration, texts: Texts, book: Codebook) -> Step:
    """Make a migration in the texts; nothing is written.

    Parameters
    ----------
    migration : as `proposing` makes it for `book`.
    texts : of the files, sound.
    book : the codebook of the first.
    """
    now = _now(migration, book)
    after = {CODEBOOK: _codebook(migration, texts[CODEBOOK], book, now)}
    if THEORY in texts:
        after[THEORY] = _theory(texts[THEORY], now)
    former = tuple(
        Former(old, new, dict(book[old].name), book[old].parent)
        for old, new in now.items()
        if old != new
    )
    patches = {name: make_patch(texts[name], text) for name, text in after.items()}
    made = replace(
        migration,
        former=former,
        patches={name: patch for name, patch in patches.items() if patch},
    )
    history = Migrations((*_others(book, migration), made), version=migration.version)
    content = load_yaml(after[CODEBOOK])
    return Step(made, after, Codebook.of(content, history))


def _others(book: Codebook, migration: Migration) -> list[Migration]:
    return [each for each in book.migrations.all if each.version != migration.version]


def _now(migration: Migration, book: Codebook) -> dict[str, str]:
    """Id before -> id after, of the codes whose id changes."""
    if migration.kind in ("rename", "move"):
        (code,) = migration.codes
        return {
            below.id: migration.to + below.id.removeprefix(code) for below in book.subtree(code)
        }
    if migration.kind == "merge":
        return dict.fromkeys(migration.codes, migration.to)
    return {}


def _codebook(migration: Migration, text: str, book: Codebook, now: Mapping[str, str]) -> str:
    if migration.kind == "merge":
        for code in migration.codes:
            file = YamlText(text)
            ids = [scalar(entry, "id") for entry in file.entries("codes")]
            file.drop_item(value_of(file.root, "codes"), ids.index(code))
            text = file.text
    for entry in migration.entries:
        file = YamlText(text)
        ids = [scalar(each, "id") for each in file.entries("codes")]
        file.put_entry(value_of(file.root, "codes"), _place(entry, ids, migration, book), entry)
        text = file.text
    file = YamlText(text)
    entries = {scalar(entry, "id"): entry for entry in file.entries("codes")}
    if migration.kind in ("rename", "move"):
        for old, new in now.items():
            file.replace(value_of(entries[old], "id"), new)
            if book[old].parent in now:
                file.replace(value_of(entries[old], "parent"), now[book[old].parent or ""])
    if migration.kind == "move":
        _move(migration, file, entries, book)
    if migration.kind in ("retire", "split"):
        (code,) = migration.codes
        gone = book.subtree(code) if migration.kind == "retire" else (book[code],)
        for each in gone:
            if not each.retired:
                file.put_key(entries[each.id], "retired", "true")
    file.replace(value_of(file.root, "version"), str(migration.version))
    return _mentions(file.text, now)


def _move(migration: Migration, file: YamlText, entries: Mapping, book: Codebook) -> None:
    (code,) = migration.codes
    if book[code].parent is None:
        file.put_key(entries[code], "parent", migration.under)
    elif migration.under:
        file.replace(value_of(entries[code], "parent"), migration.under)
    else:
        file.drop_key(entries[code], "parent")
    if migration.under and book[migration.under].stage != book[code].stage:
        for below in book.subtree(code):
            file.replace(value_of(entries[below.id], "stage"), book[migration.under].stage)


def _place(entry: Mapping, ids: list[str], migration: Migration, book: Codebook) -> int:
    """After which item of the list a new code goes: the last of its family."""
    beside = {below.id for code in migration.codes for below in book.subtree(code)}
    if entry.get("parent"):
        beside |= {below.id for below in book.subtree(entry["parent"])}
    beside |= {each["id"] for each in migration.entries}
    family = [at for at, identity in enumerate(ids) if identity in beside]
    return max(family, default=len(ids) - 1)


def _theory(text: str, now: Mapping[str, str]) -> str:
    file = YamlText(text)
    for entry in file.entries("links"):
        for key in ("from", "to"):
            if scalar(entry, key) in now:
                file.replace(value_of(entry, key), now[scalar(entry, key)])
    for kind in ("research_questions", "recommendations"):
        for entry in file.entries(kind):
            codes = value_of(entry, "codes")
            if isinstance(codes, SequenceNode):
                _replace_items(file, codes, now)
    return _mentions(file.text, now)


def _mentions(text: str, now: Mapping[str, str]) -> str:
    """Prose and comments that name a code by its dotted id; an id of one word is a word."""
    dotted = [re.escape(old) for old in now if "." in old]
    if not dotted:
        return text
    found = re.compile(rf"(?<![\w.-])(?:{'|'.join(dotted)})(?![\w-]|\.\w)")
    return found.sub(lambda match: now[match[0]], text)


def _replace_items(file: YamlText, codes: SequenceNode, now: Mapping[str, str]) -> None:
    """Codes of a list in their new ids; one that is there already is not named twice."""
    ids = [item.value for item in codes.value]
    if not now.keys() & set(ids):
        return
    kept: set[str] = set()
    for at, identity in enumerate(ids):
        new = now.get(identity, identity)
        if new in kept:
            file.drop_item(codes, at)
        elif new != identity:
            file.replace(codes.value[at], new)
        kept.add(new)
