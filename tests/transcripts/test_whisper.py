import json

import pytest
from hypothesis import HealthCheck, given, settings

from alnqual.errors import UnreadableFile
from alnqual.transcripts.turns_json import read_json
from alnqual.transcripts.whisper import read_tsv
from alnqual.transcripts.words import clean
from tests.transcripts.build import spoken
from tests.transcripts.talk import dialogues

quiet = settings(
    derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def read(tmp_path):
    def reader(content):
        (tmp_path / "a.json").write_text(json.dumps(content), encoding="utf-8")
        return read_json(tmp_path / "a.json")

    return reader


@pytest.fixture
def table(tmp_path):
    def reader(text):
        (tmp_path / "a.tsv").write_text(text, encoding="utf-8")
        return read_tsv(tmp_path / "a.tsv")

    return reader


def segments(*texts, step=3.0, **more):
    """Segments of Whisper, three seconds each, one after the other."""
    return [
        {"id": at, "seek": 0, "start": at * step, "end": at * step + step, "text": f" {text}",
         "tokens": [1], "avg_logprob": -0.2, "no_speech_prob": 0.1, **more}
        for at, text in enumerate(texts)
    ]  # fmt: skip


@quiet
@given(talk=dialogues())
def test_segments_with_speakers_come_back_as_their_turns(read, talk):
    rows = segments(*(words for _, words in talk))
    for row, (speaker, _) in zip(rows, talk, strict=True):
        row["speaker"] = speaker
    transcript = read({"language": "cy", "segments": rows})
    assert spoken(transcript) == [(speaker, clean(words)) for speaker, words in talk]
    assert [turn.start for turn in transcript.turns] == [row["start"] for row in rows]


@quiet
@given(talk=dialogues())
def test_every_word_of_a_table_of_segments_comes_back(table, talk):
    rows = [f"{at * 1000}\t{at * 1000 + 900}\t{words}" for at, (_, words) in enumerate(talk)]
    transcript = table("\n".join(["start\tend\ttext", *rows, ""]))
    assert " ".join(turn.text for turn in transcript.turns) == clean(
        " ".join(words for _, words in talk)
    )
    assert transcript.turns[0].start == 0
    assert transcript.turns[-1].end == pytest.approx(len(talk) - 0.1)


def test_segments_of_one_speaker_in_a_row_are_one_turn(read):
    rows = segments("Yes.", "I do.", "Why?")
    for row, speaker in zip(rows, ["SPEAKER_00", "SPEAKER_00", "SPEAKER_01"], strict=True):
        row["speaker"] = speaker
    transcript = read({"segments": rows})
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns] == [
        ("SPEAKER_00", "Yes. I do.", 0, 6),
        ("SPEAKER_01", "Why?", 6, 9),
    ]


@pytest.mark.parametrize("wrap", [lambda rows: {"text": "x", "segments": rows}, lambda rows: rows])
def test_segments_of_nobody_known_are_gathered_to_passages(read, wrap):
    transcript = read(wrap(segments(*["Nine words of a sentence that ends right here."] * 4)))
    assert len(transcript.turns) == 1
    assert "4 segment(s) of an unknown speaker" in transcript.warnings
    apart = segments("First.", "Second.")
    apart[1]["start"], apart[1]["end"] = 60, 63
    assert len(read(wrap(apart)).turns) == 2


def test_loops_of_the_recogniser_are_counted(read):
    transcript = read({"segments": segments("Hello.", *["Thank you for watching."] * 5, "Bye.")})
    assert any(warning.startswith("4 segment(s) repeat") for warning in transcript.warnings)


def test_whisper_cpp_gives_times_in_thousandths_and_marks_changes_of_speaker(read):
    rows = [
        {"timestamps": {"from": "00:00:00,000", "to": "00:00:01,500"}, "text": " Why?",
         "offsets": {"from": 0, "to": 1500}, "speaker_turn_next": True},
        {"timestamps": {"from": "00:00:01,500", "to": "00:00:02,000"}, "text": " Because."},
    ]  # fmt: skip
    transcript = read({"transcription": rows})
    assert [(turn.text, turn.start, turn.end) for turn in transcript.turns] == [
        ("Why?", 0, 1.5),
        ("Because.", 1.5, 2.0),
    ]


def test_text_without_segments_is_parted_into_passages(read):
    sentence = "Ten words make up each sentence of this long answer."
    transcript = read({"text": " ".join([sentence] * 20)})
    assert {turn.text.count("Ten") for turn in transcript.turns} <= {6, 2}
    assert any("neither speakers nor times" in warning for warning in transcript.warnings)


