"""The codebook: codes in a tree, each with what it means and what belongs in it."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from alnqual.codebook.check import check
from alnqual.codebook.migrations import Migrations
from alnqual.codebook.source import load_yaml
from alnqual.errors import CodebookError
from alnqual.records import Code

CHANGES = "changes.yaml"


def raise_faults(
    codebook: Path,
    theory_of_change: Path | None = None,
    changes: Path | None = None,
    *,
    texts: Mapping[Path, str] | None = None,
) -> None:
    """Raise a CodebookError that lists every fault of the files, if there are any; see `check`."""
    faults = check(codebook, theory_of_change, changes, texts=texts)
    if faults:
        listed = "\n  ".join(str(fault) for fault in faults)
        raise CodebookError(
            f"{len(faults)} fault{'s' if len(faults) > 1 else ''}\n  {listed}",
            where=codebook.parent,
            do="Mend the lines named above, then run `alnqual codebook check`.",
        )


class Codebook:
    """Codes, each followed by those below it; iterable, with `book["activities.idp"]` and
    `len(book)`. `migrations` tells what codes of earlier versions are now."""

    def __init__(
        self,
        codes: tuple[Code, ...],
        *,
        title: str = "",
        version: int = 1,
        migrations: Migrations | None = None,
    ) -> None:
        self.title = title
        self.version = version
        self.migrations = migrations or Migrations(version=version)
        below: dict[str | None, list[Code]] = {}
        for code in codes:
            below.setdefault(code.parent, []).append(code)

        def tree(parent: str | None) -> Iterator[Code]:
            for code in below.get(parent, ()):
                yield code
                yield from tree(code.id)

        self._codes = {code.id: code for code in tree(None)}

    @classmethod
    def read(cls, path: Path) -> "Codebook":
        """Read `codebook.yaml`, and `changes.yaml` beside it if there is one.

        Raises
        ------
        CodebookError
            With each fault and its line.
        """
        changes = path.with_name(CHANGES)
        raise_faults(path, changes=changes)
        history = changes.read_text(encoding="utf-8") if changes.is_file() else ""
        return cls.parse(path.read_text(encoding="utf-8"), history)

    @classmethod
    def parse(cls, text: str, changes: str = "") -> "Codebook":
        """The codebook of the files' texts, which have been checked."""
        content, history = load_yaml(text), load_yaml(changes) or {}
        return cls.of(content, Migrations.of(history, version=content["version"]))

    @classmethod
    def of(cls, content: Mapping[str, Any], migrations: Migrations) -> "Codebook":
        """The codebook of a file's content, which has been checked."""
        codes = tuple(
            Code(
                id=entry["id"],
                name=dict(entry["name"]),
                stage=entry["stage"],
                definition=entry["definition"],
                include=entry.get("include", ""),
                exclude=entry.get("exclude", ""),
                examples=tuple(entry.get("examples", ())),
                keywords=tuple(str(word) for word in entry.get("keywords", ())),
                parent=entry.get("parent"),
                colour=entry.get("colour"),
                basis=tuple(entry.get("basis", ())),
                retired=entry.get("retired", False),
            )
            for entry in content["codes"]
        )
        return cls(
            codes,
            title=content.get("title", ""),
            version=content["version"],
            migrations=migrations,
        )

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, identity: str) -> bool:
        return identity in self._codes

    def __getitem__(self, identity: str) -> Code:
        try:
            return self._codes[identity]
        except KeyError:
            raise CodebookError(
                f"there is no code {identity!r}", do="`alnqual codebook show` lists the codes."
            ) from None

    @property
    def roots(self) -> tuple[Code, ...]:
        """The codes without a parent, in order."""
        return tuple(code for code in self if code.parent is None)

    @property
    def leaves(self) -> tuple[Code, ...]:
        """The codes without children: those that passages are coded with."""
        parents = {code.parent for code in self}
        return tuple(code for code in self if code.id not in parents)

    def children(self, identity: str) -> tuple[Code, ...]:
        return tuple(code for code in self if code.parent == identity)

    def subtree(self, identity: str) -> tuple[Code, ...]:
        """A code and all below it."""
        below = (code for child in self.children(identity) for code in self.subtree(child.id))
        return (self[identity], *below)

    def ancestors(self, identity: str) -> tuple[Code, ...]:
        """The codes above one, from its parent to the root."""
        above = []
        parent = self[identity].parent
        while parent is not None:
            above.append(self[parent])
            parent = self[parent].parent
        return tuple(above)

    def offered(self, identity: str) -> bool:
        """Whether passages can be coded with a code, or with one below it, from now on."""
        return any(not code.retired for code in self.subtree(identity))

    def knows(self, identity: str) -> bool:
        """Whether an id is, or once was, that of a code."""
        return identity in self or identity in self.migrations.former

    def path(self, identity: str) -> tuple[str, ...]:
        """The ids from the root to a code; of a former id, those of its time."""
        former = self.migrations.former.get(identity)
        parent = former.parent if former else self[identity].parent
        return (*(self.path(parent) if parent else ()), identity)

    def colour(self, identity: str) -> str:
        """The colour of a code: its own or that of the nearest code above it."""
        for code in (self[identity], *self.ancestors(identity)):
            if code.colour:
                return code.colour
        return "#555555"

    def label(self, identity: str, language: str = "en") -> str:
        """The name of a code in a language, in English where it has none."""
        name = self[identity].name
        return name.get(language) or name["en"]

    def __repr__(self) -> str:
        return f"<Codebook {self.title!r}, version {self.version}: {len(self)} codes>"

    def _repr_html_(self) -> str:
        body = "".join(self._html(code) for code in self.roots)
        return f"<div><strong>{escape(self.title)}</strong> · {len(self)} codes{body}</div>"

    def _html(self, code: Code) -> str:
        head = (
            f'<span style="border-left:0.5em solid {self.colour(code.id)};padding-left:0.4em">'
            f"{escape(code.name['en'])}</span> <code>{escape(code.id)}</code>"
        )
        inner = "".join(self._html(child) for child in self.children(code.id))
        return (
            f'<details style="margin-left:1.2em"><summary>{head}</summary>'
            f"<p>{escape(code.definition)}</p>{inner}</details>"
        )
