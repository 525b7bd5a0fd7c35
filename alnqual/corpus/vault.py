"""The vault: the only place besides raw/ in which people's real names stand.

`.vault/` is for its owner only and git ignores it. With a passphrase its files are encrypted:
Fernet (AES-128-CBC with HMAC-SHA256), the key derived by scrypt (RFC 7914) with N = 2^15, r = 8,
p = 1 and a salt a file.
"""

import os
from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY = "pseudonyms.csv"
"""The file that says which real name stands behind which pseudonym."""

UNFINISHED = "withdrawal.json"
"""What a withdrawal has still to do, while it runs."""

PASSPHRASE = "ALNQUAL_PASSPHRASE"
"""The environment variable that holds the passphrase of an encrypted vault."""

_MAGIC = b"alnqual vault 1\n"
_SALT = 16


class Vault:
    """The files of a study's vault, by name.

    Parameters
    ----------
    workspace : the study.
    passphrase : opens an encrypted vault; that of the environment if None.
    """

    def __init__(self, workspace: Workspace, *, passphrase: str | None = None) -> None:
        self.folder = workspace.vault
        self._where = workspace.relative(workspace.vault)
        self.passphrase = passphrase or os.environ.get(PASSPHRASE, "")

    @property
    def encrypted(self) -> bool:
        """Whether any file of the vault is encrypted; new ones then are, too."""
        return any(map(_sealed, self._files()))

    def exists(self, name: str) -> bool:
        return self._path(name).is_file()

    def stored(self, name: str) -> bytes:
        """A file as it lies on disk, encrypted or not; nothing where it is absent."""
        return self._path(name).read_bytes() if self.exists(name) else b""

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where it is absent.

        Raises
        ------
        InputError
            The file is encrypted and the passphrase is missing or wrong.
        """
        return self._open(name) if self.exists(name) else None

    def write(self, name: str, content: bytes) -> None:
        """Replace a file, encrypted if the vault is or a passphrase is given.

        Raises
        ------
        InputError
            The vault is encrypted and the passphrase is missing or wrong.
        """
        if self.read(name) == content:
            return
        if self.encrypted or self.passphrase:
            content = self._seal(content)
        self._store(name, content)

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def lock(self) -> int:
        """Encrypt every file with the passphrase; how many were not.

        Raises
        ------
        InputError
            No passphrase is given, or another than the one that locked the vault.
        """
        opened = {path.name: self._open(path.name) for path in self._files() if not _sealed(path)}
        self._prove()
        for name, content in opened.items():
            self._store(name, self._seal(content))
        return len(opened)

    def unlock(self) -> int:
        """Decrypt every file; how many were encrypted.

        Raises
        ------
        InputError
            The passphrase is missing or wrong.
        """
        opened = {path.name: self._open(path.name) for path in self._files() if _sealed(path)}
        for name, content in opened.items():
            self._store(name, content)
        return len(opened)

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*") if path.is_file())

    def _path(self, name: str) -> Path:
        return self.folder / name

    def _store(self, name: str, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        write_atomically(self._path(name), content, mode=0o600)

    def _open(self, name: str) -> bytes:
        from cryptography.fernet import InvalidToken

        content = self._path(name).read_bytes()
        if not content.startswith(_MAGIC):
            return content
        salt, token = content[len(_MAGIC) :][:_SALT], content[len(_MAGIC) + _SALT :]
        try:
            return _cipher(self._given(), salt).decrypt(token)
        except InvalidToken as error:
            raise InputError(
                "the passphrase does not open the file, or the file was altered",
                where=f"{self._where}/{name}",
                do=f"Give the passphrase with which it was locked in {PASSPHRASE}.",
            ) from error

    def _seal(self, content: bytes) -> bytes:
        self._prove()
        salt = os.urandom(_SALT)
        return _MAGIC + salt + _cipher(self._given(), salt).encrypt(content)

    def _prove(self) -> None:
        """All files open with one passphrase: a mistyped one must not lock a new file."""
        for path in filter(_sealed, self._files()):
            self._open(path.name)

    def _given(self) -> str:
        if not self.passphrase:
            raise InputError(
                "the vault is encrypted, and no passphrase is given",
                where=self._where,
                do=f"Set the environment variable {PASSPHRASE}.",
            )
        return self.passphrase


def _sealed(path: Path) -> bool:
    return path.read_bytes().startswith(_MAGIC)


@lru_cache(maxsize=16)
def _cipher(passphrase: str, salt: bytes) -> "Fernet":
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return Fernet(urlsafe_b64encode(key))
