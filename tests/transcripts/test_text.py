import pytest

from alnqual.transcripts import read_transcript
from tests.transcripts.build import spoken


@pytest.fixture
def read(tmp_path):
    def reader(text: str, name: str = "a.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_transcript(tmp_path / name)

    return reader


def test_a_colon_inside_speech_is_no_speaker(read):
    transcript = read(
        "Interviewer: How was it?\n\n"
        "Participant: Long. We had one rule.\n"
        "Note: nobody asked the parents.\n"
        "Honestly: nobody.\n\n"
        "Interviewer: And then? honestly\n\n"
        "Participant: Take this note:\n"
        "Note: it changed.\n"
        "Interviewer: Right.\n"
        "Participant: Yes."
    )
    assert {turn.speaker for turn in transcript.turns} == {"Interviewer", "Participant"}
    assert transcript.turns[1].text == (
        "Long. We had one rule. Note: nobody asked the parents. Honestly: nobody."
    )
    assert any("taken as words" in warning for warning in transcript.warnings)


def test_a_speaker_of_a_single_turn_is_seen_among_many_labelled_lines(read):
    talk = "".join(f"ALNCo 1: Line {n}.\nFacilitator: Mm {n}.\n" for n in range(12))
    transcript = read(f"{talk}ALNCo 2: Only this.\nSupport worker: And this.\n{talk}")
    assert ("ALNCo 2", "Only this.") in spoken(transcript)
    assert ("Support worker", "And this.") in spoken(transcript)


def test_an_address_within_a_sentence_starts_no_turn(read):
    transcript = read("I: One.\nP: Two. So he said: go away.\nI: Three: four.\nP: Five.\n")
    assert [turn.speaker for turn in transcript.turns] == ["I", "P", "I", "P"]


def test_two_lines_are_enough_where_both_open_with_a_name_or_role(read):
    assert spoken(read("Holwr: Sut mae?\nCyfwelai: Iawn, diolch.")) == [
        ("Holwr", "Sut mae?"),
        ("Cyfwelai", "Iawn, diolch."),
    ]


def test_what_stands_above_the_first_speaker_is_kept_apart(read):
    transcript = read(
        "Synthetic demonstration i99: invented people.\nInterviewer: Somebody Real\n\n"
        + "I: One?\nP: Two.\n" * 6
    )
    assert len(transcript.turns) == 12
    assert transcript.metadata["preamble"].splitlines() == [
        "Synthetic demonstration i99: invented people.",
        "Interviewer: Somebody Real",
    ]


@pytest.mark.parametrize(
    ("line", "words", "start"),
    [
        ("P: words", "words", None),
        ("P [00:01:02]: words", "words", 62.0),
        ("P: [1:02] words", "words", 62.0),
        ("[00:01:02] P: words", "words", 62.0),
        ("P\twords", "words", None),
        ("P:\twords", "words", None),
        ("P:\nwords", "words", None),
    ],
)
def test_labels_stand_in_many_shapes_and_their_time_is_kept(read, line, words, start):
    head, mark, rest = line.partition("P")
    other = f"{head}I{mark and rest}"
    transcript = read("\n".join([other, line] * 4))
    assert [turn.speaker for turn in transcript.turns] == ["I", "P"] * 4
    assert {turn.text for turn in transcript.turns} == {words}
    assert transcript.turns[1].start == start


def test_markdown_marks_speakers_in_bold_and_headings_are_not_speech(read):
    transcript = read(
        "# Interview 4\n\n**Ann Owen:** [00:00:04] So, *how* was it?\n\n**Ben Pugh:** Fine.\n\n"
        "## Part two\n\n**Ann Owen:** And now?\n\n**Ben Pugh:** **Very** fine.\n",
        "a.md",
    )
    assert spoken(transcript) == [
        ("Ann Owen", "So, how was it?"),
        ("Ben Pugh", "Fine."),
        ("Ann Owen", "And now?"),
        ("Ben Pugh", "Very fine."),
    ]
    assert transcript.turns[0].start == 4.0


def test_without_labels_each_paragraph_is_a_turn_of_nobody_and_that_is_told(read):
    transcript = read("We went\nto the sea.\n\nIt rained.\n")
    assert spoken(transcript) == [(None, "We went to the sea."), (None, "It rained.")]
    assert any("no speaker labels" in warning for warning in transcript.warnings)


def test_no_warning_quotes_the_words(read):
    transcript = read("I: Sensitive: secret.\nSecret: sensitive.\nP: Yes.\nI: No.\nP: Yes.")
    assert "ecret" not in " ".join(transcript.warnings)
