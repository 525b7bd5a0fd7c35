import json

import pytest

from alnqual.errors import UnreadableFile
from alnqual.transcripts import read_transcript
from tests.transcripts.build import spoken


@pytest.fixture
def read(tmp_path):
    def reader(content):
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
        return read_transcript(tmp_path / "a.json")

    return reader


TURNS = [{"speaker": "A", "text": "Hi there"}, {"speaker": None, "content": "Ho", "start": 2}]


@pytest.mark.parametrize("content", [TURNS, {"title": "x", "turns": TURNS}])
def test_a_list_of_turns_or_an_object_that_holds_one(read, content):
    transcript = read(content)
    assert spoken(transcript) == [("A", "Hi there"), (None, "Ho")]
    assert transcript.turns[1].start == 2.0


@pytest.mark.parametrize(
    "row",
    [
        {"speaker": {"name": "A"}, "utterance": "Hi there", "start_time": "00:00:02.500"},
        {"speaker_label": "A", "transcript": "Hi  there", "startTime": "2.5s"},
        {"name": "A", "words": [{"word": "Hi"}, {"word": "there"}], "begin": 2.5},
        {"who": "A", "sentence": "Hi there", "start_ms": 2500},
    ],
)
def test_the_keys_of_a_turn_have_many_names(read, row):
    transcript = read({"meta": {"turns": [row, {**row, "speaker": "B"}]}})
    turn = transcript.turns[0]
    assert (turn.speaker, turn.text, turn.start) == ("A", "Hi there", 2.5)


def test_of_several_lists_the_one_that_says_who_speaks_is_read(read):
    transcript = read({"questions": [{"text": "What works?"}], "turns": TURNS})
    assert spoken(transcript)[0] == ("A", "Hi there")


def test_times_in_thousandths_are_told_by_how_long_words_would_take(read):
    rows = [{"speaker": "A", "text": "Hi there", "start": 1000, "end": 2500}] * 2
    assert [(turn.start, turn.end) for turn in read(rows).turns] == [(1.0, 2.5)] * 2


def test_an_empty_turn_keeps_its_place(read):
    transcript = read([*TURNS, {"speaker": "B", "text": " "}, {"speaker": "A", "text": "Last"}])
    assert spoken(transcript)[2:] == [("B", ""), ("A", "Last")]
    assert "1 turn(s) without words" in transcript.warnings


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[{"speaker": "A", ', "not valid JSON.*line 1"),
        ("[" * 100_000, "JSON"),
        ({"a": 1}, "no list of turns"),
        ([], "no list of turns"),
        ([{"speaker": "A", "text": ""}], "no words"),
    ],
    ids=["cut off", "too deep", "no list", "empty", "wordless"],
)
def test_what_holds_no_turns_is_refused_with_the_reason(read, content, reason):
    with pytest.raises(UnreadableFile, match=reason):
        read(content)


def test_broken_halves_of_characters_do_not_get_through(read):
    text = read('[{"speaker": "A", "text": "broken \\ud83d half"}]').turns[0].text
    assert text == "broken \ufffd half"


def test_all_seventeen_committee_meetings_are_read_whole(shared):
    transcripts = [read_transcript(path) for path in (shared / "data" / "senedd").glob("*.json")]
    assert len(transcripts) == 17
    turns = [turn for transcript in transcripts for turn in transcript.turns]
    assert len(turns) == 2637
    assert sum(len(turn.text.split()) for turn in turns) == 192_072
    assert all(turn.speaker for turn in turns)


def test_a_legend_beside_the_turns_says_who_asks(tmp_path):
    turns = [{"speaker": label, "text": "So?"} for label in ("MH", "I", "AB")]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"legend": {"MH": "interviewer", "I": "speaker"}, "turns": turns}))
    assert json.loads(read_transcript(path).metadata["interviewers"]) == ["MH"]
    path.write_text(json.dumps({"legend": ["MH"], "turns": turns}))
    assert "MH" not in read_transcript(path).metadata.get("interviewers", "")
