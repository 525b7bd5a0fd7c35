"""The coders' accounts: each joins by invitation, with a password and a token of their own.

An account made by `label-studio init` would be a superuser and one made through the API would have
no password; who signs up with the invitation link is an ordinary member, as a coder should be.
"""

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from alnqual.annotation.client import explained, server_url
from alnqual.annotation.credentials import Credentials, read_credentials, write_credentials
from alnqual.annotation.server import LocalServer
from alnqual.coding import Coder
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk.base_client import LabelStudioBase

SIGN_UP, LOG_IN = "/user/signup/", "/user/login/"


def read_account(workspace: Workspace, coder: str) -> Credentials | None:
    """A coder's account on the local server, or None if they have none yet."""
    return read_credentials(_path(workspace, coder))


def ensure_accounts(
    workspace: Workspace, client: "LabelStudioBase", *, coders: Iterable[Coder]
) -> tuple[str, ...]:
    """Give every coder an account; return the ids of those who got one now.

    On the local server, who has none is signed up with a random password. On a team's server
    people make their own accounts, so that a missing one is an error there.

    Raises
    ------
    LabelStudioError
        An account cannot be made, is missing on the team's server, or its secrets are lost.
    """
    coders = list(coders)
    there = account_ids(client)
    if workspace.settings.label_studio.url:
        absent = [coder.id for coder in coders if coder.email.lower() not in there]
        if absent:
            raise LabelStudioError(
                f"no account with the address of: {', '.join(absent)}",
                where=workspace.settings.label_studio.url,
                do="Invite them on the server's page Organization, with the addresses in "
                "annotation/coders.csv.",
            )
        return ()
    new = []
    for coder in coders:
        account = read_account(workspace, coder.id)
        if account is None or not account.token or coder.email.lower() not in there:
            new.append(coder.id)
            _open_account(workspace, coder, exists=coder.email.lower() in there)
    return tuple(new)


def account_ids(client: "LabelStudioBase") -> Mapping[str, int]:
    """E-mail address in lower case -> the server's id of that account."""
    with explained("the server's accounts could not be listed"):
        return {user.email.lower(): user.id for user in client.users.list()}


def _open_account(workspace: Workspace, coder: Coder, *, exists: bool) -> None:
    """Sign a coder up, or finish what was begun: the password is kept before it is sent."""
    import httpx

    path = _path(workspace, coder.id)
    account = read_credentials(path)
    if account is None or account.email != coder.email:
        if exists:
            raise LabelStudioError(
                f"the coder {coder.id!r} has an account, but its password is not here",
                where=workspace.relative(path),
                do="Restore that file from a backup of .label-studio/, or give the coder another "
                "address in annotation/coders.csv.",
            )
        account = Credentials(coder.email, secrets.token_urlsafe(12))
        write_credentials(path, account)
    url = server_url(workspace)
    with (
        explained(f"no account could be made for the coder {coder.id!r}", where=url),
        httpx.Client(base_url=url, timeout=60, trust_env=False) as session,
    ):
        if exists:
            _send_form(session, LOG_IN, account, invitation=None)
        else:
            _send_form(session, SIGN_UP, account, invitation=_invitation(workspace, session))
        answer = session.get("/api/current-user/token")
        token = answer.json().get("token") if answer.status_code == 200 else None
    if not token:
        raise LabelStudioError(
            f"the server did not take the account of the coder {coder.id!r}",
            where=url,
            do="See whether the address in annotation/coders.csv is one, and whether the file "
            f"{workspace.relative(path)} still holds the account's password.",
        )
    write_credentials(path, Credentials(account.email, account.password, token))


def _send_form(
    session: "httpx.Client", page: str, account: Credentials, *, invitation: str | None
) -> None:
    parameters = {"token": invitation} if invitation else {}
    session.get(page, params=parameters).raise_for_status()
    form = {
        "email": account.email,
        "password": account.password,
        "csrfmiddlewaretoken": session.cookies.get("csrftoken", ""),
    }
    answer = session.post(page, params=parameters, data=form)
    if answer.status_code >= 400:
        raise LabelStudioError(
            f"the server refused an account (status {answer.status_code})", where=page
        )


def _invitation(workspace: Workspace, session: "httpx.Client") -> str:
    owner = LocalServer(workspace).owner
    token = owner.token if owner else ""
    answer = session.get("/api/invite", headers={"Authorization": f"Token {token}"})
    answer.raise_for_status()
    return answer.json()["token"]


def _path(workspace: Workspace, coder: str) -> Path:
    return workspace.label_studio / "coders" / f"{quote(coder, safe=' ')}.json"
