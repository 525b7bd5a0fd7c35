"""Anchors: how a coding holds on to its words.

After the W3C Web Annotation Data Model, sections 4.2.4 (TextQuoteSelector) and 4.2.5
(TextPositionSelector): a position, the exact words, and some text before and after.
"""

from hashlib import sha256

from alnqual.errors import InputError

CONTEXT = 32
"""Code points of text kept on either side of a quote."""


def anchor(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The quote `text[start:end]`, with the prefix and suffix that stand around it."""
    return text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def locate(text: str, quote: str, *, after: str = "") -> tuple[int, int]:
    """The one span of `text` that holds `quote`.

    Parameters
    ----------
    text : canonical text of a document.
    quote : exact words.
    after : words that stand before the quote, where the quote alone occurs more than once: the
        first occurrence after them is meant.

    Raises
    ------
    InputError
        The quote is not there, or is there more than once.
    """
    first = 0
    if after:
        first = text.find(after)
        if first < 0:
            raise InputError(f"the words given in 'after' are not there: {brief(after)}")
        first += len(after)
    start = text.find(quote, first) if quote else -1
    if start < 0:
        raise InputError(f"the quote is not there: {brief(quote)}")
    if not after and text.find(quote, start + 1) >= 0:
        raise InputError(
            f"the quote occurs more than once: {brief(quote)}",
            do="Quote more words, or name the words before it in 'after'.",
        )
    return start, start + len(quote)


def coding_id(project: object, annotation: object, region: str, code: str, part: int = 0) -> str:
    """The lasting id of a coding: 12 hexadecimal digits.

    Parameters
    ----------
    project, annotation : the server's ids.
    region : the region's id within the annotation.
    code : id of the code.
    part : which turn of a region that runs over several, from 0.
    """
    parts = (str(project), str(annotation), region, code, str(part))
    return sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def brief(words: str) -> str:
    """A short locator: enough to find the place, too little to leak what was said."""
    return repr(words if len(words) <= 24 else words[:21] + "...")
