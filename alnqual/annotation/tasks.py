"""What is coded: turns of a document, as a task of Label Studio.

A task shows a whole document or a window of it: some turns to be coded, and around them some of
context. A window's task notes which turns it owns and where in the document its words begin, with
a digest of them, so that it can be read when the document has another text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from operator import itemgetter
from typing import Any

from alnqual.coding import anchor
from alnqual.workspace import Workspace

MARK = "alnqual"
"""The key of a task's meta data that holds what alnqual noted."""
CARRYING, CARRIED = "carrying", "carried"
"""What a correction notes there: what is still to be written, and digests of what it wrote."""
RESTORED = "restored"
"""What a restore notes there: the regions that it put back, and what they were pulled from."""
CONSIDERED = "considered"
"""What an adjudicator's task notes there: the ids of the codings that it shows."""
CONTEXT = "Context only · "
"""What stands before the speaker of a turn that is not to be coded in this task."""
_PARTED = " · "
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class TurnText:
    """A turn as it is shown; `start` is its first code point in the document's text."""

    id: str
    author: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class CodedText:
    """Turns of a document in one version of its text: all of them, or those of a window.

    `text` is the document's so far as it is known, from its code point `offset` on; turns and
    codings count from the document's beginning. Of a window, `part` says for people which turns
    are to be coded, and the ids in `context` are those of the others; of a whole document both
    are empty.
    """

    document: str
    version: str
    text: str
    turns: tuple[TurnText, ...]
    part: str = ""
    context: frozenset[str] = frozenset()
    offset: int = 0

    def anchor(self, start: int, end: int) -> tuple[str, str, str]:
        """The words of a span, with what stands before and after."""
        return anchor(self.text, start - self.offset, end - self.offset)

    def turn_at(self, position: int) -> TurnText:
        """The turn that holds a code point of the document, or stands last before it."""
        before = (turn for turn in reversed(self.turns) if turn.start <= position)
        return next(before, self.turns[0])


def read_texts(workspace: Workspace) -> dict[str, CodedText]:
    """Document id -> its text and turns, from the derived tables.

    Raises
    ------
    StudyError
        The tables have not been made yet.
    """
    turns: dict[str, list[TurnText]] = {}
    columns = ["document", "position", "turn", "speaker", "question", "text", "start"]
    for document, _, turn, speaker, question, text, start in sorted(
        workspace.tables.rows("turns", columns), key=itemgetter(0, 1)
    ):
        shown = _PARTED.join(part for part in (speaker, question) if part is not None)
        turns.setdefault(document, []).append(TurnText(turn, shown, text, start))
    return {
        document: CodedText(document, version, text, tuple(turns.get(document, ())))
        for document, version, text in workspace.tables.rows(
            "documents", ["document", "text_version", "text"]
        )
    }


def window(text: CodedText, owned: Collection[str], *, shown: range) -> CodedText:
    """A window of a whole document.

    Parameters
    ----------
    text : the document.
    owned : ids of turns that are to be coded in the window.
    shown : numbers of the turns that it shows, from 0.
    """
    turns = text.turns[shown.start : shown.stop]
    context = frozenset(turn.id for turn in turns if turn.id not in owned)
    if len(turns) == len(text.turns) and not context:
        return text
    numbers = [number + 1 for number in shown if text.turns[number].id not in context]
    part = "no turns"
    if numbers:
        first, last = numbers[0], numbers[-1]
        part = f"turn {first}" if first == last else f"turns {first} to {last}"
    return replace(text, turns=turns, context=context, part=f"{part} of {len(text.turns)}")


def make_task(text: CodedText) -> dict[str, Any]:
    """The task of a document or a window: pseudonymised words, and ids to find it again by."""
    identity = {"document": text.document, "text_version": text.version}
    data: dict[str, Any] = identity | {"dialogue": [_shown(turn, text) for turn in text.turns]}
    mark: dict[str, Any] = dict(identity)
    if text.part:
        start, words = _extent(text)
        data["part"] = text.part
        mark |= {
            "own": [turn.id for turn in text.turns if turn.id not in text.context],
            "start": start,
            "digest": _digest(start, words),
        }
    return {"data": data, "meta": {MARK: mark}}


def mark_of(task: Any) -> Mapping[str, Any]:
    """What alnqual noted with a task: the document, and what a correction left there."""
    mark = (task.meta or {}).get(MARK)
    return mark if isinstance(mark, Mapping) else {}


