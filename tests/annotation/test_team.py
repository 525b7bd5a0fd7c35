"""A team's server: what annotation/compose.yaml says, and the whole sync on a real PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import team
from small_study import build_study

from alnqual.annotation.client import connect, connect_to
from alnqual.annotation.program import find_program, installed_version
from alnqual.annotation.projects import find_projects, list_tasks, study_id
from alnqual.annotation.pull import pull
from alnqual.annotation.push import push
from alnqual.annotation.regions import Place, Region, write_region
from alnqual.annotation.server import LocalServer
from alnqual.coding import CodingStore
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace


def a_region(start: int, end: int) -> list[dict]:
    region = Region("region", Place(1, start, 1, end), groups=["inputs"], memo="ŵ 🙂")
    return write_region(region, paths=[["inputs", "inputs.staff"]], words="")


def files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def team_url(server: LocalServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running team's server without accounts but the administrator's."""
    program = find_program(server.workspace)
    with (
        team.postgresql(team.SECRETS["database-password"]) as database,
        team.label_studio(program, tmp_path_factory.mktemp("team"), database=database) as url,
    ):
        yield url


def study_of(folder: Path, url: str, token: str) -> Workspace:
    root = build_study(folder).root
    (root / "token").write_text(f"{token}\n")
    (root / "token").chmod(0o600)
    (root / "alnqual.toml").write_text(f'[label_studio]\nurl = "{url}"\ntoken_file = "token"\n')
    return Workspace(root)


def test_a_team_codes_on_postgresql_and_everything_comes_back(
    team_url: str, tmp_path: Path
) -> None:
    link = team.invitation(team_url)
    researcher = team.sign_up(team_url, link, "researcher@example.org")
    study = study_of(tmp_path / "study", team_url, researcher)
    with pytest.raises(LabelStudioError, match="no account with the address of: coder-a, coder-b"):
        push(study)
    tokens = {
        coder: team.sign_up(team_url, link, f"{coder}@example.org")
        for coder in ("coder-a", "coder-b")
    }
    assert push(study).tasks_made == 3
    assert push(study).tasks_made == 0
    assert not study.label_studio.joinpath("coders").exists()

    found = find_projects(connect(study), study_id(study))
    for coder, token in tokens.items():
        own = connect_to(team_url, token)
        for task in list_tasks(own, found["r1", coder], annotations=True):
            own.annotations.create(task.id, result=a_region(0, 4), ground_truth=False)
    report = pull(study)
    assert (report.codings, report.problems) == (3, [])
    codings = CodingStore(study.codings).read()
    assert [(c.coder, c.document, c.quote, c.code, c.memo) for c in codings] == [
        ("coder-a", "i01", "We p", "inputs.staff", "ŵ 🙂"),
        ("coder-a", "i02", "Mae'", "inputs.staff", "ŵ 🙂"),
        ("coder-b", "i01", "We p", "inputs.staff", "ŵ 🙂"),
    ]
    before = files(study.annotation)
    assert (pull(study).added, pull(study).changed) == (0, 0)
    assert files(study.annotation) == before
    assert not list(study.label_studio.glob("data"))


def test_only_the_administrator_administers_and_nobody_joins_without_the_link(
    team_url: str,
) -> None:
    team.sign_up(team_url, team.invitation(team_url), "plain@example.org")

    def administers(email: str, password: str) -> bool:
        with team.log_in(team_url, email, password) as session:
            return session.get("/admin/").status_code == 200

    assert administers(team.ADMINISTRATOR, team.SECRETS["administrator-password"])
    assert not administers("plain@example.org", "Of plain@example.org")
    with httpx.Client(base_url=team_url, trust_env=False) as session:
        stranger = {"email": "stranger@example.org", "password": "Of a stranger"}
        for page in ("/user/signup/", "/user/signup/?token=wrong"):
            team.send_form(session, page, stranger, status=403)


