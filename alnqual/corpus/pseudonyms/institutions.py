"""Schools, colleges, centres and surgeries by the shape of their names, English and Welsh."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alnqual.corpus.pseudonyms.indirect import UPPER
from alnqual.corpus.pseudonyms.words import key

_NAME = rf"[{UPPER}](?:[^\W\d_]|['’](?=[^\W\d_]))*(?:-[^\W\d_]{{1,20}}){{0,4}}"
_LINK = r"(?:y|yr|ar|of|a'r|o'r|dan|ger)"
_NAMES = rf"{_NAME}(?: (?:{_LINK} ){{0,2}}{_NAME}){{0,3}}"
_TYPES = (
    r"(?:[Gg]ynradd|[Uu]wchradd|[Gg]yfun|[Gg]ymraeg|[Gg]ymunedol|[Gg]ymuned|[Ff]eithrin|"
    r"[Aa]rbennig|[Bb]abanod|[Ii]au|"
    r"[Ii]euenctid|[Gg]atholig|[Nn]aturiol|[Pp]reswyl)"
)
_SCHOOL_END = (
    r"(?:(?:(?:C(?:hurch)? ?in ?W(?:ales)?|Church in Wales|CiW|RC|Catholic|Roman Catholic|"
    r"Community|community|Welsh|VA|Church|High|Junior|Infants?|Primary|Secondary) ){0,3}"
    r"(?:(?:[Pp]rimary|[Hh]igh|[Cc]omprehensive|[Ss]econdary|[Ii]nfants?'?|[Jj]uniors?'?|"
    r"[Nn]ursery|[Ss]pecial|[Ss]tudio|[Gg]rammar)(?: [Ss]chool)?|[Cc]omp|[Pp]rep|[Ss]chool|"
    r"Academy|College|PRU|Playgroup|playgroup|Pre-?school))"
)
_CENTRE_END = (
    r"(?:House|Medical Centre|Health Centre|Children'?s Centre|Family Centre|Resource Centre|"
    r"Centre|Surgery|Hospital|Clinic|"
    r"Hospice|Unit|Lodge|Practice|Leisure Centre|Community Hall|Chapel|medical centre|"
    r"health centre|surgery|hospital|clinic)"
)
_PATTERNS = (
    (
        "school",
        re.compile(
            rf"\b(?:Ysgol|Coleg|Goleg|Ngholeg|Choleg|Meithrinfa|Feithrinfa|Cylch Meithrin|"
            rf"Gylch Meithrin|Cylch Ti a Fi|PRU)"
            rf"(?: {_TYPES}){{0,3}} ((?:(?:y|yr) )?{_NAMES})"
        ),
    ),
    (
        "organisation",
        re.compile(
            rf"\b(?:Canolfan|Ganolfan|Chanolfan|Nghanolfan|Meddygfa|Feddygfa|Ysbyty|Capel|"
            rf"Gapel|Plas|Cartref|Gartref|Hafan|Uned)"
            rf" ((?:(?:y|yr) )?{_NAMES})"
        ),
    ),
    ("school", re.compile(rf"\b(St\.? {_NAME}(?:['’]s)?)(?:['’]s)? {_SCHOOL_END}\b")),
    ("school", re.compile(rf"\b({_NAMES}(?:['’]s)?) {_SCHOOL_END}\b")),
    ("organisation", re.compile(rf"\b({_NAMES}(?:['’]s)?) {_CENTRE_END}\b")),
    ("school", re.compile(rf"\b(S(?:t|aint)\.? {_NAME}['’]s)(?!\w)")),
)
_HINT = re.compile(
    r"Ysgol|ol[el]g|eithrin|Cylch|PRU|anolfan|eddygfa|Ysbyty|[CG]apel|Plas|artref|Hafan|Uned|"
    r"St\.? [A-Z]|Saint|[Ss]chool|"
    r"[Pp]rimary|[Cc]omp|[Ii]nfant|[Jj]unior|[Nn]ursery|[Hh]igh|Academy|[Pp]layg|Pre-?s|House|"
    r"[Cc]entre|[Ss]urgery|[Hh]osp|[Cc]linic|Unit|"
    r"Lodge|Practice|Hall|Chapel|[Ss]econdary|[Ss]pecial|[Pp]rep"
)


@dataclass(frozen=True, slots=True)
class Institution:
    """A name of a school or other house, where it stands, and its own part ("Bryn Hafod")."""

    start: int
    end: int
    kind: str
    core: str


def find_institutions(text: str, empty: frozenset[str]) -> Iterator[Institution]:
    """Names of schools and other houses in a text, in order and without overlaps.

    Parameters
    ----------
    empty : words, as they are compared, that make no name ("Welsh primary school").
    """
    if not _HINT.search(text):
        return
    found: list[Institution] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            institution = _trimmed(match, kind, empty)
            if institution and all(
                institution.end <= other.start or other.end <= institution.start for other in found
            ):
                found.append(institution)
    yield from sorted(found, key=lambda institution: institution.start)


def _trimmed(match: re.Match[str], kind: str, empty: frozenset[str]) -> Institution | None:
    """Without words before the name that are part of the sentence ("At Bryn Hafod Primary")."""
    start, core_start = match.start(), match.start(1)
    core = match[1]
    leads = start == core_start
    while core:
        first, _, rest = core.partition(" ")
        if key(first).removesuffix("'s").removesuffix("’s") not in empty and first[0].isupper():
            break
        if not leads and first in ("y", "yr") and rest:
            core = rest
            continue
        if not leads:
            # "Ysgol Gymraeg", "Coleg Prifysgol": the word that follows makes no name of it.
            return None
        start += len(first) + 1
        core = rest
    if not core:
        return None
    end = match.end()
    if not leads and re.search(r"['’]s$", core):
        core, end = core[:-2], end - 2
    return Institution(start, end, kind, core)
