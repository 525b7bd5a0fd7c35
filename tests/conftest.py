"""What the tests share: the real data beside the project, and the demonstration, done for real."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from alnqual import Study

settings.register_profile("the same examples every time", derandomize=True, deadline=None)
settings.load_profile("the same examples every time")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the workers have the cores between them

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
TALK = """Interviewer: How has it been?

Ann: The forms take my evenings, every single one of them, and nobody gives that time back to me.

Interviewer: And the families?

Ann: They come to the meetings now and they talk, which they never did before, so that is better.
"""
INPUTS = ("alnqual.toml", "dvc.yaml", "corpus", "codebook", "annotation")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; tests that need it skip without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the real data in ../shared, which is not here")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of all tests: two at a time in one process refuse each other."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs a Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


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
def protected(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A copy of the demonstration study whose names have been decided about; nothing is run."""
    study = Study.open(copy_demonstration(tmp_path_factory.mktemp("protected")))
    decisions = study.workspace.corpus / "decisions.csv"
    study.protection.pseudonymise(decisions=decisions, accept=["all"])
    return study


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy of the demonstration study in which the main job has run, Label Studio included.

    It runs once for all workers; each has a copy of its own.
    """
    base = tmp_path_factory.getbasetemp()
    run = (base if worker_id == "master" else base.parent) / "demonstration-run"
    with FileLock(run.with_suffix(".lock")):
        if not (run / "printed.txt").is_file():
            shutil.rmtree(run, ignore_errors=True)
            run.mkdir()
            copy_demonstration(run)
            (run / "printed.txt").write_text(run_demonstration(run), encoding="utf-8")
    return shutil.copytree(run, base / "demonstration", symlinks=True)


@pytest.fixture
def own_study(tmp_path: Path) -> Study:
    return make_study(tmp_path / "study")


def make_study(path: Path) -> Study:
    """A new study of one short interview; nothing is run yet."""
    study = Study.init(path)
    folder = study.workspace.corpus
    (folder / "raw" / "one.txt").write_text(TALK, encoding="utf-8")
    (folder / "register.csv").write_text("id,file,kind,area,phase\nd1,one.txt,interview,North,2\n")
    (folder / "participants.csv").write_text(
        "id,role,sector,setting,area,phase,consent\nP1,teacher,primary,,North,2,yes\n"
    )
    (folder / "speakers.csv").write_text(
        "document,label,participant,names\nd1,Ann,P1,\nd1,Interviewer,interviewer,\n"
    )
    return study
