import pytest

from alnqual.corpus.documents import ingest
from alnqual.corpus.segments import gather, segment
from alnqual.transcripts.words import count_words


def sentences(*lengths: int) -> tuple[str, list[tuple[int, int]]]:
    text, spans = "", []
    for length in lengths:
        sentence = " ".join(["word"] * length) + "."
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return text, spans


@pytest.mark.parametrize(
    ("lengths", "segments"),
    [
        ([10], [10]),
        ([10, 10, 10], [20, 10]),
        ([10, 10, 4], [24]),
        ([18, 10], [18, 10]),
        ([30, 3], [33]),
        ([3, 3, 3], [9]),
        ([100], [20, 20, 20, 20, 20]),
        ([40], [40]),
    ],
)
def test_sentences_are_gathered_to_about_twenty_words(lengths, segments):
    text, spans = sentences(*lengths)
    found = [count_words(text[start:end]) for start, end in gather(text, spans, 20)]
    assert found == segments


def test_a_turn_in_two_languages_gives_segments_in_one_each(make_study):
    welsh = "Doedd dim digon o amser gyda ni i wneud y gwaith yn iawn."
    english = "And then the money stopped and nobody told us why it had."
    study = make_study(
        {"a.txt": f"I: Mm.\nP: {welsh} {english}\nI: Ie.\nP: {english}\n"},
        register="id,file\ni01,a.txt\n",
    )
    turns = ingest(study).turns
    assert turns["language"].tolist() == ["und", "mixed", "und", "en"]
    found = segment(turns, 12)
    assert found["language"].tolist() == ["und", "cy", "en", "und", "en"]
    assert found["segment"].tolist()[:3] == ["i01-0001-01", "i01-0002-01", "i01-0002-02"]


def test_a_turn_longer_than_spacys_limit_is_cut_like_any_other(make_study):
    study = make_study(
        {"a.txt": "I: Go on.\nP: " + "on and on " * 110_000 + "\nI: Mm.\nP: Yes."},
        register="id,file\ni01,a.txt\n",
    )
    segments = segment(ingest(study).turns, 60)
    assert segments["words"].sum() == 330_004
    assert segments["words"].max() <= 120
