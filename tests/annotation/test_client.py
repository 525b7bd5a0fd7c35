"""Connecting, and what an error may say."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from small_study import build_study

from alnqual.annotation.client import connect, connect_to, explained
from alnqual.annotation.server import LocalServer
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace


@pytest.fixture
def other_version() -> Iterator[tuple[str, dict]]:
    """A server that says of itself what the test wants."""
    says = {"release": "1.19.0"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(says).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", says
    server.shutdown()
    server.server_close()


def test_the_owner_of_the_local_server_is_connected(study: Workspace) -> None:
    assert connect(study).users.whoami().email == "owner@localhost"


def test_a_server_that_does_not_run_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(LabelStudioError, match="alnqual studio up"):
        connect(build_study(tmp_path / "study"))


@pytest.mark.parametrize("release", ["1.19.9", "2.0.0", "0.9", "later", None])
def test_versions_that_are_not_known_are_refused_with_the_range(other_version, release) -> None:
    url, says = other_version
    says["release"] = release
    with pytest.raises(LabelStudioError, match=r"1\.20 up to, not including, 2\.0"):
        connect_to(url, "token")


def test_the_teams_server_is_used_with_the_token_of_the_file(
    study: Workspace, server: LocalServer
) -> None:
    url, token = server.status().url, server.owner.token
    (study.root / "alnqual.toml").write_text(
        f'[label_studio]\nurl = "{url}/"\ntoken_file = "team-token"\n'
    )
    with pytest.raises(LabelStudioError, match="team-token"):
        connect(Workspace(study.root))
    write_token(study, token)
    assert connect(Workspace(study.root)).users.whoami().email == "owner@localhost"


def write_token(study: Workspace, token: str, *, mode: int = 0o600) -> None:
    (study.root / "team-token").write_text(f"{token}\n")
    (study.root / "team-token").chmod(mode)


def teams_study(folder: Path, url: str) -> Workspace:
    study = build_study(folder)
    (study.root / "alnqual.toml").write_text(
        f'[label_studio]\nurl = "{url}"\ntoken_file = "team-token"\n'
    )
    write_token(study, "0" * 40)
    return Workspace(study.root)


def test_advice_on_a_dead_address_of_a_team_is_for_a_teams_server(tmp_path: Path) -> None:
    """The fault: it named `alnqual studio status`, which is about another server."""
    with pytest.raises(LabelStudioError, match="administrator") as caught:
        connect(teams_study(tmp_path / "study", "http://127.0.0.1:9"))
    assert "label_studio.url" in str(caught.value)
    assert "alnqual studio" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["ls.example.org", "ftp://ls.example.org", "https://", "http://ls:port"]
)
def test_an_address_that_is_not_of_the_web_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(LabelStudioError, match=r"label_studio\.url: .* is no address"):
        connect(teams_study(tmp_path / "study", url))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_token_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    study = teams_study(tmp_path / "study", "http://127.0.0.1:9")
    write_token(study, "secret", mode=mode)
    with pytest.raises(LabelStudioError, match="chmod 600 team-token"):
        connect(study)


def test_an_error_holds_neither_the_token_nor_a_cookie(server: LocalServer) -> None:
    wrong = "f" * 40
    with pytest.raises(LabelStudioError) as caught:
        connect_to(server.status().url, wrong)
    assert "401" in str(caught.value)
    client = connect_to(server.status().url, server.owner.token)
    with pytest.raises(LabelStudioError) as missing, explained("no such task"):
        client.tasks.get("999999")
    for error in (caught.value, missing.value):
        for secret in (wrong, server.owner.token, "sessionid", "csrftoken", "headers"):
            assert secret not in str(error)
        assert error.__suppress_context__


def test_what_a_server_says_of_itself_is_short_and_scrubbed() -> None:
    from label_studio_sdk.core.api_error import ApiError

    detail = "No: Token=0123456789abcdef0123456789abcdef01234567, sessionid: abc.def " + "x " * 500
    with pytest.raises(LabelStudioError) as caught, explained("refused"):
        raise ApiError(status_code=400, body={"detail": detail, "task": "words"})
    assert "0123456789" not in str(caught.value)
    assert "abc.def" not in str(caught.value)
    assert "words" not in str(caught.value)
    assert len(str(caught.value)) < 260
