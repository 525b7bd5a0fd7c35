"""Whose voices a study holds: the denominators of every share."""

from collections.abc import Iterable

import pandas as pd

from alnqual.records import Submission
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import plain

VOICE_COLUMNS = ("document", "participant", "role", "sector", "setting", "area", "phase")


def voice_of(document: object, participant: object, *, speaker: object) -> str:
    """The id by which a speaker is counted.

    A participant is one voice wherever they speak. A speaker whom the study does not list is one
    voice in each document, because nobody can say that it is the same person elsewhere.
    """
    return plain(participant) or f"{plain(document)}:{plain(speaker)}"


def voices(turns: pd.DataFrame) -> pd.DataFrame:
    """Everybody who speaks, a row for each document they speak in.

    Parameters
    ----------
    turns : frame as `SCHEMAS["turns"]`.

    Returns
    -------
    pandas.DataFrame
        Columns as `VOICE_COLUMNS`, without interviewers, ordered by document and participant.
    """
    spoken = turns[~turns["interviewer"].astype(bool)]
    rows: dict[tuple[str, str], tuple] = {}
    for turn in records(spoken):
        voice = voice_of(turn.document, turn.participant, speaker=turn.speaker)
        rows.setdefault(
            (turn.document, voice),
            (turn.role, turn.sector, turn.setting, turn.area, turn.phase),
        )
    return pd.DataFrame(
        [(*key, *(plain(value) for value in rest)) for key, rest in sorted(rows.items())],
        columns=list(VOICE_COLUMNS),
    )


def handed_in(submissions: Iterable[Submission]) -> list[str]:
    """The documents that at least one coder handed in, by id."""
    return sorted({s.document for s in submissions if s.status == "submitted"})
