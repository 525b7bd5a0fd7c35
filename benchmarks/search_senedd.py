"""Passage search on 17 committee meetings (QMSum, Children, Young People and Education Committee).

Mean over queries of average precision over all turns of the query's meeting: by words alone, by
embeddings alone (their share made overwhelming) and by both; with an index a meeting, and with one
index of all. The index's constants were chosen on these meetings; to show how much that flatters,
`--cross-validate` chooses reaches, saturation and share again on four fifths of the meetings and
scores on the last, in turn.

    python benchmarks/search_senedd.py ../shared/data/senedd [--cross-validate]
"""

import argparse
import itertools
import json
import time
from pathlib import Path

import numpy as np

from alnqual.embedding import Encoder
from alnqual.search import PassageIndex, index

WORDS = {
    "_K1": (1.5, 3.0),
    "_B": (0.0, 0.4, 0.75),
    "_WORDS_REACH": ((5.0, 5.0), (5.0, 1.5), (5.0, 2.5), (7.0, 2.5), (10.0, 2.5)),
}
VECTORS = {
    "_VECTORS_REACH": ((5.0, 2.5), (12.0, 1.0), (12.0, 2.5)),
    "_VECTORS_SHARE": (0.3, 0.5, 0.8, 1.2),
}


def read(folder: Path) -> list[dict]:
    meetings = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        turns = content["meeting_transcripts"]
        queries = []
        for query in content["specific_query_list"]:
            gold = np.zeros(len(turns), dtype=bool)
            for first, last in query["relevant_text_span"]:
                gold[int(first) : int(last) + 1] = True
            queries.append((query["query"], gold))
        meetings.append(
            {
                "name": path.stem,
                "texts": [turn["content"] for turn in turns],
                "speakers": [turn["speaker"] for turn in turns],
                "queries": queries,
            }
        )
    return meetings


def average_precision(gold: np.ndarray, scores: np.ndarray) -> float:
    hits = gold[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def per_meeting(meetings: list[dict], vectors: list[np.ndarray], encoder: Encoder | None):
    """Average precisions of each meeting's queries, an index a meeting."""
    return [
        _scores(
            PassageIndex(encoder).fit(
                meeting["texts"], meeting["speakers"], vectors=own if encoder else None
            ),
            meeting,
        )
        for meeting, own in zip(meetings, vectors, strict=True)
    ]


def together(meetings: list[dict], vectors: list[np.ndarray], encoder: Encoder | None):
    """The same with one index of all meetings, as in a study."""
    built = PassageIndex(encoder).fit(
        [text for meeting in meetings for text in meeting["texts"]],
        [speaker for meeting in meetings for speaker in meeting["speakers"]],
        [meeting["name"] for meeting in meetings for _ in meeting["texts"]],
        vectors=np.vstack(vectors) if encoder else None,
    )
    results, start = [], 0
    for meeting in meetings:
        own = slice(start, start + len(meeting["texts"]))
        results.append(_scores(built, meeting, own))
        start = own.stop
    return results


def _scores(built: PassageIndex, meeting: dict, own: slice = slice(None)) -> list[float]:
    return [average_precision(gold, built.rank(q)[own]) for q, gold in meeting["queries"]]


def with_settings(settings: dict, work):
    before = {name: getattr(index, name) for name in settings}
    try:
        for name, value in settings.items():
            setattr(index, name, value)
        return work()
    finally:
        for name, value in before.items():
            setattr(index, name, value)


def cross_validate(grid: dict, work, folds: int = 5) -> float:
    """Mean AP on held-out meetings with settings chosen on the others."""
    settings = [
        dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())
    ]
    results = [with_settings(setting, work) for setting in settings]
    fold = np.random.default_rng(0).permutation(len(results[0])) % folds
    held_out: list[float] = []
    for part in range(folds):
        train = [
            np.mean([ap for m, aps in enumerate(result) if fold[m] != part for ap in aps])
            for result in results
        ]
        best = results[int(np.argmax(train))]
        held_out += [ap for m, aps in enumerate(best) if fold[m] == part for ap in aps]
    return float(np.mean(held_out))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    options = parser.parse_args()
    meetings = read(options.folder)
    encoder = Encoder()
    queries = [query for meeting in meetings for query, _ in meeting["queries"]]
    started = time.perf_counter()
    vectors = [encoder.encode(meeting["texts"]) for meeting in meetings]
    turns = sum(map(len, vectors))
    print(
        f"{turns} turns, {len(queries)} queries; encoded in {time.perf_counter() - started:.1f} s"
    )
    known = dict(zip(queries, encoder.encode(queries), strict=True))
    encoder.encode = lambda texts: np.stack([known[text] for text in texts])  # type: ignore

    for name, layout in (("an index a meeting", per_meeting), ("one index of all", together)):
        for label, used, share in (
            ("words", None, 0.0),
            ("embeddings", encoder, 1e6),
            ("both", encoder, index._VECTORS_SHARE),
        ):
            started = time.perf_counter()
            results = with_settings(
                {"_VECTORS_SHARE": share},
                lambda layout=layout, used=used: layout(meetings, vectors, used),
            )
            seconds = time.perf_counter() - started
            mean = np.mean([ap for aps in results for ap in aps])
            print(f"{name:20} {label:11} AP {mean:.4f}   {seconds:5.1f} s")
    if options.cross_validate:
        words = cross_validate(WORDS, lambda: per_meeting(meetings, vectors, None))
        print(f"cross-validated by meeting: words AP {words:.4f}", flush=True)
        both = cross_validate(VECTORS, lambda: per_meeting(meetings, vectors, encoder))
        print(f"cross-validated by meeting: both AP {both:.4f} (words' settings fixed)")


if __name__ == "__main__":
    main()
