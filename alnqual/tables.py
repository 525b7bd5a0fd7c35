"""The study's derived tables: one Arrow schema each, written whole or not at all.

A table is written to a temporary file beside it, fsynced and renamed: a reader, a crash or a full
disk sees the old table or the new one, never a part.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alnqual.errors import StageError, StudyError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SPEAKER = (
    "participant string, speaker string, interviewer bool, role string, sector string, "
    "setting string, area string, phase string"
)
_SPAN = "text string, start int32, end int32, words int32"
_COEFFICIENTS = ", ".join(
    f"{name}{end} double"
    for name in ("alpha", "kappa", "fleiss", "brennan_prediger", "gwet", "percent", "positive")
    for end in ("", "_low", "_high")
)
_LEFT_OUT = "document string, item string, reason string"

SCHEMAS: Mapping[str, str] = {
    "documents": (
        "document string, file string, kind string, area string, sector string, setting string, "
        "language string, date string, phase string, guide string, synthetic bool, "
        "attributes string, text string, text_version string, words int32, turns int32"
    ),
    "turns": (
        f"turn string, document string, position int32, {_SPEAKER}, language string, "
        f"question string, start_time double, end_time double, {_SPAN}"
    ),
    "segments": (
        f"segment string, turn string, document string, position int32, {_SPEAKER}, "
        f"language string, question string, {_SPAN}"
    ),
    "left_out_ingest": _LEFT_OUT,
    "left_out_embed": _LEFT_OUT,
    "left_out_themes": _LEFT_OUT,
    "left_out_synthesis": _LEFT_OUT,
    "embeddings": "segment string, readable bool, vector list<float>",
    "themes": (
        "theme int32, label string, terms list<string>, segments int32, words int32, "
        "documents int32, participants int32, representatives list<string>, "
        "nearest_code string, similarity double, agreement double, steady bool, "
        "stability double, basis string"
    ),
    "theme_segments": "segment string, theme int32, strength double",
    "theme_codes": (
        "theme int32, code string, similarity double, near bool, codings int32, expected double, "
        "lift double, lift_low double, lift_high double"
    ),
    "agreement": (
        f"code string, name string, {_COEFFICIENTS}, prevalence double, bias double, units int32, "
        "documents int32, coders int32, marked int32, agreed int32, interval string, "
        "undefined double, reason string, reading string"
    ),
    "prevalence": (
        "code string, stage string, parent string, codings int32, documents int32, "
        "participants int32, of_participants int32, barrier int32, facilitator int32, mixed int32"
    ),
    "excerpts": (
        "id string, document string, turn string, start int32, end int32, quote string, "
        "code string, coder string, round string, stance string, link string, direction string, "
        "memo string, participant string, role string, sector string, setting string, "
        "area string, phase string, language string, attribution string, quotable bool"
    ),
}
"""Column names and Arrow types of every derived table, in order."""

_TYPES = ("string", "bool", "int32", "double", "list<string>", "list<float>")


def schema(name: str) -> "pa.Schema":
    """The Arrow schema of a table."""
    import pyarrow as pa

    types = dict(
        zip(
            _TYPES,
            (
                pa.string(),
                pa.bool_(),
                pa.int32(),
                pa.float64(),
                pa.list_(pa.string()),
                pa.list_(pa.float32()),
            ),
            strict=True,
        )
    )
    columns = (column.split() for column in SCHEMAS[name].split(","))
    return pa.schema([(column, types[kind]) for column, kind in columns])


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> bool:
    """Write a file whole or not at all; say whether it changed.

    An unchanged file is not touched, so that what depends on it is not stale.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    try:
        _replace(path, content, mode)
    except OSError as error:
        raise StageError(
            f"could not be written ({error.strerror}); the old file stands",
            where=path,
            do="Free some space or mend the folder's permissions, then run the command again.",
        ) from error
    return True


def _replace(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


class Tables:
    """The parquet tables of one study, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        if name not in SCHEMAS:
            raise KeyError(name)
        return self.folder / f"{name}.parquet"

    def exists(self, name: str) -> bool:
        return self.path(name).is_file()

    def read(self, name: str, *, columns: list[str] | None = None) -> "pd.DataFrame":
        """The table as a frame, with all the columns of `SCHEMAS` or just some.

        Raises
        ------
        StudyError
            The table has not been made yet.
        """
        return self._read(name, columns).to_pandas()

    def rows(self, name: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a table as plain tuples, several times as fast as a frame gives them.

        Raises
        ------
        StudyError
            The table has not been made yet.
        """
        read = self._read(name, columns)
        return zip(*(read[column].to_pylist() for column in columns), strict=True)

    def _read(self, name: str, columns: list[str] | None) -> "pa.Table":
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self.exists(name):
            raise StudyError(
                f"the table {name!r} has not been made yet",
                where=self.folder,
                do="Run `alnqual run` first.",
            )
        outdated = StudyError(
            f"the table {name!r} is damaged or of another version of alnqual",
            where=self.path(name),
            do="Delete it and run `alnqual run`: it is made again.",
        )
        try:
            with pq.ParquetFile(self.path(name)) as file:
                if file.schema_arrow.names != schema(name).names:
                    raise outdated
                return file.read(columns=columns)
        except pa.ArrowException as error:
            raise outdated from error

    def write(self, name: str, rows: "pd.DataFrame | Iterable[Mapping[str, Any]]") -> None:
        """Replace a table; columns beyond the schema are an error, and so are missing ones."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        target = schema(name)
        if isinstance(rows, pd.DataFrame):
            if set(rows.columns) != set(target.names):
                raise KeyError(f"{name}: {sorted(set(rows.columns) ^ set(target.names))}")
            table = pa.Table.from_pandas(rows[target.names], schema=target, preserve_index=False)
        else:
            records = [dict(row) for row in rows]
            for record in records:
                if set(record) != set(target.names):
                    raise KeyError(f"{name}: {sorted(set(record) ^ set(target.names))}")
            table = pa.Table.from_pylist(records, schema=target)
        sink = pa.BufferOutputStream()
        pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd")
        write_atomically(self.path(name), sink.getvalue().to_pybytes(), mode=0o600)
