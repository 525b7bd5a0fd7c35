"""A corrected transcript: read again, with everything that was coded carried over.

Work on the server is pulled first, as it was coded. Then the files are read into the tables, the
server's tasks are brought to the new text with their regions, and the codings are pulled at their
new places. Any step may be interrupted: running it again completes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alnqual.annotation.carry import CarryReport, carry
from alnqual.annotation.projects import study_id
from alnqual.annotation.pull import PullReport, pull
from alnqual.annotation.push import Progress
from alnqual.annotation.servers import local_servers
from alnqual.coding import CodingStore
from alnqual.coding.anchors import brief
from alnqual.coding.placing import current
from alnqual.coding.unplaced import UnplacedStore
from alnqual.corpus.documents import ingest, write
from alnqual.records import Coding
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

NOT_RUNNING = (
    "the study's Label Studio server is not running, so that its tasks still show the old words: "
    "start it (alnqual studio up) and run alnqual corpus correct again"
)
WAITING = "it waits in annotation/unplaced"


@dataclass(frozen=True, slots=True, order=True)
class ForPerson:
    """A coding that a person must place; `words` is a short locator."""

    document: str
    coder: str
    code: str
    words: str
    reason: str

    def __str__(self) -> str:
        return f"{self.document}, {self.coder}, {self.code}, {self.words}: {self.reason}"


@dataclass(slots=True)
class CorrectReport:
    """What a correction changed, and what is left to people."""

    documents: tuple[str, ...] = ()
    """Documents whose text is another now, or which are new or gone."""
    codings: int = 0
    moved: int = 0
    unplaced: list[ForPerson] = field(default_factory=list)
    pulled: PullReport | None = None
    """Of the second pull; None without a server."""
    carried: CarryReport | None = None
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """What changed, then a line for each coding and task that somebody must look at."""
        lines = [
            f"{len(self.documents)} documents have another text"
            + (f": {', '.join(self.documents)}" if self.documents else ""),
            f"{self.codings} codings stand in the text, {self.moved} of them at another place or "
            f"with corrected words; {len(self.unplaced)} could not be placed",
        ]
        lines += [f"    {each}" for each in self.unplaced]
        if self.carried is not None:
            lines.append(
                f"{self.carried.tasks} tasks in Label Studio brought to the corrected text, with "
                f"{self.carried.regions} regions and {self.carried.drafts} drafts"
            )
            if self.carried.tasks:
                lines.append("coders who have one of these tasks open must load its page again")
            lines += [f"    {problem.where}: {problem.reason}" for problem in self.carried.problems]
        return "\n".join(lines + self.notes)


def correct(
    workspace: Workspace, *, confirm: bool = False, progress: Progress | None = None
) -> CorrectReport:
    """Read the transcripts again and carry everything that was coded over to the new text.

    Parameters
    ----------
    workspace : the study, with the corrected files in corpus/raw/.
    confirm : go on although a pull would take people's codings away, as for `pull`.
    progress : is told of each project, in each of the steps.

    Raises
    ------
    InputError
        The register or the people have faults.
    ConfirmationNeeded
        A pull would take codings away; nothing was corrected before the first one.
    LabelStudioError
        The server refuses.
    """
    store = CodingStore(workspace.codings)
    report = CorrectReport()
    served = _is_served(workspace, report)
    before = _versions(workspace)
    if served and before:
        pull(workspace, confirm=confirm, progress=progress)
    were = {coding.id: coding for coding in store.read()}
    write(workspace, ingest(workspace))
    after = _versions(workspace)
    report.documents = tuple(
        sorted(d for d in before.keys() | after.keys() if before.get(d) != after.get(d))
    )
    if served:
        report.carried = carry(workspace, progress=progress)
        report.pulled = pull(workspace, confirm=confirm, progress=progress)
    _compare(workspace, report, were)
    return report


def _is_served(workspace: Workspace, report: CorrectReport) -> bool:
    """Whether there is work of this study on a server that can be asked."""
    if study_id(workspace) is None:
        return False
    needed = local_servers(workspace, needed=True).values()
    if not all(server.status().running for server in needed):
        report.notes.append(NOT_RUNNING)
        return False
    return True


def _versions(workspace: Workspace) -> Mapping[str, str]:
    """Document id -> text version; empty before the first ingestion."""
    if not workspace.tables.exists("documents"):
        return {}
    documents: pd.DataFrame = workspace.tables.read("documents")
    return dict(zip(documents["document"], documents["text_version"], strict=True))


def _compare(workspace: Workspace, report: CorrectReport, were: Mapping[str, Coding]) -> None:
    """Count the codings that stand in the new text, and list those that do not."""
    pulled = CodingStore(workspace.codings).read()
    placed, unplaced = current(
        pulled, workspace.tables.read("documents"), workspace.tables.read("turns")
    )
    report.codings = len(placed)
    report.moved = sum(
        coding.id in were and _place(coding) != _place(were[coding.id]) for coding in placed
    )
    reasons = {each.item: each.reason for each in unplaced}
    waiting = UnplacedStore(workspace).read()
    lost = (
        {each.coding.id: each.reason for each in report.carried.unplaced} if report.carried else {}
    )
    report.unplaced = sorted(
        [
            *_for_person((c for c in pulled if c.id in reasons), reasons),
            *_for_person(waiting, lost),
        ]
    )


def _place(coding: Coding) -> tuple[int, int, str]:
    return coding.start, coding.end, coding.quote


def _for_person(codings: Iterable[Coding], reasons: Mapping[str, str]) -> list[ForPerson]:
    return [
        ForPerson(c.document, c.coder, c.code, brief(c.quote), reasons.get(c.id, WAITING))
        for c in codings
    ]
