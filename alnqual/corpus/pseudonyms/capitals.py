"""Runs of capital words that may be names, and the evidence that a corpus gives about each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from alnqual.corpus.pseudonyms import cues, gazetteer
from alnqual.corpus.pseudonyms.context import begins_sentence
from alnqual.corpus.pseudonyms.indirect import UPPER
from alnqual.corpus.pseudonyms.mutation import radicals
from alnqual.corpus.pseudonyms.words import TOKEN, key, keys

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD = rf"(?:[ODM][a-c]?['’])?[{UPPER}]{_LETTER}*(?:['’]n(?=[ -]))?(?:-{_LETTER}{{1,30}}){{0,4}}"
_PARTICLE = "ap|ab|ferch|verch|van|de|von|bin|al|y|yr|ar"
_RUN = re.compile(rf"(?<![^\W_]){_WORD}(?: (?:(?:{_PARTICLE}) ){{0,2}}{_WORD}){{0,7}}")
_PIECE = re.compile(rf"{_WORD}|(?:{_PARTICLE})(?= )")
_OF_PLACES = frozenset(["y", "yr", "ar"])
_PARTICLES = frozenset(_PARTICLE.split("|"))
# CamelCase and "PRUs"; McBride, MacLeod and O'Brien are names.
_ACRONYM = re.compile(rf"^[{UPPER}]s$|^(?!Ma?c[{UPPER}]|[OD]['’])[^-]*[^-\W'’][{UPPER}]")
# "A L N Cos", as software writes what was spelt aloud.
_SPELT_OUT = re.compile(r"[A-Z] [A-Z] $")
_SHORT = 3
_LONGEST_INITIALS = 3
_PLURALS = (("s", ""), ("es", ""), ("ies", "y"), ("au", ""), ("ion", ""), ("'s", ""))


@dataclass(slots=True)
class Evidence:
    """What a corpus shows about one name: how it is written, where, and beside what."""

    text: str
    inside: int = 0
    first: int = 0
    shown: int = 0
    documents: set[str] = field(default_factory=set)
    votes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a corpus and the package know about words, as they are compared.

    `ordinary` are words that the corpus also writes in lower case, `allowed` capital words that
    identify nobody.
    """

    ordinary: frozenset[str]
    allowed: frozenset[str]
    phrases: re.Pattern[str] | None

    def plain(self, word: str) -> bool:
        """Whether a word is one that needs more than its capital to be a name."""
        return word in self.ordinary or word in gazetteer.common_words()

    def _known(self, word: str) -> bool:
        return word in self.allowed or self.plain(word)

    def empty(self, written: str) -> bool:
        """Whether a word identifies nobody, whatever stands beside it."""
        word = key(written)
        if word in gazetteer.given_names() or word in gazetteer.surnames():
            return False
        if any(self._known(key(form)) for form in radicals(word)):
            return not cues.place_shaped([word])
        beginning, hyphen, _ = word.partition("-")
        return (
            bool(_ACRONYM.search(written))
            or bool(hyphen and _is_compound(written) and self._known(beginning))
            or any(
                word.endswith(ending)
                and len(word) - len(ending) > _SHORT
                and self._known(word[: -len(ending)] + rest)
                for ending, rest in _PLURALS
            )
        )


def _is_compound(written: str) -> bool:
    """Whether a word with hyphens is built as words are ("Welsh-domiciled"), not as names are."""
    later = written.split("-")[1:]
    return all(map(str.islower, later)) and _OF_PLACES.isdisjoint(later)


def make_lexicon(ordinary: frozenset[str], vocabulary: Iterable[str]) -> Lexicon:
    """The package's lists with a corpus's ordinary words and a study's own vocabulary."""
    own = [words for term in vocabulary if (words := keys(term))]
    allowed = gazetteer.allowed_words()
    own += [keys(phrase) for phrase in gazetteer.allowed_phrases()]
    allowed |= {words[0] for words in own if len(words) == 1}
    phrases = {words for words in own if len(words) > 1}
    joined = "|".join(
        r"[\W_]{1,3}".join(map(re.escape, phrase)) for phrase in sorted(phrases, key=_longest)
    )
    pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if phrases else None
    return Lexicon(ordinary, allowed, pattern)


def _longest(phrase: Sequence[str]) -> tuple[int, Sequence[str]]:
    return -len(phrase), phrase


def scan(
    documents: Mapping[str, Sequence[str]],
    lexicon: Lexicon,
    taken: Mapping[tuple[str, int], Sequence[tuple[int, int]]],
) -> dict[tuple[str, ...], Evidence]:
    """Every run of capital words that may be a name, by its words as they are compared.

    Parameters
    ----------
    taken : (document, turn) -> spans in which something else was found already.
    """
    found: dict[tuple[str, ...], Evidence] = {}
    for document, texts in documents.items():
        for number, text in enumerate(texts):
            if text.islower() or text.isupper():
                continue
            hidden = list(taken.get((document, number), ()))
            for start, end in _pieces(text, lexicon, hidden):
                _note(found, document, text, start, end)
    return found


