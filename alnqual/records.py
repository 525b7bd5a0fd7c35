"""The nouns of the field, as frozen records.

Positions in text are half-open spans of Unicode code points; times are seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["inputs", "activities", "outputs", "outcomes", "impacts", "context", "assumptions"]
Stance = Literal["barrier", "facilitator", "mixed", "none"]
Direction = Literal["supports", "challenges", "mixed"]
Origin = Literal["manual", "suggestion", "adjudicated"]

STAGES: tuple[Stage, ...] = (
    "inputs", "activities", "outputs", "outcomes", "impacts", "context", "assumptions",
)  # fmt: skip
STANCES: tuple[Stance, ...] = ("barrier", "facilitator", "mixed", "none")
DIRECTIONS: tuple[Direction, ...] = ("supports", "challenges", "mixed")
INTERVIEWER = "interviewer"
LANGUAGES = {"en": "English", "cy": "Welsh", "mixed": "mixed", "und": "undetermined"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said without interruption; in a survey, one answer.

    `speaker` is the label in the file (None if unknown); `start` and `end` are seconds or None.
    """

    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A file as read: turns in order, and what was odd about it, counted in words."""

    turns: tuple[Turn, ...]
    warnings: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the codebook. `id` is a dotted path that only a migration may change.

    A `retired` code keeps its codings and is not offered for new ones.
    """

    id: str
    name: Mapping[str, str]
    stage: Stage
    definition: str
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    parent: str | None = None
    colour: str | None = None
    basis: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An assumed link of the theory of change: code `source` is expected to lead to `target`."""

    id: str
    source: str
    target: str
    assumption: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A heading, priority, theme, challenge or recommendation of a reference document."""

    id: str
    document: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ResearchQuestion:
    id: str
    text: Mapping[str, str]
    codes: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    id: str
    addressee: str
    text: str
    codes: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """A code that a coder gave to a span of a document's canonical text.

    `start`, `end` and `quote` with its `prefix` and `suffix` anchor it, after the W3C Web
    Annotation TextPositionSelector and TextQuoteSelector. `source` names the server's
    project, annotation and region that it was pulled from. Times are ISO 8601 in UTC.
    """

    id: str
    document: str
    start: int
    end: int
    code: str
    coder: str
    round: str
    quote: str
    prefix: str
    suffix: str
    stance: Stance = "none"
    link: str | None = None
    direction: Direction | None = None
    memo: str = ""
    created: str = ""
    updated: str = ""
    origin: Origin = "manual"
    codebook_version: int = 1
    text_version: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """That a coder handed in a document: only then is leaving it uncoded a decision."""

    round: str
    coder: str
    document: str
    status: Literal["submitted", "skipped"]
    text_version: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a round's documents are to be shared out among its coders.

    `documents` are named, or `select` holds the values that columns of the register may have;
    with neither, all documents are meant. Without `coders` all of coders.csv code. `double` is the
    share of the documents, 0 to 1, that `per_document` people code; one person codes each other.
    """

    documents: tuple[str, ...] = ()
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coders: tuple[str, ...] = ()
    double: float = 0.0
    per_document: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """Who codes what, and by which rules.

    `assignments` has the ids of the documents by coder. In an "assisted" round coders see
    suggestions, in a "blind" one they do not. `blind` tells how far coders are kept from each
    other's work: by projects of their own ("procedural"), or by servers of their own. `in_force`
    is the rule for documents that nobody adjudicated: "all" coders' codings count, only those that
    were "agreed", or those of the document's "first" coder. `passages` narrows a document to some
    turns; without it all of them are coded. `plan` says how the assignments were, or will be, made.
    `recodes` is a code that was split: what a coder hands in then takes the place of their codings
    of it in these passages.
    """

    id: str
    title: str
    assignments: Mapping[str, tuple[str, ...]]
    mode: Literal["blind", "assisted"] = "blind"
    blind: Literal["procedural", "server-per-coder"] = "procedural"
    in_force: Literal["all", "agreed", "first"] = "all"
    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan: Plan | None = None
    recodes: str = ""
