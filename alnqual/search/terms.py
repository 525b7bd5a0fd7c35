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


def terms(text: str) -> list[str]:
    """The words of a text in order: lower case, accents kept, English ones stemmed.

    Stop words and the words that questions are put with are left out.
    """
    unwanted = stop_words() | _ASKING
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in unwanted]


def query_terms(query: str) -> list[str]:
    """The different terms of a query; all its words where it has only unwanted ones."""
    found = terms(query) or [stem(word) for word in _WORD.findall(query.lower())]
    return list(dict.fromkeys(found))
