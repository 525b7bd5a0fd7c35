"""A phrase is found wherever it lies; what cannot be opened is listed."""

import io
import zipfile
from pathlib import Path

import pytest

from alnqual.operations import packed
from alnqual.operations.contents import Contents
from alnqual.operations.forms import phrase, placed_words
from tests.operations.containers import (
    CONTAINERS,
    PHRASE,
    archive,
    composed,
    database,
    docx,
    parquet,
    write_ahead,
)


def found(content: bytes, wanted: str = PHRASE, *, raw: bool = False) -> list[str]:
    """Where the wanted phrase is, by its words."""
    contents = Contents(raw=raw)
    return [
        passage.where
        for passage in contents.of_bytes(content, "file")
        if phrase(wanted) in phrase(passage.text)
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_phrase_is_found_in_every_container(kind: str, form: str) -> None:
    wanted = PHRASE
    if kind == "windows":
        wanted = PHRASE.replace("ŵ", "w").replace("ŷ", "y").replace("🙂", "")
        form = "NFC"
    content = CONTAINERS[kind](composed(wanted)[form])
    assert found(content, wanted)
    assert not found(content, PHRASE + " hefyd")


@pytest.mark.parametrize("kind", sorted(set(CONTAINERS) - {"windows"}))
def test_no_other_phrase_is_found(kind: str) -> None:
    assert not found(CONTAINERS[kind]("Nothing of the sort was said by anybody here."), raw=True)


def test_the_row_and_column_are_named() -> None:
    assert found(parquet(PHRASE)) == ["file: terms, row 1"]
    assert found(docx(PHRASE))[0] == "file > word/document.xml"


def test_the_document_of_a_record_is_known() -> None:
    contents = Contents()
    passages = list(contents.of_bytes(parquet(PHRASE), "t"))
    passages += contents.of_bytes(b'{"document": "d1", "parts": [{"quote": "terms"}]}', "j")
    assert {passage.document for passage in passages if "d1" not in passage.text} == {"d1"}


def test_pages_that_a_database_freed_are_read_with_its_bytes() -> None:
    freed = database(PHRASE, deleted=True)
    assert not found(freed)
    assert found(freed, raw=True)


def test_the_write_ahead_log_of_a_database_is_read(tmp_path: Path) -> None:
    path = write_ahead(tmp_path, PHRASE)
    contents = Contents()
    texts = [passage.text for passage in contents.of_file(path, "live")]
    assert any(phrase(PHRASE) in phrase(text) for text in texts)
    assert sorted(file.name for file in tmp_path.glob("copied*")) == [
        "copied.sqlite3",
        "copied.sqlite3-wal",
    ]


def test_names_in_neighbouring_cells_and_paragraphs_do_not_grow_together() -> None:
    cells = b"<table><tr><td>Rhian</td><td>Tudwal</td></tr></table><p>Ann</p><p>Bob</p>"
    texts = [passage.text.split() for passage in Contents().of_bytes(cells, "page")]
    assert ["Rhian", "Tudwal", "Ann", "Bob"] in texts


def test_what_cannot_be_opened_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAXIMUM_UNPACKED", 5_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.txt", b"0" * 20_000_000)
    nested = b"deep"
    for _ in range(8):
        nested = archive({"inner.zip": nested})
    broken = {
        "damaged.parquet": b"PAR1 and nothing else",
        "damaged.zip": b"PK\x03\x04 and nothing else",
        "damaged.sqlite3": b"SQLite format 3\0 and nothing else",
    }
    contents = Contents()
    for name, content in (broken | {"nested.zip": nested}).items():
        list(contents.of_bytes(content, name))
    room = packed.Room(5_000)
    list(contents.of_bytes(bomb.getvalue(), "bomb.zip", room=room))
    listed = {unopened.where.split(" > ")[0] for unopened in contents.unopened}
    assert listed == {*broken, "nested.zip", "bomb.zip"}


def test_a_file_that_is_too_large_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alnqual.operations.contents.MAXIMUM_FILE", 10)
    (tmp_path / "large.txt").write_text(PHRASE)
    contents = Contents()
    assert list(contents.of_file(tmp_path / "large.txt", "large.txt")) == []
    assert [unopened.where for unopened in contents.unopened] == ["large.txt"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_keep_their_places_in_the_text(form: str) -> None:
    text = composed(PHRASE)[form]
    placed = list(placed_words(text))
    assert [word for word, _, _ in placed] == phrase(text).split()
    assert [phrase(text[start:end]).strip() for _, start, end in placed] == phrase(text).split()