AMAZON = {
    "results": {
        "speaker_labels": {
            "segments": [
                {"speaker_label": "spk_0", "items": [{"start_time": "0.1"}, {"start_time": "0.5"}]},
                {"speaker_label": "spk_1", "items": [{"start_time": "2.0"}]},
            ]
        },
        "items": [
            {"start_time": "0.1", "end_time": "0.4", "alternatives": [{"content": "Why"}]},
            {"start_time": "0.5", "end_time": "0.9", "alternatives": [{"content": "so"}]},
            {"type": "punctuation", "alternatives": [{"content": "?"}]},
            {"start_time": "2.0", "end_time": "2.5", "alternatives": [{"content": "Because"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
        ],
    }
}
DEEPGRAM = {
    "results": {
        "channels": [{"alternatives": [{"transcript": "x"}]}],
        "utterances": [
            {"speaker": 0, "transcript": "Why so?", "start": 0.1, "end": 0.9},
            {"speaker": 1, "transcript": "Because.", "start": 2.0, "end": 2.5},
        ],
    }
}
ASSEMBLY = {
    "utterances": [
        {"speaker": "A", "text": "Why so?", "start": 100, "end": 900},
        {"speaker": "B", "text": "Because.", "start": 2000, "end": 2500},
    ]
}
REV = {
    "speakers": [{"id": 0, "name": "Ann"}, {"id": 1, "name": "Bob"}],
    "monologues": [
        {"speaker": 0, "elements": [
            {"type": "text", "value": "Why", "ts": 0.1, "end_ts": 0.4},
            {"type": "punct", "value": " "},
            {"type": "text", "value": "so", "ts": 0.5, "end_ts": 0.9},
            {"type": "punct", "value": "?"}]},
        {"speaker": 1, "elements": [
            {"type": "text", "value": "Because", "ts": 2.0, "end_ts": 2.5},
            {"type": "punct", "value": "."}]},
    ],
}  # fmt: skip
GOOGLE = {
    "results": [
        {"alternatives": [{"transcript": "Why so? Because.", "words": [
            {"word": "Why", "startTime": "0.100s", "endTime": "0.4s", "speakerTag": 1},
            {"word": "so?", "startTime": "0.500s", "endTime": "0.9s", "speakerTag": 1},
            {"word": "Because.", "startTime": "2s", "endTime": "2.5s", "speakerTag": 2}]}]}
    ]
}  # fmt: skip
AZURE = {
    "recognizedPhrases": [
        {"speaker": 1, "offsetInTicks": 1_000_000, "durationInTicks": 8_000_000,
         "nBest": [{"display": "Why so?"}]},
        {"speaker": 2, "offsetInTicks": 20_000_000, "durationInTicks": 5_000_000,
         "nBest": [{"display": "Because."}]},
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "speakers"),
    [
        (AMAZON, ("spk_0", "spk_1")), (DEEPGRAM, ("0", "1")), (ASSEMBLY, ("A", "B")),
        (REV, ("Ann", "Bob")), (GOOGLE, ("1", "2")), (AZURE, ("1", "2")),
    ],
    ids=["amazon", "deepgram", "assemblyai", "rev", "google", "azure"],
)  # fmt: skip
def test_what_other_programs_recognise_has_speakers_words_and_seconds(read, content, speakers):
    transcript = read(content)
    assert spoken(transcript) == list(zip(speakers, ["Why so?", "Because."], strict=True))
    times = [time for turn in transcript.turns for time in (turn.start, turn.end)]
    assert times == pytest.approx([0.1, 0.9, 2.0, 2.5])


def test_a_table_that_is_not_whispers_is_read_as_any_other(table):
    transcript = table("Speaker\tText\nAnn\tWhy?\nBob\tBecause: so.\n")
    assert spoken(transcript) == [("Ann", "Why?"), ("Bob", "Because: so.")]


def test_a_row_without_times_keeps_its_words(table):
    transcript = table("start\tend\ttext\n0\t10\tYes.\nbroken row\n")
    assert transcript.turns[0].text == "Yes. broken row"
    assert "1 row(s) without readable times; words kept" in transcript.warnings


def test_a_table_without_words_is_refused(table):
    with pytest.raises(UnreadableFile):
        table("1\t2\n3\t4\n")
