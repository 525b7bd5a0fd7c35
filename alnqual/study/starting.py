"""A new study: the folder that `alnqual init` makes."""

import shutil
from pathlib import Path

from alnqual.errors import StudyError
from alnqual.workspace import SETTINGS_FILE

STARTER = Path(__file__).parent / "starter"


def start(path: Path) -> None:
    """Make an empty study at `path`, which may hold other files already.

    Raises
    ------
    StudyError
        There is a study already; nothing is touched.
    """
    if (path / SETTINGS_FILE).exists():
        raise StudyError(
            "there is a study here already", where=path, do="Choose another folder to start in."
        )
    try:
        _copy(path)
    except OSError as error:
        raise StudyError(
            f"no study can be made there ({error.strerror})",
            where=error.filename or path,
            do="Choose a folder that can be made or written.",
        ) from error


def _copy(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    for source in sorted(STARTER.rglob("*")):
        relative = source.relative_to(STARTER)
        target = path / (".gitignore" if relative == Path("gitignore") else relative)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
