"""Pieces of speech -> turns: what captions and recognised speech have in common."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from alnqual.records import Turn
from alnqual.transcripts.words import count_words

PAUSE = 2.0
"""Seconds of silence that end a passage."""
PASSAGE = 60
"""Words after which a passage ends with its sentence; after twice as many it ends anyway."""

_SENTENCE_ENDS = (".", "?", "!", "…", '."', '?"', '!"', ".”", "?”", "!”", ".'", ".’", ".)")
_LOOP = 3


class Piece(NamedTuple):
    """Words of one speaker; times in seconds; `changed` where the file marks a new speaker."""

    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None
    changed: bool = False


def gather(pieces: Iterable[Piece]) -> list[Turn]:
    """Pieces as turns: consecutive ones of one speaker, or passages of nobody known."""
    turns: list[Turn] = []
    gathered: list[Piece] = []
    words = 0
    for piece in pieces:
        last = gathered[-1] if gathered else None
        if last and not (
            piece.speaker == last.speaker
            and (piece.speaker is not None or _goes_on(last, piece, words))
        ):
            turns.append(_turn(gathered))
            gathered, words = [], 0
        gathered.append(piece)
        if piece.speaker is None:
            words += count_words(piece.text)
    if gathered:
        turns.append(_turn(gathered))
    return turns


def oddities(pieces: Sequence[Piece]) -> list[str]:
    """What is odd about recognised speech: nobody named, loops, times that run backwards."""
    notes = []
    if unknown := sum(piece.speaker is None for piece in pieces):
        notes.append(f"{unknown} segment(s) of an unknown speaker")
    runs = (sum(1 for _ in same) for _, same in groupby(pieces, key=lambda piece: piece.text))
    if repeated := sum(run - 1 for run in runs if run >= _LOOP):
        notes.append(
            f"{repeated} segment(s) repeat the one before, as speech recognition does in silence: "
            "check them by ear"
        )
    starts = [piece.start for piece in pieces if piece.start is not None]
    if back := sum(later < earlier for earlier, later in pairwise(starts)):
        notes.append(f"{back} segment(s) begin before the one above them")
    return notes


def _goes_on(last: Piece, piece: Piece, words: int) -> bool:
    """Whether words of nobody known belong to the passage above, which has so many words."""
    if piece.changed:
        return False
    if last.end is not None and piece.start is not None and piece.start - last.end > PAUSE:
        return False
    return words < PASSAGE or (words < 2 * PASSAGE and not last.text.endswith(_SENTENCE_ENDS))


def _turn(pieces: Sequence[Piece]) -> Turn:
    first = pieces[0]
    if len(pieces) == 1:
        return Turn(first.speaker, first.text, first.start, first.end)
    starts = [piece.start for piece in pieces if piece.start is not None]
    ends = [piece.end for piece in pieces if piece.end is not None]
    return Turn(
        first.speaker,
        " ".join([piece.text for piece in pieces]),
        starts[0] if starts else None,
        max(ends, default=None),
    )
