"""What is coded: a document's turns, as a task of Label Studio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from alnqual.workspace import Workspace

MARK = "alnqual"
"""The key of a task's meta data that holds what alnqual noted."""
CARRYING, CARRIED = "carrying", "carried"
"""What a correction notes there: what is still to be written, and digests of what it wrote."""
_PARTED = " · "


@dataclass(frozen=True, slots=True)
class TurnText:
    """A turn as it is shown; `start` is its first code point in the document's text."""

    id: str
    author: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class CodedText:
    """A document of the study, ready to be coded."""

    document: str
    version: str
    text: str
    turns: tuple[TurnText, ...]


def read_texts(workspace: Workspace) -> dict[str, CodedText]:
    """Document id -> its text and turns, from the derived tables.

    Raises
    ------
    StudyError
        The tables have not been made yet.
    """
    turns: dict[str, list[TurnText]] = {}
    ordered = workspace.tables.read("turns").sort_values(["document", "position"])
    for row in ordered.to_dict("records"):
        shown = [part for part in (row["speaker"], row["question"]) if isinstance(part, str)]
        turns.setdefault(row["document"], []).append(
            TurnText(row["turn"], _PARTED.join(shown), row["text"], int(row["start"]))
        )
    return {
        row["document"]: CodedText(
            row["document"], row["text_version"], row["text"], tuple(turns.get(row["document"], ()))
        )
        for row in workspace.tables.read("documents").to_dict("records")
    }


def make_task(text: CodedText) -> dict[str, Any]:
    """The task of a document: only pseudonymised words, and ids to find it again by."""
    identity = {"document": text.document, "text_version": text.version}
    dialogue = [{"author": turn.author, "text": turn.text, "turn": turn.id} for turn in text.turns]
    return {"data": identity | {"dialogue": dialogue}, "meta": {MARK: identity}}


def mark_of(task: Any) -> Mapping[str, Any]:
    """What alnqual noted with a task: the document, and what a correction left there."""
    mark = (task.meta or {}).get(MARK)
    return mark if isinstance(mark, Mapping) else {}


def shown_text(task: Any) -> CodedText | None:
    """The text that a task shows, put together from its dialogue; None if it is not one of ours."""
    identity = task_identity(task)
    dialogue = (task.data or {}).get("dialogue")
    if identity is None or not isinstance(dialogue, list):
        return None
    spoken = [turn for turn in dialogue if isinstance(turn, Mapping)]
    authors = [str(turn.get("author") or "") for turn in spoken]
    words = [str(turn.get("text") or "") for turn in spoken]
    ids = [str(turn.get("turn") or f"#{number}") for number, turn in enumerate(spoken)]
    text = _compose(identity, ids, authors, words)
    if not is_proven(text):
        # The answers of a survey show the question beside the speaker; the text does not.
        speakers = [author.partition(_PARTED)[0] for author in authors]
        other = _compose(identity, ids, speakers, words)
        text = other if is_proven(other) else text
    return text


def is_proven(text: CodedText) -> bool:
    """Whether a text put together from a task is, to the letter, the version that it names."""
    return sha256(text.text.encode()).hexdigest().startswith(text.version)


def _compose(
    identity: tuple[str, str], ids: Sequence[str], authors: Sequence[str], words: Sequence[str]
) -> CodedText:
    """As ingestion composes the canonical text of a document."""
    text = ""
    turns = []
    for turn, author, said in zip(ids, authors, words, strict=True):
        text += ("\n\n" if text else "") + f"{author}: "
        turns.append(TurnText(turn, author, said, len(text)))
        text += said
    return CodedText(*identity, text, tuple(turns))


def task_identity(task: Any) -> tuple[str, str] | None:
    """The document and text version of a task of the server; None if it is not one of ours."""
    for content in (mark_of(task), task.data):
        if isinstance(content, Mapping):
            identity = (content.get("document"), content.get("text_version"))
            if all(isinstance(part, str) and part for part in identity):
                return identity  # type: ignore[return-value]
    return None


def shows(task: Any, text: CodedText) -> bool:
    """Whether a task still shows the turns of a text, word for word, and who says them."""
    dialogue = (task.data or {}).get("dialogue")
    shown = [(turn.get("turn"), turn.get("author"), turn.get("text")) for turn in dialogue or ()]
    return shown == [(turn.id, turn.author, turn.text) for turn in text.turns]
