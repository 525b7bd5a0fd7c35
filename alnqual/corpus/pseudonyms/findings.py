"""Everything in a corpus that may identify somebody, before it gets a replacement."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from alnqual.corpus.pseudonyms import cues, gazetteer, mutation
from alnqual.corpus.pseudonyms.capitals import Lexicon, scan
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.indirect import find_indirect
from alnqual.corpus.pseudonyms.institutions import find_institutions
from alnqual.corpus.pseudonyms.judge import judge
from alnqual.corpus.pseudonyms.patterns import find_patterns
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.spelling import NameSpelling, is_near_given_name
from alnqual.corpus.pseudonyms.words import TOKEN, key, keys

Texts = Mapping[str, Sequence[str]]
Taken = dict[tuple[str, int], list[tuple[int, int]]]


@dataclass(slots=True)
class Finding:
    """A name, number or phrase; `core` is what a school or house is called for short."""

    original: str
    kind: str
    source: str
    documents: set[str] = field(default_factory=set)
    core: str = ""


def find_all(documents: Texts, lexicon: Lexicon) -> list[Finding]:
    """What the patterns, the lists and the guesses find; one finding a form of a name."""
    taken: Taken = {}
    found: dict[tuple[tuple[str, ...], str], Finding] = {}
    for stage in (_shapes, _institutions, _listed_places):
        for finding, document in stage(documents, lexicon, taken):
            scoped = document if finding.kind == "date-of-birth" else ""
            kept = found.setdefault((keys(finding.original), scoped), finding)
            kept.documents.add(document)
    findings = list(found.values()) + _names(documents, lexicon, taken)
    return findings + _uncased(documents, lexicon) + _indirect(documents)


def _turns(documents: Texts) -> Iterator[tuple[str, int, str]]:
    for document, texts in documents.items():
        for number, text in enumerate(texts):
            yield document, number, text


def _shapes(documents: Texts, lexicon: Lexicon, taken: Taken) -> Iterator[tuple[Finding, str]]:
    for document, number, text in _turns(documents):
        for start, end, kind in find_patterns(text):
            taken.setdefault((document, number), []).append((start, end))
            yield Finding(text[start:end], kind, "pattern"), document


def _institutions(
    documents: Texts, lexicon: Lexicon, taken: Taken
) -> Iterator[tuple[Finding, str]]:
    empty = lexicon.allowed | gazetteer.common_words()
    for document, number, text in _turns(documents):
        for found in find_institutions(text, empty):
            name = text[found.start : found.end]
            if lexicon.phrases and lexicon.phrases.search(name):
                continue
            if gazetteer.place(found.core) and found.kind == "organisation":
                # "Morriston Hospital": the place alone is replaced.
                continue
            taken.setdefault((document, number), []).append((found.start, found.end))
            yield Finding(name, found.kind, "guess", core=found.core), document


def _listed_places(
    documents: Texts, lexicon: Lexicon, taken: Taken
) -> Iterator[tuple[Finding, str]]:
    places = [
        Entry(name, "place", f"[{usual}]", "accept")
        for name, usual in gazetteer.places().items()
        if len(words := keys(name)) > 1 or not _may_be_other(words[0], lexicon)
    ]
    replacer = Replacer(places, ordinary=lexicon.ordinary)
    for document, number, text in _turns(documents):
        spans = taken.setdefault((document, number), [])
        for mention in replacer(text).mentions:
            if text[mention.end : mention.end + 1] == "-" or text[: mention.start].endswith("-"):
                # Part of a longer name: Llanfihangel-y-Pennant.
                continue
            if all(mention.end <= a or b <= mention.start for a, b in spans):
                spans.append((mention.start, mention.end))
                yield Finding(mention.entry.original, "place", "gazetteer"), document


def _may_be_other(word: str, lexicon: Lexicon) -> bool:
    return (
        word in gazetteer.given_names()
        or word in gazetteer.surnames()
        or word in gazetteer.ambiguous()
        or lexicon.plain(word)
        or word in lexicon.allowed
    )


def _names(documents: Texts, lexicon: Lexicon, taken: Taken) -> list[Finding]:
    evidence = scan(documents, lexicon, taken)
    spelling = NameSpelling(lexicon.ordinary)
    findings = []
    for words, shown in evidence.items():
        verdict = judge(words, shown, lexicon, spelling)
        if verdict:
            original = shown.text if verdict.kind == "person" else _radical(shown.text)
            findings.append(Finding(original, verdict.kind, verdict.source, set(shown.documents)))
    parts = {
        part
        for finding in findings
        if finding.kind == "person" and len(words := keys(finding.original)) > 1
        for part in (words[0], words[-1])
    }
    for finding in findings:
        # "Vikki" beside "Vikki Howells" is she, whatever stands before it.
        words = keys(finding.original)
        alone = finding.source == "guess" and len(words) == 1 and finding.kind == "place"
        near = words[0] in parts or is_near_given_name(words[0])
        if alone and near and not cues.place_shaped(words):
            finding.kind = "person"
    return _without_mutations(findings)


def _radical(name: str) -> str:
    """A place as it is called when nothing mutates it, where its letters tell."""
    originals = mutation.radicals(name)
    if mutation.is_nasal(name) and len(originals) == 1:
        return originals[0]
    if cues.place_shaped([key(name)]):
        return name
    plain = (
        form
        for form in originals
        if gazetteer.is_welsh_place(form) or cues.place_shaped([key(form)])
    )
    return next(plain, name)


def _without_mutations(findings: list[Finding]) -> list[Finding]:
    """Places whose plain form was found too are that form, mutated."""
    plain = {keys(finding.original): finding for finding in findings if finding.kind == "place"}
    kept = []
    for finding in findings:
        base = None
        if finding.kind == "place":
            forms = (keys(form) for form in mutation.radicals(finding.original))
            base = next((plain[form] for form in forms if form in plain), None)
        if base is None or base is finding:
            kept.append(finding)
        else:
            base.documents |= finding.documents
    return kept


def _uncased(documents: Texts, lexicon: Lexicon) -> list[Finding]:
    """Listed names without a capital of their own.

    In texts all in small letters or all in capitals the lists and a title have to do; elsewhere a
    name in small letters needs a word beside it that shows a person ("my daughter bethan").
    """
    found: dict[tuple[str, ...], Finding] = {}
    for document, _, text in _turns(documents):
        even = text.islower() or text.isupper()
        words = [key(word) for word in TOKEN.findall(text)] if even else TOKEN.findall(text)
        if not even and gazetteer.given_names().isdisjoint(words):
            continue
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
            if _is_lower_name(word, before, lexicon) and (
                even or before in cues.PERSON_BEFORE or after in cues.STRONG_AFTER
            ):
                name = Finding(word.title(), "person", "gazetteer")
                found.setdefault((word,), name).documents.add(document)
    return list(found.values())


def _is_lower_name(word: str, before: str, lexicon: Lexicon) -> bool:
    if len(word) < 3 or not word.isalpha() or not word.islower():
        return False
    if word in lexicon.allowed or lexicon.plain(word) or word in gazetteer.ambiguous():
        return False
    if before in cues.TITLES - {"miss", "sir"}:
        return True
    after_given = before in gazetteer.given_names() and before not in gazetteer.ambiguous()
    return word in gazetteer.given_names() or (after_given and word in gazetteer.surnames())


def _indirect(documents: Texts) -> list[Finding]:
    found: dict[str, Finding] = {}
    for document, _, text in _turns(documents):
        for start, end in find_indirect(text):
            phrase = Finding(text[start:end], "indirect", "guess")
            found.setdefault(text[start:end], phrase).documents.add(document)
    return list(found.values())


def find_modelled(documents: Texts, names: Iterable[list[tuple[str, str]]]) -> list[Finding]:
    """What a model found: `names` holds each turn's names and kinds, in the turns' order."""
    found: dict[tuple[str, ...], Finding] = {}
    for (document, _, _), turn in zip(_turns(documents), names, strict=True):
        for name, kind in turn:
            if words := keys(name):
                found.setdefault(words, Finding(name, kind, "model")).documents.add(document)
    return list(found.values())
