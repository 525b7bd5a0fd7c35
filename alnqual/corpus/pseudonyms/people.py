"""Who is meant: forms of one name are gathered, so that each person has one replacement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alnqual.corpus.pseudonyms import gazetteer
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.replace import TITLES
from alnqual.corpus.pseudonyms.spelling import bare, is_misspelling
from alnqual.corpus.pseudonyms.words import key, keys
from alnqual.transcripts.roles import ROLE_WORDS


@dataclass(frozen=True, slots=True)
class _Known:
    words: tuple[str, ...]
    identity: str
    documents: frozenset[str]


AMBIGUOUS = "[name]"
_SHORTEST = 3


def expand(entries: Iterable[Entry]) -> list[Entry]:
    """What the register's people are called besides: the parts of their full names.

    Each holds for the document of the full name, as does its decision; a part that two people
    share becomes `[name]`. Only what the entries do not hold yet is returned.
    """
    entries = list(entries)
    known = {(keys(entry.original), entry.document) for entry in entries}
    found: dict[tuple[tuple[str, ...], str], Entry] = {}
    for entry in entries:
        if entry.kind != "person" or entry.source != "register" or entry.decision == "reject":
            continue
        for part in _parts(entry.original):
            identity = (keys(part), entry.document)
            if identity in known:
                continue
            earlier = found.get(identity)
            made = replace(
                entry, original=part, times=0, example="", note=f"part of a name: {entry.original}"
            )
            if earlier and earlier.replacement != entry.replacement:
                made = replace(earlier, replacement=AMBIGUOUS, note="several people have this name")
            found.setdefault(identity, made)
            if made.replacement == AMBIGUOUS:
                found[identity] = made
    return list(found.values())


def _parts(name: str) -> list[str]:
    words = [word for word in name.split() if key(word.rstrip(".")) not in TITLES]
    if len(words) < 2 and "-" not in name and len(words) == len(name.split()):
        return []
    parts = [part for word in words for part in dict.fromkeys((word, *word.split("-")))]
    return [
        part.strip(".,()")
        for part in parts
        if len(part) >= _SHORTEST and part[0].isupper() and key(part) not in ROLE_WORDS
    ]


class Identities:
    """People by the forms of their names, with what stands for each.

    Entries that are there already are added first, then what is found, longest names first, so
    that a first name alone finds the full names that it may belong to.
    """

    def __init__(self) -> None:
        self._by_word: dict[str, list[_Known]] = {}
        self._by_group: dict[int, list[_Known]] = {}
        self._by_letter: dict[str, set[str]] = {}

    def add(self, name: str, identity: str, documents: Iterable[str] = ()) -> None:
        """Remember that a name belongs to an identity; no documents is all of them."""
        known = _Known(_plain(name), identity, frozenset(documents))
        for word in {known.words[0], known.words[-1]}:
            self._by_word.setdefault(word, []).append(known)
            self._by_letter.setdefault(word[0], set()).add(word)
        for group in gazetteer.name_groups(known.words[0]):
            self._by_group.setdefault(group, []).append(known)

    def find(self, name: str, documents: Iterable[str]) -> tuple[str, str] | None:
        """The one identity that a person's name can be a form of, and why; None if several.

        The same name is the same person everywhere; of other forms, only who is named in one of
        the same documents is thought of.
        """
        words, here = _plain(name), frozenset(documents)
        for why, candidates, fits in (
            ("", self._with_word, _same),
            ("part of a name", self._with_word, _part_of),
            ("perhaps a short form", self._with_short_form, _nickname),
            ("perhaps another spelling", self._with_slip, _misspelt),
        ):
            found = {
                known.identity
                for known in candidates(words)
                if (fits is _same or not known.documents or here & known.documents)
                and fits(words, known.words)
            }
            if len(found) == 1:
                return found.pop(), why
            if found:
                return None
        return None

    def _with_word(self, words: Sequence[str]) -> Iterator[_Known]:
        for word in {words[0], words[-1]}:
            yield from self._by_word.get(word, ())

    def _with_short_form(self, words: Sequence[str]) -> Iterator[_Known]:
        for group in gazetteer.name_groups(words[0]):
            yield from self._by_group.get(group, ())

    def _with_slip(self, words: Sequence[str]) -> Iterator[_Known]:
        for word in {words[0], words[-1]}:
            for other in self._by_letter.get(word[0], ()):
                if _slip(word, other):
                    yield from self._by_word[other]
        yield from self._with_word(words)


def _plain(name: str) -> tuple[str, ...]:
    words = keys(name)
    return tuple(bare(word) for word in words if word not in TITLES) or words


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return one == other


def _part_of(one: Sequence[str], other: Sequence[str]) -> bool:
    """A first name or a surname of a full name, or the full name of what was only a part."""
    if len(one) == 1 < len(other):
        return one[0] in (other[0], other[-1])
    return len(other) == 1 < len(one) and other[0] == one[0]


def _nickname(one: Sequence[str], other: Sequence[str]) -> bool:
    alike = gazetteer.may_be_same_given_name(one[0], other[0])
    return alike and (len(one) == 1 or len(other) == 1 or one[1:] == other[1:])


def _misspelt(one: Sequence[str], other: Sequence[str]) -> bool:
    """A slip in one word; two names that are both listed are two names."""
    if len(one) == len(other):
        differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(differing) == 1 and _slip(*differing[0])
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) == 1 and any(_slip(shorter[0], word) for word in (longer[0], longer[-1]))


def _slip(one: str, other: str) -> bool:
    both = gazetteer.is_listed_person(one) and gazetteer.is_listed_person(other)
    return one != other and not both and is_misspelling(one, other)
