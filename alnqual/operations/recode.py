"""Pulled codings after a withdrawal: those on their turns go, the others move with the text."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from alnqual.coding.adjudications import AdjudicationStore, read_decisions, write_decisions
from alnqual.coding.anchors import anchor
from alnqual.coding.history import read_events, write_events
from alnqual.coding.passages import PlacingText
from alnqual.coding.placing import Placed, anchored, place
from alnqual.coding.store import CodingStore, read_lines, write_lines
from alnqual.operations.eraser import Eraser
from alnqual.operations.plan import Plan, Touched
from alnqual.records import Coding
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

_PIECE = re.compile(r"\w+|\W")


@dataclass(frozen=True, slots=True)
class Current:
    """A document as it is now; `turns` are spans by turn id, in order."""

    text: str
    version: str
    turns: Mapping[str, tuple[int, int]]


def read_current(workspace: Workspace, documents: Iterable[str]) -> dict[str, Current]:
    """The documents of the tables, as far as they are there."""
    wanted = set(documents)
    turns: dict[str, dict[str, tuple[int, int]]] = {}
    for row in workspace.tables.read("turns").sort_values("position").to_dict("records"):
        if row["document"] in wanted:
            span = (int(row["start"]), int(row["end"]))
            turns.setdefault(row["document"], {})[row["turn"]] = span
    return {
        row["document"]: Current(row["text"], row["text_version"], turns.get(row["document"], {}))
        for row in workspace.tables.read("documents").to_dict("records")
        if row["document"] in wanted
    }


def is_brought(workspace: Workspace, path: Path) -> bool:
    """Whether `bring_codings` is who edits a file of annotation/."""
    folders = (workspace.codings, workspace.adjudications)
    return path.suffix in (".jsonl", ".csv") and path.parent.parent in folders


def count_theirs(workspace: Workspace, plan: Plan, eraser: Eraser) -> dict[str, int]:
    """How many pulled codings and adjudications stand on words that go, by their folder."""
    touched = {each.id: each for each in plan.documents}
    texts = _earlier_texts(touched)

    def count(codings: Iterable[Coding]) -> int:
        return sum(
            _is_theirs(_in_earlier_text(coding, texts), touched[coding.document], eraser, plan.gone)
            for coding in codings
            if coding.document in touched
        )

    return {
        workspace.relative(workspace.codings): count(CodingStore(workspace.codings).read()),
        workspace.relative(workspace.adjudications): count(
            decision.coding for decision in AdjudicationStore(workspace.adjudications).read()
        ),
    }


def bring_codings(workspace: Workspace, plan: Plan, eraser: Eraser) -> None:
    """Bring codings, adjudications and their history to the text without the person.

    Twice is as once.
    """
    touched = {each.id: each for each in plan.documents}
    current = read_current(workspace, touched) if workspace.tables.exists("turns") else {}
    texts = _earlier_texts(touched)

    def brought(coding: Coding) -> Coding | None:
        return _brought(coding, touched, current, eraser, plan.gone, texts)

    for path in CodingStore(workspace.codings).files():
        found = map(brought, read_lines(path))
        write_lines(path, [coding for coding in found if coding is not None])
    for path in AdjudicationStore(workspace.adjudications).files():
        kept = []
        for decision in read_decisions(path):
            coding = brought(decision.coding)
            if coding is not None:
                reason = _note(decision.reason, coding.document, eraser)
                kept.append(replace(decision, coding=coding, reason=reason))
        write_decisions(path, kept)
    for folder in (workspace.codings, workspace.adjudications):
        for path in sorted(folder.glob("*/submissions.csv")):
            _bring_submissions(path, touched, current, plan.gone)
    for path in sorted(workspace.history.glob("*/*.jsonl")):
        _bring_history(path, touched, eraser, plan.gone, texts)


def _bring_history(
    path: Path,
    touched: Mapping[str, Touched],
    eraser: Eraser,
    gone: frozenset[str],
    texts: Mapping[str, PlacingText],
) -> None:
    """Take events of their words out of the history, and their words out of what others' held."""

    def brought(content: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        if content is None:
            return None
        coding = _in_earlier_text(Coding(**content, prefix="", suffix=""), texts)
        before = touched.get(coding.document)
        if before is not None and _is_theirs(coding, before, eraser, gone):
            return None
        return {**content, "memo": _note(coding.memo, coding.document, eraser)}

    kept = []
    for event in read_events(path):
        before, after = brought(event.before), brought(event.after)
        theirs = (before is None) != (event.before is None) or (after is None) != (
            event.after is None
        )
        if event.document not in gone and not theirs:
            kept.append(replace(event, before=before, after=after))
    write_events(path, kept)


def _earlier_texts(touched: Mapping[str, Touched]) -> dict[str, PlacingText]:
    """The texts that the touched documents had last."""
    return {
        each.id: PlacingText(
            each.text,
            version=each.version,
            turns=[(start, end) for _, start, end, _ in each.turns],
        )
        for each in touched.values()
    }


def _in_earlier_text(coding: Coding, texts: Mapping[str, PlacingText]) -> Coding:
    """A coding of a touched document in the text that this had last.

    It may have been pulled in a still older text. One that cannot be placed stays as it is.
    """
    if coding.document not in texts:
        return coding
    found = place(coding, texts[coding.document])
    return anchored(coding, texts[coding.document], found) if isinstance(found, Placed) else coding


def _brought(
    coding: Coding,
    touched: Mapping[str, Touched],
    current: Mapping[str, Current],
    eraser: Eraser,
    gone: frozenset[str],
    texts: Mapping[str, PlacingText],
) -> Coding | None:
    coding = replace(coding, memo=_note(coding.memo, coding.document, eraser))
    before = touched.get(coding.document)
    if before is None:
        return coding
    now = current.get(before.id)
    if now is not None and coding.text_version == now.version:
        return coding
    coding = _in_earlier_text(coding, texts)
    if _is_theirs(coding, before, eraser, gone):
        return None
    if now is None or not _is_placed(coding, before):
        return _unanchored(coding)
    return _moved(coding, before, now)


def _note(text: str, document: str, eraser: Eraser) -> str:
    """A memo or reason without their name; nothing of it where it holds their words."""
    return "" if eraser.memo_holds(text, document) else eraser.without_names(text)


def _unanchored(coding: Coding) -> Coding:
    """Nobody can say what stood around a quote of a still older text."""
    return replace(coding, prefix="", suffix="")


def _is_placed(coding: Coding, before: Touched) -> bool:
    return before.text[coding.start : coding.end] == coding.quote


def _is_theirs(coding: Coding, before: Touched, eraser: Eraser, gone: frozenset[str]) -> bool:
    if before.id in gone:
        return True
    if _is_placed(coding, before):
        return any(
            theirs and start < coding.end and coding.start < end
            for _, start, end, theirs in before.turns
        )
    return eraser.traces.hold(coding.quote) or eraser.only_theirs(coding.quote)


def _moved(coding: Coding, before: Touched, now: Current) -> Coding:
    """The coding in the text of now: its turn is the same but for a name in it."""
    stays = [turn for turn in before.turns if not turn[3]]
    place = next(
        (n for n, (_, start, end, _) in enumerate(stays) if start <= coding.start < end), None
    )
    if place is None:
        return _unanchored(coding)
    identity, start, end, _ = stays[place]
    spans = list(now.turns.values())
    same_order = len(spans) == len(stays)
    new_start, new_end = now.turns.get(identity) or (spans[place] if same_order else (0, 0))
    old, new = before.text[start:end], now.text[new_start:new_end]
    if not new:
        return _unanchored(coding)
    first = new_start + _offset(old, new, coding.start - start, last=False)
    last = new_start + _offset(old, new, coding.end - start, last=True)
    quote, prefix, suffix = anchor(now.text, first, last)
    return replace(
        coding, start=first, end=last, quote=quote, prefix=prefix, suffix=suffix,
        text_version=now.version,
    )  # fmt: skip


def _offset(old: str, new: str, at: int, *, last: bool) -> int:
    """Where a place of a turn is after a name in it was replaced."""
    if old == new:
        return at
    old_pieces, new_pieces = _PIECE.findall(old), _PIECE.findall(new)
    old_at, new_at = _starts(old_pieces), _starts(new_pieces)
    matcher = SequenceMatcher(None, old_pieces, new_pieces, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        first, end = old_at[i], old_at[j]
        if first <= at < end or (last and first < at <= end):
            if tag == "equal":
                return new_at[k] + at - first
            return new_at[m] if last else new_at[k]
    return len(new)


def _starts(pieces: list[str]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _bring_submissions(
    path: Path,
    touched: Mapping[str, Touched],
    current: Mapping[str, Current],
    gone: frozenset[str],
) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    kept = []
    for row in rows:
        before, now = touched.get(row["document"]), current.get(row["document"])
        if row["document"] in gone:
            continue
        if before and now and row.get("text_version") == before.version:
            row["text_version"] = now.version
        kept.append(row)
    if rows:
        sink = io.StringIO()
        writer = csv.DictWriter(sink, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        write_atomically(path, sink.getvalue().encode(), mode=0o600)
