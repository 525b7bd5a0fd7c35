"""From an adjudicator's annotations to decisions, by fixed rules.

- A region of the coders' that stands as it was is accepted, also if nothing was chosen for it.
- One whose place, code, stance, link or memo is another is edited. Of several codes the first
  keeps the id of the coding that it was made from.
- One for which "reject" was chosen, or which was deleted, is rejected.
- Any other region is an addition.
- What the rules of `reading` and `harvest` leave out is listed as for coders.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from alnqual.annotation.adjudicate import joined_memo
from alnqual.annotation.harvest import harvest
from alnqual.annotation.reading import RegionReader
from alnqual.annotation.regions import Region, read_regions
from alnqual.annotation.tasks import CONSIDERED, CodedText, mark_of, task_identity
from alnqual.coding.adjudications import Decision
from alnqual.coding.migrated import in_codebook_of_now
from alnqual.records import Coding, Submission

_OF_CODERS = re.compile(r"[0-9a-f]{12}(-[0-9a-f]{12})*")

NEW_SINCE = "a coding that was made after the adjudication was put there: not considered"
UNDECIDED = "a coding on which nothing was decided: accepted"


@dataclass(slots=True)
class Decided:
    """What an adjudicator's project holds."""

    decisions: list[Decision] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    standing: set[str] = field(default_factory=set)
    """Documents that could not be read: what was pulled of them before stands."""
    drafts: int = 0


def read_decisions(
    reader: RegionReader,
    tasks: Sequence[Any],
    *,
    texts: Mapping[str, CodedText],
    account: int,
    codings: Sequence[Coding],
    before: Sequence[Decision],
) -> Decided:
    """Read the tasks of an adjudicator's project; `reader` gets the problems.

    Parameters
    ----------
    codings : the coders' of the round, in the codebook and the texts of now.
    before : the decisions as last pulled, which keep the codebook version of their first pull.
    """
    kept: list[tuple[str, Region, Mapping[str, Any]]] = []
    for task in tasks:
        for annotation in task.annotations or ():
            source = f"{reader.project.id}/{annotation['id']}"
            results = annotation.get("result")
            for region in read_regions(results if isinstance(results, list) else ()):
                kept.append((f"{source}/{region.id}", region, annotation))
    regions = {source: (region, annotation) for source, region, annotation in kept}
    found = harvest(reader, tasks, texts=texts, account=account, names={})
    versions = {each.coding.id: each.coding.codebook_version for each in before}
    theirs = {coding.id: coding for coding in codings}
    decided = Decided(submissions=found.submissions, standing=found.standing, drafts=found.drafts)
    made: dict[str, list[Coding]] = {}
    for coding in found.codings:
        made.setdefault(coding.source, []).append(coding)
    judge = _Judge(reader, theirs, versions, regions)
    for source, results in made.items():
        decided.decisions += judge.region(source, results)
    handed_in = {s.document for s in found.submissions if s.status == "submitted"}
    shown = {
        (task_identity(task) or ("", ""))[0]: mark_of(task).get(CONSIDERED) or () for task in tasks
    }
    for document in sorted(handed_in):
        own = [d for d in decided.decisions if d.coding.document == document]
        dealt_with = {identity for each in own for identity in each.considered}
        last = max((d.updated for d in own), default="")
        first = max((d.created for d in own), default="")
        for identity in shown.get(document, ()):
            if identity in theirs and identity not in dealt_with:
                gone = replace(theirs[identity], codebook_version=reader.codebook.version)
                decided.decisions.append(
                    Decision(
                        gone, "reject", reader.project.coder, (identity,),
                        created=first, updated=last,
                    )
                )  # fmt: skip
        for coding in codings:
            if coding.document == document and coding.id not in shown.get(document, ()):
                reader.list_problem(NEW_SINCE, document, coding.code)
    decided.decisions = [d for d in decided.decisions if d.coding.document in handed_in]
    return decided


@dataclass(frozen=True, slots=True)
class _Judge:
    """Tells what was decided about the codings that a region shows."""

    reader: RegionReader
    theirs: Mapping[str, Coding]
    versions: Mapping[str, int]
    regions: Mapping[str, tuple[Region, Mapping[str, Any]]]

    def region(self, source: str, results: Sequence[Coding]) -> list[Decision]:
        region, annotation = self.regions[source]
        ids = tuple(region.id.split("-")) if _OF_CODERS.fullmatch(region.id) else ()
        results = [
            replace(
                each,
                codebook_version=self.versions.get(
                    ids[0] if ids else each.id, each.codebook_version
                ),
            )
            for each in results
        ]
        decision = Decision(
            results[0],
            "add",
            self.reader.project.coder,
            considered=ids,
            reason=region.reason,
            created=str(annotation.get("created_at") or ""),
            updated=str(annotation.get("updated_at") or ""),
        )
        considered = [self.theirs[identity] for identity in ids if identity in self.theirs]
        if "reject" in region.decisions:
            what = replace(results[0], id=ids[0], coder=considered[0].coder) if considered else None
            return [replace(decision, verdict="reject", coding=what)] if what else []
        if not ids:
            return [replace(decision, coding=_own(each)) for each in results]
        now = in_codebook_of_now(results, self.reader.codebook.migrations)
        if len(results) == 1 and considered and _same(now[0], considered):
            if not region.decisions and len(considered) == 1:
                self.reader.list_problem(UNDECIDED, results[0].document, taken=True)
            kept = replace(
                considered[0],
                code=results[0].code,
                codebook_version=results[0].codebook_version,
            )
            return [replace(decision, verdict="accept", coding=kept)]
        code = considered[0].code if considered else ""
        first, *others = sorted(results, key=lambda each: (each.code != code, each.start))
        edited = [replace(first, id=ids[0]), *others]
        return [replace(decision, verdict="edit", coding=_own(each)) for each in edited]


def _own(coding: Coding) -> Coding:
    return replace(coding, origin="adjudicated")


def _same(result: Coding, considered: Sequence[Coding]) -> bool:
    """Whether a region still says what the coders' codings say that it shows."""
    first = considered[0]
    return (
        (result.start, result.end, result.code) == (first.start, first.end, first.code)
        and (result.stance, result.link) == (first.stance, first.link)
        and (result.direction, result.memo) == (first.direction, joined_memo(considered))
    )
