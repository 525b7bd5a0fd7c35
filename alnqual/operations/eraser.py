"""Takes a person's words and name out of files that other people wrote, whatever their format.

A record that holds the words (a line of JSON, a row of a table) goes; in prose the words are
replaced by a mark. What cannot be edited safely is said to be so: it is then deleted or listed.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.operations import office
from alnqual.operations.contents import Contents, Passage
from alnqual.operations.forms import phrase
from alnqual.operations.traces import Traces

WORDS, NAME = "[words withdrawn]", "[person withdrawn]"
_NOTES = frozenset(["memo", "reason", "note", "comment", "comments"])
_UNPACKED = 200_000_000


class Eraser:
    """Knows what has to go.

    Parameters
    ----------
    participant : the id of the person.
    traces : their words.
    memo_traces : shorter runs of their words, which count in what somebody wrote about them.
    replacer : their names, each replaced by what shall stand there.
    turns, documents : ids of turns and documents that are gone; a record about one goes too.
    said, others : what they said, and what the others said in the same documents: a quote from
        these is theirs if only they said it, however short it is.
    touched : the ids of these documents.
    """

    def __init__(
        self,
        participant: str,
        *,
        traces: Traces,
        memo_traces: Traces,
        replacer: Replacer,
        turns: frozenset[str] = frozenset(),
        documents: frozenset[str] = frozenset(),
        said: str = "",
        others: str = "",
        touched: frozenset[str] = frozenset(),
    ) -> None:
        self.traces, self.memo_traces = traces, memo_traces
        self._replacer = replacer
        self._gone = {
            "participant": frozenset([participant]),
            "turn": turns,
            "document": documents,
        }
        self._said, self._others, self.touched = phrase(said), phrase(others), touched

    def hits(self, passage: Passage) -> bool:
        """Whether a passage holds the words, or the name as somebody wrote it."""
        if self.traces.hold(passage.text):
            return True
        return not passage.where.endswith("(bytes)") and self.names(passage.text)

    def names(self, text: str, document: str = "") -> bool:
        """Whether a text holds one of the names."""
        return bool(self._replacer(text, document).mentions)

    def without_names(self, text: str, document: str = "") -> str:
        return self._replacer(text, document).text

    def memo_holds(self, memo: str, document: str) -> bool:
        """Whether a memo holds the words: in one about a document of theirs, fewer count."""
        return (self.memo_traces if document in self.touched else self.traces).hold(memo)

    def prose(self, text: str) -> str:
        """A text with the words and names replaced."""
        return self.without_names(self.traces.cut(text, WORDS))

    def stands_in(self, data: bytes, name: str) -> bool:
        """Whether a file's content holds any of it."""
        return any(map(self.hits, Contents(raw=True).of_bytes(data, name)))

    def about_them(self, record: Mapping[Any, Any]) -> bool:
        """Whether a record is about the person, or a turn or document that is gone."""
        return any(
            isinstance(value := record.get(key), str) and value in gone
            for key, gone in self._gone.items()
        )

    def only_theirs(self, quote: str) -> bool:
        """Whether words stand in what they said, and in nothing of the others."""
        wanted = phrase(quote)
        return bool(wanted.strip()) and wanted in self._said and wanted not in self._others

    def clean(
        self, data: bytes, name: str, *, records: bool = False, document: str = ""
    ) -> bytes | None:
        """The content of a file without the words; None if that cannot be done.

        Parameters
        ----------
        data : the content; an empty result means that nothing of it is left.
        name : the file's path, whose ending says how it is written.
        records : its records are about documents and people, and go if these are gone.
        document : the one that all of it is about, if it is known.
        """
        suffix = PurePath(name).suffix.lower()
        cleaned = self._edited(data, suffix, records=records, document=document)
        if cleaned is None or self.stands_in(cleaned, name):
            return None
        return cleaned

    def _edited(
        self, data: bytes, suffix: str, *, records: bool, document: str = ""
    ) -> bytes | None:
        if data.startswith(b"PK\x03\x04"):
            return self._archive(data)
        text, encoding = _decode(data)
        if text is None:
            return None
        match suffix:
            case ".jsonl":
                text = self._lines(text, records=records)
            case ".json" | ".ipynb":
                text = self._json(text, records=records, document=document)
            case ".csv" | ".tsv":
                text = self._table(text, records=records)
            case ".yaml" | ".yml" if records:
                text = self._yaml(text)
            case _:
                text = self.prose(text)
        return text.encode(encoding)

    def _lines(self, text: str, *, records: bool) -> str:
        kept = []
        for line in text.split("\n"):
            try:
                record = json.loads(line)
            except ValueError:
                kept.append(self.prose(line))
                continue
            before = json.dumps(record, sort_keys=True)
            record = self._value(record, records=records)
            if record is not None:
                same = json.dumps(record, sort_keys=True) == before
                kept.append(
                    line if same else json.dumps(record, ensure_ascii=False, sort_keys=True)
                )
        return "\n".join(kept)

    def _json(self, text: str, *, records: bool, document: str = "") -> str:
        try:
            content = json.loads(text)
        except ValueError:
            return self._lines(text, records=records)
        before = json.dumps(content)
        content = self._value(content, records=records, document=document)
        if content is None:
            return ""
        return text if json.dumps(content) == before else _dumped(content)

    def _yaml(self, text: str) -> str:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = 4096
        try:
            content = yaml.load(text)
        except YAMLError:
            return self.prose(text)
        before = json.dumps(content, default=str)
        if self._value(content, records=True) is None:
            return ""
        if json.dumps(content, default=str) == before:
            return text
        sink = io.StringIO()
        yaml.dump(content, sink)
        return sink.getvalue()

    def _value(self, value: Any, *, records: bool, key: str = "", document: str = "") -> Any:
        """A value without the words, changed in place where it is a list or mapping; None if the
        whole of it goes."""
        if isinstance(value, str):
            if key in _NOTES and self.memo_holds(value, document):
                return ""
            return self._string(value)
        if isinstance(value, Mapping):
            return self._mapping(value, records=records, document=document)
        if isinstance(value, list):
            if _is_lines(value):
                value[:] = self.prose("".join(value)).splitlines(keepends=True)
            else:
                kept = (
                    self._value(inner, records=records, key=key, document=document)
                    for inner in value
                )
                value[:] = [inner for inner in kept if inner is not None]
        return value

    def _mapping(self, value: Any, *, records: bool, document: str) -> Any:
        document = str(value.get("document", document))
        if records and (self.about_them(value) or self._is_quote(value, document)):
            return None
        if value.get("from_name") in _NOTES and self.memo_holds(
            " ".join(_strings(dict(value))), document
        ):
            return None
        # A cell of a notebook stays, for it may hold work besides.
        is_record = not any(_holds_records(inner) for inner in value.values())
        if is_record and "cell_type" not in value:
            own = [v for k, v in value.items() if k not in _NOTES]
            if any(self.traces.hold(text) for text in _strings(own)):
                return None
        for key in list(value):
            cleaned = self._value(value[key], records=records, key=str(key), document=document)
            if cleaned is None:
                del value[key]
            elif cleaned is not value[key] and cleaned != value[key]:
                value[key] = cleaned
        return value

    def _is_quote(self, record: Mapping[Any, Any], document: str) -> bool:
        quote = record.get("quote")
        return isinstance(quote, str) and document in self.touched and self.only_theirs(quote)

    def _string(self, text: str) -> str:
        if text[:1] in ("{", "[") and self.traces.hold(text):
            try:
                held = self._value(json.loads(text), records=False)
                return json.dumps(held) if held is not None else ""
            except ValueError:
                pass
        return self.prose(text)

    def _table(self, text: str, *, records: bool) -> str:
        mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        delimiter = max(",;\t", key=body.split("\n", 1)[0].count)
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
        head = rows[0] if rows else []
        kept = []
        for row in rows:
            about = records and self.about_them(dict(zip(head, row, strict=False)))
            if not about and not any(map(self.traces.hold, row)):
                kept.append([self.without_names(cell) for cell in row])
        sink = io.StringIO(newline="")
        csv.writer(sink, delimiter=delimiter, lineterminator="\n").writerows(kept)
        return text if kept == rows else mark + sink.getvalue()

    def _archive(self, data: bytes) -> bytes | None:
        sink = io.BytesIO()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(sink, "w") as target:
                if sum(part.file_size for part in source.infolist()) > _UNPACKED:
                    return None
                for part in source.infolist():
                    content = source.read(part)
                    if self.stands_in(content, part.filename):
                        edited = self._member(content, part.filename)
                        if edited is None:
                            return None
                        content = edited
                    entry = zipfile.ZipInfo(part.filename, part.date_time)
                    entry.external_attr = part.external_attr
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    target.writestr(entry, content)
        except (zipfile.BadZipFile, RuntimeError, ValueError, EOFError, NotImplementedError):
            return None
        return sink.getvalue()

    def _member(self, content: bytes, name: str) -> bytes | None:
        if content.lstrip()[:1] == b"<":
            return office.edit_paragraphs(content, self.prose)
        return self._edited(content, PurePath(name).suffix.lower(), records=False)


def _dumped(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _holds_records(value: Any) -> bool:
    return (isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value)) or (
        isinstance(value, Mapping) and any(_holds_records(inner) for inner in value.values())
    )


def _is_lines(value: list[Any]) -> bool:
    return all(isinstance(line, str) for line in value) and any(
        line.endswith("\n") for line in value
    )


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list):
        own = ["".join(value)] if _is_lines(value) else []
        return own + [text for inner in value for text in _strings(inner)]
    return []


def _decode(data: bytes) -> tuple[str | None, str]:
    """A text file's text and its encoding, which is kept."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    if b"\0" in data:
        return None, ""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"
