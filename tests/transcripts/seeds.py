"""One small sound file of each kind that can be read, and damaged copies of it."""

import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from tests.transcripts.build import docx, paragraph, run, table

SAID = [
    ("Interviewer", "How have the new plans worked out for you, would you say?"),
    ("Ann Price", "Honestly: they take my evenings; there’s no time for the ŵy. [laughs]"),
    ("Interviewer", "And the families?"),
    ("Ann Price", "They come to the meetings now & they talk, which they never did before."),
]
_MARKS = [
    b"\x00", b"\xff\xfe", b"<", b">", b"{", b"}", b"[", b"]", b'"', b"\\", b":", b"\t", b"\r",
    b"-->",
    b"00:00:01.000", b"<v ", b"&#x110000;", b"<!DOCTYPE x [", b"{\\rtf1", b"\\u-3913?", b"*CHI:\t",
    b"\xed\xa0\x80", b"1e999", b"NaN", b"%%EOF", b"endobj", b"stream", b"</w:p>", b"\xef\xbb\xbf",
]  # fmt: skip


def seeds(folder: Path) -> dict[str, bytes]:
    """File name -> content of sound files, one or more of each ending."""
    lines = "\n\n".join(f"{who}: {words}" for who, words in SAID)
    return {name: content.encode() for name, content in _texts(lines).items()} | {
        "typed.docx": _docx(folder),
        "tabled.docx": _docx_table(folder),
        "typed.odt": _odt(),
        "survey.xlsx": _survey(),
        "typed.pdf": _pdf(),
        "utf16.txt": lines.encode("utf-16"),
        "latin.txt": lines.replace("ŵ", "w").encode("cp1252"),
    }


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy with one to four wounds; in an archive, the wounds are in what it holds."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        return _in_archive(content, lambda part: damaged(part, chance), chance)
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(found) + 1)
        end = min(len(found), start + chance.choice((1, 4, 40, 400)))
        match chance.randrange(6):
            case 0:
                for place in range(start, min(end, start + 8)):
                    found[place] ^= 1 << chance.randrange(8)
            case 1:
                del found[start:end]
            case 2:
                found[start:start] = found[start:end] * chance.choice((1, 3, 50))
            case 3:
                del found[start:]
            case 4:
                found[start:start] = chance.choice(_MARKS) * chance.choice((1, 2, 5_000))
            case 5:
                other = chance.randrange(len(found) + 1)
                found[other:other] = found[start:end]
    return bytes(found)


def _in_archive(content: bytes, wound: Callable[[bytes], bytes], chance: random.Random) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        names = source.namelist()
        hurt = chance.choice(names)
        for name in names:
            part = source.read(name)
            target.writestr(name, wound(part) if name == hurt else part, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def _texts(lines: str) -> dict[str, str]:
    cues = [
        (f"00:00:{place * 9:02d}.000", f"00:00:{place * 9 + 8:02d}.500", who, words)
        for place, (who, words) in enumerate(SAID)
    ]
    voiced = "\n\n".join(f"{a} --> {b}\n<v {who}>{words}</v>" for a, b, who, words in cues)
    rolled = "\n\n".join(
        f"{a} --> {b} align:start\n{cues[max(0, n - 1)][3]}\n{words[:20]}<{a}><c> {words[20:]}</c>"
        for n, (a, b, _, words) in enumerate(cues)
    )
    numbered = "\n\n".join(
        f"{n}\n{a.replace('.', ',')} --> {b.replace('.', ',')}\n{who}: {words}"
        for n, (a, b, who, words) in enumerate(cues, 1)
    )
    turns = ",\n".join(
        f'{{"speaker": "{who}", "text": "{words}", "start": {n}, "end": {n + 1}}}'
        for n, (who, words) in enumerate(SAID)
    )
    cha = [("INV", "hello you"), ("PAR", "well &-uh yes")]
    return {
        "teams.vtt": f"WEBVTT\n\nNOTE made up\n\n{voiced}\n",
        "rolling.vtt": f"WEBVTT\nKind: captions\n\n{rolled}\n",
        "zoom.srt": f"{numbered}\n",
        "plain.sbv": _each("0:00:0{n}.000,0:00:0{n}.900\n{words}\n\n"),
        "labels.txt": lines,
        "otter.txt": _each("{who}  0:{n}0\n{words}\n\n"),
        "bold.md": "# Talk\n\n" + _each("**{who}:** [00:00:0{n}] {words}\n\n"),
        "turns.json": f'{{"turns": [{turns}]}}',
        "whisper.json": f'{{"text": "x", "segments": [{turns}]}}',
        "whisper.tsv": "start\tend\ttext\n" + _each("{n}000\t{n}900\t{words}\n"),
        "talk.cha": "@Begin\n@Participants:\tINV Ann Investigator, PAR Bea Participant\n"
        + "".join(f"*{who}:\t{words} .\n%mor:\tx\n" for who, words in cha)
        + "@End\n",
        "turns.csv": "speaker,text\n" + _each('{who},"{words}"\n'),
        "survey.csv": "id,role,What works well?,What does not?\n"
        + _each('R{n},teacher,"{words}","{words} Again."\n'),
        "page.html": "<html><head><meta charset=utf-8></head><body><nav>Home</nav>"
        + _each("<p><strong>{who}:</strong> {words}</p>")
        + "</body></html>",
        "typed.rtf": "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl\\f0 Arial;}"
        + _each("{{\\b {who}:}} {words}\\par\n").encode("ascii", "replace").decode()
        + "}",
    }


def _each(template: str) -> str:
    return "".join(
        template.format(who=who, words=words, n=n) for n, (who, words) in enumerate(SAID)
    )


def _docx(folder: Path) -> bytes:
    body = "".join(paragraph(run(f"{who}:", bold=True), run(f" {words}")) for who, words in SAID)
    return docx(folder / "seed.docx", body).read_bytes()


def _docx_table(folder: Path) -> bytes:
    return docx(folder / "seed.docx", table(*SAID * 2)).read_bytes()


def _odt() -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "style")
    )
    body = "".join(
        f"<text:p><text:span>{who}:</text:span><text:s/>{words.replace('&', '&amp;')}</text:p>"
        for who, words in SAID
    )
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        )
    return output.getvalue()


def _survey() -> bytes:
    book = Workbook()
    book.active.append(["id", "role", "What works well?", "What does not?"])
    for place, (_, words) in enumerate(SAID):
        book.active.append([f"R{place}", "teacher", words, f"{words} Again."])
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def _pdf() -> bytes:
    shown = " T* ".join(
        f"({who}: {words.encode('ascii', 'ignore').decode()}) Tj" for who, words in SAID
    )
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{part}\nendobj\n"
    table_at = len(content)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    content += f"xref\n0 6\n0000000000 65535 f \n{rows}trailer\n<< /Size 6 /Root 1 0 R >>\n"
    return f"{content}startxref\n{table_at}\n%%EOF".encode()
