"""Which words are ordinary, and the lists that come with the package."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
"""A word or number; a letter keeps the marks that are combined with it."""

_DATA = Path(__file__).parent / "data"
_ADDRESS = re.compile(r"\S{1,80}(?:@\S|\.\w{1,20}[./])\S{0,200}|www\.\S{1,200}|https?://\S{1,200}")
_RARE = 0.05
_FEW = 3
_LONG = 4


def key(token: str) -> str:
    """A token as it is compared: composed, and without case."""
    folded = token.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def keys(text: str) -> tuple[str, ...]:
    """The tokens of a text as they are compared."""
    return tuple(TOKEN.findall(key(text)))


@cache
def listed(name: str) -> tuple[str, ...]:
    """The lines of a data file of the package, without comments and empty ones."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def listed_words(name: str) -> frozenset[str]:
    """The words of a data file that has several a line, as they are compared."""
    return frozenset(key(word) for line in listed(name) for word in line.split())


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Every word that is written in lower case, and not just by a slip.

    A text without any capital (automatic captions) says nothing about its words and is passed
    over. A word that is written in lower case in fewer than one of twenty mentions is a name that
    somebody typed in haste, and so is a listed given name that is so in a few mentions.
    """
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for text in texts:
        if text.islower():
            continue
        if "@" in text or "." in text:
            # An address is written small, whosever name it holds.
            text = _ADDRESS.sub(" ", text)
        for token, count in Counter(TOKEN.findall(text)).items():
            (small if token.islower() else large)[key(token)] += count
    words = listed_words("names_that_are_words") | listed_words("names_if_capital")
    names = listed_words("given_names") - words
    return frozenset(
        word
        for word, count in small.items()
        if count > _RARE * (count + large[word])
        and not (word in names and len(word) >= _LONG and count <= max(_FEW, large[word]))
    )
