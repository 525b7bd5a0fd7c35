"""One form for words that were escaped, composed and spaced in different ways.

A phrase is looked for in text that may be JSON, HTML, CSV, a database page or a Word file. Both are
brought to the same form first; it is for comparing, never for showing.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

_ESCAPED = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([nrtbf/\"'\\]))"
)
_SHORT = {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": "\n"}
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_MOST_LAYERS = 3


def unescape(text: str) -> str:
    """Text without the escapes of JSON and HTML, also where one lies in the other."""
    for _ in range(_MOST_LAYERS):
        plain = _unescape_once(text)
        if plain == text:
            break
        text = plain
    return text


def _unescape_once(text: str) -> str:
    if "\\" in text:
        text = _join_surrogates(_ESCAPED.sub(_character, text))
    return html.unescape(text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if not digits:
        return _SHORT.get(match[4], match[4])
    number = int(digits, 16)
    return chr(number) if number < 0x110000 else " "


def _join_surrogates(text: str) -> str:
    """JSON writes an emoji as two escapes, which together are one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def spelt(text: str) -> str:
    """Text in NFC, lower case, without what is invisible, for comparing."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", unescape(text))).casefold()


def words(text: str) -> list[str]:
    """The words of a text in the form for comparing; punctuation and quotes do not count."""
    return _WORD.findall(spelt(text))


def phrase(text: str) -> str:
    """The words with single spaces, one at each end, so that `in` finds whole words."""
    return f" {' '.join(words(text))} "


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a plain text in the form for comparing, with its span of code points.

    The text is not unescaped: spans are those of `text` itself.
    """
    for match in _WORD_WITH_MARKS.finditer(text):
        start, end = match.span()
        for word in _WORD.findall(
            _INVISIBLE.sub("", unicodedata.normalize("NFC", match[0])).casefold()
        ):
            yield word, start, end


_WORD_WITH_MARKS = re.compile("(?:[^\\W_][\u0300-\u036f\u00ad\u200b\u2060\ufeff]*)+")
