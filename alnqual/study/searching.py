"""Search over the study's turns."""

from typing import TYPE_CHECKING

import numpy as np

from alnqual.embedding import encoder_of, matrix
from alnqual.errors import InputError
from alnqual.search import PassageIndex, turn_vectors
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def search(
    workspace: Workspace,
    query: str,
    *,
    limit: int,
    document: str | None = None,
    interviewers: bool = True,
) -> "pd.DataFrame":
    """The turns nearest to a query; see `Study.search`."""
    if not query.strip():
        raise InputError("the query is empty", do="Ask a question or give a phrase.")
    turns = workspace.tables.read("turns")
    if document is not None:
        known = turns["document"].unique()
        if document not in known:
            raise InputError(
                f"there is no document {document!r}", do=f"There are: {', '.join(sorted(known))}"
            )
        turns = turns[turns["document"] == document].reset_index(drop=True)
    index = PassageIndex(encoder=encoder_of(workspace)).fit(
        turns["text"].tolist(),
        turns["speaker"].tolist(),
        groups=turns["document"].tolist(),
        vectors=_vectors(workspace, turns["turn"].tolist()),
    )
    scored = turns.assign(score=index.rank(query))
    if not interviewers:
        # Their words still tell what an answer is about; they are just not shown.
        scored = scored[~scored["interviewer"].astype(bool)]
    found = scored.sort_values(["score", "turn"], ascending=[False, True]).head(limit)
    return found[["score", *(name for name in found.columns if name != "score")]]


def _vectors(workspace: Workspace, turns: list[str]) -> np.ndarray:
    """Vectors of turns from those of their segments, so that nothing is embedded twice."""
    identities, vectors = matrix(workspace.tables.read("embeddings"))
    segments = workspace.tables.read("segments", columns=["segment", "turn", "words"])
    read = segments.set_index("segment").loc[identities].reset_index()
    wanted = read["turn"].isin(turns).to_numpy()
    return turn_vectors(
        turns,
        read.loc[wanted, "turn"].tolist(),
        vectors[wanted],
        words=read.loc[wanted, "words"].tolist(),
    )
