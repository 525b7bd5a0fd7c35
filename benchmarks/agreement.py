"""How long agreement takes, against `krippendorff`, and what three real annotators agree on.

    python benchmarks/agreement.py [EXPORT]

EXPORT is a Label Studio export of a text project with several annotators a task, such as
../shared/data/labelstudio/LEOKA_team_3.json.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd

from alnqual.codebook import Codebook
from alnqual.coding.agreement import (
    Coded,
    alpha_interval,
    krippendorff_alpha,
    measure,
    measure_spans,
)
from alnqual.coding.agreement.resampling import resample_weights
from alnqual.records import Code, Coding, Submission

CODERS, DOCUMENTS, TURNS, CODES, CODINGS, RESAMPLES = 6, 1000, 40, 40, 100_000, 1000


def timed(what: str, call: Callable):
    wall, user = time.perf_counter(), time.process_time()
    found = call()
    print(f"{what}: {time.perf_counter() - wall:.2f} s, {time.process_time() - user:.2f} s of CPU")
    return found


def invented() -> Coded:
    """100,000 codings by six coders who each code every document and half agree."""
    random = np.random.default_rng(0)
    book = Codebook(tuple(Code(f"c{n:02}", {"en": f"c{n:02}"}, "inputs", "") for n in range(CODES)))
    text = "word " * 30
    turns = pd.DataFrame(
        [
            (f"d{d:04}-{t}", f"d{d:04}", t * 160, t * 160 + 149, False, "en", text[:149])
            for d in range(DOCUMENTS)
            for t in range(TURNS)
        ],
        columns=["turn", "document", "start", "end", "interviewer", "language", "text"],
    )
    codings = []
    for number in range(CODINGS // CODERS):
        document, turn, code = (int(random.integers(n)) for n in (DOCUMENTS, TURNS, CODES))
        for coder in range(CODERS):
            if random.random() < 0.5:
                turn, code = int(random.integers(TURNS)), int(random.integers(CODES))
            start = turn * 160 + 5 * int(random.integers(15))
            codings.append(
                Coding(
                    f"{number}-{coder}",
                    f"d{document:04}",
                    start,
                    start + 49,
                    f"c{code:02}",
                    f"coder-{coder}",
                    "r",
                    "",
                    "",
                    "",
                )
            )
    submissions = [
        Submission("r", f"coder-{c}", f"d{d:04}", "submitted")
        for c in range(CODERS)
        for d in range(DOCUMENTS)
    ]
    return Coded(book, codings, submissions, turns)


def against_krippendorff() -> None:
    random = np.random.default_rng(1)
    truth = random.integers(0, 5, TURNS * DOCUMENTS)
    values = np.where(
        random.random((CODERS, truth.size)) < 0.7,
        truth,
        random.integers(0, 5, (CODERS, truth.size)),
    ).astype(float)
    values[random.random(values.shape) < 0.2] = np.nan
    groups = np.repeat(np.arange(DOCUMENTS), TURNS)

    def best(call: Callable) -> float:
        times = []
        for _ in range(5):
            begun = time.process_time()
            call()
            times.append(time.process_time() - begun)
        return min(times)

    theirs = best(lambda: krippendorff.alpha(values, level_of_measurement="nominal"))
    ours = best(lambda: krippendorff_alpha(values))
    print(f"alpha of {values.shape}: ours {ours:.3f} s, krippendorff {theirs:.3f} s of CPU")
    begun = time.process_time()
    print("alpha, low, high, method:", alpha_interval(values, groups, resamples=RESAMPLES))
    together = time.process_time() - begun
    weights = resample_weights(DOCUMENTS, resamples=5, seed=0).astype(int)
    begun = time.process_time()
    for drawn in weights:
        documents = np.repeat(np.arange(DOCUMENTS), drawn)
        units = (documents[:, None] * TURNS + np.arange(TURNS)).ravel()
        krippendorff.alpha(values[:, units], level_of_measurement="nominal")
    loop = (time.process_time() - begun) / 5 * RESAMPLES
    print(
        f"{RESAMPLES} resamples: {together:.2f} s; a loop around krippendorff {loop:.0f} s of CPU"
    )


def exported(path: Path) -> None:
    """A real export as it is: what is odd in it, and what its annotators agree on."""
    tasks = json.loads(path.read_text(encoding="utf-8"))
    odd: Counter = Counter()
    codings, submissions, rows, labels = [], [], [], set()
    for task in tasks:
        document, text = str(task["id"]), task["data"]["text"]
        rows.append((f"{document}-1", document, 0, len(text), False, "en", text))
        odd["drafts that were never submitted (not read)"] += len(task["drafts"])
        done: dict[str, dict] = {}
        for annotation in task["annotations"]:
            coder = str(annotation["completed_by"]["id"])
            if annotation["was_cancelled"]:
                odd["cancelled annotations (not judged)"] += 1
                continue
            if coder in done:
                odd["second annotations by the same person (the last one counts)"] += 1
                annotation = max(done[coder], annotation, key=lambda a: a["updated_at"])
            done[coder] = annotation
        for coder, annotation in done.items():
            submissions.append(Submission("r", coder, document, "submitted"))
            odd["annotations last changed by somebody else (kept)"] += (
                str(annotation["updated_by"]) != coder
            )
            odd["annotations marked ground truth (kept)"] += annotation["ground_truth"]
            odd["submitted without a region (a decision)"] += not annotation["result"]
            for region in annotation["result"]:
                if region["type"] != "labels":
                    odd[f"regions of type {region['type']} (no span: not compared)"] += 1
                    continue
                value = region["value"]
                odd["spans with a blank at an end (compared by words)"] += (
                    value["text"] != value["text"].strip()
                )
                for label in value["labels"]:
                    labels.add(label)
                    codings.append(
                        Coding(
                            region["id"],
                            document,
                            value["start"],
                            value["end"],
                            label,
                            coder,
                            "r",
                            "",
                            "",
                            "",
                        )
                    )
    odd["texts that stand in more than one task (each counts)"] = len(tasks) - len(
        {task["data"]["text"] for task in tasks}
    )
    book = Codebook(tuple(Code(n, {"en": n}, "inputs", "") for n in sorted(labels)))
    turns = pd.DataFrame(
        rows, columns=["turn", "document", "start", "end", "interviewer", "language", "text"]
    )
    coded = Coded(book, codings, submissions, turns)
    print(f"{len(tasks)} tasks, {len(submissions)} annotations, {len(codings)} spans")
    for what, number in odd.items():
        print(f"  {number} {what}")
    shown = ["u_alpha", "u_alpha_low", "u_alpha_high", "f1_exact", "f1_overlap", "f1_token",
             "boundary_similarity", "marked"]  # fmt: skip
    print(measure_spans(coded).set_index("code")[shown].round(3).to_string())
    print(measure_spans(coded, by="pair").set_index("pair")[shown].round(3).to_string())
    whole = measure(coded, unit="document").set_index("code")
    print(
        whole[["alpha", "alpha_low", "alpha_high", "kappa", "gwet", "percent"]].round(3).to_string()
    )


if __name__ == "__main__":
    against_krippendorff()
    study = invented()
    print(f"{len(study.codings):,} codings by {CODERS} coders over {DOCUMENTS:,} documents")
    timed("all coefficients by code on turns", lambda: measure(study, resamples=RESAMPLES))
    timed("by pair", lambda: measure(study, by="pair", resamples=RESAMPLES))
    timed("all coefficients on passages", lambda: measure_spans(study, resamples=RESAMPLES))
    if len(sys.argv) > 1:
        exported(Path(sys.argv[1]))
