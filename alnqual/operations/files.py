"""The files of a study, as a search of everything goes through them."""

import os
from collections.abc import Iterator
from pathlib import Path

from alnqual.workspace import Workspace

OWN_HIDDEN = frozenset([".alnqual", ".label-studio", ".vault", ".dvc"])
_NEVER = frozenset(["__pycache__", "node_modules"])


def study_files(workspace: Workspace) -> Iterator[Path]:
    """Every file in the study's folder, sorted, but those of git, environments and tools' caches.

    Links are not followed: what they lead to is elsewhere, and is no part of the study. The one
    exception is the state of the server, which may lie on another disk.
    """
    for folder in (workspace.root, workspace.label_studio):
        if folder == workspace.root or folder.is_symlink():
            yield from _below(folder, workspace.root)


def _below(top: Path, root: Path) -> Iterator[Path]:
    for folder, inner, names in os.walk(top):
        here = Path(folder)
        inner[:] = sorted(name for name in inner if _belongs(here / name, here == root))
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink():
                yield path


def _belongs(folder: Path, at_the_top: bool) -> bool:
    if folder.name.startswith(".") and not (at_the_top and folder.name in OWN_HIDDEN):
        return not at_the_top and folder.name != ".git"
    return folder.name not in _NEVER and not (folder / "pyvenv.cfg").is_file()
