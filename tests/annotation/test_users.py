"""Coders are ordinary members with a password and a token each."""

import stat

import pytest

from alnqual.annotation.client import connect
from alnqual.annotation.credentials import Credentials, write_credentials
from alnqual.annotation.server import LocalServer
from alnqual.annotation.users import ensure_accounts, read_account
from alnqual.coding import Coder
from alnqual.errors import LabelStudioError
from alnqual.workspace import Workspace


def test_each_coder_gets_an_account_of_their_own_once(study: Workspace) -> None:
    coders = [Coder("first/one", "First.One@example.org"), Coder("second", "second@example.org")]
    client = connect(study)
    assert ensure_accounts(study, client, coders=coders) == ("first/one", "second")
    assert ensure_accounts(study, client, coders=coders) == ()
    accounts = [read_account(study, coder.id) for coder in coders]
    for account in accounts:
        who = connect(study, token=account.token).users.whoami()
        assert who.email == account.email.lower()
    assert len({account.token for account in accounts}) == 2
    assert len({account.password for account in accounts}) == 2
    for path in (study.label_studio / "coders").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_coders_cannot_administer_the_server(study: Workspace, server: LocalServer) -> None:
    import httpx

    coder = Coder("plain", "plain@example.org")
    ensure_accounts(study, connect(study), coders=[coder])

    def administers(account: Credentials) -> bool:
        with httpx.Client(base_url=server.status().url, trust_env=False) as session:
            session.get("/user/login/")
            form = {"email": account.email, "password": account.password}
            form["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
            assert session.post("/user/login/", data=form).status_code == 302
            return session.get("/admin/").status_code == 200

    assert administers(server.owner)
    assert not administers(read_account(study, "plain"))


def test_an_account_that_was_begun_is_finished(study: Workspace) -> None:
    coder = Coder("begun", "begun@example.org")
    client = connect(study)
    path = study.label_studio / "coders" / "begun.json"
    write_credentials(path, Credentials(coder.email, "a password, sent to nobody yet"))
    ensure_accounts(study, client, coders=[coder])
    made = read_account(study, "begun")
    assert made.password == "a password, sent to nobody yet"
    write_credentials(path, Credentials(coder.email, made.password))
    assert ensure_accounts(study, client, coders=[coder]) == ("begun",)
    assert read_account(study, "begun") == made


def test_a_lost_password_is_said_and_not_replaced(study: Workspace) -> None:
    coder = Coder("loser", "loser@example.org")
    client = connect(study)
    ensure_accounts(study, client, coders=[coder])
    (study.label_studio / "coders" / "loser.json").unlink()
    with pytest.raises(LabelStudioError, match="password is not here"):
        ensure_accounts(study, client, coders=[coder])


def test_on_a_teams_server_nobody_is_signed_up_for_others(
    study: Workspace, server: LocalServer
) -> None:
    client = connect(study)
    (study.root / "alnqual.toml").write_text(
        f'[label_studio]\nurl = "{server.status().url}"\ntoken_file = "t"\n'
    )
    with pytest.raises(LabelStudioError, match="new-here"):
        ensure_accounts(
            Workspace(study.root), client, coders=[Coder("new-here", "new@example.org")]
        )
