"""Agreement on a study's codings as a frame: by code, pair, document, language or round."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from alnqual.codebook import Codebook
from alnqual.coding.agreement.judgements import Judgements, Unit, check_unit, judgements
from alnqual.coding.agreement.reading import none_double, reading, reason
from alnqual.coding.agreement.resampling import interval, resample_weights
from alnqual.coding.agreement.set_sums import set_sums
from alnqual.coding.agreement.sums import (
    MEASURES,
    Sums,
    coder_pairs,
    measures,
    prevalence_and_bias,
    sums,
)
from alnqual.errors import InputError
from alnqual.records import Coding, Round, Submission

By = Literal["code", "pair", "document", "language", "round"]
BY = ("code", "pair", "document", "language", "round")
COLUMNS = (
    *(f"{measure}{end}" for measure in MEASURES for end in ("", "_low", "_high")),
    "prevalence", "bias", "units", "documents", "coders", "marked", "agreed", "interval",
    "undefined", "reason", "reading",
)  # fmt: skip
"""What every row says, after what it is about."""


@dataclass(frozen=True)
class Coded:
    """What agreement is measured on.

    `places` are rows of the table "turns" or "segments"; `rounds` those whose passages narrow a
    document.
    """

    codebook: Codebook
    codings: Sequence[Coding]
    submissions: Sequence[Submission]
    places: pd.DataFrame
    rounds: Sequence[Round] = ()

    def of_round(self, round_id: str | None) -> "Coded":
        """One round's codings and hand-ins.

        Raises
        ------
        InputError
            Nobody handed anything in in such a round.
        """
        if round_id is None:
            return self
        known = sorted({s.round for s in self.submissions} | {r.id for r in self.rounds})
        if round_id not in known:
            raise InputError(
                f"there is no round {round_id!r}",
                do=f"Use one of: {', '.join(known)}." if known else "Nothing was pulled yet.",
            )
        return Coded(
            self.codebook,
            [c for c in self.codings if c.round == round_id],
            [s for s in self.submissions if s.round == round_id],
            self.places,
            [r for r in self.rounds if r.id == round_id],
        )

    def judgements(self, unit: Unit, *, depth: int | None, ancestors: bool) -> Judgements:
        return judgements(
            self.codebook,
            self.codings,
            submissions=self.submissions,
            places=self.places,
            unit=unit,
            depth=depth,
            ancestors=ancestors,
            rounds=self.rounds,
        )


def measure(
    coded: Coded,
    *,
    by: By = "code",
    unit: Unit = "turn",
    depth: int | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Every coefficient of yes-or-no decisions on units, with its interval and what it means.

    By code, a code counts for the codes above it. By pair, document, language and round all codes
    count together, each as it was given, pooled (see `sums.measures`); `alpha_sets`, with its
    interval, is then Krippendorff's alpha of the sets of codes, by MASI. Languages are those of the
    units.

    Returns
    -------
    DataFrame
        Columns `code` and `name` (or the name of `by`), and COLUMNS. `marked` counts marks of
        coders, `agreed` units that every coder of theirs marked. `interval` is the method ("BCa",
        "percentile", or none) of alpha's, `undefined` the share of resamples without an alpha.

    Raises
    ------
    InputError
        Other than by code: no document was handed in by two coders.
    """
    check_unit(by, BY)
    decided = coded.judgements(unit, depth=depth, ancestors=by == "code")
    if by == "code":
        s = sums(decided)
        frame = _rows(s, s.total, decided, unit, resamples, seed, pooled=False)
        names = [coded.codebook[code].name["en"] for code in decided.codes]
        frame.insert(0, "code", decided.codes)
        frame.insert(1, "name", names)
        return frame
    if not len(decided):
        raise none_double()
    if by == "document":
        return _by_document(decided, unit)
    found = []
    for label, mask, coders in _groups(decided, by):
        s = sums(decided, units=mask, coders=coders)
        if s.units.sum():
            row = _rows(s, s.total, decided, unit, resamples, seed, pooled=True)
            row.insert(0, by, label)
            row["coders"] = len(coders) if coders else decided.judged[:, mask].any(axis=1).sum()
            theirs = set_sums(decided, units=mask, coders=coders)
            row["alpha_sets"] = theirs.alpha()
            row["alpha_sets_low"], row["alpha_sets_high"] = theirs.interval(
                resamples=resamples, seed=seed
            )
            found.append(row)
    return pd.concat(found, ignore_index=True)


