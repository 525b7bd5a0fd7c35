"""Small helpers over frames."""

from typing import Any

import pandas as pd

from alnqual.tables import schema


def records(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, as named tuples."""
    return list(frame.itertuples(index=False))


def empty(table: str) -> pd.DataFrame:
    """A derived table without rows, columns and types as in `SCHEMAS`."""
    return schema(table).empty_table().to_pandas()
