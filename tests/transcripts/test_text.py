import json
import re
import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alnqual.transcripts import read_transcript
from alnqual.transcripts.registry import read_here
from alnqual.transcripts.words import clean
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


PANEL = """AO
Ann Owen
0:03
Right, how was it?
And who came?

BP
Ben Pugh
3 minutes 5 seconds
Everyone. BP
is what they call me.

AO
Ann Owen
3 minutes 9 seconds3:09
Ann Owen 3 minutes 9 seconds
Good.
"""
OTTER = """Meeting notes of Tuesday

Ann Owen  0:00
Right, how was it? And who came?

Ben Pugh  3:05
Everyone. BP is what they call me.

Ann Owen  3:09
Good.
"""


@pytest.mark.parametrize(
    "text",
    [
        PANEL,
        OTTER,
        " ".join(OTTER.split()),
        textwrap.fill(" ".join(OTTER.split()), 40),
        OTTER.replace("Ann Owen", "[Ann Owen]").replace("Ben Pugh", "[Ben Pugh]"),
        re.sub(r"(\w+ \w+)  (\d:\d\d)\n", r"[00:0\2] \1\n", OTTER),
    ],
    ids=["panel", "otter", "one paragraph", "wrapped", "zoom", "time before the name"],
)
def test_names_with_times_are_headings_wherever_copying_has_put_them(read, text):
    transcript = read(text)
    assert spoken(transcript) == [
        ("Ann Owen", "Right, how was it? And who came?"),
        ("Ben Pugh", "Everyone. BP is what they call me."),
        ("Ann Owen", "Good."),
    ]
    assert [turn.start for turn in transcript.turns][1:] == [185.0, 189.0]


@pytest.mark.parametrize("head", ["WEBVTT\n\n", "1\n"])
def test_captions_saved_as_text_are_read_as_captions(read, head):
    transcript = read(
        f"{head}00:00:01,000 --> 00:00:02,500\nI: Hi\n\n2\n00:03,0 --> 00:04,0\nP: Ho\n"
    )
    assert spoken(transcript) == [("I", "Hi"), ("P", "Ho")]
    assert transcript.turns[0].end == 2.5
    assert any("it holds captions" in warning for warning in transcript.warnings)


def test_a_time_of_day_in_speech_is_no_heading(read):
    talk = "I: When?\nP: We met at Ysgol Bryn 9:30 and at Ysgol Bryn 10:15.\n" * 3
    assert len(read(talk).turns) == 6
    alone = read(
        "We met at Ysgol Bryn 9:30. Then at Ysgol Dewi 10:15. Then Ysgol Bryn 11:00 again."
    )
    assert [turn.speaker for turn in alone.turns] == [None]


@pytest.mark.parametrize(
    ("legend", "lines"),
    [
        ("I = Interviewer, P = Participant", "I: One?\nP: Two.\nI: Three?\nP: Four."),
        ("Key: I – interviewer; P - participant 1", "I: One?\nP: Two.\nI: Three?\nP: Four."),
        ("I: Interviewer\nP: Participant\n", "I: One?\nP: Two.\nI: Three?\nP: Four."),
        ("Allwedd\nI = Cyfwelydd\nP = Pennaeth", "I: One?\nP: Two.\nI: Three?\nP: Four."),
    ],
)
def test_a_legend_is_no_speech_and_tells_who_asks(read, legend, lines):
    transcript = read(f"{legend}\n\n{lines}")
    assert [turn.speaker for turn in transcript.turns] == ["I", "P", "I", "P"]
    assert transcript.turns[0].text == "One?"
    assert json.loads(transcript.metadata["legend"]).keys() == {"I", "P"}
    assert json.loads(transcript.metadata["interviewers"]) == ["I"]
    assert transcript.metadata["preamble"].splitlines() == legend.splitlines()


def test_a_legend_outweighs_what_labels_look_like(read):
    transcript = read("I = Ian Pugh, R = Researcher\n\n" + "R: Why?\nI: Because.\n" * 3)
    assert json.loads(transcript.metadata["interviewers"]) == ["R"]
    assert json.loads(transcript.metadata["speakers"]) == {"R": 3, "I": 3}


