import unicodedata

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alnqual.corpus.check import check
from alnqual.corpus.documents import ingest
from alnqual.corpus.segments import segment
from alnqual.transcripts.words import clean
from tests.corpus.conftest import PARTICIPANTS, REGISTER


def assert_spans_hold(documents: pd.DataFrame, spans: pd.DataFrame) -> None:
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    for row in spans.itertuples():
        assert texts[row.document][row.start : row.end] == row.text


def test_labels_and_spoken_names_are_replaced_and_the_text_stays_readable(interview):
    result = ingest(interview)
    (text,) = result.documents["text"]
    assert text == (
        "Interviewer: So, [P01], did it work? Mark it out of ten.\n\n"
        "P01: [P01]'s view? It did not, [Interviewer]. Not a mark above four.\n\n"
        "Interviewer: Mm.\n\n"
        "P01: Mae'r plant wedi mwynhau'r gwersi yn fawr iawn."
    )
    assert_spans_hold(result.documents, result.turns)
    assert (result.names_replaced, result.names_left) == (3, 1)


def test_a_turn_knows_who_speaks_where_and_in_which_language(interview):
    turns = ingest(interview).turns
    assert turns["turn"].tolist() == ["i01-0001", "i01-0002", "i01-0003", "i01-0004"]
    asked, answered = turns.iloc[0], turns.iloc[3]
    assert asked["interviewer"]
    assert pd.isna(asked["participant"])
    assert answered["participant"] == "P01"
    # A person's own place goes before the document's; the time is the document's.
    assert answered[["role", "sector", "area", "phase"]].tolist() == [
        "alnco", "primary", "South", "2",
    ]  # fmt: skip
    assert turns["language"].tolist() == ["en", "en", "und", "cy"]


def test_the_result_fits_the_tables_and_is_the_same_twice(interview):
    first, second = ingest(interview), ingest(interview)
    for name, frame in (
        ("documents", first.documents),
        ("turns", first.turns),
        ("left_out_ingest", first.left_out),
        ("segments", segment(first.turns, 60)),
    ):
        interview.tables.write(name, frame)
        assert interview.tables.read(name).columns.tolist() == frame.columns.tolist()
    assert not any(interview.raw.parent.rglob("*.parquet"))
    pd.testing.assert_frame_equal(first.documents, second.documents)
    pd.testing.assert_frame_equal(first.turns, second.turns)


def test_an_unreadable_file_is_left_out_with_its_reason_and_the_rest_go_on(make_study):
    study = make_study(
        {"a.docx": b"junk", "b.txt": "I: One?\nP: Two.\n", "c.txt": "x", ".hidden": "x"},
        register=f"{REGISTER}i01,a.docx,,,,,\ni02,b.txt,,,,,\n",
    )
    result = ingest(study)
    assert result.documents["document"].tolist() == ["i02"]
    assert result.left_out.to_dict("records") == [
        {
            "document": "i01",
            "item": "a.docx",
            "reason": "is damaged or not what its ending says",
        },
        {"document": "", "item": "c.txt", "reason": "not in the register"},
    ]


def test_a_name_heard_in_another_document_does_not_get_through(make_study):
    study = make_study(
        {
            "a.txt": "Interviewer: Did Gwen Pari agree?\nTeacher: Gwen did. So did Huw.\n",
            "b.txt": "Interviewer: Hello.\nGwen Pari: Hello.\n" * 3,
        },
        register=f"{REGISTER}i01,a.txt,,,,,\ni02,b.txt,,,,,\n",
        participants=f"{PARTICIPANTS}P02,parent,,,,,yes\n",
        speakers="document,label,participant\ni02,Gwen Pari,P02\n",
    )
    text = ingest(study).documents["text"].iloc[0]
    assert "Did [P02] agree?" in text
    assert "[name] did. So did Huw." in text


def test_a_survey_is_a_document_whose_answers_are_turns(make_study):
    study = make_study(
        {"s.csv": "id,Area,Why?\nS001,North,Because: it is.\nS002,South,\nS003,East,Na.\n"},
        register=f"{REGISTER}s01,s.csv,survey,All,,,3\n",
        participants=f"{PARTICIPANTS}S001,parent,family,,West,,yes\n",
    )
    result = ingest(study)
    turns = result.turns
    assert turns["participant"].tolist() == ["S001", "S003"]
    assert turns["question"].tolist() == ["q1", "q1"]
    # Who is not in participants.csv is known by the sheet's own columns.
    assert turns["area"].tolist() == ["West", "East"]
    assert '"q1": "Why?"' in result.documents["attributes"].iloc[0]
    assert "S001: Because: it is." in result.documents["text"].iloc[0]


_WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aeŵŷ ÂI\u0302\u0301\u00a0\u200b\u200d\ufe0f👩👧🏽.?!,:'\r\n\t"),
        st.characters(codec="utf-8"),
    ),
    max_size=80,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    turns=st.lists(
        st.tuples(st.sampled_from(["Gwen Pari", "P", "ŷ", "Will"]), _WORDS), min_size=1, max_size=6
    ),
    target=st.integers(5, 30),
)
def test_a_span_is_always_the_words(make_study, turns, target):
    import json

    content = json.dumps([{"speaker": who, "text": said} for who, said in turns])
    study = make_study(
        {"a.json": content},
        register=f"{REGISTER}i01,a.json,,,,,\n",
        participants=f"{PARTICIPANTS}P01,a,,,,,\n",
        speakers="document,label,participant\ni01,Gwen Pari,P01\n",
    )
    result = ingest(study)
    if not any(clean(said) for _, said in turns):
        assert result.documents.empty
        return
    text = result.documents["text"].iloc[0]
    assert unicodedata.is_normalized("NFC", text)
    assert len(result.turns) == len(turns)
    assert_spans_hold(result.documents, result.turns)

    segments = segment(result.turns, target)
    assert_spans_hold(result.documents, segments)
    assert segments["segment"].is_unique
    said = segments.groupby("turn")["text"].agg(" ".join).to_dict()
    for turn in result.turns.itertuples():
        assert "".join(said.get(turn.turn, "").split()) == "".join(turn.text.split())


def test_names_that_speakers_csv_lists_are_replaced_wherever_they_are_said(make_study):
    """A workshop that labels people by role still lets them call each other by name."""
    talk = (
        "Governor: Carol is right.\n\nTeacher: Thanks, Ken. I carol, Ken.\n\n"
        "Governor: We will see.\n\nTeacher: Ken knows.\n\nGovernor: He does.\n"
    )
    workspace = make_study(
        {"w1.txt": talk},
        register=REGISTER + "w1,w1.txt,workshop,North,schools,2024-02-29,2\n",
        participants=PARTICIPANTS + "P1,governor,,,,,yes\nP2,teacher,,,,,yes\n",
        speakers="document,label,participant,names\nw1,Governor,P1,Ken;Kenneth\nw1,Teacher,P2,Carol\n",
    )
    text = ingest(workspace).documents["text"][0]
    assert "P1: [P2] is right." in text
    assert "P2: Thanks, [P1]. I carol, [P1]." in text
    assert "P2: [P1] knows." in text


def test_a_label_that_speakers_csv_lists_is_a_speaker_however_ordinary(make_study):
    """Will's two turns went to the one who spoke before him, under her id."""
    filler = "Gwen: It will.\nAnn: Will it?\n" * 15
    workspace = make_study(
        {"a.txt": f"{filler}Will: I said so.\nAnn: Yes.\nWill: I did.\n"},
        register=f"{REGISTER}i01,a.txt,,,,,\n",
        participants=f"{PARTICIPANTS}P01,a,,,,,yes\n",
        speakers="document,label,participant\ni01,will,P01\n",
    )
    turns = ingest(workspace).turns
    assert turns[turns["participant"] == "P01"]["text"].tolist() == ["I said so.", "I did."]


def test_a_listed_speaker_who_is_not_heard_does_not_get_through(make_study):
    study = make_study(
        {"a.txt": "Interviewer: And Dewi McPrys, and Dewi?\n\nAnn: He came.\n"},
        register=f"{REGISTER}i01,a.txt,,,,,\n",
        participants=f"{PARTICIPANTS}P1,,,,,,yes\nP2,,,,,,yes\n",
        speakers="document,label,participant\ni01,Ann,P1\ni01,Dewi McPrys,P2\n",
    )
    assert ingest(study).turns["text"].tolist() == ["And [P2], and [P2]?", "He came."]


@pytest.mark.parametrize("label", ["sian morris", "Morris, Sian"])
def test_a_listed_label_is_a_speaker_whatever_its_shape(make_study, label):
    talk = f"Interviewer: Well?\n\n{label}: Words.\n\nInterviewer: Thank you, Sian Morris.\n\n"
    study = make_study(
        {"a.txt": talk * 2},
        register=f"{REGISTER}i01,a.txt,,,,,\n",
        participants=f"{PARTICIPANTS}P1,,,,,,yes\n",
        speakers=f'document,label,participant\ni01,"{label}",P1\n',
    )
    turns = ingest(study).turns
    assert turns["participant"].dropna().tolist() == ["P1", "P1"]
    assert not turns["text"].str.contains("(?i)sian|morris").any()


def test_what_was_taken_for_a_speaker_is_corrected_in_speakers_csv(make_study):
    talk = "Ann: So.\n\nPoint: one.\n\nAnn: And.\n\nPoint: two.\n\nAnn: Yes.\n\nBen: Well.\n" * 2
    workspace = make_study(
        {"a.txt": talk.replace("Point", "Ceri")},
        register="id,file\nd1,a.txt\n",
        participants=PARTICIPANTS + "P1,teacher,,,,,yes\n",
        speakers="document,label,participant\nd1,Ann,P1\nd1,Ceri,-\n",
    )
    turns = ingest(workspace).turns
    assert set(turns["speaker"]) == {"P1", "Speaker 1"}
    assert turns["text"][0] == "So. Ceri: one."
    assert not [each for each in check(workspace) if "Ceri" in each.message]
