"""How often suggested codes are those that the demonstration's coders gave.

A suggestion is right if a coder gave its code to words that share half of the shorter of the two
spans with it. The passages are those of the documents that were coded, interviewers' words left
out. No coding teaches the scores, but the figures are in sample: two models of the score and
several thresholds were looked at on these documents before the form was fixed. Beside them: the
code that was given most often, for every passage.

    python benchmarks/suggestions.py STUDY        (names decided about, `alnqual run segment` done)
"""

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from alnqual import Study
from alnqual.annotation.predictions import Suggestion
from alnqual.annotation.tasks import read_texts
from alnqual.coding.recorded import RecordedCoding, read_recorded
from alnqual.operations.suggesting import DocumentSuggester
from alnqual.workspace import Workspace

POINTS = ((0.5, 2), (0.5, 1), (0.3, 2), (0.3, 1), (0.1, 2), (0.1, 1))
"""Thresholds with the most codes a passage; the first are the settings' defaults."""


@dataclass
class Shown:
    """The suggestions of one setting, over all documents."""

    right: int = 0
    shown: int = 0
    passages: int = 0
    found: int = 0
    score: float = 0.0


def overlaps(coding: RecordedCoding, suggestion: Suggestion) -> bool:
    shared = min(coding.end, suggestion.end) - max(coding.start, suggestion.start)
    shorter = min(coding.end - coding.start, suggestion.end - suggestion.start)
    return shared > 0 and 2 * shared >= shorter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", type=Path)
    workspace = Workspace.find(parser.parse_args().study)
    texts = read_texts(workspace)
    codings = read_recorded(workspace.recorded, {name: text.text for name, text in texts.items()})
    coded = sorted({coding.document for coding in codings})
    suggester = DocumentSuggester(workspace)
    suggester.settings = suggester.settings.model_copy(
        update={"threshold": 1e-9, "codes_per_passage": 2}
    )
    started = time.perf_counter()
    every = {document: suggester.suggest(texts[document]) for document in coded}
    print(f"{len(coded)} documents, {len(codings)} codings, {len(Study(workspace).codebook)} codes")
    print(f"{time.perf_counter() - started:.1f} s; again, with vectors cached: ", end="")
    started = time.perf_counter()
    for document in coded:
        suggester.suggest(texts[document])
    print(f"{time.perf_counter() - started:.1f} s")

    passages = {(d, s.start, s.end) for d, found in every.items() for s in found}
    print(f"{len(passages)} passages")
    by_document = {d: [c for c in codings if c.document == d] for d in coded}
    for threshold, most in POINTS:
        tally = Shown()
        matched: set[RecordedCoding] = set()
        for document, found in every.items():
            ranks: Counter[tuple[int, int]] = Counter()
            for each in sorted(found, key=lambda each: (each.start, -each.score)):
                span = each.start, each.end
                ranks[span] += 1
                if each.score < threshold or ranks[span] > most:
                    continue
                same = [c for c in by_document[document] if c.code == each.code]
                hits = [coding for coding in same if overlaps(coding, each)]
                tally.shown += 1
                tally.score += each.score
                tally.passages += ranks[span] == 1
                tally.right += bool(hits)
                matched |= set(hits)
        print(
            f"score >= {threshold}, at most {most}: {tally.shown} suggestions in "
            f"{tally.passages} passages; right {tally.right / max(tally.shown, 1):.1%} "
            f"(mean score {tally.score / max(tally.shown, 1):.2f}); "
            f"codings found {len(matched) / len(codings):.1%}"
        )
    (usual, _), *_ = Counter(coding.code for coding in codings).most_common()
    right = sum(
        any(
            coding.code == usual and overlaps(coding, Suggestion(start, end, usual, 0.0))
            for coding in by_document[document]
        )
        for document, start, end in passages
    )
    print(f"the commonest code for every passage: right {right / len(passages):.1%}")


if __name__ == "__main__":
    main()
