"""The first letters of Welsh names as grammar changes them: Caerdydd, Gaerdydd, Nghaerdydd.

After P. W. Thomas, Gramadeg y Gymraeg (1996), on soft, nasal and aspirate mutation. Names of
places mutate in speech and print; people's given names hardly ever do today.
"""

import re
from functools import lru_cache

_MUTATIONS = {
    "ll": ("l",),
    "rh": ("r",),
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "c": ("g", "ngh", "ch"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "g": ("", "ng"),
    "m": ("f",),
}
_UNMUTATED = ("ph", "th", "ch", "dd", "ff", "ng")
_RADICALS: dict[str, tuple[str, ...]] = {
    "ngh": ("c",), "mh": ("p",), "nh": ("t",), "ng": ("g",), "ph": ("p",), "th": ("t",),
    "ch": ("c",), "dd": ("d",), "b": ("p",), "d": ("t",), "g": ("c",), "f": ("b", "m"),
    "l": ("ll",), "r": ("rh",), "m": ("b",), "n": ("d",),
}  # fmt: skip
_NASAL = ("ngh", "mh", "nh", "ng")

TRIGGERS = frozenset(
    """
    i o yn ym yng 'n n a â gan am ar at dan dros drwy trwy heb hyd wrth tua neu y yr 'r r dy ei
    eu fy gyda na no efo rhwng mewn hen prif holl
    """.split()  # noqa: SIM905
)
"""Words, in lower case, after which a Welsh name may be mutated."""

_BEGINNINGS = (
    "aber|allt|bed|bet|blaen|bod|bont|bro|bryn|cae|capel|carn|cast|cefn|ceri|cil|clun|coed|craig|"
    "croes|crug|cwm|cyn|din|dol|dyffryn|eglwys|ffynnon|gar|gell|glan|glyn|gors|groes|gwaun|gwern|"
    "heol|llan|llwyn|llys|llech|mach|maen|maes|mart|merthyr|min|moel|mynydd|nant|neuadd|pant|pen|"
    "plas|pont|porth|pwll|rhaea?dr|rhiw|rhos|rhyd|sarn|tal|tan|ton|tre|trw|tudw|ty|waun|wern|ynys"
)
_BEGINS = re.compile(_BEGINNINGS)
_LETTERS = re.compile(
    r"ŵ|ŷ|â|ê|î|ô|û|dd|ll(?=[aeiouwy])|^rh|rth|yn[^eg]|yf|yd|wy|wg|wl|wm|wr|wn|aea|eir|aen|iau|ydd"
)
_FOREIGN = re.compile(
    r"[kqvxz]|ck|oo|ee|sh|[^l]ley$|[^l]ton$|ham$|field|ford$|wood|ough|ight|borough"
)


@lru_cache(maxsize=20_000)
def looks_welsh(name: str) -> bool:
    """Whether a name's first word is spelt as Welsh names are, so that it may be mutated."""
    word = re.split(r"[\s-]", name.casefold(), maxsplit=1)[0]
    if _FOREIGN.search(word):
        return False
    return bool(_BEGINS.match(word) or _LETTERS.search(word))


@lru_cache(maxsize=20_000)
def mutated(name: str) -> tuple[str, ...]:
    """The mutated forms of a name, of its first letters only; none where none is possible."""
    folded = name.casefold()
    if folded.startswith(_UNMUTATED):
        return ()
    for radical, changes in _MUTATIONS.items():
        if folded.startswith(radical):
            rest = name[len(radical) :]
            return tuple(_cased(change, rest) for change in changes if change or len(rest) > 3)
    return ()


@lru_cache(maxsize=20_000)
def radicals(form: str) -> tuple[str, ...]:
    """What a form may be a mutation of, itself not counted; a lost g is among them."""
    folded = form.casefold()
    found = []
    for change, originals in _RADICALS.items():
        if folded.startswith(change):
            found += [_cased(original, form[len(change) :]) for original in originals]
            if len(change) > 1:
                break
    if not found or folded.startswith(("l", "r")):
        found.append(_cased("g", form))
    return tuple(found)


def is_nasal(form: str) -> bool:
    """Whether a form begins as only a nasal mutation does (Nghaerdydd, Mhontypridd)."""
    return form.casefold().startswith(_NASAL)


def _cased(beginning: str, rest: str) -> str:
    if not beginning:
        return rest[:1].upper() + rest[1:]
    return beginning[:1].upper() + beginning[1:] + rest[:1].lower() + rest[1:]
