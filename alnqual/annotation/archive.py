"""One file of many, with a manifest of their sizes and digests: how a backup is packed.

A gzipped tar. Its first entry, manifest.json, names every other with size and digest; reading
takes nothing that is not named there, or that would land outside the folder it is read into.
"""

import json
import os
import tarfile
import zlib
from collections.abc import Mapping
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from alnqual.errors import InputError

_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 50_000_000
_BLOCK = 1 << 20

Manifest = dict[str, Any]


def describe(path: Path) -> dict[str, Any]:
    """Size and digest of a file, as the manifest holds them."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}


def pack(target: Path, folder: Path, manifest: Manifest) -> None:
    """Write the files that `manifest["files"]` names, below `folder`, into a new file of mode 600.

    Raises
    ------
    OSError
        It exists, or the disk refuses.
    """
    with _new(target) as file:
        with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
            content = json.dumps(manifest, indent=1).encode()
            _add(archive, _MANIFEST, BytesIO(content), len(content))
            for name, told in manifest["files"].items():
                with (folder / name).open("rb") as source:
                    _add(archive, name, source, told["bytes"])
        file.flush()
        os.fsync(file.fileno())


def unpack(source: Path, folder: Path, *, kind: str) -> Manifest:
    """Read every file into an empty folder, compare it with the manifest, and return that.

    `kind` is what `manifest["format"]` must say.

    Raises
    ------
    InputError
        The file is damaged, of another kind, or holds what does not belong there.
    OSError
        It cannot be read, or the disk refuses.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = _manifest(archive, kind)
            waiting = dict(manifest["files"])
            while (entry := archive.next()) is not None:
                told = waiting.pop(entry.name, None)
                content = archive.extractfile(entry) if entry.isreg() else None
                if told is None or content is None or not _stays_inside(entry.name):
                    raise ValueError("it holds what does not belong there")
                _save(content, folder / entry.name, told)
        if waiting:
            raise ValueError(f"{len(waiting)} of its files are missing")
    except (tarfile.TarError, EOFError, zlib.error, ValueError, LookupError, TypeError) as error:
        raise _damaged(source, error) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(source, error) from error  # gzip: neither this format nor its checksum
    return manifest


def _damaged(source: Path, error: Exception) -> InputError:
    return InputError(
        f"is damaged, or no backup ({error})",
        where=source,
        do="Nothing was changed. Take another backup.",
    )


def _new(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, content)


def _manifest(archive: tarfile.TarFile, kind: str) -> Manifest:
    entry = archive.next()
    content = archive.extractfile(entry) if entry is not None and entry.isreg() else None
    if entry is None or content is None or entry.name != _MANIFEST:
        raise ValueError("it has no manifest")
    manifest = json.loads(content.read(_LARGEST_MANIFEST))
    if manifest["format"] != kind:
        raise ValueError("it is of an unknown kind")
    return manifest


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    parted = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    return parted and not any(mark in name for mark in ("\\", ":", "\0"))


def _save(content: IO[bytes], target: Path, told: Mapping[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    seen, left = sha256(), int(told["bytes"])
    with _new(target) as file:
        while left >= 0 and (block := content.read(_BLOCK)):
            left -= len(block)
            seen.update(block)
            file.write(block)
    if left or seen.hexdigest() != told["sha256"]:
        raise ValueError("a file in it is not what it was")
