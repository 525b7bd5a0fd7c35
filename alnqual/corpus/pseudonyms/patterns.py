"""What identifies by its shape: addresses, numbers, and dates of birth.

Check digits of NHS numbers: NHS Data Model and Dictionary, "NHS Number" (modulus 11). Unique pupil
numbers: Department for Education, "Unique pupil numbers" (a letter and twelve digits). Every
pattern is bounded, so that no text takes long.
"""

import re
from collections.abc import Iterator

from alnqual.corpus.pseudonyms.dates import DATE

Found = tuple[int, int, str]
"""Start, end (code points) and kind."""

_EMAIL = re.compile(
    r"(?<![\w@])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|"
    r"\b\w{1,30}(?: dot \w{1,30}){0,3} at \w{1,30}(?: dot \w{1,20}){0,2} dot "
    r"(?:com|org|net|uk|wales|cymru)\b",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"\bhttps?://[^\s<>\"“”]{3,300}|\bwww\.[^\s<>\"“”]{3,300}|"
    r"(?<![\w@.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\."
    r"(?:co\.uk|org\.uk|gov\.uk|sch\.uk|ac\.uk|com|org|net|cymru|wales)\b(?:/[^\s<>\"“”]{0,200})?|"
    r"\bwww dot \w{1,30}(?: dot \w{1,20}){1,4}|"
    r"(?<![\w@./])@(?=[\w.]{0,30}[^\W\d])\w[\w.]{1,30}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w+])(?:\+ ?44|00 ?44|\(?0)(?:[ ().\u2013\xa0-]{0,3}\d){8,11}(?![\w])")
