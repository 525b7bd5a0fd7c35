"""Codings on disk: sorted, whole, and unchanged when nothing is new."""

from dataclasses import replace

import pytest

from alnqual.coding import CodingStore
from alnqual.errors import InputError
from alnqual.records import Coding, Submission

ONE = Coding("b1", "i01", 5, 9, "inputs", "ann", "r1", "word", "", "", memo="dŵr 🐑")
TWO = Coding("a1", "i01", 1, 9, "inputs", "ann", "r1", "my word", "", "")
BEN = Coding("c1", "i02", 1, 9, "inputs", "ben", "r1", "my word", "", "")
HANDED_IN = [Submission("r1", "ben", "i02", "submitted"), Submission("r1", "ann", "i01", "skipped")]


def test_what_was_written_is_read_back_in_order(tmp_path):
    store = CodingStore(tmp_path)
    store.write("r1", [ONE, BEN, TWO], submissions=HANDED_IN)
    assert store.read() == [TWO, ONE, BEN]
    assert store.read("r1") == store.read()
    assert store.read("r2") == []
    assert store.read_submissions() == sorted(HANDED_IN, key=lambda s: s.coder)


def test_writing_the_same_again_touches_nothing(tmp_path):
    store = CodingStore(tmp_path)
    store.write("r1", [ONE, BEN], submissions=HANDED_IN)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    store.write("r1", [BEN, ONE], submissions=reversed(HANDED_IN))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == before


def test_a_coder_whose_codings_are_gone_has_an_empty_file(tmp_path):
    store = CodingStore(tmp_path)
    store.write("r1", [ONE, BEN], submissions=HANDED_IN)
    store.write("r1", [ONE], submissions=HANDED_IN[1:])
    assert store.read() == [ONE]


def test_files_are_for_their_owner_only(tmp_path):
    CodingStore(tmp_path).write("r1", [ONE], submissions=HANDED_IN)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("r1/*")} == {0o600}


def test_a_broken_line_is_named(tmp_path):
    store = CodingStore(tmp_path)
    store.write("r1", [ONE, replace(ONE, id="b2")], submissions=HANDED_IN)
    path = tmp_path / "r1" / "ann.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"id": 3}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 3"):
        store.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ann.jsonl", b"\xff\xfe"),
        ("ann.jsonl", b'{"id": "x", "start": "one"}\n'),
        ("submissions.csv", b"\xff\xfe"),
        ("submissions.csv", b"a,b\n1,2\n"),
    ],
)
def test_a_damaged_file_is_named_and_not_a_crash(tmp_path, name, content):
    store = CodingStore(tmp_path)
    store.write("r1", [ONE], submissions=HANDED_IN)
    (tmp_path / "r1" / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        store.read() and store.read_submissions()
