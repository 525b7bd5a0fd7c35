"""Turns -> segments, the unit of embedding and topics: one to a few sentences of one turn.

Sentences are found by spaCy's rule-based sentencizer, which works for Welsh too (spaCy has no
Welsh pipeline).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from alnqual.corpus import language as languages
from alnqual.tables import schema
from alnqual.transcripts.words import count_words

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

_SHARED = (
    "turn", "document", "position", "participant", "speaker", "interviewer", "role", "sector",
    "setting", "area", "phase", "question",
)  # fmt: skip
_TOKEN = re.compile(r"\S+")
_BRACKET = re.compile(r"[\[\]]")

Span = tuple[int, int]


@lru_cache(maxsize=1)
def _sentencizer() -> "Language":
    import spacy

    pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    # The limit guards memory-hungry components, of which there are none here.
    pipeline.max_length = 1_000_000_000
    return pipeline


def segment(turns: "pd.DataFrame", target_words: int) -> "pd.DataFrame":
    """Cut turns into segments of about `target_words` words.

    Parameters
    ----------
    turns : the table `turns`.
    target_words : sentences are gathered until a segment has about this many words; a sentence of
        more than twice as many (speech without full stops) is cut between words.

    Returns
    -------
    DataFrame
        The table `segments`: spans of the document's canonical text, in order. Together the
        segments of a turn hold all its words. A segment of a turn in both languages has its own.
    """
    import pandas as pd

    texts = turns["text"].tolist()
    shared = turns[list(_SHARED)].to_dict("records")
    rows = []
    for text, about, start, language, spans in zip(
        texts,
        shared,
        turns["start"].tolist(),
        turns["language"].tolist(),
        cut(texts, target_words),
        strict=True,
    ):
        pieces = [text[begin:end] for begin, end in spans]
        own = languages.detect(pieces) if language == "mixed" else [language] * len(pieces)
        rows += [
            {
                **about,
                "segment": f"{about['turn']}-{number:02d}",
                "language": each if each != "und" else language,
                "text": piece,
                "start": start + begin,
                "end": start + end,
                "words": count_words(piece),
            }
            for number, ((begin, end), piece, each) in enumerate(
                zip(spans, pieces, own, strict=True), 1
            )
        ]
    return pd.DataFrame(rows, columns=schema("segments").names)


def cut(texts: Sequence[str], target_words: int) -> list[list[Span]]:
    """The spans of each text, of whole sentences and about `target_words` words; see `gather`."""
    return [
        gather(text, [(each.start_char, each.end_char) for each in doc.sents], target_words)
        for text, doc in zip(texts, _sentencizer().pipe(texts), strict=True)
    ]


def gather(text: str, sentences: list[Span], target_words: int) -> list[Span]:
    """Join neighbouring sentences into spans of about `target_words` words, without outer spaces.

    A sentence joins the span before it where that brings the span nearer to the target; a last
    span of less than a third of the target joins the one before it. What stands in square brackets
    ("[pause]", "[P11]") is never cut.
    """
    spans: list[Span] = []
    counts: list[int] = []
    for begin, end in _keep_brackets(text, list(_cut_long(text, sentences, target_words))):
        words = count_words(text[begin:end])
        if spans and abs(counts[-1] + words - target_words) <= abs(counts[-1] - target_words):
            spans[-1], counts[-1] = (spans[-1][0], end), counts[-1] + words
        else:
            spans.append((begin, end))
            counts.append(words)
    if len(spans) > 1 and counts[-1] < target_words / 3:
        begin, _ = spans[-2]
        spans[-2:] = [(begin, spans[-1][1])]
    return spans


def _cut_long(text: str, sentences: list[Span], target_words: int) -> Iterator[Span]:
    for begin, end in sentences:
        tokens = [match.span() for match in _TOKEN.finditer(text, begin, end)]
        if not tokens:
            continue
        length = len(tokens) if len(tokens) <= 2 * target_words else target_words
        for first in range(0, len(tokens), length):
            part = tokens[first : first + length]
            yield part[0][0], part[-1][1]


def _keep_brackets(text: str, spans: list[Span]) -> list[Span]:
    """Spans without a boundary inside square brackets: it moves back to before the word there."""
    held = _bracketed(text)
    if not held or len(spans) < 2:
        return spans
    begins = sorted({max(spans[0][0], _before(begin, text, held)) for begin, _ in spans})
    ends = [*begins[1:], spans[-1][1]]
    return [
        (begin, begin + len(text[begin:end].rstrip()))
        for begin, end in zip(begins, ends, strict=True)
    ]


def _before(place: int, text: str, held: list[Span]) -> int:
    while inside := next((start for start, end in held if start < place < end), None):
        place = inside
        while place and not text[place - 1].isspace():
            place -= 1
    return place


def _bracketed(text: str) -> list[Span]:
    """What stands in brackets that close, the outermost of each."""
    opened: list[int] = []
    found: list[Span] = []
    for match in _BRACKET.finditer(text):
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, match.end()))
    return found
