"""The glossary: terms of the field in English and Welsh."""

import csv
from dataclasses import dataclass
from pathlib import Path

from alnqual.errors import InputError

_COLUMNS = ("term_en", "term_cy", "abbreviation_en", "abbreviation_cy", "note")


@dataclass(frozen=True, slots=True)
class Term:
    term_en: str
    term_cy: str
    abbreviation_en: str = ""
    abbreviation_cy: str = ""
    note: str = ""


def read_glossary(path: Path) -> list[Term]:
    """Read `glossary.csv`; a study without one has no terms.

    Raises
    ------
    InputError
        A column is missing, or a row lacks one of the two terms.
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != _COLUMNS:
            raise InputError(f"the columns must be {', '.join(_COLUMNS)}", where=path.name)
        terms = []
        for number, row in enumerate(rows, start=2):
            if not row["term_en"] or not row["term_cy"]:
                raise InputError("a term needs both languages", where=f"{path.name}, row {number}")
            terms.append(Term(**{key: row[key] or "" for key in _COLUMNS}))
    return terms
