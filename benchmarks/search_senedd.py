"""Passage search on 17 committee meetings (QMSum, Children, Young People and Education Committee).

Mean of average precision over all turns of the meeting, of queries (questions of its readers) and
of topics (what its minutes call its parts): with an index a meeting and with one index of all, and
without speakers' labels, context, embeddings or words.

The index's constants were chosen on these meetings; to show how much that flatters,
`--cross-validate` chooses them again, one after the other, on four fifths of the meetings, by the
mean of both figures, and scores on the last fifth, in turn. `--speed` repeats the meetings under
other names until there are 100,000 turns, and times queries.

    python benchmarks/search_senedd.py ../shared/data/senedd [--cross-validate] [--speed]
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from changing import Settings, changed

from alnqual.codebook import read_glossary
from alnqual.embedding import Encoder
from alnqual.search import PassageIndex, index, lexicon, ranking

KINDS = {
    "queries": ("specific_query_list", "query"),
    "topics": ("topic_list", "topic"),
}
GLOSSARY = Path(__file__).parents[1] / "codebook" / "glossary.csv"
NEVER = 1e-3
"""A reach that nothing passes."""
GRID = {
    (lexicon, "_K1"): (1.5, 2.5, 4.0),
    (lexicon, "_B"): (0.2, 0.4, 0.75),
    (lexicon, "_PAIR"): (0.4, 0.7, 1.0),
    (ranking, "_WORDS_REACH"): ((4.0, 2.0), (5.0, 2.5), (6.0, 3.0), (8.0, 4.0)),
    (ranking, "_MEANING_REACH"): ((5.0, 2.5), (8.0, 4.0), (12.0, 2.5)),
    (ranking, "_SHARPNESS"): (12.0, 16.0, 20.0),
    (ranking, "_MEANING_SHARE"): (0.2, 0.4, 0.7),
    (index, "_AROUND"): (10, 15, 20, 25),
}
Scores = dict[str, list[list[float]]]


class Meeting:
    def __init__(self, path: Path, encoder: Encoder) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        turns = content["meeting_transcripts"]
        self.name = path.stem
        self.texts = [turn["content"] for turn in turns]
        self.speakers = [turn["speaker"] for turn in turns]
        self.asked = {
            kind: [(each[words], self._gold(each)) for each in content[name]]
            for kind, (name, words) in KINDS.items()
        }
        self.vectors = encoder.encode(self.texts)

    def _gold(self, asked: dict) -> np.ndarray:
        gold = np.zeros(len(self.texts), dtype=bool)
        for first, last in asked["relevant_text_span"]:
            gold[int(first) : int(last) + 1] = True
        return gold


class Known:
    """An encoder that has read all queries."""

    def __init__(self, encoder: Encoder, texts: list[str]) -> None:
        self.known = dict(zip(texts, encoder.encode(texts), strict=True))

    def reads(self, language: str) -> bool:
        return True

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.stack([self.known[text] for text in texts])


def average_precision(gold: np.ndarray, scores: np.ndarray) -> float:
    hits = gold[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def apart(meetings: list[Meeting], encoder: Known | None, *, speakers: bool = True) -> Scores:
    """Average precisions of each meeting's queries and topics, an index a meeting."""
    scores: Scores = {kind: [] for kind in KINDS}
    for meeting in meetings:
        built = PassageIndex(encoder).fit(
            meeting.texts,
            meeting.speakers if speakers else None,
            vectors=meeting.vectors if encoder else None,
        )
        for kind, asked in meeting.asked.items():
            scores[kind].append([average_precision(gold, built.rank(q)) for q, gold in asked])
    return scores


def together(meetings: list[Meeting], encoder: Known | None, *, glossary=()) -> Scores:
    """The same with one index of all meetings, as in a study."""
    built = PassageIndex(encoder, glossary=glossary).fit(
        [text for meeting in meetings for text in meeting.texts],
        [speaker for meeting in meetings for speaker in meeting.speakers],
        [meeting.name for meeting in meetings for _ in meeting.texts],
        vectors=np.vstack([meeting.vectors for meeting in meetings]) if encoder else None,
    )
    scores: Scores = {kind: [] for kind in KINDS}
    start = 0
    for meeting in meetings:
        own = slice(start, start + len(meeting.texts))
        for kind, asked in meeting.asked.items():
            scores[kind].append([average_precision(g, built.rank(q)[own]) for q, g in asked])
        start = own.stop
    return scores


def figures(scores: Scores, meetings: list[int] | None = None) -> dict[str, float]:
    return {
        kind: float(np.mean([ap for m, aps in enumerate(each) if meetings is None or m in meetings
                             for ap in aps]))
        for kind, each in scores.items()
    }  # fmt: skip


