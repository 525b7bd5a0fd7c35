"""Whatever the bytes, a reader gives turns or says why not."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from alnqual.errors import UnreadableFile
from alnqual.records import Transcript
from alnqual.transcripts import SUFFIXES, read_transcript
from alnqual.transcripts.words import clean

relaxed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read_or_refuse(path) -> Transcript | None:
    try:
        transcript = read_transcript(path)
    except UnreadableFile as refusal:
        assert refusal.where == path
        assert refusal.what
        return None
    assert transcript.turns
    for turn in transcript.turns:
        assert turn.text == clean(turn.text)
        assert turn.speaker is None or turn.speaker == clean(turn.speaker) != ""
    return transcript


@pytest.mark.parametrize("suffix", SUFFIXES)
@relaxed
@given(data=st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(tmp_path, suffix, data):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    read_or_refuse(path)


_PIECES = st.sampled_from(
    [
        "WEBVTT", "\n", "\n\n", "\r\n", " --> ", "00:00:01.000", "0:01", "<v Ann>", "</v>", "<v ",
        "NOTE", "STYLE", "I:", "P:", "Note:", " words ", "ŵ", "y\u0302", "👩‍👧", "\u00a0", "&amp;",
        "&#0;", "&#xd800;", "**", "\t", "[00:01]", "1", "-->", "?", ",", '"', "{", "[", "]", "}",
        '{"text": "a", "speaker": ', "\ufeff", "\x85", "\u2028", "Elin Puw   0:04\n",
    ]
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".txt", ".md", ".csv", ".json"])
@relaxed
@given(pieces=st.lists(_PIECES, max_size=60))
def test_texts_made_of_what_formats_are_made_of_are_read_or_refused(tmp_path, suffix, pieces):
    path = tmp_path / f"a{suffix}"
    path.write_bytes("".join(pieces).encode("utf-8", "surrogatepass"))
    read_or_refuse(path)


def _docx() -> bytes:
    document, stream = Document(), io.BytesIO()
    for who in "IPIP":
        document.add_paragraph(f"{who}: some words ŵ")
    document.add_table(2, 2).cell(0, 0).text = "cell"
    document.save(stream)
    return stream.getvalue()


def _xlsx() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in (["id", "Why?"], ["S1", "Because of it"], ["S2", "No"]):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


OFFICE = {".docx": (_docx(), "word/document.xml"), ".xlsx": (_xlsx(), "xl/worksheets/sheet1.xml")}


@pytest.mark.parametrize("suffix", OFFICE)
@relaxed
@given(data=st.data())
def test_office_files_damaged_anywhere_are_read_or_refused(tmp_path, suffix, data):
    content, part = OFFICE[suffix]
    whole = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"a{suffix}"
    path.write_bytes(whole)
    read_or_refuse(path)

    # The same within the main part, which a checksum would otherwise guard.
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            inner = bytearray(source.read(name))
            if name == part:
                at = data.draw(st.integers(0, len(inner) - 1))
                inner[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
            target.writestr(name, bytes(inner))
    read_or_refuse(path)


def test_a_kind_that_cannot_be_read_says_which_can(tmp_path):
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(UnreadableFile, match=r"\.doc cannot") as refusal:
        read_transcript(tmp_path / "a.doc")
    assert "save it as .docx" in str(refusal.value)
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_transcript(tmp_path / "absent.txt")
