"""Proposals for the list of pseudonyms: what a corpus holds that may identify somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from alnqual.corpus.pseudonyms.capitals import Lexicon, make_lexicon
from alnqual.corpus.pseudonyms.entries import KINDS, Entry
from alnqual.corpus.pseudonyms.findings import Finding, find_all, find_modelled
from alnqual.corpus.pseudonyms.model import find_with_model, load_model
from alnqual.corpus.pseudonyms.numbering import number
from alnqual.corpus.pseudonyms.people import expand
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.resolve import resolve
from alnqual.corpus.pseudonyms.words import keys, ordinary_words

_AROUND = 24
_EXAMPLE = 60


def propose(
    documents: Mapping[str, Sequence[str]],
    *,
    entries: Iterable[Entry] = (),
    vocabulary: Iterable[str] = (),
) -> list[Entry]:
    """The entries given, counted afresh, and after them what else may identify somebody.

    Parameters
    ----------
    documents : id -> the texts of its turns, as they were read.
    entries : what is known (speakers, schools, areas) or was decided before; their decisions,
        replacements and order are kept, and what was rejected is not proposed again.
    vocabulary : words of the codebook and the glossary that are no names.

    Returns
    -------
    list of Entry
        New ones have no decision and are ordered by kind and first appearance. Forms of one name
        share a replacement; the note says why. A name found in no list has the source "guess".
    """
    texts = [text for turns in documents.values() for text in turns]
    lexicon = make_lexicon(ordinary_words(texts), vocabulary)
    given = list(entries)
    known = given + expand(given)
    findings = find_all(documents, lexicon)
    if pipeline := load_model():
        findings += find_modelled(documents, find_with_model(texts, pipeline))
    new = resolve(_unknown(findings, known, documents), known)
    counted, order = _count(documents, [*known, *new], lexicon)
    proposed = [entry for entry in counted[len(given) :] if entry.times]
    proposed = number(sorted(proposed, key=lambda entry: order[_identity(entry)]), given)
    proposed.sort(key=lambda entry: KINDS.index(entry.kind))
    return counted[: len(given)] + proposed


def _identity(entry: Entry) -> tuple[str, str]:
    return entry.original, entry.document


def _unknown(
    findings: Iterable[Finding], known: Iterable[Entry], documents: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """What no entry covers yet; of findings with the same words the first is kept."""
    covered: dict[tuple[str, ...], set[str]] = {}
    for entry in known:
        places = {entry.document} if entry.document else set(documents)
        covered.setdefault(keys(entry.original), set()).update(places)
    seen: set[tuple[tuple[str, ...], str]] = set()
    kept = []
    for finding in findings:
        words = keys(finding.original)
        scope = min(finding.documents) if finding.kind == "date-of-birth" else ""
        left = finding.documents - covered.get(words, set())
        if words and left and (words, scope) not in seen:
            seen.add((words, scope))
            finding.documents = left
            kept.append(finding)
    return kept


def _count(
    documents: Mapping[str, Sequence[str]], entries: list[Entry], lexicon: Lexicon
) -> tuple[list[Entry], dict[tuple[str, str], int]]:
    """The entries with how often and where they stand if all were accepted, and their order.

    Where an entry of the same words was given before, the later one does not count.
    """
    accepted = [
        replace(entry, decision="accept", replacement=entry.replacement or "[]")
        for entry in entries
    ]
    replacer = Replacer(accepted, ordinary=lexicon.ordinary)
    times: Counter[tuple[str, str]] = Counter()
    order: dict[tuple[str, str], int] = {}
    examples: dict[tuple[str, str], str] = {}
    for document, turns in documents.items():
        for text in turns:
            for mention in replacer(text, document).mentions:
                identity = _identity(mention.entry)
                times[identity] += 1
                if identity not in order:
                    order[identity] = len(order)
                    examples[identity] = _example(text, mention.start, mention.end)
    counted = []
    for entry in entries:
        identity = _identity(entry)
        example = entry.example or examples.get(identity, "")
        counted.append(replace(entry, times=times[identity], example=example))
    return counted, order


def _example(text: str, start: int, end: int) -> str:
    """At most sixty characters around a mention, cut between words where possible."""
    around = max(0, min(_AROUND, (_EXAMPLE - (end - start)) // 2))
    first, last = max(0, start - around), min(len(text), end + around)
    if first and (space := text.find(" ", first, start)) >= 0:
        first = space + 1
    if last < len(text) and (space := text.rfind(" ", end, last)) >= 0:
        last = space
    return " ".join(text[first:last].split())[:_EXAMPLE]
