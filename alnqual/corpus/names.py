"""Thin pseudonyms: speakers' labels, and their names where others say them.

Names are found on whole words and replaced by offsets, never by bare string replace. A name that
is also an ordinary word of the corpus ("Will", "Mark") is left where a sentence begins, unless a
comma follows as in an address, and what was left is counted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alnqual.corpus.register import Participant, Speakers, fold
from alnqual.records import INTERVIEWER, Turn
from alnqual.transcripts.roles import ROLE_WORDS, is_interviewer, is_role

UNKNOWN = "Unknown"
AMBIGUOUS = "[name]"

_OPAQUE = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,6}")
_TITLES = frozenset(["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "cllr"])
_TITLE = rf"(?:(?:{'|'.join(sorted(title.title() for title in _TITLES))})\.? )?"
_BEFORE_A_SENTENCE = frozenset(".!?…:—–])([\"“”‘'-")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who a label is, and how the canonical text shows it."""

    shown: str
    participant: str | None
    interviewer: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with its names replaced, and how many were replaced and left."""

    text: str
    replaced: int = 0
    left: int = 0


def voices(
    document: str,
    turns: Iterable[Turn],
    *,
    speakers: Speakers,
    participants: Mapping[str, Participant],
) -> dict[str | None, Voice]:
    """Who each label of a document is, in the order of appearance.

    By speakers.csv; else the label may itself be a participant's id, or a survey's opaque number;
    else one like "Facilitator" is an interviewer, and any other "Speaker 1", "Speaker 2" ...
    """
    found: dict[str | None, Voice] = {}
    known = {fold(identity): identity for identity in participants}
    unmapped = 0
    for turn in turns:
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
        if person is None and turn.question is None and is_interviewer(label):
            person = INTERVIEWER
        if person == INTERVIEWER:
            found[label] = Voice(INTERVIEWER.capitalize(), None, True)
        elif person is not None:
            found[label] = Voice(person, person, False)
        else:
            unmapped += 1
            found[label] = Voice(f"Speaker {unmapped}", None, False)
    return found


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


class NameReplacer:
    """Replaces the names of one document's speakers.

    Parameters
    ----------
    terms : name -> what stands for it, as `spoken_names` gives it.
    ordinary : the words that the corpus also writes in lower case.
    """

    def __init__(self, terms: Mapping[str, str], ordinary: frozenset[str]) -> None:
        self._terms = terms
        self._ordinary = ordinary
        longest_first = sorted(terms, key=lambda name: (-len(name), name))
        names = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<!\w)({_TITLE})({names})(?!\w)") if terms else None

    def __call__(self, text: str) -> Replaced:
        """The text with names replaced; one bracket stands for "Firstname Surname"."""
        if self._pattern is None:
            return Replaced(text)
        spans: list[tuple[int, int, str]] = []
        left = 0
        for match in self._pattern.finditer(text):
            if self._may_be_a_word(match):
                left += 1
                continue
            start, bracketed = match.start(), self._terms[match[2]]
            if spans and spans[-1][2] == bracketed and text[spans[-1][1] : start] in (" ", "-"):
                start = spans.pop()[0]
            spans.append((start, match.end(), bracketed))
        pieces, done = [], 0
        for start, end, bracketed in spans:
            pieces += [text[done:start], bracketed]
            done = end
        return Replaced("".join([*pieces, text[done:]]), len(spans), left)

    def _may_be_a_word(self, match: re.Match[str]) -> bool:
        if match[1] or match[2].lower() not in self._ordinary:
            return False
        before = match.string[max(0, match.start() - 2) : match.start()].rstrip()
        addressed = match.string[match.end() : match.end() + 1] == ","
        return (not before or before[-1] in _BEFORE_A_SENTENCE) and not addressed


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Every word that is written in lower case somewhere."""
    return frozenset(word for text in texts for word in set(_WORD.findall(text)) if word.islower())


def _is_personal(label: str) -> bool:
    """Whether a label is somebody's name: roles ("Tad") and ids ("S014") are not."""
    words = _words(label)
    return bool(words) and not any(map(str.isdigit, label)) and not is_role(" ".join(words))


def _forms(label: str, *, whole: bool) -> list[str]:
    """The names in a label; one in capitals is also said in small letters."""
    words = _words(label)
    forms = [" ".join(words)] if len(words) > 1 else []
    if not whole:
        parts = [part for word in words for part in (word, *word.split("-"))]
        forms += [
            part
            for part in parts
            if len(part) >= 3 and part[0].isupper() and part.lower() not in ROLE_WORDS
        ]
    return forms + [form.title() for form in forms if form.isupper()]


def _words(label: str) -> list[str]:
    """The words of a label, without titles and what stands in brackets ("(Guest)")."""
    words = re.sub(r"\([^)]*\)", " ", label).replace(",", " ").split()
    return [word for word in words if word.lower().rstrip(".") not in _TITLES]
