"""Questions of the topic guide that no interviewer's turn resembles."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alnqual.corpus.findings import Finding
from alnqual.corpus.guides import GuideQuestion
from alnqual.corpus.quality.content_words import content_stems
from alnqual.corpus.quality.reading import Reading
from alnqual.corpus.quality.telling import counted

if TYPE_CHECKING:
    import numpy as np

Encode = Callable[[Sequence[str]], "np.ndarray"]

SAME_WORDS = 0.3
"""Share of a question's content words, rare ones weighing more, in one turn that resembles it."""
SAME_MEANING = 0.38
"""Cosine of the packaged encoder's vectors from which a sentence resembles a question."""
AFFORDABLE = 1000
"""Sentences up to which meanings are compared, guide by guide, where words find none alike."""

_SPACES = re.compile(r"\s+")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!…])\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a guide: in how many of the `documents` with that guide a turn resembles it."""

    guide: str
    question: str
    text: str
    resembled: int
    documents: int


@dataclass(frozen=True, slots=True)
class _Turn:
    document: str
    text: str
    stems: frozenset[str]


def questions_asked(
    guides: Mapping[str, Sequence[GuideQuestion]],
    readings: Iterable[Reading],
    *,
    encode: Encode | None,
) -> list[Asked]:
    """Compare each question with the interviewers' turns of the documents that use its guide.

    A turn resembles a question by its words, in either language. Where none does, its sentences'
    meanings are compared with the English question's, if `encode` is given and they are few.
    A survey asked what its columns say: the question's id or text.

    Returns
    -------
    list of Asked
        In the order of the guides; guides that no document uses are left out.
    """
    using: dict[str, list[Reading]] = {}
    for reading in readings:
        if name := guide_name(reading.row.guide):
            using.setdefault(name, []).append(reading)
    found = []
    for guide, questions in guides.items():
        if users := using.get(guide):
            found += _asked(guide, questions, users, encode=encode)
    return found


def guide_name(guide: str) -> str:
    """The file that a row of the register names, which may leave out the ending."""
    return guide if not guide or guide.endswith((".yaml", ".yml")) else f"{guide}.yaml"


def asked_findings(
    asked: Iterable[Asked], guides: Iterable[str], *, folder: str
) -> Iterator[Finding]:
    """Questions that no interviewer's turn resembles, and guides that no document uses."""
    used = set()
    for each in asked:
        used.add(each.guide)
        if not each.resembled:
            of = counted(each.documents, "document")
            message = f"no interviewer turn of {of} resembles the question “{each.question}”"
            yield Finding(f"{folder}/{each.guide}", None, "warning", message, "guide")
    for guide in guides:
        if guide not in used:
            message = "no document that could be read uses this guide"
            yield Finding(f"{folder}/{guide}", None, "note", message, "guide")


def _asked(
    guide: str,
    questions: Sequence[GuideQuestion],
    readings: Sequence[Reading],
    *,
    encode: Encode | None,
) -> list[Asked]:
    turns = [turn for reading in readings for turn in _interviewer_turns(reading)]
    columns = _columns(readings)
    weight = _weights(turns)
    by_words = {
        question.id: _by_words(question, turns, weight) | _by_column(question, columns)
        for question in questions
    }
    open_questions = [question for question in questions if not by_words[question.id]]
    if encode and open_questions:
        by_words |= _by_meaning(open_questions, turns, encode)
    return [
        Asked(guide, question.id, _wording(question), len(by_words[question.id]), len(readings))
        for question in questions
    ]


def _wording(question: GuideQuestion) -> str:
    """The question in English, or as the guide has it first."""
    return question.texts.get("en") or next(iter(question.texts.values()))


def _interviewer_turns(reading: Reading) -> list[_Turn]:
    return [
        _Turn(reading.row.id, turn.text, content_stems(turn.text))
        for _, turn, voice, _ in reading.turns()
        if voice.interviewer
    ]


def _columns(readings: Iterable[Reading]) -> dict[str, set[str]]:
    """What surveys asked, id or wording, without case -> the documents."""
    found: dict[str, set[str]] = {}
    for reading in readings:
        for _, turn, _, _ in reading.turns():
            if turn.question is not None:
                found.setdefault(_plain(turn.question), set()).add(reading.row.id)
        for wording in _wordings(reading):
            found.setdefault(_plain(wording), set()).add(reading.row.id)
    return found


def _wordings(reading: Reading) -> Iterable[str]:
    questions: dict[str, str] = json.loads(reading.transcript.metadata.get("questions", "{}"))
    return questions.values()


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ?.").casefold()


def _by_column(question: GuideQuestion, columns: Mapping[str, set[str]]) -> set[str]:
    names = [question.id, *question.texts.values()]
    return set().union(*(columns.get(_plain(name), set()) for name in names))


def _weights(turns: Sequence[_Turn]) -> Callable[[str], float]:
    """The inverse document frequency of a stem among the interviewers' turns."""
    spread = Counter(stem for turn in turns for stem in turn.stems)
    return lambda stem: 1 + math.log((len(turns) + 1) / (spread[stem] + 1))


def _by_words(
    question: GuideQuestion, turns: Sequence[_Turn], weight: Callable[[str], float]
) -> set[str]:
    found = set()
    for text in question.texts.values():
        stems = content_stems(text)
        needed = SAME_WORDS * sum(map(weight, stems))
        found |= {
            turn.document
            for turn in turns
            if (shared := stems & turn.stems) and sum(map(weight, shared)) >= needed
        }
    return found


def _by_meaning(
    questions: Sequence[GuideQuestion], turns: Sequence[_Turn], encode: Encode
) -> dict[str, set[str]]:
    """Question -> documents with a sentence of like meaning; the encoder reads English only."""
    english = {each.id: each.texts.get("en") or each.texts.get("") for each in questions}
    asked = {identity: text for identity, text in english.items() if text}
    sentences = [
        (turn.document, sentence)
        for turn in turns
        for sentence in _BETWEEN_SENTENCES.split(turn.text)
        if content_stems(sentence)
    ]
    if not asked or not 0 < len(sentences) <= AFFORDABLE:
        return {}
    vectors = encode([*asked.values(), *(sentence for _, sentence in sentences)])
    likeness = vectors[: len(asked)] @ vectors[len(asked) :].T
    return {
        identity: {sentences[column][0] for column in (likeness[row] >= SAME_MEANING).nonzero()[0]}
        for row, identity in enumerate(asked)
    }
