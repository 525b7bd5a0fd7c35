"""The label-studio program: where it is, and of which version."""

import os
import shutil
import sys
from importlib.metadata import distributions
from pathlib import Path

from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace

_PROGRAMS = ("bin", "Scripts")
_PACKAGES = ("lib/python*/site-packages", "Lib/site-packages")


def find_program(workspace: Workspace) -> Path:
    """The label-studio program: of the settings, of the study, beside our environment, or on PATH.

    Raises
    ------
    LabelStudioError
        It is nowhere.
    """
    command = workspace.settings.label_studio.command
    environments = (workspace.root, Path(sys.prefix).parent)
    folders = [root / ".venv-label-studio" / part for root in environments for part in _PROGRAMS]
    if command:
        wanted = str(workspace.root / command) if len(Path(command).parts) > 1 else command
        found = shutil.which(wanted)
    else:
        found = shutil.which("label-studio", path=os.pathsep.join(map(str, folders)))
        found = found or shutil.which("label-studio")
    if found is None:
        raise LabelStudioError(
            f"there is no program {command!r}" if command else "Label Studio is not installed",
            where="alnqual.toml, label_studio.command" if command else None,
            do="Install it with `make label-studio`, or name the program in alnqual.toml: "
            '[label_studio] command = "path/to/label-studio".',
        )
    return Path(found).absolute()


def installed_version(program: Path) -> str:
    """The version of Label Studio in the environment of its program.

    Raises
    ------
    LabelStudioError
        The program lies in no environment of Python.
    """
    environment = program.resolve().parents[1]
    folders = [str(folder) for pattern in _PACKAGES for folder in environment.glob(pattern)]
    found = next(iter(distributions(name="label-studio", path=folders)), None)
    if found is None:
        raise LabelStudioError(
            "the version of Label Studio cannot be told",
            where=program,
            do="Name the program in the environment in which it is installed: alnqual.toml, "
            "label_studio.command.",
        )
    return found.version
