"""Lines of a document -> turns: shared by typed transcripts, whatever file they came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alnqual.records import Transcript, Turn
from alnqual.transcripts.labels import Decision, Labelled, Line, decide
from alnqual.transcripts.words import clean, count_words

_NOTICES = ("started transcription", "stopped transcription")


@dataclass(slots=True)
class _Open:
    """A turn that is still being gathered."""

    speaker: str | None
    start: float | None = None
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Gathered:
    turns: list[_Open] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    notices: int = 0
    outside: int = 0


def to_transcript(
    lines: Sequence[Line],
    *,
    labels: frozenset[str] = frozenset(),
    warnings: Iterable[str] = (),
    preamble: Iterable[str] = (),
) -> Transcript:
    """Turns from lines, with the speakers decided over the whole document.

    What stands before the first speaker is kept as `metadata["preamble"]`; a line without a label
    goes on with the turn before it. Without any label each paragraph is a turn of nobody known.
    `labels`, casefolded, are known to be speakers.
    """
    gathered = _Gathered(preamble=[clean(line) for line in preamble])
    decision = Decision(None, frozenset())
    if any(line.speaker is not None for line in lines):
        style = "table"
        _gather_explicit(lines, gathered)
    else:
        decision = decide(lines, labels)
        style = decision.style or "none"
        if decision.style:
            _gather_labelled(lines, decision, gathered)
        else:
            _gather_paragraphs(lines, gathered)

    notes = list(warnings)
    if gathered.preamble:
        notes.append(f"{len(gathered.preamble)} line(s) before the first speaker kept apart")
    if gathered.notices:
        notes.append(f"{gathered.notices} notice(s) of the meeting program left out")
    if gathered.outside:
        notes.append(f"{gathered.outside} paragraph(s) outside the table have no speaker")
    if decision.style is None and style == "none":
        notes.append("no speaker labels were found: each paragraph is a turn of an unknown speaker")
    if decision.refused:
        notes.append(f"{decision.refused} other line beginning(s) with a colon taken as words")
    turns, empty = _close(gathered.turns)
    if empty:
        notes.append(f"{empty} label(s) without words left out")
    metadata = {"labels": style}
    if gathered.preamble:
        metadata["preamble"] = "\n".join(gathered.preamble)
    return Transcript(turns, tuple(notes), metadata)


def _gather_explicit(lines: Sequence[Line], gathered: _Gathered) -> None:
    for line in lines:
        if line.speaker is not None:
            if line.speaker or not gathered.turns:
                gathered.turns.append(_Open(line.speaker or None))
            gathered.turns[-1].words.append(line.text)
        elif not line.text.strip():
            continue
        elif not gathered.turns:
            gathered.preamble.append(clean(line.text))
        else:
            gathered.outside += 1
            gathered.turns.append(_Open(None, words=[line.text]))


def _gather_labelled(lines: Sequence[Line], decision: Decision, gathered: _Gathered) -> None:
    for line in lines:
        begun: Labelled | None = decision.read(line)
        if begun and decision.style == "header" and _goes_on(gathered.turns, begun):
            continue
        if begun:
            gathered.turns.append(_Open(begun.label, begun.time, [begun.words]))
        elif not line.text.strip():
            continue
        elif not gathered.turns:
            gathered.preamble.append(clean(line.text))
        elif decision.style == "header" and _is_notice(line.text):
            gathered.notices += 1
        else:
            gathered.turns[-1].words.append(line.text)


def _goes_on(turns: Sequence[_Open], begun: Labelled) -> bool:
    """Meeting programs part long speech and head each piece anew; a person's typing is kept."""
    return bool(turns) and turns[-1].speaker == begun.label


def _gather_paragraphs(lines: Sequence[Line], gathered: _Gathered) -> None:
    parted = True
    for line in lines:
        if not line.text.strip():
            parted = True
            continue
        if parted:
            gathered.turns.append(_Open(None))
        gathered.turns[-1].words.append(line.text)
        parted = False


def _is_notice(text: str) -> bool:
    return count_words(text) <= 8 and clean(text).lower().endswith(_NOTICES)


def _close(turns: Iterable[_Open]) -> tuple[tuple[Turn, ...], int]:
    closed = [Turn(turn.speaker, clean(" ".join(turn.words)), turn.start) for turn in turns]
    kept = tuple(turn for turn in closed if turn.text)
    return kept, len(closed) - len(kept)
