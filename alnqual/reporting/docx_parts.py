"""Pieces of a Word document: styles, tables, fields, and a package that carries no time."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from alnqual.reporting.words import FIXED_DATE, printable

_INK = RGBColor(0x1C, 0x24, 0x30)
_SOFT = RGBColor(0x4A, 0x55, 0x63)
_ACCENT = RGBColor(0x14, 0x50, 0x5C)
_FONT = "Arial"
_HEADINGS = {1: (18, _ACCENT, 20), 2: (14, _INK, 16), 3: (12, _INK, 14), 4: (11, _INK, 10)}
_CELL_MARGIN = "55"
"""Twentieths of a point."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
PAGE = 16.4
"""Width of the text, in centimetres."""

REFERENCE, SMALL, FACT, NOTICE = "Quote reference", "Small print", "Fact", "Notice"


def new_document(*, title: str) -> Any:
    """An empty A4 document with the report's styles."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = printable(title), "", ""
    properties.comments, properties.language = "", "en-GB"
    properties.created = properties.modified = datetime(*FIXED_DATE)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    _styles(document)
    _page_number(section.footer.paragraphs[0])
    return document


def _styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _font(normal, 10.5, _INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.2
    _language(normal.element.get_or_add_rPr(), "en-GB")
    for level, (size, colour, before) in _HEADINGS.items():
        style = styles[f"Heading {level}"]
        _font(style, size, colour, bold=True, italic=False)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    _font(styles["Title"], 26, _ACCENT, bold=True)
    _remove_border(styles["Title"])
    _font(styles["Subtitle"], 13, _SOFT, italic=False)
    _font(styles["Caption"], 9.5, _INK, bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(10)
    quote = styles["Quote"]
    _font(quote, 10.5, _INK, italic=False)
    quote.paragraph_format.left_indent = Cm(0.6)
    quote.paragraph_format.space_before = Pt(6)
    quote.paragraph_format.space_after = Pt(0)
    quote.paragraph_format.keep_with_next = True
    _left_border(quote)
    reference = styles.add_style(REFERENCE, WD_STYLE_TYPE.PARAGRAPH)
    reference.base_style = normal
    _font(reference, 9, _SOFT)
    reference.paragraph_format.left_indent = Cm(0.6)
    reference.paragraph_format.space_after = Pt(9)
    _left_border(reference)
    small = styles.add_style(SMALL, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = normal
    _font(small, 9.5, _SOFT)
    fact = styles.add_style(FACT, WD_STYLE_TYPE.PARAGRAPH)
    fact.base_style = small
    fact.paragraph_format.space_after = Pt(1)
    notice = styles.add_style(NOTICE, WD_STYLE_TYPE.PARAGRAPH)
    notice.base_style = normal
    _font(notice, 10.5, RGBColor(0x7A, 0x3B, 0x00), bold=True)
    notice.paragraph_format.space_after = Pt(14)
    _shade(notice.element.get_or_add_pPr(), "FDF3E3")
    for level in (1, 2):
        contents = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        contents.base_style = normal
        contents.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        contents.paragraph_format.space_after = Pt(2)


def _font(style: Any, size: float, colour: RGBColor, **more: bool) -> None:
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), colour
    for name, value in more.items():
        setattr(style.font, name, value)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)


def add_text(paragraph: Any, text: str, *, language: str = "", bold: bool = False) -> Any:
    """A run of text; a language other than English is marked for proofing and speech."""
    run = paragraph.add_run(printable(text))
    run.bold = bold or None
    if language:
        _language(run._r.get_or_add_rPr(), language)
    return run


def add_table(
    document: Any,
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float],
    numeric: Sequence[bool],
    indents: Sequence[int] = (),
    shades: Sequence[Sequence[str]] = (),
    size: float = 9,
) -> None:
    """A captioned table; its header row is repeated on every page and rows do not break.

    Parameters
    ----------
    widths : of the columns, in centimetres.
    numeric : whether a column is set to the right.
    indents : level of each row; level 0 is bold.
    shades : a hex colour or "" for each cell of each row.
    """
    document.add_paragraph(printable(caption), style="Caption")
    table = document.add_table(rows=len(rows) + 1, cols=len(headings))
    table.autofit = False
    _table_borders(table)
    _table_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, (row, values) in enumerate(zip(table.rows, [headings, *rows], strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(_flag("w:cantSplit"))
        if number == 0:
            properties.append(_flag("w:tblHeader"))
        for index, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = Cm(widths[index])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.space_before = Pt(1)
            paragraph.paragraph_format.line_spacing = 1.0
            # A table does not begin with a lone row at the foot of a page.
            paragraph.paragraph_format.keep_with_next = number < min(3, len(rows))
            if numeric[index]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            level = indents[number - 1] if indents and number else None
            if level and index == 0:
                paragraph.paragraph_format.left_indent = Cm(0.35 * level)
            bold = number == 0 or (level == 0 and index == 0)
            add_text(paragraph, value, bold=bold).font.size = Pt(size)
            shade = shades[number - 1][index] if shades and number else ""
            if number == 0 or shade:
                _shade(cell._tc.get_or_add_tcPr(), shade or "E7F0F1")
    document.add_paragraph(style=SMALL)


def add_contents(document: Any, entries: Sequence[tuple[int, str]]) -> None:
    """A table of contents that Word can update, already filled in."""
    for number, (level, text) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"toc {level}")
        if number == 0:
            _field(paragraph, "begin")
            _instruction(paragraph, ' TOC \\o "1-2" \\h \\n ')
            _field(paragraph, "separate")
        add_text(paragraph, text)
        if number == len(entries) - 1:
            _field(paragraph, "end")


def add_picture(document: Any, png: bytes, *, width: float, alt: str) -> None:
    """A picture of a width in centimetres, with its words for those who cannot see it."""
    shape = document.add_picture(io.BytesIO(png), width=Cm(width))
    shape._inline.docPr.set("descr", printable(alt))


def package(document: Any) -> bytes:
    """The document's file; its parts carry a fixed date, so the same content is the same bytes."""
    saved = io.BytesIO()
    document.save(saved)
    sink = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return sink.getvalue()


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(paragraph, "begin")
    _instruction(paragraph, " PAGE ")
    _field(paragraph, "separate")
    add_text(paragraph, "1")
    _field(paragraph, "end")


def _field(paragraph: Any, kind: str) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(element)


def _instruction(paragraph: Any, text: str) -> None:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    paragraph.add_run()._r.append(element)


def _language(properties: Any, language: str) -> None:
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), language)
    properties.append(element)


def _flag(name: str) -> Any:
    return OxmlElement(name)


def _shade(properties: Any, colour: str) -> None:
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        element.set(qn(f"w:{name}"), value)
    properties.append(element)


def _left_border(style: Any) -> None:
    _borders(style.element.get_or_add_pPr(), "w:pBdr", {"left": ("12", "9AA7B2", "8")})


def _remove_border(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)


def _table_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), _CELL_MARGIN)
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def _table_borders(table: Any) -> None:
    line = ("4", "C3CAD1", "0")
    _borders(table._tbl.tblPr, "w:tblBorders", {"top": line, "bottom": line, "insideH": line})


def _borders(properties: Any, name: str, sides: dict[str, tuple[str, str, str]]) -> None:
    borders = OxmlElement(name)
    for side, (size, colour, space) in sides.items():
        element = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
            element.set(qn(f"w:{key}"), value)
        borders.append(element)
    properties.append(borders)
