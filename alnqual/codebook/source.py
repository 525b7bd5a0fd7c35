"""YAML as people wrote it: values together with the lines they stand on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

OWN_INFERENCE = "own-inference"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What one list of a file holds: the keys an entry must and may have, and their types.

    A key of `nested` holds a list of entries of another kind.
    """

    name: str
    required: Mapping[str, type]
    optional: Mapping[str, type] = field(default_factory=dict)
    nested: Mapping[str, "Kind"] = field(default_factory=dict)


class _LinesKept(SafeConstructor):
    """Keeps where things stand, as the round-trip loader does, which has no parser in C."""

    def mapping(self, node: MappingNode) -> Iterator[CommentedMap]:
        made = CommentedMap()
        made._yaml_set_line_col(*_place(node))
        yield made
        made.update(self.construct_mapping(node))
        for key, value in node.value:
            place = [*_place(key), *_place(value)]
            made._yaml_set_kv_line_col(self.construct_object(key), place)

    def sequence(self, node: SequenceNode) -> Iterator[CommentedSeq]:
        made = CommentedSeq()
        made._yaml_set_line_col(*_place(node))
        yield made
        made.extend(self.construct_sequence(node))
        for number, item in enumerate(node.value):
            made._yaml_set_idx_line_col(number, _place(item))


_LinesKept.add_constructor("tag:yaml.org,2002:map", _LinesKept.mapping)
_LinesKept.add_constructor("tag:yaml.org,2002:seq", _LinesKept.sequence)


def load_yaml(text: str) -> Any:
    """The content of a YAML text, with the lines that it stands on.

    The parser in C refuses some of what the other one reads; its own word counts for nothing.

    Raises
    ------
    ruamel.yaml.error.YAMLError
        It is no YAML.
    """
    try:
        return _loader(pure=False).load(text)
    except YAMLError:
        return _loader(pure=True).load(text)


def _loader(*, pure: bool) -> YAML:
    yaml = YAML(typ="safe", pure=pure)
    yaml.Constructor = _LinesKept
    return yaml


def _place(node: Any) -> list[int]:
    return [node.start_mark.line, node.start_mark.column]


@dataclass(slots=True)
class YamlFile:
    """A YAML file, loaded, and the faults found in it so far."""

    path: Path
    content: CommentedMap = field(default_factory=CommentedMap)
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path, text: str | None = None) -> "YamlFile":
        """Load a file, or the text that it is to have; a fault of syntax leaves it empty with that
        fault recorded."""
        file = cls(path)
        try:
            if text is None:
                text = path.read_text(encoding="utf-8")
            content = load_yaml(text)
        except FileNotFoundError:
            file._add(0, 0, "the file does not exist")
        except UnicodeDecodeError:
            file._add(0, 0, "the file is not UTF-8 text")
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            file._add(line, column, f"YAML error: {error.problem or error.context}")
        except YAMLError as error:
            file._add(0, 0, f"YAML error: {error}")
        else:
            if isinstance(content, CommentedMap):
                file.content = content
            else:
                file._add(0, 0, "the file must hold keys and values, not a list or bare words")
        return file

    def fault(self, node: Any, key: Any, message: str) -> None:
        """Record a fault at a key of a mapping, or at the node itself where it lacks the key."""
        location = getattr(node, "lc", None)
        if location is None:
            self._add(0, 0, message)
        elif isinstance(node, CommentedMap) and key in node:
            line, column = location.key(key)
            self._add(line, column, message)
        else:
            self._add(location.line, location.col, message)

    def _add(self, line: int, column: int, message: str) -> None:
        self.faults.append(Fault(self.path.name, line + 1, column + 1, message))

    def entries(self, key: str, kind: Kind, within: Any = None) -> list[CommentedMap]:
        """The well-formed mappings of a list `within` a mapping, or of the file; the others become
        faults."""
        holder = self.content if within is None else within
        listed = holder.get(key) or []
        if not isinstance(listed, list):
            self.fault(holder, key, f"{key!r} must be a list")
            return []
        return [
            entry
            for number, entry in enumerate(listed)
            if self._is_mapping(listed, number, kind) and self._well_formed(entry, kind)
        ]

    def _is_mapping(self, listed: Any, number: int, kind: Kind) -> bool:
        if isinstance(listed[number], CommentedMap):
            return True
        line, column = listed.lc.item(number)
        self._add(line, column, f"a {kind.name} must be a set of keys and values")
        return False

    def _well_formed(self, entry: CommentedMap, kind: Kind) -> bool:
        """Whether others may look at an entry: it has an id or lacks nothing, each key its type."""
        label = f"{kind.name} {entry['id']!r}" if "id" in entry else f"a {kind.name}"
        known: dict[str, type] = {**kind.required, **kind.optional}
        sound = True
        for key, value in entry.items():
            if key in kind.nested:
                inner = self.entries(key, kind.nested[key], entry)
                sound = sound and isinstance(value, list) and len(inner) == len(value)
            elif key not in known:
                listed = ", ".join([*known, *kind.nested])
                self.fault(entry, key, f"{label}: unknown key {key!r} (known: {listed})")
            elif not isinstance(value, known[key]) or not _plain(value):
                self.fault(entry, key, f"{label}: {key!r} must be {_NAMES[known[key]]}")
                sound = False
        missing = [key for key in kind.required if entry.get(key, "") == ""]
        for key in missing:
            self.fault(entry, key, f"{label}: {key!r} is missing")
        return sound and (not missing or bool(entry.get("id")))


def _plain(value: Any) -> bool:
    """Whether a list or mapping holds single values only, such as words."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(item, list | dict) for item in held)


_NAMES = {
    str: "text", list: "a list of words", dict: "keys and values", int: "a whole number",
    bool: "true or false",
}  # fmt: skip
