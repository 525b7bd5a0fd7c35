"""A team's server, as annotation/compose.yaml describes it, on a real PostgreSQL of this machine.

Its environment and the way it gets its secrets are read from that file; only the addresses are
others, and cookies need no TLS, for there is no proxy here.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from ruamel.yaml import YAML

from tests.conftest import ROOT

COMPOSE = ROOT / "annotation" / "compose.yaml"
ADMINISTRATOR = "administrator@example.org"
SECRETS = {
    "database-password": "of the database",
    "secret-key": "k" * 50,
    "administrator-password": "of the administrator",
}


def compose() -> dict:
    return YAML(typ="safe").load(COMPOSE)


def programs() -> Path:
    """The folder of PostgreSQL's programs."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if int(folder.parent.name) >= 15 and (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        pytest.skip("needs PostgreSQL 15 or later: apt-get install postgresql")
    return Path(found).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def postgresql(password: str) -> Iterator[int]:
    """An empty database `labelstudio` of its user of that name; gives the port."""
    program, port = programs(), free_port()
    # Not below pytest's folder, which only its owner can enter: PostgreSQL refuses to be root.
    folder = Path(tempfile.mkdtemp(prefix="alnqual-postgresql-"))
    (folder / "password").write_text(password)
    account: dict = {}
    if os.geteuid() == 0:
        account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    quiet: dict = {"stdout": subprocess.DEVNULL, "cwd": folder, **account}
    try:
        subprocess.run(
            [
                program / "initdb", "--pgdata", folder / "data", "--username", "labelstudio",
                "--pwfile", folder / "password", "--encoding", "UTF8", "--locale", "C.UTF-8",
                "--no-sync", *compose()["services"]["database"]["environment"]
                ["POSTGRES_INITDB_ARGS"].split(),
            ],
            check=True, **quiet,
        )  # fmt: skip
        server = subprocess.Popen(
            [
                program / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1",
                "-k", folder, "-c", "fsync=off", "-c", "logging_collector=off",
            ],
            stderr=subprocess.DEVNULL, **quiet,
        )  # fmt: skip
        try:
            to_it = ["--host", "127.0.0.1", "--port", str(port), "--username", "labelstudio"]
            wait(lambda: subprocess.run([program / "pg_isready", *to_it], **quiet).returncode == 0)
            subprocess.run(
                [program / "createdb", *to_it, "labelstudio"],
                check=True, env={"PGPASSWORD": password, "PATH": os.environ["PATH"]}, **quiet,
            )  # fmt: skip
            yield port
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder)


@contextmanager
def label_studio(program: Path, folder: Path, *, database: int) -> Iterator[str]:
    """The service `app` of the compose file; gives its address."""
    app, url = compose()["services"]["app"], f"http://127.0.0.1:{(port := free_port())}"
    (folder / "secrets").mkdir(parents=True)
    for name in app["secrets"]:
        (folder / "secrets" / name).write_text(SECRETS[name] + "\n")
    told = app["environment"] | {
        "POSTGRE_HOST": "127.0.0.1",
        "POSTGRE_PORT": str(database),
        "LABEL_STUDIO_HOST": url,
        "CSRF_TRUSTED_ORIGINS": url,
        "LABEL_STUDIO_USERNAME": ADMINISTRATOR,
        "SESSION_COOKIE_SECURE": "0",
        "CSRF_COOKIE_SECURE": "0",
    }
    here = {"LABEL_STUDIO_BASE_DATA_DIR": str(folder / "data"), "HOME": str(folder)}
    shell, flags, script, name = app["entrypoint"]
    script = script.replace("$$", "$").replace("/run/secrets", str(folder / "secrets"))
    # What the image does for `label-studio-uwsgi`: initialise, then serve.
    start = f"start --no-browser --internal-host 127.0.0.1 --port {port} --log-level WARNING"
    script = script.replace(
        'exec ./deploy/docker-entrypoint.sh "$@"',
        f'"$@" init -q; unset LABEL_STUDIO_USERNAME; exec "$@" {start}',
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [shell, flags, script, name, program],
            env={"PATH": os.environ["PATH"]} | told | here,
            cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait(lambda: answers(url), also=lambda: server.poll() is None)
        yield url
    finally:
        family = [*psutil.Process(server.pid).children(recursive=True), psutil.Process(server.pid)]
        for process in family:
            process.terminate()
        psutil.wait_procs(family, timeout=30)
        server.wait(timeout=30)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=10, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def wait(ready, *, also=lambda: True, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert also() and time.monotonic() < deadline
        time.sleep(0.3)


def invitation(url: str) -> str:
    """The link that the administrator copies from the page Organization."""
    with log_in(url, ADMINISTRATOR, SECRETS["administrator-password"]) as session:
        return session.get("/api/invite").json()["invite_url"]


def sign_up(url: str, link: str, email: str) -> str:
    """What a person does with the link: an account, and a token from Account & Settings."""
    page = httpx.URL(link).raw_path.decode()
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as session:
        send_form(session, page, {"email": email, "password": f"Of {email}"})
        return new_token(session)


@contextmanager
def log_in(url: str, email: str, password: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as session:
        send_form(session, "/user/login/", {"email": email, "password": password})
        yield session


def send_form(session: httpx.Client, page: str, form: dict[str, str], *, status: int = 302) -> None:
    session.get(page).raise_for_status()
    form = form | {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
    assert session.post(page, data=form).status_code == status


def new_token(session: httpx.Client) -> str:
    made = session.post("/api/token/", headers={"X-CSRFToken": session.cookies["csrftoken"]})
    made.raise_for_status()
    return made.json()["token"]
