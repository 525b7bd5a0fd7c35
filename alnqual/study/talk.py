"""What was said in a study, indexed for search, and passages of it as frames."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alnqual.corpus.language import detect
from alnqual.errors import InputError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from alnqual.search import Explanation, PassageIndex, Ranking

BY_WORDS, BY_BOTH = "words", "words and meaning"
_LEAST = 0.01
"""The share of a score below which what a neighbour carries is not listed."""


class Talk:
    """The turns of a study, or of one document.

    Raises
    ------
    InputError
        There is no such document.
    """

    def __init__(self, workspace: Workspace, document: str | None = None) -> None:
        self.workspace = workspace
        self.turns = workspace.tables.read("turns")
        if document is not None:
            self.turns = self.turns[self.said_in(document)].reset_index(drop=True)

    def said_in(self, document: str) -> "pd.Series":
        """Which turns are of a document.

        Raises
        ------
        InputError
            There is no such document.
        """
        known = self.turns["document"].unique()
        if document not in known:
            raise InputError(
                f"there is no document {document!r}", do=f"There are: {', '.join(sorted(known))}"
            )
        return self.turns["document"] == document

    @cached_property
    def index(self) -> "PassageIndex":
        from alnqual.codebook import read_glossary
        from alnqual.embedding import encoder_of
        from alnqual.search import PassageIndex

        turns = self.turns
        return PassageIndex(
            encoder_of(self.workspace), glossary=read_glossary(self.workspace.glossary)
        ).fit(
            turns["text"].tolist(),
            _labels(turns),
            # Answers of a survey are by different people: none is the context of another.
            turns["document"].where(turns["question"].isna(), turns["turn"]).tolist(),
            vectors=self._vectors,
            languages=turns["language"].tolist(),
        )

    def ask(self, query: str) -> "Ranking":
        return self.index.ask(query, language=detect([query])[0])

    def like(self, passage: str) -> "Ranking":
        """Likeness to a turn, to that of a segment, or to any text."""
        ids = self.turns["turn"].tolist()
        turn = passage if passage in ids else passage.rpartition("-")[0]
        if turn in ids:
            return self.index.ask_like(ids.index(turn))
        if re.fullmatch(r"\S+-\d{2,}", passage):
            raise InputError(
                f"there is no turn or segment {passage!r}", do="Give an id, or a text in words."
            )
        return self.index.ask_like(passage, language=detect([passage])[0])

    def found(
        self, ranking: "Ranking", shown: "pd.Series", *, limit: int, explain: bool = False
    ) -> "pd.DataFrame":
        """The highest of the turns that may be shown, best first; none on which nothing speaks."""
        by = [BY_BOTH if ranking.by_meaning and read else BY_WORDS for read in self._read]
        scored = self.turns.assign(score=ranking.scores, by=by)[shown]
        found = scored[scored["score"] > 0].sort_values(["score", "turn"], ascending=[False, True])[
            :limit
        ]
        reasons = ["of_words", "of_meaning", "clues", "neighbours"] if explain else []
        if explain:
            told = [self._told(ranking.explain(place)) for place in found.index]
            found = found.assign(**{name: [each[name] for each in told] for name in reasons})
        first = ["score", "by", *reasons]
        found = found[[*first, *(name for name in found.columns if name not in first)]]
        found = found.reset_index(drop=True)
        found.attrs["notes"] = self._notes(ranking)
        return found

    def _notes(self, ranking: "Ranking") -> list[str]:
        name = self.index.encoder.name if self.index.encoder else ""
        if len(self.turns) and not self._read.any():
            return [f"no turn is in a language that {name} reads: only words count"]
        if not ranking.by_meaning:
            return [f"this is in a language that {name} does not read: only its words count"]
        notes = []
        if not ranking.clues:
            notes.append("no word of this that carries a subject was said: only its meaning counts")
        if unread := int((~self._read).sum()):
            notes.append(
                f"{unread} of {len(self.turns)} turns are in a language that {name} does not read: "
                "they are found by their words alone"
            )
        return notes

    def _told(self, why: "Explanation") -> dict[str, Any]:
        """An explanation in words and ids."""
        ids = self.turns["turn"].tolist()
        clues = [
            {
                "words": clue.words,
                "weight": round(clue.weight, 4),
                "also": list(clue.also),
                "score": float(owed.sum()),
                "turns": [
                    {
                        "turn": ids[turn],
                        "score": float(owed[at]),
                        "speaker": bool(why.labelled[number, at]),
                    }
                    for at, turn in enumerate(why.turns)
                    if owed[at] >= _LEAST * owed.sum()
                ],
            }
            for number, (clue, owed) in enumerate(zip(why.clues, why.parts, strict=False))
        ]
        carried = why.parts.sum(axis=0)
        neighbours = [
            {"turn": ids[turn], "score": float(carried[at])}
            for at, turn in enumerate(why.turns)
            if turn != why.turn and carried[at] >= _LEAST * why.score
        ]
        return {
            "of_words": why.words,
            "of_meaning": why.meaning,
            "clues": sorted(clues, key=lambda clue: -clue["score"]),
            "neighbours": sorted(neighbours, key=lambda each: -each["score"]),
        }

    @cached_property
    def _vectors(self) -> "np.ndarray":
        """Vectors of turns from those of their segments, so that nothing is embedded twice."""
        from alnqual.embedding import matrix
        from alnqual.search import turn_vectors

        turns, tables = self.turns["turn"].tolist(), self.workspace.tables
        identities, vectors = matrix(tables.read("embeddings"))
        segments = tables.read("segments", columns=["segment", "turn", "words"])
        read = segments.set_index("segment").loc[identities].reset_index()
        wanted = read["turn"].isin(turns).to_numpy()
        return turn_vectors(
            turns,
            read.loc[wanted, "turn"].tolist(),
            vectors[wanted],
            words=read.loc[wanted, "words"].tolist(),
        )

    @property
    def _read(self) -> "np.ndarray":
        import numpy as np

        return ~np.isnan(self._vectors).all(axis=1)


def _labels(turns: "pd.DataFrame") -> list[str]:
    """Speakers with their roles, as they can be searched for."""
    rows = zip(turns["speaker"], turns["role"], strict=True)
    return [" ".join(part for part in row if isinstance(part, str)) for row in rows]
