"""Krippendorff's unitizing family of 2016 on a study's codings: which words, and which code."""

from itertools import pairwise
from warnings import catch_warnings, simplefilter

import numpy as np
import pandas as pd

from alnqual.coding.agreement.judgements import counted, handed_in
from alnqual.coding.agreement.reading import none_double
from alnqual.coding.agreement.span_tables import shared_words
from alnqual.coding.agreement.tables import Coded
from alnqual.coding.agreement.unitizing import unitizing_alpha
from alnqual.coding.agreement.values import UndefinedAgreement
from alnqual.errors import InputError
from alnqual.records import Coding

COLUMNS = ["coefficient", "code", "value", "coverage", "words", "several", "reason"]
NO_VALUE = "no coder gave it where another gave one of these codes"


def measure_family(coded: Coded, *, parent: str | None = None) -> pd.DataFrame:
    """u-alpha, \\|u-alpha, cu-alpha and (k)u-alpha of sibling codes taken as one choice.

    Lengths are words of participants. A code stands for those below it. Passages of one coder and
    code that touch are one unit. The coefficients ask for one code a word: words to which a coder
    gave several of these codes are left out, and counted.

    Parameters
    ----------
    parent : the codes are those just below it; by default the top level of the codebook.

    Returns
    -------
    DataFrame
        Columns COLUMNS: a row "u", "|u" and "cu", and a row "(k)u" for every code. `coverage` is
        the share of words that a value rests on, of a code's own words for "(k)u"; `words` how many
        were compared, `several` how many were left out. A missing value has its reason. See
        `unitizing_alpha`.

    Raises
    ------
    InputError
        There is no code below `parent`, or no document was handed in by two coders.
    """
    codebook = coded.codebook
    if parent is not None and parent not in codebook:
        raise InputError(f"there is no code {parent!r}", do="Codes are in codebook/codebook.yaml.")
    siblings = [code.id for code in (codebook.children(parent) if parent else codebook.roots)]
    if not siblings:
        raise InputError(f"there is no code below {parent!r}", do="Name a code that has some.")
    shared = handed_in(coded.submissions)
    if not shared:
        raise none_double()
    grid = shared_words(coded, list(shared))
    number = {code: place + 1 for place, code in enumerate(siblings)}
    above = {
        code.id: number[line[0]]
        for code in codebook
        if (line := [each for each in codebook.path(code.id) if each in number])
    }
    codings: dict[int, list[Coding]] = {}
    for key, coding in counted(coded.codings, above, shared, coded.submissions):
        codings.setdefault(key, []).append(coding)
    texts, lengths, several = [], [], 0
    for key, coders in enumerate(shared.values()):
        size = int(grid.sizes[key])
        marks = {coder: np.zeros((size, len(siblings) + 1), dtype=bool) for coder in coders}
        for coding in codings.get(key, ()):
            first, last = grid.within(key, coding.start, coding.end)
            marks[coding.coder][first:last, above[coding.code]] = True
        crowded = np.any([each.sum(axis=1) > 1 for each in marks.values()], axis=0)
        texts.append({coder: _units(each[~crowded]) for coder, each in marks.items()})
        lengths.append(size - int(crowded.sum()))
        several += int(crowded.sum())
    with catch_warnings():
        simplefilter("ignore", UndefinedAgreement)  # the table has the reasons
        found = unitizing_alpha(texts, length=lengths)
    rows = [
        ("u", "", found.u_alpha, 1.0, found.reasons.get("u_alpha", "")),
        ("|u", "", found.bar_u_alpha, 1.0, found.reasons.get("bar_u_alpha", "")),
        ("cu", "", found.cu_alpha, found.cu_coverage, found.reasons.get("cu_alpha", "")),
    ]
    for code, place in number.items():
        value = found.ku_alpha.get(place, float("nan"))
        why = "" if value == value else found.reasons.get("ku_alpha", NO_VALUE)
        rows.append(("(k)u", code, value, found.ku_coverage.get(place, 0.0), why))
    frame = pd.DataFrame(rows, columns=["coefficient", "code", "value", "coverage", "reason"])
    return frame.assign(words=sum(lengths), several=several)[COLUMNS]


def _units(marks: np.ndarray) -> list[tuple[int, int, int]]:
    """Runs of words of one code: (start, end, number of the code); column 0 is no code."""
    labels = marks.argmax(axis=1)
    edges = np.flatnonzero(np.diff(labels)) + 1
    borders = [0, *edges.tolist(), len(labels)] if len(labels) else [0]
    return [(start, end, int(labels[start])) for start, end in pairwise(borders) if labels[start]]
