"""Suggestions for the documents of a study, as its assisted rounds show them."""

from functools import cached_property

import numpy as np

from alnqual.annotation.predictions import Suggestion
from alnqual.annotation.tasks import CodedText
from alnqual.codebook import Codebook
from alnqual.corpus.language import detect
from alnqual.corpus.segments import cut
from alnqual.embedding import encoder_of
from alnqual.suggestion import CodeSuggester
from alnqual.workspace import Workspace


class DocumentSuggester:
    """Suggests codes for passages of a few sentences.

    What interviewers say is left out, and what a window shows as context.

    Nothing is loaded before the first document.

    Parameters
    ----------
    workspace : the study; its settings say from which score on a code is suggested, how many for a
        passage, and how long a passage is.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.settings = workspace.settings.suggestions

    @cached_property
    def codebook(self) -> Codebook:
        return Codebook.read(self.workspace.codebook)

    @property
    def version(self) -> str:
        """What the suggestions are marked with."""
        return f"alnqual {CodeSuggester.version} codebook {self.codebook.version}"

    def suggest(self, text: CodedText) -> list[Suggestion]:
        """The suggestions for a document, by place and then the best first.

        Of codes that lie above one another, only the better is suggested for a passage.

        Raises
        ------
        EncoderError
            The model cannot be loaded.
        """
        silent = self._interviewers | text.context
        said = [turn for turn in text.turns if turn.id not in silent]
        spans = cut([turn.text for turn in said], self.settings.words)
        passages = [(turn, *span) for turn, own in zip(said, spans, strict=True) for span in own]
        words = [turn.text[start:end] for turn, start, end in passages]
        scores = self._suggester.predict_proba(words, languages=detect(words))
        return [
            Suggestion(turn.start + start, turn.start + end, code, round(float(score), 4))
            for (turn, start, end), row in zip(passages, scores, strict=True)
            for code, score in self._best(row)
        ]

    @cached_property
    def _suggester(self) -> CodeSuggester:
        return CodeSuggester(self.codebook, encoder=encoder_of(self.workspace)).fit()

    @cached_property
    def _interviewers(self) -> frozenset[str]:
        turns = self.workspace.tables.read("turns", columns=["turn", "interviewer"])
        return frozenset(turns.loc[turns["interviewer"].astype(bool), "turn"])

    def _best(self, scores: np.ndarray) -> list[tuple[str, float]]:
        chosen: list[tuple[str, float]] = []
        for column in (-scores).argsort(kind="stable"):
            code, score = str(self._suggester.classes_[column]), scores[column]
            if score < self.settings.threshold or len(chosen) == self.settings.codes_per_passage:
                break
            if not any(self._related(code, other) for other, _ in chosen):
                chosen.append((code, score))
        return chosen

    def _related(self, one: str, other: str) -> bool:
        above = self.codebook.ancestors
        return any(code.id == other for code in above(one)) or any(
            code.id == one for code in above(other)
        )
