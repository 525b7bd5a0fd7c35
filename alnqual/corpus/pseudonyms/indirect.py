"""Phrases that point to one person or school without a name: a person decides about each."""

import re
from collections.abc import Iterator

REPLACEMENT = "[detail removed]"

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪĹŁŃŇŌŐŔŘŚŞŠŢŤŪŮŰŴŶŹŻŽ"
_NOUN = (
    r"schools?|units?|bases?|colleges?|nurser(?:y|ies)|playgroups?|class(?:es)?|teachers?|"
    r"heads?|headteachers?|"
    r"pupils?|child(?:ren)?|boys?|girls?|kids?|lads?|lass|learners?|students?|famil(?:y|ies)|"
    r"parents?|mums?|mams?|dads?|"
    r"man|men|woman|women|persons?|officers?|ALNCos?|SENCos?|governors?|doctors?|nurses?|"
    r"psychologists?|"
    r"therapists?|paediatricians?|advisers?|interpreters?|signers?|user|users|one|asian|black|"
    r"muslim|deaf|blind"
)
_PLACE = (
    rf"(?:(?:the|our|this|that|my|whole of|"
    rf"all of) )*(?:[{UPPER}][\w'’-]{{1,30}}(?: [{UPPER}][\w'’-]{{1,30}}){{0,3}}|"
    rf"(?:\w{{2,15}} )?(?:county|school|village|valley|town|area|authority|region|street|"
    rf"estate|island|college|class|year|country))"
)
_ROLE = (
    r"head|headteacher|head teacher|deputy head|deputy|principal|chair of governors|governor|"
    r"ALNCo|SENCo|"
    r"manager|director|psychologist|paediatrician|school nurse|vicar|minister|priest|GP|doctor|"
    r"midwife|"
    r"caretaker|lollipop lady|postman|shopkeeper|farmer|butcher|councillor|mayor"
)
_CONDITION = (
    r"Rett|Angelman|Prader[- ]Willi|Duchenne|DiGeorge|Batten|Sturge[- ]Weber|Cornelia de Lange|"
    r"fragile X|cystic fibrosis|"
    r"tuberous sclerosis|deaf-?blind(?:ness)?|spina bifida|albinism|dwarfism|Edwards|Patau|Williams"
)
_RELATIVE = (
    r"son|daughter|boy|girl|child|brother|sister|husband|wife|grandson|granddaughter|twins|lad"
)
_WELSH_NOUN = (
    r"ysgol|uned|coleg|meithrinfa|cylch|dosbarth|athro|athrawes|pennaeth|disgybl|plentyn|"
    r"blentyn|plant|bachgen|fachgen|"
    r"hogyn|merch|ferch|hogan|teulu|deulu|rhiant|riant|mam|fam|tad|dad|dyn|ddyn|menyw|fenyw|"
    r"dynes|swyddog|nyrs|meddyg|feddyg|seicolegydd|"
    r"therapydd|un|gydlynydd|cydlynydd|berson|person|fyfyriwr|myfyriwr"
)

_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (
            rf"\b(?:[Tt]he|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|"
            rf"[Aa]n) only (?:[\w'’-]{{1,20}} ){{0,4}}?(?:{_NOUN})"
            rf"(?: [\w'’-]{{1,20}}){{0,5}}? (?:in|at|on|within|across|for) {_PLACE}",
            0,
        ),
        (
            rf"\b(?:[Tt]he |[Oo]ur |[Aa] )?(?:{_ROLE})s? (?:of|at|for|"
            rf"in) (?:[\w'’-]{{1,20}} ){{1,6}}?(?:in|at|of|yn|near) "
            rf"[{UPPER}][\w'’-]{{1,30}}(?: [{UPPER}][\w'’-]{{1,30}}){{0,2}}",
            0,
        ),
        (
            rf"\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir) (?:{_RELATIVE}) (?:is|was|were|are|"
            rf"became) the "
            r"(?:very )?(?:first|only|last|youngest|oldest)(?: [\w'’-]{1,20}){1,9}",
            0,
        ),
        (
            rf"\b(?:{_CONDITION})\b(?: [\w'’,-]{{1,20}}){{0,7}}? (?:in|from|at|near|yn|ym|yng|"
            rf"o) (?:the )?[{UPPER}][\w'’-]{{1,30}}",
            0,
        ),
        (
            rf"(?:\by|"
            rf"(?<=['’]))r unig (?:[\w'’-]{{1,20}} ){{0,2}}?(?:{_WELSH_NOUN})"
            r"(?: [\w'’-]{1,20}){0,5}? "
            r"(?:yn y|yn yr|yn|yng|ym|ar|i'r|drwy|mewn) [\w'’-]{2,30}(?: [\w'’-]{2,30}){0,1}",
            re.IGNORECASE,
        ),
        (
            r"\b(?:fy|ein|ei) (?:mab|merch|ferch|plentyn|mhlentyn|chwaer|brawd|hogyn|hogan|"
            r"ngŵr|ngwraig)(?: i| ni)? "
            r"(?:yw|ydi|ydy|oedd|oedd y|oedd yr) (?:yr? )?(?:[\w'’-]{1,20} )?(?:cyntaf|gyntaf|"
            r"unig|olaf|ieuengaf|hynaf)(?: [\w'’-]{1,20}){1,7}",
            re.IGNORECASE,
        ),
    )
)  # fmt: skip
_NEVER = re.compile(r"\bonly (?:thing|way|reason|time|problem|bit|question|difference)\b")


def find_indirect(text: str) -> Iterator[tuple[int, int]]:
    """Where a phrase may point to one person: half-open spans, in order, without overlaps."""
    if not any(hint in text for hint in _HINTS):
        return
    spans = sorted(
        match.span()
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not _NEVER.search(match[0])
    )
    done = -1
    for start, end in spans:
        if start >= done:
            yield start, end
            done = end


_HINTS = (
    " only ", "unig", " first", " last ", "est ", "cyntaf", "gyntaf", " in ", " at ", "yn ", "ym ",
    " o ",
)  # fmt: skip
