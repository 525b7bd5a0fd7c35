from dataclasses import replace

from alnqual.coding.placing import current
from alnqual.synthesis.excerpts import COLUMNS, WAITING, excerpts, usable
from tests.synthesis.small import (
    CONSENT,
    RELEASE,
    codebook,
    coding,
    codings,
    small_excerpts,
    tables,
)


def place(*codings):
    return excerpts(codings, tables()[1], consent=CONSENT)


def test_each_coding_is_joined_to_its_turn():
    rows = small_excerpts().set_index("id")
    row = rows.loc["aaaaaaaaaaa1"]
    assert (row["turn"], row["quote"], row["participant"]) == ("i01-0002", RELEASE, "P01")
    assert row["attribution"] == "ALNCo, primary, Cwm Serennog, phase 2"
    assert rows.loc["aaaaaaaaaaa6", "attribution"] == "ALNCo, primary, Cwm Serennog, phase 4"
    assert len(rows) == len(codings())


def test_no_attribution_holds_a_participants_id():
    assert not small_excerpts()["attribution"].str.contains("P0").any()


def test_words_are_quotable_only_with_consent():
    quotable = small_excerpts().set_index("id")["quotable"]
    assert quotable["aaaaaaaaaaa1"]
    assert not quotable["aaaaaaaaaaa4"], "P02 refused to be quoted"


def test_any_consent_but_yes_forbids_quoting():
    for given, quotable in {"yes": True, "": True, "no": False, "withdrawn": False}.items():
        found = excerpts([codings()[0]], tables()[1], consent={"P01": given})
        assert list(found["quotable"]) == [quotable], given


def test_interviewers_are_no_voice_and_never_quoted():
    row = small_excerpts().set_index("id").loc["aaaaaaaaaaa3"]
    assert (row["participant"], row["role"], row["quotable"]) == ("", "interviewer", False)


def test_a_speaker_whom_the_study_does_not_list_is_one_voice_in_a_document():
    found = place(coding("c1", "i04-0001", "inputs"))
    assert list(found["participant"]) == ["i04:Speaker 1"]
    assert list(found["attribution"]) == ["Speaker, Aberwenydd, phase 4"]


def test_what_cannot_be_used_is_listed_with_its_reason():
    good = codings()[0]
    lost = [
        replace(good, id="x1", code="inputs.gone"),
        replace(good, id="x2", document="i99"),
        replace(good, id="x3", quote="Something that nobody said there.", prefix="He: "),
    ]
    waiting = replace(good, id="x4")
    documents, turns, _ = tables()
    placed, unplaced = current([good, *lost], documents, turns)
    counted, left = usable(placed, unplaced, codebook=codebook(), waiting=[waiting])
    assert [coding.id for coding in counted] == [good.id]
    reasons = left.set_index("item")["reason"]
    assert set(reasons.index) == {"x1", "x2", "x3", "x4"}
    assert "codebook" in reasons["x1"]
    assert "corpus" in reasons["x2"]
    assert "not in the text" in reasons["x3"]
    assert reasons["x4"] == WAITING


def test_a_coding_of_an_earlier_text_is_placed_in_the_text_of_now():
    good = codings()[0]
    documents, turns, _ = tables()
    moved = replace(good, start=good.start + 900, end=good.end + 900, text_version="before")
    (counted,), left = usable(*current([moved], documents, turns), codebook=codebook())
    assert (counted.start, counted.end, counted.quote) == (good.start, good.end, good.quote)
    assert left.empty


def test_order_does_not_depend_on_the_order_of_codings():
    backwards = place(*codings()[::-1])
    assert backwards.equals(place(*codings()))
    assert list(backwards.columns) == COLUMNS


def test_no_codings_give_an_empty_frame():
    assert list(place().columns) == COLUMNS and place().empty
