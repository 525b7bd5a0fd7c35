"""Which turn a place of a document lies in."""

from bisect import bisect_right
from typing import TYPE_CHECKING

from alnqual.records import Coding

if TYPE_CHECKING:
    import pandas as pd


class TurnPlaces:
    """Finds turns by place; `turns` is a frame as `SCHEMAS["turns"]`."""

    def __init__(self, turns: "pd.DataFrame") -> None:
        self._places: dict[str, tuple[list[int], list[str]]] = {}
        ordered = turns.sort_values(["document", "start"])
        for document, turn, start in zip(
            ordered["document"], ordered["turn"], ordered["start"], strict=True
        ):
            starts, ids = self._places.setdefault(document, ([], []))
            starts.append(int(start))
            ids.append(turn)

    def turns(self, document: str) -> tuple[str, ...]:
        """The ids of a document's turns, in order."""
        return tuple(self._places.get(document, ([], []))[1])

    def turn_of(self, coding: Coding) -> str:
        """The id of a coding's turn; it must lie in one, as `placing.current` sees to."""
        starts, ids = self._places[coding.document]
        return ids[bisect_right(starts, coding.start) - 1]
