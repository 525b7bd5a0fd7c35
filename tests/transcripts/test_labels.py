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
