"""Paragraphs and tables of a laid-out document -> lines that speakers can be told from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alnqual.transcripts.labels import Line
from alnqual.transcripts.words import clean, count_words

_COLUMN_HEADS = frozenset(
    ["speaker", "name", "who", "time", "text", "transcript", "words", "siaradwr", "enw", "testun"]
)


@dataclass(slots=True)
class Body:
    """What a document says, line by line, and what was left out of it, counted."""

    lines: list[Line] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def paragraph(self, pieces: Iterable[tuple[str, bool]], *, heading: bool = False) -> None:
        """Add a paragraph, parted at its line breaks; each piece with whether it is bold."""
        line: list[tuple[str, bool]] = []
        for text, bold in pieces:
            first, *others = text.split("\n")
            line.append((first, bold))
            for other in others:
                self.lines.append(_line(line, heading=heading))
                line = [(other, bold)]
        self.lines += [_line(line, heading=heading), Line("")]

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Add a table: turns with explicit speakers if it reads like a dialogue, else lines."""
        filled = [row for row in rows if any(row)]
        if filled and all(cell.lower() in _COLUMN_HEADS for cell in filled[0]):
            self.left_out["heading row(s) of a table"] += 1
            filled = filled[1:]
        if not is_dialogue(filled):
            self.lines += [Line("\t".join(row)) for row in filled]
            return
        for row in filled:
            speaker = next((cell for cell in row[:-1] if _is_label(cell)), "")
            self.lines.append(Line(row[-1], speaker=clean(speaker)))

    def warnings(self) -> list[str]:
        """What was left out, in words."""
        return [
            f"{count} {what} left out" for what, count in sorted(self.left_out.items()) if count
        ]


def is_dialogue(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows of a table are turns: short labels left of words, most rows over."""
    spoken = [row for row in rows if len(row) >= 2 and row[-1]]
    if len(spoken) < max(2, 0.8 * len(rows)):
        return False
    words = sum(count_words(row[-1]) for row in spoken)
    short = sum(all(count_words(cell) <= 6 for cell in row[:-1]) for row in spoken)
    labels = [cell for row in spoken for cell in row[:-1] if _is_label(cell)]
    return (
        short >= 0.9 * len(spoken)
        and words > 3 * len(spoken)
        and 0 < len(set(labels)) <= max(2, 0.7 * len(labels))
    )


def _line(pieces: Iterable[tuple[str, bool]], *, heading: bool) -> Line:
    pieces = [piece for piece in pieces if piece[0]]
    bold = ""
    for text, is_bold in pieces:
        # Spaces and tabs between bold words are often left plain.
        if not is_bold and text.strip():
            break
        bold += text
    return Line("".join(text for text, _ in pieces), bold.strip(), heading=heading)


def _is_label(cell: str) -> bool:
    return any(character.isalpha() for character in cell)
