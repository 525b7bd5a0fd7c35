"""The labelling page, made from the codebook.

The transcript is a Paragraphs dialogue. A coder marks words with one of the codebook's top groups
(keys 1, 2, 3 and on) and then says in the column beside it which codes apply, and if they wish a
stance, a link of the theory of change with its direction, and a memo. Results hold ids (the `alias`
of each label and choice), never names, so that a code can be given a better name at any time.

Every id that a code ever had stays on the page where it was, so that what was coded is shown as
it was coded: Label Studio greys a region whose label is gone. It hides a label that is not
`visible`, but no choice of a tree: those that are not offered say so, and stand last.
"""

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from alnqual.annotation.page_words import WORDS
from alnqual.annotation.regions import CODES, DIRECTION, GROUP, LINK, MEMO, STANCE, TEXT
from alnqual.codebook import Codebook
from alnqual.errors import LabelStudioError

if TYPE_CHECKING:
    from alnqual.codebook import TheoryOfChange

_STANCES = {"barrier": "b", "facilitator": "f", "mixed": "m"}
"""Stances and their keys; none chosen is the stance "none"."""

_DIRECTIONS = {"supports": "s", "challenges": "c", "mixed": "x"}
"""Every choice has a key of ours: Label Studio would give it the next digit or letter otherwise,
and a key that hits a link by chance is data. Trees get no keys, so links are a tree."""

_WIDTH = "340px"

GROUP_KEYS = "1234567890qwetadgzvyiopjkln"
"""Keys of the groups, in order: those that Label Studio leaves free and no choice of ours has."""

# The chosen region: Label Studio sets dark words on the group's colour at four fifths of its
# strength, which no dark colour bears. One light ground for all of them does.
_STYLE = """
[class*="phraseContainer"] [class*="time"] { display: none }
[class*="dialoguetext"] { white-space: pre-wrap }
[class*="dialoguename"] { color: #2b3440 !important }
.alnqual-side .ant-select-selection-placeholder, .alnqual-side textarea::placeholder {
  color: #5c6470 !important; opacity: 1 }
.htx-highlight[style*="0.8)"] {
  color: #1a1a1a !important; background-color: #ffe58a !important; outline: 2px solid #1a1a1a }
.alnqual-page { display: flex; align-items: flex-start; gap: 1.5rem }
.alnqual-text { flex: 1 1 auto; min-width: 0 }
.alnqual-side { flex: 0 0 22rem; position: sticky; top: 0; max-height: 90vh; overflow-y: auto }
"""


def labelling_config(
    codebook: Codebook, theory_of_change: "TheoryOfChange | None" = None, *, language: str = "en"
) -> str:
    """The page's configuration, as Label Studio's XML.

    Parameters
    ----------
    codebook : its roots become labels, all its codes, with what they once were, a searchable tree.
    theory_of_change : its links can be chosen for a passage; without it, or without links, the
        page does not ask for one.
    language : in which codes are named and the page speaks, "en" or "cy".

    Raises
    ------
    LabelStudioError
        Label Studio's own checker does not accept the result.
    """
    words = WORDS[language]
    page = Element("View", {"className": f"alnqual-page codebook-{codebook.version}"})
    SubElement(page, "Style").text = _STYLE
    reading = SubElement(page, "View", {"className": "alnqual-text"})
    SubElement(reading, "Header", {"value": "$document", "size": "4"})
    SubElement(reading, "Header", {"value": "$part", "size": "6"})
    SubElement(
        reading,
        "Paragraphs",
        {"name": TEXT, "value": "$dialogue", "layout": "dialogue", "nameKey": "author",
         "textKey": "text"},
    )  # fmt: skip
    side = SubElement(page, "View", {"className": "alnqual-side"})
    _add_groups(side, codebook, language)
    waiting = SubElement(side, "View", {"visibleWhen": "no-region-selected"})
    SubElement(waiting, "Text", {"name": "how", "value": words.how})
    chosen = SubElement(side, "View", {"visibleWhen": "region-selected"})
    _add_codes(chosen, codebook, language)
    _heading(chosen, words.stance)
    stance = _control(chosen, "Choices", STANCE, choice="single", showInline="true")
    for value, key in _STANCES.items():
        SubElement(stance, "Choice", {"value": words.stances[value], "alias": value, "hotkey": key})
    if theory_of_change is not None and theory_of_change.links:
        _add_links(chosen, codebook, theory_of_change, language)
    _heading(chosen, words.memo)
    _control(
        chosen, "TextArea", MEMO, maxSubmissions="1", editable="true", rows="3",
        placeholder=words.note,
    )  # fmt: skip
    indent(page)
    config = tostring(page, encoding="unicode") + "\n"
    check_page(config)
    return config


