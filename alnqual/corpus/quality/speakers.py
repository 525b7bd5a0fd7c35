"""Who speaks: turns of nobody, speakers heard once, and shares of the talk that look wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator

from alnqual.corpus.findings import Finding
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.telling import at_turns, counted
from alnqual.corpus.register import Speakers, fold

TALK = 10
"""Turns from which on somebody who speaks once stands out."""
ALONE = 0.95
"""Share of the words above which one speaker holds the whole talk."""
ENOUGH = 200
"""Words from which on shares of them mean something."""


def speaker_findings(readings: Iterable[Reading], speakers: Speakers) -> Iterator[Finding]:
    """What is odd about the speakers of each document; labels, which may be names, are not told.

    Who speaks once in a document is a note, no warning, if speakers.csv or another document has the
    label: it is hardly misspelt then.
    """
    readings = list(readings)
    spread = Counter(label for reading in readings for label in set(map(_label, reading.voices)))
    familiar = {label for label, documents in spread.items() if documents > 1}
    for reading in readings:
        yield from _unknown(reading)
        if not reading.survey:
            yield from _once(reading, speakers, familiar)
            yield from _shares(reading)


def _unknown(reading: Reading) -> Iterator[Finding]:
    found = [(position, words) for position, turn, _, words in reading.turns() if not turn.speaker]
    if not found:
        return
    share = sum(words for _, words in found) / max(sum(reading.words), 1)
    of = f"{len(found):,} of {counted(len(reading.words), 'turn')} ({share:.0%} of the words)"
    if len(found) == len(reading.words):
        message = f"no speaker is known: {counted(len(found), 'turn')} without a label"
    else:
        message = f"the speaker is unknown in {of}, {at_turns([place for place, _ in found])}"
    yield Finding(reading.file, None, "warning", message, "speaker")


def _once(reading: Reading, speakers: Speakers, familiar: set[str]) -> Iterator[Finding]:
    if len(reading.words) < TALK:
        return
    counts = Counter(_label(turn.speaker) for _, turn, _, _ in reading.turns())
    known: list[int] = []
    unsure: list[int] = []
    for position, turn, _, _ in reading.turns():
        label = _label(turn.speaker)
        if label and counts[label] == 1:
            sure = label in familiar or (reading.row.id, label) in speakers
            (known if sure else unsure).append(position)
    if unsure:
        who = counted(len(unsure), "label stands", "labels stand")
        message = f"{who} once, {at_turns(unsure)}: misspelt, or no speaker?"
        yield Finding(reading.file, None, "warning", message, "speaker")
    if known:
        message = f"{counted(len(known), 'speaker speaks', 'speakers speak')} once, "
        yield Finding(reading.file, None, "note", message + at_turns(known), "speaker")


def _shares(reading: Reading) -> Iterator[Finding]:
    said: Counter[str] = Counter()
    asked = 0
    for _, turn, voice, words in reading.turns():
        if turn.speaker:
            said[fold(turn.speaker)] += words
            asked += words if voice.interviewer else 0
    total = said.total()
    if total < ENOUGH:
        return
    most = max(said.values()) / total
    if most > ALONE and len(reading.words) > 1:
        message = f"one speaker says {most:.0%} of the words: were the others told apart?"
        yield Finding(reading.file, None, "warning", message, "speaker")
    elif 2 * asked > total and asked < total:
        message = (
            f"the interviewer says {asked / total:.0%} of the words: "
            "are interviewer and participant the wrong way round in speakers.csv?"
        )
        yield Finding(reading.file, None, "warning", message, "speaker")
    elif asked == total:
        message = "only interviewers speak: is a participant missing from speakers.csv?"
        yield Finding(reading.file, None, "warning", message, "speaker")


def _label(speaker: str | None) -> str:
    return fold(speaker) if speaker else ""
