"""Excerpts: each coding with the turn it lies in, and with who said it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.coding.placing import Unplaced
from alnqual.records import INTERVIEWER, Coding
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import attribution, plain
from alnqual.synthesis.voices import voice_of
from alnqual.tables import SCHEMAS

CONSENTED = ("", "yes")
"""Consent under which words may be quoted: given, or not recorded (the report counts these)."""

WAITING = "a correction could not place it: it waits in annotation/unplaced"

COLUMNS = [column.split()[0] for column in SCHEMAS["excerpts"].split(",")]


def usable(
    codings: Iterable[Coding],
    unplaced: Iterable[Unplaced] = (),
    *,
    codebook: Codebook,
    waiting: Iterable[Coding] = (),
) -> tuple[list[Coding], pd.DataFrame]:
    """The codings that count, and what of the others.

    Parameters
    ----------
    codings, unplaced : as `alnqual.coding.in_force.codings_in_force` gives them.
    codebook : the codes that count.
    waiting : codings that a correction could not place (annotation/unplaced/).

    Returns
    -------
    tuple
        The codings that count, and a frame of the others: document, item (coding id), reason.
    """
    placed, left = list(codings), list(unplaced)
    left += [
        Unplaced(coding.document, coding.id, "the code is not in the codebook")
        for coding in placed
        if coding.code not in codebook
    ]
    left += [Unplaced(coding.document, coding.id, WAITING) for coding in waiting]
    rows = [(each.document, each.item, each.reason) for each in sorted(left)]
    return (
        [coding for coding in placed if coding.code in codebook],
        pd.DataFrame(rows, columns=["document", "item", "reason"]),
    )


def excerpts(
    codings: Iterable[Coding], turns: pd.DataFrame, *, consent: Mapping[str, str]
) -> pd.DataFrame:
    """Every coding with its turn and attribution.

    Parameters
    ----------
    codings : placed in the texts of now, as `usable` gives them: each lies within one turn.
    turns : frame as `SCHEMAS["turns"]`.
    consent : participant id -> consent as in participants.csv. Only "yes" and "" let words be
        quoted; an interviewer's words are never quoted.

    Returns
    -------
    pandas.DataFrame
        Frame as `SCHEMAS["excerpts"]`, ordered by document, place, code and coder. `participant`
        is empty for an interviewer, whose `role` is "interviewer".
    """
    by_document: dict[str, list[Any]] = {}
    for turn in records(turns.sort_values("start")):
        by_document.setdefault(str(turn.document), []).append(turn)
    starts = {document: [turn.start for turn in own] for document, own in by_document.items()}
    rows = []
    for coding in codings:
        index = bisect_right(starts[coding.document], coding.start) - 1
        rows.append(_row(coding, by_document[coding.document][index], consent))
    rows.sort(key=lambda r: (r["document"], r["start"], r["end"], r["code"], r["coder"], r["id"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(coding: Coding, turn: Any, consent: Mapping[str, str]) -> dict[str, Any]:
    interviewer = bool(turn.interviewer)
    voice = "" if interviewer else voice_of(turn.document, turn.participant, speaker=turn.speaker)
    role = INTERVIEWER if interviewer else plain(turn.role)
    return {
        **{name: getattr(coding, name) for name in COLUMNS if hasattr(coding, name)},
        "turn": turn.turn,
        "participant": voice,
        "role": role,
        "sector": plain(turn.sector),
        "setting": plain(turn.setting),
        "area": plain(turn.area),
        "phase": plain(turn.phase),
        "language": plain(turn.language),
        "attribution": attribution(role, turn.sector, area=turn.area, phase=turn.phase),
        "quotable": not interviewer and consent.get(voice, "") in CONSENTED,
    }
