"""Accounts of the local server: kept in .label-studio/, for its owner's eyes alone."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from alnqual.errors import LabelStudioError
from alnqual.tables import write_atomically


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account on the server; `token` is empty until the account exists."""

    email: str
    password: str
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(email={self.email!r})"


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, and return it."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_credentials(path: Path, credentials: Credentials) -> None:
    """Write an account to a file of mode 600."""
    private_folder(path.parent)
    write_atomically(path, (json.dumps(asdict(credentials), indent=1) + "\n").encode(), mode=0o600)


def read_credentials(path: Path) -> Credentials | None:
    """The account in a file, or None if there is no such file.

    Raises
    ------
    LabelStudioError
        The file holds something else.
    """
    if not path.is_file():
        return None
    try:
        return Credentials(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise LabelStudioError(
            "the file of secrets does not hold an account",
            where=path,
            do="Restore it from a backup of .label-studio/.",
        ) from error
