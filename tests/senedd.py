"""A study of the 17 real committee meetings beside the project, made as a newcomer would.

python -m tests.senedd PATH        makes it, ready for `alnqual run`
"""

import csv
import shutil
import sys
from pathlib import Path

from alnqual import Study
from tests.conftest import ROOT


def make_study(path: Path, meetings: Path, *, number: int | None = None) -> Study:
    """A new study at `path` whose register lists the first meetings, or all; nothing is run yet."""
    study = Study.init(path)
    workspace = study.workspace
    with workspace.register.open("w", encoding="utf-8", newline="") as file:
        register = csv.writer(file)
        register.writerow(["id", "file", "kind", "sector", "language"])
        for source in sorted(meetings.glob("education_*.json"))[:number]:
            shutil.copy(source, workspace.raw / source.name)
            identity = source.stem.replace("education_", "m")
            register.writerow([identity, source.name, "meeting", "committee", "en"])
    return study


if __name__ == "__main__":
    made = make_study(Path(sys.argv[1]), ROOT.parent / "shared" / "data" / "senedd")
    print(f"{made.workspace.root}: run `alnqual run` there")
