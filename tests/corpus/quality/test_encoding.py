import pytest

from alnqual.corpus.quality.encoding import encoding_findings, is_about_encoding
from alnqual.records import Turn

WELSH = "Mae’r tŷ a’r dŵr yn “hen” – pâr o siôp à la carte, naïve, £5 ½ ½°C…"


def found(reading):
    return [each.message for each in encoding_findings([reading])]


def test_sound_welsh_and_signs_are_no_finding(read):
    assert found(read([Turn("P01", WELSH)])) == []


def test_lost_characters_are_counted(read):
    assert found(read([Turn("P01", "t\ufffd, d\ufffdr"), Turn("P01", "iawn")])) == [
        "2 characters were lost in an export, at turn 1"
    ]


@pytest.mark.parametrize("word", ["tŷ", "dŵr", "siôp", "pâr", "mae’r", "£5", "“hen”", "naïf"])
def test_text_decoded_twice_is_told(read, word):
    spoilt = word.encode().decode("cp1252", errors="replace").replace("\ufffd", "\x9d")
    (message,) = found(read([Turn("P01", "Iawn."), Turn("P01", spoilt)]))
    assert "decoded twice" in message and "at turn 2" in message


def test_readers_warnings_about_encodings_are_known():
    assert is_about_encoding("it is not UTF-8; it was read as Windows-1252: check letters")
    assert is_about_encoding("3 character(s) could not be decoded as utf-8")
    assert not is_about_encoding("1 line(s) before the first speaker kept apart")
