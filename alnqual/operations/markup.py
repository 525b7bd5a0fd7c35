"""The text of HTML and XML as it is read, however tags cut it up.

Tags are told by their brackets alone: nothing is resolved, fetched or built up, and what is
malformed still gives its text.
"""

import html
import re
from collections.abc import Iterator

JOINED = " (joined)"
"""Marks the place of a text that was read with nothing where tags were."""

_TAG = re.compile(r"<([^<>]*)>")
_NAME = re.compile(r"/?(?:[\w.-]{1,40}:)?([\w.-]{1,60})")
_VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'")

_WITHIN_A_LINE = frozenset(
    """
    a abbr b bdi bdo big cite code del delText dfn em font fldSimple hyperlink i ins instrText kbd
    mark moveFrom moveTo pPr q r rPr rt ruby s samp sdt sdtContent sdtPr smartTag small span strike
    strong sub sup t time tt u var wbr
    """.split()  # noqa: SIM905
)
"""Elements of HTML, Word, Excel and OpenDocument that part no words."""
_ALWAYS_BREAKS = frozenset(["br", "cr", "tab", "line-break", "hr", "p", "td", "tr", "th", "li"])


def looks_like_markup(text: str) -> bool:
    """Whether a text is HTML or XML, by how it begins or by a closing tag in it."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") or "</" in text


def readings(text: str) -> Iterator[tuple[str, str]]:
    """What a reader may take out of a marked-up text, as (what it is, text).

    The text with lines where elements end that stand apart; the text with nothing where a tag was,
    for words that tags part; and what stands in the tags: attributes and comments.
    """
    lines: list[str] = []
    joined: list[str] = []
    inside: list[str] = []
    done = 0
    for tag in _TAG.finditer(text):
        piece = text[done : tag.start()]
        lines.append(piece)
        joined.append(piece)
        done = tag.end()
        if _parts(tag[1]):
            lines.append("\n")
        if "=" in tag[1]:
            inside += [value for pair in _VALUE.findall(tag[1]) for value in pair if value]
        elif tag[1].startswith("!--"):
            inside.append(tag[1])
    rest = text[done:]
    yield "text", html.unescape("".join([*lines, rest]))
    yield "joined", html.unescape("".join([*joined, rest]))
    if inside:
        yield "attributes", html.unescape("\n".join(inside))


def _parts(tag: str) -> bool:
    """Whether a tag parts what stands before it from what stands behind it."""
    named = _NAME.match(tag)
    name = named[1] if named else ""
    if name.lower() in _ALWAYS_BREAKS:
        return True
    return name not in _WITHIN_A_LINE and name.lower() not in _WITHIN_A_LINE and tag[-1:] != "/"
