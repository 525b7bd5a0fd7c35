import pytest

from alnqual.transcripts.labels import Line
from alnqual.transcripts.roles import interviewer_labels, is_interviewer, is_role
from alnqual.transcripts.speakers import decide


@pytest.mark.parametrize(
    "label",
    [
        "Support worker", "LA adviser", "Deputy head", "Head of Year 7", "Parent 2", "Ysgol rep",
        "P3", "ALNCo 2", "Speaker 1", "Unknown Speaker", "Tad", "Special school governor",
        "Key stage 2 teacher", "Local authority officer (ALN)", "Rhiant", "INT", "EP",
    ],
)  # fmt: skip
def test_a_role_is_told_from_a_name(label):
    assert is_role(label)


@pytest.mark.parametrize(
    "label",
    [
        "Janet Head",
        "Alan Pope-Lead",
        "Mary Parent",
        "Dr Owen",
        "Dr Young",
        "Nan Young",
        "Ann ALNCo",
        "Will",
        "Huw",
        "S014",
    ],
)
def test_a_name_that_holds_a_word_of_a_role_is_a_name(label):
    assert not is_role(label)


@pytest.mark.parametrize("label", ["Interviewer 2", "Researcher (EM)", "Holwr", "FACILITATOR:"])
def test_some_labels_say_alone_that_their_speaker_asks(label):
    assert is_interviewer(label)


@pytest.mark.parametrize(
    ("labels", "asking"),
    [
        (["I", "P"], ["I"]),
        (["INT", "P1", "P2"], ["INT"]),
        (["Int.", "HT"], ["Int."]),
        (["Q", "A"], ["Q"]),
        (["MOD", "Ann Owen", "Ben Pugh"], ["MOD"]),
        (["I", "ALNCo"], ["I"]),
        (["H", "A"], ["H"]),
        (["Y", "P"], ["Y"]),
        (["I1", "I2", "P"], ["I1", "I2"]),
        (["Interviewer", "Ann"], ["Interviewer"]),
        # Initials of names, and labels without their opposite, tell nothing.
        (["H", "J"], []),
        (["I", "D"], []),
        (["H", "Ann Owen"], []),
        (["I"], []),
        (["P", "R"], []),
    ],
)
def test_who_asks_is_decided_over_all_labels(labels, asking):
    assert interviewer_labels(labels) == set(asking)


def test_a_speaker_whose_surname_is_a_role_is_a_speaker_like_any_other():
    lines = [Line(f"{who}: words {n}") for n in range(4) for who in ("Janet Head", "Mary Parent")]
    assert decide(lines).labels == {"Janet Head", "Mary Parent"}


def test_announcements_are_no_speakers_however_often_they_come_back():
    talk = ["I: Well?", "P: We had a rule.", "Note: nobody knew.", "The question is: why?"] * 6
    assert decide([Line(line) for line in talk]).labels == {"I", "P"}


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("sian morris", "sian morris: Words."),
        ("Morris, Sian", "Morris, Sian: Words."),
        ("Morris, Sian", "[00:01] Morris, Sian: Words."),
        ("Siân Morris", "[Siân Morris]: Words."),
        ("ymgynghorydd “S”", "ymgynghorydd “S”: Words."),
        ("Morris, Sian", "Morris, Sian\tWords."),
    ],
)
def test_a_listed_label_is_read_whatever_its_shape(label, line):
    """It was taken for words: hers became the interviewer's, and her name stayed in the text."""
    tab = "\t" in line
    asked = Line("Interviewer\tWell?" if tab else "Interviewer: Well?")
    decision = decide([asked, Line(line)] * 3, frozenset([label.casefold(), "interviewer"]))
    assert decision.labels == {"Interviewer", label}
    assert [begun.words for begun in decision.begun.values()] == ["Well?", "Words."] * 3
    again = decision.read(Line(line))
    assert again and again.label == label


def test_a_listed_label_is_read_in_bold_and_above_a_time():
    known = frozenset(["morris, sian", "1st voice"])
    bold = [Line("Morris, Sian: Words.", bold="Morris, Sian:"), Line("Ann: Well?", bold="Ann:")]
    assert decide(bold * 3, known).labels == {"Ann", "Morris, Sian"}
    timed = [Line("1st voice 0:10"), Line("Words."), Line("Ann 0:20"), Line("Well?")]
    assert decide(timed * 2, known).labels == {"Ann", "1st voice"}
