"""What the words beside a capital word say about it: person, place, school or neither."""

import re
from collections import Counter
from collections.abc import Sequence

from alnqual.corpus.pseudonyms.words import key

PERSON_BEFORE = frozenset(
    """
    son daughter husband wife partner brother sister nephew niece cousin friend mate colleague twin
    eldest youngest middle boy girl lad lass chap fella bloke baby toddler grandson granddaughter
    called named ask asked asking tell told telling thank thanks hi hello hiya dear poor little
    young sweet bless auntie aunty uncle nan nana nain taid gran grandad grandma cousin miss mister
    mrs mr ms dr sir married met phoned rang texted emailed let's sorry love pupil learner student
    mum mam dad teacher head headteacher assistant technician worker psychologist therapist nurse
    officer doctor paediatrician coordinator manager alnco senco lsa hlta declo
    mab merch gŵr ngŵr gwraig ngwraig partner brawd mrawd chwaer ffrind hogyn hogan bachgen
    enw dywedodd medd meddai gofynnodd gofynnais gofynnwch gofynna dwedodd ddudodd dudodd ddwedodd
    diolch helo annwyl anti wncwl modryb yncl cariad gyda efo gan hefo
    """.split()  # noqa: SIM905
)
WEAK_PERSON_BEFORE = frozenset(
    """
    and with for but that when if because so as like by than cos while where how what
    a ac bod fod mae roedd oedd
    """.split()  # noqa: SIM905
)
PERSON_AFTER = frozenset(
    """
    said says told tells asked asks thinks thought wants wanted knows knew went came loves loved
    hates likes liked has had did does is was isn wasn hasn hadn doesn didn couldn wouldn
    can't would
    could who and also always never got gets needs needed just started left sat stood cried laughs
    laughed smiled rang phoned emailed works worked used lives lived died born goes comes takes took
    makes made gave gives will can ddim oedd yw wedi yn sy
    """.split()  # noqa: SIM905
)
STRONG_AFTER = frozenset(
    """
    said says told tells asked asks thinks thought wants wanted knows knew went came loves loved
    hates has hasn had hadn did didn does doesn who got cried laughed smiled rang phoned
    emailed works worked lives lived died goes comes took gave just always never is was isn wasn
    runs helps teaches drives rings thinks
    """.split()  # noqa: SIM905
)
PLACE_BEFORE = frozenset(
    """
    in near over around outside beyond through towards at
    yn ym yng ger tref dref pentref bentref ardal tua dros drwy rhwng lawr fyny draw
    """.split()  # noqa: SIM905
)
WEAK_PLACE_BEFORE = frozenset("from to of into up down o i y yr r 'r".split())  # noqa: SIM905
PLACE_AFTER = frozenset(
    """
    area areas way valley direction road street estate town village city borough county council
    high hospital ward district way's end side
    """.split()  # noqa: SIM905
)
KIN = frozenset(
    """
    mum mam dad mother father parents nan gran grandad brother sister wife husband partner son
    daughter teacher family plan idp house bag coat class desk
    """.split()  # noqa: SIM905
)
CALLS = frozenset([",", ".", "?", "!"])
"""What stands right after a name that calls somebody."""
TITLES = frozenset("mr mrs ms miss dr sir syr dame cllr councillor professor prof mx".split())  # noqa: SIM905
KIN_TITLES = frozenset("auntie aunty anti uncle wncwl yncl nain taid nan nana nanny cousin".split())  # noqa: SIM905

