"""Lines of a document -> turns: shared by typed transcripts, whatever file they came in."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alnqual.records import Transcript, Turn
from alnqual.transcripts import legend, meeting_notes, numbering, panels, reflow
from alnqual.transcripts.labels import Line, without_stamp
from alnqual.transcripts.speakers import Decision, decide
from alnqual.transcripts.words import clean

# f4 and Amberscript write their times so; "[inaudible 00:12]" is words and stays.
_TIMES = re.compile(
    r"\s?(?:\[(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\]|#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?#)"
)


@dataclass(slots=True)
class _Open:
    """A turn that is still being gathered."""

    speaker: str | None
    start: float | None = None
    end: float | None = None
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Gathered:
    """What was read so far; `time` is one that stood alone, until a turn begins."""

    turns: list[_Open] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    time: tuple[float, float | None] | None = None

    def begin(self, turn: _Open) -> None:
        if turn.start is None and self.time:
            turn.start, turn.end = self.time
        self.time = None
        self.turns.append(turn)


def to_transcript(
    lines: Sequence[Line],
    *,
    labels: frozenset[str] = frozenset(),
    warnings: Iterable[str] = (),
    preamble: Iterable[str] = (),
) -> Transcript:
    """Turns from lines, with the speakers decided over the whole document.

    What stands before the first speaker, a legend of labels, and a meeting program's notes are kept
    as `metadata["preamble"]`; a line without a label goes on with the turn before it. Without any
    label each paragraph is a turn of nobody known. `labels`, casefolded, are known to be speakers.
    `metadata` also holds, as JSON, `speakers` (label -> turns), `interviewers` (labels) and
    `legend` (label -> meaning).
    """
    gathered = _Gathered(preamble=[clean(line) for line in preamble])
    meanings: dict[str, str] = {}
    if any(line.speaker is not None for line in lines):
        style = "table"
        _gather_explicit(lines, gathered)
    else:
        lines, meanings = _prepared(lines, gathered)
        lines, decision = _decided(lines, labels)
        style = decision.style or "none"
        if decision.style:
            _gather_labelled(lines, decision, gathered)
        else:
            _gather_paragraphs(lines, gathered)
        if decision.refused:
            what = "other line beginning(s) with a colon taken as words"
            gathered.odd[what] += decision.refused
    turns = _close(gathered)
    notes = [*warnings, *(f"{count} {what}" for what, count in gathered.odd.items())]
    if gathered.preamble:
        notes.append(f"{len(gathered.preamble)} line(s) before the first speaker kept apart")
    if style == "none":
        notes.append("no speaker labels were found: each paragraph is a turn of an unknown speaker")
    metadata = {"labels": style} | speaker_metadata(turns, meanings)
    if gathered.preamble:
        metadata["preamble"] = "\n".join(gathered.preamble)
    return Transcript(turns, tuple(notes), metadata)


def speaker_counts(turns: Iterable[Turn]) -> str:
    """Who was found to speak, as JSON: label -> number of turns, in the order of appearance."""
    counts = Counter(turn.speaker for turn in turns if turn.speaker is not None)
    return json.dumps(counts, ensure_ascii=False)


def speaker_metadata(
    turns: Sequence[Turn], meanings: Mapping[str, str] | None = None
) -> dict[str, str]:
    """`speakers`, `interviewers` and `legend` of a transcript's metadata, as far as there are any.

    `meanings` is what the document says of its labels.
    """
    speakers = {turn.speaker for turn in turns if turn.speaker is not None}
    said = {label: meaning for label, meaning in (meanings or {}).items() if label in speakers}
    metadata = {"speakers": speaker_counts(turns)}
    if asking := legend.who_asks(speakers, said):
        metadata["interviewers"] = json.dumps(asking, ensure_ascii=False)
    if said:
        metadata["legend"] = json.dumps(said, ensure_ascii=False)
    return metadata


def _prepared(lines: Sequence[Line], gathered: _Gathered) -> tuple[Sequence[Line], dict[str, str]]:
    """The lines that can be speech, and what the document says its labels mean."""
    lines = _without_name_headings(lines)
    lines, numbers = numbering.without_numbers(lines)
    lines, initials = panels.headed(lines)
    lines, notes = meeting_notes.apart(lines)
    meanings, places = legend.read_legend(lines)
    gathered.preamble += notes
    gathered.preamble += [clean(lines[place].text) for place in sorted(places)]
    gathered.odd.update(
        {
            what: count
            for what, count in (
                ("number(s) of lines left out", numbers),
                ("line(s) of initials left out", initials),
                ("line(s) of a meeting program's notes kept apart", len(notes)),
            )
            if count
        }
    )
    return [line for place, line in enumerate(lines) if place not in places], meanings


def _without_name_headings(lines: Sequence[Line]) -> list[Line]:
    """A heading that comes back names a speaker: it is then a line in bold like any other.

    Where most lines are styled as headings none is one.
    """
    counts = Counter(line.text for line in lines if line.heading)
    if counts.total() > 0.5 * sum(bool(line.text.strip()) for line in lines):
        return [line._replace(heading=False) for line in lines]
    return [
        line._replace(heading=False, bold=line.text)
        if line.heading and counts[line.text] > 1
        else line
        for line in lines
    ]


def _decided(lines: Sequence[Line], labels: frozenset[str]) -> tuple[Sequence[Line], Decision]:
    """The lines and who speaks in them; headings that were run into the words are parted first."""
    decision = decide(lines, labels)
    if any(line.text and line.stamp for line in lines):
        return lines, decision
    parted = reflow.parted(lines)
    if parted is None:
        return lines, decision
    if sum(line.stamp is not None for line in parted) <= len(decision.begun):
        return lines, decision
    return parted, decide(parted, labels)


def _gather_explicit(lines: Sequence[Line], gathered: _Gathered) -> None:
    for line in lines:
        if line.speaker is not None:
            if line.speaker or not gathered.turns:
                gathered.begin(_Open(line.speaker or None))
            gathered.turns[-1].words.append(line.text)
        elif not line.text.strip():
            continue
        elif not gathered.turns:
            gathered.preamble.append(clean(line.text))
        else:
            gathered.odd["paragraph(s) outside the table have no speaker"] += 1
            gathered.begin(_Open(None, words=[line.text]))


def _gather_labelled(lines: Sequence[Line], decision: Decision, gathered: _Gathered) -> None:
    for place, line in enumerate(lines):
        begun = decision.begun.get(place)
        if begun and decision.style == "header" and _goes_on(gathered.turns, begun.label):
            gathered.turns[-1].end = begun.end
        elif begun:
            gathered.begin(_Open(begun.label, begun.time, begun.end, [begun.words]))
        elif line.stamp is not None and not line.text:
            _take_time(line, gathered)
        elif not line.text.strip():
            continue
        elif not gathered.turns:
            gathered.preamble.append(clean(line.text))
        elif not _is_structure(line, gathered):
            gathered.turns[-1].words.append(line.text)


def _goes_on(turns: Sequence[_Open], label: str) -> bool:
    """Meeting programs part long speech and head each piece anew; a person's typing is kept."""
    return bool(turns) and turns[-1].speaker == label


