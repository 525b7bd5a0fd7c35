"""How long themes, codebook and map take beside each other, in a study some times as large.

The tables of STUDY (a copy of the demonstration on which `alnqual run` was run) are repeated COPIES
times under other ids in a temporary copy of it, with a little noise on the vectors, and themes are
split in three at random. Processor seconds of each step are printed.

    python benchmarks/themes_gaps.py STUDY [--copies 11]
"""

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from alnqual import Study
from alnqual.embedding import Encoder, matrix, unit
from alnqual.themes import against_codebook
from alnqual.themes.layout import layout

IDS = {
    "documents": ["document"],
    "turns": ["document", "turn", "participant"],
    "segments": ["document", "turn", "segment", "participant"],
    "theme_segments": ["segment"],
    "excerpts": ["id", "document", "turn", "participant"],
}
NOISE, SPLIT = 0.02, 3


def repeated(frame: pd.DataFrame, ids: list[str], copies: int) -> pd.DataFrame:
    parts = []
    for copy in range(copies):
        part = frame.copy()
        for column in ids:
            named = part[column].notna() & (part[column] != "")
            part.loc[named, column] = f"x{copy}" + part.loc[named, column]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def enlarge(study: Study, copies: int) -> np.ndarray:
    """Repeat the tables; the vectors of the theme segments."""
    random, tables = np.random.default_rng(0), study.tables
    ids, all_vectors = matrix(tables.read("embeddings"))
    wanted = pd.Index(ids).get_indexer(tables.read("theme_segments")["segment"])
    own = np.where(wanted[:, None] < 0, np.nan, all_vectors[wanted])  # not all are read
    vectors = np.concatenate([own + NOISE * random.normal(size=own.shape) for _ in range(copies)])
    for name, columns in IDS.items():
        frame = repeated(tables.read(name), columns, copies)
        if name == "theme_segments":
            parts = frame["theme"] * SPLIT + random.integers(0, SPLIT, len(frame))
            frame["theme"] = parts.where(frame["theme"] >= 0, -1)
        tables.write(name, frame)
    return unit(vectors.astype(np.float32))


def timed(name: str, work: Callable[[], Any]) -> None:
    started = time.process_time()
    work()
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name:28} {seconds:6.1f} s   {memory:.2f} GB at most so far", flush=True)


def measure(study: Study, copies: int) -> None:
    vectors = enlarge(study, copies)
    said, segments = study.tables.read("theme_segments"), study.tables.read("segments")
    excerpts = study.tables.read("excerpts")
    print(f"{len(said)} segments in themes, {len(excerpts)} codings")
    encoder = Encoder(cache=study.workspace.cache / "embeddings")
    timed(
        "themes against codes",
        partial(
            against_codebook,
            said,
            vectors,
            segments=segments,
            codebook=study.codebook,
            encoder=encoder,
            codings=excerpts,
        ),
    )
    timed("emerging terms", study.thematic.terms)
    timed("rates by sector", partial(study.thematic.rates, by="sector"))
    timed("change between phases", study.thematic.change)
    timed("course of an interview", study.thematic.course)
    timed("layout of the map", partial(layout, vectors[~np.isnan(vectors).any(axis=1)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", type=Path)
    parser.add_argument("--copies", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        shutil.copytree(options.study, copy)
        measure(Study.open(copy), options.copies)


if __name__ == "__main__":
    main()
