"""Editing the paragraphs of an XML part of an office file."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARAGRAPHS = frozenset(["p", "h", "si", "is"])


def edit_paragraphs(content: bytes, edit: Callable[[str], str]) -> bytes | None:
    """The part with each paragraph's text edited, or None if it cannot be parsed.

    A paragraph that changes has its whole new text where its first text stood; what it carried
    besides (formatting, notes' marks) stays. Text outside paragraphs is edited where it stands.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    for element in root.iter(etree.Element):
        if _name(element) in _PARAGRAPHS and not _holds_paragraph(element):
            _edit(element, edit)
    for element in root.iter(etree.Element):
        _edit_own(element, edit)
    document: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return document


def _edit(paragraph: "_Element", edit: Callable[[str], str]) -> None:
    """Put the edited text of a paragraph where its first text stands."""
    places: list[tuple[Any, str]] = []
    for element in paragraph.iter():
        if isinstance(element.tag, str) and element.text:
            places.append((element, "text"))
        if element is not paragraph and element.tail:
            places.append((element, "tail"))
    text = "".join(getattr(element, part) for element, part in places)
    edited = edit(text)
    if edited == text:
        return
    for number, (element, part) in enumerate(places):
        setattr(element, part, "" if number else edited)


def _edit_own(element: "_Element", edit: Callable[[str], str]) -> None:
    for part in ("text", "tail"):
        text = getattr(element, part)
        if text and (edited := edit(text)) != text:
            setattr(element, part, edited)
    for name, value in element.attrib.items():
        if (edited := edit(str(value))) != value:
            element.set(name, edited)


def _holds_paragraph(element: "_Element") -> bool:
    return any(_name(inner) in _PARAGRAPHS for inner in element.iterdescendants())


def _name(element: "_Element") -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
