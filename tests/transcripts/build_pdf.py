"""A small PDF, written by hand: Helvetica, one column of lines a page."""

from collections.abc import Sequence
from pathlib import Path

_TOP = 780
_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONTS = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
)
_PICTURE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
    b"/BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream"
)

Line = tuple[int, str] | tuple[int, str, str]
"""Height on the page in points, text, and bold text before it."""


def pdf(path: Path, pages: Sequence[Sequence[Line]], *, trailer: bytes = b"") -> Path:
    """A PDF of pages of lines; every page holds a picture that nobody sees."""
    objects = [_CATALOGUE, b"", *_FONTS, _PICTURE]
    numbers = []
    for page in pages:
        stream = b"BT\n" + b"".join(map(_line, page)) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /P 5 0 R >> >> >>" % len(objects)
        )
        numbers.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(numbers), len(numbers))
    path.write_bytes(_file(objects, trailer))
    return path


def lines(*texts: str, step: int = 14, top: int = _TOP) -> list[Line]:
    """Lines below one another, at one distance."""
    return [(top - place * step, text) for place, text in enumerate(texts)]


def _line(line: Line) -> bytes:
    height, text, *bold = line
    shown = b"".join(b"/F2 11 Tf (%s) Tj " % _escaped(each) for each in bold)
    return b"1 0 0 1 72 %d Tm %s/F1 11 Tf (%s) Tj\n" % (height, shown, _escaped(text))


def _escaped(text: str) -> bytes:
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return text.encode("cp1252")


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    content = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\n"
        b"startxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(content))
    )
