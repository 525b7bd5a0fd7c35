"""What a withdrawal will do, found by reading and searching the study; nothing is changed here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from alnqual.coding import CodingStore
from alnqual.corpus.documents import ingest
from alnqual.corpus.names import AMBIGUOUS, UNKNOWN
from alnqual.corpus.pseudonyms.entries import Entry, applies
from alnqual.corpus.pseudonyms.replace import Replacer
from alnqual.corpus.pseudonyms.words import ordinary_words
from alnqual.corpus.received import Received, entries_of, receive
from alnqual.corpus.register import RegisterRow, labels_of
from alnqual.errors import InputError
from alnqual.operations.eraser import NAME, Eraser
from alnqual.operations.forms import phrase
from alnqual.operations.traces import SHORT, Traces
from alnqual.operations.unread import not_searched, refuse_unread
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a withdrawal does: to what kind of thing, where, how often, and what."""

    kind: str
    where: str
    count: int
    action: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.count} {self.action}"


@dataclass(slots=True)
class Touched:
    """A document in which the person spoke or is named, as it was before.

    `action` is "delete" (nobody else took part), "turns" (the file goes on as JSON without them),
    "survey" (their row goes) or "names" (only their name goes). `labels` are theirs, and `known`
    all that speakers.csv lists for the document, folded: to read the file again as it was read.
    `turns` are (id, start, end, whether it is theirs) in the text of `version`.
    """

    id: str
    file: str
    new_file: str
    action: str
    labels: list[str]
    known: list[str]
    text: str
    version: str
    turns: list[tuple[str, int, int, bool]]


