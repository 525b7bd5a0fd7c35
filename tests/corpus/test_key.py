"""Speakers' names follow speakers.csv, and what a person wrote into the key stays."""

from dataclasses import replace

import pytest

from alnqual.corpus.key import pattern_entries, speakers_entries, with_decisions
from alnqual.corpus.pseudonyms.entries import Entry, applies
from alnqual.corpus.register import Called
from alnqual.records import Transcript, Turn


def entries(labels, *, transcripts=("d1",), nicknames=None):
    """The entries of one document, its labels heard in the transcripts named."""
    heard = Transcript(tuple(Turn(label, "a") for label in labels))
    return speakers_entries(
        dict.fromkeys(transcripts, heard),
        speakers={("d1", label.casefold()): person for label, person in labels.items()},
        participants={},
        nicknames={"d1": Called(labels, nicknames or {})},
    )


def shown(found, document="d1"):
    return {entry.original: entry.replacement for entry in found if entry.document == document}


def test_a_speaker_who_is_listed_and_not_heard_is_known():
    found = speakers_entries(
        {"d1": Transcript((Turn("Ann", "a"),))},
        speakers={("d1", "ann"): "P1", ("d1", "dewi mcprys"): "P2"},
        participants={},
        nicknames={
            "d1": Called({"Ann": "P1", "Dewi McPrys": "P2", "Governor": "P3"}),
            "d2": Called({"Jo": "P4"}),
        },
    )
    assert shown(found) == {
        "Ann": "[P1]", "Dewi McPrys": "[P2]", "Dewi": "[P2]", "McPrys": "[P2]",
    }  # fmt: skip
    assert shown(found, "")["Dewi McPrys"] == "[P2]"
    assert shown(found, "")["Dewi"] == "[name]"
    assert shown(found, "d2") == {"Jo": "[P4]"}


def test_a_name_typed_without_its_accents_is_the_same_name():
    found = entries({"Siân Morris": "P1"}, nicknames={"Siôn": "P1"})
    assert shown(found)["Sian"] == "[P1]"
    assert shown(found)["Sion"] == "[P1]"
    assert shown(found, "")["Sian Morris"] == "[P1]"


def test_a_name_without_accents_may_be_somebody_elses():
    found = shown(entries({"Siân": "P1", "Sian": "P2"}))
    assert found == {"Siân": "[P1]", "Sian": "[P2]"}


def test_a_full_name_of_two_participants_is_ambiguous_elsewhere():
    found = speakers_entries(
        {name: Transcript((Turn("Ann Owen", "a"),)) for name in ("d1", "d2")},
        speakers={("d1", "ann owen"): "P1", ("d2", "ann owen"): "P2"},
        participants={},
        nicknames={},
    )
    assert shown(found, "")["Ann Owen"] == "[name]"


@pytest.mark.parametrize("decision", ["", "accept", "reject"])
def test_a_speaker_follows_speakers_csv_whatever_was_decided(decision):
    """Accepted, the turn was labelled P2 while the words went on to say [P1]."""
    key = [replace(entry, decision=decision) for entry in entries({"Ann": "P1"})]
    held = with_decisions(entries({"Ann": "P2"}), key)
    assert shown(held) == {"Ann": "[P2]"}
    assert {entry.decision for entry in held} == {decision}


@pytest.mark.parametrize("decision", ["", "accept"])
@pytest.mark.parametrize("note", [None, "a speaker"])
def test_what_a_person_wrote_in_place_of_a_speaker_stays(decision, note):
    key = [
        replace(entry, decision=decision, replacement="[colleague]", note=note or entry.note)
        for entry in entries({"Ann": "P1"})
    ]
    for people in ({"Ann": "P1"}, {"Ann": "P2"}):
        key = with_decisions(entries(people), key)
        assert shown(key) == {"Ann": "[colleague]"}


def test_an_id_that_reads_like_a_word_follows_too():
    key = [replace(entry, decision="accept") for entry in entries({"Ann": "colleague"})]
    assert shown(with_decisions(entries({"Ann": "P2"}), key)) == {"Ann": "[P2]"}


@pytest.mark.parametrize("old", ["[P1]", "[Interviewer]", "[Speaker 2]", "[name]"])
def test_a_key_of_an_earlier_version_follows(old):
    key = [Entry("Ann", "person", old, "accept", "d1", "register", note="a speaker")]
    assert shown(with_decisions(entries({"Ann": "P2"}), key)) == {"Ann": "[P2]"}


def test_an_undecided_speaker_goes_with_the_register():
    assert with_decisions([], entries({"Ann": "P1"})) == []


def test_a_proposed_name_is_a_speakers_once_the_register_knows_it():
    proposed = [Entry("Ann", "person", "[person 1]", document="d1", source="guess")]
    assert shown(with_decisions(entries({"Ann": "P1"}), proposed)) == {"Ann": "[P1]"}
    listed = [replace(proposed[0], source="hand")]
    (entry,) = (each for each in with_decisions(entries({"Ann": "P1"}), listed) if each.document)
    assert applies(entry) and entry.replacement == "[person 1]"
    by_hand = [replace(proposed[0], source="hand", decision="reject")]
    assert by_hand[0] in with_decisions(entries({"Ann": "P1"}), by_hand)


def test_a_pattern_that_was_decided_for_one_document_is_looked_for_in_the_others():
    texts = {name: ["Write to a@b.org"] for name in ("d1", "d2", "d3")}
    known = [Entry("a@b.org", "e-mail", "[e-mail]", "reject", document="d1")]
    found = pattern_entries(texts, known)
    assert [(entry.original, entry.document) for entry in found] == [
        ("a@b.org", "d2"),
        ("a@b.org", "d3"),
    ]
    assert pattern_entries(texts, [replace(known[0], document="")]) == []
    assert [entry.document for entry in pattern_entries(texts, [])] == [""]
