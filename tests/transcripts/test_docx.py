import pytest
from docx import Document

from alnqual.errors import UnreadableFile
from alnqual.transcripts import read_transcript
from alnqual.transcripts.limits import Limits
from tests.transcripts.build import docx, paragraph, run, spoken, table

TALK = [("I", "How was it?"), ("P", "Long. Note: very."), ("I", "Go on."), ("P", "No: enough.")]


def bold_labels():
    return "".join(paragraph(run(f"{who}:", bold=True), run(f" {said}")) for who, said in TALK)


def bold_without_colon_in_the_bold():
    return "".join(paragraph(run(who, bold=True), run(f": {said}")) for who, said in TALK)


def plain_colons():
    return "".join(paragraph(run(f"{who}: {said}")) for who, said in TALK)


def tabs():
    return "".join(paragraph(run(f"{who}\t{said}")) for who, said in TALK)


def two_columns():
    return table(*TALK)


def teams():
    heads = "".join(
        paragraph(run(who, bold=True), run(f"   0:{at:02d}"), run(f"\n{said}"))
        for at, (who, said) in enumerate(TALK, 3)
    )
    return (
        paragraph(run("I started transcription"))
        + heads
        + paragraph(run("P", bold=True), run(" stopped transcription"))
    )


def teams_name_run_on_its_own():
    return "".join(
        paragraph(run(who, bold=True)) + paragraph(run(f"0:{at:02d}")) + paragraph(run(said))
        for at, (who, said) in enumerate(TALK, 3)
    )


def teams_of_before():
    """Name, range of time and speech in a paragraph; numbers are not padded."""
    return "".join(
        paragraph(run(f"0:0:{at}.0 --> 0:0:{at}.900\n{who}\n{said}"))
        for at, (who, said) in enumerate(TALK, 3)
    )


def names_styled_as_headings():
    return "".join(
        paragraph(run(who), style="Heading2") + paragraph(run(said)) for who, said in TALK
    )


def line_numbers():
    return "".join(
        paragraph(run(f"{at:04d}  {who}: {said}")) for at, (who, said) in enumerate(TALK, 12)
    )


@pytest.mark.parametrize(
    "body",
    [
        bold_labels, bold_without_colon_in_the_bold, plain_colons, tabs, two_columns, teams,
        teams_name_run_on_its_own, teams_of_before, names_styled_as_headings, line_numbers,
    ],
    ids=lambda body: body.__name__,
)  # fmt: skip
def test_the_same_talk_is_read_from_every_shape(tmp_path, body):
    transcript = read_transcript(docx(tmp_path / "a.docx", body()))
    assert spoken(transcript) == TALK


def test_teams_times_are_kept_and_pieces_of_one_speaker_joined(tmp_path):
    body = "".join(
        paragraph(run("Elstead, Mark (Guest)"), run(f"   {time}\n{said}"))
        for time, said in [("0:03", "Right."), ("1:00:09", "So, first.")]
    ) + paragraph(run("Gwen Pari   1:00:15\nYes.\nAnd no."))
    transcript = read_transcript(docx(tmp_path / "a.docx", body))
    assert spoken(transcript) == [
        ("Elstead, Mark (Guest)", "Right. So, first."),
        ("Gwen Pari", "Yes. And no."),
    ]
    assert [turn.start for turn in transcript.turns] == [3.0, 3615.0]


def test_teams_ranges_give_start_and_end(tmp_path):
    transcript = read_transcript(docx(tmp_path / "a.docx", teams_of_before()))
    assert [(turn.start, turn.end) for turn in transcript.turns][:2] == [(3.0, 3.9), (4.0, 4.9)]


def meet() -> str:
    lines = [
        ("Heading1", "📝 Notes"), ("", "Jan 9, 2026"), ("Heading2", "Governors, item 4"),
        ("", "Invited Ann Owen Ben Pugh"),
        ("Heading3", "Summary"), ("", "Ann Owen: and Ben Pugh discussed the budget."),
        ("Heading3", "Details"), ("", "Budget: Ben Pugh said there was none."),
        ("Heading3", "Suggested next steps"), ("", "Ann Owen will write to the county."),
        ("", "You should review Gemini's notes to make sure they're accurate."),
        ("Heading1", "📖 Transcript"), ("Heading2", "Governors, item 4 - Transcript"),
        ("Heading3", "00:00:00"),
        ("", "Ann Owen: Who pays?"), ("", "Ben Pugh: Nobody."),
        ("Heading3", "00:05:00"),
        ("", "Ann Owen: Details: none?"), ("", "Ben Pugh: None."),
        ("Heading3", "Transcription ended after 00:09:12"),
        ("", "This editable transcript was computer generated and might contain errors. People "
         "can also change the text after it was created."),
    ]  # fmt: skip
    return "".join(paragraph(run(text), style=style) for style, text in lines)


