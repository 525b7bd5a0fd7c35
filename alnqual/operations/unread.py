"""Documents that no reader can take: nobody knows who speaks in them, or where."""

from collections.abc import Collection, Iterator

from alnqual.corpus.received import Received
from alnqual.corpus.register import RegisterRow
from alnqual.errors import InputError
from alnqual.workspace import Workspace


def refuse_unread(
    workspace: Workspace, received: Received, participant: str, *, spoken_in: Collection[str]
) -> None:
    """Refuse to go on while words of a person are in a file that cannot be read.

    Without them in speakers.csv nobody would know any more whose words these are.

    Parameters
    ----------
    workspace : the study.
    received : its documents.
    participant : the person's id.
    spoken_in : documents in which they spoke when these were read last.

    Raises
    ------
    InputError
        There is such a file, by speakers.csv or `spoken_in`.
    """
    listed = {document for (document, _), who in received.speakers.items() if who == participant}
    for row in _unread(received):
        if row.id in listed or row.id in spoken_in:
            raise InputError(
                f"{participant} speaks in this file, which cannot be read: nothing was changed",
                where=workspace.relative(workspace.raw / row.file),
                do="Mend the file (`alnqual corpus check` says what is wrong), or remove it and "
                "its row of the register; then withdraw them again.",
            )


def not_searched(workspace: Workspace, received: Received) -> Iterator[str]:
    """What people must look through themselves, a line a file."""
    for row in _unread(received):
        where = workspace.relative(workspace.raw / row.file)
        yield f"{where}: cannot be read, so it was not searched: do they speak in it?"


def _unread(received: Received) -> Iterator[RegisterRow]:
    return (row for row in received.rows if row.id not in received.transcripts)
