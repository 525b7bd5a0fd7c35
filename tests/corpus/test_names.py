import pytest
from hypothesis import given
from hypothesis import strategies as st

from alnqual.corpus import names
from alnqual.corpus.names import spoken_names
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words
from alnqual.corpus.register import Participant
from alnqual.records import Transcript, Turn

SHOWN = {
    "Dr Priya Raman-Lloyd": "P07",
    "Will Hughes": "P08",
    "SIÂN PRICE": "P09",
    "Ann Price (Guest)": "P10",
    "Support worker": "P11",
    "ALNCo 2": "P12",
    "HT": "P13",
}
ORDINARY = ordinary_words(["They will mark it, and the price is high."])


def replacer():
    entries = [
        Entry(name, "person", shown, source="register")
        for name, shown in spoken_names(SHOWN).items()
    ]
    return Replacer(entries, ordinary=ORDINARY)


def voices(document, turns, **known):
    return names.voices(document, Transcript(tuple(turns)), **known)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Thanks, Priya.", "Thanks, [P07]."),
        ("Dr Raman-Lloyd's clinic", "[P07]'s clinic"),
        ("ask Dr Priya Raman-Lloyd, or Lloyd", "ask [P07], or [P07]"),
        ("and Will said he will.", "and [P08] said he will."),
        ("Will it change? It will.", "Will it change? It will."),
        ("Will, you said so.", "[P08], you said so."),
        ("I met Siân and SIÂN.", "I met [P09] and [P09]."),
        ("which Price was it", "which [name] was it"),
        ("Annual plans in Willshire", "Annual plans in Willshire"),
        ("the support worker and ALNCo 2", "the support worker and ALNCo 2"),
    ],
)
def test_names_go_on_whole_words_and_ordinary_words_stay(said, kept):
    assert replacer()(said).text == kept


def test_a_name_said_without_its_accents_goes_too():
    assert replacer()("Sian said so, Sian Price.").text == "[P09] said so, [P09]."


def test_what_is_left_because_it_may_be_a_word_is_counted():
    result = replacer()("Will it? Yes, Priya. Will they?")
    assert (len(result.mentions), result.left) == (1, 2)


def test_outside_a_document_only_full_names_are_certain():
    terms = spoken_names(SHOWN, whole=True)
    assert terms["Will Hughes"] == "[P08]"
    assert "Will" not in terms
    assert "HT" not in terms


@given(st.lists(st.sampled_from(["Priya", " ", "will", "Will", "ŵ", "👩‍👧", "[", ", ", ". "])))
def test_nothing_but_names_changes(pieces):
    text = "".join(pieces)
    result = replacer()(text)
    rest = result.text.replace("[P07]", "Priya").replace("[P08]", "Will")
    # Names beside each other become one bracket.
    assert len(rest) <= len(text)
    if not result.mentions:
        assert result.text == text


def test_unmapped_labels_are_numbered_as_they_appear_and_survey_ids_kept():
    turns = [
        Turn("Zoe", "a"),
        Turn("P01", "b"),
        Turn(None, "c"),
        Turn("Abi", "d"),
        Turn("Zoe", "e"),
    ]
    people = {"P01": Participant("P01", 2)}
    found = voices("i01", turns, speakers={("i02", "zoe"): "P01"}, participants=people)
    assert [found[label].shown for label in ("Zoe", "P01", None, "Abi")] == [
        "Speaker 1",
        "P01",
        "Unknown",
        "Speaker 2",
    ]
    answers = [Turn("S014", "a", question="q1"), Turn("ann@b.org", "a", question="q1")]
    found = voices("s01", answers, speakers={}, participants={})
    assert [voice.shown for voice in found.values()] == ["S014", "Speaker 1"]


@pytest.mark.parametrize(
    ("label", "asks"),
    [
        ("Interviewer", True),
        ("FACILITATOR 2", True),
        ("Hwylusydd", True),
        ("Cyfwelydd 1", True),
        ("Interviewee", False),
        ("Lead facilitator", False),
        ("I", False),
    ],
)
def test_a_label_that_says_interviewer_is_no_participant(label, asks):
    """Without a row in speakers.csv it became "Speaker 1", counted and quoted as a voice."""
    voice = voices("i01", [Turn(label, "a")], speakers={}, participants={})[label]
    assert (voice.interviewer, voice.shown) == (asks, "Interviewer" if asks else "Speaker 1")


def test_a_legend_says_who_asks():
    said = {"interviewers": '["EM"]'}
    talk = Transcript((Turn("EM", "Well?"), Turn("JP", "Yes.")), (), said)
    found = names.voices("i01", talk, speakers={}, participants={})
    assert [voice.interviewer for voice in found.values()] == [True, False]


def test_speakers_csv_says_who_a_facilitator_is():
    speakers = {("i01", "facilitator"): "P01"}
    voice = voices("i01", [Turn("Facilitator", "a")], speakers=speakers, participants={})
    assert voice["Facilitator"].participant == "P01"


def test_a_survey_respondent_is_never_the_interviewer():
    turns = [Turn("Researcher", "a", question="q1")]
    voice = voices("s01", turns, speakers={}, participants={})["Researcher"]
    assert not voice.interviewer


def test_a_respondent_is_known_however_their_id_is_written():
    """Once "s001" in the sheet was not the S001 of participants.csv: a refusal did not reach it."""
    answers = [Turn("s001", "Nothing.", question="q1"), Turn(" S001 ", "More.", question="q2")]
    found = voices("s", answers, speakers={}, participants={"S001": Participant("S001", 2)})
    assert {voice.participant for voice in found.values()} == {"S001"}


def test_a_label_that_is_none_goes_back_among_the_words():
    turns = (Turn("Ann", "a", 0.0, 1.0), Turn("Note", "b", 2.0, 3.0), Turn("Ben", "c"))
    talk = names.without_labels(Transcript(turns), frozenset(["note"]))
    assert talk.turns == (Turn("Ann", "a Note: b", 0.0, 3.0), Turn("Ben", "c"))
    first = names.without_labels(Transcript(turns[1:]), frozenset(["note"]))
    assert first.turns[0] == Turn(None, "Note: b", 2.0, 3.0)
