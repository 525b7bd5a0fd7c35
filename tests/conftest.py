"""What the tests share: the real data beside the project, and the demonstration, done for real."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INPUTS = ("alnqual.toml", "dvc.yaml", "corpus", "codebook", "annotation")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; tests that need it skip without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the real data in ../shared, which is not here")
    return folder


def copy_demonstration(target: Path) -> Path:
    """The demonstration's inputs, as a fresh clone has them."""
    for name in INPUTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        else:
            shutil.copy(source, target / name)
    for pulled in (target / "annotation" / "codings").iterdir():
        if pulled.is_dir():
            shutil.rmtree(pulled)
    return target


def run_demonstration(study: Path) -> str:
    """Run the main job as `make demo` does, once the installation is there; what it printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    finished = subprocess.run(
        [study / "annotation" / "demo.sh"],
        env=os.environ | {"PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        pytest.fail(f"the demonstration failed:\n{finished.stdout}")
    return finished.stdout


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration study in which the main job has run, Label Studio included."""
    study = copy_demonstration(tmp_path_factory.mktemp("demonstration"))
    (study / "printed.txt").write_text(run_demonstration(study), encoding="utf-8")
    return study
