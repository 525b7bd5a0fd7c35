"""Who a transcript's labels are, and which names they hold."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from alnqual.corpus.label_names import names_in, without_accents
from alnqual.corpus.register import Participant, Speakers, fold
from alnqual.records import INTERVIEWER, Transcript, Turn
from alnqual.transcripts.roles import interviewer_labels

UNKNOWN = "Unknown"
AMBIGUOUS = "[name]"

_OPAQUE = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,6}")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who a label is, and how the canonical text shows it."""

    shown: str
    participant: str | None
    interviewer: bool


def without_labels(transcript: Transcript, refused: frozenset[str]) -> Transcript:
    """The transcript with labels that are none put back among the words before them.

    Parameters
    ----------
    refused : folded labels, as `register.refused_labels` gives them.
    """
    if not refused:
        return transcript
    turns: list[Turn] = []
    for turn in transcript.turns:
        if turn.speaker is None or fold(turn.speaker) not in refused:
            turns.append(turn)
            continue
        words = f"{turn.speaker}: {turn.text}"
        if turns:
            last = turns.pop()
            turns.append(replace(last, text=f"{last.text} {words}", end=turn.end or last.end))
        else:
            turns.append(replace(turn, speaker=None, text=words))
    return replace(transcript, turns=tuple(turns))


def voices(
    document: str,
    transcript: Transcript,
    *,
    speakers: Speakers,
    participants: Mapping[str, Participant],
) -> dict[str | None, Voice]:
    """Who each label of a document is, in the order of appearance.

    By speakers.csv; else the label may itself be a participant's id, or a survey's opaque number;
    else those that ask, by the transcript's legend or as its labels together tell, are
    interviewers, and any other is "Speaker 1", "Speaker 2" ...
    """
    found: dict[str | None, Voice] = {}
    known = {fold(identity): identity for identity in participants}
    asking = _asking(transcript)
    unmapped = 0
    for turn in transcript.turns:
        label = turn.speaker
        if label in found:
            continue
        if label is None:
            found[label] = Voice(UNKNOWN, None, False)
            continue
        person = speakers.get((document, fold(label)))
        opaque = turn.question is not None and _OPAQUE.fullmatch(label)
        if person is None:
            person = known.get(fold(label), label if opaque else None)
        if person is None and label in asking:
            person = INTERVIEWER
        if person == INTERVIEWER:
            found[label] = Voice(INTERVIEWER.capitalize(), None, True)
        elif person is not None:
            found[label] = Voice(person, person, False)
        else:
            unmapped += 1
            found[label] = Voice(f"Speaker {unmapped}", None, False)
    return found


def _asking(transcript: Transcript) -> frozenset[str]:
    told = json.loads(transcript.metadata.get("interviewers", "[]"))
    return frozenset(told) or interviewer_labels(
        turn.speaker
        for turn in transcript.turns
        if turn.speaker is not None and turn.question is None
    )


def spoken_names(shown: Mapping[str, str], *, whole: bool = False) -> dict[str, str]:
    """What to replace by what, from labels and how they are shown.

    The names that `names_in` finds in each label, and those with accents without them too, unless
    that is another's name. A name that two speakers share becomes `[name]`.
    """
    terms: dict[str, str] = {}
    for label, replacement in shown.items():
        for name in names_in(label, whole=whole):
            _add(terms, name, f"[{replacement}]")
    return terms | plain_forms(terms)


def plain_forms(terms: Mapping[str, str]) -> dict[str, str]:
    """The names written without their accents, and what stands for each."""
    plain: dict[str, str] = {}
    for name, replacement in terms.items():
        if (bare := without_accents(name)) not in terms:
            _add(plain, bare, replacement)
    return plain


def _add(terms: dict[str, str], name: str, replacement: str) -> None:
    if terms.setdefault(name, replacement) != replacement:
        terms[name] = AMBIGUOUS
