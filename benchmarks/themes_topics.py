"""Themes against stock BERTopic, on the same vectors, in three runs each.

Two sets: paper titles with a class each (OCTIS' DBLP, `--titles` drawn from its train split), and
all turns of 17 committee meetings in their order (the class of each is its meeting). Each run has a
seed and a part, 80% of the texts, of its own; agreement is the mean adjusted Rand index of runs on
the texts that both have. NMI is normalised mutual information with the classes; what is in no theme
counts as one more in both. Stock BERTopic is UMAP and HDBSCAN with BERTopic's defaults, UMAP's seed
fixed.

As diagnostics, for the themes of the first run: NPMI, the mean normalised pointwise mutual
information of pairs of a theme's ten terms within texts (Bouma 2009; -1 where a pair never meets),
and diversity, the share of different terms among all (Dieng et al. 2020). They stand beside TF-IDF
NMF with the number of topics, out of 5, 10, 15, 20 and 25, that gives it the best NPMI.

    python benchmarks/themes_topics.py ../shared/data [--titles 2225] [--draws 1] [--large 10000]
"""

import argparse
import json
import resource
import time
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from alnqual.embedding import Encoder
from alnqual.themes import ThemeModel
from alnqual.themes.lexical import lexical_vectors
from alnqual.themes.terms import theme_terms

SEEDS = (0, 1, 2)
TERMS = 10
Found = tuple[np.ndarray, list[list[str]]]
"""The theme of each text, and the terms of each theme."""


def stock(seed: int, texts: list[str], vectors: np.ndarray) -> Found:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=umap).fit(texts, embeddings=vectors)
    topics = [model.get_topic(topic) for topic in range(max(model.topics_) + 1)]
    return np.array(model.topics_), [[term for term, _ in topic] for topic in topics]


def ours(seed: int, texts: list[str], vectors: np.ndarray) -> Found:
    model = ThemeModel(seed).fit(texts, vectors)
    return model.labels_, [list(theme.terms) for theme in model.themes_]


def lexical(_: int, texts: list[str], __: np.ndarray) -> Found:
    return ours(0, texts, lexical_vectors(texts))


def nmf(texts: list[str], number: int) -> list[list[str]]:
    counting = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True)
    weights = counting.fit_transform(texts)
    names = counting.get_feature_names_out()
    parts = NMF(number, init="nndsvda", max_iter=500).fit(weights).components_
    return [[names[place] for place in part.argsort()[::-1][:TERMS]] for part in parts]


def npmi(terms: list[list[str]], texts: list[str]) -> float:
    every = sorted({term for topic in terms for term in topic})
    numbers = {term: number for number, term in enumerate(every)}
    plain = CountVectorizer().build_analyzer()
    counting = CountVectorizer(
        vocabulary=numbers, analyzer=lambda text: {*theme_terms(text), *plain(text)}
    )
    said = (counting.transform(texts) > 0).astype(float)
    together = (said.T @ said).toarray() / len(texts)
    means = []
    for topic in terms:
        places = [numbers[term] for term in topic if term]
        pairs = [(one, two) for one, two in combinations(places, 2) if one != two]
        means += [_npmi(together, *pair) for pair in pairs]
    return float(np.mean(means))


def _npmi(together: np.ndarray, one: int, two: int) -> float:
    both, apart = together[one, two], together[one, one] * together[two, two]
    if both == 0:
        return -1.0
    return float(np.log(both / apart) / -np.log(both)) if both < 1 else 1.0


def diversity(terms: list[list[str]]) -> float:
    return len({term for topic in terms for term in topic}) / sum(map(len, terms))


def show_diagnostics(label: str, terms: list[list[str]], texts: list[str]) -> None:
    print(
        f"  {label:15} NPMI {npmi(terms, texts):.3f}, diversity {diversity(terms):.3f}, "
        f"{len(terms)} themes",
        flush=True,
    )


def compare(name: str, texts: list[str], classes: list[str], vectors: np.ndarray) -> None:
    print(f"{name}: {len(texts)} texts")
    for label, fit in (("alnqual", ours), ("letters alone", lexical), ("stock BERTopic", stock)):
        labels = []
        for seed in SEEDS:
            own = part_of(len(texts), seed)
            started = time.perf_counter()
            found, terms = fit(seed, [texts[i] for i in own], vectors[own])
            seconds = time.perf_counter() - started
            nmi = normalized_mutual_info_score([classes[i] for i in own], found)
            print(
                f"  {label:15} run {seed}: {len(set(found) - {-1}):3} themes, "
                f"{(found == -1).mean():6.1%} unassigned, NMI {nmi:.3f}, {seconds:5.1f} s",
                flush=True,
            )
            labels.append(dict(zip(own.tolist(), found.tolist(), strict=True)))
            if seed == SEEDS[0]:
                show_diagnostics(label, terms, texts)
        print(f"  {label:15} agreement between runs {agreement(labels):.3f}", flush=True)
    tried = [nmf(texts, number) for number in (5, 10, 15, 20, 25)]
    show_diagnostics("TF-IDF NMF", max(tried, key=lambda terms: npmi(terms, texts)), texts)


def part_of(count: int, seed: int) -> np.ndarray:
    """Indices of the 80% of the texts that a run has, in their order."""
    return np.sort(np.random.default_rng(seed).permutation(count)[: count * 4 // 5])


def agreement(runs: Sequence[Mapping[int, int]]) -> float:
    """Mean adjusted Rand index of pairs of runs (text -> theme) on the texts that both have."""
    pairs = [
        adjusted_rand_score([one[i] for i in both], [two[i] for i in both])
        for one, two in combinations(runs, 2)
        for both in [sorted(one.keys() & two.keys())]
    ]
    return float(np.mean(pairs))


def paper_titles(data: Path, number: int, *, draw: int) -> tuple[list[str], list[str]]:
    """Titles drawn from the train split, and their classes."""
    rows = (data / "topics" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    train = [row.split("\t") for row in rows if row.split("\t")[1] == "train"]
    chosen = np.random.default_rng(100 + draw).choice(len(train), number, replace=False)
    return [train[row][0] for row in chosen], [train[row][2] for row in chosen]


def committee_turns(data: Path) -> tuple[list[str], list[str]]:
    """All turns in their order, and the meeting of each."""
    turns = [
        (turn["content"], path.stem)
        for path in sorted((data / "senedd").glob("*.json"))
        for turn in json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
    ]
    return [text for text, _ in turns], [meeting for _, meeting in turns]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--titles", type=int, default=2225)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--large", type=int, help="only time and weigh one fit of so many titles")
    options = parser.parse_args()
    encoder = Encoder(cache=options.cache)
    if options.large:
        texts, _ = paper_titles(options.data, options.large, draw=0)
        measure(texts, encoder.encode(texts))
        return
    for draw in range(options.draws):
        texts, classes = paper_titles(options.data, options.titles, draw=draw)
        compare("paper titles", texts, classes, encoder.encode(texts))
    texts, meetings = committee_turns(options.data)
    compare("committee turns", texts, meetings, encoder.encode(texts))


def measure(texts: list[str], vectors: np.ndarray) -> None:
    started, spent = time.perf_counter(), time.process_time()
    labels, _ = ours(0, texts, vectors)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{len(texts)} titles, {len(set(labels) - {-1})} themes: "
        f"{time.perf_counter() - started:.0f} s on the clock, "
        f"{time.process_time() - spent:.0f} s of processor time, {memory:.1f} GB at most"
    )


if __name__ == "__main__":
    main()