def test_google_meet_notes_headings_and_notices_are_not_speech_and_are_counted(tmp_path):
    transcript = read_transcript(docx(tmp_path / "a.docx", meet()))
    assert spoken(transcript) == [
        ("Ann Owen", "Who pays?"),
        ("Ben Pugh", "Nobody."),
        ("Ann Owen", "Details: none?"),
        ("Ben Pugh", "None."),
    ]
    assert transcript.turns[2].start == 300.0
    assert {
        "13 line(s) of a meeting program's notes kept apart",
        "2 time(s) on lines of their own left out",
    } <= set(transcript.warnings)
    assert "discussed the budget" in transcript.metadata["preamble"]


def test_headings_between_speech_are_kept_apart_and_counted(tmp_path):
    body = plain_colons() + paragraph(run("Part Two"), style="Heading1") + plain_colons()
    transcript = read_transcript(docx(tmp_path / "a.docx", body))
    assert spoken(transcript) == TALK * 2
    assert "1 heading(s) left out" in transcript.warnings
    assert transcript.metadata["preamble"] == "Part Two"


def test_what_stands_beside_the_text_is_counted_with_its_words(tmp_path):
    said = paragraph(run("three more words"))
    parts = {
        "footnotes.xml": f'<w:footnotes><w:footnote w:type="separator">{paragraph()}</w:footnote>'
        f"<w:footnote>{said}</w:footnote><w:footnote>{said}</w:footnote></w:footnotes>",
        "endnotes.xml": f"<w:endnotes><w:endnote>{said}</w:endnote></w:endnotes>",
        "comments.xml": f"<w:comments><w:comment>{said}</w:comment></w:comments>",
        "header1.xml": f"<w:hdr>{said}</w:hdr>",
        "header2.xml": f"<w:hdr>{paragraph()}</w:hdr>",
        "footer1.xml": f"<w:ftr>{said}</w:ftr>",
    }
    transcript = read_transcript(docx(tmp_path / "a.docx", plain_colons(), parts=parts))
    assert spoken(transcript) == TALK
    assert set(transcript.warnings) >= {
        "2 footnote(s) of 6 word(s) left out",
        "1 endnote(s) of 3 word(s) left out",
        "1 comment(s) of 3 word(s) left out",
        "1 page header(s) of 3 word(s) left out",
        "1 page footer(s) of 3 word(s) left out",
    }


def test_tracked_insertions_count_and_deletions_do_not(tmp_path):
    body = bold_labels() + paragraph(
        run("P:", bold=True),
        run(" We "),
        '<w:ins w:id="1" w:author="a"><w:r><w:t>never </w:t></w:r></w:ins>',
        '<w:del w:id="2" w:author="a"><w:r><w:delText>always </w:delText></w:r></w:del>',
        run("met."),
    )
    transcript = read_transcript(docx(tmp_path / "a.docx", body))
    assert transcript.turns[-1].text == "We never met."
    assert "1 tracked deletion(s) left out" in transcript.warnings


def test_words_in_content_controls_are_read(tmp_path):
    control = f"<w:sdt><w:sdtContent>{bold_labels()}</w:sdtContent></w:sdt>"
    assert spoken(read_transcript(docx(tmp_path / "a.docx", control))) == TALK


def test_an_empty_first_cell_goes_on_with_the_speaker_above(tmp_path):
    rows = [("Speaker", "Text"), *TALK, ("", "And then nothing more.")]
    transcript = read_transcript(docx(tmp_path / "a.docx", table(*rows)))
    assert spoken(transcript)[-1] == ("P", "No: enough. And then nothing more.")


def test_a_file_that_python_docx_writes_is_read(tmp_path):
    document = Document()
    document.add_heading("Interview", 1)
    for who, said in TALK:
        line = document.add_paragraph()
        line.add_run(f"{who}: ").bold = True
        line.add_run(said)
    document.save(tmp_path / "a.docx")
    transcript = read_transcript(tmp_path / "a.docx")
    assert spoken(transcript) == TALK
    assert transcript.metadata["preamble"] == "Interview"


def test_a_file_with_entities_is_refused_and_the_named_file_stays_unread(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    prologue = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret.txt">]>'
    path = docx(tmp_path / "a.docx", "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", prologue=prologue)
    with pytest.raises(UnreadableFile, match="entities"):
        read_transcript(path)


def test_a_decompression_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = docx(tmp_path / "a.docx", paragraph(run("x" * 3_000_000)))
    assert path.stat().st_size < 20_000
    with pytest.raises(UnreadableFile, match="unpacks to"):
        read_transcript(path, limits=Limits(unpacked_mb=1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", "old Office file or protected"),
        (b"<html>not a package</html>", "damaged"),
    ],
)
def test_what_is_no_word_file_says_what_to_do(tmp_path, content, reason):
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as refusal:
        read_transcript(tmp_path / "a.docx")
    assert "a.docx" in str(refusal.value)
    assert refusal.value.do