def test_a_real_server_says_the_version_that_is_checked(
    server: LocalServer, team_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = installed_version(find_program(server.workspace))
    for url in (team_url, server.status().url):
        with monkeypatch.context() as patched:
            patched.setattr("alnqual.annotation.client.OLDEST", (1, 99))
            with pytest.raises(LabelStudioError, match=rf"{version}.* 1\.99 up to, not including"):
                connect_to(url, "token")


# --- the compose file, as far as it can be checked without a container engine


@pytest.fixture
def services() -> dict:
    return team.compose()["services"]


FORMS = {
    "image": str, "restart": str, "depends_on": dict, "entrypoint": list, "command": list,
    "environment": dict, "secrets": list, "volumes": list, "ports": list, "healthcheck": dict,
}  # fmt: skip
TIMES = {"interval", "timeout", "start_period"}


def test_every_key_of_the_compose_file_has_its_form(services: dict) -> None:
    assert team.compose().keys() == {"name", "services", "secrets", "volumes"}
    for service in services.values():
        assert service.keys() <= FORMS.keys()
        assert all(isinstance(value, FORMS[key]) for key, value in service.items())
        assert all(isinstance(value, str) for value in service["environment"].values())
        assert service["restart"] == "unless-stopped"
        health = service["healthcheck"]
        assert health.keys() == {"test", "retries", *TIMES} and isinstance(health["retries"], int)
        assert health["test"][0] in ("CMD", "CMD-SHELL")
        assert health["test"][0] == "CMD" or len(health["test"]) == 2
        assert all(re.fullmatch(r"\d+s", health[key]) for key in TIMES)


def test_everything_that_a_service_names_is_there(services: dict) -> None:
    compose = team.compose()
    used = {secret for service in services.values() for secret in service.get("secrets", [])}
    assert used == compose["secrets"].keys() == team.SECRETS.keys()
    mounted = {v.split(":")[0] for service in services.values() for v in service.get("volumes", [])}
    assert mounted == compose["volumes"].keys()
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"} and "healthcheck" in services[other]
        text = str(service)
        for secret in re.findall(r"/run/secrets/([\w-]+)", text):
            assert secret in service["secrets"]
    assert services["app"]["environment"]["POSTGRE_HOST"] in services
    assert services["web"]["environment"]["APP_HOST"] in services


def test_secrets_are_files_that_git_never_sees(services: dict) -> None:
    for told in (service["environment"] for service in services.values()):
        for name, value in told.items():
            secret = re.search(r"PASSWORD|SECRET|TOKEN|KEY", name)
            assert not secret or value.startswith("/run/secrets/"), name
    for secret in team.compose()["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    starter = team.ROOT / "alnqual" / "study" / "starter" / "gitignore"
    for ignored in (team.ROOT / ".gitignore", starter):
        lines = ignored.read_text().splitlines()
        assert {"annotation/secrets/", "annotation/.env"} <= set(lines)


def test_images_are_pinned_and_only_this_machine_reaches_them(
    services: dict, server: LocalServer
) -> None:
    version = installed_version(find_program(server.workspace))
    images = {service["image"] for service in services.values()}
    assert f"heartexlabs/label-studio:{version}" in images
    assert all(re.fullmatch(r"[\w./-]+:\d+(\.\d+)+", image) for image in images)
    database = re.fullmatch(r"postgres:(\d+)\.\d+", services["database"]["image"])
    assert database and int(database[1]) >= 15
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert [port.split(":")[0] for port in ports] == ["127.0.0.1"]


def test_the_teams_server_tells_nobody_as_the_local_one(
    services: dict, server: LocalServer
) -> None:
    import psutil

    local = psutil.Process(server.status().address.pid).environ()
    told = services["app"]["environment"]
    for name in ("COLLECT_ANALYTICS", "LATEST_VERSION_CHECK", "SENTRY_DSN", "FRONTEND_SENTRY_DSN"):
        assert told[f"LABEL_STUDIO_{name}"] == local[f"LABEL_STUDIO_{name}"]
    assert told["LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK"] == "true"


def test_the_guide_says_what_the_compose_file_needs() -> None:
    guide = (team.ROOT / "docs" / "team-server.md").read_text("utf-8")
    for secret in team.SECRETS:
        assert secret in guide
    for variable in re.findall(r"\$\{(\w+):\?", team.COMPOSE.read_text("utf-8")):
        assert variable in guide
    assert "not run" in guide and "pg_dump" in guide
