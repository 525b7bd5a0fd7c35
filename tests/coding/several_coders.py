"""Rounds of a few coders, drawn by hypothesis, and a small tree of codes."""

from dataclasses import replace
from itertools import count

import pandas as pd
from hypothesis import strategies as st

from alnqual.codebook import Codebook
from alnqual.records import Code, Coding, Submission

CODES = ("inputs", "inputs.staff", "inputs.staff.release", "outcomes", "outcomes.trust")
CODERS = ("ann", "bob", "cai")
TURNS = pd.DataFrame(
    [
        (f"{document}-{number:04d}", document, 20 * number, 20 * number + 18, number == 0, "P1")
        for document in ("d1", "d2")
        for number in range(3)
    ],
    columns=["turn", "document", "start", "end", "interviewer", "participant"],
)
VOICES = {turn.turn: "" if turn.interviewer else turn.participant for turn in TURNS.itertuples()}
ROUND = "r1"


def codebook() -> Codebook:
    return Codebook(
        tuple(
            Code(code, {"en": code}, code.split(".")[0], "", parent=code.rpartition(".")[0] or None)
            for code in CODES
        )
    )


def coding(
    coder: str, start: int, end: int, code: str = "inputs.staff", *, document: str = "d1", **said
) -> Coding:
    name = f"{coder}-{document}-{start}-{end}-{code}"
    return Coding(name, document, start, end, code, coder, ROUND, "", "", "", **said)


def handed_in(*coders: str, documents: tuple[str, ...] = ("d1", "d2")) -> list[Submission]:
    return [Submission(ROUND, coder, d, "submitted") for coder in coders for d in documents]


@st.composite
def _spans(draw) -> tuple[str, int, int]:
    turn = draw(st.sampled_from(list(TURNS.itertuples())))
    start = draw(st.integers(turn.start, turn.end - 1))
    return turn.document, start, draw(st.integers(start + 1, turn.end))


@st.composite
def rounds_of_codings(draw, *, coders: tuple[str, ...] = CODERS) -> list[Coding]:
    """Codings of the coders, in two documents of three turns; the first is an interviewer's."""
    drawn = draw(
        st.lists(
            st.tuples(
                _spans(),
                st.sampled_from(CODES),
                st.sampled_from(coders),
                st.sampled_from(("none", "barrier", "facilitator")),
                st.sampled_from((None, "link")),
            ),
            max_size=12,
        )
    )
    number = count()
    return [
        replace(
            coding(coder, start, end, code, document=document, stance=stance, link=link),
            id=f"c{next(number)}",
        )
        for (document, start, end), code, coder, stance, link in drawn
    ]
