"""What git still holds of a person's words, which only the study's people can take out."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from alnqual.operations.contents import Contents
from alnqual.operations.eraser import Eraser

_MOST_OBJECTS = 50_000
_LARGEST = 20_000_000


def paths_in_history(root: Path, eraser: Eraser) -> list[str]:
    """The paths, from the top of the repository, under which any commit held the words or name.

    Empty where the study is in no repository. Of a repository with very many objects every path
    below the study is given whose file was ever among corpus/ or annotation/.
    """
    if shutil.which("git") is None or not _git(root, "rev-parse", "--is-inside-work-tree"):
        return []
    top = Path(_git(root, "rev-parse", "--show-toplevel").strip() or root)
    prefix = _git(root, "rev-parse", "--show-prefix").strip()
    listed = [
        line.split(" ", 1)
        for line in _git(root, "rev-list", "--objects", "--all", "--reflog").split("\n")
        if " " in line
    ]
    objects = [(sha, path) for sha, path in listed if path.startswith(prefix) and path != prefix]
    if len(objects) > _MOST_OBJECTS:
        words = tuple(f"{prefix}{folder}/" for folder in ("corpus/raw", "annotation"))
        return sorted({path for _, path in objects if path.startswith(words)})
    found: set[str] = set()
    blobs = _blobs(top, [sha for sha, _ in objects])
    for (_, path), content in zip(objects, blobs, strict=True):
        if content and path not in found and _holds(content, path, eraser):
            found.add(path)
    return sorted(found)


def commands(paths: list[str]) -> list[str]:
    """What takes the paths out of a repository's history, line by line."""
    chosen = " ".join(f"--path {quote(path)}" for path in paths)
    return [
        f"git filter-repo --force --invert-paths {chosen}",
        "git reflog expire --expire=now --all",
        "git gc --prune=now --aggressive",
        "git push --force --all   # and everybody who has a clone makes a new one",
    ]


def _holds(content: bytes, path: str, eraser: Eraser) -> bool:
    return any(map(eraser.hits, Contents().of_bytes(content, path)))


def _blobs(top: Path, shas: list[str]) -> Iterator[bytes]:
    """The content of each object; empty for what is no file or is too large."""
    process = subprocess.Popen(
        ["git", "-C", str(top), "cat-file", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        for sha in shas:
            process.stdin.write(f"{sha}\n".encode())  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            head = process.stdout.readline().split()  # type: ignore[union-attr]
            if len(head) != 3:
                yield b""
                continue
            content = process.stdout.read(int(head[2]) + 1)[:-1]  # type: ignore[union-attr]
            yield content if head[1] == b"blob" and len(content) <= _LARGEST else b""


def _git(root: Path, *arguments: str) -> str:
    """What git prints; empty where it fails."""
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments],
        capture_output=True,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
