"""The study's own Label Studio server: one process on this machine, on SQLite, telling nobody.

Everything it writes lies in `.label-studio/`, which only its owner can enter:

    data/         database and uploads
    owner.json    the account that alnqual works with; coders/*.json the coders' accounts
    server.json   process and port of the server that was started last
    server.log    what the server said

It is people's work and no derived state: nothing here ever deletes it.
"""

import json
import os
import secrets
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.annotation.credentials import (
    Credentials,
    private_folder,
    read_credentials,
    write_credentials,
)
from alnqual.annotation.program import find_program
from alnqual.errors import LabelStudioError
from alnqual.tables import write_atomically
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import psutil

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8080
OWNER = "owner@localhost"

_DATA = "LABEL_STUDIO_BASE_DATA_DIR"
_SERVICES = {
    "LABEL_STUDIO_ML_BLOCK_LOCAL_IP": "false",
    "LABEL_STUDIO_SSRF_PROTECTION_ENABLED": "false",
}
"""Without these the server asks no service of this machine."""
_PASSED_ON = (
    "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ",
    "USER",
)  # fmt: skip
"""The environment that the server gets from ours: a stray DJANGO_DB or LABEL_STUDIO_HOST would
lead it to another database, and a proxy would lead it out of this machine. Its home is its data
folder, for it writes an id for analytics into the home of whoever starts it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running server answers."""

    url: str
    pid: int


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a server answers, and where."""

    address: Address | None = None

    @property
    def running(self) -> bool:
        return self.address is not None

    @property
    def url(self) -> str | None:
        return self.address.url if self.address else None


@dataclass(frozen=True, slots=True)
class _Started:
    """The server that was started last; it may have gone, and its pid to another process."""

    pid: int
    port: int


class LocalServer:
    """The Label Studio server of one study.

    Parameters
    ----------
    workspace : the study.
    patience : seconds to wait for an answer; a new database takes over half a minute.
    """

    def __init__(self, workspace: Workspace, *, patience: float = 300) -> None:
        self.workspace = workspace
        self.patience = patience
        self.folder = workspace.label_studio
        self.log = self.folder / "server.log"
        self._record = self.folder / "server.json"
        self._data = self.folder.resolve() / "data"

    def up(self, *, services: bool = False) -> Address:
        """Start the server unless it runs, and wait until it answers.

        With `services` it may ask services of this machine for suggestions; one that runs and may
        not is started again.

        Raises
        ------
        LabelStudioError
            Label Studio is not installed, died, or did not answer in time.
        """
        from filelock import FileLock

        program = find_program(self.workspace)
        private_folder(self.folder)
        with FileLock(self.folder / "server.lock"):
            process = self._process()
            may = process is not None and _SERVICES.keys() <= process.environ().keys()
            if process is not None and services and not may:
                self.down()
                process = None
            return self._wait(process or self._start(program, services=services))

    def down(self) -> bool:
        """Stop the server that alnqual started; say whether there was one."""
        import psutil

        process = self._process()
        if process is None:
            return False
        with suppress(psutil.NoSuchProcess):
            family = [process, *process.children(recursive=True)]
            for member in family:
                with suppress(psutil.NoSuchProcess):
                    member.terminate()
            for member in psutil.wait_procs(family, timeout=15)[1]:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            psutil.wait_procs(family, timeout=15)
        return True

    def status(self) -> Status:
        """Whether the server answers, and where."""
        process = self._process()
        port = _port(process) if process is not None else None
        if process is None or port is None or not _healthy(port):
            return Status()
        return Status(Address(f"http://{LOOPBACK}:{port}", process.pid))

    @property
    def credentials_hint(self) -> str:
        """The files that hold the addresses and passwords to log in with."""
        files = [self.folder / "owner.json", *sorted((self.folder / "coders").glob("*.json"))]
        return ", ".join(self.workspace.relative(path) for path in files)

    @property
    def owner(self) -> Credentials | None:
        """The account that alnqual works with; None before the first start."""
        return read_credentials(self.folder / "owner.json")

    def _process(self) -> "psutil.Process | None":
        """The live process that we started, if there is one: it knows our data folder."""
        import psutil

        started = self._last()
        if started is None:
            return None
        try:
            process = psutil.Process(started.pid)
            serves = process.environ().get(_DATA)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return process if serves == str(self._data) else None

    def _last(self) -> _Started | None:
        try:
            return _Started(**json.loads(self._record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _start(self, program: Path, *, services: bool) -> "psutil.Process":
        import psutil

        port = self._choose_port()
        owner = self.owner
        if owner is None:
            owner = Credentials(OWNER, secrets.token_urlsafe(18), secrets.token_hex(20))
            write_credentials(self.folder / "owner.json", owner)
        private_folder(self._data)
        self.log.touch(mode=0o600)
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                [
                    program, "start", "--no-browser", "--internal-host", LOOPBACK,
                    "--port", str(port), "--log-level", "WARNING",
                ],
                cwd=self.folder,
                env=_environment(self._data, owner) | (_SERVICES if services else {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        started = _Started(child.pid, port)
        write_atomically(self._record, json.dumps(asdict(started)).encode(), mode=0o600)
        return psutil.Process(child.pid)

    def _choose_port(self) -> int:
        wanted = self.workspace.settings.label_studio.port
        last = self._last()
        port = _free_port(wanted or (last.port if last else USUAL_PORT))
        if wanted and port != wanted:
            raise LabelStudioError(
                f"port {wanted} is taken by another program",
                where="alnqual.toml, label_studio.port",
                do="Stop that program, or choose another port (0: any that is free).",
            )
        return port

    def _wait(self, process: "psutil.Process") -> Address:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            address = self.status().address
            if address is not None:
                return address
            if self._process() is None:
                raise LabelStudioError(
                    "Label Studio stopped while it started",
                    where=self.workspace.relative(self.log),
                    do="The end of that log says why. Mend it and start again.",
                )
            time.sleep(0.3)
        raise LabelStudioError(
            f"Label Studio (process {process.pid}) has not answered for {self.patience:.0f} s",
            where=self.workspace.relative(self.log),
            do="It may still be preparing its database: try again in a minute, or stop it with "
            "`alnqual studio down`.",
        )


def _environment(data: Path, owner: Credentials) -> dict[str, str]:
    """What the server is told; nothing that it does may leave this machine."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
        "HOME": str(data),
        "USERPROFILE": str(data),
        _DATA: str(data),
        "LABEL_STUDIO_USERNAME": owner.email,
        "LABEL_STUDIO_PASSWORD": owner.password,
        "LABEL_STUDIO_USER_TOKEN": owner.token,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "LABEL_STUDIO_COLLECT_ANALYTICS": "false",
        "LABEL_STUDIO_LATEST_VERSION_CHECK": "false",
        "LABEL_STUDIO_SENTRY_DSN": "",
        "LABEL_STUDIO_FRONTEND_SENTRY_DSN": "",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "PYTHONUTF8": "1",
    }


def _free_port(wanted: int) -> int:
    """`wanted` if nothing listens there, else a port that the system offers."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return probe.getsockname()[1]
    raise LabelStudioError("no network port is free on this machine", do="Close a program or two.")


def _port(process: "psutil.Process") -> int | None:
    """The port on which a process really listens: Label Studio moves on from a busy one."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        for member in (process, *process.children(recursive=True)):
            for connection in member.net_connections(kind="tcp"):
                if connection.status == psutil.CONN_LISTEN:
                    return connection.laddr.port
    return None


def _healthy(port: int) -> bool:
    import httpx

    try:
        answer = httpx.get(
            f"http://{LOOPBACK}:{port}/health", timeout=10, trust_env=False, verify=False
        )
        return answer.status_code == 200 and answer.json().get("status") == "UP"
    except (httpx.HTTPError, ValueError):
        return False
