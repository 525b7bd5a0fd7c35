"""From Label Studio back to the study: every coder's codings and what they handed in.

Only what changed since the last pull is fetched (`mirror`); all annotations of the study's projects
are then read before a file is touched, by the rules of `harvest` (whole annotations) and `reading`
(regions). What was added, changed and removed is written to the history first, then the codings.
A pull that brings nothing new changes no byte.

A pull asks first (ConfirmationNeeded) where it would take away more than a twentieth of a round's
codings or all that a coder did, where a project is gone that codings came from, and where another
project stands in its place: an emptied or strange server looks just like that.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alnqual.annotation.adjudication_pull import AdjudicationReport, pull_adjudications
from alnqual.annotation.harvest import Harvest, harvest
from alnqual.annotation.mirror import Mirror
from alnqual.annotation.projects import ADJUDICATION, CODING, Project, study_id
from alnqual.annotation.push import Progress
from alnqual.annotation.reading import Problem, RegionReader
from alnqual.annotation.servers import MAIN, Servers
from alnqual.annotation.tasks import CodedText, read_texts
from alnqual.annotation.users import account_ids
from alnqual.codebook import Codebook, TheoryOfChange
from alnqual.coding import CodingStore, read_coders
from alnqual.coding.history import History, coding_events, submission_events
from alnqual.coding.unplaced import UnplacedStore
from alnqual.errors import ConfirmationNeeded, LabelStudioError
from alnqual.records import Coding, Submission
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

MAY_GO = 0.05
"""The share of a round's codings that may go without asking."""

UNKNOWN_CODER = "a project of a coder who is not in coders.csv or has no account"

Projects = Mapping[tuple[str, str], Project]


@dataclass(slots=True)
class PullReport:
    """What a pull brought; a coding is a region with one code in one turn."""

    projects: int = 0
    codings: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    submitted: int = 0
    skipped: int = 0
    drafts: int = 0
    """Documents begun, or changed, and not handed in since."""
    problems: list[Problem] = field(default_factory=list)
    adjudications: AdjudicationReport | None = None
    """None where nothing was ever adjudicated."""

    def reasons(self) -> dict[str, int]:
        """How often each reason occurs among the problems, the commonest first."""
        counted = Counter(problem.reason for problem in self.problems)
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def __str__(self) -> str:
        """The counts, every reason with its count, and the place of all that was not taken."""
        lines = [
            f"{self.codings} codings: {self.added} new, {self.changed} changed, "
            f"{self.removed} removed",
            f"{self.submitted} documents submitted, {self.skipped} skipped, "
            f"{self.drafts} with work not handed in",
        ]
        for reason, number in self.reasons().items():
            lines.append(f"{number} × {reason}")
            lines += [
                f"    {problem.where}{f': {problem.detail}' if problem.detail else ''}"
                for problem in self.problems
                if problem.reason == reason and not problem.taken
            ]
        lines += [str(self.adjudications)] if self.adjudications else []
        return "\n".join(lines)


def pull(
    workspace: Workspace,
    *,
    confirm: bool = False,
    full: bool = False,
    progress: Progress | None = None,
) -> PullReport:
    """Bring every coder's codings into annotation/codings/.

    Parameters
    ----------
    workspace : the study.
    confirm : go on although people's codings would be taken away; the history keeps them.
    full : read every task of the server anew.
    progress : is told of each project.

    Raises
    ------
    ConfirmationNeeded
        Codings would be taken away; the files stand as they were.
    LabelStudioError
        The server is absent, refuses, or holds nothing of this study.
    """
    with ThreadPoolExecutor(1) as meanwhile:  # most of a pull is waiting for the server
        reading = meanwhile.submit(read_texts, workspace)
        servers = Servers(workspace)
        study = study_id(workspace)
        everything = servers.all_projects(study) if study else []
        texts = reading.result()
    store = CodingStore(workspace.codings)
    before, handed_in = store.read(), store.read_submissions()
    projects = {(p.round, p.coder): p for p in everything if p.purpose == CODING}
    if not (projects or before or handed_in):
        raise LabelStudioError(
            "nothing of this study is on the server", do="Push it first: alnqual annotate push"
        )
    report = PullReport(projects=len(projects))
    gathered = _gather(servers, projects, texts, report=report, full=full, progress=progress)
    codings, submissions = _join(gathered, before, handed_in)
    waiting = {coding.id for coding in UnplacedStore(workspace).read()}
    expected = [coding for coding in before if coding.id not in waiting]
    lost = _losses(expected, handed_in, codings, submissions, projects=projects)
    if lost and not confirm:
        raise ConfirmationNeeded(
            "this pull would take people's codings away:\n  - " + "\n  - ".join(lost),
            where=workspace.relative(workspace.codings),
            do="Nothing was changed. If the server is the right one and this is meant, pull with "
            "--confirm; if not, put back a backup of the server or mend its address.",
        )
    hands = {
        (*key, document): last
        for key, found in gathered.items()
        if found is not None
        for document, last in found.hands.items()
    }
    History(workspace.history).add(
        coding_events(before, codings, hands=hands)
        + submission_events(handed_in, submissions, hands=hands)
    )
    rounds = {coding.round for coding in (*codings, *before)}
    rounds |= {submission.round for submission in (*submissions, *handed_in)}
    for round_id in sorted(rounds):
        store.write(
            round_id,
            [coding for coding in codings if coding.round == round_id],
            submissions=[s for s in submissions if s.round == round_id],
        )
    _count(report, before, codings, submissions)
    report.adjudications = pull_adjudications(
        workspace,
        servers.client(MAIN),
        projects=[project for project in everything if project.purpose == ADJUDICATION],
        mirror=_mirror(workspace),
        links=known_links(workspace),
        confirm=confirm,
        full=full,
    )
    return report


