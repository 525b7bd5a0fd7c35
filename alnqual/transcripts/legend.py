"""What a transcript says about its labels: "I = Interviewer, P = Participant"."""

import re
from collections.abc import Iterable, Mapping, Sequence

from alnqual.transcripts.labels import Line
from alnqual.transcripts.roles import asks, holds_role_word, interviewer_labels, is_role
from alnqual.transcripts.words import clean, count_words

_TOP = 40
_MOST_ENTRIES = 12
_ANNOUNCED = re.compile(
    r"\s*(?:key|legend|labels?|speakers?|abbreviations|allwedd|siaradwyr)\s*(?:[:–-]\s*|$)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;\t|]|\s{3,}")
_ENTRY = re.compile(r"([^\W_][\w.'’ -]{0,14}?)\s*(=|:|\s[–—-])\s*(\S.{0,60})")


def read_legend(lines: Sequence[Line]) -> tuple[dict[str, str], frozenset[int]]:
    """Label -> meaning, of the lines at the top that explain labels, and the places of those lines.

    A line counts if it is announced ("Key:"), uses "=", or follows another `I: Interviewer`
    where every meaning is a role; and if a later line begins with one of its labels.
    """
    entries: dict[str, str] = {}
    places: dict[int, list[tuple[str, str]]] = {}
    roles: dict[int, list[tuple[str, str]]] = {}
    announced: int | None = None
    for place, line in enumerate(lines[:_TOP]):
        text = line.text.strip()
        if not text or len(text) > 400:
            announced = None if text else announced
            continue
        head = _ANNOUNCED.match(text)
        found, marks = _entries(text[head.end() :] if head else text)
        explains = bool(found) and all(holds_role_word(meaning) for _, meaning in found)
        if head and not text[head.end() :]:
            announced = place
        elif (
            found
            and (head or announced is not None or marks == {"="})
            and (explains or marks == {"="})
        ):
            places[place] = found
            if announced is not None:
                places[announced] = found
        elif len(found) == 1 and is_role(found[0][1]) and count_words(found[0][1]) <= 5:
            roles[place] = found
        else:
            announced = None
    if len({label for found in roles.values() for label, _ in found}) > 1:
        places |= roles
    beginnings = tuple(clean(line.text) for line in lines if line.text.strip())
    for place, found in list(places.items()):
        if not any(_begins(label, beginnings) for label, _ in found):
            del places[place]
        else:
            entries.update(found)
    return entries, frozenset(places)


def who_asks(labels: Iterable[str], legend: Mapping[str, str]) -> list[str]:
    """Those labels whose speakers ask: by the legend, else as all the labels together tell."""
    labels = frozenset(labels)
    told = {label for label in labels if label in legend}
    asking = {label for label in told if asks(legend[label])}
    return sorted(asking | (interviewer_labels(labels) - told))


def _entries(text: str) -> tuple[list[tuple[str, str]], set[str]]:
    found = []
    marks = set()
    for part in _PARTS.split(text):
        match = _ENTRY.fullmatch(part.strip().rstrip("."))
        if match:
            found.append((clean(match[1]), clean(match[3])))
            marks.add(match[2].strip())
        elif part.strip():
            return [], set()
        if len(found) > _MOST_ENTRIES:
            return [], set()
    return found, marks


def _begins(label: str, lines: Iterable[str]) -> bool:
    """Whether two lines begin with the label and no letter after it."""
    count = 0
    for line in lines:
        if line.startswith(label) and not line[len(label) : len(label) + 1].isalpha():
            count += 1
    return count > 1
