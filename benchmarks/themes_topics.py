"""Themes against stock BERTopic, on the same vectors in the same run, with three seeds each.

Two sets: paper titles with a class each (OCTIS' DBLP, `--titles` drawn from its train split), and
all turns of 17 committee meetings (no classes). NMI is normalised mutual information with the
classes, outliers counted as a class of their own. Agreement is the mean adjusted Rand index between
seeds. Stock BERTopic is UMAP and HDBSCAN with BERTopic's defaults, UMAP's seed fixed.

    python benchmarks/themes_topics.py ../shared/data [--titles 3000]
"""

import argparse
import json
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from alnqual.embedding import Encoder
from alnqual.themes import ThemeModel

SEEDS = (0, 1, 2)


def stock(seed: int, texts: list[str], vectors: np.ndarray) -> np.ndarray:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    return np.array(BERTopic(umap_model=umap).fit(texts, embeddings=vectors).topics_)


def ours(seed: int, texts: list[str], vectors: np.ndarray) -> np.ndarray:
    return ThemeModel(seed).fit(texts, vectors).labels_


def compare(name: str, texts: list[str], classes: list[str] | None) -> None:
    started = time.perf_counter()
    vectors = Encoder().encode(texts)
    print(f"{name}: {len(texts)} texts, encoded in {time.perf_counter() - started:.1f} s")
    for label, fit in (("alnqual", ours), ("stock BERTopic", stock)):
        labels = []
        for seed in SEEDS:
            started = time.perf_counter()
            found = fit(seed, texts, vectors)
            seconds = time.perf_counter() - started
            nmi = f"{normalized_mutual_info_score(classes, found):.3f}" if classes else "-"
            print(
                f"  {label:15} seed {seed}: {len(set(found) - {-1}):3} themes, "
                f"{(found == -1).mean():6.1%} outliers, NMI {nmi}, {seconds:5.1f} s",
                flush=True,
            )
            labels.append(found)
        pairs = [adjusted_rand_score(a, b) for a, b in combinations(labels, 2)]
        print(f"  {label:15} agreement between seeds {np.mean(pairs):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--titles", type=int, default=3000)
    options = parser.parse_args()
    rows = (options.data / "topics" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    train = [row.split("\t") for row in rows if row.split("\t")[1] == "train"]
    chosen = np.random.default_rng(0).choice(len(train), options.titles, replace=False)
    compare("paper titles", [train[row][0] for row in chosen], [train[row][2] for row in chosen])
    turns = [
        turn["content"]
        for path in sorted((options.data / "senedd").glob("*.json"))
        for turn in json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
    ]
    compare("committee turns", turns, None)


if __name__ == "__main__":
    main()
