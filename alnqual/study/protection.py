"""`Study.protection`: what keeps the people of a study safe."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date

    from alnqual.corpus.pseudonyms.entries import Entry
    from alnqual.operations.correct import CorrectReport
    from alnqual.operations.leaks import LeakReport
    from alnqual.operations.withdraw import Withdrawal


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

    def find_leaks(self, *, server: bool = False) -> "LeakReport":
        """Search everything for original names; on the Label Studio server, too, if `server`."""
        from alnqual.operations.leaks import find_leaks

        return find_leaks(self._workspace, server=server)

    def correct(self, *, confirm: bool = False) -> "CorrectReport":
        """Read corrected transcripts again and carry everything that was coded over.

        Raises
        ------
        ConfirmationNeeded
            A pull would take people's codings away, and `confirm` is not set.
        """
        from alnqual.operations.correct import correct

        return correct(self._workspace, confirm=confirm)

    def withdraw(self, participant: str, *, day: "date | None" = None) -> "Withdrawal":
        """Take a participant's words out of everything, for good; see `operations.withdraw`."""
        from alnqual.operations.withdraw import withdraw

        return withdraw(self._workspace, participant, day=day)
