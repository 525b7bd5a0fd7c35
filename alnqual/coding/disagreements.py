"""Where coders differ: the passages of a round, and what each coder made of them.

A passage is what hangs together: codings of one document of which each overlaps another, or one
that overlaps none. Coders agree on it if they made the same of it, word for word; else they differ
in one or more of `KINDS`. The list is ordered by what a decision would change (`leverage`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook
from alnqual.coding.leverage import Alphas, Figures, Lineage
from alnqual.coding.turn_places import TurnPlaces
from alnqual.records import Coding, Submission

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    "marked": "one coder marked it, another did not",
    "code": "other codes",
    "stance": "another stance",
    "link": "another link or direction",
    "extent": "more or fewer words",
}
"""In what coders can differ, the gravest first."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one turn, and the codings that each coder made in it.

    `start` and `end` are half-open code points of the document's text. `said` has every coder who
    handed the document in, by id, also those who marked nothing here.
    """

    document: str
    turn: str
    start: int
    end: int
    said: Mapping[str, tuple[Coding, ...]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """In what the coders differ, in the order of `KINDS`; empty if they agree."""
        made = [{_whole(coding) for coding in theirs} for theirs in self.said.values()]
        if all(each == made[0] for each in made):
            return ()
        marked = [theirs for theirs in self.said.values() if theirs]
        found = {"marked"} if len(marked) < len(self.said) else set()
        by_code = [_by_code(theirs) for theirs in marked]
        if len({frozenset(codes) for codes in by_code}) > 1:
            found.add("code")
        for code in set().union(*by_code):
            found |= _differences([codes[code] for codes in by_code if code in codes])
        return tuple(kind for kind in KINDS if kind in found)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A passage on which coders differ, and what a decision about it would change.

    `figures` are the codes whose figures in the prevalence depend on whose version is taken;
    `alpha` is by how much the agreement on one of its codes would rise, as
    Krippendorff's alpha.
    """

    passage: Passage
    kinds: tuple[str, ...]
    figures: tuple[str, ...]
    alpha: float


def disagreements(
    codings: Sequence[Coding],
    submissions: Iterable[Submission],
    *,
    round_id: str,
    turns: "pd.DataFrame",
    voices: Mapping[str, str],
    codebook: Codebook,
) -> list[Disagreement]:
    """The passages of a round on which coders differ, first those that would change the most.

    The order is by how many codes would have other figures (participants, their stances, documents)
    depending on whose version of the passage is taken, all else as the coders left it; among equals
    by how much Krippendorff's alpha of a code would rise if all had coded the turn with it; then by
    place.

    Parameters
    ----------
    codings : every coder's, of all rounds, as `in_force.coders_codings` gives them.
    submissions : what was handed in; only documents that two coders or more handed in count.
    turns : frame as `SCHEMAS["turns"]`.
    voices : turn id -> who is counted for it, "" for an interviewer; as
        `synthesis.voices.turn_voices` gives it.
    codebook : a coding counts for its code and those above it.
    """
    places, lineage, coders = TurnPlaces(turns), Lineage(codebook), several(submissions, round_id)
    found = passages(codings, coders, round_id=round_id, places=places)
    figures = Figures(codings, lineage=lineage, places=places, voices=voices)
    compared = [c for passage in found for theirs in passage.said.values() for c in theirs]
    alphas = Alphas(compared, coders=coders, lineage=lineage, places=places, voices=voices)
    listed = [
        Disagreement(
            passage, passage.kinds, figures.at_stake(passage.said), alphas.gain(passage.said)
        )
        for passage in found
        if passage.kinds
    ]
    listed.sort(
        key=lambda each: (
            -len(each.figures), -each.alpha, each.passage.document, each.passage.start,
        )
    )  # fmt: skip
    return listed


def passages(
    codings: Iterable[Coding],
    coders: Mapping[str, Sequence[str]],
    *,
    round_id: str,
    places: TurnPlaces,
) -> list[Passage]:
    """The passages of a round's documents with several coders, by document and place.

    Every coding of such a document is in one of them. `coders` is as `several` gives it.
    """
    of_document: dict[str, list[Coding]] = {}
    for coding in codings:
        if coding.round == round_id and coding.coder in coders.get(coding.document, ()):
            of_document.setdefault(coding.document, []).append(coding)
    found = []
    for document, members in sorted(of_document.items()):
        for group in _connected(members):
            start, end = group[0].start, max(coding.end for coding in group)
            said = {
                coder: tuple(coding for coding in group if coding.coder == coder)
                for coder in coders[document]
            }
            found.append(Passage(document, places.turn_of(group[0]), start, end, said))
    return found


def several(submissions: Iterable[Submission], round_id: str) -> dict[str, tuple[str, ...]]:
    """The documents of a round that two coders or more handed in, and who these are."""
    handed_in: dict[str, set[str]] = {}
    for each in submissions:
        if each.round == round_id and each.status == "submitted":
            handed_in.setdefault(each.document, set()).add(each.coder)
    return {
        document: tuple(sorted(coders))
        for document, coders in sorted(handed_in.items())
        if len(coders) > 1
    }


def letters(round_id: str, coders: Iterable[str]) -> dict[str, str]:
    """The letters under which a round's coders are shown to whoever must not know them.

    They follow a hash, so that the first coder of the list is not always A.
    """

    def mixed(coder: str) -> str:
        return sha256(f"{round_id}\x1f{coder}".encode()).hexdigest()

    return {coder: _letter(number) for number, coder in enumerate(sorted(set(coders), key=mixed))}


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    rest, last = divmod(number, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)


def _connected(codings: Iterable[Coding]) -> list[list[Coding]]:
    """Groups of codings that hang together by overlapping, each sorted by place."""
    groups: list[list[Coding]] = []
    reach = -1
    for coding in sorted(codings, key=lambda c: (c.start, c.end, c.code, c.coder, c.id)):
        if coding.start >= reach:
            groups.append([])
        groups[-1].append(coding)
        reach = max(reach, coding.end)
    return groups


def _whole(coding: Coding) -> tuple[object, ...]:
    """All that two coders must have in common to agree."""
    link = (coding.link, coding.direction)
    return (coding.start, coding.end, coding.code, coding.stance, link)


def _by_code(codings: Iterable[Coding]) -> dict[str, list[Coding]]:
    found: dict[str, list[Coding]] = {}
    for coding in codings:
        found.setdefault(coding.code, []).append(coding)
    return found


def _differences(versions: Sequence[Sequence[Coding]]) -> set[str]:
    """In what coders differ who gave the same code."""

    def differ(*names: str) -> bool:
        said = [{tuple(getattr(c, name) for name in names) for c in theirs} for theirs in versions]
        return any(each != said[0] for each in said)

    place = ("start", "end")
    if differ(*place):
        return {"extent"} | {
            kind
            for kind, names in (("stance", ("stance",)), ("link", ("link", "direction")))
            if differ(*names)
        }
    if differ(*place, "stance"):
        return {"stance"} | ({"link"} if differ(*place, "link", "direction") else set())
    return {"link"} if differ(*place, "stance", "link", "direction") else set()
