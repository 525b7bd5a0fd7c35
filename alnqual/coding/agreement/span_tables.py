"""Agreement on which words were coded, as a frame: by code, pair, document, language or round."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from alnqual.coding.agreement import engine
from alnqual.coding.agreement.judgements import check_unit, counted, handed_in, rolled_up
from alnqual.coding.agreement.reading import none_double, reason, span_reading
from alnqual.coding.agreement.resampling import document_weights, interval
from alnqual.coding.agreement.span_sums import (
    MEASURES,
    Passages,
    SpanSums,
    merged,
    observed_and_expected,
    pair_measures,
    span_sums,
)
from alnqual.coding.agreement.sums import coder_pairs
from alnqual.coding.agreement.tables import BY, By, Coded
from alnqual.coding.agreement.words import WordGrid, word_grid
from alnqual.records import Coding

_PAIRED = MEASURES[1:]


def measure_spans(
    coded: Coded,
    *,
    by: By = "code",
    depth: int | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """u-alpha, F1 and boundary similarity of every code, or of all codes together.

    Everything is measured in words of participants, one code at a time, so that passages of
    different codes may overlap. F1 and boundary similarity are means over the pairs of coders of
    whom one marked something. Over several codes, u-alpha averages agreement and chance agreement
    over codes first, the others are means over codes.

    Returns
    -------
    DataFrame
        Columns `code` and `name` (or the name of `by`); each of `span_sums.MEASURES` with `_low`
        and `_high`; `prevalence` (of words times coders), `units` (words), `documents`, `coders`,
        `marked` (passages), `interval`, `undefined` (of u-alpha), `reason`, `reading`.

    Raises
    ------
    InputError
        Other than by code: no document was handed in by two coders.
    """
    check_unit(by, BY)
    if by == "code":
        codes, documents, sums, coders = _sums(coded, depth=depth, ancestors=True)
        rows = [_row([one], resamples, seed, coders=coders) for one in sums]
        frame = pd.DataFrame(rows)
        frame.insert(0, "code", codes)
        frame.insert(1, "name", [coded.codebook[code].name["en"] for code in codes])
        return frame
    found = []
    for label, part in _groups(coded, by):
        _, documents, sums, coders = _sums(part, depth=depth, ancestors=False)
        used = [one for one in sums if one.marked.sum()]
        if by == "document":
            for place, document in enumerate(documents):
                here = np.eye(len(documents))[[place]]
                row = _row([one.weighted(here) for one in used or sums], 0, seed, coders=coders)
                found.append({by: document} | row)
        elif documents:
            found.append({by: label} | _row(used or sums, resamples, seed, coders=coders))
    if not found:
        raise none_double()
    return pd.DataFrame(found)


def _groups(coded: Coded, by: By) -> Iterator[tuple[str, Coded]]:
    if by == "document":
        yield "", coded
    elif by == "round":
        for round_id in sorted({s.round for s in coded.submissions}):
            yield round_id, coded.of_round(round_id)
    elif by == "language":
        for language in sorted(coded.places["language"].dropna().unique()):
            here = coded.places["language"] == language
            yield language or "und", replace(coded, places=coded.places[here])
    else:
        coders = sorted({s.coder for s in coded.submissions})
        for one, two in coder_pairs(len(coders)):
            pair = {coders[one], coders[two]}
            theirs = [s for s in coded.submissions if s.coder in pair]
            mine = [c for c in coded.codings if c.coder in pair]
            yield f"{coders[one]}, {coders[two]}", replace(coded, submissions=theirs, codings=mine)


def shared_words(coded: Coded, keys: Sequence[tuple[str, str]]) -> WordGrid:
    """The participants' words of rounds and documents, of the passages where a round has some."""
    spoken = coded.places[~coded.places["interviewer"].astype(bool)]
    narrow = {r.id: r.passages for r in coded.rounds}
    return word_grid(
        spoken,
        [
            (document, frozenset(narrow[r][document]) if document in narrow.get(r, {}) else None)
            for r, document in keys
        ],
    )


