"""Tables are written whole or not at all."""

import errno
import os

import pandas as pd
import pytest

from alnqual.errors import StageError, StudyError
from alnqual.tables import SCHEMAS, Tables, schema, write_atomically

ROW = {"document": "i01", "item": "i01-0001-00", "reason": "dŵr 🐑"}


@pytest.fixture
def tables(tmp_path) -> Tables:
    tables = Tables(tmp_path / "tables")
    tables.write("left_out_embed", [ROW])
    return tables


def test_every_schema_can_be_written_empty_and_read_back(tables):
    for name in SCHEMAS:
        tables.write(name, [])
        assert list(tables.read(name).columns) == schema(name).names


def test_the_same_rows_give_the_same_bytes_from_frame_or_records(tables):
    before = tables.path("left_out_embed").read_bytes()
    tables.write("left_out_embed", pd.DataFrame([ROW])[["reason", "item", "document"]])
    assert tables.path("left_out_embed").read_bytes() == before


def test_an_unchanged_table_is_not_touched(tables):
    path = tables.path("left_out_embed")
    before = path.stat().st_mtime_ns
    tables.write("left_out_embed", [ROW])
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_table(tables, monkeypatch, step):
    before = tables.path("left_out_embed").read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, full)
    with pytest.raises(StageError, match="No space left"):
        tables.write("left_out_embed", [ROW, ROW])
    assert tables.path("left_out_embed").read_bytes() == before
    assert [path.name for path in tables.folder.iterdir()] == ["left_out_embed.parquet"]


def test_a_kill_while_writing_leaves_the_old_table(tables, monkeypatch):
    before = tables.path("left_out_embed").read_bytes()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        tables.write("left_out_embed", [ROW, ROW])
    assert tables.path("left_out_embed").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StageError, match="could not be written"):
        write_atomically(tmp_path / "file" / "table", b"x")


def test_columns_must_be_those_of_the_schema(tables):
    with pytest.raises(KeyError, match="reason"):
        tables.write("left_out_embed", [{"document": "i01", "item": "x"}])
    with pytest.raises(KeyError, match="extra"):
        tables.write("left_out_embed", pd.DataFrame([ROW | {"extra": 1}]))


def test_a_table_that_is_not_there_says_what_to_do(tables):
    with pytest.raises(StudyError, match="alnqual run"):
        tables.read("themes")


def test_a_table_of_another_version_says_what_to_do(tables):
    """A table without a newer column once ended in a KeyError far from its cause."""
    import pyarrow.parquet as pq

    path = tables.path("left_out_embed")
    pq.write_table(pq.read_table(path).drop_columns(["reason"]), path)
    with pytest.raises(StudyError, match="another version"):
        tables.read("left_out_embed")
