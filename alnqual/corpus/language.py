"""Which language words are in: English, Welsh, both, or too few to tell. Offline."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from alnqual.transcripts.words import count_words

if TYPE_CHECKING:
    from lingua import LanguageDetector

MINIMUM_WORDS = 4
"""A piece with fewer words is not judged: names and greetings mislead the detector."""
MIXED_SHARE = 0.15
MIXED_WORDS = 5
"""Both languages count when the lesser has this share of the judged words, and as many words."""

_PIECES = re.compile(r"(?<=[.!?…,;:—–])\s+")
_BRACKETED = re.compile(r"\[[^\[\]]{0,80}\]")
_WITHIN = re.compile(r"(?<=[\w,;:] )[^\W\d_][\w-]+")


@lru_cache(maxsize=1)
def _detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(Language.ENGLISH, Language.WELSH).build()


def detect(texts: Iterable[str]) -> list[str]:
    """The language of each text: "en", "cy", "mixed" or "und" (undetermined).

    Each clause of four words or more votes with its words, so that speech which switches within a
    sentence is seen. With no such clause the whole text is judged, if it has four words.
    """
    return [_detect(text) for text in texts]


def combine(languages: Iterable[tuple[str, int]]) -> str:
    """The language of a document from its turns' (language, words): "en", "cy", "en+cy", "und"."""
    words: Counter[str] = Counter()
    for language, count in languages:
        for each in ("en", "cy") if language == "mixed" else (language,):
            words[each] += count
    total = words["en"] + words["cy"]
    if not total:
        return "und"
    share = words["cy"] / total
    return "en" if share < 0.1 else "cy" if share > 0.9 else "en+cy"


def _detect(text: str) -> str:
    votes: Counter[str] = Counter()
    text = _without_names(text)
    pieces = [piece for piece in _PIECES.split(text) if count_words(piece) >= MINIMUM_WORDS]
    for piece in pieces or [text]:
        count = count_words(piece)
        if count >= MINIMUM_WORDS and (language := _language(piece)):
            votes[language] += count
    if not votes:
        return "und"
    (first, _), *others = votes.most_common()
    for _, count in others:
        if count >= MIXED_WORDS and count >= MIXED_SHARE * votes.total():
            return "mixed"
    return first


def _without_names(text: str) -> str:
    """The text without bracketed notes and words capitalised within a sentence.

    They say nothing of the language around them: "I understand Aberwenydd was early" is not Welsh.
    """
    text = _BRACKETED.sub(" ", text)
    return _WITHIN.sub(lambda word: "" if word[0][0].isupper() else word[0], text)


def _language(text: str) -> str | None:
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else None
