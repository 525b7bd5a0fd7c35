"""Live suggestions as a coder meets them: a real server, the real service, a real Chromium."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from small_study import build_study

from alnqual.annotation.client import connect, server_url
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.push import push
from alnqual.annotation.server import LocalServer
from alnqual.annotation.users import read_account
from alnqual.errors import InputError, LabelStudioError
from alnqual.operations.live import serve_suggestions
from alnqual.workspace import Workspace

READY = "Ctrl-C ends it"


class Service:
    """`alnqual studio suggest` in a process of its own."""

    def __init__(self, workspace: Workspace) -> None:
        self.folder = workspace.label_studio
        program = Path(sys.executable).parent / "alnqual"
        self.process = subprocess.Popen(
            [program, "--study", workspace.root, "studio", "suggest"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._ready = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.said.append(line)
            if READY in line:
                self._ready.set()
        self._ready.set()

    def wait(self) -> str:
        """Until it serves; its address."""
        assert self._ready.wait(300)
        assert self.process.poll() is None, "".join(self.said)
        return json.loads((self.folder / "suggest.json").read_text())["url"]

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=60)


@pytest.fixture
def workspace(own_server: LocalServer) -> Workspace:
    """An assisted round of coder-a and a blind one of coder-b; the server is not started yet."""
    workspace = own_server.workspace
    (workspace.rounds / "r1.toml").write_text(
        'mode = "assisted"\n[assignments]\ncoder-a = ["i01", "i02"]\n'
    )
    (workspace.rounds / "r2.toml").write_text('[assignments]\ncoder-b = ["i01"]\n')
    return workspace


@pytest.fixture
def serve(own_server: LocalServer, workspace: Workspace) -> Iterator[Callable[..., Service]]:
    """Start the service for rounds that were pushed without suggestions."""
    started = []

    def start(*, permitted: bool) -> Service:
        own_server.up(services=permitted)
        push(workspace)
        started.append(Service(workspace))
        return started[-1]

    yield start
    for service in started:
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()


def open_task(browser: Browser, workspace: Workspace, round_: str, coder: str) -> Page:
    """The first task of a coder, who has logged in."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    account = read_account(workspace, coder)
    page.goto(f"{server_url(workspace)}/user/login/")
    page.fill("input[name=email]", account.email)
    page.fill("input[name=password]", account.password)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    project = find_projects(connect(workspace), study_id(workspace))[round_, coder]
    page.goto(f"{server_url(workspace)}/projects/{project.id}/data?labeling=1")
    page.wait_for_selector('[data-testid="phrase:0"]')
    return page


def services(workspace: Workspace) -> dict[str, int]:
    client = connect(workspace)
    return {
        round_: len(list(client.ml.list(project=project.id)))
        for (round_, _), project in find_projects(client, study_id(workspace)).items()
    }


def test_a_task_shows_suggestions_when_it_is_opened_and_opens_without_the_service(
    workspace: Workspace,
    serve: Callable[..., Service],
    browser: Browser,
) -> None:
    service = serve(permitted=False)
    url = service.wait()
    assert "Label Studio was started again" in "".join(service.said)
    assert services(workspace) == {"r1": 1, "r2": 0}
    client = connect(workspace)
    assert [hook for hook in client.webhooks.list() if url in (hook.url or "")] == []

    page = open_task(browser, workspace, "r1", "coder-a")
    expect(page.locator(".htx-highlight").first).to_contain_text("We plan")
    page.close()
    page = open_task(browser, workspace, "r2", "coder-b")
    expect(page.locator(".htx-highlight")).to_have_count(0)
    page.close()

    assert httpx.get(f"{url}/health").status_code == 401
    assert httpx.get(f"{url}/health", auth=("alnqual", "guess")).status_code == 401
    secret = workspace.label_studio / "suggest.secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert httpx.get(f"{url}/health", auth=("alnqual", secret.read_text())).json() == {
        "status": "UP"
    }

    with pytest.raises(LabelStudioError, match=f"served already .{url}"):
        serve_suggestions(workspace, say=print)

    service.end(signal.SIGKILL)
    assert services(workspace)["r1"] == 1
    project = find_projects(client, study_id(workspace))["r1", "coder-a"]
    stored = [task.id for task in list_tasks(client, project, annotations=True) if task.predictions]
    client.annotations.create(stored[0], result=[])
    page = open_task(browser, workspace, "r1", "coder-a")
    expect(page.get_by_text("Beth am y staff?")).to_be_visible()
    page.close()


def test_an_interrupt_takes_the_service_away_and_leaves_what_was_stored(
    workspace: Workspace,
    serve: Callable[..., Service],
    browser: Browser,
) -> None:
    service = serve(permitted=True)
    service.wait()
    assert "started again" not in "".join(service.said)
    open_task(browser, workspace, "r1", "coder-a").close()
    assert service.end(signal.SIGINT) == 0
    assert "stopped" in service.said[-1]
    assert services(workspace) == {"r1": 0, "r2": 0}
    assert not (workspace.label_studio / "suggest.json").exists()
    page = open_task(browser, workspace, "r1", "coder-a")
    expect(page.locator(".htx-highlight").first).to_contain_text("We plan")
    page.close()


def test_without_an_assisted_round_there_is_nothing_to_serve(tmp_path: Path) -> None:
    workspace = build_study(tmp_path / "study")
    with pytest.raises(InputError, match="no round is assisted"):
        serve_suggestions(workspace, say=print)
