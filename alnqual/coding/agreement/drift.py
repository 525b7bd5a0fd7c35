"""Whether a coder's use of a code has changed over time, against the other coders'."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from alnqual.coding.agreement.judgements import Judgements
from alnqual.coding.agreement.sums import coder_pairs, sums
from alnqual.records import Coding

LEAST = 6
"""Documents below which no change is looked for: with fewer, few orders differ."""
FLAG = 0.05
"""Expected share of false alarms among the changes that are flagged."""
COLUMNS = [
    "coder", "code", "documents", "before", "after", "change", "at", "at_from", "at_to", "p",
    "p_adjusted", "flagged",
]  # fmt: skip


def working_order(codings: Sequence[Coding]) -> dict[str, list[str]]:
    """By coder, their documents in the order in which they coded them (by the median time)."""
    times: dict[str, dict[str, list[str]]] = {}
    for coding in codings:
        if coding.created:
            times.setdefault(coding.coder, {}).setdefault(coding.document, []).append(
                coding.created
            )
    return {
        coder: sorted(theirs, key=lambda d: (sorted(theirs[d])[len(theirs[d]) // 2], d))
        for coder, theirs in times.items()
    }


def drift(
    decided: Judgements,
    order: Mapping[str, Sequence[str]],
    *,
    against: str | None = None,
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Changes in how far each coder agrees with the others on each code, over their documents.

    The series is, of each of the coder's documents in `order`, the share of marks of the coder and
    the others that the other side did not share. The change point is where the means before and
    after, weighted by marks, differ most; `p` is how often shuffled documents differ as much, and
    `p_adjusted` keeps the share of false alarms (Benjamini and Hochberg 1995). `at_from` to `at_to`
    is where the point lies in 90% of series resampled before and after it.

    Parameters
    ----------
    order : by coder, documents in the order of work; those that are not in it have no time and
        count nowhere.
    against : only against this coder of the judgements; by default against all others.

    Returns
    -------
    DataFrame
        Columns COLUMNS, the surest changes first: `before` and `after` are shares of marks not
        shared, `at` is the first document after the change. Series of fewer than LEAST documents
        with a mark are left out.
    """
    random = np.random.default_rng(seed)
    rows = [
        _row(coder, code, names, apart, number, _change(apart, number, random, resamples))
        for coder, code, names, apart, number in _series(decided, order, against)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS[:-2])
    frame["p_adjusted"] = _adjusted(frame["p"].to_numpy(dtype=float))
    frame["flagged"] = frame["p_adjusted"] <= FLAG
    return frame.sort_values(["p", "coder", "code"], kind="stable").reset_index(drop=True)[COLUMNS]


def drift_series(
    decided: Judgements, order: Mapping[str, Sequence[str]], *, against: str | None = None
) -> pd.DataFrame:
    """What `drift` looks at: a row a coder, code and document, in the order of work.

    Returns
    -------
    DataFrame
        Columns `coder`, `code`, `document`, `marks` (of the coder and the others) and `apart` (the
        share of them that the other side did not share).
    """
    rows = [
        (coder, code, document, int(of_document), float(alone / of_document))
        for coder, code, names, apart, number in _series(decided, order, against)
        for document, alone, of_document in zip(names, apart, number, strict=True)
    ]
    return pd.DataFrame(rows, columns=["coder", "code", "document", "marks", "apart"])


def _series(
    decided: Judgements, order: Mapping[str, Sequence[str]], against: str | None
) -> Iterator[tuple[str, str, list[str], np.ndarray, np.ndarray]]:
    """Coder, code, documents with a mark, marks that were not shared, and marks, of each."""
    s = sums(decided)
    place = {document: row for row, document in enumerate(decided.documents)}
    for coder, name in enumerate(decided.coders):
        others = {against} if against else {*decided.coders} - {name}
        pairs = [
            at
            for at, pair in enumerate(coder_pairs(len(decided.coders)))
            if coder in pair and {decided.coders[row] for row in pair} - {name} <= others
        ]
        if name == against or not pairs:
            continue
        documents = [place[d] for d in order.get(name, ()) if d in place]
        both = s.pair_both[documents][:, :, pairs].sum(axis=-1)
        marks = (s.pair_first + s.pair_second)[documents][:, :, pairs].sum(axis=-1)
        for code, code_id in enumerate(decided.codes):
            some = marks[:, code] > 0
            if some.sum() < LEAST:
                continue
            number = marks[some, code]
            names = [decided.documents[documents[d]] for d in np.flatnonzero(some)]
            yield name, code_id, names, number - 2 * both[some, code], number


def _change(
    apart: np.ndarray, number: np.ndarray, random: np.random.Generator, resamples: int
) -> tuple[int, int, int, float]:
    """The first place after the change, the ends of where it may lie, and p."""
    size = len(apart)
    observed, at = _scan(apart[None], number[None])
    shuffled = np.argsort(random.random((resamples, size)), axis=1)
    by_chance, _ = _scan(apart[shuffled], number[shuffled])
    p = (1 + (by_chance >= observed[0] - 1e-12).sum()) / (resamples + 1)
    before = random.integers(0, at[0], (resamples, at[0]))
    after = random.integers(at[0], size, (resamples, size - at[0]))
    drawn = np.concatenate([before, after], axis=1)
    _, places = _scan(apart[drawn], number[drawn])
    low, high = np.quantile(places, (0.05, 0.95), method="nearest")
    return int(at[0]), int(low), int(high), float(p)


def _scan(apart: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The greatest standardised difference of means over all places of a cut, and where it is."""
    left, left_n = np.cumsum(apart, axis=1)[:, :-1], np.cumsum(number, axis=1)[:, :-1]
    total, total_n = apart.sum(axis=1)[:, None], number.sum(axis=1)[:, None]
    difference = left / left_n - (total - left) / (total_n - left_n)
    score = np.abs(difference) * np.sqrt(left_n * (total_n - left_n) / total_n)
    at = score.argmax(axis=1)
    return score[np.arange(len(score)), at], at + 1


def _row(
    coder: str,
    code: str,
    documents: Sequence[str],
    apart: np.ndarray,
    number: np.ndarray,
    found: tuple[int, int, int, float],
) -> tuple:
    at, low, high, p = found
    before, after = (
        float(apart[part].sum() / number[part].sum()) for part in (slice(0, at), slice(at, None))
    )
    return (
        coder, code, len(documents), before, after, after - before, documents[at], documents[low],
        documents[min(high, len(documents) - 1)], p,
    )  # fmt: skip


def _adjusted(p: np.ndarray) -> np.ndarray:
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(p)) if len(p) else p
