import html
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alnqual.errors import UnreadableFile
from alnqual.transcripts import read_transcript
from alnqual.transcripts.registry import read_here
from alnqual.transcripts.words import clean, count_words
from tests.transcripts.build import spoken


@pytest.fixture
def read(tmp_path):
    def reader(text: str, name: str = "a.vtt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_transcript(tmp_path / name)

    return reader


TEAMS = """WEBVTT

NOTE Synthetic demonstration: invented people.

STYLE
::cue { color: red }

8f1c/6-0
00:00:03.200 --> 00:00:08.366
<v Ann Owen>You froze
on the word &quot;table&quot;,</v>

8f1c/6-1
00:00:08.366 --> 00:00:10.740
<v Ann Owen>I&#39;m afraid, Q&amp;A.

8f1c/8-0
0:11.8 --> 0:17.4
<v Ben ap Pugh>Well.<v Ann Owen>Mm.
"""


def test_teams_cues_of_one_speaker_are_one_turn_closed_or_not(read):
    transcript = read(TEAMS)
    assert spoken(transcript) == [
        ("Ann Owen", 'You froze on the word "table", I\'m afraid, Q&A.'),
        ("Ben ap Pugh", "Well."),
        ("Ann Owen", "Mm."),
    ]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (3.2, 10.74)
    assert transcript.turns[1].start == 11.8
    assert transcript.metadata["preamble"] == "Synthetic demonstration: invented people."


def zoom(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(
        f"{n}\n00:00:{n:02d}.000 --> 00:00:{n:02d}.900\n{cue}" for n, cue in enumerate(cues, 1)
    )


def test_zoom_names_are_speakers_and_a_colon_in_speech_is_not(read):
    transcript = read(
        zoom(
            "Dr Ann Owen: So?",
            "Ben Pugh: I told them.",
            "Ben Pugh: Listen: no.",
            "Point: taken, they said.",
            "Dr Ann Owen: Mm.",
            "Ben Pugh: Yes.",
        )
    )
    assert spoken(transcript) == [
        ("Dr Ann Owen", "So?"),
        ("Ben Pugh", "I told them. Listen: no. Point: taken, they said."),
        ("Dr Ann Owen", "Mm."),
        ("Ben Pugh", "Yes."),
    ]


def test_words_with_a_broken_time_are_kept_and_counted(read):
    transcript = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:0x --> 00:03.000\nTwo\n\nThree\n"
    )
    assert spoken(transcript) == [(None, "One Two Three")]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (1.0, 2.0)
    assert "1 cue(s) with an unreadable time; words kept" in transcript.warnings
    assert "1 block(s) without a time; words kept" in transcript.warnings


def test_a_less_than_sign_in_speech_is_no_tag(read):
    assert read(zoom("a < b and <i>c</i> > d")).turns[0].text == "a < b and c > d"


def test_srt_numbers_are_not_words(read):
    text = "1\n00:00:01,000 --> 00:00:02,500\nI: Hi\n2\n00:00:03,000 --> 00:00:04,000\nP: Ho\n"
    transcript = read(text, "a.srt")
    assert spoken(transcript) == [("I", "Hi"), ("P", "Ho")]
    assert transcript.turns[0].end == 2.5


YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.149 align:start position:0%
 
so<00:00:00.480><c> we</c><00:00:00.700><c> started</c>

00:00:02.149 --> 00:00:02.159 align:start position:0%
so we started
 

00:00:02.159 --> 00:00:04.150 align:start position:0%
so we started
yeah<00:00:02.320><c> yeah</c>

00:00:04.150 --> 00:00:04.160 align:start position:0%
yeah yeah
 

00:00:04.160 --> 00:00:06.000 align:start position:0%
yeah yeah
with<00:00:04.320><c> nothing</c>

00:00:09.500 --> 00:00:11.000 align:start position:0%
with nothing
&gt;&gt; and<00:00:09.700><c> now</c>
"""


def test_captions_that_roll_up_are_read_once_and_parted_at_pauses_and_marks(read):
    transcript = read(YOUTUBE)
    assert spoken(transcript) == [(None, "so we started yeah yeah with nothing"), (None, "and now")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(0.16, 6.0), (9.5, 11.0)]
    assert "5 line(s) that repeat the one above left out (roll-up captions)" in transcript.warnings


def test_captions_that_grow_word_by_word_are_read_once(read):
    grown = ["So", "So we", "So we went", "home", "home then", "home then and slept"]
    assert spoken(read(zoom(*grown))) == [(None, "So we went home then and slept")]


def test_what_somebody_says_twice_stays(read):
    talk = ["Ann Owen: Yes.", "Ann Owen: Yes.", "Ben Pugh: No.", "Ben Pugh: No.", "Ann Owen: Yes."]
    assert spoken(read(zoom(*talk))) == [
        ("Ann Owen", "Yes. Yes."),
        ("Ben Pugh", "No. No."),
        ("Ann Owen", "Yes."),
    ]
    assert spoken(read(zoom("Yes.", "Yes.", "Yes.", "Yes."))) == [(None, "Yes. Yes. Yes. Yes.")]


def test_words_of_nobody_known_are_gathered_into_passages_at_the_ends_of_sentences(read):
    transcript = read(zoom(*(f"These are six words, number {n}." for n in range(30))))
    counts = [count_words(turn.text) for turn in transcript.turns]
    assert sum(counts) == 180
    assert all(60 <= count <= 66 for count in counts[:-1])
    assert all(turn.text.endswith(".") for turn in transcript.turns)


def test_marks_of_a_change_of_speaker_part_turns(read):
    broadcast = read(
        zoom(
            ">> DR OWEN: Who pays?",
            "I ask you.",
            ">> Nobody. >> Somebody.",
            ">> DR OWEN: Note: not us.",
            ">> MR PUGH: Not us.",
            ">> MR PUGH: Never.",
        )
    )
    assert spoken(broadcast) == [
        ("DR OWEN", "Who pays? I ask you."),
        (None, "Nobody."),
        (None, "Somebody."),
        ("DR OWEN", "Note: not us."),
        ("MR PUGH", "Not us. Never."),
    ]
    subtitles = read(zoom("- Coming?\n- No.", "Not today.", "It is -5 degrees."))
    assert spoken(subtitles) == [(None, "Coming?"), (None, "No. Not today. It is -5 degrees.")]
    assert "2 change(s) of speaker marked without a name" in subtitles.warnings


def test_headers_settings_and_odd_line_ends_are_no_words(tmp_path):
    text = (
        "\ufeffWEBVTT - talk\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\r\n\r\n"
        "NOTE Confidence: 0.9\r\n\r\n"
        "00:00:01.000 --> 00:00:02.000 line:84% align:middle\r\nOne\r\n\r\n"
        "WEBVTT\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\r\n\r\n"
        "0:0:3.5 --> 0:0:4 X1:40\r\ntwo &lt;3\r\n"
    )
    (tmp_path / "a.vtt").write_bytes(text.encode())
    transcript = read_transcript(tmp_path / "a.vtt")
    assert spoken(transcript) == [(None, "One two <3")]
    assert transcript.turns[0].end == 4.0


def test_jumps_overlaps_and_gaps_are_counted(read):
    cues = [("00:01", "00:04"), ("00:03", "00:05"), ("00:02", "00:03"), ("09:00", "09:01")]
    lines = "\n\n".join(f"{start}.000 --> {end}.000\nwords" for start, end in cues)
    warnings = read(f"WEBVTT\n\n{lines}\n").warnings
    assert "1 cue(s) that begin before the one above" in warnings
    assert "1 cue(s) that begin before the one above ends" in warnings
    assert "1 gap(s) of over a minute between cues" in warnings


def test_who_was_found_to_speak_is_told(read):
    transcript = read(zoom("Ann Owen: So?", "Ben Pugh: No.", "Ann Owen: Mm.", "Ben Pugh: Yes."))
    assert json.loads(transcript.metadata["speakers"]) == {"Ann Owen": 2, "Ben Pugh": 2}


_NAMES = st.lists(
    st.sampled_from(["Ann Owen", "Siôn ap Huw", "Dr Ŵyn Pugh-Rees", "Mair O’Neill", "ALNCo 2"]),
    min_size=2,
    max_size=3,
    unique=True,
)
_SAID = st.lists(
    st.sampled_from(["so", "ŵyr", "note: this", "10:30", "it's", "Q&A", "a < b", "👩‍👧", "well,"]),
    min_size=1,
    max_size=12,
).map(" ".join)


@st.composite
def dialogues(draw):
    """Turns of (speaker, words, start, end) in which no two neighbours have one speaker."""
    names = draw(_NAMES)
    turns, time = [], 0.0
    for position in range(draw(st.integers(2 * len(names), 14))):
        start = time + draw(st.integers(0, 3000)) / 1000
        time = start + draw(st.integers(1, 9000)) / 1000
        said = draw(_SAID)
        turns.append((names[position % len(names)], said, round(start, 3), round(time, 3)))
    return turns


def _clock(time: float, mark: str = ".", hours: str = "02d") -> str:
    whole = round(time * 1000)
    minutes, rest = divmod(whole, 60_000)
    padded = format(minutes // 60, hours)
    return f"{padded}:{minutes % 60:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"


def teams_file(turns):
    cues = (
        f"a1/{n}-0\n{_clock(start)} --> {_clock(end)}\n<v {who}>{html.escape(said)}</v>"
        for n, (who, said, start, end) in enumerate(turns)
    )
    return "WEBVTT\n\n" + "\n\n".join(cues)


def zoom_file(turns):
    cues = (
        f"{n}\r\n{_clock(start)} --> {_clock(end)}\r\n{who}: {html.escape(said)}"
        for n, (who, said, start, end) in enumerate(turns, 1)
    )
    return "WEBVTT\r\n\r\n" + "\r\n\r\n".join(cues)


def srt_file(turns):
    return "\n".join(
        f"{n}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{who}: {html.escape(said)}"
        for n, (who, said, start, end) in enumerate(turns, 1)
    )


def sbv_file(turns):
    return "\n\n".join(
        f"{_clock(start, hours='d')},{_clock(end, hours='d')}\n{who}: {html.escape(said)}"
        for who, said, start, end in turns
    )


@pytest.mark.parametrize(
    ("write", "suffix"),
    [(teams_file, "vtt"), (zoom_file, "vtt"), (srt_file, "srt"), (sbv_file, "sbv")],
)
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(turns=dialogues())
def test_any_dialogue_comes_back_from_every_kind_of_captions(tmp_path, write, suffix, turns):
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(write(turns).encode())
    transcript = read_here(path)
    read_back = [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns]
    assert read_back == [(who, clean(said), start, end) for who, said, start, end in turns]


# File -> (turns, words).
READ = {
    "captions_with_bom.vtt": (1, 12),
    "comments.vtt": (5, 20),
    "cue_tags.vtt": (1, 14),
    "invalid.vtt": (1, 21),
    "invalid_format4.srt": (1, 2),
    "invalid_timeframe.sbv": (1, 15),
    "invalid_timeframe.srt": (1, 15),
    "invalid_timeframe.vtt": (1, 21),
    "invalid_timeframe_in_cue_text.vtt": (1, 9),
    "metadata_headers.vtt": (1, 6),
    "metadata_headers_multiline.vtt": (1, 6),
    "missing_caption_text.sbv": (2, 12),
    "missing_caption_text.srt": (2, 12),
    "missing_caption_text.vtt": (2, 12),
    "missing_timeframe.sbv": (1, 15),
    "missing_timeframe.srt": (1, 15),
    "missing_timeframe.vtt": (1, 21),
    "netflix_chicas_del_cable.vtt": (299, 5640),
    "one_caption.srt": (1, 3),
    "one_caption.vtt": (1, 3),
    "sample.sbv": (1, 22),
    "sample.srt": (1, 15),
    "sample.vtt": (1, 48),
    "styles.vtt": (1, 2),
    "two_captions.sbv": (1, 13),
    "using_identifiers.vtt": (1, 18),
    "youtube_dl.vtt": (1, 8),
}
REFUSED = {
    "empty.vtt": "is empty",
    "no_captions.vtt": "no cue with a time",
    "invalid_format.sbv": "no cue with a time",
    "invalid_format1.srt": "no cue with a time",
    "invalid_format2.srt": "no cue with a time",
    "invalid_format3.srt": "no cue with a time",
}


def test_every_real_caption_file_is_read_or_refused_with_the_reason(shared):
    seen = {}
    for path in sorted((shared / "data" / "captions" / "tests" / "subtitles").iterdir()):
        if path.name in REFUSED:
            with pytest.raises(UnreadableFile, match=REFUSED[path.name]):
                read_here(path)
            continue
        turns = read_here(path).turns
        seen[path.name] = (len(turns), sum(count_words(turn.text) for turn in turns))
    assert seen == READ
