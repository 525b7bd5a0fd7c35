"""The vault keeps real names from everybody but its owner."""

import stat

import pytest

from alnqual.corpus.vault import PASSPHRASE, Vault
from alnqual.errors import InputError

NAMES = "Siân Ŵyn,P1\n".encode()


@pytest.fixture
def vault(own_study):
    return Vault(own_study.workspace)


def test_what_is_written_comes_back_and_is_for_its_owner_only(vault):
    assert vault.read("key.csv") is None
    vault.write("key.csv", NAMES)
    assert vault.read("key.csv") == NAMES
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((vault.folder / "key.csv").stat().st_mode) == 0o600


def test_git_ignores_the_vault(own_study):
    assert ".vault/" in (own_study.workspace.root / ".gitignore").read_text().split()


def test_a_locked_vault_holds_no_name_and_opens_with_the_passphrase_only(own_study, monkeypatch):
    workspace = own_study.workspace
    Vault(workspace).write("key.csv", NAMES)
    assert Vault(workspace, passphrase="a long one").lock() == 1
    assert NAMES not in Vault(workspace).stored("key.csv")
    with pytest.raises(InputError, match="no passphrase"):
        Vault(workspace).read("key.csv")
    with pytest.raises(InputError, match="does not open"):
        Vault(workspace, passphrase="another").read("key.csv")
    monkeypatch.setenv(PASSPHRASE, "a long one")
    assert Vault(workspace).read("key.csv") == NAMES


def test_what_is_written_to_a_locked_vault_is_encrypted_too(own_study):
    vault = Vault(own_study.workspace, passphrase="a long one")
    vault.write("key.csv", NAMES)
    vault.lock()
    vault.write("key.csv", NAMES * 2)
    vault.write("more.csv", NAMES)
    assert NAMES not in vault.stored("key.csv") + vault.stored("more.csv")
    with pytest.raises(InputError, match="no passphrase"):
        Vault(own_study.workspace).write("key.csv", b"lost?")
    with pytest.raises(InputError, match="does not open"):
        Vault(own_study.workspace, passphrase="mistyped").write("other.csv", NAMES)
    assert vault.read("key.csv") == NAMES * 2


def test_unlocking_gives_the_files_back(own_study):
    vault = Vault(own_study.workspace, passphrase="a long one")
    vault.write("key.csv", NAMES)
    vault.lock()
    assert vault.unlock() == 1
    assert vault.stored("key.csv") == NAMES
    assert not vault.encrypted


def test_an_altered_file_is_not_taken_for_the_key(own_study):
    vault = Vault(own_study.workspace, passphrase="a long one")
    vault.write("key.csv", NAMES)
    vault.lock()
    stored = bytearray(vault.stored("key.csv"))
    stored[-5] ^= 1
    (vault.folder / "key.csv").write_bytes(stored)
    with pytest.raises(InputError, match="altered"):
        vault.read("key.csv")
