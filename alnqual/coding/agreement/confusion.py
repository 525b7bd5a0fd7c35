"""Which codes coders give in each other's place, and whether their definitions say the same."""

import numpy as np
import pandas as pd

from alnqual.coding.agreement.judgements import Judgements
from alnqual.coding.agreement.sums import coder_pairs

NOTHING = ""
"""What stands for no other code: the one coder gave the code, the other none instead."""


def confusion(decided: Judgements) -> pd.DataFrame:
    """How often two coders gave two codes to the same unit, one each.

    On the diagonal are units to which both gave the code. Elsewhere one coder gave the code of the
    row and not that of the column, the other the reverse; the table is symmetric. The last column
    counts units on which the other coder gave no other code in its place. Judgements must be of
    codes as they were given (`ancestors=False`).

    Returns
    -------
    DataFrame
        Of counts, codes by codes and NOTHING.
    """
    from scipy.sparse import csr_array

    size = len(decided.codes)
    table, alone = np.zeros((size, size)), np.zeros(size)
    for one, two in coder_pairs(len(decided.coders)):
        common = csr_array((decided.judged[one] & decided.judged[two]).astype(float)[None, :])
        first, second = (csr_array(decided.marks[row].multiply(common)) for row in (one, two))
        both = csr_array(first.multiply(second))
        table += np.diag(np.asarray(both.sum(axis=1)).ravel())
        mine, theirs = csr_array(first - both), csr_array(second - both)
        crossed = (mine @ theirs.T).toarray()
        table += crossed + crossed.T
        for left, right in ((mine, theirs), (theirs, mine)):
            free = (np.asarray(right.sum(axis=0)).ravel() == 0).astype(float)
            alone += left @ free
    frame = pd.DataFrame(table, index=decided.codes, columns=decided.codes).astype(int)
    frame[NOTHING] = alone.astype(int)
    return frame


def overlapping_definitions(table: pd.DataFrame, similarity: np.ndarray) -> pd.DataFrame:
    """Pairs of codes that are given in each other's place and whose definitions are alike.

    Parameters
    ----------
    table : as `confusion` gives it.
    similarity : cosine of the definitions, of shape (n_codes, n_codes).

    Returns
    -------
    DataFrame
        `first`, `second`, `confused` (units), `share` (of the units on which either was given and
        coders could have agreed on one), `similarity`, `score` (their product), the highest first.
    """
    codes = list(table.index)
    counts = table[codes].to_numpy(dtype=float)
    given = np.diag(counts) + counts.sum(axis=1) - np.diag(counts) + table[NOTHING].to_numpy()
    rows = []
    for one in range(len(codes)):
        for two in range(one):
            if counts[one, two]:
                share = counts[one, two] / (given[one] + given[two] - counts[one, two])
                alike = max(float(similarity[one, two]), 0.0)
                rows.append(
                    (codes[two], codes[one], int(counts[one, two]), share, alike, share * alike)
                )
    columns = ["first", "second", "confused", "share", "similarity", "score"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(
        ["score", "confused", "first", "second"], ascending=[False, False, True, True]
    ).reset_index(drop=True)
