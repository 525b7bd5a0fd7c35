import random

import pytest

from alnqual.errors import UnreadableFile
from alnqual.transcripts.pdf import read_pdf
from tests.transcripts.build import spoken
from tests.transcripts.build_pdf import lines, pdf

TALK = [
    "I: How did the meeting go, from",
    "where you sat that day?",
    "P: It went on for hours.",
] * 4


def test_lines_are_joined_to_the_turns_of_labelled_speakers(tmp_path):
    transcript = read_pdf(pdf(tmp_path / "a.pdf", [lines(*TALK)]))
    assert (
        spoken(transcript)
        == [
            ("I", "How did the meeting go, from where you sat that day?"),
            ("P", "It went on for hours."),
        ]
        * 4
    )


def test_bold_labels_are_seen(tmp_path):
    page = [
        (780 - 14 * place, " Note: all of it went well.", who)
        for place, who in enumerate(["Ann:", "Bob:"] * 3)
    ]
    transcript = read_pdf(pdf(tmp_path / "a.pdf", [page]))
    assert transcript.metadata["labels"] == "bold"
    assert spoken(transcript)[1] == ("Bob", "Note: all of it went well.")


def test_headers_footers_and_page_numbers_are_left_out_and_counted(tmp_path):
    pages = [
        [(820, "Study of ALN: interview 7"), *lines(*TALK), (40, f"Page {number} of 4")]
        for number in (1, 2, 3, 4)
    ]
    transcript = read_pdf(pdf(tmp_path / "a.pdf", pages))
    assert len(transcript.turns) == 32
    assert not any("Page" in turn.text or "Study" in turn.text for turn in transcript.turns)
    assert "8 running header(s), footer(s) or page number(s) left out" in transcript.warnings


def test_an_answer_that_ends_two_pages_alike_is_no_footer(tmp_path):
    page = lines(*TALK, "P: Yes.")
    assert [text for _, text in spoken(read_pdf(pdf(tmp_path / "a.pdf", [page, page])))].count(
        "Yes."
    ) == 2


def test_a_turn_goes_on_over_the_page(tmp_path):
    pages = [lines(*TALK, "I: And what did the"), lines("head say?", "P: Nothing.")]
    assert spoken(read_pdf(pdf(tmp_path / "a.pdf", pages)))[-2:] == [
        ("I", "And what did the head say?"),
        ("P", "Nothing."),
    ]


def test_words_parted_at_the_end_of_a_line_are_joined_as_the_document_writes_them(tmp_path):
    text = ["I: Their well-being, and the confer-", "ence, and then the well-", "being again -",
            "right?", "P: Right."]  # fmt: skip
    transcript = read_pdf(pdf(tmp_path / "a.pdf", [lines(*text, *TALK)]))
    assert transcript.turns[0].text == (
        "Their well-being, and the conference, and then the well-being again - right?"
    )
    assert "2 word(s) parted at a line's end joined" in transcript.warnings


def test_without_labels_a_wider_space_parts_paragraphs(tmp_path):
    page = [
        *lines("It was a long day and", "nobody had eaten."),
        *lines("Then it rained.", top=720),
    ]
    page += lines("It rained on and", "on until evening.", top=690)
    transcript = read_pdf(pdf(tmp_path / "a.pdf", [page]))
    assert spoken(transcript) == [
        (None, "It was a long day and nobody had eaten."),
        (None, "Then it rained."),
        (None, "It rained on and on until evening."),
    ]


def test_ligatures_are_letters_and_shapes_without_letters_are_refused(tmp_path, monkeypatch):
    from pypdf import PageObject

    path = pdf(tmp_path / "a.pdf", [lines(*TALK)])
    extract = PageObject.extract_text
    monkeypatch.setattr(
        PageObject,
        "extract_text",
        lambda page, **given: (
            "I: A di\ufb03cult \ufb01rst.\nP: Yes.\n" * 2 + extract(page, **given)
        ),
    )
    assert read_pdf(path).turns[0].text == "A difficult first."
    monkeypatch.setattr(PageObject, "extract_text", lambda page, **given: "\ue001\ue002 a " * 30)
    with pytest.raises(UnreadableFile, match="letters"):
        read_pdf(path)


def test_a_scan_is_refused_with_advice(tmp_path):
    with pytest.raises(UnreadableFile, match="scan") as refusal:
        read_pdf(pdf(tmp_path / "a.pdf", [[], lines("7")]))
    assert "OCR" in refusal.value.do


def test_a_password_is_refused_with_advice(tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "a.pdf", [lines(*TALK)])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    with pytest.raises(UnreadableFile, match="password"):
        read_pdf(tmp_path / "b.pdf")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_an_empty_password_is_none(tmp_path, algorithm):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "a.pdf", [lines(*TALK)])))
    writer.encrypt("", "owner", algorithm=algorithm)
    writer.write(tmp_path / "b.pdf")
    assert len(read_pdf(tmp_path / "b.pdf").turns) == 8


def test_damaged_files_are_read_or_refused(tmp_path):
    whole = pdf(tmp_path / "a.pdf", [lines(*TALK)] * 2).read_bytes()
    dice = random.Random(7)
    path = tmp_path / "b.pdf"
    for _ in range(150):
        damaged = bytearray(whole[: dice.randrange(len(whole))] if dice.random() < 0.3 else whole)
        for _ in range(dice.randrange(1, 30)):
            damaged[dice.randrange(len(damaged)) if damaged else 0 : 1] = dice.randbytes(1)
        path.write_bytes(damaged)
        try:
            assert read_pdf(path).warnings is not None
        except UnreadableFile as refusal:
            assert refusal.what
