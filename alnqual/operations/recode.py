"""Pulled codings after a withdrawal: those on their turns go, the others move with the text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from alnqual.coding.anchors import anchor
from alnqual.coding.history import read_events, write_events
from alnqual.coding.passages import PlacingText
from alnqual.coding.placing import Placed, anchored, place
from alnqual.coding.store import read_lines, write_lines
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


def coding_files(workspace: Workspace) -> Iterator[Path]:
    yield from sorted(workspace.codings.glob("*/*.jsonl"))


def count_theirs(workspace: Workspace, plan: Plan, eraser: Eraser) -> int:
    """How many pulled codings stand on words that go."""
    touched = {each.id: each for each in plan.documents}
    return sum(
        coding.document in touched
        and _is_theirs(coding, touched[coding.document], eraser, plan.gone)
        for path in coding_files(workspace)
        for coding in _in_earlier_text(read_lines(path), touched)
    )


def bring_codings(workspace: Workspace, plan: Plan, eraser: Eraser) -> None:
    """Bring annotation/codings/ to the text without the person; twice is as once."""
    touched = {each.id: each for each in plan.documents}
    current = read_current(workspace, touched) if workspace.tables.exists("turns") else {}
    for path in coding_files(workspace):
        done = {each.version for each in current.values()}
        codings = read_lines(path)
        fresh = [coding for coding in codings if coding.text_version in done]
        earlier = [coding for coding in codings if coding.text_version not in done]
        kept = []
        for coding in [*fresh, *_in_earlier_text(earlier, touched)]:
            brought = _brought(coding, touched, current, eraser, plan.gone)
            if brought is not None:
                kept.append(brought)
        write_lines(path, kept)
    for path in sorted(workspace.codings.glob("*/submissions.csv")):
        _bring_submissions(path, touched, current, plan.gone)
    for path in sorted(workspace.history.glob("*/*.jsonl")):
        _bring_history(path, touched, eraser, plan.gone)


def _bring_history(
    path: Path, touched: Mapping[str, Touched], eraser: Eraser, gone: frozenset[str]
) -> None:
    """Take events of their words out of the history, and their words out of what others' held."""

    def brought(content: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        if content is None:
            return None
        (coding,) = _in_earlier_text([Coding(**content, prefix="", suffix="")], touched)
        before = touched.get(coding.document)
        if before is not None and _is_theirs(coding, before, eraser, gone):
            return None
        if eraser.memo_holds(coding.memo, coding.document):
            return {**content, "memo": ""}
        return {**content, "memo": eraser.without_names(coding.memo)}

    kept = []
    for event in read_events(path):
        before, after = brought(event.before), brought(event.after)
        theirs = (before is None) != (event.before is None) or (after is None) != (
            event.after is None
        )
        if event.document not in gone and not theirs:
            kept.append(replace(event, before=before, after=after))
    write_events(path, kept)


def _in_earlier_text(codings: Iterable[Coding], touched: Mapping[str, Touched]) -> list[Coding]:
    """The codings, those of touched documents placed in the text that these had last.

    They may have been pulled in a still older text. One that cannot be placed stays as it is.
    """
    texts = {
        each.id: PlacingText(
            each.text,
            version=each.version,
            turns=[(start, end) for _, start, end, _ in each.turns],
        )
        for each in touched.values()
    }
    return [
        _placed(coding, texts[coding.document]) if coding.document in texts else coding
        for coding in codings
    ]


def _placed(coding: Coding, text: PlacingText) -> Coding:
    found = place(coding, text)
    return anchored(coding, text, found) if isinstance(found, Placed) else coding


def _brought(
    coding: Coding,
    touched: Mapping[str, Touched],
    current: Mapping[str, Current],
    eraser: Eraser,
    gone: frozenset[str],
) -> Coding | None:
    if eraser.memo_holds(coding.memo, coding.document):
        coding = replace(coding, memo="")
    elif eraser.names(coding.memo):
        coding = replace(coding, memo=eraser.without_names(coding.memo))
    before = touched.get(coding.document)
    if before is None:
        return coding
    now = current.get(before.id)
    if now is not None and coding.text_version == now.version:
        return coding
    if _is_theirs(coding, before, eraser, gone):
        return None
    if now is None or not _is_placed(coding, before):
        return _unanchored(coding)
    return _moved(coding, before, now)


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
