"""Fixed words of every report, and text that every format can hold."""

import re

SYNTHETIC_NOTICE = (
    "This is a demonstration.",
    "Its people, places, opinions and figures are invented, and nothing in it is evidence about "
    "any real system.",
)
FIXED_DATE = (2000, 1, 1)
"""The date that files carry: the same content is the same bytes, whenever it is written."""

STANCES_SHOWN = ("barrier", "mixed", "facilitator")
STANCE_COLOURS = {
    "barrier": "#a8401b",
    "mixed": "#8a6a00",
    "facilitator": "#16707d",
    "none": "#7b848e",
}
"""Each at least 3:1 against white (WCAG 2.2, 1.4.11); report.css has the same."""

AGREEMENT_NOTE = (
    "“Marks” adds up the coders’ decisions to use the code; “by all coders” counts units on which "
    "everybody who judged the unit used it. “Seconded” is how often one coder’s mark was shared by "
    "the other of a pair. “Prevalence” is the share of judgements that gave the code, “bias” how "
    "far two coders’ shares lie apart: both lower or raise kappa for the same disagreements."
)

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Text with what XML 1.0 (section 2.2) cannot hold replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def capital(text: str) -> str:
    """Text with its first letter in upper case; names further on keep theirs."""
    return text[:1].upper() + text[1:]


def share(number: float) -> str:
    """A share as a percentage, with a decimal where it is small."""
    return f"{100 * number:.1f}%" if number < 0.1 else f"{100 * number:.0f}%"


def decimal(number: float) -> str:
    """Two decimals; never "-0.00"."""
    return f"{round(number, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")
