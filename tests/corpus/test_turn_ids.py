"""Ids of turns last while a transcript is corrected."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alnqual.corpus.turn_ids import TurnIds
from alnqual.errors import InputError

WORDS = ["How has it been?", "The forms take my evenings.", "And the families?", "They come now."]


@pytest.fixture
def minted(tmp_path):
    """A function that mints as one ingestion does: from the file, and back to it."""

    def mint(words, document="d1"):
        ids = TurnIds(tmp_path / "turn_ids.json")
        found = ids.mint(document, words)
        ids.save()
        return found

    return mint


def test_ids_are_positions_at_first_and_stay_when_nothing_changes(minted):
    first = minted(WORDS)
    assert first == ["d1-0001", "d1-0002", "d1-0003", "d1-0004"]
    assert minted(WORDS) == first


def test_a_turn_that_is_put_in_gets_a_new_id_and_the_others_keep_theirs(minted):
    minted(WORDS)
    ids = minted([WORDS[0], "Sorry, go on.", *WORDS[1:]])
    assert ids == ["d1-0001", "d1-0005", "d1-0002", "d1-0003", "d1-0004"]


def test_the_id_of_a_turn_that_was_taken_out_is_never_given_again(minted):
    minted(WORDS)
    minted(WORDS[:3])
    assert minted([*WORDS[:3], "A new last word."])[-1] == "d1-0005"


def test_a_reworded_turn_keeps_its_id(minted):
    before = minted(WORDS)
    assert minted([WORDS[0], "The forms take my evenings!", *WORDS[2:]]) == before


def test_the_file_holds_no_words(minted, tmp_path):
    minted(WORDS)
    content = (tmp_path / "turn_ids.json").read_text()
    assert not any(word in content for text in WORDS for word in text.split() if len(word) > 3)


def test_documents_that_were_not_read_this_time_keep_their_ids(minted):
    before = minted(WORDS, "d2")
    minted(WORDS, "d1")
    assert minted(["New.", *WORDS], "d2")[1:] == before


def test_a_damaged_file_is_told_and_not_replaced(minted, tmp_path):
    (tmp_path / "turn_ids.json").write_text('{"d1": ')
    with pytest.raises(InputError, match="cannot be read"):
        minted(WORDS)
    assert (tmp_path / "turn_ids.json").read_text() == '{"d1": '


def test_what_is_forgotten_leaves_no_digest_and_its_ids_are_never_given_again(minted, tmp_path):
    path = tmp_path / "turn_ids.json"
    for document in ("d1", "d2", "d3"):
        minted(WORDS, document)
    before = json.loads(path.read_text())
    ids = TurnIds(path)
    ids.forget(["d1-0002", "d1-0004"], documents=["d2"])
    ids.save()
    after = json.loads(path.read_text())
    assert after["d1"]["turns"] == [before["d1"]["turns"][0], before["d1"]["turns"][2]]
    assert after["d2"]["turns"] == []
    assert after["d3"] == before["d3"]
    assert minted([WORDS[0], WORDS[2]]) == ["d1-0001", "d1-0003"]
    assert minted(["A last word.", "Or two."], "d2") == ["d2-0005", "d2-0006"]


def test_what_was_minted_just_now_can_be_forgotten(tmp_path):
    ids = TurnIds(tmp_path / "turn_ids.json")
    ids.mint("d1", WORDS)
    ids.forget(["d1-0001"], documents=[])
    ids.save()
    known = json.loads((tmp_path / "turn_ids.json").read_text())
    assert [turn[0] for turn in known["d1"]["turns"]] == ["d1-0002", "d1-0003", "d1-0004"]


texts = st.lists(st.sampled_from(["Yes.", "No.", "Well.", "So.", "It depends."]), max_size=12)


@given(st.lists(texts, min_size=1, max_size=4))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_ids_are_unique_and_each_belongs_to_one_turn_for_ever(tmp_path_factory, versions):
    path = tmp_path_factory.mktemp("ids") / "turn_ids.json"
    gone: set[str] = set()
    before: set[str] = set()
    for words in versions:
        ids = TurnIds(path)
        found = ids.mint("d1", words)
        ids.save()
        assert len(set(found)) == len(words) == len(found)
        assert not gone & set(found)
        gone |= before - set(found)
        before = set(found)