_PLACE_SHAPE = re.compile(
    r"(?:aber|llan|pont|tre[^vnsay]|pen-?y|penr|caer|cwm|maes|bryn.|nant|rhyd|rhos-?[^yi]|"
    r"glan.|gwaun|rhiw|bro$|ynys|porth|coed|"
    r"dol[gw]|llwyn|blaen|betws|dyffryn|mynydd|tref|tal-?y|bod[eu]|gelli|waun|felin|nghwm|gwm)|"
    r"[a-z]{3,}(?:bury|wick|mouth|field|thorpe|stead|minster|bridge|pool|haven|ster|worth|"
    r"burgh|borough|shire|chester)$|"
    r"[a-z]{4,}(?:ton|ham|ford|by)$"
)
_PLACE_NOUNS = frozenset(
    """
    street road lane avenue close crescent terrace drive farm park estate valley hill bay beach
    common green square gardens grove fields village island isles river lake moor mountain forest
    bridge castle square wood woods junction side way rise view place mews
    heol stryd ffordd lôn maes rhodfa parc clos teras cilgant dyffryn afon llyn mynydd traeth
    """.split()  # noqa: SIM905
)
BUILDS_PLACES = frozenset(
    """
    pentre
    cwm glan glannau pant bryn rhos bro maes tref plas parc gwaun nant morfa pen tan ty tŷ tal caer
    porth llwyn coed cefn craig dyffryn mynydd ynys heol stryd ffordd lôn dol trem rhiw rhyd
    moel gwern gelli
    hafod hendre felin pont llys min allt penrhyn aber mount great upper lower saint st
    gwm nghwm lan fro mro faes lyn ddyffryn nyffryn dref nhref blas mhlas barc mharc fryn mryn
    """.split()  # noqa: SIM905
)
"""Words with which names of places begin: Cwm Serennog, Great Malvern."""
_DETERMINERS = frozenset(
    ["the", "a", "an", "this", "that", "another", "every", "each", "some", "no"]
)
_WELSH = re.compile(r"\b(?:yn|mae|oedd|wedi|efo|gan|gyda|dyna|ydi|ydy|yr|sy|bod|fod|nhw|hynny)\b")
_QUOTES = ('"', "“", "‘")
_AROUND = 60
_POSSESSIVE = re.compile(r"['’]s? ([^\W\d_]+)")
_ARTICLE = re.compile(r"['’](?:r|u|i)(?!\w)")
_POSSESSED = re.compile(r"['’]s?(?!\w)")


def place_shaped(words: Sequence[str]) -> bool:
    """Whether a name is built as names of places are: Llan..., ...bury, "... Road"."""
    if len(words) > 1 and (words[0] in BUILDS_PLACES or words[-1] in _PLACE_NOUNS):
        return True
    linked = bool({"y", "yr", "ar"} & set(words[1:-1]))
    return linked or bool(_PLACE_SHAPE.match(words[0]))


def is_place_noun(word: str) -> bool:
    """Whether a word names a kind of place ("Road", "Heol")."""
    return word in _PLACE_NOUNS


def votes(text: str, start: int, end: int, before: Sequence[str], after: str) -> Counter[str]:
    """What stands beside `text[start:end]`, weighed.

    Parameters
    ----------
    before : up to two words before it in its sentence, as they are compared; the nearest is last.
    after : the word after it in its sentence, as it is compared; "" is none.
    """
    found: Counter[str] = Counter()
    previous = before[-1] if before else ""
    if previous in _DETERMINERS and not (previous == "a" and _is_welsh(text, start, end)):
        named = previous == "the" and before[0] in ("call", "called", "calls")
        found["organisation" if named else "thing"] += 2
    if previous in TITLES or previous in KIN_TITLES:
        found["title"] += 1
        found["person"] += 4
    elif previous in PERSON_BEFORE:
        found["person"] += 2
    elif previous in PLACE_BEFORE:
        found["place"] += 2
    elif previous in WEAK_PLACE_BEFORE:
        found["place"] += 1
    elif previous in WEAK_PERSON_BEFORE:
        found["person"] += 1
    if text[end : end + 1] == "," and text[start - 1 : start] not in _QUOTES:
        found["comma"] += 1
    if _ARTICLE.match(text, end):
        found["thing"] += 1
    possessed = _POSSESSIVE.match(text, end)
    if possessed and key(possessed[1]) in KIN:
        found["person"] += 3
    elif possessed or _POSSESSED.match(text, end):
        found["person"] += 1
    elif after in STRONG_AFTER:
        found["person"] += 2
    elif after in PERSON_AFTER:
        found["person"] += 1
    elif after in PLACE_AFTER:
        found["place"] += 2
    if text[end : end + 1] in (".", "?", "!", ",") and text[max(0, start - 2) : start] == ", ":
        found["person"] += 1
    return found


def _is_welsh(text: str, start: int, end: int) -> bool:
    """Whether the words around are Welsh, where "a" is "and"."""
    return bool(_WELSH.search(text[max(0, start - _AROUND) : end + _AROUND]))


def says_person(text: str, end: int, after: str) -> bool:
    """Whether what follows a word that begins a sentence shows that it is somebody's name."""
    possessed = _POSSESSIVE.match(text, end)
    if possessed:
        return key(possessed[1]) in KIN
    return text[end : end + 1] == " " and after in STRONG_AFTER
