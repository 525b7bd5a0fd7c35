"""Captions against webvtt-py and Word files against python-docx, in one run.

webvtt-py only parses cues; `read_vtt` also decides who speaks and joins turns. python-docx gives
the text of the paragraphs; `read_docx` also tables, labels and notes. The file is read each time,
in this process, without the guarding one that `read_transcript` starts. Medians of the CPU time of
repeated readings, taken in turns; a ratio above 1 means that alnqual is the faster.

    python benchmarks/reading.py [FILE.vtt FILE.docx ...]

Needs webvtt-py for captions (`pip install webvtt-py`); without it they are timed alone.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from docx import Document

from alnqual.transcripts.captions import read_vtt
from alnqual.transcripts.docx import read_docx

WORDS = """
    the school has been working with parents and the local authority on new plans since last year
    because nobody knew what they were meant to do
    """.split()  # noqa: SIM905 (words, to be drawn from)
SPEAKERS = ("Ann Owen", "Ben ap Pugh", "Siân Gwyn-Jones")


def said(count: int) -> str:
    return " ".join(random.choices(WORDS, k=count)).capitalize() + "."


def clock(time: float) -> str:
    return f"{int(time // 3600):02d}:{int(time % 3600 // 60):02d}:{time % 60:06.3f}"


def write_teams(path: Path, cues: int) -> Path:
    pieces = [
        f"8f1c4d2e-9a/{n}-0\n{clock(n * 3)} --> {clock(n * 3 + 2.7)}\n"
        f"<v {random.choice(SPEAKERS)}>{said(9)}\n{said(8)}</v>"
        for n in range(cues)
    ]
    path.write_text("WEBVTT\n\n" + "\n\n".join(pieces) + "\n", encoding="utf-8")
    return path


def write_zoom(path: Path, cues: int) -> Path:
    pieces = [
        f"{n + 1}\n{clock(n * 3)} --> {clock(n * 3 + 2.7)}\n{random.choice(SPEAKERS)}: {said(17)}"
        for n in range(cues)
    ]
    path.write_text("WEBVTT\n\n" + "\n\n".join(pieces) + "\n", encoding="utf-8")
    return path


def write_word(path: Path, turns: int) -> Path:
    document = Document()
    document.add_heading("Interview", 1)
    for n in range(turns):
        line = document.add_paragraph()
        line.add_run("IP"[n % 2] + ":").bold = True
        line.add_run(" " + said(random.choice([5, 20, 60])))
    document.save(str(path))
    return path


def word_text(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def caption_reader() -> Callable[[Path], object] | None:
    try:
        import webvtt
    except ImportError:
        return None
    return lambda path: webvtt.read(str(path))


def timed(reader: Callable[[Path], object], path: Path) -> float:
    started = time.process_time()
    reader(path)
    return time.process_time() - started


def compare(
    path: Path, ours: Callable[[Path], object], theirs: Callable[[Path], object] | None
) -> None:
    once = timed(ours, path)
    repeats = max(15, min(500, int(0.5 / once)))
    mine, other = [], []
    for _ in range(repeats):
        mine.append(timed(ours, path))
        if theirs:
            other.append(timed(theirs, path))
    ours_ms = 1000 * statistics.median(mine)
    line = f"{path.name:24} {path.stat().st_size / 1000:8.1f} kB  alnqual {ours_ms:7.3f} ms"
    if theirs:
        theirs_ms = 1000 * statistics.median(other)
        line += f"  other {theirs_ms:7.3f} ms  ratio {theirs_ms / ours_ms:5.2f}"
    print(f"{line}  ({repeats} repeats)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="*")
    options = parser.parse_args()
    random.seed(0)
    webvtt = caption_reader()
    if webvtt is None:
        print("webvtt-py is not installed: captions are timed alone (pip install webvtt-py)")
    with tempfile.TemporaryDirectory() as folder:
        files = list(options.files) or [
            write_teams(Path(folder, "teams-hour.vtt"), 1200),
            write_zoom(Path(folder, "zoom-hour.vtt"), 1200),
            write_teams(Path(folder, "teams-tiny.vtt"), 5),
            write_zoom(Path(folder, "zoom-tiny.vtt"), 5),
            write_word(Path(folder, "interview.docx"), 60),
            write_word(Path(folder, "long.docx"), 600),
        ]
        for path in files:
            if path.suffix == ".vtt":
                compare(path, read_vtt, webvtt)
            else:
                compare(path, read_docx, word_text)


if __name__ == "__main__":
    main()
