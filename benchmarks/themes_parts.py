"""What the parts of `ThemeModel` add: each in turn left out, on the same parts of the texts.

The sets are those of themes_topics.py: paper titles with a class each, and the turns of 17
committee meetings with their meeting. Three runs have another seed and another 80% of the texts
each; ARI is the mean of their pairs on the texts that both have, NMI that of the classes, and what
is in no theme counts as one more theme in both. "The bare consensus" is that of k-means on the
vectors' principal components, with the number of clusters whose runs agree most.

    python benchmarks/themes_parts.py ../shared/data [--cache FOLDER]
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from changing import Settings, changed
from sklearn.metrics import normalized_mutual_info_score
from themes_topics import SEEDS, agreement, committee_turns, paper_titles, part_of

from alnqual.embedding import Encoder
from alnqual.themes import ThemeModel, components, consensus, part, steadiness

NO_NEIGHBOURS: Settings = {(components, "_half_way"): lambda vectors, *_: vectors}
NO_ORDER: Settings = {(part, "in_context"): lambda vectors, _: vectors}
ONE_NUMBER: Settings = {(consensus, "_SHARPNESS"): 1e4}
NO_MODULARITY: Settings = {(steadiness, "_POWER"): 0.0}

LEFT_OUT: Mapping[str, Settings] = {
    "nothing": {},
    "neighbours in meaning": NO_NEIGHBOURS,
    "order of the texts": NO_ORDER,
    "all numbers but the best": ONE_NUMBER,
    "modularity": NO_MODULARITY,
    "the bare consensus": {**NO_NEIGHBOURS, **NO_ORDER, **ONE_NUMBER, **NO_MODULARITY},
}


def compare(name: str, texts: list[str], classes: list[str], vectors: np.ndarray) -> None:
    print(f"{name}: {len(texts)} texts")
    for label, parts in LEFT_OUT.items():
        runs, nmi, numbers = [], [], []
        for seed in SEEDS:
            own = part_of(len(texts), seed).tolist()
            with changed(parts):
                found = ThemeModel(seed).fit([texts[i] for i in own], vectors[own]).labels_
            runs.append(dict(zip(own, found.tolist(), strict=True)))
            nmi.append(normalized_mutual_info_score([classes[i] for i in own], found))
            numbers.append(int(found.max()) + 1)
        print(
            f"  without {label:25} {numbers!s:15} NMI {np.mean(nmi):.2f}  "
            f"ARI {agreement(runs):.2f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    encoder = Encoder(cache=options.cache)
    for name, (texts, classes) in (
        ("paper titles", paper_titles(options.data, 2225, draw=0)),
        ("committee turns", committee_turns(options.data)),
    ):
        compare(name, texts, classes, encoder.encode(texts))


if __name__ == "__main__":
    main()
