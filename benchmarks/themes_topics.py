"""Themes against stock BERTopic, on the same vectors, in three runs each.

Two sets: paper titles with a class each (OCTIS' DBLP, `--titles` drawn from its train split), and
all turns of 17 committee meetings in their order (no classes). Each run has a seed and a part, 80%
of the texts, of its own; agreement is the mean adjusted Rand index of runs on the texts that both
have. NMI is normalised mutual information with the classes; what is in no theme counts as one more
in both. Stock BERTopic is UMAP and HDBSCAN with BERTopic's defaults, UMAP's seed fixed.

    python benchmarks/themes_topics.py ../shared/data [--titles 2225] [--draws 1] [--large 10000]
"""

import argparse
import json
import resource
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from alnqual.embedding import Encoder
from alnqual.themes import ThemeModel
from alnqual.themes.lexical import lexical_vectors

SEEDS = (0, 1, 2)


def stock(seed: int, texts: list[str], vectors: np.ndarray) -> np.ndarray:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    return np.array(BERTopic(umap_model=umap).fit(texts, embeddings=vectors).topics_)


def ours(seed: int, texts: list[str], vectors: np.ndarray) -> np.ndarray:
    return ThemeModel(seed).fit(texts, vectors).labels_


def lexical(_: int, texts: list[str], __: np.ndarray) -> np.ndarray:
    return ThemeModel().fit(texts, lexical_vectors(texts)).labels_


def compare(name: str, texts: list[str], classes: list[str] | None, vectors: np.ndarray) -> None:
    print(f"{name}: {len(texts)} texts")
    for label, fit in (("alnqual", ours), ("letters alone", lexical), ("stock BERTopic", stock)):
        labels = []
        for seed in SEEDS:
            own = np.sort(
                np.random.default_rng(seed).permutation(len(texts))[: len(texts) * 4 // 5]
            )
            started = time.perf_counter()
            found = fit(seed, [texts[i] for i in own], vectors[own])
            seconds = time.perf_counter() - started
            gold = [classes[i] for i in own] if classes else None
            nmi = f"{normalized_mutual_info_score(gold, found):.3f}" if gold else "-"
            print(
                f"  {label:15} run {seed}: {len(set(found) - {-1}):3} themes, "
                f"{(found == -1).mean():6.1%} unassigned, NMI {nmi}, {seconds:5.1f} s",
                flush=True,
            )
            labels.append(dict(zip(own.tolist(), found.tolist(), strict=True)))
        pairs = [
            adjusted_rand_score([a[i] for i in both], [b[i] for i in both])
            for a, b in combinations(labels, 2)
            for both in [sorted(a.keys() & b.keys())]
        ]
        print(f"  {label:15} agreement between runs {np.mean(pairs):.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--titles", type=int, default=2225)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--large", type=int, help="titles to time and weigh one fit of")
    options = parser.parse_args()
    encoder = Encoder(cache=options.cache)
    rows = (options.data / "topics" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    train = [row.split("\t") for row in rows if row.split("\t")[1] == "train"]
    for draw in range(options.draws):
        chosen = np.random.default_rng(100 + draw).choice(len(train), options.titles, replace=False)
        texts = [train[row][0] for row in chosen]
        compare("paper titles", texts, [train[row][2] for row in chosen], encoder.encode(texts))
    turns = [
        turn["content"]
        for path in sorted((options.data / "senedd").glob("*.json"))
        for turn in json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
    ]
    compare("committee turns", turns, None, encoder.encode(turns))
    if options.large:
        texts = [row[0] for row in train[: options.large]]
        vectors = encoder.encode(texts)
        started, spent = time.perf_counter(), time.process_time()
        ours(0, texts, vectors)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{len(texts)} titles: {time.perf_counter() - started:.0f} s on the clock, "
            f"{time.process_time() - spent:.0f} s of processor time, {memory:.1f} GB at most"
        )


if __name__ == "__main__":
    main()
