"""Text to search terms."""

import re

from alnqual.embedding.english import stem, stop_words

_WORD = re.compile(r"\w+")
_ASKING = frozenset(
    str.split("""
according did discuss discussed discussing discussion meeting mention mentioned opinion
does opinions said say says summarise summarize summary talk talked think thinks thought
""")
)
"""What people ask with ("what did they say about ...") rather than for."""
_WELSH = frozenset(
    str.split("""
ac ag yr yn yw ydy ydi ydyn ydw dw dwi rydw rydym mae maen oes oedd roedd sydd sy bydd fydd byddai
fyddai bod fod wedi gan gyda efo hefo heb trwy drwy wrth rhwng dros ond neu nid nad nac fy dy ein
eich nhw chi fi mi ti hwn hyn hynny hwnnw honno yma yna yno hefyd felly os mai pwy sut iddo iddi
iddyn ohono ohoni ohonyn arno arni arnyn
""")
)
"""Welsh words that carry no subject, but for those that mean something in English (FE, EU, pan)."""


def terms(text: str) -> list[str]:
    """The words of a text in order: lower case, accents kept, English ones stemmed.

    Stop words, single letters (the s of "Ann's") and the words that questions are put with are
    left out.
    """
    return [term for term, _ in spoken_terms(text)]


def spoken_terms(text: str) -> list[tuple[str, str]]:
    """The terms of a text, each with the word as it stands there."""
    unwanted = stop_words() | _ASKING | _WELSH
    return [
        (stem(word.lower()), word)
        for word in _WORD.findall(text)
        if word.lower() not in unwanted and not (len(word) == 1 and word.isalpha())
    ]


def query_terms(query: str) -> dict[str, str]:
    """The different terms of a query, in order, each with the word as it first stands there."""
    first: dict[str, str] = {}
    for term, word in spoken_terms(query):
        first.setdefault(term, word)
    return first
