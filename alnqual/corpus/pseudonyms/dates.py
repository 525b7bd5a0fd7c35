"""Dates as they are written and said, in English and in Welsh."""

import re

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr|"
    "fawrth|fai|fehefin|orffennaf|fedi|dachwedd|ragfyr"
)
_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINALS = (
    f"twenty[ -](?:{_ONES})|thirty[ -]first|{_ONES}|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
_WELSH_ORDINALS = (
    "(?:cyntaf|ail|trydydd|pedwerydd|pumed|chweched|seithfed|wythfed|nawfed|degfed|unfed|deuddegfed|"
    "deunawfed|ugeinfed|pymthegfed)(?: ar (?:ddeg|bymtheg|hugain)| ar bymtheg ar hugain)?"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th|af|ail|ydd|ed|fed|eg)?|{_ORDINALS}|{_WELSH_ORDINALS})"
_TENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_DIGITS = "one|two|three|four|five|six|seven|eight|nine"
_TWO_DIGITS = (
    rf"(?:oh[ -](?:{_DIGITS})|twenty(?:[ -](?:{_DIGITS}))?|(?:thirty|forty|fifty|sixty|seventy|"
    rf"eighty|ninety)(?:[ -](?:{_DIGITS}))?|{_TENS}|{_DIGITS})"
)
_YEAR = (
    rf"(?:(?:19|20)\d\d|['’]\d\d|two thousand(?:(?: and)? {_TWO_DIGITS})?|"
    rf"(?:nineteen|twenty)[ -]{_TWO_DIGITS}|"
    r"(?:dwy fil|mil naw)(?: [^\W\d_]{1,10}){1,4})"
)
_NUMERIC = r"\d{4}-\d{2}-\d{2}|\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:\d{4}|\d{2})"

DATE = re.compile(
    rf"(?<!\w)(?:{_NUMERIC}|"
    rf"{_DAY} (?:of |o )?(?:{_MONTHS})(?:,? (?:in )?{_YEAR})?|"
    rf"(?:{_MONTHS}) (?:the )?{_DAY}(?:,? {_YEAR})?|"
    rf"(?:{_MONTHS}),? {_YEAR})(?!\w)",
    re.IGNORECASE,
)
"""A day with its month, a month with its year, or all three; in digits or in words."""
