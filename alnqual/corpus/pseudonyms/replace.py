"""Names replaced by offsets, in one pass over a text, however many there are.

Every word is looked up among the first words of all names; only where one is found is anything
compared. Where several names begin, the longest wins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from alnqual.corpus.pseudonyms import context, gazetteer, mutation
from alnqual.corpus.pseudonyms.entries import Entry, applies
from alnqual.corpus.pseudonyms.words import TOKEN, key, keys, listed_words

NAMES = ("person", "place", "school", "organisation")
"""The kinds that are written with capitals; everything else is found as it stands."""

TITLES = frozenset(
    "dr mr mrs ms miss mx prof professor cllr sir dame syr parch rev reverend sister".split()  # noqa: SIM905
)
_MUTATED = ("place", "school")
_PLAIN_WORDS = frozenset("the of and at in y yr a o i ar yn an".split())  # noqa: SIM905
_LOWER_CASE_FROM = 3
_SURE_FROM = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an entry stands in a text: half-open code points of the text before replacement."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with its names replaced; `left` counts words that may be names and were left."""

    text: str
    mentions: tuple[Mention, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Form:
    """One way in which an entry is written: its words, and what stands around and between them."""

    keys: tuple[str, ...]
    gaps: tuple[str, ...]
    lead: str
    tail: str
    entry: Entry
    mutated: bool = False


_Table = dict[str, list[_Form]]


class Replacer:
    """Replaces the entries that apply.

    Parameters
    ----------
    entries : what may be replaced; those that do not apply are passed over.
    ordinary : words that the corpus also writes in lower case, as `ordinary_words` gives them.
    """

    def __init__(self, entries: Iterable[Entry], *, ordinary: frozenset[str]) -> None:
        self._ordinary = ordinary | listed_words("names_that_are_words")
        self._entries = [entry for entry in entries if applies(entry)]
        self._shown = frozenset(entry.replacement for entry in self._entries)
        self._scopes = {entry.document for entry in self._entries}
        self._tables: dict[str, _Table] = {}

    def __call__(self, text: str, document: str = "") -> Replaced:
        """The text with names replaced; one bracket stands for "Firstname Surname"."""
        table = self._table(document)
        if not table or table.keys().isdisjoint(keys(text)):
            return Replaced(text)
        mentions, left = self._find(text, table)
        pieces, done = [], 0
        for mention in mentions:
            pieces += [text[done : mention.start], mention.entry.replacement]
            done = mention.end
        return Replaced("".join([*pieces, text[done:]]), tuple(mentions), left)

    def _table(self, document: str) -> _Table:
        if document not in self._scopes:
            document = ""
        if document not in self._tables:
            self._tables[document] = _make_table(
                [entry for entry in self._entries if entry.document in ("", document)]
            )
        return self._tables[document]

    def _find(self, text: str, table: _Table) -> tuple[list[Mention], int]:
        words = [match.span() for match in TOKEN.finditer(text)]
        hidden = _hidden(text, self._shown)
        mentions: list[Mention] = []
        left = position = 0
        while position < len(words):
            forms = table.get(key(text[slice(*words[position])]))
            form = None
            if forms and not any(a <= words[position][0] < b for a, b in hidden):
                fitting = [form for form in forms if _stands(form, text, words, position)]
                form = next(
                    (form for form in fitting if self._is_meant(form, text, words, position)), None
                )
                left += form is None and bool(fitting) and text[words[position][0]].isupper()
            if form is None:
                position += 1
                continue
            _add(mentions, text, _span(form, text, words, position), form.entry)
            position += len(form.keys)
        return mentions, left

    def _is_meant(
        self, form: _Form, text: str, words: list[tuple[int, int]], position: int
    ) -> bool:
        """Whether what is written as an entry is it, and no ordinary word."""
        if form.entry.kind not in NAMES:
            return True
        start, end = words[position][0], words[position + len(form.keys) - 1][1]
        previous = text[slice(*words[position - 1])] if position else ""
        following = _word(text, words, position + len(form.keys))
        name = " ".join(form.keys)
        ordinary = all(word in self._ordinary for word in form.keys)
        if form.mutated and not _is_mutated_here(name, ordinary, previous):
            return False
        capital = text[start].isupper()
        if len(form.keys) > 1:
            return not ordinary or _has_capitals(form, text, words, position)
        if not capital:
            hasty = len(name) >= _LOWER_CASE_FROM and not form.mutated
            return (hasty and not ordinary) or form.entry.original[:1].islower()
        if not ordinary or (form.entry.kind == "person" and key(previous) in TITLES):
            return True
        present = form.entry.source == "register" and bool(form.entry.document)
        return context.is_name_here(
            text, start, end, previous=previous, following=following, present=present
        )


def _make_table(entries: list[Entry]) -> _Table:
    chosen: dict[tuple[str, ...], _Form] = {}
    # An entry of one document goes before one of all, and a name as it is before a mutated one.
    for entry in sorted(entries, key=lambda entry: not entry.document):
        for form in _forms(entry):
            identity = (form.lead, *form.keys, form.tail)
            if identity not in chosen or (chosen[identity].mutated and not form.mutated):
                chosen[identity] = form
    table: _Table = {}
    for form in chosen.values():
        table.setdefault(form.keys[0], []).append(form)
    for forms in table.values():
        forms.sort(key=lambda form: (-len(form.entry.original), form.mutated, form.keys))
    return table


def _forms(entry: Entry) -> list[_Form]:
    names = [entry.original]
    if entry.kind in _MUTATED and (
        mutation.looks_welsh(entry.original) or gazetteer.is_welsh_place(entry.original)
    ):
        names += mutation.mutated(entry.original)
    return [
        form
        for position, name in enumerate(names)
        if (form := _form(name, entry, mutated=position > 0))
    ]


def _form(name: str, entry: Entry, *, mutated: bool) -> _Form | None:
    spans = [match.span() for match in TOKEN.finditer(name)]
    if not spans:
        return None
    gaps = tuple(_gap(name[end:start]) for (_, end), (start, _) in pairwise(spans))
    found = tuple(key(name[start:end]) for start, end in spans)
    return _Form(found, gaps, name[: spans[0][0]], name[spans[-1][1] :], entry, mutated)


def _gap(between: str) -> str:
    """What parts two words, so that "Penybont ar Ogwr" and "Pen-y-bont" compare."""
    plain = between.replace("’", "'").replace("‑", "-")
    return " " if not plain.strip(" \t\n\r\xa0-") else plain.strip()


def _stands(form: _Form, text: str, words: list[tuple[int, int]], position: int) -> bool:
    last = position + len(form.keys) - 1
    if last >= len(words):
        return False
    start, end = words[position][0], words[last][1]
    if not text.startswith(form.tail, end) or not text.endswith(form.lead, 0, start):
        return False
    return all(
        key(text[slice(*words[position + k])]) == form.keys[k]
        and _gap(text[words[position + k - 1][1] : words[position + k][0]]) == form.gaps[k - 1]
        for k in range(1, len(form.keys))
    )


def _is_mutated_here(name: str, ordinary: bool, previous: str) -> bool:
    if mutation.is_nasal(name) or (len(name) >= _SURE_FROM and not ordinary):
        return True
    return key(previous) in mutation.TRIGGERS and previous != "I"


def _has_capitals(form: _Form, text: str, words: list[tuple[int, int]], position: int) -> bool:
    written = [
        words[position + k][0] for k, word in enumerate(form.keys) if word not in _PLAIN_WORDS
    ]
    return all(text[start].isupper() or text[start].isdecimal() for start in written)


def _span(form: _Form, text: str, words: list[tuple[int, int]], position: int) -> tuple[int, int]:
    """A mention with what belongs to it: signs around a number, a title before a person."""
    start = words[position][0] - len(form.lead)
    end = words[position + len(form.keys) - 1][1] + len(form.tail)
    if form.entry.kind == "person" and position:
        before, until = words[position - 1]
        title = text[before:until]
        if key(title) in TITLES and text[until:start] in (" ", ". ", "\xa0"):
            sure = title[0].isupper() or key(title) not in ("miss", "sister")
            start = before if sure else start
    return start, end


def _add(mentions: list[Mention], text: str, span: tuple[int, int], entry: Entry) -> None:
    start, end = span
    if mentions and mentions[-1].entry.replacement == entry.replacement:
        last = mentions[-1]
        if text[last.end : start] in (" ", "-") and entry.kind in NAMES:
            mentions[-1] = Mention(last.start, end, last.entry)
            return
    if mentions and start < mentions[-1].end:
        start = mentions[-1].end
    mentions.append(Mention(start, end, entry))


def _word(text: str, words: list[tuple[int, int]], position: int) -> str:
    return text[slice(*words[position])] if position < len(words) else ""


def _hidden(text: str, shown: frozenset[str]) -> list[tuple[int, int]]:
    """Where replacements already stand, so that replacing twice changes nothing."""
    found = re.finditer(r"\[[^\[\]\n]{1,80}\]", text) if "[" in text else ()
    return [match.span() for match in found if match[0] in shown]
