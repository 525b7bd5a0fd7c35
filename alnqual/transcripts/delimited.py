"""Tables as text (.csv, .tsv): which character stands between the columns, and their cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r'"?sep=([,;\t|])"?\n', re.IGNORECASE)
_SAMPLE = 200_000

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Delimited:
    """A table as text holds it: the delimiter, whether the text says so, and cells as written."""

    delimiter: str
    declared: bool
    rows: Grid


def parse_delimited(text: str) -> Delimited:
    """The cells of a table in text, whose delimiter makes most rows alike.

    Raises
    ------
    csv.Error
        A cell is larger than the csv module takes.
    """
    # Excel says so, where it does not take what is usual in the country.
    if declared := _DECLARED.match(text):
        return Delimited(declared[1], True, list(_parsed(text[declared.end() :], declared[1])))
    delimiter = max(_DELIMITERS, key=lambda each: _regularity(text, each))
    return Delimited(delimiter, False, list(_parsed(text, delimiter)))


def format_delimited(table: Delimited) -> str:
    """A table as text from which `parse_delimited` reads the same cells again."""
    sink = StringIO(newline="")
    csv.writer(sink, delimiter=table.delimiter, lineterminator="\n").writerows(table.rows)
    text = sink.getvalue()
    if table.declared or parse_delimited(text).delimiter != table.delimiter:
        return f"sep={table.delimiter}\n{text}"
    return text


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have the same number of columns, if more than one."""
    sample = text[:_SAMPLE]
    widths = Counter(len(row) for row in islice(_parsed(sample, delimiter), 50) if any(row))
    if len(widths) > 1:
        del widths[1]
    width, rows = max(widths.items(), key=lambda each: (each[1], each[0]), default=(1, 0))
    return (rows, width) if width > 1 else (0, 0)
