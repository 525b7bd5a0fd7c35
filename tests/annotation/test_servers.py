"""A round that is blind by servers: each coder's project where only they and the owner can look."""

import shutil
from collections.abc import Iterator

import pytest

from alnqual.annotation.backup import back_up, restore
from alnqual.annotation.client import connect_to
from alnqual.annotation.play import play
from alnqual.annotation.program import find_program
from alnqual.annotation.projects import study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.server import LocalServer
from alnqual.annotation.servers import Servers, local_servers, place
from alnqual.annotation.users import read_account
from alnqual.coding import CodingStore, coding_id
from alnqual.errors import InputError, LabelStudioError, StudyError
from alnqual.workspace import Workspace


@pytest.fixture
def apart(own_server: LocalServer, recorded: Workspace) -> Iterator[Workspace]:
    """A study whose two coders have a server each; all three run."""
    workspace = own_server.workspace
    shutil.copytree(recorded.recorded, workspace.recorded)
    path = workspace.rounds / "r1.toml"
    path.write_text('blind = "server-per-coder"\n' + path.read_text())
    for coder in ("coder-a", "coder-b"):
        folder = place(workspace, coder).label_studio
        # Migrated and without coders, as the tests' server was; a new one takes half a minute.
        migrated = find_program(workspace).parents[1] / "migrated-for-tests"
        shutil.copytree(migrated, folder)
    servers = local_servers(workspace, needed=True)
    assert list(servers) == ["", "coder-a", "coder-b"]
    for server in servers.values():
        server.up()
    yield workspace
    for server in local_servers(workspace).values():
        server.down()


def test_each_coder_codes_on_a_server_of_their_own(apart: Workspace) -> None:
    assert push(apart).tasks_made == 3
    again = push(apart)
    assert (again.tasks_made, again.projects_made) == (0, 0)
    play(apart)
    report = pull(apart)
    assert (report.codings, report.problems) == (5, [])
    codings = CodingStore(apart.codings).read()
    projects = Servers(apart).projects(study_id(apart))
    assert {key: project.server for key, project in projects.items()} == {
        ("r1", "coder-a"): "coder-a",
        ("r1", "coder-b"): "coder-b",
    }
    assert {(c.coder, c.source.split(":")[0]) for c in codings} == {
        ("coder-a", "coder-a"),
        ("coder-b", "coder-b"),
    }
    assert len({coding.id for coding in codings}) == 5
    twice = pull(apart)
    assert (twice.added, twice.changed, twice.removed) == (0, 0, 0)

    theirs = read_account(place(apart, "coder-a"), "coder-a")
    urls = {name: server.status().url for name, server in local_servers(apart).items()}
    assert len(set(urls.values())) == 3
    assert connect_to(urls["coder-a"], theirs.token).users.whoami().email == "coder-a@example.org"
    for other in ("", "coder-b"):
        with pytest.raises(LabelStudioError, match="does not accept the token"):
            connect_to(urls[other], theirs.token)

    made = back_up(apart)
    report = restore(apart, made.path)
    assert report.url.count("http://") == 3
    assert (pull(apart).added, pull(apart).removed) == (0, 0)


def test_ids_of_one_number_on_two_servers_differ_and_the_main_ones_stay(study: Workspace) -> None:
    from dataclasses import replace

    from alnqual.annotation.projects import Project

    main = Project(7, "r1", "coder-a")
    origins = [main.origin, *(replace(main, server=s).origin for s in ("coder-a", "coder/b: c"))]
    assert origins == ["7", "coder-a:7", "coder%2Fb%3A%20c:7"]
    assert len({coding_id(origin, 1, "r", "inputs") for origin in origins}) == 3
    assert coding_id(main.origin, 1, "r", "inputs") == coding_id(7, 1, "r", "inputs")


def test_a_team_names_a_server_and_a_token_for_each_such_coder(study: Workspace) -> None:
    path = study.root / "alnqual.toml"
    path.write_text(
        '[label_studio]\nurl = "https://main.example.org"\ntoken_file = "main"\n'
        '[label_studio.coders.coder-a]\nurl = "https://a.example.org"\ntoken_file = "a"\n'
    )
    team = Workspace(study.root)
    own = place(team, "coder-a").settings.label_studio
    assert (own.url, own.token_file) == ("https://a.example.org", "a")
    assert place(team, "").settings.label_studio.url == "https://main.example.org"
    with pytest.raises(InputError, match=r"'coder-b' a server of their own, but .* name none"):
        place(team, "coder-b")
    path.write_text('[label_studio.coders.coder-a]\nurl = "x"\ntoken_file = "a"\ntokn = 1\n')
    with pytest.raises(StudyError, match=r"unknown key 'label_studio\.coders\.coder-a\.tokn'"):
        Workspace(study.root)
