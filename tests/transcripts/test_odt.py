import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings

from alnqual.errors import UnreadableFile
from alnqual.transcripts.odt import read_odt
from alnqual.transcripts.words import clean
from tests.transcripts.build import spoken
from tests.transcripts.talk import dialogues

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"'
    for name, rest in [
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("draw", "drawing"),
    ]
)  # fmt: skip
_BOLD = (
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)


def odt(path, body, *, prologue="", others=()):
    """An .odt around the XML of its text."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<office:document-content {_SPACES}>'
        f"<office:automatic-styles>{_BOLD}</office:automatic-styles><office:body><office:text>"
        f"{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        for name, text in others:
            package.writestr(name, text)
    return path


def paragraph(speaker, words):
    return (
        f'<text:p><text:span text:style-name="T1">{escape(speaker)}</text:span>'
        f"<text:tab/>{escape(words)}</text:p>"
    )


@settings(
    derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(talk=dialogues())
def test_a_dialogue_with_bold_labels_comes_back(tmp_path, talk):
    path = odt(tmp_path / "a.odt", "".join(paragraph(*turn) for turn in talk))
    assert spoken(read_odt(path)) == [(speaker, clean(words)) for speaker, words in talk]


def test_spaces_tabs_and_line_breaks_of_the_format_are_those_of_the_text(tmp_path):
    body = (
        "<text:p>I: How<text:s text:c='3'/>is\n  it?</text:p>"
        "<text:p>P: Good<text:line-break/>I: And<text:tab/>then?</text:p><text:p>P: Fine.</text:p>"
    )
    assert spoken(read_odt(odt(tmp_path / "a.odt", body))) == [
        ("I", "How is it?"),
        ("P", "Good"),
        ("I", "And then?"),
        ("P", "Fine."),
    ]


def test_a_table_of_turns_has_its_speakers_in_the_first_column(tmp_path):
    rows = [("I", "How did you find the meeting?"), ("P1", "It was long, and nobody listened.")] * 2
    cells = (
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        for row in rows
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    path = odt(tmp_path / "a.odt", f"<table:table>{table}</table:table>")
    assert spoken(read_odt(path)) == rows


def test_what_nobody_said_in_the_talk_is_left_out_and_counted(tmp_path):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>P: gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>I: Why<text:note><text:note-body><text:p>a note</text:p></text:note-body>"
        "</text:note>?</text:p><text:p>P: So.<office:annotation><text:p>check</text:p>"
        "</office:annotation> Yes.</text:p><text:p>I: Right.</text:p><text:p>P: Right.</text:p>"
    )
    styles = f"<a {_SPACES}><style:footer><text:p>Confidential</text:p></style:footer></a>"
    path = odt(tmp_path / "a.odt", body, others=[("styles.xml", styles)])
    transcript = read_odt(path)
    assert spoken(transcript)[:2] == [("I", "Why?"), ("P", "So. Yes.")]
    assert transcript.warnings[:4] == (
        "1 comment(s) left out",
        "1 footnote(s) or endnote(s) left out",
        "1 page header(s) or footer(s) left out",
        "1 tracked deletion(s) left out",
    )


@pytest.mark.parametrize(
    ("prologue", "others", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>', (), "entities"),
        ("", [("META-INF/manifest.xml", "<manifest:encryption-data/>")], "password"),
    ],
)
def test_entities_and_passwords_are_refused(tmp_path, prologue, others, reason):
    path = odt(tmp_path / "a.odt", "<text:p>I: a</text:p>", prologue=prologue, others=others)
    with pytest.raises(UnreadableFile, match=reason):
        read_odt(path)


def test_a_spreadsheet_called_odt_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as package:
        package.writestr("other.xml", "<a/>")
    with pytest.raises(UnreadableFile, match="no OpenDocument text"):
        read_odt(tmp_path / "a.odt")


def test_deep_nesting_is_read_or_refused_but_never_a_crash(tmp_path):
    for depth in (200, 5_000):
        body = "<text:section>" * depth + "<text:p>I: a</text:p>" + "</text:section>" * depth
        path = odt(tmp_path / "a.odt", body)
        try:
            assert read_odt(path).turns
        except UnreadableFile as refusal:
            assert depth == 5_000 and refusal.what
