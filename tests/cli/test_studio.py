"""`alnqual studio` as people type it; the server's life itself is tested in tests/annotation."""

import json
import sqlite3
import webbrowser
from contextlib import closing

import pytest

from alnqual.annotation.program import find_program
from alnqual.errors import LabelStudioError
from tests.cli.test_cli import alnqual, refused  # noqa: F401


@pytest.fixture
def a_state(own_study):
    """What a server leaves behind, as far as a backup looks at it."""
    try:
        find_program(own_study.workspace)
    except LabelStudioError as error:
        pytest.skip(f"needs Label Studio: {error.what}. {error.do}")
    folder = own_study.workspace.label_studio
    (folder / "data").mkdir(parents=True)
    (folder / "owner.json").write_text('{"email": "owner@localhost", "password": "x"}')
    with closing(sqlite3.connect(folder / "data" / "label_studio.sqlite3")) as connection:
        connection.execute("CREATE TABLE task (id INTEGER)")
    return folder


def for_a_team(study) -> None:
    settings = study.workspace.root / "alnqual.toml"
    settings.write_text(settings.read_text().replace('url = ""', 'url = "https://ls.example.org/"'))


def test_a_backup_is_made_and_brought_back(alnqual, own_study, a_state, tmp_path):  # noqa: F811
    status, out, _ = alnqual("studio", "backup", str(tmp_path))
    (made,) = tmp_path.glob("label-studio-*.tar.gz")
    assert status == 0 and str(made) in out and "only you" in out
    assert json.loads(own_study.workspace.exports.read_text()) == [str(made)]
    (a_state / "owner.json").write_text("lost")
    status, out, _ = alnqual("studio", "restore", str(made))
    assert status == 0 and "kept in" in out and "studio up" in out
    assert "owner@localhost" in (a_state / "owner.json").read_text()
    assert [path.read_text() for path in a_state.glob("backups/*/owner.json")] == ["lost"]


def test_a_backup_beside_the_state_is_no_export(alnqual, own_study, a_state):  # noqa: F811
    assert alnqual("studio", "backup")[0] == 0
    assert len(list((a_state / "backups").iterdir())) == 1
    assert not own_study.workspace.exports.exists()


def test_what_is_no_backup_is_refused(alnqual, a_state, tmp_path):  # noqa: F811
    refused(alnqual("studio", "restore", str(tmp_path / "gone.tar.gz")), "no such file")
    (tmp_path / "letter").write_text("Dear all")
    refused(alnqual("studio", "restore", str(tmp_path / "letter")), "letter", "no backup")


@pytest.mark.parametrize("verb", [["backup"], ["restore", "x.tar.gz"]])
def test_a_teams_server_is_its_administrators_to_back_up(alnqual, own_study, verb):  # noqa: F811
    for_a_team(own_study)
    refused(alnqual("studio", *verb), "ls.example.org", "administrator", "docs/team-server.md")


@pytest.mark.parametrize(
    ("arguments", "terminal", "opened"),
    [([], True, 1), ([], False, 0), (["--print"], True, 0)],
)
def test_the_page_is_opened_where_somebody_sits(
    alnqual, own_study, monkeypatch, arguments, terminal, opened  # noqa: F811
):  # fmt: skip
    for_a_team(own_study)
    pages: list[str] = []
    monkeypatch.setattr(webbrowser, "open", pages.append)
    monkeypatch.setattr("alnqual.cli.studio.sys.stdout.isatty", lambda: terminal)
    monkeypatch.setenv("DISPLAY", ":0")
    status, out, _ = alnqual("studio", "open", *arguments)
    assert (status, out) == (0, "https://ls.example.org\n")
    assert pages == ["https://ls.example.org"] * opened
