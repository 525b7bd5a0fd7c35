"""A document as it was read, with who speaks in it: what every measure of quality looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alnqual.corpus.names import Voice
from alnqual.corpus.register import RegisterRow
from alnqual.records import Transcript, Turn
from alnqual.transcripts.words import count_words


@dataclass(frozen=True)
class Reading:
    """One document: its row of the register, its transcript, and who each label is.

    `file` is its path as findings name it; `words` counts each turn's.
    """

    row: RegisterRow
    file: str
    transcript: Transcript
    voices: Mapping[str | None, Voice]
    words: tuple[int, ...]

    @classmethod
    def of(
        cls,
        row: RegisterRow,
        transcript: Transcript,
        *,
        file: str,
        voices: Mapping[str | None, Voice],
    ) -> "Reading":
        """Count the words of each turn once, for all who ask."""
        words = tuple(count_words(turn.text) for turn in transcript.turns)
        return cls(row, file, transcript, voices, words)

    @property
    def survey(self) -> bool:
        """Whether its turns are answers to written questions."""
        return any(turn.question is not None for turn in self.transcript.turns)

    def turns(self) -> Iterator[tuple[int, Turn, Voice, int]]:
        """(position counted from 1, turn, who speaks, its words), in order."""
        for position, (turn, words) in enumerate(
            zip(self.transcript.turns, self.words, strict=True), 1
        ):
            yield position, turn, self.voices[turn.speaker], words
