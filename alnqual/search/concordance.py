"""Every place where a word or phrase stands, in line with its context (KWIC)."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from alnqual.codebook.glossary import Term
from alnqual.embedding.english import stem
from alnqual.search.welsh import radicals

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"\w+(?:['’]\w+)*")
COLUMNS = ["turn", "document", "position", "speaker", "left", "found", "right", "start", "end"]


def concordance(
    turns: "pd.DataFrame", phrase: str, *, glossary: Iterable[Term] = (), width: int = 60
) -> "pd.DataFrame":
    """Every occurrence of a phrase in some turns.

    Words match whatever their case; in English by their stem (Snowball), elsewhere also whatever
    initial mutation they have (`radicals`). A term of the glossary, or its abbreviation, finds all
    that the glossary has for it in both languages.

    Parameters
    ----------
    turns : rows of the table "turns".
    width : characters of context on each side, cut at a word.

    Returns
    -------
    DataFrame
        Columns COLUMNS, a row an occurrence, in the order of the turns; `start` and `end` are
        code points of the turn's text, half-open. Empty where nothing is found.
    """
    import pandas as pd

    phrases = _alternatives(phrase, glossary)
    rows = [
        {name: turn[name] for name in ("turn", "document", "position", "speaker")}
        | {
            "left": _cut(turn["text"][:start], width, end=True),
            "found": turn["text"][start:end],
            "right": _cut(turn["text"][end:], width),
            "start": start,
            "end": end,
        }
        for turn in turns.to_dict("records")
        for start, end in places(turn["text"], phrases, welsh=turn["language"] != "en")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _alternatives(phrase: str, glossary: Iterable[Term]) -> list[list[str]]:
    """The words of the phrase, and of all that the glossary has for it."""
    asked = words(phrase)
    found = [asked]
    for term in glossary:
        forms = (term.term_en, term.term_cy, term.abbreviation_en, term.abbreviation_cy)
        named = [words(form) for form in forms if form]
        if any(_same_words(asked, name, welsh=True) for name in named):
            found += [name for name in named if name not in found]
    return [phrase for phrase in found if phrase]


def places(text: str, phrases: Sequence[Sequence[str]], *, welsh: bool) -> list[tuple[int, int]]:
    """Where any of the phrases stands, from left to right; of overlapping ones the longest.

    Parameters
    ----------
    phrases : words in lower case, as `words` gives them.
    welsh : whether they match whatever their mutation.
    """
    spans = [match.span() for match in _WORD.finditer(text)]
    spoken = words(text)
    found, at = [], 0
    while at < len(spans):
        lengths = [
            len(phrase)
            for phrase in phrases
            if _same_words(phrase, spoken[at : at + len(phrase)], welsh=welsh)
        ]
        if lengths:
            found.append((spans[at][0], spans[at + max(lengths) - 1][1]))
        at += max(lengths, default=1)
    return found


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def _same_words(one: Sequence[str], two: Sequence[str], *, welsh: bool) -> bool:
    return len(one) == len(two) and all(
        a == b or stem(a) == stem(b) or (welsh and not radicals(a).isdisjoint(radicals(b)))
        for a, b in zip(one, two, strict=True)
    )


def _cut(text: str, width: int, *, end: bool = False) -> str:
    """The beginning of a text, or its end, of so many characters at most, in one line."""
    text = re.sub(r"\s+", " ", text)
    if len(text) <= width:
        return text
    if end:
        return "…" + text[-width:].partition(" ")[2]
    return text[:width].rpartition(" ")[0] + "…"
