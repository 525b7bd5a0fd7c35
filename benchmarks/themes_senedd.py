"""Themes of a meeting against the topics that people marked in it, beside other models.

17 committee meetings (QMSum); every turn that lies in one marked topic. Of each model: normalised
mutual information and adjusted Rand index of turns with the topics (none counted as a theme), and
F1 of the boundaries between consecutive turns of unlike themes, where a marked boundary counts as
found within 3 turns, one to one. KMeans, NMF and the equal blocks are told the number of topics.
The last lines are of all turns of all meetings at once, against the meetings.

    python benchmarks/themes_senedd.py ../shared/data [--cache FOLDER] [--meetings 17]
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from alnqual.embedding import Encoder
from alnqual.themes import ThemeModel

NEAR = 3
Model = Callable[[list[str], list[str], np.ndarray, int], np.ndarray]


def alnqual(texts: list[str], speakers: list[str], vectors: np.ndarray, _: int) -> np.ndarray:
    return ThemeModel().fit(texts, vectors, speakers=speakers).labels_


def stock(texts: list[str], _: list[str], vectors: np.ndarray, __: int) -> np.ndarray:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    return np.array(BERTopic(umap_model=umap).fit(texts, embeddings=vectors).topics_)


def k_means(_: list[str], __: list[str], vectors: np.ndarray, number: int) -> np.ndarray:
    return KMeans(number, n_init=10, random_state=0).fit_predict(vectors)


def nmf(texts: list[str], _: list[str], __: np.ndarray, number: int) -> np.ndarray:
    weights = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    return NMF(number, init="nndsvda", max_iter=500).fit_transform(weights).argmax(axis=1)


def blocks(texts: list[str], _: list[str], __: np.ndarray, number: int) -> np.ndarray:
    return np.arange(len(texts)) * number // len(texts)


MODELS: dict[str, Model] = {
    "alnqual": alnqual,
    "stock BERTopic": stock,
    "KMeans, K told": k_means,
    "NMF, K told": nmf,
    "equal blocks, K told": blocks,
}


def boundary_f1(found: np.ndarray, gold: np.ndarray) -> float:
    """Turns of no theme keep that of the turn before them: they bound nothing."""
    kept = found.copy()
    for place in range(1, len(kept)):
        if kept[place] < 0:
            kept[place] = kept[place - 1]
    own, true = (np.flatnonzero(labels[1:] != labels[:-1]) for labels in (kept, gold))
    left, hits = list(true), 0
    for boundary in own:
        near = [other for other in left if abs(other - boundary) <= NEAR]
        if near:
            left.remove(min(near, key=lambda other: abs(other - boundary)))
            hits += 1
    return 2 * hits / max(len(own) + len(true), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--meetings", type=int, default=17)
    options = parser.parse_args()
    encoder = Encoder(cache=options.cache)
    scores: dict[str, list[tuple[float, ...]]] = {name: [] for name in MODELS}
    everything: list[tuple[str, str, str]] = []
    for path in sorted((options.data / "senedd").glob("*.json"))[: options.meetings]:
        meeting = json.loads(path.read_text(encoding="utf-8"))
        turns = [(turn["content"], turn["speaker"]) for turn in meeting["meeting_transcripts"]]
        everything += [(*turn, path.stem) for turn in turns]
        topic = np.full(len(turns), -1)
        for number, marked in enumerate(meeting["topic_list"]):
            for first, last in marked["relevant_text_span"]:
                topic[int(first) : int(last) + 1] = number
        texts, speakers = ([turn[field] for turn in turns] for field in (0, 1))
        vectors = encoder.encode(texts)
        inside, number = topic >= 0, len(meeting["topic_list"])
        for name, model in MODELS.items():
            found = model(texts, speakers, vectors, number)
            scores[name].append(
                (
                    normalized_mutual_info_score(topic[inside], found[inside]),
                    adjusted_rand_score(topic[inside], found[inside]),
                    boundary_f1(found[inside], topic[inside]),
                    len(set(found) - {-1}) / number,
                    float((found == -1).mean()),
                )
            )
        print(path.stem, " ".join(f"{scores[name][-1][0]:.2f}" for name in MODELS), flush=True)
    print(f"{'means of the meetings':22} NMI   ARI   F1    themes/topics  none")
    for name, rows in scores.items():
        nmi, ari, f1, ratio, none = np.mean(rows, axis=0)
        print(f"{name:22} {nmi:.3f} {ari:.3f} {f1:.3f} {ratio:.2f}           {none:.1%}")
    texts, speakers, names = ([row[field] for row in everything] for field in range(3))
    vectors = encoder.encode(texts)
    for name in ("alnqual", "stock BERTopic", "KMeans, K told", "NMF, K told"):
        found = MODELS[name](texts, speakers, vectors, len(set(names)))
        print(
            f"all meetings, {name:15} NMI {normalized_mutual_info_score(names, found):.3f} "
            f"ARI {adjusted_rand_score(names, found):.3f} "
            f"{len(set(found) - {-1})} themes, none {(found == -1).mean():.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
