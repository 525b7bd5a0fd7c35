"""Negative cases of a finding: what is near it in topic, and says otherwise or is not coded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook
from alnqual.coding.in_force import codings_in_force, submissions_in_force
from alnqual.coding.turn_places import TurnPlaces
from alnqual.errors import InputError
from alnqual.records import Coding
from alnqual.study.talk import Talk

if TYPE_CHECKING:
    import pandas as pd

CONTRARY, UNCODED = "contrary", "uncoded"
_OPPOSITE = {"barrier": "facilitator", "facilitator": "barrier"}
_NEAR, _SHARE = 20, 0.05
"""Near in topic are the twenty passages of the highest scores, or five in a hundred if more."""
_CRITERION = (
    "contrary is what was coded with the other stance, or mixed, or as challenging a link; what is "
    "near in topic and not coded so may as well bear the finding out"
)


@dataclass(frozen=True)
class _Finding:
    """`codes` are those of the finding; None for a statement, whose cases may have any."""

    codes: frozenset[str] | None
    stance: str

    def of(self, codings: Iterable[Coding]) -> list[Coding]:
        return [each for each in codings if self.codes is None or each.code in self.codes]

    def contrary(self, codings: Iterable[Coding]) -> list[str]:
        """In what a passage's codings are contrary to the finding."""
        found = set()
        for coding in self.of(codings):
            if self.stance and coding.stance in (_OPPOSITE[self.stance], "mixed"):
                found.add(f"{coding.stance}: {coding.code}")
            if coding.link and coding.direction == "challenges":
                found.add(f"challenges {coding.link}")
        return sorted(found)


def negative_cases(
    talk: Talk,
    finding: str,
    stance: str | None,
    *,
    shown: "pd.Series",
    limit: int,
    explain: bool,
) -> "pd.DataFrame":
    """See `Search.against`; `shown` tells which turns may be shown."""
    import pandas as pd

    codebook = Codebook.read(talk.workspace.codebook)
    ranking = (
        talk.index.ask_like(_said(codebook, finding)) if finding in codebook else talk.ask(finding)
    )
    ranked = talk.found(ranking, shown, limit=len(talk.turns), explain=False)
    near = set(ranked["turn"][: max(_NEAR, round(_SHARE * int(shown.sum())))])
    coded = _codings(talk)
    codes = None
    if finding in codebook:
        codes = frozenset(code.id for code in codebook.subtree(finding))
        near |= {turn for turn, codings in coded.items() if any(c.code in codes for c in codings)}
    asked = _Finding(codes, "")
    about = [c for turn in near for c in asked.of(coded.get(turn, ()))]
    asked = _Finding(codes, _stance(about, stance))
    handed_in = {each.document for each in submissions_in_force(talk.workspace)}
    cases, told = [], []
    for turn, document in zip(talk.turns["turn"], talk.turns["document"], strict=True):
        codings = coded.get(turn, [])
        contrary = asked.contrary(codings) if turn in near else []
        free = turn in near and not asked.of(codings)
        cases.append(CONTRARY if contrary else UNCODED if free else "")
        others = sorted({coding.code for coding in codings})
        unread = "" if document in handed_in else "its document was not handed in"
        told.append("; ".join(contrary or others) or unread)
    marked = pd.DataFrame({"case": cases, "told": told}, index=talk.turns.index)
    found = [
        talk.found(ranking, shown & (marked["case"] == case), limit=limit, explain=explain)
        for case in (CONTRARY, UNCODED)
    ]
    joined = pd.concat(found, ignore_index=True)
    marks = marked.set_index(talk.turns["turn"]).loc[joined["turn"]].reset_index(drop=True)
    result = pd.concat([marks, joined], axis=1)
    believed = asked.stance or "no stance: only links that are challenged count as contrary"
    result.attrs["notes"] = [
        *found[0].attrs["notes"],
        f"the finding is taken as: {believed}",
        _CRITERION,
    ]
    return result


def _said(codebook: Codebook, code: str) -> str:
    found = codebook[code]
    return " ".join([*found.name.values(), found.definition, *found.keywords])


def _codings(talk: Talk) -> dict[str, list[Coding]]:
    """The codings in force by the turn they are in."""
    places, documents = TurnPlaces(talk.turns), set(talk.turns["document"])
    found: dict[str, list[Coding]] = {}
    for coding in codings_in_force(talk.workspace)[0]:
        if coding.document in documents:
            found.setdefault(places.turn_of(coding), []).append(coding)
    return found


def _stance(codings: Iterable[Coding], asked: str | None) -> str:
    """The stance of a finding: the one asked for, else the commoner of its codings."""
    if asked is not None:
        if asked not in _OPPOSITE:
            raise InputError(
                f"a finding cannot have the stance {asked!r}", do="Say barrier or facilitator."
            )
        return asked
    stances = [coding.stance for coding in codings]
    barriers, facilitators = stances.count("barrier"), stances.count("facilitator")
    if barriers == facilitators > 0:
        raise InputError(
            f"the finding has {barriers} codings as barrier and as many as facilitator",
            do="Say what it is: --stance barrier, or --stance facilitator.",
        )
    if barriers == facilitators:
        return ""
    return "barrier" if barriers > facilitators else "facilitator"
