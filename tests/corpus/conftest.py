"""A small study, made file by file."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from alnqual.workspace import Workspace

REGISTER = "id,file,kind,area,sector,date,phase\n"
PARTICIPANTS = "id,role,sector,setting,area,phase,consent\n"
SPEAKERS = "document,label,participant\n"


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Workspace]:
    def make(
        raw: Mapping[str, str | bytes],
        *,
        register: str,
        participants: str = PARTICIPANTS,
        speakers: str = SPEAKERS,
        settings: str = "",
    ) -> Workspace:
        (tmp_path / "alnqual.toml").write_text(settings, encoding="utf-8")
        folder = tmp_path / "corpus" / "raw"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in raw.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        for name, text in (
            ("register", register),
            ("participants", participants),
            ("speakers", speakers),
        ):
            (tmp_path / "corpus" / f"{name}.csv").write_text(text, encoding="utf-8")
        return Workspace(tmp_path)

    return make


@pytest.fixture
def interview(make_study: Callable[..., Workspace]) -> Workspace:
    """An interview of Gwen Pari (P01) by Mark Elstead, in which both names are said."""
    talk = (
        "Mark Elstead: So, Gwen, did it work? Mark it out of ten.\n\n"
        "Gwen Pari: Gwen's view? It did not, Mark. Not a mark above four. \n\n"
        "Mark Elstead: Mm.\n\n"
        "Gwen Pari: Mae'r plant wedi mwynhau'r gwersi yn fawr iawn.\n"
    )
    return make_study(
        {"i01.txt": talk},
        register=REGISTER + "i01,i01.txt,interview,North,schools,2024-02-29,2\n",
        participants=PARTICIPANTS + "P01,alnco,primary,welsh-medium,South,2;4,yes\n",
        speakers=SPEAKERS + "i01,Mark Elstead,interviewer\ni01,gwen pari,P01\n",
    )
