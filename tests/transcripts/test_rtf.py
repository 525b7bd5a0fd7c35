import time

import pytest
from hypothesis import HealthCheck, given, settings

from alnqual.errors import UnreadableFile
from alnqual.transcripts.rtf import read_rtf
from alnqual.transcripts.words import clean
from tests.transcripts.build import spoken
from tests.transcripts.talk import dialogues


def escaped(text):
    """Text as Word writes it: UTF-16 units as signed numbers, each with a fall-back."""
    units = text.encode("utf-16-le")
    pieces = []
    for place in range(0, len(units), 2):
        unit = int.from_bytes(units[place : place + 2], "little", signed=True)
        sign = chr(unit) if 32 <= unit < 127 else ""
        pieces.append(f"\\{sign}" if sign and sign in "{}\\" else sign or f"\\u{unit}?")
    return "".join(pieces)


@pytest.fixture
def read(tmp_path):
    def reader(body, head="\\rtf1\\ansi\\ansicpg1252\\uc1"):
        path = tmp_path / "a.rtf"
        path.write_bytes(b"{" + head.encode() + b" " + body.encode("latin-1") + b"}")
        return read_rtf(path)

    return reader


@settings(
    derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(talk=dialogues())
def test_a_dialogue_with_bold_labels_comes_back(read, talk):
    body = "".join(
        f"\\pard {{\\b {escaped(speaker)}:}} {escaped(words)}\\par\n" for speaker, words in talk
    )
    assert spoken(read(body)) == [(speaker, clean(words)) for speaker, words in talk]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("t\\'fb", "tû"),
        ("t\\u375\\'3f", "tŷ"),
        ("{\\uc0 t\\u375 }", "tŷ"),
        ("{\\uc2 t\\u375 ??}", "tŷ"),
        ("\\u-10179?\\u-8704?", "😀"),
        ("it\\rquote s\\~5\\emdash a\\_b", "it’s 5—a-b"),
        ("{\\f1 t\\'f8}", "tř"),
        ("t\xfb", "tû"),
    ],
)
def test_characters_beyond_ascii_in_all_their_spellings(read, written, words):
    head = "\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 A;}{\\f1\\fcharset238 B;}}\\uc1"
    body = f"I: Why?\\par P: {written}\\par I: Yes.\\par P: No.\\par "
    assert spoken(read(body, head))[1] == ("P", words)


def test_a_table_of_turns_has_its_speakers_in_the_first_column(read):
    rows = [("I", "How did you find the meeting?"), ("P1", "It was long, and nobody listened.")] * 2
    body = "".join(f"\\trowd\\intbl {who}\\cell {words}\\cell\\row\n" for who, words in rows)
    assert spoken(read(f"{body}\\pard\\par")) == rows


def test_headings_are_nobodys_words(read):
    body = (
        "\\pard I: Why?\\par P: So.\\par \\pard\\outlinelevel0 Part 2\\par "
        "\\pard I: And?\\par P: No.\\par "
    )
    assert spoken(read(body)) == [("I", "Why?"), ("P", "So."), ("I", "And?"), ("P", "No.")]


def test_pictures_fields_notes_headers_and_deletions_are_left_out(read):
    body = (
        "{\\header Confidential\\par}{\\info{\\title Secret}}{\\stylesheet{\\s1 Heading;}}"
        "I: See {\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt the page}}?\\par "
        "P: Yes{\\footnote a note} {\\deleted no }{\\pict\\bin5 }}}}}}indeed.\\par "
        "{\\*\\unknown words}I: Good.\\par P: {\\v hidden}Bye.\\par"
    )
    transcript = read(body)
    assert spoken(transcript) == [
        ("I", "See the page?"),
        ("P", "Yes indeed."),
        ("I", "Good."),
        ("P", "Bye."),
    ]
    assert transcript.warnings == (
        "1 footnote(s) or endnote(s) left out",
        "1 piece(s) of hidden text left out",
        "1 running header(s) or footer(s) left out",
        "1 tracked deletion(s) left out",
    )


def test_groups_nested_without_end_take_time_in_proportion(read):
    begun = time.perf_counter()
    assert read("{\\b " * 100_000 + "I: a\\par ").turns
    assert time.perf_counter() - begun < 5


def test_what_is_no_rich_text_is_refused(tmp_path):
    (tmp_path / "a.rtf").write_bytes(b"PK\x03\x04 words")
    with pytest.raises(UnreadableFile, match="no Rich Text"):
        read_rtf(tmp_path / "a.rtf")
