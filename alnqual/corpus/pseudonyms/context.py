"""Whether a capital word is a name here, or an ordinary word: "Will said", "Will you"."""

import re

from alnqual.corpus.pseudonyms.words import key

_BEGINS_AFTER = frozenset(".!?…:—–])([\"“”‘'-")
_MONTHS = frozenset("may april june august mai mehefin medi awst ebrill mawrth".split())  # noqa: SIM905
_BEFORE_A_MONTH = frozenset(
    """
    in since by until till last next this early late mid of during from to every each before after
    mis ers tan cyn wedi fis yn ym o i am ar
    """.split()  # noqa: SIM905
)
_PERSON_DOES = frozenset(
    """
    said says told tells asked asks has had did does thinks thought wants wanted went came comes
    goes works worked lives lived knows knew got gets made makes who and who's isn wasn hasn didn
    doesn loves loved hates likes liked never always also just started left needs needed ddim
    """.split()  # noqa: SIM905
)
_PERSON_IS = frozenset("is was would could should might".split())  # noqa: SIM905
_VERBS = frozenset(
    "will may mark rob grant sue bill chase drew skip pat stew wade don".split()  # noqa: SIM905
)
_SAID_ALONE = frozenset("hope faith joy grace patience love will may bless".split())  # noqa: SIM905
_POSSESSIVE = re.compile(r"['’]s(?!\w)")


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence, or a quotation, may begin at `start`."""
    before = text[max(0, start - 4) : start].rstrip()
    return not before or before[-1] in _BEGINS_AFTER or "\n" in text[max(0, start - 2) : start]


def is_name_here(
    text: str, start: int, end: int, *, previous: str, following: str, present: bool = False
) -> bool:
    """Decide one mention of a name that is also an ordinary word, written with a capital.

    Parameters
    ----------
    previous, following : the words beside it in this text, as they are written; "" is none.
    present : whether somebody of that name speaks in the document.
    """
    word = key(text[start:end])
    if word in _MONTHS and (key(previous) in _BEFORE_A_MONTH or (previous + following).isdecimal()):
        return False
    shouted = text[start:end].isupper() and (following.isupper() or previous.isupper())
    if not shouted and not begins_sentence(text, start):
        return True
    if _POSSESSIVE.match(text, end) or text[end : end + 1] == ",":
        return True
    if text[end : end + 1] in ("", ".", "?", "!") and not shouted:
        # A sentence of one word calls somebody: "Thank you. Dawn."
        return word not in _SAID_ALONE and word not in _MONTHS
    if text[end : end + 1] in ("'", "’"):
        return False
    after = key(following) if text[end : end + 1] == " " else ""
    is_somebody = word in _VERBS or (present and word not in _SAID_ALONE)
    return after in _PERSON_DOES or (after in _PERSON_IS and is_somebody)
