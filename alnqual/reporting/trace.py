"""From a quote in a report back to its document, turn and place."""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from alnqual.errors import InputError
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import attribution, plain

CONTEXT = 160
"""Code points shown on either side of the words."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the words of a report lie; `start` and `end` are code points of the document's text.

    `kind` is "coding", "segment" or "turn"; code, coder, round, stance and memo are empty but for
    a coding. For the study's own people: the words are shown whether or not they may be quoted.
    """

    id: str
    kind: str
    document: str
    file: str
    turn: str
    start: int
    end: int
    words: str
    before: str
    after: str
    attribution: str
    code: str = ""
    coder: str = ""
    round: str = ""
    stance: str = ""
    memo: str = ""
    quotable: bool | None = None

    def __str__(self) -> str:
        lines = [f"{self.kind} {self.id}"]
        lines += [f"  {name:<10}{value}" for name, value in self._facts()]
        if self.quotable is False:
            lines.append("  not to be quoted")
        return "\n".join([*lines, "", f"{self.before}>>>{self.words}<<<{self.after}"])

    def _repr_html_(self) -> str:
        """The place and the words, marked in their surroundings, for a notebook."""
        facts = "".join(
            f'<tr><th style="text-align: left">{escape(name)}</th>'
            f'<td style="text-align: left">{escape(value)}</td></tr>'
            for name, value in self._facts()
        )
        refused = "<p><strong>Not to be quoted.</strong></p>" if self.quotable is False else ""
        return (
            f'<table><caption style="text-align: left"><strong>{escape(self.kind)} '
            f"{escape(self.id)}</strong></caption>{facts}</table>{refused}"
            f'<p dir="auto" style="white-space: pre-wrap; max-width: 70ch">{escape(self.before)}'
            f'<mark style="unicode-bidi: isolate">{escape(self.words)}</mark>'
            f"{escape(self.after)}</p>"
        )

    def _facts(self) -> list[tuple[str, str]]:
        facts = [
            ("document", f"{self.document} ({self.file})"),
            ("turn", f"{self.turn}, code points {self.start} to {self.end}"),
            ("said by", self.attribution),
        ]
        if self.kind == "coding":
            stance = f", {self.stance}" if self.stance not in ("", "none") else ""
            facts.append(("coded", f"{self.code}{stance}, by {self.coder} in {self.round}"))
        if self.memo:
            facts.append(("memo", self.memo))
        return facts


def trace(
    identity: str,
    *,
    excerpts: pd.DataFrame,
    segments: pd.DataFrame,
    turns: pd.DataFrame,
    documents: pd.DataFrame,
) -> Trace:
    """The place of a coding, segment or turn.

    Parameters
    ----------
    identity : as a report prints it: "[q:3fa9c1d20b7e]", "q:3fa9c1d20b7e" or "3fa9c1d20b7e".
    excerpts, segments, turns, documents : frames as `SCHEMAS`.

    Raises
    ------
    InputError
        Nothing in the tables has this id.
    """
    wanted = identity.strip().removeprefix("#").strip("[]").removeprefix("q:").removeprefix("q-")
    for kind, frame, column in (
        ("coding", excerpts, "id"),
        ("segment", segments, "segment"),
        ("turn", turns, "turn"),
    ):
        found = records(frame[frame[column] == wanted])
        if found:
            document = records(documents[documents["document"] == found[0].document])[0]
            return _trace(wanted, kind, found[0], document)
    raise InputError(
        f"nothing has the id {wanted!r}",
        do="Copy the id from a report of this study; if codings were pulled or adjudicated or "
        "transcripts changed since, make the report again: alnqual run",
    )


def _trace(identity: str, kind: str, row: Any, document: Any) -> Trace:
    text, start, end = document.text, int(row.start), int(row.end)
    coding = (
        {
            "code": row.code,
            "coder": row.coder,
            "round": row.round,
            "stance": row.stance,
            "memo": plain(row.memo),
            "quotable": bool(row.quotable),
        }
        if kind == "coding"
        else {}
    )
    return Trace(
        id=identity,
        kind=kind,
        document=row.document,
        file=document.file,
        turn=row.turn,
        start=start,
        end=end,
        words=text[start:end],
        before=text[max(0, start - CONTEXT) : start],
        after=text[end : end + CONTEXT],
        attribution=attribution(row.role, row.sector, area=row.area, phase=row.phase),
        **coding,
    )
