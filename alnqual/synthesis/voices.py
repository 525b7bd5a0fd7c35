"""Whose voices a study holds: the denominators of every share."""

from collections.abc import Iterable, Mapping

import pandas as pd

from alnqual.corpus.language import combine
from alnqual.records import Submission
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import plain

VOICE_COLUMNS = (
    "document", "participant", "role", "sector", "setting", "area", "phase", "language",
)  # fmt: skip


def voice_of(document: object, participant: object, *, speaker: object) -> str:
    """The id by which a speaker is counted.

    A participant is one voice wherever they speak. A speaker whom the study does not list is one
    voice in each document, because nobody can say that it is the same person elsewhere.
    """
    return plain(participant) or f"{plain(document)}:{plain(speaker)}"


def turn_voices(turns: pd.DataFrame) -> Mapping[str, str]:
    """Turn id -> the voice that it counts for, "" for an interviewer's."""
    return {
        turn.turn: ""
        if turn.interviewer
        else voice_of(turn.document, turn.participant, speaker=turn.speaker)
        for turn in records(turns)
    }


def voices(turns: pd.DataFrame) -> pd.DataFrame:
    """Everybody who speaks, a row for each document they speak in.

    Parameters
    ----------
    turns : frame as `SCHEMAS["turns"]`.

    Returns
    -------
    pandas.DataFrame
        Columns as `VOICE_COLUMNS`, without interviewers, ordered by document and participant.
        `language` is that of all their words in the document: "en", "cy", "en+cy" or "und".
    """
    spoken = turns[~turns["interviewer"].astype(bool)]
    about: dict[tuple[str, str], tuple] = {}
    words: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for turn in records(spoken):
        key = (turn.document, voice_of(turn.document, turn.participant, speaker=turn.speaker))
        about.setdefault(key, (turn.role, turn.sector, turn.setting, turn.area, turn.phase))
        words.setdefault(key, []).append((turn.language, turn.words))
    return pd.DataFrame(
        [
            (*key, *(plain(value) for value in rest), combine(words[key]))
            for key, rest in sorted(about.items())
        ],
        columns=list(VOICE_COLUMNS),
    )


def sampled_units(rows: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """What each turn or segment belongs to: its document or, in a survey, its respondent."""
    surveys = set(documents.loc[documents["kind"].str.casefold() == "survey", "document"])
    units = [
        voice_of(row.document, row.participant, speaker=row.speaker)
        if row.document in surveys
        else row.document
        for row in records(rows[["document", "participant", "speaker"]])
    ]
    return pd.Series(units, index=rows.index, dtype=object)


def in_voices_language(frame: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """A frame of excerpts or segments whose `language` is that of the voice in the document.

    Shares by language then count the same people above and below the line, also those who say a
    few words in the other language.

    Parameters
    ----------
    frame : columns `document`, `participant`, `language`; those of no voice keep their own.
    voices : frame of `voices`.
    """
    spoken = {(row.document, row.participant): row.language for row in records(voices)}
    language = [
        spoken.get((row.document, plain(row.participant)), row.language) for row in records(frame)
    ]
    return frame.assign(language=language)


def handed_in(submissions: Iterable[Submission]) -> list[str]:
    """The documents that at least one coder handed in, by id."""
    return sorted({s.document for s in submissions if s.status == "submitted"})