def _gather_paragraphs(lines: Sequence[Line], gathered: _Gathered) -> None:
    parted = True
    timed = sum(without_stamp(line.text)[1] is not None for line in lines)
    timed_lines = timed > 1 and timed >= 0.2 * sum(bool(line.text.strip()) for line in lines)
    for line in lines:
        if line.stamp is not None:
            _take_time(line, gathered)
        if not line.text.strip():
            parted = True
            continue
        if _is_structure(line, gathered):
            parted = parted or line.heading
            continue
        text, time = without_stamp(line.text) if timed_lines else (line.text, None)
        if parted or time is not None:
            gathered.begin(_Open(None, time))
        gathered.turns[-1].words.append(text)
        parted = False


def _take_time(line: Line, gathered: _Gathered) -> None:
    gathered.odd["time(s) on lines of their own left out"] += 1
    gathered.time = line.stamp


def _is_structure(line: Line, gathered: _Gathered) -> bool:
    """Whether a line is no speech: a heading, or a notice of the meeting program."""
    if line.heading:
        gathered.odd["heading(s) left out"] += 1
        gathered.preamble.append(clean(line.text))
    elif meeting_notes.is_notice(line.text):
        gathered.odd["notice(s) of the meeting program left out"] += 1
    else:
        return False
    return True


def _close(gathered: _Gathered) -> tuple[Turn, ...]:
    """The turns with words."""
    turns: list[Turn] = []
    for each in gathered.turns:
        text = clean(" ".join(each.words))
        if "[" in text or "#" in text:
            text, times = _TIMES.subn("", text)
            if times:
                gathered.odd["time(s) within speech left out"] += times
                text = text.strip()
        if text:
            turns.append(Turn(each.speaker, text, each.start, each.end))
        else:
            gathered.odd["label(s) without words left out"] += 1
    return tuple(turns)
