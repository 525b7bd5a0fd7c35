"""Published examples of agreement: their data, short enough to stand here, and their values."""

import numpy as np

KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
"""Krippendorff (2011), sections C to E: four coders, twelve units."""

FLEISS_1971 = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 "
    "144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 "
    "111155 224444 133333 555555"
)
"""Fleiss (1971), table 1: thirty subjects, six psychiatrists each."""

COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Cohen (1960), p. 45, as counts of 200."""

SETS = [
    ("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC"), ("ABC", "ABC"),
    ("C", "AC"), ("C", "AC"),
]  # fmt: skip
"""Nine units with sets of codes, from the tests of DKPro Statistics (SetAnnotationsTest)."""

CUT_2016 = {
    "Alex": [(2, 5, "1"), (9, 11, "1"), (12, 20, "2")],
    "Paul": [(2, 5, "1"), (7, 15, "2")],
    "Susan": [(2, 5, "1"), (10, 15, "2")],
}
"""The example of lindanna/unitized_alpha's program; the text has 20 places."""

CUT_2004 = {
    "i": [(225, 295, "c"), (370, 400, "c"), (180, 240, "k"), (300, 350, "k")],
    "j": [(220, 300, "c"), (355, 375, "c"), (400, 420, "c"), (180, 240, "k"), (300, 350, "k")],
}
"""Krippendorff (2004), p. 254; the text goes from 150 over 300 places."""

CUT_1995 = {
    "Gerret": [(2, 8, "C"), (10, 12, "C"), (14, 18, "C"), (20, 22, "C")],
    "Gill": [(0, 2, "C"), (4, 8, "C"), (10, 14, "C"), (16, 18, "C"), (20, 22, "C")],
}
"""Krippendorff (1995), p. 57, pair C; the text has 24 places."""

ALIGNED = {
    "f01": {
        "a": [(1, 5, "a"), (6, 10, "b"), (11, 15, "a")],
        "b": [(2, 6, "a"), (7, 11, "b"), (12, 16, "a")],
    },
    "f02": {
        "a": [(1, 5, "a"), (6, 10, "b"), (20, 24, "a"), (30, 34, "b")],
        "b": [(2, 6, "a"), (31, 35, "b")],
    },
    "f03": {
        "a": [(1, 5, "a"), (10, 15, "b"), (20, 25, "c")],
        "b": [(1, 5, "a"), (10, 15, "b"), (20, 25, "c")],
    },
    "f04": {
        "a": [(1, 5, "a"), (10, 14, "b")],
        "b": [(2, 6, "a"), (11, 15, "b")],
        "c": [(1, 4, "a"), (9, 14, "c")],
    },
    "f05": {
        "a": [(1 + 10 * n, 6 + 10 * n, "abc"[n % 3]) for n in range(16)],
        "b": [(2 + 10 * n, 8 + 10 * n, "bca"[n % 3]) for n in range(16)],
    },
    "f06": {
        "a": [(1, 5, "a"), (6, 10, "b"), (11, 15, "c")],
        "b": [(2, 7, "a"), (8, 12, "b"), (11, 15, "a")],
    },
}
"""The continua that DKPro Statistics dumped from pygamma-agreement 0.5.9 (pygamma/fixture_0*)."""

ALEX_PAUL_SUZAN = {
    "Alex": [
        (2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7"),
    ],
    "Paul": [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")],
    "Suzan": [
        (2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (40, 44, "6"),
    ],
}  # fmt: skip
"""From the tests of pygamma-agreement."""


def coders(confusion: list[list[int]]) -> np.ndarray:
    """Two coders' judgements with a given confusion matrix."""
    table = np.asarray(confusion)
    first, second = np.indices(table.shape)
    return np.repeat(np.stack([first.ravel(), second.ravel()]), table.ravel(), axis=1)


def digits(value: float) -> float:
    """Half of the last printed digit, and a hair."""
    return 0.51 * 10 ** -len(str(value).partition(".")[2])
