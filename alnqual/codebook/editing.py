"""Changing a YAML file that people wrote, at the places meant and nowhere else.

The parser tells where each value stands; text is put there, and every other byte, comments, order
and line breaks among them, stays. Files in flow style (JSON) stay in flow style.
"""

import io
import json
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from alnqual.errors import CodebookError

_WIDTH = 100


class YamlText:
    """The text of a YAML file, edited: `replace` and the others gather edits, `text` makes them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._edits: dict[tuple[int, int], str] = {}
        self.root = YAML().compose(text)

    @property
    def text(self) -> str:
        edited = self._text
        for (start, end), put in sorted(self._edits.items(), reverse=True):
            edited = edited[:start] + put + edited[end:]
        return edited

    def entries(self, key: str) -> list[MappingNode]:
        """The mappings of a list of the file."""
        listed = value_of(self.root, key)
        return list(listed.value) if isinstance(listed, SequenceNode) else []

    def replace(self, node: Node, value: str) -> None:
        """Give a value that stands on one line another, in its quotes if it has some."""
        if not isinstance(node, ScalarNode) or node.style in ("|", ">"):
            raise CodebookError(
                f"a value on line {node.start_mark.line + 1} must stand on one line to be changed"
            )
        quoted = 1 if node.style in ("'", '"') else 0
        self._edits[node.start_mark.index + quoted, node.end_mark.index - quoted] = value

    def put_key(self, entry: MappingNode, key: str, value: str) -> None:
        """Add a key after the id of an entry."""
        name, held = next(pair for pair in entry.value if pair[0].value == "id")
        if entry.flow_style:
            mark = name.style or ""
            told = f"{mark}{value}{mark}" if value != "true" else value
            self._insert(held.end_mark.index, f", {mark}{key}{mark}: {told}")
        else:
            indent = " " * entry.start_mark.column
            self._insert(self._line_end(held.end_mark.index), f"{indent}{key}: {value}\n")

    def drop_key(self, entry: MappingNode, key: str) -> None:
        """Take a key with a value of one line out of an entry."""
        at = next(i for i, pair in enumerate(entry.value) if pair[0].value == key)
        name, held = entry.value[at]
        if entry.flow_style:
            start, end = name.start_mark.index, held.end_mark.index
            if at:
                start = entry.value[at - 1][1].end_mark.index
            else:
                end = entry.value[1][0].start_mark.index
            self._edits[start, end] = ""
        elif at:
            start = self._line_start(name.start_mark.index)
            self._edits[start, self._line_end(held.end_mark.index)] = ""
        else:
            after = entry.value[1][0].start_mark.index
            self._edits[name.start_mark.index, after] = ""

    def drop_item(self, listed: SequenceNode, at: int) -> None:
        """Take an item out of a list that has others; one item an edit."""
        node = listed.value[at]
        if listed.flow_style:
            if at:
                place = _end(listed.value[at - 1]), _end(node)
            else:
                place = node.start_mark.index, listed.value[1].start_mark.index
            self._edits[place] = ""
            return
        start = self._line_start(self._dash(node))
        while (above := self._line_before(start)).lstrip().startswith("#"):
            start -= len(above)
        end = self._line_end(self._content_end(node))
        if not self._line_before(start).strip():
            while end < len(self._text) and not (line := self._line_at(end)).strip():
                end += len(line)
        self._edits[start, end] = ""

    def put_entry(self, listed: SequenceNode, after: int, entry: Mapping[str, Any]) -> None:
        """Add an entry to a list, after its item of a number."""
        node = listed.value[after]
        if listed.flow_style:
            self._insert(_end(node), ", " + json.dumps(dict(entry), ensure_ascii=False))
            return
        key, dash = node.start_mark.column, self._dash(node)
        first = self._line_start(dash)
        dash -= first
        lines = _dump(entry).splitlines()
        put = [" " * dash + "-" + " " * (key - dash - 1) + lines[0]]
        put += [" " * key + line if line else "" for line in lines[1:]]
        end = self._line_end(self._content_end(node))
        loose = not self._line_before(first).strip() or not self._line_at(end).strip()
        loose = loose and (after > 0 or not self._line_at(end).strip())
        self._insert(end, "\n" * loose + "\n".join(put) + "\n")

    def _insert(self, at: int, put: str) -> None:
        if (
            put.endswith("\n")
            and at == len(self._text)
            and self._text
            and not self._text.endswith("\n")
        ):
            put = "\n" + put.removesuffix("\n")
        if "\r\n" in self._text:
            put = put.replace("\n", "\r\n")
        self._edits[at, at] = self._edits.get((at, at), "") + put

    def _dash(self, node: Node) -> int:
        return self._text.rindex("-", 0, node.start_mark.index)

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _content_end(self, node: Node) -> int:
        """Where the last words of a node end; a parser counts the lines after them, too."""
        end = _end(node)
        return len(self._text[:end].rstrip()) if end else end

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end + 1

    def _line_at(self, at: int) -> str:
        return self._text[at : self._line_end(at)]

    def _line_before(self, start: int) -> str:
        return self._text[self._text.rfind("\n", 0, max(start - 1, 0)) + 1 : start]


def value_of(entry: Node, key: str) -> Any:
    """The node of a key's value, None if the mapping lacks the key."""
    return next((held for name, held in entry.value if name.value == key), None)


def scalar(entry: Node, key: str) -> str:
    """The words of a key's value, empty if the mapping lacks the key."""
    held = value_of(entry, key)
    return str(held.value) if isinstance(held, ScalarNode) else ""


def _end(node: Node) -> int:
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    return int(node.end_mark.index)


def _dump(entry: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = _WIDTH
    values = CommentedMap(entry)
    if isinstance(values.get("name"), Mapping):
        values["name"] = CommentedMap(values["name"])
        values["name"].fa.set_flow_style()
    out = io.StringIO()
    yaml.dump(values, out)
    return re.sub(r"[ \t]+$", "", out.getvalue(), flags=re.MULTILINE)