def task_identity(task: Any) -> tuple[str, str] | None:
    """The document and text version of a task of the server; None if it is not one of ours."""
    for content in (mark_of(task), task.data):
        if isinstance(content, Mapping):
            identity = (content.get("document"), content.get("text_version"))
            if all(isinstance(part, str) and part for part in identity):
                return identity  # type: ignore[return-value]
    return None


def owned_turns(task: Any) -> frozenset[str] | None:
    """Ids of the turns that are to be coded in a task; None for all of its document."""
    own = mark_of(task).get("own")
    return frozenset(map(str, own)) if isinstance(own, list) else None


def shown_text(task: Any) -> CodedText | None:
    """The text that a task shows, put together from its dialogue; None if it is not one of ours."""
    identity = task_identity(task)
    dialogue = (task.data or {}).get("dialogue")
    if identity is None or not isinstance(dialogue, list):
        return None
    spoken = [turn for turn in dialogue if isinstance(turn, Mapping)]
    authors = [str(turn.get("author") or "").removeprefix(CONTEXT) for turn in spoken]
    text = _compose(task, identity, spoken, authors)
    if not is_proven(text, task):
        # The answers of a survey show the question beside the speaker; the text does not.
        speakers = [author.partition(_PARTED)[0] for author in authors]
        other = _compose(task, identity, spoken, speakers)
        text = other if is_proven(other, task) else text
    return text


def is_proven(text: CodedText, task: Any) -> bool:
    """Whether a text put together from a task is, to the letter, what the task says it shows."""
    if text.part:
        return mark_of(task).get("digest") == _digest(text.offset, text.text)
    return sha256(text.text.encode()).hexdigest().startswith(text.version)


def text_shown(task: Any, text: CodedText) -> CodedText | None:
    """The turns of a document that a task shows.

    None unless it shows what it is to show word for word, and who says it.
    """
    dialogue = [
        (turn.get("author"), turn.get("text"), turn.get("turn"))
        for turn in (task.data or {}).get("dialogue") or ()
        if isinstance(turn, Mapping)
    ]
    own = owned_turns(task)
    every = [turn.id for turn in text.turns]
    first = 0
    if own is not None and dialogue:
        *_, begins = dialogue[0]
        first = every.index(begins) if begins in every else len(every)
    length = len(every) if own is None else len(dialogue)
    shown = window(text, every if own is None else own, shown=range(first, first + length))
    wanted = [(_author(turn, shown), turn.text, turn.id) for turn in shown.turns]
    return shown if dialogue == wanted else None


def _shown(turn: TurnText, text: CodedText) -> dict[str, Any]:
    return {"author": _author(turn, text), "text": turn.text, "turn": turn.id}


def _author(turn: TurnText, text: CodedText) -> str:
    return CONTEXT + turn.author if turn.id in text.context else turn.author


def _extent(text: CodedText) -> tuple[int, str]:
    """Where a window's words begin in the document, the first speaker's label with them."""
    if not text.turns:
        return 0, ""
    first, last = text.turns[0], text.turns[-1]
    before = text.text.rfind(_BETWEEN, 0, first.start)
    start = before + len(_BETWEEN) if before >= 0 else 0
    return start, text.text[start : last.start + len(last.text)]


def _digest(start: int, words: str) -> str:
    return sha256(f"{start}\n{words}".encode()).hexdigest()[:12]


def _compose(
    task: Any,
    identity: tuple[str, str],
    spoken: Sequence[Mapping[str, Any]],
    authors: Sequence[str],
) -> CodedText:
    """As ingestion composes the canonical text of a document."""
    mark, own = mark_of(task), owned_turns(task)
    offset = mark.get("start") if own is not None else 0
    offset = offset if isinstance(offset, int) else 0
    text = ""
    turns = []
    for number, (entry, author) in enumerate(zip(spoken, authors, strict=True)):
        words = str(entry.get("text") or "")
        text += (_BETWEEN if text else "") + f"{author}: "
        turns.append(
            TurnText(str(entry.get("turn") or f"#{number}"), author, words, offset + len(text))
        )
        text += words
    whole = CodedText(*identity, text, tuple(turns), offset=offset)
    if own is None:
        return whole
    context = frozenset(turn.id for turn in turns if turn.id not in own)
    return replace(whole, context=context, part=str(task.data.get("part") or "a part"))
