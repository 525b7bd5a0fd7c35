"""From the regions of an annotation to codings, by fixed rules.

Nothing that a coder did is dropped without a word: what becomes no coding becomes a Problem.

- A region is split at turns: one coding a turn and code. Its words are recomputed.
- Each code chosen in the tree is a coding. A region with groups but no code is coded to the groups
  and counted; a group beside codes that lie in other groups is listed.
- A code keeps the id that was chosen, whatever became of it since, and the version of the page.
- A code or link that is unknown, a place that is not in the text, and a control that the page does
  not have are left out and listed; the rest of the region counts.
- A direction says something of a link: without one it is listed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alnqual.annotation.config import page_version
from alnqual.annotation.projects import Project
from alnqual.annotation.regions import Part, Region, read_regions, split_at_turns
from alnqual.annotation.tasks import CodedText
from alnqual.codebook import Codebook
from alnqual.coding import coding_id
from alnqual.records import DIRECTIONS, STANCES, Coding

WITHOUT_CODE = "a region without a code, coded to its group"
ACROSS_TURNS = "a region over several turns, split at the turns"
UNKNOWN_CODE = "a code that the codebook does not have"
UNKNOWN_LINK = "a link that the theory of change does not have"
UNKNOWN_CHOICE = "a stance or direction that the page does not have"
UNKNOWN_CONTROL = "a control that the page does not have"
LONE_DIRECTION = "a direction without a link"
NOTHING_CHOSEN = "a region with neither group nor code"
NO_PLACE = "a place that is not in the text"
OTHER_GROUP = "a group of which no code was chosen, beside codes of other groups"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What could not be taken as it was.

    `where` is round, coder and document or turn. `taken` says that there is a coding all the same.
    """

    reason: str
    where: str
    detail: str = ""
    taken: bool = False


@dataclass(slots=True)
class RegionReader:
    """Reads the regions of one project's annotations, and lists the problems it meets."""

    project: Project
    codebook: Codebook
    links: frozenset[str]
    problems: list[Problem] = field(default_factory=list)

    def codings(
        self,
        annotation: Mapping[str, Any],
        text: CodedText,
        *,
        restored: Mapping[str, Mapping[str, str]] | None = None,
    ) -> list[Coding]:
        """The codings of an annotation, in the order of its regions.

        `restored` has, by region, what a restore noted: the project and annotation that it was
        first pulled from (`origin`) and its times; codings then keep their ids.
        """
        results = annotation.get("result")
        regions = read_regions(results if isinstance(results, list) else ())
        return [
            coding
            for region in regions
            for coding in self._read(region, annotation, text, (restored or {}).get(region.id, {}))
        ]

    def list_problem(self, reason: str, at: str, detail: str = "", *, taken: bool = False) -> None:
        """List a problem `at` a document or a turn."""
        where = f"{self.project.round}, {self.project.coder}, {at}"
        self.problems.append(Problem(reason, where, detail, taken))

    def _read(
        self,
        region: Region,
        annotation: Mapping[str, Any],
        text: CodedText,
        restored: Mapping[str, str],
    ) -> list[Coding]:
        parts = split_at_turns(region.place, text.turns) if region.place else None
        at = parts[0].turn.id if parts else text.document
        for name in region.unknown:
            self.list_problem(UNKNOWN_CONTROL, at, name)
        if parts is None:
            if region.place is not None or not region.unknown:
                self.list_problem(NO_PLACE, at, ", ".join(region.codes or region.groups))
            return []
        codes = self._codes(region, at)
        if codes and len(parts) > 1:
            self.list_problem(ACROSS_TURNS, at, f"to {parts[-1].turn.id}", taken=True)
        link = self._choice(region.links, self.links, UNKNOWN_LINK, at)
        direction = self._choice(region.directions, DIRECTIONS, UNKNOWN_CHOICE, at)
        if direction and not region.links:
            self.list_problem(LONE_DIRECTION, at, direction, taken=True)
        said = {
            "stance": self._choice(region.stances, STANCES, UNKNOWN_CHOICE, at) or "none",
            "link": link,
            "direction": direction if link else None,
            "memo": region.memo,
            "origin": "suggestion" if region.suggested else "manual",
            "created": restored.get("created") or str(annotation.get("created_at") or ""),
            "updated": restored.get("updated") or str(annotation.get("updated_at") or ""),
        }
        origin = restored.get("origin") or f"{self.project.origin}/{annotation['id']}"
        return [
            self._coding(part, code, text, source=(origin, region.id), said=said)
            for part in parts
            for code in codes
        ]

    def _codes(self, region: Region, at: str) -> list[str]:
        """The codes of a region; its groups where no code was chosen."""
        chosen, groups = dict.fromkeys(region.codes), dict.fromkeys(region.groups)
        for code in chosen | groups:
            if not self.codebook.knows(code):
                self.list_problem(UNKNOWN_CODE, at, code)
        if not chosen and not groups:
            self.list_problem(NOTHING_CHOSEN, at)
        known = [code for code in chosen or groups if self.codebook.knows(code)]
        if not chosen:
            for group in known:
                self.list_problem(WITHOUT_CODE, at, group, taken=True)
            return known
        reached = {above for code in known for above in self.codebook.path(code)}
        for group in groups:
            if self.codebook.knows(group) and group not in reached:
                self.list_problem(OTHER_GROUP, at, group)
        return known

    def _choice(
        self, values: Sequence[str], known: Collection[str], reason: str, at: str
    ) -> str | None:
        for value in values:
            if value not in known:
                self.list_problem(reason, at, value, taken=True)
        return next((value for value in values if value in known), None)

    def _coding(
        self,
        part: Part,
        code: str,
        text: CodedText,
        *,
        source: tuple[str, str],
        said: Mapping[str, Any],
    ) -> Coding:
        origin, region = source
        project, annotation = origin.rsplit("/", 1)
        quote, prefix, suffix = text.anchor(part.start, part.end)
        return Coding(
            id=coding_id(project, annotation, region, code, part.number),
            document=text.document,
            start=part.start,
            end=part.end,
            code=code,
            coder=self.project.coder,
            round=self.project.round,
            quote=quote,
            prefix=prefix,
            suffix=suffix,
            codebook_version=page_version(self.project.config) or self.codebook.version,
            text_version=text.version,
            source=f"{origin}/{region}",
            **said,
        )
