"""Names are found: on the identifiers planted in the demonstration, with their gold standard."""

from dataclasses import replace

import pytest

from alnqual.corpus.key import area_entries
from alnqual.corpus.pseudonyms import gazetteer
from alnqual.corpus.pseudonyms.propose import propose
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import keys, ordinary_words
from alnqual.corpus.received import entries_of, receive
from alnqual.corpus.review import vocabulary
from alnqual.workspace import Workspace
from tests.conftest import copy_demonstration
from tests.corpus.scoring import Span, load_gold, score

NAMES = ("person", "place", "school", "organisation")


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """The score of everything that is proposed, as if a person accepted it all."""
    workspace = Workspace(copy_demonstration(tmp_path_factory.mktemp("names")))
    received = receive(workspace)
    known = entries_of(workspace, received)
    known += area_entries(received.rows, known)
    entries = propose(received.texts, entries=known, vocabulary=vocabulary(workspace))
    replacer = Replacer(
        [replace(e, decision="accept", replacement=e.replacement or "[name]") for e in entries],
        ordinary=ordinary_words(text for turns in received.texts.values() for text in turns),
    )
    return score(
        Span(document, turn, mention.start, mention.end, mention.entry.kind)
        for document, turns in received.texts.items()
        for turn, text in enumerate(turns)
        for mention in replacer(text, document).mentions
    )


def test_at_least_half_of_the_planted_names_stand_in_no_list():
    listed = gazetteer.given_names() | gazetteer.surnames()
    planted = [gold for gold in load_gold() if gold.planted and gold.kind in NAMES]
    unlisted = [
        gold
        for gold in planted
        if gold.listed == "no"
        and not gazetteer.place(gold.surface)
        and not listed.issuperset(keys(gold.surface))
    ]
    assert len(planted) > 200
    assert len(unlisted) > len(planted) / 2


def test_names_of_the_register_and_the_lists_are_found(scored):
    lists = scored["by_listed"]
    found = lists["register"].found + lists["gazetteer"].found
    assert found / (lists["register"].of + lists["gazetteer"].of) > 0.975


def test_names_that_stand_in_no_list_are_found(scored):
    assert scored["planted_by_listed"]["no"].share >= 0.85


def test_what_is_proposed_identifies_somebody(scored):
    assert scored["precision"].share >= 0.95


@pytest.mark.parametrize(
    "kind", ["e-mail", "phone", "postcode", "nhs-number", "pupil-number", "web-address"]
)
def test_addresses_and_numbers_are_found_by_their_shape(scored, kind):
    assert scored["by_kind"][kind].share == 1
