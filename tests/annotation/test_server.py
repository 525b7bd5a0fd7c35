"""The local server's life: one of it, only ours, and nobody told."""

import os
import socket
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from small_study import build_study

from alnqual.annotation.program import find_program
from alnqual.annotation.server import LocalServer
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def servers_on(folder: Path) -> list[int]:
    """Processes of this machine that serve a data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("LABEL_STUDIO_BASE_DATA_DIR") == str(folder / "data"):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def test_starting_twice_even_at_once_gives_one_server(own_server: LocalServer) -> None:
    other = LocalServer(own_server.workspace)
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(lambda server: server.up(), (own_server, other))
    assert first == second == own_server.up() == other.status().address
    assert servers_on(own_server.folder) == [first.pid]


def test_a_killed_server_is_noticed_and_started_again_with_its_data(own_server) -> None:
    assert not own_server.status().running
    first = own_server.up()
    psutil.Process(first.pid).kill()
    psutil.Process(first.pid).wait()
    assert not own_server.status().running
    again = own_server.up()
    assert again.pid != first.pid
    assert again.url == first.url
    assert own_server.down()
    assert not own_server.status().running
    assert not own_server.down()


def test_a_process_that_has_got_our_pid_is_left_alone(own_server: LocalServer) -> None:
    (own_server.folder / "server.json").write_text(f'{{"pid": {os.getpid()}, "port": 8080}}')
    assert not own_server.status().running
    assert not own_server.down()


def test_a_taken_port_is_left_to_who_has_it(own_server: LocalServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (own_server.folder / "server.json").write_text(f'{{"pid": 999999999, "port": {port}}}')
        address = own_server.up()
    assert not address.url.endswith(f":{port}")
    assert own_server.status().address == address


def test_nobody_else_can_read_or_reach_the_server(server: LocalServer) -> None:
    assert mode(server.folder) == mode(server.folder / "data") == 0o700
    for name in ("owner.json", "server.json", "server.log"):
        assert mode(server.folder / name) == 0o600
    process = psutil.Process(server.status().address.pid)
    listening = [c for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert [connection.laddr.ip for connection in listening] == ["127.0.0.1"]
    assert server.owner.password not in repr(server.owner)
    assert server.owner.token not in repr(server.owner)


def test_the_server_tells_nobody_and_obeys_no_stray_setting(server: LocalServer) -> None:
    told = psutil.Process(server.status().address.pid).environ()
    assert told["LABEL_STUDIO_COLLECT_ANALYTICS"] == told["LABEL_STUDIO_LATEST_VERSION_CHECK"]
    assert told["LABEL_STUDIO_COLLECT_ANALYTICS"] == "false"
    assert told["LABEL_STUDIO_SENTRY_DSN"] == told["LABEL_STUDIO_FRONTEND_SENTRY_DSN"] == ""
    assert told["HOME"].startswith(str(server.folder))
    assert not [name for name in told if "PROXY" in name.upper() or name.startswith("DJANGO")]


def test_without_label_studio_it_says_what_to_do(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "elsewhere" / ".venv"))
    monkeypatch.setenv("PATH", str(tmp_path))
    workspace = build_study(tmp_path / "study")
    with pytest.raises(LabelStudioError, match="make label-studio"):
        LocalServer(workspace).up()
    assert not workspace.label_studio.exists()


def test_the_program_of_the_settings_goes_before_that_of_the_study(tmp_path: Path) -> None:
    root = build_study(tmp_path / "study").root
    for folder in ("tools", ".venv-label-studio/bin"):
        program = root / folder / "label-studio"
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
    assert find_program(Workspace(root)) == root / ".venv-label-studio/bin/label-studio"
    (root / "alnqual.toml").write_text('[label_studio]\ncommand = "tools/label-studio"\n')
    assert find_program(Workspace(root)) == root / "tools/label-studio"
    (root / "alnqual.toml").write_text('[label_studio]\ncommand = "tools/gone"\n')
    with pytest.raises(LabelStudioError, match="tools/gone"):
        find_program(Workspace(root))


def test_a_program_that_dies_is_reported_with_its_log(tmp_path: Path) -> None:
    root = build_study(tmp_path / "study").root
    program = root / ".venv-label-studio/bin/label-studio"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho broken\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(LabelStudioError, match=r"server\.log: .* stopped"):
        LocalServer(Workspace(root)).up()
    assert (root / ".label-studio/server.log").read_text() == "broken\n"


def test_a_port_of_the_settings_is_used_or_refused(own_server: LocalServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = own_server.workspace.root / "alnqual.toml"
        settings.write_text(settings.read_text() + f"[label_studio]\nport = {port}\n")
        chosen = LocalServer(Workspace(own_server.workspace.root))
        with pytest.raises(LabelStudioError, match=f"port {port} is taken"):
            chosen.up()
    assert chosen.up().url == f"http://127.0.0.1:{port}"
