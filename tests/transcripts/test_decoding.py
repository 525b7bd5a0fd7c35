import codecs

import pytest

from alnqual.errors import UnreadableFile
from alnqual.transcripts.decoding import read_text

WORDS = "Cyfwelai: Mae'r tŷ a'r dŵr yn iawn\r\nHolwr: Iawn\r"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16-le", "utf-16-be", "utf-16 undeclared"],
)
def test_the_text_is_the_same_however_it_was_saved(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    text, _ = read_text(tmp_path / "a.txt")
    assert text == WORDS.replace("\r\n", "\n").replace("\r", "\n")


def test_an_old_windows_file_is_read_and_the_doubt_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes("I: a caf\u00e9 \u2013 yes".encode("cp1252"))
    text, warnings = read_text(tmp_path / "a.txt")
    assert text == "I: a café – yes"
    assert "Windows-1252" in warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n ", "empty"), (bytes(range(32)) * 20, "not a text file")],
)
def test_what_holds_no_text_is_refused_with_the_reason(tmp_path, data, reason):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason):
        read_text(tmp_path / "a.txt")