_LOCAL_PHONE = re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}(?![\w-])|(?<![\w-])\d{5}[ -]\d{6}(?![\w-])")
_NEAR_PHONE = re.compile(
    r"\b(?:phone|mobile|ring|rang|call|text|telephone|landline|ffôn|ffonio|ffonia|ffoniwch|symudol|"
    r"my number|her number|his number|our number|number is)\b[^.?!]{0,30}$",
    re.IGNORECASE,
)
_DIGIT = (
    "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|sero|dim|un|dau|dwy|tri|tair|"
    "pedwar|pedair|pump|chwech|chwe|saith|wyth|naw"
)
_DIGIT_WORD = rf"(?:(?:double|treble|triple|dwbl) )?(?:{_DIGIT}|\d)"
_SPOKEN_PHONE = re.compile(
    rf"\b(?:zero|oh|o|nought|sero|dim|0)(?:[ ,.\u2013-]{{1,3}}{_DIGIT_WORD}){{8,10}}\b",
    re.IGNORECASE,
)
# ZZ99 is the health service's postcode for who has none.
_AREAS = frozenset(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC
    EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS
    LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP
    SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ
    """.split()  # noqa: SIM905
)
_POSTCODE = re.compile(r"(?<!\w)([A-Z]{1,2})\d[A-Z\d]?[ \xa0]?\d[A-Z]{2}(?!\w)", re.IGNORECASE)
_NHS = re.compile(r"(?<![\w+-])\d{3}[ \xa0-]?\d{3}[ \xa0-]?\d{4}(?![\w-])")
_NEAR_NHS = re.compile(
    r"\b(?:NHS|GIG)(?:'s)? (?:number|no)\b|\brhif (?:y )?(?:NHS|GIG)\b", re.IGNORECASE
)
_UPN = re.compile(r"(?<!\w)[A-HJ-NP-RT-Z](?:[ -]?\d){11}[ -]?[\dA-Z](?!\w)", re.IGNORECASE)
_NEAR_PUPIL = re.compile(
    r"\b(?:pupil|learner|student|unique pupil|candidate) (?:number|no|id|reference)\b|\bUPN\b|"
    r"\brhif (?:y )?(?:disgybl|dysgwr|myfyriwr)\b|\brhif unigryw\b",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(r"(?<!\w)[A-Z]{0,2}\d(?:[ -]?\d){3,12}[A-Z]?(?!\w)", re.IGNORECASE)
_NEAR_BIRTH = re.compile(
    r"\b(?:born|birth|birthday|dob|d\.o\.b|geni|eni|ganed|ganwyd|ben-?blwydd|pen-?blwydd|"
    r"phen-?blwydd)\b",
    re.IGNORECASE,
)
_NEAR_AGE = re.compile(
    r"\b(?:he|she|they)(?:['’]s|['’]ll be| is| was| will be| turned| turns)"
    r"(?: just| only| nearly| almost)? (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen)\b|"
    r"\byears? old\b|\b(?:ml)?wydd oed\b",
    re.IGNORECASE,
)
_WITH_YEAR = re.compile(r"\d{4}")
_TRAILING = ".,;:!?)'\"’”"
_REACH = 60


def find_patterns(text: str) -> list[Found]:
    """What identifies by its shape in a text, in order and without overlaps.

    What was found by a surer pattern (an address before a number, a check digit before a phone)
    hides what overlaps it.
    """
    found: list[Found] = []
    for start, end, kind in _all(text):
        if all(end <= a or b <= start for a, b, _ in found):
            found.append((start, end, kind))
    return sorted(found)


def _all(text: str) -> Iterator[Found]:
    folded = text.casefold()
    if "@" in text or " dot " in folded:
        yield from _spans(_EMAIL, text, "e-mail")
    if "." in text or "@" in text or " dot " in folded:
        for start, end, kind in _spans(_WEB, text, "web-address"):
            yield start, start + len(text[start:end].rstrip(_TRAILING)), kind
    if any(map(str.isdecimal, text)):
        yield from _numbers(text)
    yield from _births(text)
    yield from _spans(_SPOKEN_PHONE, text, "phone")


def _numbers(text: str) -> Iterator[Found]:
    yield from _spans(_UPN, text, "pupil-number")
    yield from _after(_ANY_NUMBER, _NEAR_PUPIL, text, "pupil-number")
    for start, end, kind in _spans(_NHS, text, "nhs-number"):
        digits = _digits(text[start:end])
        if _near(_NEAR_NHS, text, start, end) or (digits[0] != "0" and is_nhs_number(digits)):
            yield start, end, kind
    yield from _after(_ANY_NUMBER, _NEAR_NHS, text, "nhs-number")
    for match in _PHONE.finditer(text):
        if _is_phone(_digits(match[0])):
            yield *match.span(), "phone"
    for match in _LOCAL_PHONE.finditer(text):
        if _NEAR_PHONE.search(text, max(0, match.start() - _REACH), match.start()):
            yield *match.span(), "phone"
    for match in _POSTCODE.finditer(text):
        if match[1].upper() in _AREAS and (match[0].isupper() or match[0].islower()):
            yield *match.span(), "postcode"


def _births(text: str) -> Iterator[Found]:
    if not _NEAR_BIRTH.search(text) and not _NEAR_AGE.search(text):
        return
    for match in DATE.finditer(text):
        start, end = match.span()
        whole = _WITH_YEAR.search(match[0]) is not None
        if _near(_NEAR_BIRTH, text, start, end) or (whole and _near(_NEAR_AGE, text, start, end)):
            yield start, end, "date-of-birth"


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits hold a valid check digit (modulus 11)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * (10 - k) for k, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10


def _is_phone(digits: str) -> bool:
    for prefix in ("0044", "44"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    return len(digits) in (10, 11) and digits[:2] in ("01", "02", "03", "07", "08")


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _spans(pattern: re.Pattern[str], text: str, kind: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield *match.span(), kind


def _near(cue: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether a cue stands shortly before, or just after in the same sentence."""
    after = re.split(r"[.?!]", text[end : end + _REACH // 2], maxsplit=1)[0]
    return bool(cue.search(text[max(0, start - _REACH) : start]) or cue.search(after))


def _after(pattern: re.Pattern[str], cue: re.Pattern[str], text: str, kind: str) -> Iterator[Found]:
    """The first number shortly after a cue ("her pupil number is 20314")."""
    for near in cue.finditer(text):
        match = pattern.search(text, near.end(), near.end() + _REACH // 2)
        if match:
            yield *match.span(), kind
