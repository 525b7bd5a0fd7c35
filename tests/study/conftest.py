"""A small study of one's own, made as a newcomer would make it."""

from pathlib import Path

import pytest

from alnqual import Study

TALK = """Interviewer: How has it been?

Ann: The forms take my evenings, every single one of them, and nobody gives that time back to me.

Interviewer: And the families?

Ann: They come to the meetings now and they talk, which they never did before, so that is better.
"""


@pytest.fixture
def own_study(tmp_path: Path) -> Study:
    study = Study.init(tmp_path / "study")
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
