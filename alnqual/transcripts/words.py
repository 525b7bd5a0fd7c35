"""How words are written and counted in every text of a study."""

import re
import unicodedata

# Zero-width space, word joiner, byte order mark and soft hyphen are invisible leftovers of
# editors. The zero-width joiner stays: it holds emoji together.
_REMOVED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def clean(text: str) -> str:
    """Text as it stands in a turn: NFC, single spaces, no line breaks, nothing invisible.

    Any white space, no-break spaces included, becomes one space: what looks alike then is alike
    when it is searched or quoted. Lone surrogates (of broken JSON) become U+FFFD.
    """
    plain = text.replace("\n", " ")
    # Nothing printable is invisible, broken or an odd space: most text needs no second look.
    if plain.isprintable() and "  " not in plain and unicodedata.is_normalized("NFC", plain):
        return plain.strip()
    text = _SURROGATE.sub("\ufffd", _REMOVED.sub("", text))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def count_words(text: str) -> int:
    """The number of words: runs of letters or digits, with apostrophes inside."""
    return len(_WORD.findall(text))
