import pytest

from alnqual.errors import UnreadableFile
from alnqual.transcripts import read_transcript
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
    assert [turn.text for turn in transcript.turns] == ["One", "Two", "Three"]
    assert transcript.turns[1].start is None
    assert "1 cue(s) with an unreadable time; words kept" in transcript.warnings
    assert "1 block(s) without a time; words kept" in transcript.warnings


def test_a_less_than_sign_in_speech_is_no_tag(read):
    assert read(zoom("a < b and <i>c</i> > d")).turns[0].text == "a < b and c > d"


def test_srt_numbers_are_not_words(read):
    text = "1\n00:00:01,000 --> 00:00:02,500\nI: Hi\n2\n00:00:03,000 --> 00:00:04,000\nP: Ho\n"
    transcript = read(text, "a.srt")
    assert spoken(transcript) == [("I", "Hi"), ("P", "Ho")]
    assert transcript.turns[0].end == 2.5


READ = {
    "captions_with_bom.vtt": 4, "comments.vtt": 3, "cue_tags.vtt": 3, "invalid.vtt": 7,
    "invalid_format4.srt": 1, "invalid_timeframe.srt": 5, "invalid_timeframe.vtt": 7,
    "invalid_timeframe_in_cue_text.vtt": 3, "metadata_headers.vtt": 2,
    "metadata_headers_multiline.vtt": 2, "missing_caption_text.srt": 4,
    "missing_caption_text.vtt": 4, "missing_timeframe.srt": 5, "missing_timeframe.vtt": 7,
    "netflix_chicas_del_cable.vtt": 865, "one_caption.srt": 1, "one_caption.vtt": 1,
    "sample.srt": 5, "sample.vtt": 16, "styles.vtt": 1, "using_identifiers.vtt": 6,
    "youtube_dl.vtt": 4,
}  # fmt: skip
REFUSED = {
    "empty.vtt": "is empty",
    "no_captions.vtt": "no cue with a time",
    "invalid_format1.srt": "no cue with a time",
    "invalid_format2.srt": "no cue with a time",
    "invalid_format3.srt": "no cue with a time",
}


def test_every_real_caption_file_is_read_or_refused_with_the_reason(shared):
    seen = set()
    for path in sorted((shared / "data" / "captions" / "tests" / "subtitles").iterdir()):
        seen.add(path.name)
        if path.name in READ:
            assert len(read_transcript(path).turns) == READ[path.name], path.name
            continue
        reason = REFUSED.get(path.name, "files ending in '.sbv' cannot be read")
        with pytest.raises(UnreadableFile, match=reason):
            read_transcript(path)
    assert seen >= READ.keys() | REFUSED.keys()
