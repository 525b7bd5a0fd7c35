"""A phrase put into every kind of file that a study may hold."""

import bz2
import gzip
import html
import io
import json
import lzma
import sqlite3
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

PHRASE = 'Roedd y "siŵr" & ŷd yn café bach 🙂 wedi\'r cyfan, meddai <hi> wedyn'


def docx(text: str) -> bytes:
    """A Word file that parts the text over many runs, within words."""
    runs = "".join(
        f"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>{html.escape(text[at : at + 5])}"
        "</w:t></w:r><w:proofErr w:type='spellStart'/>"
        for at in range(0, len(text), 5)
    )
    body = f'<w:document xmlns:w="urn:w"><w:body><w:p>{runs}</w:p></w:body></w:document>'
    return archive({"word/document.xml": body.encode(), "[Content_Types].xml": b"<Types/>"})


def docx_properties(text: str) -> bytes:
    core = (
        f'<cp:coreProperties xmlns:cp="urn:c"><cp:x>{html.escape(text)}</cp:x></cp:coreProperties>'
    )
    return archive({"docProps/core.xml": core.encode(), "word/document.xml": b"<w/>"})


def xlsx(text: str) -> bytes:
    from openpyxl import Workbook

    book, sink = Workbook(), io.BytesIO()
    book.active["B3"] = text
    book.save(sink)
    return sink.getvalue()


def odt(text: str) -> bytes:
    middle = len(text) // 2
    body = (
        f"<text:p>{html.escape(text[:middle])}<text:span>{html.escape(text[middle:])}</text:span>"
    )
    return archive({"content.xml": f"<office:text>{body}</text:p></office:text>".encode()})


def archive(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return sink.getvalue()


def tar(text: str) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as file:
        content = text.encode()
        entry = tarfile.TarInfo("notes/one.txt")
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return sink.getvalue()


def parquet(text: str) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"document": ["d1"], "terms": [["one", text]]}), sink)
    return sink.getvalue()


def database(text: str, *, deleted: bool = False) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE task (id INTEGER, data TEXT)")
    connection.execute("INSERT INTO task VALUES (1, ?)", [json.dumps({"dialogue": [text]})])
    connection.commit()
    if deleted:
        connection.execute("DELETE FROM task")
        connection.commit()
    return connection.serialize()


def notebook(text: str) -> bytes:
    output = {"output_type": "stream", "text": ["one line\n", f"{text}\n"]}
    cell = {"cell_type": "code", "source": ["1"], "outputs": [output], "metadata": {}}
    return json.dumps({"cells": [cell], "nbformat": 4}).encode()


def page(text: str) -> bytes:
    cut = "<b>" + "</b><i></i><b>".join(html.escape(part) for part in text.split("é")) + "</b>"
    shown = cut.replace("</b><i></i><b>", "<em>&eacute;</em>")
    return f"<!doctype html><html><body><p>{shown}</p></body></html>".encode()


def attribute(text: str) -> bytes:
    return f'<html><body><p title="{html.escape(text)}">Nothing</p></body></html>'.encode()


def script(text: str) -> bytes:
    held = json.dumps({"quotes": [text]}).replace("<", "\\u003c").replace("&", "\\u0026")
    return f"<html><script>const data = {held};</script></html>".encode()


CONTAINERS: dict[str, Callable[[str], bytes]] = {
    "text": lambda text: f"Before.\n{text}\nAfter.".encode(),
    "utf-16": lambda text: f"Before. {text}".encode("utf-16"),
    "utf-16-le without a mark": lambda text: f"Before. {text}".encode("utf-16-le"),
    "utf-16-be without a mark": lambda text: f"Before. {text}".encode("utf-16-be"),
    "windows": lambda text: text.replace("ŵ", "w").replace("ŷ", "y").encode("cp1252", "ignore"),
    "bytes with utf-8": lambda text: b"\x00\x01\x02\xff" + text.encode() + b"\xfe\x00",
    "bytes with utf-16 at an odd place": lambda text: b"\x00\x01\xff" + text.encode("utf-16-le"),
    "json": lambda text: json.dumps({"a": [text]}).encode(),
    "json in json": lambda text: json.dumps({"a": json.dumps({"b": text})}).encode(),
    "json lines": lambda text: f'{{"a": 1}}\n{json.dumps({"memo": text})}\n'.encode(),
    "csv": lambda text: 'id,said\n1,"{}"\n'.format(text.replace('"', '""')).encode(),
    "yaml": lambda text: f"quote: {json.dumps(text)}\n".encode(),
    "notebook": notebook,
    "html": page,
    "html attribute": attribute,
    "html script": script,
    "docx": docx,
    "docx properties": docx_properties,
    "xlsx": xlsx,
    "odt": odt,
    "zip in zip": lambda text: archive({"a.zip": archive({"b/c.docx": docx(text)})}),
    "gzip": lambda text: gzip.compress(text.encode()),
    "bz2": lambda text: bz2.compress(text.encode()),
    "xz": lambda text: lzma.compress(text.encode()),
    "tar.gz": tar,
    "parquet": parquet,
    "database": database,
}


def composed(text: str) -> dict[str, str]:
    """The text in both forms of Unicode."""
    return {form: unicodedata.normalize(form, text) for form in ("NFC", "NFD")}


def write_ahead(folder: Path, text: str) -> Path:
    """A database whose newest rows lie only in its write-ahead log."""
    path = folder / "live.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE task (data TEXT)")
    connection.execute("INSERT INTO task VALUES (?)", [text])
    connection.commit()
    copied = folder / "copied.sqlite3"
    for suffix in ("", "-wal"):
        copied.with_name(copied.name + suffix).write_bytes(
            path.with_name(path.name + suffix).read_bytes()
        )
    connection.close()
    return copied
