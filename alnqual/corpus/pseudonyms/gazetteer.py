"""The lists of places and of people's names that come with the package, and what they say."""

from functools import cache

from alnqual.corpus.pseudonyms.words import key, keys, listed, listed_words

_ARTICLES = frozenset(["y", "yr"])
_PHRASES = ":phrases"


@cache
def places() -> dict[str, str]:
    """Every listed place, in English and in Welsh -> the name that stands for both."""
    found: dict[str, str] = {}
    for line in (*listed("places"), *listed("english_places")):
        english, _, welsh = line.removeprefix("en:").partition("=")
        for name in filter(None, map(str.strip, english.split(","))):
            found.setdefault(name, found.get(name, name))
            if welsh:
                for form in _with_and_without_article(welsh.strip()):
                    found.setdefault(form, found[name])
    return found


@cache
def _welsh_places() -> frozenset[tuple[str, ...]]:
    names = []
    for line in (*listed("places"), *listed("english_places")):
        english, _, welsh = line.partition("=")
        if not line.startswith("en:"):
            names += [welsh] if welsh else english.split(",")
    return frozenset(keys(form) for name in names for form in _with_and_without_article(name))


@cache
def _place_keys() -> dict[tuple[str, ...], str]:
    return {keys(name): usual for name, usual in places().items()}


def is_welsh_place(name: str) -> bool:
    """Whether a place is listed under this name in Welsh, so that it mutates."""
    return keys(name) in _welsh_places()


def place(name: str) -> str | None:
    """The usual name of a listed place, or None."""
    return _place_keys().get(keys(name))


@cache
def given_names() -> frozenset[str]:
    """Given names, as words are compared."""
    lines = listed("given_names")
    return frozenset(key(name) for line in lines for name in line.removeprefix("=").split())


@cache
def surnames() -> frozenset[str]:
    """Surnames, as words are compared."""
    return listed_words("surnames")


@cache
def ambiguous() -> frozenset[str]:
    """Names that are ordinary words too; their context decides."""
    return listed_words("names_that_are_words")


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(listed("given_names")):
        if line.startswith("="):
            for name in line.removeprefix("=").split():
                found.setdefault(key(name), set()).add(number)
    return {name: frozenset(groups) for name, groups in found.items()}


def name_groups(name: str) -> frozenset[int]:
    """The numbers of the lists of forms in which a given name stands."""
    return _groups().get(key(name), frozenset())


def is_listed_person(word: str) -> bool:
    """Whether a word, as it is compared, is a listed given name or surname."""
    return word in given_names() or word in surnames()


def may_be_same_given_name(one: str, other: str) -> bool:
    """Whether two given names can be forms of one (Gaz and Gareth, Siân and Sian)."""
    return bool(name_groups(one) & name_groups(other))


def _with_and_without_article(name: str) -> tuple[str, ...]:
    """ "Y Rhyl" is also said without its article, as in "i'r Rhyl"."""
    name = name.strip()
    first, _, rest = name.partition(" ")
    if key(first) in _ARTICLES and rest and key(rest) not in ambiguous():
        return (name, rest)
    return (name,)


@cache
def common_words() -> frozenset[str]:
    """Words whose capital says nothing where a sentence begins."""
    return listed_words("common_words")


@cache
def allowed_words() -> frozenset[str]:
    """Capital words that identify nobody."""
    lines = listed("allowed")
    words = lines[: lines.index(_PHRASES)]
    return frozenset(key(word) for line in words for word in line.split())


@cache
def allowed_phrases() -> tuple[str, ...]:
    """Capital phrases that identify nobody."""
    lines = listed("allowed")
    return lines[lines.index(_PHRASES) + 1 :]
