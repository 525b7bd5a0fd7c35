"""`Study.rounds`: the coding rounds, from their plan to what became of them."""

from typing import TYPE_CHECKING

from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


class Rounds:
    """The coding rounds of one study (annotation/rounds/*.toml)."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def status(self) -> "pd.DataFrame":
        """Each coder's progress in each round, as of the last pull."""
        from alnqual.study.progress import progress

        return progress(self._workspace)
