"""`alnqual doctor`: every problem is a finding, none is raised, and the network is not used."""

import json
import socket
from pathlib import Path

import pytest

from alnqual import Study
from alnqual.cli import main

HUB_NAME = "nobody-here/no-such-labse"


@pytest.fixture
def doctor(capsys, own_study: Study, monkeypatch):
    """The status and the findings by subject, for the study with these settings."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("doctor went to the network")

    def call(settings: str) -> tuple[int, dict[str, dict]]:
        root = own_study.workspace.root
        (root / "alnqual.toml").write_text(settings)
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        status = 0
        try:
            main(["--study", str(root), "doctor", "--json"])
        except SystemExit as ended:
            status = int(ended.code or 0)
        found = json.loads(capsys.readouterr().out)
        return status, {finding["subject"]: finding for finding in found}

    return call


@pytest.fixture
def hub(tmp_path: Path, monkeypatch) -> Path:
    """An empty cache of fetched models."""
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[themes]\nsed = 1\n", "unknown key 'themes.sed'"),
        ("[themes\n", "not valid TOML"),
        ('[encoder]\nmodel = "some/model"\n[themes]\nseed = -1\n', "themes.seed"),
    ],
)
def test_settings_that_do_not_hold_are_missing_not_a_note(doctor, settings, said) -> None:
    """The fault: exit 0 with a note, and the packaged encoder told as the study's."""
    status, found = doctor(settings)
    assert status == 2
    assert found["study"]["state"] == "missing" and said in found["study"]["message"]
    assert "MiniLM" not in json.dumps(found)


def test_a_model_that_is_not_fetched_yet_is_said_without_the_network(doctor, hub) -> None:
    """The fault: doctor asked the hub, and failed where there is none."""
    _, found = doctor(f'[encoder]\nmodel = "{HUB_NAME}"\n')
    assert found["encoder"]["state"] == "note"
    assert "not fetched yet: it is fetched when it is first used" in found["encoder"]["message"]
    assert found["Welsh"]["state"] == "good"


def test_a_model_that_was_fetched_is_told_with_its_revision(doctor, hub: Path) -> None:
    folder = hub / f"models--{HUB_NAME.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text("a" * 40)
    (folder / "snapshots" / ("a" * 40)).mkdir(parents=True)
    (folder / "snapshots" / ("a" * 40) / "model.safetensors").write_bytes(b"weights")
    _, found = doctor(f'[encoder]\nmodel = "{HUB_NAME}"\n')
    assert found["encoder"]["state"] == "good"
    assert "revision aaaaaaaaaaaa" in found["encoder"]["message"]


@pytest.mark.parametrize("name", ["a/b/c", "a name", "/no/such/folder"])
def test_a_model_that_cannot_be_is_missing(doctor, hub, name: str) -> None:
    status, found = doctor(f'[encoder]\nmodel = "{name}"\n')
    assert (status, found["encoder"]["state"]) == (2, "missing")


def test_a_damaged_table_is_a_finding(doctor, own_study: Study) -> None:
    path = own_study.workspace.tables.path("segments")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a table")
    status, found = doctor("")
    assert (status, found["Welsh"]["state"]) == (2, "missing")


def test_a_teams_server_is_not_contacted(doctor, own_study: Study) -> None:
    settings = '[label_studio]\nurl = "https://ls.example.org"\ntoken_file = "token"\n'
    token = own_study.workspace.root / "token"
    token.write_text("secret\n")
    token.chmod(0o600)
    _, found = doctor(settings)
    assert found["Label Studio"]["state"] == "note"
    assert "https://ls.example.org: not contacted" in found["Label Studio"]["message"]
    token.chmod(0o644)
    status, found = doctor(settings)
    assert status == 2 and "chmod 600" in found["Label Studio"]["message"]
    _, found = doctor(settings.replace("https://", ""))
    assert "is no address" in found["Label Studio"]["message"]