def _sums(
    coded: Coded, *, depth: int | None, ancestors: bool
) -> tuple[list[str], list[str], list[SpanSums], int]:
    """Codes, documents, the sums of each code by document, and how many coders there are."""
    shared = handed_in(coded.submissions)
    codes, chains = rolled_up(coded.codebook, depth=depth, ancestors=ancestors)
    keys, coders = list(shared), sorted(set().union(*shared.values()))
    grid = shared_words(coded, keys)
    handed = np.zeros((len(coders), len(keys)), dtype=bool)
    for key, those in enumerate(shared.values()):
        handed[[coders.index(coder) for coder in those], key] = True
    documents = sorted({document for _, document in keys})
    to_documents = np.zeros((len(documents), len(keys)))
    for key, (_, document) in enumerate(keys):
        to_documents[documents.index(document), key] = 1
    theirs = counted(coded.codings, chains, shared, coded.submissions)
    placed = _placed(theirs, grid)
    who = np.array([coders.index(c.coder) for _, c in theirs], dtype=int)
    rows_of: list[list[int]] = [[] for _ in codes]
    for row in np.flatnonzero(placed.start < placed.end).tolist():
        for code in chains[theirs[row][1].code].tolist():
            rows_of[code].append(row)
    found = []
    for rows in rows_of:
        mine = np.array(rows, dtype=int)
        passages = {
            int(coder): merged(Passages(*(values[mine[who[mine] == coder]] for values in placed)))
            for coder in np.unique(who[mine])
        }
        sums = span_sums(passages, handed=handed, words=grid.sizes)
        found.append(sums.weighted(to_documents))
    return codes, documents, found, len(coders)


def _placed(theirs: list[tuple[int, Coding]], grid: WordGrid) -> Passages:
    """Where codings lie, in words; empty where they meet none."""
    text = np.array([key for key, _ in theirs], dtype=np.int64)
    signs = np.array([(c.start, c.end) for _, c in theirs], dtype=np.int64).reshape(-1, 2)
    start, end = np.zeros_like(text), np.zeros_like(text)
    for key in np.unique(text).tolist():
        here = text == key
        start[here], end[here] = grid.place(key, *signs[here].T)
    return Passages(start, end, text)


def _estimates(sums: list[SpanSums]) -> dict[str, np.ndarray]:
    """By measure, arrays of shape (n,), of the codes together."""
    parts = [observed_and_expected(one) for one in sums]
    observed = np.mean([part[0] for part in parts], axis=0)
    expected = np.mean([part[1] for part in parts], axis=0)
    found = {"u_alpha": engine.corrected(observed, expected)}
    pairs = [pair_measures(np.moveaxis(one.pairs, 1, -1)) for one in sums]
    for name in _PAIRED:
        values = np.concatenate([part[name] for part in pairs], axis=-1)
        known = ~np.isnan(values)
        number = known.sum(axis=-1)
        total = np.where(known, values, 0).sum(axis=-1)
        found[name] = np.divide(total, np.where(number > 0, number, np.nan))
    return found


def _row(sums: list[SpanSums], resamples: int, seed: int, *, coders: int) -> dict[str, object]:
    used = sums[0].words > 0
    documents = int(used.sum())
    totals = [one.total for one in sums]
    estimates = _estimates(totals)
    row: dict[str, object] = {name: float(estimates[name][0]) for name in MEASURES}
    row |= {f"{name}_{end}": float("nan") for name in MEASURES for end in ("low", "high")}
    row = {key: row[key] for name in MEASURES for key in (name, f"{name}_low", f"{name}_high")}
    words = float(totals[0].words[0])
    marked = float(np.mean([one.marked[0] for one in totals]))
    row |= {
        "prevalence": marked / words if words else float("nan"),
        "units": int(totals[0].length[0]),
        "documents": documents,
        "coders": coders,
        "marked": int(sum(one.passages[0] for one in totals)),
        "interval": "",
        "undefined": 0.0,
    }
    if resamples and documents > 1:
        weights, without = document_weights(used, resamples=resamples, seed=seed)
        draws = _estimates([one.weighted(weights) for one in sums])
        left = _estimates([one.weighted(without) for one in sums])
        for name in MEASURES:
            found = interval(estimates[name], draws[name][:, None], left[name][:, None])
            row[f"{name}_low"], row[f"{name}_high"] = float(found.low[0]), float(found.high[0])
            if name == "u_alpha":
                row["interval"], row["undefined"] = str(found.method[0]), float(found.undefined[0])
    row["reason"] = (
        reason(keys=len(used), units=words, ones=marked, values=words)
        if estimates["u_alpha"][0] != estimates["u_alpha"][0]
        else ""
    )
    row["reading"] = span_reading(row | {"low": row["u_alpha_low"], "high": row["u_alpha_high"]})
    return row
