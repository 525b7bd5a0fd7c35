"""Findings to entries: which forms belong together, and to an entry that is known."""

from collections.abc import Iterable, Iterator, Sequence

from alnqual.corpus.pseudonyms import gazetteer
from alnqual.corpus.pseudonyms.entries import Entry
from alnqual.corpus.pseudonyms.findings import Finding
from alnqual.corpus.pseudonyms.institutions import find_institutions
from alnqual.corpus.pseudonyms.numbering import FIXED, UNNUMBERED
from alnqual.corpus.pseudonyms.people import AMBIGUOUS, Identities
from alnqual.corpus.pseudonyms.spelling import is_misspelling
from alnqual.corpus.pseudonyms.words import key, keys

_LONG = 6


def resolve(findings: Sequence[Finding], known: Iterable[Entry]) -> list[Entry]:
    """Entries for findings; forms of one name have the same, provisional, replacement.

    Parameters
    ----------
    findings : none of them covered by `known`.
    known : entries that are there already; what belongs to one takes its replacement.
    """
    known = [entry for entry in known if entry.decision != "reject" and entry.replacement]
    made = [
        Entry(
            finding.original,
            finding.kind,
            FIXED[finding.kind],
            source=finding.source,
            document=min(finding.documents) if finding.kind == "date-of-birth" else "",
        )
        for finding in findings
        if finding.kind in FIXED
    ]
    made += _people([f for f in findings if f.kind == "person"], known)
    return [*made, *_places([f for f in findings if f.kind not in (*FIXED, "person")], known)]


def _people(findings: Sequence[Finding], known: Iterable[Entry]) -> Iterator[Entry]:
    everywhere = Identities()
    scoped: dict[str, Identities] = {}
    for entry in known:
        if entry.kind != "person" or entry.replacement == AMBIGUOUS:
            continue
        target = scoped.setdefault(entry.document, Identities()) if entry.document else everywhere
        target.add(entry.original, entry.replacement)
    every = {document for finding in findings for document in finding.documents}
    for finding in sorted(findings, key=_longest_first):
        left = set(finding.documents)
        for document in sorted(left & scoped.keys()):
            if match := scoped[document].find(finding.original, ()):
                left.discard(document)
                yield _entry(finding, match, document)
        if not left:
            continue
        match = everywhere.find(finding.original, left)
        elsewhere = None if match else everywhere.find(finding.original, every)
        note = f"perhaps {elsewhere[0]}, of another document" if elsewhere else ""
        match = match or (f"{UNNUMBERED}{finding.original}", note)
        everywhere.add(finding.original, match[0], left)
        yield _entry(finding, match, "")


def _longest_first(finding: Finding) -> tuple[int, bool, int, str]:
    words = keys(finding.original)
    unlisted = words[0] not in gazetteer.given_names()
    return -len(words), unlisted, -len(finding.original), finding.original


def _entry(finding: Finding, match: tuple[str, str], document: str) -> Entry:
    replacement, why = match
    return Entry(
        finding.original,
        finding.kind,
        replacement,
        document=document,
        source=finding.source,
        note=why,
    )


def _places(findings: Sequence[Finding], known: Iterable[Entry]) -> Iterator[Entry]:
    """Places and houses: one replacement for both languages, short names and slips."""
    identities: dict[tuple[str, ...], tuple[str, str]] = {}
    for entry in known:
        if entry.kind in ("place", "school", "organisation"):
            identities[_plain(entry.original)] = (entry.replacement, entry.kind)
            for found in find_institutions(entry.original, frozenset()):
                identities.setdefault(_plain(found.core), (entry.replacement, entry.kind))
            if usual := gazetteer.place(entry.original):
                identities.setdefault(_plain(usual), (entry.replacement, entry.kind))
    for finding in sorted(findings, key=lambda finding: (not finding.core, -len(finding.original))):
        names = [finding.original, finding.core, gazetteer.place(finding.original) or ""]
        if finding.core and gazetteer.place(finding.core):
            # "Bangor High School" is a school in Bangor, not Bangor.
            names = [finding.original]
        forms = [_plain(name) for name in names if name]
        match, why = _match(forms, finding, identities)
        kind = finding.kind
        if match is None:
            match = (f"{UNNUMBERED}{finding.kind} {forms[-1]}", finding.kind)
        elif kind == "place":
            kind = match[1]
        for form in forms:
            identities.setdefault(form, match)
        yield Entry(finding.original, kind, match[0], source=finding.source, note=why)


def _match(
    forms: Sequence[tuple[str, ...]],
    finding: Finding,
    identities: dict[tuple[str, ...], tuple[str, str]],
) -> tuple[tuple[str, str] | None, str]:
    for form in forms:
        if form in identities:
            return identities[form], "" if form == forms[0] else "another form of a name"
    if finding.source != "guess":
        return None, ""
    name = " ".join(forms[0])
    for form, match in identities.items():
        if len(name) >= _LONG and is_misspelling(name, " ".join(form)):
            return match, "perhaps another spelling"
    return None, ""


def _plain(name: str) -> tuple[str, ...]:
    return tuple(key(word) for word in keys(name) if word not in ("y", "yr"))
