"""From the adjudicators' projects to annotation/adjudications/; the rules are in `decisions`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alnqual.annotation.decisions import read_decisions
from alnqual.annotation.mirror import Mirror
from alnqual.annotation.projects import Project
from alnqual.annotation.reading import Problem, RegionReader
from alnqual.annotation.tasks import read_texts
from alnqual.annotation.users import account_ids
from alnqual.codebook import Codebook
from alnqual.coding import read_coders
from alnqual.coding.adjudications import AdjudicationStore, Decision
from alnqual.coding.in_force import adjudicated, coders_codings
from alnqual.errors import ConfirmationNeeded
from alnqual.records import Submission
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from label_studio_sdk.base_client import LabelStudioBase

UNKNOWN_ADJUDICATOR = "a project of an adjudicator who is not in coders.csv or has no account"
TWO = "a document that two adjudicators handed in: the first in the order of their ids counts"


@dataclass(slots=True)
class AdjudicationReport:
    """What was decided, as of this pull."""

    decisions: int = 0
    documents: int = 0
    drafts: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(self.verdicts.items()))
        lines = [
            f"{self.documents} documents adjudicated, {self.drafts} begun: "
            f"{self.decisions} decisions" + (f" ({told})" if told else "")
        ]
        for reason, number in sorted(Counter(each.reason for each in self.problems).items()):
            lines.append(f"{number} × {reason}")
        return "\n".join(lines)


def pull_adjudications(
    workspace: Workspace,
    client: "LabelStudioBase",
    *,
    projects: Sequence[Project],
    mirror: Mirror,
    links: frozenset[str],
    confirm: bool = False,
    full: bool = False,
) -> AdjudicationReport | None:
    """Bring the adjudicators' decisions to the study; None where there never was any.

    Parameters
    ----------
    projects : the adjudicators', on the server of `client`.
    mirror : what the last pull found.
    links : ids of the links of the theory of change.
    confirm : go on although decisions would be taken away.
    full : read every task anew.

    Raises
    ------
    ConfirmationNeeded
        A document that was adjudicated would not be any more; the files stand as they were.
    """
    store = AdjudicationStore(workspace.adjudications)
    before, handed_in = store.read(), store.read_submissions()
    if not (projects or before or handed_in):
        return None
    report = AdjudicationReport()
    texts, codebook = read_texts(workspace), Codebook.read(workspace.codebook)
    codings = coders_codings(workspace)[0]
    there = account_ids(client)
    accounts = {coder.id: there.get(coder.email.lower()) for coder in read_coders(workspace)}
    decisions: list[Decision] = []
    submissions: list[Submission] = []
    for project in projects:
        round_id, adjudicator = project.round, project.coder
        account = accounts.get(adjudicator)
        mine = [s for s in handed_in if (s.round, s.coder) == (round_id, adjudicator)]
        if account is None:
            report.problems.append(Problem(UNKNOWN_ADJUDICATOR, f"{round_id}, {adjudicator}"))
            standing = {s.document for s in mine}
        else:
            reader = RegionReader(project, codebook, links)
            found = read_decisions(
                reader,
                list(mirror.tasks(client, project, full=full)),
                texts=texts,
                account=account,
                codings=[coding for coding in codings if coding.round == round_id],
                before=before,
            )
            standing = found.standing
            decisions += found.decisions
            submissions += found.submissions
            report.drafts += found.drafts
            report.problems += reader.problems
        decisions += [
            each
            for each in before
            if each.adjudicator == adjudicator
            and each.coding.round == round_id
            and each.coding.document in standing
        ]
        submissions += [s for s in mine if s.document in standing]
    decisions, submissions = _one_each(decisions, submissions, report)
    gone = sorted(adjudicated(handed_in) - adjudicated(submissions))
    if gone and not confirm:
        raise ConfirmationNeeded(
            "this pull would take adjudications away: "
            + ", ".join(f"{document} in round {round_id}" for round_id, document in gone),
            where=workspace.relative(workspace.adjudications),
            do="They stand as they were. If it is meant, pull with --confirm; if not, put back a "
            "backup of the server or mend its address.",
        )
    for round_id in sorted({s.round for s in (*submissions, *handed_in)}):
        store.write(
            round_id,
            [each for each in decisions if each.coding.round == round_id],
            submissions=[s for s in submissions if s.round == round_id],
        )
    report.decisions = len(decisions)
    report.documents = len(adjudicated(submissions))
    report.verdicts = dict(Counter(each.verdict for each in decisions))
    report.problems.sort()
    return report


def _one_each(
    decisions: Sequence[Decision], submissions: Sequence[Submission], report: AdjudicationReport
) -> tuple[list[Decision], list[Submission]]:
    """One adjudicator a document and round: the first, and the others are listed."""
    first: dict[tuple[str, str], str] = {}
    for each in sorted(submissions, key=lambda s: (s.status != "submitted", s.coder)):
        if first.setdefault((each.round, each.document), each.coder) != each.coder:
            report.problems.append(Problem(TWO, f"{each.round}, {each.coder}, {each.document}"))
    return (
        [
            each
            for each in decisions
            if first.get((each.coding.round, each.coding.document)) == each.adjudicator
        ],
        [each for each in submissions if first[each.round, each.document] == each.coder],
    )