def test_an_equals_sign_in_speech_is_no_legend(read):
    transcript = read("x = five, y = six\n\nAnd so on.\n")
    assert [turn.text for turn in transcript.turns] == ["x = five, y = six", "And so on."]


@pytest.mark.parametrize("numbers", [range(1, 9), range(12, 20), range(5, 45, 5)])
def test_numbers_before_lines_are_left_out_and_counted(read, numbers):
    talk = ["INT: How was it", "for you all?", "R: 3 of us went.", "INT: And?"] * 2
    transcript = read("\n".join(f"{n}  {line}" for n, line in zip(numbers, talk, strict=True)))
    assert spoken(transcript)[:2] == [("INT", "How was it for you all?"), ("R", "3 of us went.")]
    assert "8 number(s) of lines left out" in transcript.warnings


def test_numbers_that_do_not_count_up_are_words(read):
    transcript = read("I: When?\nP: In\n2019 or\n1999 or\n2004 or\n1997.\nI: Mm.\nP: Yes.\n")
    assert transcript.turns[1].text == "In 2019 or 1999 or 2004 or 1997."


def test_times_within_speech_are_left_out_and_notes_stay(read):
    transcript = read(
        "I: So [00:12:03] how? #00:12:09-3#\n"
        "P: [laughs] Well [inaudible 00:12] (inaudible 00:13).\n"
        "I: Mm.\nP: Yes.\n"
    )
    assert spoken(transcript)[:2] == [
        ("I", "So how?"),
        ("P", "[laughs] Well [inaudible 00:12] (inaudible 00:13)."),
    ]
    assert "2 time(s) within speech left out" in transcript.warnings


def test_without_labels_lines_that_begin_with_a_time_are_turns(read):
    transcript = read("[00:00:01] Right so.\n[00:00:05] Yes\nindeed.\n")
    assert spoken(transcript) == [(None, "Right so."), (None, "Yes indeed.")]
    assert [turn.start for turn in transcript.turns] == [1.0, 5.0]


_NAMES = ["Ann Owen", "Siôn ap Huw", "ALNCo 2", "Dr Ŵyn Pugh-Rees", "INT"]
_SAID = st.lists(
    st.sampled_from(
        ["so", "ŵyr", "that rule: none", "at 10:30", "it's", "👩‍👧", "well,", "[laughs]"]
    ),
    min_size=1,
    max_size=9,
).map(lambda words: f"Er, {' '.join(words)} mm.")


def colon(name, said, time):
    return f"{name}: {said}"


def stamp_first(name, said, time):
    return f"[{time}] {name}: {said}"


def stamp_in_label(name, said, time):
    return f"{name} ({time}): {said}"


def stamp_after(name, said, time):
    return f"**{name}:** [{time}] {said}"


def bold_stamp(name, said, time):
    return f"**{name}** ({time}): {said}"


def tabbed(name, said, time):
    return f"{name}\t{said}"


def header(name, said, time):
    return f"{name}  {time}\n{said}"


def below(name, said, time):
    return f"{name}\n{time}\n{said}"


@pytest.mark.parametrize(
    "write",
    [colon, stamp_first, stamp_in_label, stamp_after, bold_stamp, tabbed, header, below],
    ids=lambda write: write.__name__,
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"], ids=["close", "apart", "CRLF"])
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    names=st.lists(st.sampled_from(_NAMES), min_size=2, max_size=4, unique=True),
    said=st.lists(_SAID, min_size=8, max_size=14),
    wrapped=st.booleans(),
)
def test_any_dialogue_comes_back_from_every_shape(tmp_path, write, gap, names, said, wrapped):
    turns = [(names[n % len(names)], words, n * 7) for n, words in enumerate(said)]
    lines = [write(who, words, f"00:{at // 60:02d}:{at % 60:02d}") for who, words, at in turns]
    if wrapped and write is not tabbed:
        lines = [
            "\n".join("\n".join(textwrap.wrap(line, 45)) for line in each.split("\n"))
            for each in lines
        ]
    path = tmp_path / "a.txt"
    path.write_bytes(gap.join(lines).encode())
    transcript = read_here(path)
    assert spoken(transcript) == [(who, clean(words)) for who, words, _ in turns]
    if write not in (colon, tabbed):
        assert [turn.start for turn in transcript.turns] == [float(at) for _, _, at in turns]