def cross_validate(work: Callable[[], Scores], meetings: int, folds: int = 5) -> dict[str, float]:
    """Mean AP on held-out meetings, with constants chosen on the others."""
    known: dict[tuple, Scores] = {}

    def scored(settings: Settings) -> Scores:
        key = tuple(settings.values())
        if key not in known:
            with changed(settings):
                known[key] = work()
        return known[key]

    fold = np.random.default_rng(0).permutation(meetings) % folds
    held_out: Scores = {kind: [[] for _ in range(meetings)] for kind in KINDS}
    for part in range(folds):
        train = [m for m in range(meetings) if fold[m] != part]
        best: Settings = {each: values[0] for each, values in GRID.items()}
        for each, values in GRID.items():
            best[each] = max(
                values,
                key=lambda value, each=each: sum(
                    figures(scored(best | {each: value}), train).values()
                ),
            )
        for kind, each in scored(best).items():
            for m in range(meetings):
                if fold[m] == part:
                    held_out[kind][m] = each[m]
        print(f"  fold {part}: {list(best.values())}", flush=True)
    return figures(held_out)


def speed(meetings: list[Meeting], known: Known, turns: int = 100_000) -> None:
    copies = -(-turns // sum(len(meeting.texts) for meeting in meetings))
    repeated = [(meeting, copy) for copy in range(copies) for meeting in meetings]
    vectors = np.vstack([meeting.vectors for meeting, _ in repeated])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    built = PassageIndex(known).fit(
        [text for meeting, _ in repeated for text in meeting.texts],
        [speaker for meeting, _ in repeated for speaker in meeting.speakers],
        [f"{meeting.name}-{copy}" for meeting, copy in repeated for _ in meeting.texts],
        vectors=vectors,
    )
    seconds = time.perf_counter() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e6
    print(f"{len(vectors)} turns: indexed in {seconds:.1f} s, peak memory {memory:.2f} GB more")
    queries = [query for meeting in meetings for query, _ in meeting.asked["queries"]][::4]
    taken = {"wall": time.perf_counter, "processor": time.process_time}
    for name, clock in taken.items():
        times = []
        for query in queries:
            runs = []
            for _ in range(5):
                started = clock()
                built.rank(query)
                runs.append(clock() - started)
            times.append(1e3 * min(runs))
        low, middle, high, most = np.percentile(times, [0, 50, 95, 100])
        print(
            f"  a query, {name}: median {middle:.0f} ms ({low:.0f} to {most:.0f}, 95%: {high:.0f})"
        )
    encoder = Encoder()
    encoder.encode(["It is loaded by its first text."])
    runs = []
    for query in queries:
        started = time.process_time()
        encoder.encode([query])
        runs.append(1e3 * (time.process_time() - started))
    print(f"  reading the query, processor: median {np.median(runs):.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder between runs")
    options = parser.parse_args()
    encoder = Encoder(cache=options.cache)
    meetings = [Meeting(path, encoder) for path in sorted(options.folder.glob("*.json"))]
    asked = [text for m in meetings for each in m.asked.values() for text, _ in each]
    known = Known(encoder, asked)
    print(f"{sum(len(m.texts) for m in meetings)} turns, {len(asked)} queries and topics")

    no_context: Settings = {
        (ranking, "_WORDS_REACH"): (NEVER, NEVER),
        (ranking, "_MEANING_REACH"): (NEVER, NEVER),
        (index, "_AROUND"): 0,
    }
    kinds: list[tuple[str, Settings, Callable[[], Scores]]] = [
        ("an index a meeting", {}, lambda: apart(meetings, known)),
        ("one index of all", {}, lambda: together(meetings, known)),
        ("one of all, glossary",
         {}, lambda: together(meetings, known, glossary=read_glossary(GLOSSARY))),
        ("no speakers", {}, lambda: apart(meetings, known, speakers=False)),
        ("no context", no_context, lambda: apart(meetings, known)),
        ("no pairs", {(lexicon, "_PAIR"): 0.0}, lambda: apart(meetings, known)),
        ("no mean around", {(ranking, "_AROUND_SHARE"): 0.0}, lambda: apart(meetings, known)),
        ("no embeddings", {}, lambda: apart(meetings, None)),
        ("no words", {(ranking, "_MEANING_SHARE"): 1e6}, lambda: apart(meetings, known)),
    ]  # fmt: skip
    for name, settings, work in kinds:
        with changed(settings):
            found = figures(work())
        print(
            f"{name:22} queries {found['queries']:.3f}   topics {found['topics']:.3f}", flush=True
        )
    if options.cross_validate:
        found = cross_validate(lambda: apart(meetings, known), len(meetings))
        print(
            f"cross-validated        queries {found['queries']:.3f}   topics {found['topics']:.3f}"
        )
    if options.speed:
        speed(meetings, known)


if __name__ == "__main__":
    main()
