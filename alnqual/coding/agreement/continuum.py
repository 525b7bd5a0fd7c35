"""A text as coders cut it: units with values and the gaps between them, checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alnqual.errors import InputError

Units = Mapping[str, Sequence[tuple[float, float, object]]]
"""By coder, their units as (start, end, value), half-open; a coder who marked nothing has none."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One coder's units in order: arrays of shape (n_units,); `value` is the value's number."""

    start: np.ndarray
    end: np.ndarray
    value: np.ndarray

    @property
    def length(self) -> np.ndarray:
        return self.end - self.start


def values_of(documents: Sequence[Units]) -> list:
    """Every value that a unit of the documents has, sorted."""
    found = {unit[2] for units in documents for theirs in units.values() for unit in theirs}
    return sorted(found, key=lambda value: (str(type(value)), value))


def as_documents(
    units: Units | Sequence[Units], length: float | Sequence[float]
) -> tuple[list[Units], list[float]]:
    """One text or several, as lists of their units and lengths.

    Raises
    ------
    InputError
        There are not as many lengths as texts.
    """
    if isinstance(units, Mapping):
        return [units], [float(length)]  # type: ignore[arg-type]
    lengths = list(np.atleast_1d(np.asarray(length, dtype=float)))
    if len(lengths) != len(units):
        raise InputError(f"{len(units)} texts, but {len(lengths)} lengths; give one for each")
    return list(units), lengths


def disjoint(units: Units, length: float, values: Sequence) -> dict[str, Cut]:
    """By coder, their units in order.

    Raises
    ------
    InputError
        A unit is empty or outside the text, or two of a coder overlap.
    """
    number = {value: place for place, value in enumerate(values)}
    cuts = {}
    for coder, theirs in units.items():
        ordered = sorted(theirs, key=lambda unit: (unit[0], unit[1]))
        start = np.array([unit[0] for unit in ordered], dtype=float)
        end = np.array([unit[1] for unit in ordered], dtype=float)
        wrong = np.flatnonzero((start >= end) | (start < 0) | (end > length))
        if wrong.size:
            raise InputError(
                f"the unit {_place(start, end, wrong[0])} of coder {coder!r} is empty or outside "
                f"the text of length {length:g}"
            )
        meet = np.flatnonzero(start[1:] < end[:-1])
        if meet.size:
            raise InputError(
                f"the units {_place(start, end, meet[0])} and {_place(start, end, meet[0] + 1)} of "
                f"coder {coder!r} overlap, and this coefficient needs them apart",
                do="Use it for one code at a time (`bar_u_alpha` of the code's merged passages, or "
                "unit='span' on codings), `alpha_of_sets` over turns, or `gamma`.",
            )
        cuts[coder] = Cut(start, end, np.array([number[unit[2]] for unit in ordered], dtype=int))
    return cuts


def _place(start: np.ndarray, end: np.ndarray, at: int) -> str:
    return f"{start[at]:g}-{end[at]:g}"
