"""Pages that give each contribution twice, as spoken and translated: which copy to leave out.

Two kinds of pages are known: those that name the copies in their classes (the Senedd's Record:
`verbatim` and `translation`), and those that mark neighbours with different languages (`lang`).
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from alnqual.transcripts.words import clean, count_words

if TYPE_CHECKING:
    from lxml.etree import _Element

_ORIGINAL = re.compile(r"verbatim|original|gwreiddiol", re.IGNORECASE)
_TRANSLATED = re.compile(r"translat|interpret|cyfieith", re.IGNORECASE)
_NEAR = 4
_BESIDE = 2
_WHOLE_PAGES = frozenset(["html", "body", "main"])


def translations(root: "_Element") -> set["_Element"]:
    """The elements that say again, in another language, what stands beside them.

    Of two copies told apart only by their language the first is taken for the original.
    """
    return {*_by_class(root), *_by_language(root)}


def _by_class(root: "_Element") -> Iterator["_Element"]:
    """Translations that have an original close by; without one they are all there is."""
    kinds: dict[_Element, bool] = {}
    for element in root.iter("{*}*"):
        classes = element.get("class", "")
        translated = bool(_TRANSLATED.search(classes))
        if not translated and not _ORIGINAL.search(classes):
            continue
        inside = any(kinds.get(around) is translated for around in _ancestors(element))
        if not inside and _words(element):
            kinds[element] = translated
    marked = list(kinds.items())
    if marked and marked[0][1]:
        marked.reverse()
    within = Counter(around for element, _ in marked for around in _ancestors(element))
    original: _Element | None = None
    for element, translated in marked:
        if not translated:
            original = element
        elif original is not None and _is_copy(original, element, within):
            yield element
            original = None


def _is_copy(one: "_Element", other: "_Element", within: Counter["_Element"]) -> bool:
    """Whether two elements are neighbours, or the only two copies in what holds both."""
    around = _ancestors(other)
    if one in around or other in _ancestors(one):
        return False
    if one.getparent() is other.getparent():
        return one in _siblings(other)
    holds = next((each for each in _ancestors(one) if each in around), None)
    return holds is not None and within[holds] == 2


def _ancestors(element: "_Element") -> list["_Element"]:
    return list(islice(element.iterancestors(), _NEAR))


def _siblings(element: "_Element") -> list["_Element"]:
    before = islice(element.itersiblings(preceding=True), _BESIDE)
    return [*before, *islice(element.itersiblings(), _BESIDE)]


def _by_language(root: "_Element") -> Iterator["_Element"]:
    for parent in root.iter("{*}*"):
        spoken = [(child, lang) for child in parent if (lang := _language(child))]
        if len({lang for _, lang in spoken}) < 2:
            continue
        pair = len(spoken) == 2 and parent.tag not in _WHOLE_PAGES
        others = sum(count_words(_words(child)) for child in parent if not _language(child))
        before: tuple[_Element, str] | None = None
        for child, lang in spoken:
            if before is not None and before[1] != lang and _same(before[0], child, pair, others):
                yield child
                before = None
            else:
                before = (child, lang)


def _same(first: "_Element", second: "_Element", pair: bool, others: int) -> bool:
    """Whether two neighbours in different languages are one contribution.

    Both have one label, or they are the only two in their container and the second has no label
    of its own; two people may well speak different languages.
    """
    one, other = _words(first), _words(second)
    if not one or not other:
        return False
    labels = _label(one), _label(other)
    if labels[1]:
        return labels[0] == labels[1]
    return pair and others <= 8


def _label(text: str) -> str:
    head, colon, _ = text[:60].partition(":")
    return head if colon else ""


def _language(element: "_Element") -> str:
    for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
        if value := element.get(name):
            return str(value).lower().partition("-")[0]
    return ""


def _words(element: "_Element") -> str:
    return clean("".join(element.itertext()))
