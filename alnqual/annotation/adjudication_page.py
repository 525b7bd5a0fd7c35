"""The adjudicator's page: the labelling page with coders in the place of groups.

Whose words are marked is told by the label, a colour for each coder; the column beside the text
has what they gave, the decision and its reason, and, while nothing is chosen, the passages on
which the coders differ, side by side.
"""

from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, fromstring, indent, tostring

from alnqual.annotation.config import check_page
from alnqual.annotation.regions import DECISION, REASON, TEXT, WHO

OWN = "adjudicator"
"""The label of what the adjudicator adds."""

_COLOURS = ("#1f6fb2", "#b4531b", "#6b4fa0", "#0f766e", "#9d2f5e", "#5d6b1e")
_OWN_COLOUR = "#3f4a56"
_DECISIONS = {"accept": ("Accept", "y"), "reject": ("Reject", "n")}
_PASSAGES = 'style="list-style: decimal; padding-left: 1.5em; margin-top: 0.5em"'
_PASSAGE = 'style="margin-bottom: 0.75em"'
_VERSIONS = 'style="list-style: disc; padding-left: 1.25em"'
"""Label Studio's own sheet takes the marks of lists away."""
_HOW = (
    "Click marked words, then accept, change or reject them. What you leave alone is accepted as "
    "it stands. To add a coding, choose Adjudicator and mark words."
)
INSTRUCTIONS = """\
<p>Each colour is a coder; words marked by several alike have several labels. Click marked words:
accept them (y), reject them (n), or change code, stance or link; say why. What you leave alone is
accepted as it stands, and what you delete is rejected.</p>
<p>To add a coding of your own choose Adjudicator (0), mark the words and choose a code.</p>
<p>Submit the document when you have decided: from then on your decisions count.</p>"""


def adjudication_config(labelling: str, called: Sequence[str]) -> str:
    """The page's configuration, as Label Studio's XML.

    Parameters
    ----------
    labelling : the coders' page, as `config.labelling_config` makes it.
    called : the coders as the adjudicator sees them, in order.

    Raises
    ------
    LabelStudioError
        Label Studio's own checker does not accept the result.
    """
    page = fromstring(labelling)
    for labels in page.iter("ParagraphLabels"):
        labels.clear()
        labels.attrib.update({"name": WHO, "toName": TEXT, "choice": "multiple"})
        for number, coder in enumerate(called):
            colour = _COLOURS[number % len(_COLOURS)]
            attributes = {"value": coder, "alias": coder, "background": colour}
            if number < 9:
                attributes["hotkey"] = str(number + 1)
            SubElement(labels, "Label", attributes)
        own = {"value": "Adjudicator", "alias": OWN, "background": _OWN_COLOUR, "hotkey": "0"}
        SubElement(labels, "Label", own)
    waiting, chosen = (
        next(view for view in page.iter("View") if view.get("visibleWhen") == f"{which}selected")
        for which in ("no-region-", "region-")
    )
    for text in waiting.findall("Text"):
        text.set("value", _HOW)
    SubElement(waiting, "HyperText", {"name": "passages", "value": "$passages", "inline": "true"})
    for place, element in enumerate(_decision()):
        chosen.insert(place, element)
    indent(page)
    config = tostring(page, encoding="unicode") + "\n"
    check_page(config)
    return config


def _decision() -> list[Element]:
    per_region = {"toName": TEXT, "perRegion": "true"}
    heading = Element("Header", {"value": "Decision", "size": "6"})
    choices = Element(
        "Choices", {"name": DECISION, "choice": "single", "showInline": "true", **per_region}
    )
    for value, (shown, key) in _DECISIONS.items():
        SubElement(choices, "Choice", {"value": shown, "alias": value, "hotkey": key})
    reason = Element(
        "TextArea",
        {"name": REASON, "maxSubmissions": "1", "editable": "true", "rows": "2",
         "placeholder": "Why", **per_region},
    )  # fmt: skip
    return [heading, choices, reason]


def passages_table(rows: Sequence[tuple[str, Sequence[tuple[str, Sequence[str]]]]]) -> str:
    """The passages of a document on which coders differ, as HTML.

    Parameters
    ----------
    rows : for each passage its words, and for each coder what they gave.
    """
    if not rows:
        return "<p>The coders agree on every passage.</p>"
    items = []
    for words, versions in rows:
        said = "".join(
            f"<li><b>{escape(coder)}</b>: {escape('; '.join(given) or 'not marked')}</li>"
            for coder, given in versions
        )
        items.append(f"<li {_PASSAGE}><i>{escape(words)}</i><ul {_VERSIONS}>{said}</ul></li>")
    return f"<h4>Where the coders differ</h4><ol {_PASSAGES}>{''.join(items)}</ol>"
