"""Whether enough documents were coded twice: how wide the interval is, by their number."""

import numpy as np
import pandas as pd

from alnqual.coding.agreement.judgements import Judgements
from alnqual.coding.agreement.resampling import resample_weights
from alnqual.coding.agreement.sums import Sums, measures, sums


def interval_widths(
    decided: Judgements, *, resamples: int = 1000, seed: int = 0, sizes: tuple[int, ...] = ()
) -> pd.DataFrame:
    """The width of alpha's 95% interval against the number of double-coded documents.

    So many documents are drawn with replacement, as if others like them had been coded; beyond
    their number it is a forecast, and as good as they are typical (the m-out-of-n bootstrap, with
    percentiles).

    Returns
    -------
    DataFrame
        `documents`, `width` (of alpha over all codes, pooled), `code_width` (the median over codes
        that were used), `forecast` (more documents than there are).
    """
    s = sums(decided)
    used = s.units > 0
    there = int(used.sum())
    if there < 2:
        return pd.DataFrame(columns=["documents", "width", "code_width", "forecast"])
    kept = Sums(*(getattr(s, name)[used] for name in s.__dataclass_fields__))
    marked = s.ones.sum(axis=0) > 0
    rows = []
    for size in sizes or _sizes(there):
        weights = resample_weights(there, resamples=resamples, seed=seed, size=size)
        drawn = kept.weighted(weights)
        pooled = _width(measures(drawn, pooled=True)["alpha"][:, None])
        each = _width(measures(drawn)["alpha"][:, marked])
        rows.append((size, float(pooled[0]), float(np.nanmedian(each)), size > there))
    return pd.DataFrame(rows, columns=["documents", "width", "code_width", "forecast"])


def _sizes(there: int) -> tuple[int, ...]:
    return tuple(sorted({max(2, there // 4), max(2, there // 2), there, there * 2, there * 4}))


def _width(draws: np.ndarray) -> np.ndarray:
    known = ~np.isnan(draws).all(axis=0)
    found = np.full(draws.shape[1], np.nan)
    low, high = np.nanquantile(draws[:, known], (0.025, 0.975), axis=0)
    found[known] = high - low
    return found
