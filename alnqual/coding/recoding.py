"""The re-coding round of a split code: just the passages that have the code, by who gave it."""

import json
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from alnqual.records import Coding, Round

if TYPE_CHECKING:
    import pandas as pd


def recoding_round(
    identity: str, code: str, *, title: str, codings: Iterable[Coding], turns: "pd.DataFrame"
) -> Round | None:
    """The round in which the passages of a code are coded anew; None where nobody used it.

    Parameters
    ----------
    identity : of the round.
    code : that was split, as the codings have it.
    codings : placed in the texts of now, of any codes.
    turns : frame as `SCHEMAS["turns"]`.
    """
    ordered = turns.sort_values(["document", "start"])
    starts: dict[str, list[tuple[int, str]]] = {}
    for turn, document, start in zip(
        ordered["turn"], ordered["document"], ordered["start"], strict=True
    ):
        starts.setdefault(document, []).append((int(start), turn))
    assignments: dict[str, set[str]] = {}
    passages: dict[str, set[tuple[int, str]]] = {}
    for coding in codings:
        if coding.code == code:
            assignments.setdefault(coding.coder, set()).add(coding.document)
            places = starts[coding.document]
            at = bisect_right(places, coding.start, key=lambda place: place[0]) - 1
            passages.setdefault(coding.document, set()).add(places[at])
    if not assignments:
        return None
    return Round(
        identity,
        title,
        {coder: tuple(sorted(documents)) for coder, documents in sorted(assignments.items())},
        passages={
            document: tuple(turn for _, turn in sorted(found))
            for document, found in sorted(passages.items())
        },
        recodes=code,
    )


def round_text(round_: Round) -> str:
    """A round of passages as its file has it."""
    lines = [f"title = {_quoted(round_.title)}"]
    if round_.recodes:
        lines.append(f"recodes = {_quoted(round_.recodes)}")
    for key, lists in (("assignments", round_.assignments), ("passages", round_.passages)):
        lines += ["", f"[{key}]"]
        lines += [
            f"{_quoted(name)} = [{', '.join(map(_quoted, items))}]" for name, items in lists.items()
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON's is one, but for a sign that TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