@dataclass(slots=True)
class Plan:
    """Everything that a withdrawal needs to be completed after the words themselves are gone."""

    participant: str
    number: int
    day: str
    documents: list[Touched] = field(default_factory=list)
    runs: dict[str, list[str]] = field(default_factory=dict)
    memo_runs: dict[str, list[str]] = field(default_factory=dict)
    said: str = ""
    others: str = ""
    orphans: list[str] = field(default_factory=list)
    names: list[dict[str, Any]] = field(default_factory=list)
    ordinary: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    reports: dict[str, list[str]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    restart: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def gone(self) -> frozenset[str]:
        """Ids of the documents that go."""
        return frozenset(each.id for each in self.documents if each.action == "delete")

    @property
    def forgotten(self) -> frozenset[str]:
        """Ids of the turns that go; all of a document's turns if the document goes."""
        return frozenset(
            turn
            for each in self.documents
            for turn, _, _, theirs in each.turns
            if theirs or each.action == "delete"
        )

    def eraser(self) -> Eraser:
        """What finds and removes the words and the full name in any file."""
        return Eraser(
            self.participant,
            traces=_traces(self.runs),
            memo_traces=_traces(self.memo_runs),
            replacer=self.replacer(parts=False),
            turns=self.forgotten,
            documents=self.gone,
            said=self.said,
            others=self.others,
            touched=frozenset(each.id for each in self.documents),
        )

    def replacer(self, *, parts: bool) -> Replacer:
        """What replaces their name; with `parts` a first name alone, too, as transcripts need."""
        entries = [Entry(**values) for values in self.names]
        wanted = [e for e in entries if parts or not (e.document or e.replacement == AMBIGUOUS)]
        return Replacer(wanted, ordinary=frozenset(self.ordinary))

    def to_values(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Plan":
        known = {each.name: values[each.name] for each in fields(cls)}
        known["documents"] = [Touched(**each) for each in values["documents"]]
        known["changes"] = [Change(**each) for each in values["changes"]]
        return cls(**known)


def read_person(workspace: Workspace, participant: str, *, number: int, day: str) -> Plan:
    """Where a person spoke, what they said, and what they are called; no file is searched yet.

    Raises
    ------
    InputError
        Nobody of that id is known, the corpus has faults, or a file in which they speak cannot be
        read.
    """
    received = receive(workspace)
    fresh = ingest(workspace)
    plan = Plan(participant, number, day, notes=list(not_searched(workspace, received)))
    entries = entries_of(workspace, received)
    ordinary = ordinary_words(text for texts in received.texts.values() for text in texts)
    plan.names = [asdict(entry) for entry in _names(entries, participant)]
    used = {word for entry in plan.names for word in re.findall(r"\w+", entry["original"].lower())}
    plan.ordinary = sorted(ordinary & used)
    old_turns, old_documents = fresh.turns, fresh.documents
    if workspace.tables.exists("turns") and workspace.tables.exists("documents"):
        old_turns, old_documents = (workspace.tables.read(n) for n in ("turns", "documents"))
    spoken_in = old_turns.loc[old_turns["participant"] == participant, "document"]
    refuse_unread(workspace, received, participant, spoken_in=set(spoken_in))
    spoke = fresh.turns[fresh.turns["participant"] == participant]
    if spoke.empty and participant not in received.people:
        raise InputError(
            f"nobody has the id {participant!r}",
            where=workspace.relative(workspace.participants),
            do="Give a participant's id as it stands there, or a respondent's as in the survey.",
        )
    named = plan.replacer(parts=True)
    for row in received.rows:
        transcript = received.transcripts.get(row.id)
        if transcript is None:
            continue
        own = fresh.turns[fresh.turns["document"] == row.id]
        labels = _labels(received, own, participant, row.id)
        if labels:
            action = _action(own, participant, transcript.metadata.get("labels", ""))
        elif any(named(turn.text, row.id).mentions for turn in transcript.turns):
            action = "names"
            if transcript.metadata.get("labels") == "grid":
                action = "survey"
        else:
            continue
        plan.documents.append(
            _touched(received, row, action, labels, old_turns, old_documents, participant)
        )
    _name_files(workspace, plan)
    others = _read_words(workspace, plan, received, (fresh.turns, old_turns))
    plan.orphans = _orphans(entries, plan.said, others)
    return plan


def _labels(
    received: Received, turns: "pd.DataFrame", participant: str, document: str
) -> list[str]:
    """The labels that are theirs in a document's file, as the reader gives them."""
    positions = turns.loc[turns["participant"] == participant, "position"]
    spoken = received.transcripts[document].turns
    return sorted({spoken[int(at) - 1].speaker or "" for at in positions})


def _action(turns: "pd.DataFrame", participant: str, how: str) -> str:
    """What becomes of the file: words of nobody known are not somebody else's."""
    others = turns[
        (turns["participant"] != participant)
        & ~turns["interviewer"].astype(bool)
        & (turns["speaker"] != UNKNOWN)
    ]
    if others.empty:
        return "delete"
    return "survey" if how == "grid" else "turns"


def _touched(
    received: Received,
    row: RegisterRow,
    action: str,
    labels: list[str],
    turns: "pd.DataFrame",
    documents: "pd.DataFrame",
    participant: str,
) -> Touched:
    texts = documents[documents["document"] == row.id].to_dict("records")
    own = turns[turns["document"] == row.id].sort_values("position").to_dict("records")
    return Touched(
        row.id, row.file, row.file, action, labels, sorted(labels_of(row.id, received.speakers)),
        texts[0]["text"] if texts else "",
        texts[0]["text_version"] if texts else "",
        [
            (each["turn"], int(each["start"]), int(each["end"]), each["participant"] == participant)
            for each in own
        ],
    )  # fmt: skip


def _name_files(workspace: Workspace, plan: Plan) -> None:
    """Where the transcripts that go on as JSON will lie: beside the old one, replacing nothing."""
    for each in plan.documents:
        if each.action not in ("turns", "names"):
            continue
        old = PurePosixPath(each.file)
        new = old.with_name(f"{each.id}.json")
        number = 2
        while new != old and (workspace.raw / new).exists():
            new = old.with_name(f"{each.id}-{number}.json")
            number += 1
        each.new_file = old.as_posix() if old.suffix.lower() == ".json" else new.as_posix()


def _names(entries: Iterable[Entry], participant: str) -> list[Entry]:
    """What the person is called. A part of the name that another speaker bears too stays theirs."""
    entries = list(entries)
    shown = f"[{participant}]"
    own = [entry for entry in entries if entry.replacement == shown]
    parts = {entry.original for entry in own if entry.document}
    whole = {entry.original for entry in own if not entry.document}
    shared = {
        entry.original
        for entry in entries
        if entry.document and entry.replacement != shown and applies(entry)
    }
    names = [Entry(each.original, each.kind, NAME, "accept", each.document, "hand") for each in own]
    return names + [
        Entry(part, "person", AMBIGUOUS, "accept", "", "hand")
        for part in sorted(parts - shared - whole)
    ]


def _read_words(
    workspace: Workspace, plan: Plan, received: Received, tables: Iterable["pd.DataFrame"]
) -> str:
    """Their words and everybody else's, as received and as the tables have them; the others'."""
    theirs: list[str] = []
    others: list[str] = []
    for table in tables:
        own = table["participant"] == plan.participant
        theirs += table.loc[own, "text"].tolist()
        others += table.loc[~own, "text"].tolist()
    labels = {each.id: frozenset(each.labels) for each in plan.documents}
    for document, transcript in received.transcripts.items():
        for turn in transcript.turns:
            spoke = (turn.speaker or "") in labels.get(document, ())
            (theirs if spoke else others).append(turn.text)
        others += transcript.metadata.get("questions", "").split('", "')
    others += [
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(workspace.guides.glob("*.y*ml"))
    ]
    theirs = sorted(set(theirs))
    said = phrase("\n".join(theirs))
    quotes = {coding.quote for coding in CodingStore(workspace.codings).read()}
    pieces = [quote for quote in quotes if phrase(quote) in said]
    pieces += [
        sentence
        for text in theirs
        for sentence in _SENTENCE_END.split(text)
        if len(sentence.split()) > SHORT
    ]
    plan.runs = _values(Traces.of([*theirs, *pieces], others))
    plan.memo_runs = _values(Traces.of(theirs, others, length=SHORT))
    touched = {each.id for each in plan.documents}
    plan.said = "\n".join(theirs)
    plan.others = "\n".join(
        turn.text
        for document in sorted(touched & received.transcripts.keys())
        for turn in received.transcripts[document].turns
        if (turn.speaker or "") not in labels.get(document, ())
    )
    return "\n".join(others)


def _orphans(entries: Iterable[Entry], said: str, others: str) -> list[str]:
    """Names of the key that nobody else says: the key would go on holding their words."""
    theirs, elsewhere = phrase(said), phrase(others)
    return sorted(
        entry.original
        for entry in entries
        if entry.source != "register"
        and phrase(entry.original) in theirs
        and phrase(entry.original) not in elsewhere
    )


def _values(traces: Traces) -> dict[str, list[str]]:
    return {str(length): sorted(runs) for length, runs in traces.runs.items()}


def _traces(values: Mapping[str, Iterable[str]]) -> Traces:
    return Traces({int(length): runs for length, runs in values.items()})
