"""Excerpts: each coding with the turn it lies in, and with who said it."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.records import INTERVIEWER, Coding
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import attribution, plain
from alnqual.synthesis.voices import voice_of
from alnqual.tables import SCHEMAS

CONSENTED = ("", "yes")
"""Consent under which words may be quoted: given, or not recorded (the report counts these)."""

COLUMNS = [column.split()[0] for column in SCHEMAS["excerpts"].split(",")]


def excerpts(
    codings: Iterable[Coding],
    turns: pd.DataFrame,
    *,
    consent: Mapping[str, str],
    codebook: Codebook,
) -> pd.DataFrame:
    """Every coding that can be placed, with attribution.

    Parameters
    ----------
    codings : as pulled.
    turns : frame as `SCHEMAS["turns"]`.
    consent : participant id -> consent as in participants.csv. Only "yes" and "" let words be
        quoted; an interviewer's words are never quoted.
    codebook : the codes that count.

    Returns
    -------
    pandas.DataFrame
        Frame as `SCHEMAS["excerpts"]`, ordered by document, place, code and coder. `participant`
        is empty for an interviewer, whose `role` is "interviewer". What could not be placed is
        listed by `unplaced`.
    """
    placed, _ = _place(codings, turns, codebook)
    rows = [_row(coding, turn, consent) for coding, turn in placed]
    rows.sort(key=lambda r: (r["document"], r["start"], r["end"], r["code"], r["coder"], r["id"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def unplaced(codings: Iterable[Coding], turns: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """The codings that `excerpts` leaves out: columns document, item (coding id), reason."""
    _, left = _place(codings, turns, codebook)
    return pd.DataFrame(sorted(left), columns=["document", "item", "reason"])


def _place(
    codings: Iterable[Coding], turns: pd.DataFrame, codebook: Codebook
) -> tuple[list[tuple[Coding, Any]], list[tuple[str, str, str]]]:
    by_document: dict[str, list[Any]] = {}
    for turn in records(turns):
        by_document.setdefault(str(turn.document), []).append(turn)
    placed: list[tuple[Coding, Any]] = []
    left: list[tuple[str, str, str]] = []
    for coding in codings:
        inside = [
            turn
            for turn in by_document.get(coding.document, ())
            if turn.start <= coding.start and coding.end <= turn.end
        ]
        reason = _reason(coding, inside, coding.document in by_document, codebook)
        if reason:
            left.append((coding.document, coding.id, reason))
        else:
            placed.append((coding, inside[0]))
    return placed, left


def _reason(coding: Coding, inside: list[Any], known: bool, codebook: Codebook) -> str:
    """Why a coding cannot be used; empty if it can."""
    if not known:
        return "the document is not in the corpus"
    if coding.code not in codebook:
        return "the code is not in the codebook"
    if not inside:
        return "it lies in no single turn"
    turn = inside[0]
    if turn.text[coding.start - turn.start : coding.end - turn.start] != coding.quote:
        return "the words at its place are no longer those that were coded"
    return ""


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
