"""The words of one person, known again wherever they stand.

Somebody's words are told by runs of words that nobody else in the corpus said: six in a row, or a
whole short answer of four or five.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from alnqual.operations.forms import placed_words, words

RUN = 6
"""Words in a row that are taken for somebody's own."""
SHORT = 4
"""The shortest whole turn, and the shortest run in a memo, that is."""


class Traces:
    """Finds runs of words.

    Parameters
    ----------
    runs : number of words -> the runs of so many, each as words with single spaces.
    """

    def __init__(self, runs: Mapping[int, Iterable[str]]) -> None:
        self.runs = {length: frozenset(known) for length, known in runs.items() if known}

    @classmethod
    def of(cls, theirs: Iterable[str], others: Iterable[str], *, length: int = RUN) -> "Traces":
        """The runs in `theirs`, a text a turn, that do not stand in `others`."""
        runs: dict[int, set[str]] = {size: set() for size in range(SHORT, length + 1)}
        for text in theirs:
            said = words(text)
            if len(said) >= SHORT:
                size = min(length, len(said))
                runs[size].update(run for _, run in _runs(said, size))
        for text in others:
            said = words(text)
            for size, known in runs.items():
                if known:
                    known.difference_update(run for _, run in _runs(said, size))
        return cls(runs)

    def hold(self, text: str) -> bool:
        """Whether any of the runs stands in a text, however it is written."""
        return any(True for _ in self._found(words(text))) if self.runs else False

    def first(self, text: str) -> str:
        """The first run that stands in a text; empty if none does."""
        said = words(text)
        found = next(self._found(said), None)
        return " ".join(said[found[0] : found[1]]) if found else ""

    def cut(self, text: str, mark: str) -> str:
        """A plain text with `mark` in place of the runs, and of the punctuation between them."""
        placed = list(placed_words(text))
        spans: list[tuple[int, int]] = []
        for first, last in self._found([word for word, _, _ in placed]):
            start, end = placed[first][1], placed[last - 1][2]
            if spans and start <= spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        pieces, done = [], 0
        for start, end in spans:
            pieces += [text[done:start], mark]
            done = end
        return "".join([*pieces, text[done:]])

    def _found(self, said: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Half-open spans of words, by their start."""
        for place in range(len(said)):
            for size, known in self.runs.items():
                if " ".join(said[place : place + size]) in known:
                    yield place, place + size


def _runs(said: Sequence[str], size: int) -> Iterator[tuple[int, str]]:
    for place in range(len(said) - size + 1):
        yield place, " ".join(said[place : place + size])
