"""What is coded: a document's turns, as a task of Label Studio."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alnqual.workspace import Workspace


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
            TurnText(row["turn"], " · ".join(shown), row["text"], int(row["start"]))
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
    return {"data": identity | {"dialogue": dialogue}, "meta": {"alnqual": identity}}


def task_identity(task: Any) -> tuple[str, str] | None:
    """The document and text version of a task of the server; None if it is not one of ours."""
    for content in ((task.meta or {}).get("alnqual"), task.data):
        if isinstance(content, Mapping):
            identity = (content.get("document"), content.get("text_version"))
            if all(isinstance(part, str) and part for part in identity):
                return identity  # type: ignore[return-value]
    return None


def shows(task: Any, text: CodedText) -> bool:
    """Whether a task still shows the turns of a text, word for word."""
    dialogue = (task.data or {}).get("dialogue")
    shown = [(turn.get("turn"), turn.get("text")) for turn in dialogue or ()]
    return shown == [(turn.id, turn.text) for turn in text.turns]
