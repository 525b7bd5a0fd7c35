"""Who speaks in a theme, and how much of it the codebook already holds."""

from collections.abc import Collection
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.synthesis.frames import records
from alnqual.synthesis.voices import in_voices_language, voice_of

SPEAKER_COLUMNS = ["theme", "group", "participants", "of_participants"]
COVERAGE_COLUMNS = ["theme", "code", "covered", "of_segments"]


class Marked(NamedTuple):
    """A segment of a theme: whether anything of it is coded, and with which codes below the top."""

    theme: int
    document: str
    coded: bool
    codes: frozenset[str]


def theme_speakers(
    theme_segments: pd.DataFrame, segments: pd.DataFrame, *, voices: pd.DataFrame, by: str
) -> pd.DataFrame:
    """How many of the people of each sector, area, phase or language speak in each theme.

    Parameters
    ----------
    theme_segments, segments : frames as `SCHEMAS`; theme -1 (unassigned) is left out.
    voices : frame of `voices.voices`, over all documents.
    by : a column of `segments` and `voices`.

    Returns
    -------
    pandas.DataFrame
        Columns theme, group, participants, of_participants; groups where nobody speaks included.
    """
    inside = _assigned(theme_segments, segments)
    if by == "language":
        own = inside.assign(participant=inside["voice"])
        inside = in_voices_language(own, voices)
    speaking = inside.groupby(["theme", by])["voice"].nunique()
    totals = voices.groupby(by)["participant"].nunique().sort_index()
    return pd.DataFrame(
        [
            (theme, group, int(speaking.get((theme, group), 0)), int(total))
            for theme in sorted(inside["theme"].unique())
            for group, total in totals.items()
        ],
        columns=SPEAKER_COLUMNS,
    )


def theme_coverage(
    theme_segments: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    excerpts: pd.DataFrame,
    documents: Collection[str],
    codebook: Codebook,
) -> pd.DataFrame:
    """How many segments of a theme each code (with those below it) already marks.

    Only segments of `documents`, those that a coder handed in, count: elsewhere leaving words
    uncoded was nobody's decision. A segment is marked when any of its words are. Codes at the top
    of the tree are left out: that a theme is about "activities" says too little.

    Returns
    -------
    pandas.DataFrame
        Columns theme, code, covered, of_segments; for each theme the code "" (any code at all)
        first, then the codes that mark any of it, most first.
    """
    found = marked(
        theme_segments, segments, excerpts=excerpts, documents=documents, codebook=codebook
    )
    rows = []
    for theme, group in groupby(found, key=lambda each: each.theme):
        own = list(group)
        covered: dict[str, int] = {"": 0}
        for each in own:
            for code in each.codes | ({""} if each.coded else set()):
                covered[code] = covered.get(code, 0) + 1
        order = sorted(covered, key=lambda code: (code != "", -covered[code], code))
        rows += [(theme, code, covered[code], len(own)) for code in order]
    return pd.DataFrame(rows, columns=COVERAGE_COLUMNS)


def marked(
    theme_segments: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    excerpts: pd.DataFrame,
    documents: Collection[str],
    codebook: Codebook,
) -> list[Marked]:
    """Each segment of a theme in the coded documents with the codes that mark it, by theme.

    Parameters as in `theme_coverage`.
    """
    inside = _assigned(theme_segments, segments)
    inside = inside[inside["document"].isin(set(documents))]
    marks: dict[str, list[tuple[int, int, str]]] = {}
    for row in records(excerpts):
        marks.setdefault(row.document, []).append((row.start, row.end, row.code))
    found = []
    for segment in records(inside):
        codes = {
            code
            for start, end, code in marks.get(segment.document, ())
            if start < segment.end and segment.start < end
        }
        lifted = _lifted(codes, codebook)
        found.append(Marked(segment.theme, segment.document, bool(codes), lifted))
    return found


def _assigned(theme_segments: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    inside = theme_segments[theme_segments["theme"] >= 0].merge(segments, on="segment")
    voice = [
        voice_of(document, participant, speaker=speaker)
        for document, participant, speaker in zip(
            inside["document"], inside["participant"], inside["speaker"], strict=True
        )
    ]
    return inside.assign(voice=voice).sort_values(["theme", "segment"], ignore_index=True)


def _lifted(codes: Collection[str], codebook: Codebook) -> frozenset[str]:
    """The codes with those above them, without the roots."""
    lifted: set[str] = set()
    for code in codes:
        lifted |= {c.id for c in (codebook[code], *codebook.ancestors(code)) if c.parent}
    return frozenset(lifted)
