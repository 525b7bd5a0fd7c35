"""Names in real meetings: a part of what benchmarks/pseudonyms_senedd.py measures in full."""

import importlib.util

import pytest

from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.propose import propose
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def benchmark():
    path = ROOT / "benchmarks" / "pseudonyms_senedd.py"
    spec = importlib.util.spec_from_file_location("pseudonyms_senedd", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recall(benchmark, meetings, register) -> float:
    documents = {name: [text for _, text in turns] for name, turns in meetings.items()}
    entries = propose(documents, entries=register)
    found = [span for span, _ in benchmark.mentions_of(meetings, entries)]
    gold = [(name, *span) for name, turns in meetings.items() for span in benchmark.gold_of(turns)]
    assert len(gold) > 50
    hit = sum(
        any((m, n) == (name, turn) and a < end and start < b for m, n, a, b in found)
        for name, turn, start, end in gold
    )
    return hit / len(gold)


def test_members_names_are_found_with_and_without_the_list_of_speakers(shared, benchmark):
    meetings = benchmark.read(shared / "data" / "senedd")
    chosen = {name: meetings[name] for name in list(meetings)[1:8:2]}
    register = [
        Entry(" ".join(person), "person", f"[P-{meeting}-{k}]", "", meeting, "register")
        for meeting, turns in chosen.items()
        for k, person in enumerate(benchmark.people(turns))
    ]
    assert recall(benchmark, chosen, register) >= 0.98
    assert recall(benchmark, chosen, []) >= 0.95
