"""`Study.rounds`: the coding rounds, from their plan to what became of them."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.annotation.adjudicate import AdjudicateReport
    from alnqual.annotation.push import Progress, PushReport
    from alnqual.annotation.restore import RestoreReport
    from alnqual.reporting.disagreements import Listing
    from alnqual.study.planning import RoundPlan


class Rounds:
    """The coding rounds of one study (annotation/rounds/*.toml)."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def plan(self, round_id: str, *, write: bool = False, afresh: bool = False) -> "RoundPlan":
        """Share a round's documents out by its [plan]; see `study.planning.plan_round`."""
        from alnqual.study.planning import plan_round

        return plan_round(self._workspace, round_id, write=write, afresh=afresh)

    def push(
        self, *, break_lock: bool, overwrite: bool, progress: "Progress | None"
    ) -> "PushReport":
        """Put the documents before the coders; see `Study.push`."""
        from alnqual.annotation.push import push
        from alnqual.operations.suggesting import DocumentSuggester

        return push(
            self._workspace,
            suggester=DocumentSuggester(self._workspace),
            break_lock=break_lock,
            overwrite=overwrite,
            progress=progress,
        )

    def restore(self, *, progress: "Progress | None" = None) -> "RestoreReport":
        """Put the stored codings back on a server that has lost them; see `annotate restore`."""
        from alnqual.annotation.restore import restore

        return restore(self._workspace, progress=progress)

    def guide(self) -> "list[Path]":
        """Write the coder's guide as HTML and Word; the paths."""
        from alnqual.reporting.guide import write_guide

        return write_guide(self._workspace)

    def status(self, *, by: str = "coder") -> "pd.DataFrame":
        """Progress, pace and what is left, by "coder", "round" or "area", as of the last pull."""
        from alnqual.study.progress import progress

        return progress(self._workspace, by=by)

    def suggest(self, *, say: Callable[[str], None]) -> None:
        """Suggest codes when tasks of assisted rounds are opened, until interrupted.

        `say` is told what happens, a line at a time.

        Raises
        ------
        InputError
            No round is assisted, or none of theirs has been pushed.
        LabelStudioError
            Suggestions are served already, or Label Studio cannot reach the service.
        """
        from alnqual.operations.live import serve_suggestions

        serve_suggestions(self._workspace, say=say)

    def disagreements(self, round_id: str, *, names: bool = False) -> "Listing":
        """Where a round's coders differ, what would change the most first.

        Raises
        ------
        InputError
            There is no such round.
        """
        from alnqual.study.disputes import list_disagreements

        return list_disagreements(self._workspace, round_id, names=names)

    def write_disagreements(
        self, listing: "Listing", *, html: Path | None = None, xlsx: Path | None = None
    ) -> tuple[Path, Path]:
        """Write the list as a page and a workbook, in reports/out/ by default; where they lie."""
        from alnqual.study.disputes import write_disagreements

        return write_disagreements(self._workspace, listing, html=html, xlsx=xlsx)

    def adjudicate(
        self, round_id: str, *, by: str, documents: Collection[str] = (), names: bool = False
    ) -> "AdjudicateReport":
        """Put what a round's coders made before an adjudicator; see `annotation.adjudicate`."""
        from alnqual.annotation.adjudicate import adjudicate
        from alnqual.study.disputes import find_round

        return adjudicate(
            self._workspace,
            find_round(self._workspace, round_id),
            adjudicator=by,
            documents=documents,
            names=names,
        )