def _groups(
    decided: Judgements, by: By
) -> Iterator[tuple[str, np.ndarray, tuple[int, ...] | None]]:
    """Label, units and coders of every group."""
    every = np.ones(len(decided), dtype=bool)
    if by == "pair":
        for one, two in coder_pairs(len(decided.coders)):
            yield f"{decided.coders[one]}, {decided.coders[two]}", every, (one, two)
    else:
        for label in sorted(decided.units[by].unique()):
            yield label or "und", (decided.units[by] == label).to_numpy(), None


def _by_document(decided: Judgements, unit: Unit) -> pd.DataFrame:
    """A row a document; there is nothing to resample within one."""
    s = sums(decided)
    alphas = set_sums(decided).by_document()
    frame = _frame(s, measures(s, pooled=True), unit, keys=1, pooled=True, one_each=True)
    frame.insert(0, "document", decided.documents)
    of_document = decided.units["document"].to_numpy()
    frame["coders"] = [
        int(decided.judged[:, of_document == place].any(axis=1).sum())
        for place in range(len(decided.documents))
    ]
    frame["alpha_sets"] = alphas
    frame["alpha_sets_low"] = frame["alpha_sets_high"] = np.nan
    return frame


def _rows(
    s: Sums,
    total: Sums,
    decided: Judgements,
    unit: Unit,
    resamples: int,
    seed: int,
    *,
    pooled: bool,
) -> pd.DataFrame:
    estimates = measures(total, pooled=pooled)
    used = s.units > 0
    documents = int(used.sum())
    frame = _frame(total, estimates, unit, keys=len(decided.documents), pooled=pooled)
    frame["documents"] = documents
    frame["coders"] = len(decided.coders)
    if documents > 1:
        kept = Sums(*(getattr(s, name)[used] for name in s.__dataclass_fields__))
        weights = resample_weights(documents, resamples=resamples, seed=seed)
        draws = measures(kept.weighted(weights), pooled=pooled)
        left = measures(kept.without_each(), pooled=pooled)
        for name in MEASURES:
            found = interval(
                np.atleast_1d(estimates[name]), _columns(draws[name]), _columns(left[name])
            )
            frame[f"{name}_low"], frame[f"{name}_high"] = found.low, found.high
            if name == "alpha":
                frame["interval"], frame["undefined"] = found.method, found.undefined
    return _with_readings(frame, unit, pooled)


def _columns(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1)


def _frame(
    s: Sums,
    estimates: dict[str, np.ndarray],
    unit: Unit,
    *,
    keys: int,
    pooled: bool,
    one_each: bool = False,
) -> pd.DataFrame:
    """The columns without intervals; where `one_each`, the rows are the documents of the sums."""
    flat: Callable[[np.ndarray], np.ndarray] = np.atleast_1d
    prevalence, bias = prevalence_and_bias(s, pooled=pooled)
    ones = s.ones.sum(axis=-1) if pooled else s.ones
    agreed = s.all_marked.sum(axis=-1) if pooled else s.all_marked
    rows = len(flat(estimates["alpha"]))
    columns: dict[str, object] = {}
    for name in MEASURES:
        columns[name] = flat(estimates[name])
        columns[f"{name}_low"] = columns[f"{name}_high"] = np.full(rows, np.nan)
    units = np.broadcast_to(s.units, rows).astype(int)
    values = np.broadcast_to(s.values, rows)
    columns |= {
        "prevalence": flat(prevalence),
        "bias": flat(bias),
        "units": units,
        "documents": np.ones(rows, dtype=int),
        "coders": np.zeros(rows, dtype=int),
        "marked": flat(ones).astype(int),
        "agreed": flat(agreed).astype(int),
        "interval": np.full(rows, ""),
        "undefined": np.zeros(rows),
    }
    frame = pd.DataFrame(columns)
    frame["reason"] = [
        reason(keys=keys, units=n, ones=one, values=value) if alpha != alpha else ""
        for alpha, n, one, value in zip(frame["alpha"], units, flat(ones), values, strict=True)
    ]
    frame["reading"] = ""
    return _with_readings(frame, unit, pooled) if one_each else frame


def _with_readings(frame: pd.DataFrame, unit: Unit, pooled: bool) -> pd.DataFrame:
    rows = frame.rename(columns={"alpha_low": "low", "alpha_high": "high"}).to_dict("records")
    frame["reading"] = [reading(row, unit, pooled=pooled) for row in rows]
    return frame
