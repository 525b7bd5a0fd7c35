"""How evenly `annotate plan` shares 100 documents out among 6 coders, over 20 corpora and seeds.

python benchmarks/planning.py
"""

from random import Random
from statistics import mean, median

from alnqual.coding import Coder
from alnqual.coding.planning import ToCode, allocate

SECTORS, AREAS, CORPORA = "abcdef", "wxyz", 20


def main() -> None:
    coders = [Coder(f"c{n}", f"c{n}@example.org") for n in range(6)]
    for double in (0, 0.2, 0.5, 1):
        words, pairs, sectors = [], [], []
        for seed in range(CORPORA):
            random = Random(seed)
            documents = [
                ToCode(
                    f"d{n:03}",
                    int(random.lognormvariate(8.6, 0.5)),
                    random.choice(SECTORS),
                    random.choice(AREAS),
                )
                for n in range(100)
            ]
            known = {document.id: document for document in documents}
            allocation = allocate(documents, coders, double=double, seed=seed)
            burdens = [sum(known[d].words for d in t) for t in allocation.assignments.values()]
            words.append((max(burdens) - min(burdens)) / mean(burdens))
            shared = allocation.pairs().values()
            pairs.append(max(shared) - min(shared))
            for sector in SECTORS:
                counts = [
                    sum(known[d].sector == sector for d in theirs)
                    for theirs in allocation.assignments.values()
                ]
                sectors.append(max(counts) - min(counts))
        print(
            f"double {double}: words apart {median(words):.1%} (at most {max(words):.1%}), "
            f"pairs at most {max(pairs)} apart, a sector's documents {median(sectors)} "
            f"(at most {max(sectors)})"
        )


if __name__ == "__main__":
    main()
