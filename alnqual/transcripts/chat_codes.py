"""CHAT's codes within an utterance -> text that reads as it was said.

Words that were said stay, also those taken back ("<I want> [//] I need"), fillers ("&-uh") and
fragments ("&+w" becomes "w-"). What somebody did stands in brackets ("&=laughs" -> "[laughs]"), as
does what could not be heard ("xxx" -> "[inaudible]"). Pauses, stress, overlap, error and
intonation marks are left out and counted; a form that is explained ("gonna [: going to]") stays as
it was said.
"""

import re
from collections import Counter

from alnqual.transcripts.words import clean

_ENDS = (
    (re.compile(r"\+\.\.\?"), "…?"),
    (re.compile(r"\+\.\.\.?"), "…"),
    (re.compile(r"\+//?\?"), " —?"),
    (re.compile(r"\+//?\."), " —"),
    (re.compile(r"\+!\?"), "?!"),
    (re.compile(r"\+\"?/?\."), "."),
)
_LINKER = re.compile(r"(?:^|(?<=\s))\+[\"^<,+≋≈]{1,2}(?=\s|$)")
_SAID = re.compile(r"\[=! ?([^\[\]]{1,200})\]")
_CODE = re.compile(r"\[(?:[^\[\]]{1,300})\]")
_EVENT = re.compile(r"&=([\w:]{1,80})")
_INTERPOSED = re.compile(r"&\*(\w{1,20})[:=]([\w']{1,80})")
_LONG = re.compile(r"&[{}][ln]=?[\w:*]{0,80}")
_FRAGMENT = re.compile(r"&\+([^\s<>\[\]]{1,80})")
_FILLER = re.compile(r"&[-~]?(?=[^\W\d_])")
_PAUSE = re.compile(r"\((?:\.{1,3}|\d{0,3}:?\d{0,4}\.\d{0,4})\)|(?:^|(?<=\s))#{1,3}(?=\s|$)")
_OMITTED = re.compile(r"(?:^|(?<=\s))0(?:[^\W\d]\w{0,40})?(?=\s|$)")
_UNHEARD = re.compile(r"(?<![\w'])(xxx?|yyy?|www)(?![\w'])")
_FORM = re.compile(r"(?<=\w)@[\w:$&+-]{1,40}")
_SHORTENED = re.compile(
    r"\(([^\W\d_]{1,20}(?:'[^\W\d_]{1,5})?)\)(?=\w)|(?<=\w)\(([^\W\d_']{1,20})\)"
)
_LENGTHENED = re.compile(r"(?<=[^\W\d_]):{1,3}(?=[^\W\d_]|\s|$)")
_COMPOUND = re.compile(r"(?<=[^\W\d_])[_+](?=[^\W\d_])")
_MARKS = re.compile("[⇗↗→↘⇘↑↓≈≋≡∙∞⌈⌉⌊⌋⁇°▁▔☺♋∆∇⁎§ˈˌ↫⁑○◉↻]")
_BEFORE_SIGN = re.compile(r" ([.,?!;…])")
_PLACEHOLDERS = re.compile("[\0\1\2]")
_UNHEARD_AS = {"x": "[inaudible]", "y": "[inaudible]", "w": "[not transcribed]"}


def readable(words: str, left_out: Counter[str]) -> str:
    """An utterance without codes; what is left out is counted in `left_out`."""
    words = _PLACEHOLDERS.sub("", words)
    words = words.replace("„", ",").replace("‡", ",").replace("“", '"').replace("”", '"')
    words = _INTERPOSED.sub(_interposed, words)
    # What was done is marked before codes go, and put in brackets after.
    words = _SAID.sub(lambda match: f"\0{match[1]}\1", words)
    words = _EVENT.sub(lambda match: f"\0{match[1].replace('_', ' ')}\1", words)
    words, codes = _CODE.subn(" ", words)
    words, long_events = _LONG.subn(" ", words)
    words, pauses = _PAUSE.subn(" ", words)
    words, omitted = _OMITTED.subn(" ", words)
    words, marks = _MARKS.subn("", words)
    for code, sign in _ENDS:
        words = code.sub(sign, words)
    words = _LINKER.sub(" ", words).replace("<", " ").replace(">", " ")
    words = _FILLER.sub("", _FRAGMENT.sub(r"\1-", words))
    words = _FORM.sub("", words)
    words = _SHORTENED.sub(lambda match: match[1] or match[2], words)
    words = _COMPOUND.sub(" ", _LENGTHENED.sub("", words))
    words = _UNHEARD.sub(lambda match: _UNHEARD_AS[match[1][0]], words)
    for count, what in (
        (codes + long_events, "code(s) in brackets left out"),
        (pauses, "mark(s) of pauses left out"),
        (omitted, "mark(s) of words not said left out"),
        (marks, "mark(s) of intonation and overlap left out"),
    ):
        if count:
            left_out[what] += count
    words = words.replace("\0", " [").replace("\1", "] ").replace("\2", ":")
    text = _BEFORE_SIGN.sub(r"\1", clean(words))
    return text if any(character.isalnum() for character in text) else ""


def _interposed(match: re.Match[str]) -> str:
    return f"\0{match[1]}\2 {match[2]}\1"
