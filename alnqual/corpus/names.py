"""Who a transcript's labels are, and which names they hold."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from alnqual.corpus.register import Participant, Speakers, fold
from alnqual.records import INTERVIEWER, Transcript
from alnqual.transcripts.roles import ROLE_WORDS, interviewer_labels, is_role

UNKNOWN = "Unknown"
AMBIGUOUS = "[name]"

_OPAQUE = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,6}")
_TITLES = frozenset(["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "cllr"])


@dataclass(frozen=True, slots=True)
class Voice:
    """Who a label is, and how the canonical text shows it."""

    shown: str
    participant: str | None
    interviewer: bool


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

    A label that names a role gives nothing. A personal one gives itself and, unless `whole`, each
    of its capitalised words of three letters or more. A name that two speakers share becomes
    `[name]`.
    """
    terms: dict[str, str] = {}
    for label, replacement in shown.items():
        if not _is_personal(label):
            continue
        for name in _forms(label, whole=whole):
            bracketed = f"[{replacement}]"
            if terms.setdefault(name, bracketed) != bracketed:
                terms[name] = AMBIGUOUS
    return terms


def _is_personal(label: str) -> bool:
    """Whether a label is somebody's name: roles ("Tad") and ids ("S014") are not."""
    words = _words(label)
    return bool(words) and not any(map(str.isdigit, label)) and not is_role(" ".join(words))


def _forms(label: str, *, whole: bool) -> list[str]:
    """The names in a label; one in capitals is written as others are."""
    words = _words(label)
    forms = [" ".join(words)] if len(words) > 1 else []
    if not whole:
        parts = [part for word in words for part in (word, *word.split("-"))]
        forms += [
            part
            for part in parts
            if len(part) >= 3 and part[0].isupper() and part.lower() not in ROLE_WORDS
        ]
    return [form.title() if form.isupper() else form for form in forms]


def _words(label: str) -> list[str]:
    """The words of a label, without titles and what stands in brackets ("(Guest)")."""
    words = re.sub(r"\([^)]*\)", " ", label).replace(",", " ").split()
    return [word for word in words if word.lower().rstrip(".") not in _TITLES]
