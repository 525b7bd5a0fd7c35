"""The connection to a Label Studio server, and what its errors may say.

The text of an error of the SDK holds the answer's headers, a session cookie among them: what
reaches people and logs is the status and the server's own short explanation.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from alnqual.annotation.server import LocalServer
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk.base_client import LabelStudioBase

OLDEST, TOO_NEW = (1, 20), (2, 0)
"""The versions of Label Studio that this code knows: from the first, up to the second."""

_TEAM = (
    "Check the server's address (label_studio.url in alnqual.toml) and your token, or ask its "
    "administrator."
)

_SECRET = re.compile(
    r"(?i)(sessionid|csrftoken|token|bearer|cookie)\s*[=:]\W*[\w.\-]+|[\w\-]{32,}[\w.\-]*"
)


def connect(workspace: Workspace, *, token: str | None = None) -> "LabelStudioBase":
    """A client of the study's server: the team's, if the settings name one, else the local one.

    Parameters
    ----------
    workspace : the study.
    token : an account's token; without it, that of the local owner or of `token_file`.

    Raises
    ------
    LabelStudioError
        There is no server, it refuses the token, or it is of a version that alnqual does not know.
    """
    url = server_url(workspace)
    do = _TEAM if workspace.settings.label_studio.url else None
    return connect_to(url, token or _own_token(workspace), do=do)


def connect_to(url: str, token: str, *, do: str | None = None) -> "LabelStudioBase":
    """A client of the server at `url`, once it has said its version and taken the token.

    `do` is the advice where it does not.
    """
    # Not its subclass LabelStudio: what that adds takes two seconds to load and is not used here.
    from label_studio_sdk.base_client import LabelStudioBase

    from alnqual.annotation.retries import PatientClient

    # Without the SDK's own retries: it sends what writes a second time when the connection breaks
    # after the server has done it.
    local = _is_local(url)
    session = PatientClient(
        timeout=120,
        follow_redirects=True,
        trust_env=not local,
        verify=not (local and url.startswith("http:")),  # reading certificates takes a while
    )
    client = LabelStudioBase(base_url=url, api_key=token, httpx_client=session, max_retries=0)
    with explained("the server could not be asked for its version", where=url, do=do):
        _check_version(client.versions.get().release, url)
    with explained("the server does not accept the token", where=url, do=do):
        client.users.whoami()
    session.patient = True
    return client


def server_url(workspace: Workspace) -> str:
    """The address of the study's server.

    Raises
    ------
    LabelStudioError
        The local server does not run, or the team's has no address of the web.
    """
    if workspace.settings.label_studio.url:
        return _team_url(workspace.settings.label_studio.url)
    url = LocalServer(workspace).status().url
    if url is None:
        raise LabelStudioError(
            "the study's Label Studio server is not running", do="Start it: alnqual studio up"
        )
    return url


def ask(
    client: "LabelStudioBase",
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    content: Any = None,
) -> "httpx.Response":
    """Ask the server without the SDK's models: these take longer than the server does for many.

    `content` is sent as JSON.

    Raises
    ------
    label_studio_sdk.core.api_error.ApiError, httpx.HTTPError
        As calls of the SDK do.
    """
    from label_studio_sdk.core.api_error import ApiError

    wrapper = client._client_wrapper
    answer = wrapper.httpx_client.httpx_client.request(
        method,
        f"{str(wrapper.get_base_url()).rstrip('/')}/{path}",
        params=params,
        json=content,
        headers=wrapper.get_headers(),
    )
    if not answer.is_success:
        try:
            body = answer.json()
        except ValueError:
            body = answer.text
        raise ApiError(status_code=answer.status_code, headers=dict(answer.headers), body=body)
    return answer


@contextmanager
def explained(what: str, *, where: object = None, do: str | None = None) -> Iterator[None]:
    """Turn errors of the SDK into a LabelStudioError that says `what` and holds no secret."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as error:
        reason = f"{what} (status {error.status_code}{_detail(error.body)})"
        raise LabelStudioError(reason, where=where, do=do) from None
    except httpx.HTTPError as error:
        raise LabelStudioError(
            f"{what} (no answer: {type(error).__name__})",
            where=where,
            do=do
            or "See whether the server runs: alnqual studio status (a team's: ask its "
            "administrator).",
        ) from None


def _detail(body: Any) -> str:
    """What the server says itself, short; pages, tracebacks and echoed data are left out."""
    detail = body.get("detail") if isinstance(body, dict) else None
    return ": " + _SECRET.sub("[...]", detail)[:200] if isinstance(detail, str) else ""


def _own_token(workspace: Workspace) -> str:
    settings = workspace.settings.label_studio
    if not settings.url:
        owner = LocalServer(workspace).owner
        if owner is None:
            raise LabelStudioError(
                "the account of the local server is missing",
                where=workspace.relative(workspace.label_studio / "owner.json"),
                do="Restore that file from a backup of .label-studio/.",
            )
        return owner.token
    return team_token(workspace)


def team_token(workspace: Workspace) -> str:
    """The token for the team's server, from the file that the settings name.

    Raises
    ------
    LabelStudioError
        The file is missing or empty, or others on this machine can read it.
    """
    settings = workspace.settings.label_studio
    path = workspace.root / settings.token_file
    if path.is_file() and os.name == "posix" and path.stat().st_mode & 0o077:
        raise LabelStudioError(
            "the file with the token for the team's server is open to others on this machine",
            where=settings.token_file,
            do=f"Close it to them: chmod 600 {settings.token_file}",
        )
    token = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if not token:
        raise LabelStudioError(
            "the file with the token for the team's server is missing or empty",
            where=settings.token_file or "alnqual.toml, label_studio.token_file",
            do="Copy your token from the server's page Account & Settings into that file, and "
            "close it to others (chmod 600).",
        )
    return token


def _team_url(address: str) -> str:
    import httpx

    try:
        url = httpx.URL(address)
        web = url.scheme in ("http", "https") and bool(url.host)
    except httpx.InvalidURL:
        web = False
    if not web:
        raise LabelStudioError(
            f"{address!r} is no address of a server",
            where="alnqual.toml, label_studio.url",
            do="Give it as https://label-studio.example.org; clear it for a local server.",
        )
    return address.rstrip("/")


def _is_local(url: str) -> bool:
    return bool(re.match(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:|/|$)", url))


def _check_version(version: str | None, url: str) -> None:
    numbers = re.match(r"(\d+)\.(\d+)", version or "")
    if numbers is None or not OLDEST <= tuple(map(int, numbers.groups())) < TOO_NEW:
        raise LabelStudioError(
            f"the server is Label Studio {version or 'of an unknown version'}; alnqual works with "
            f"{OLDEST[0]}.{OLDEST[1]} up to, not including, {TOO_NEW[0]}.{TOO_NEW[1]}",
            where=url,
            do="Install a Label Studio of that range, or a newer alnqual.",
        )
