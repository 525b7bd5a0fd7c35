"""Turns to code together again before work goes on: a calibration set."""

import numpy as np
import pandas as pd

from alnqual.coding.agreement.judgements import Judgements
from alnqual.coding.agreement.sums import measures, sums

COLUMNS = ["document", "place", "code", "agreed", "why"]


def calibration_set(
    decided: Judgements, changes: pd.DataFrame, *, size: int = 20, codes: int = 5
) -> pd.DataFrame:
    """Units to code again together, for codes on which somebody has drifted.

    Codes are those with a flagged change in `changes` (as `drift.drift` gives them), then those on
    which coders agree least, `codes` of them. Of each in turn a unit is taken on which its coders
    differ, then one that all of them marked, as an anchor of what it means; no unit twice.

    Returns
    -------
    DataFrame
        `document`, `place` (the turn's id), `code`, `agreed`, `why`; at most `size` rows. The
        turns can be given to a re-coding round as its passages.
    """
    flagged = changes.loc[changes["flagged"], "code"].drop_duplicates().tolist()
    alpha = measures(sums(decided).total)["alpha"]
    known = [n for n in np.argsort(alpha, kind="stable") if alpha[n] == alpha[n]]
    least = [decided.codes[n] for n in known if decided.codes[n] not in flagged]
    chosen = [*flagged, *least][:codes]
    often = decided.judged.sum(axis=0)
    queues = []
    for code in chosen:
        row = decided.codes.index(code)
        marked = np.asarray(sum(m[[row]].toarray()[0] for m in decided.marks))
        split = np.flatnonzero((marked > 0) & (marked < often) & (often > 1))
        whole = np.flatnonzero((marked == often) & (often > 1))
        why = "a coder's use of it has changed" if code in flagged else "coders agree least on it"
        for agreed, units in ((False, split), (True, whole)):
            queues.append((code, agreed, why, units.tolist()))
    rows: list[tuple] = []
    taken: set[int] = set()
    while len(rows) < size and any(units for *_, units in queues):
        for code, agreed, why, units in queues:
            while units and units[0] in taken:
                units.pop(0)
            if units and len(rows) < size:
                unit = units.pop(0)
                taken.add(unit)
                found = decided.units.iloc[unit]
                document = decided.documents[int(found["document"])]
                rows.append((document, found["place"], code, agreed, why))
    return pd.DataFrame(rows, columns=COLUMNS)
