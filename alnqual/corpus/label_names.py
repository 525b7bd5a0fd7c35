"""The names of people in a label: "Morris, Siân (Guest)", "Siân's iPad", "sian.morris"."""

import re
import unicodedata

from alnqual.corpus.pseudonyms.gazetteer import common_words, given_names, is_listed_person
from alnqual.corpus.pseudonyms.words import key
from alnqual.transcripts.labels import LINKING
from alnqual.transcripts.roles import ORGANISATION_WORDS, ROLE_WORDS, is_role

_TITLES = frozenset(["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "cllr"])
_DEVICES = frozenset(
    """
    iphone ipad ipod imac macbook mac galaxy samsung huawei pixel android laptop tablet phone mobile
    desktop pc chromebook
    """.split()  # noqa: SIM905
)
_GENERIC = frozenset(
    """
    person voice boy girl man woman older younger friend caller user guest case study focus dyad
    room breakout table site web zoom teams mic microphone track channel device session interview
    external unverified presenter organiser organizer me you she he they her him them
    """.split()  # noqa: SIM905
)
"""In lower case; what people call those whom they do not name, or add in brackets."""
_ASIDE = re.compile(r"[(\[]([^()\[\]]{0,60})[)\]]|[\"“]([^\"“”]{0,60})[\"”]")
_WITHIN = re.compile(r"_|(?<=[^\W_]{2})\.(?=[^\W_]{2})")
_POSSESSIVE = re.compile(r"['’]s$")
_NUMBERED = re.compile(r"(\D+)\d+")
_LONG = 3
_FEW = 3


def names_in(label: str, *, whole: bool = False) -> list[str]:
    """The names in a label, none where it is a role ("Tad") or an id ("S014").

    The whole name, if it has several words, and unless `whole` each of its capitalised words of
    three letters or more; a shorter one ("Jo") where it is all or a listed given name. Numbers
    and devices ("iPhone 12") are left out. A label all in capitals or all in small letters is
    written as names are.
    """
    head, comma, tail = _WITHIN.sub(" ", _ASIDE.sub(" ", label)).partition(",")
    surname, rest = _words(head), _words(tail.replace(",", " "))
    words = [*surname, *rest]
    if not words or is_role(" ".join(words)) or not _may_name(label, words):
        return []
    inverted = bool(comma) and 0 < len(rest) <= _FEW and not any(map(_is_post, rest))
    full = [*rest, *surname] if inverted else surname if comma and len(surname) > 1 else words
    forms = [" ".join(full)] if len(full) > 1 else []
    if inverted and surname:
        forms.append(f"{' '.join(surname)}, {' '.join(rest)}")
    if not whole:
        parts = [part for word in words for part in (word, *word.split("-"))]
        alone = len(words) == 1
        forms += [part for part in parts if _is_part(part, alone=alone)] + _nicknames(label)
    return list(dict.fromkeys(form.title() if form.isupper() else form for form in forms))


def without_accents(name: str) -> str:
    """A name as people type it in haste: Siân -> Sian."""
    letters = unicodedata.normalize("NFD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain)


def _words(text: str) -> list[str]:
    """The words of a part of a label, without titles, numbers and devices."""
    words = [word.strip("‘’'") for word in text.split()]
    small = text.islower()
    words = [_capitalised(word) for word in words] if small else words
    kept: list[str] = []
    for word in words:
        numbered = _NUMBERED.fullmatch(word)
        stem = numbered[1] if numbered else word
        if stem.casefold() in _DEVICES:
            if kept:
                break
        elif word.lower().rstrip(".") in _TITLES or not stem:
            continue
        elif not any(map(str.isdigit, word)):
            kept.append(_POSSESSIVE.sub("", word))
        elif numbered and is_listed_person(key(stem)):
            kept.append(stem)
    return kept


def _capitalised(word: str) -> str:
    if word in LINKING:
        return word
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _may_name(label: str, words: list[str]) -> bool:
    """Whether words of a label in which a number stands, or all small, are a name.

    "Case Study 3" and "older boy" are none, though they name no role.
    """
    if not any(map(str.isdigit, label)) and not label.islower():
        return True
    return any(
        is_listed_person(key(word))
        or (
            len(word) >= _LONG
            and not word.isupper()
            and word[0].isupper()
            and not _is_general(word)
        )
        for word in words
    )


def _is_part(part: str, *, alone: bool) -> bool:
    """Whether a word of a label stands for the person by itself."""
    if not part[:1].isupper() or part.lower() in ROLE_WORDS or part.lower() in LINKING:
        return False
    if len(part) >= _LONG:
        return True
    return len(part) > 1 and part[1:].islower() and (alone or key(part) in given_names())


def _nicknames(label: str) -> list[str]:
    """What stands in brackets or quotation marks, if it is a name: "Siân (Ken) Jones"."""
    found = []
    for aside in _ASIDE.finditer(label):
        words = (aside[1] or aside[2] or "").replace(",", " ").split()
        within = bool(label[: aside.start()].strip()) and bool(label[aside.end() :].strip())
        if not any(map(_is_post, words)):
            found += [
                word
                for word in words
                if _is_part(word, alone=False)
                and (key(word) in given_names() or (within and not _is_general(word)))
            ]
    return found


def _is_general(word: str) -> bool:
    return _is_post(word) or key(word) in _GENERIC or key(word) in common_words()


def _is_post(word: str) -> bool:
    return word.casefold() in ROLE_WORDS or word.casefold() in ORGANISATION_WORDS
