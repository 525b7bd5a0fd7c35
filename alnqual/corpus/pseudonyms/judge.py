"""What kind of name a run of capital words is, from the lists and from the corpus's evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alnqual.corpus.pseudonyms import cues, gazetteer
from alnqual.corpus.pseudonyms.capitals import Evidence, Lexicon
from alnqual.corpus.pseudonyms.spelling import NameSpelling, is_near_given_name

_ENOUGH = 2
_SPELT_SURELY = 0.5
_SPELT_PERHAPS = -0.25
_NO_NAME = re.compile(
    r"...(?:ing|tions?|ments?|ness|[^r]ity|ities|ology|ships?|isms?|ised|ally|ably|ively|"
    r"ances?|ences?|ages?|ery|orate|ators?|isory|"
    r"iaeth|aeth|wyr|iadau|ical|ists?)$"
)
_SEASONS = frozenset(["spring", "summer", "autumn", "winter", "haf", "hydref", "gwanwyn", "gaeaf"])
_MONTHS = frozenset(["april", "may", "june", "august", "mai", "medi"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a name and where that is known from: "gazetteer" or "guess"."""

    kind: str
    source: str


def judge(
    words: tuple[str, ...], evidence: Evidence, lexicon: Lexicon, spelling: NameSpelling
) -> Verdict | None:
    """Decide one run of capital words; None where it is no name, or nothing shows that it is.

    Parameters
    ----------
    words : as they are compared.
    """
    if gazetteer.place(evidence.text):
        return _judge_place(words, evidence, lexicon)
    if len(words) == 1:
        return _judge_word(words[0], evidence, lexicon, spelling)
    return _judge_words(words, evidence, lexicon)


def _judge_place(words: tuple[str, ...], evidence: Evidence, lexicon: Lexicon) -> Verdict | None:
    person, place = evidence.votes["person"], evidence.votes["place"]
    if len(words) > 1:
        return Verdict("place", "gazetteer")
    word = words[0]
    name = word in gazetteer.given_names() or word in gazetteer.surnames()
    if name and (person > place or (evidence.votes["title"] and person >= place)):
        return Verdict("person", "gazetteer")
    if word in gazetteer.ambiguous() or lexicon.plain(word):
        return Verdict("place", "gazetteer") if place > person else None
    return Verdict("place", "gazetteer")


def _judge_word(
    word: str, evidence: Evidence, lexicon: Lexicon, spelling: NameSpelling
) -> Verdict | None:
    person, place = evidence.votes["person"], evidence.votes["place"]
    given, surname = word in gazetteer.given_names(), word in gazetteer.surnames()
    doubtful = word in gazetteer.ambiguous() or lexicon.plain(word)
    if word in _MONTHS and person <= place:
        return None
    if given or surname:
        if doubtful and not _is_meant(word, evidence, lexicon):
            return None
        if surname and not given and not (evidence.inside or evidence.shown):
            return None
        return Verdict("person", "gazetteer")
    if doubtful and not evidence.votes["title"]:
        return None
    if not evidence.inside and not evidence.shown:
        enough = _SPELT_PERHAPS if evidence.votes["comma"] else _SPELT_SURELY
        near = is_near_given_name(word)
        if word.endswith("ly") or (spelling(word) < enough and not near):
            return None
    if evidence.votes["organisation"] > person + place:
        return Verdict("organisation", "guess")
    if evidence.votes["thing"] > person + place:
        return None
    if _NO_NAME.search(word) and person < _ENOUGH and not cues.place_shaped([word]):
        return None
    return Verdict(_kind([word], person, place), "guess")


def _is_meant(word: str, evidence: Evidence, lexicon: Lexicon) -> bool:
    """Whether a name that is an ordinary word too is somebody's name in this corpus."""
    person, other = evidence.votes["person"], evidence.votes["place"] + evidence.votes["thing"]
    if evidence.votes["title"]:
        return True
    if lexicon.plain(word):
        enough = 1 if evidence.inside or evidence.shown else _ENOUGH
        return word in gazetteer.given_names() and person > other and person >= enough
    if not evidence.inside and not evidence.shown:
        return False
    if word in _SEASONS or word not in gazetteer.given_names():
        return person > other
    return person >= other


def _judge_words(words: Sequence[str], evidence: Evidence, lexicon: Lexicon) -> Verdict | None:
    person, place = evidence.votes["person"], evidence.votes["place"]
    given = words[0] in gazetteer.given_names()
    surname = words[-1] in gazetteer.surnames()
    if cues.is_place_noun(words[-1]) and not (given and surname):
        return Verdict("place", "guess")
    if given and (surname or not _begins_as_place(words)):
        return Verdict("person", "gazetteer" if surname else "guess")
    if all(lexicon.plain(word) for word in words) and not (given and surname):
        return None
    if surname and (person >= place or not cues.place_shaped(words)):
        return Verdict("person", "guess")
    if evidence.text.count(" ") > 1 and not given and not surname and not cues.place_shaped(words):
        return Verdict("organisation", "guess")
    return Verdict(_kind(words, person, place), "guess")


def _begins_as_place(words: Sequence[str]) -> bool:
    return words[0] in cues.BUILDS_PLACES or cues.place_shaped(words[:1])


def _kind(words: Sequence[str], person: int, place: int) -> str:
    if cues.place_shaped(words):
        return "person" if len(words) == 1 and person > place + 3 else "place"
    return "place" if place > person else "person"
