"""A small study's codings: three codes, three documents, who handed in what."""

import pandas as pd

from alnqual.codebook import Codebook
from alnqual.coding.agreement.tables import Coded
from alnqual.records import Code, Coding, Submission

BOOK = Codebook(
    (
        Code("inputs", {"en": "Inputs"}, "inputs", "What is put in."),
        Code("inputs.money", {"en": "Money"}, "inputs", "Money.", parent="inputs"),
        Code("inputs.people", {"en": "People"}, "inputs", "People.", parent="inputs"),
        Code("context", {"en": "Context"}, "context", "Around it."),
    )
)
WORDS = "one two three four five six seven eight nine ten "
TURN = WORDS + WORDS[:39]
"""A turn's words: eighteen of them, in 89 signs."""
DOCUMENTS = ("d1", "d2", "d3", "d4")
TURNS = pd.DataFrame(
    [
        (f"{d}-{n}", d, n * 100, n * 100 + len(TURN), n == 0, "cy" if n == 5 else "en", TURN)
        for d in DOCUMENTS
        for n in range(6)
    ],
    columns=["turn", "document", "start", "end", "interviewer", "language", "text"],
)


def coding(
    coder: str,
    document: str,
    start: int,
    code: str = "inputs.money",
    *,
    end: int | None = None,
    round_id: str = "r",
    created: str = "",
) -> Coding:
    return Coding(
        f"{round_id}{coder}{document}{start}{end}{code}", document, start, end or start + 20, code,
        coder, round_id, "q", "", "", created=created,
    )  # fmt: skip


def handed_in(*pairs: tuple[str, str], round_id: str = "r") -> list[Submission]:
    return [Submission(round_id, coder, document, "submitted") for coder, document in pairs]


BOTH = handed_in(("a", "d1"), ("b", "d1"))
ALL = handed_in(*((coder, document) for coder in "ab" for document in DOCUMENTS))


def coded(codings, submissions, **more) -> Coded:
    return Coded(BOOK, codings, submissions, more.pop("turns", TURNS), **more)