def _pieces(
    text: str, lexicon: Lexicon, hidden: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    phrases_looked_for = False
    for run in _RUN.finditer(text):
        if not phrases_looked_for and lexicon.phrases and not run[0].isalpha():
            # Only texts that hold a run of several capital words can hold a phrase of them.
            hidden += [match.span() for match in lexicon.phrases.finditer(text)]
            phrases_looked_for = True
        words = [
            (match.start(), match.end())
            for match in _PIECE.finditer(text, run.start(), run.end())
            if not any(a < match.end() and match.start() < b for a, b in hidden)
        ]
        for piece in _split(text, words, lexicon):
            yield piece[0][0], piece[-1][1]


def _split(
    text: str, words: list[tuple[int, int]], lexicon: Lexicon
) -> Iterator[list[tuple[int, int]]]:
    piece: list[tuple[int, int]] = []
    for position, (start, end) in enumerate(words):
        joined = bool(piece) and text[piece[-1][1] : start] == " "
        if piece and not joined:
            yield from _trimmed(text, piece)
            piece = []
        if _belongs(text, words, position, lexicon, piece):
            piece.append((start, end))
        elif piece:
            yield from _trimmed(text, piece)
            piece = []
    if piece:
        yield from _trimmed(text, piece)


def _trimmed(text: str, piece: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Without particles at its end; parted at "y" and "ar" unless it is built as a place."""
    words = [text[start:end] for start, end in piece]
    place = cues.place_shaped([key(words[0])])
    part: list[tuple[int, int]] = []
    for span, word in zip(piece, words, strict=True):
        if word in _OF_PLACES and not place:
            if part:
                yield part
            part = []
        elif part or word not in _PARTICLES:
            part.append(span)
    while part and text[slice(*part[-1])] in _PARTICLES:
        part.pop()
    if part:
        yield part


def _belongs(
    text: str,
    words: list[tuple[int, int]],
    position: int,
    lexicon: Lexicon,
    piece: list[tuple[int, int]],
) -> bool:
    """Whether a capital word can be part of a name where it stands."""
    start, end = words[position]
    written = text[start:end]
    word = key(written)
    if written in _PARTICLES:
        return bool(piece)
    given, surname = word in gazetteer.given_names(), word in gazetteer.surnames()
    after_given = bool(piece) and _is_sure_given(key(text[slice(*piece[-1])]))
    before_surname = _next_is(text, words, position, gazetteer.surnames())
    after_title = _word_before(text, start) in cues.TITLES
    if word in lexicon.allowed:
        return (after_given and surname) or (given and before_surname)
    if word in cues.BUILDS_PLACES and _next_is_new(text, words, position, lexicon):
        return True
    if _SPELT_OUT.search(text, max(0, start - 4), start):
        return False
    if len(word) < 2 or (written.isupper() and not given and not surname):
        return False
    if lexicon.empty(written) and not written.isupper():
        return False
    if written.isupper() and len(word) <= _LONGEST_INITIALS:
        # "CAT" and "MAT": names in capitals stand in texts in capitals, or are longer.
        return False
    if cues.is_place_noun(word) and piece:
        return True
    common = word in gazetteer.common_words()
    doubtful = lexicon.plain(word) or word in gazetteer.ambiguous()
    if not doubtful:
        return True
    inside = not begins_sentence(text, start)
    if after_title or (after_given and (surname or (inside and not common))):
        return True
    if given and not common and not inside and text[end : end + 1] in cues.CALLS:
        return True
    if given or surname:
        return inside or before_surname or _says_person(text, end)
    return False


def _is_sure_given(word: str) -> bool:
    return word in gazetteer.given_names() and word not in gazetteer.common_words()


def _next_is(text: str, words: list[tuple[int, int]], position: int, names: frozenset[str]) -> bool:
    if position + 1 >= len(words) or text[words[position][1] : words[position + 1][0]] != " ":
        return False
    return key(text[slice(*words[position + 1])]) in names


def _next_is_new(text: str, words: list[tuple[int, int]], position: int, lexicon: Lexicon) -> bool:
    """Whether another capital word follows: "Cwm Serennog", but not "Bro" alone."""
    if position + 1 >= len(words) or text[words[position][1] : words[position + 1][0]] != " ":
        return False
    return key(text[slice(*words[position + 1])]) not in lexicon.allowed


def _says_person(text: str, end: int) -> bool:
    following = TOKEN.search(text, end, end + 30)
    return cues.says_person(text, end, key(following[0]) if following else "")


def _word_before(text: str, start: int) -> str:
    before = TOKEN.findall(text, max(0, start - 14), start)
    return key(before[-1]) if before else ""


def _note(
    found: dict[tuple[str, ...], Evidence], document: str, text: str, start: int, end: int
) -> None:
    name = text[start:end]
    evidence = found.setdefault(keys(name), Evidence(name))
    initial = begins_sentence(text, start)
    sentence_before = "" if initial else re.split(r"[.!?…]", text[max(0, start - 40) : start])[-1]
    before = [key(word) for word in TOKEN.findall(sentence_before)[-2:]]
    if initial and _word_before(text, start) in cues.TITLES and text[start - 2 : start] == ". ":
        before, initial = [_word_before(text, start)], False
    following = TOKEN.match(text, end + 1, end + 30) if text[end : end + 1] == " " else None
    after = key(following[0]) if following else ""
    evidence.votes += cues.votes(text, start, end, before, after)
    evidence.documents.add(document)
    if initial:
        evidence.first += 1
        if text[end : end + 1] in cues.CALLS:
            # A sentence of one word, or an address: "Thank you. Mark."
            evidence.votes["person"] += 1
        evidence.shown += cues.says_person(text, end, after)
    else:
        evidence.inside += 1