def known_links(workspace: Workspace) -> frozenset[str]:
    """The ids of the links of the study's theory of change."""
    if not workspace.theory_of_change.is_file():
        return frozenset()
    theory = TheoryOfChange.read(workspace.theory_of_change, workspace.codebook)
    return frozenset(link.id for link in theory.links)


def _mirror(workspace: Workspace) -> Mirror:
    return Mirror(workspace.cache / "label-studio.sqlite")


def _gather(
    servers: Servers,
    projects: Projects,
    texts: Mapping[str, CodedText],
    *,
    report: PullReport,
    full: bool,
    progress: Progress | None,
) -> dict[tuple[str, str], Harvest | None]:
    """(round, coder) -> what their project holds; None where its coder is unknown."""
    workspace = servers.workspace
    mirror = _mirror(workspace)
    codebook, links = Codebook.read(workspace.codebook), known_links(workspace)
    accounts = {
        name: _accounts(servers.client(name), workspace)
        for name in sorted({project.server for project in projects.values()})
    }
    gathered: dict[tuple[str, str], Harvest | None] = {}
    for done, key in enumerate(sorted(projects)):
        if progress is not None:
            progress(", ".join(key), done, len(projects))
        project = projects[key]
        account = accounts[project.server].get(project.coder)
        if account is None:
            gathered[key] = None
            report.problems.append(Problem(UNKNOWN_CODER, ", ".join(key)))
            continue
        reader = RegionReader(project, codebook, links)
        tasks = mirror.tasks(servers.client(project.server), project, full=full)
        names = {account: coder for coder, account in accounts[project.server].items()}
        gathered[key] = found = harvest(reader, tasks, texts=texts, account=account, names=names)
        report.drafts += found.drafts
        report.problems += reader.problems
    report.problems.sort()
    if progress is not None:
        progress("done", len(projects), len(projects))
    return gathered


def _accounts(client: "LabelStudioBase", workspace: Workspace) -> dict[str, int]:
    """Coder -> the id of their account on a server, for those who have one."""
    there = account_ids(client)
    found = {coder.id: there.get(coder.email.lower()) for coder in read_coders(workspace)}
    return {coder: account for coder, account in found.items() if account is not None}


def _join(
    gathered: Mapping[tuple[str, str], Harvest | None],
    before: Sequence[Coding],
    handed_in: Sequence[Submission],
) -> tuple[list[Coding], list[Submission]]:
    """What the server holds, and what stands of earlier pulls of documents that cannot be read.

    A coding keeps the codebook version of its first pull: that is the one it was made with.
    """

    def stands(record: Coding | Submission) -> bool:
        key = (record.round, record.coder)
        found = gathered.get(key)
        return key in gathered and (found is None or record.document in found.standing)

    versions = {coding.id: coding.codebook_version for coding in before}
    harvests = [found for found in gathered.values() if found is not None]
    codings = [coding for found in harvests for coding in found.codings]
    codings = [
        replace(coding, codebook_version=versions.get(coding.id, coding.codebook_version))
        for coding in codings
    ]
    submissions = [submission for found in harvests for submission in found.submissions]
    there = {coding.id for coding in codings}
    return (
        codings + [coding for coding in before if stands(coding) and coding.id not in there],
        submissions + [submission for submission in handed_in if stands(submission)],
    )


def _losses(
    before: Sequence[Coding],
    handed_in: Sequence[Submission],
    codings: Iterable[Coding],
    submissions: Iterable[Submission],
    *,
    projects: Projects,
) -> list[str]:
    """What a pull would take away, a line each; empty if it may go on unasked."""
    remaining = {coding.id for coding in codings}
    gone = [coding for coding in before if coding.id not in remaining]
    lines = []
    of_round = Counter(coding.round for coding in before)
    for round_id, number in sorted(Counter(coding.round for coding in gone).items()):
        if number > MAY_GO * of_round[round_id]:
            lines.append(f"round {round_id}: {number} of {of_round[round_id]} codings")
    held = {(record.round, record.coder) for record in submissions}
    for round_id, coder in sorted({(record.round, record.coder) for record in handed_in} - held):
        lines.append(f"round {round_id}: everything that {coder} handed in")
    came_from = {(c.round, c.coder, c.source.split("/")[0]) for c in before}
    for round_id, coder, origin in sorted(came_from):
        project = projects.get((round_id, coder))
        if project is None:
            lines.append(f"round {round_id}: {coder}'s project is not on the server")
        elif project.origin != origin:
            lines.append(f"round {round_id}: {coder}'s project is not the one pulled from before")
    return lines


def _count(
    report: PullReport,
    before: Iterable[Coding],
    codings: Sequence[Coding],
    submissions: Iterable[Submission],
) -> None:
    old = {coding.id: coding for coding in before}
    new = {coding.id: coding for coding in codings}
    report.codings = len(codings)
    report.added = len(new.keys() - old.keys())
    report.removed = len(old.keys() - new.keys())
    report.changed = sum(old[identity] != new[identity] for identity in old.keys() & new.keys())
    status = Counter(submission.status for submission in submissions)
    report.submitted, report.skipped = status["submitted"], status["skipped"]
