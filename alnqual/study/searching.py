"""Search over the study's turns."""

from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.search import PassageIndex
from alnqual.study.stages import encoder_of
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def search(
    workspace: Workspace, query: str, *, limit: int, document: str | None = None
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
        turns["text"].tolist(), turns["speaker"].tolist(), groups=turns["document"].tolist()
    )
    scored = turns.assign(score=index.rank(query))
    found = scored[scored["score"] > 0].sort_values(["score", "turn"], ascending=[False, True])
    first = ["score"]
    return found[first + [name for name in found.columns if name not in first]].head(limit)