def page_version(config: str) -> int | None:
    """The version of the codebook that a page was made from; None of one that does not tell."""
    found = re.search(r'className="alnqual-page codebook-(\d+)"', config)
    return int(found[1]) if found else None


def _add_groups(side: Element, codebook: Codebook, language: str) -> None:
    labels = SubElement(
        side, "ParagraphLabels", {"name": GROUP, "toName": TEXT, "choice": "multiple"}
    )

    def add(identity: str, name: str, now: str) -> Element:
        return SubElement(
            labels,
            "Label",
            {"value": name, "alias": identity, "background": codebook.colour(now),
             "hint": WORDS[language].hint(codebook[now])},
        )  # fmt: skip

    offered = [group for group in codebook.roots if codebook.offered(group.id)]
    for number, group in enumerate(offered, start=1):
        label = add(group.id, codebook.label(group.id, language), group.id)
        if number <= len(GROUP_KEYS):
            label.set("hotkey", GROUP_KEYS[number - 1])
    names = _Names(codebook, language)
    hidden = [group.id for group in codebook.roots if group not in offered]
    for identity in [*hidden, *names.former.get(None, ())]:
        add(identity, names[identity], names.now(identity)).set("visible", "false")


def _add_codes(side: Element, codebook: Codebook, language: str) -> None:
    _heading(side, WORDS[language].codes)
    tree = _control(
        side, "Taxonomy", CODES, showFullPath="true", leafsOnly="false", minWidth=_WIDTH,
        placeholder=WORDS[language].choose_codes,
    )  # fmt: skip
    names = _Names(codebook, language)

    def add(parent: Element, identity: str) -> None:
        choice = SubElement(
            parent,
            "Choice",
            {"value": names[identity], "alias": identity,
             "hint": WORDS[language].hint(codebook[names.now(identity)])},
        )  # fmt: skip
        for child in below(identity):
            add(choice, child)

    def below(parent: str | None) -> list[str]:
        codes = [code.id for code in (codebook.children(parent) if parent else codebook.roots)]
        codes.sort(key=lambda code: not codebook.offered(code))
        return [*codes, *names.former.get(parent, ())]

    for group in below(None):
        add(tree, group)


class _Names:
    """What the page calls a code, now or formerly: what is not offered says so."""

    def __init__(self, codebook: Codebook, language: str) -> None:
        self._book, self._language, self._words = codebook, language, WORDS[language]
        self.former: dict[str | None, list[str]] = {}
        """Parent -> the ids that once were below it."""
        for former in codebook.migrations.former.values():
            self.former.setdefault(former.parent, []).append(former.id)

    def now(self, identity: str) -> str:
        if identity in self._book:
            return identity
        return self._book.migrations.now(identity, self._book.version)

    def __getitem__(self, identity: str) -> str:
        if identity not in self._book:
            former = self._book.migrations.former[identity]
            name = former.name.get(self._language) or former.name["en"]
            now = self._book.path(self.now(identity))
            path = " / ".join(self._book.label(code, self._language) for code in now)
            return f"{name} [{identity}] ({self._words.now}: {path})"
        name = self._book.label(identity, self._language)
        if not self._book[identity].retired:
            return name
        offered = self._book.offered(identity)
        return f"{name} ({self._words.below if offered else self._words.retired})"


def _add_links(
    side: Element, codebook: Codebook, theory_of_change: "TheoryOfChange", language: str
) -> None:
    words = WORDS[language]
    _heading(side, words.link)
    links = _control(
        side, "Taxonomy", LINK, maxUsages="1", minWidth=_WIDTH,
        placeholder=words.choose_link,
    )  # fmt: skip
    for link in theory_of_change.links:
        ends = (codebook.label(link.source, language), codebook.label(link.target, language))
        SubElement(
            links,
            "Choice",
            {"value": " → ".join(ends), "alias": link.id, "hint": link.assumption},
        )
    direction = _control(side, "Choices", DIRECTION, choice="single", showInline="true")
    for value, key in _DIRECTIONS.items():
        SubElement(
            direction, "Choice", {"value": words.directions[value], "alias": value, "hotkey": key}
        )


def _heading(parent: Element, text: str) -> None:
    SubElement(parent, "Header", {"value": text, "size": "6"})


def _control(parent: Element, kind: str, name: str, **attributes: str) -> Element:
    return SubElement(
        parent, kind, {"name": name, "toName": TEXT, "perRegion": "true", **attributes}
    )


def check_page(config: str) -> None:
    """Raise LabelStudioError if Label Studio would not accept a page."""
    from label_studio_sdk.label_interface import LabelInterface

    try:
        LabelInterface(config).validate()
    except Exception as error:
        raise LabelStudioError(
            f"Label Studio does not accept a page of this codebook: {error}",
            do="Look for codes of one name under one parent, and for empty names.",
        ) from error
