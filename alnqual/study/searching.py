"""Search over the study's turns: `study.search()`, and where a phrase stands."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.study.choosing import chosen
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


Where = Mapping[str, str | Sequence[str]]


class Search:
    """Passages of a study, found by their meaning and words, or by words alone.

    Examples
    --------
    >>> study.search("who pays for speech therapy")             # doctest: +SKIP
    >>> study.search.concordance("ADY")                         # doctest: +SKIP
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __call__(
        self,
        query: str,
        *,
        limit: int = 10,
        document: str | None = None,
        interviewers: bool = True,
        where: Where | None = None,
        code: str | None = None,
    ) -> "pd.DataFrame":
        """The passages nearest to a question or phrase, best first.

        Parameters
        ----------
        query : in the words of the researcher.
        limit : how many passages at most.
        document : only in this one.
        interviewers : whether their turns are shown, too.
        where : only turns of which these attributes (of speaker, turn or document) have the value,
            or one of the values: ``where={"sector": ["primary", "secondary"]}``.
        code : only turns with a coding in force of this code, or of one below it.

        Returns
        -------
        DataFrame
            `score` (higher is better) and the columns of `turns`.

        Raises
        ------
        InputError
            The query is empty, or there is no such document, attribute, value or code.
        """
        from alnqual.embedding import encoder_of
        from alnqual.search import PassageIndex

        turns = self._turns(query, document)
        index = PassageIndex(encoder=encoder_of(self._workspace)).fit(
            turns["text"].tolist(),
            turns["speaker"].tolist(),
            groups=turns["document"].tolist(),
            vectors=self._vectors(turns["turn"].tolist()),
        )
        # Turns that are not shown still tell what an answer beside them is about.
        scored = turns.assign(score=index.rank(query))[
            chosen(self._workspace, turns, interviewers=interviewers, where=where, code=code)
        ]
        found = scored.sort_values(["score", "turn"], ascending=[False, True]).head(limit)
        return found[["score", *(name for name in found.columns if name != "score")]]

    def concordance(
        self,
        phrase: str,
        *,
        document: str | None = None,
        interviewers: bool = True,
        where: Where | None = None,
        code: str | None = None,
        width: int = 60,
    ) -> "pd.DataFrame":
        """Every place where a phrase stands, in line with its context.

        English words match by their stem, Welsh ones whatever their mutation; a term of the study's
        glossary is found in both languages. See `alnqual.search.concordance`.

        Parameters
        ----------
        document, interviewers, where, code : as in a search.
        width : characters of context on each side.

        Raises
        ------
        InputError
            The phrase holds no word, or there is no such document, attribute, value or code.
        """
        from alnqual.codebook import read_glossary
        from alnqual.search import concordance

        turns = self._turns(phrase, document)
        shown = chosen(self._workspace, turns, interviewers=interviewers, where=where, code=code)
        glossary = read_glossary(self._workspace.glossary)
        return concordance(turns[shown], phrase, glossary=glossary, width=width)

    def _turns(self, query: str, document: str | None) -> "pd.DataFrame":
        if not any(letter.isalnum() for letter in query):
            raise InputError("the query is empty", do="Ask a question or give a phrase.")
        turns = self._workspace.tables.read("turns")
        if document is None:
            return turns
        known = turns["document"].unique()
        if document not in known:
            raise InputError(
                f"there is no document {document!r}", do=f"There are: {', '.join(sorted(known))}"
            )
        return turns[turns["document"] == document].reset_index(drop=True)

    def _vectors(self, turns: list[str]) -> "np.ndarray":
        """Vectors of turns from those of their segments, so that nothing is embedded twice."""
        from alnqual.embedding import matrix
        from alnqual.search import turn_vectors

        tables = self._workspace.tables
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
