"""What somebody at a terminal is asked before the codebook changes."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from alnqual.codebook import Codebook
from alnqual.study import Study


def at_a_terminal(root: Path, answer: str) -> subprocess.CompletedProcess:
    """`alnqual codebook migrate` where somebody sits and answers."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer.encode())
        return subprocess.run(
            [Path(sys.executable).with_name("alnqual"), "codebook", "migrate"],
            cwd=root,
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize(("answer", "status", "retired"), [("n\n", 1, False), ("y\n", 0, True)])
def test_a_migration_is_made_when_the_question_is_answered_with_yes(
    own_study: Study, answer: str, status: int, retired: bool
) -> None:
    code = next(iter(own_study.codebook.leaves)).id
    own_study.changes.retire(code)
    done = at_a_terminal(own_study.workspace.root, answer)
    assert done.returncode == status, done.stderr
    assert f"retire {code}" in done.stdout
    assert "Make them? [y/N]" in done.stdout
    assert Codebook.read(own_study.workspace.codebook)[code].retired is retired
