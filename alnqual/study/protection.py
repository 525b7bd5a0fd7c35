"""`Study.protection`: what keeps the people of a study safe."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from alnqual.corpus.pseudonyms.entries import Entry


class Protection:
    """Pseudonyms, the search for leaks, corrections and withdrawal of one study."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def pseudonymise(
        self,
        *,
        accept: Iterable[str] = (),
        reject: Iterable[str] = (),
        decisions: Path | None = None,
    ) -> "list[Entry]":
        """Look for names anew and take decisions about them; the entries of the key.

        Parameters
        ----------
        accept, reject : originals, kinds or "all", as `corpus.review.decide` takes them.
        decisions : a sheet of decisions, as `corpus.review.take_decisions` takes it.

        Raises
        ------
        InputError
            The register, the key or the decisions have faults.
        """
        from alnqual.corpus import review

        entries = review.look_for_names(self._workspace)
        if decisions is not None:
            entries = review.take_decisions(self._workspace, decisions)
        if accept or reject:
            entries = review.decide(self._workspace, accept=accept, reject=reject)
        return entries
