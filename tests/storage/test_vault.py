"""The key: where it may lie, and what a wrong or lost one says."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from desktop_app.domain.refusals import (
    KeyMissing,
    KeyringMissing,
    PassphraseTooShort,
    WrongKey,
)
from desktop_app.storage import vault

PASSPHRASE = "quatre chats sur le port"


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))


@pytest.fixture
def drawer(monkeypatch: pytest.MonkeyPatch) -> Drawer:
    made = Drawer()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    monkeypatch.setattr(keyring, "set_password", made.set_password)
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    return made


@pytest.mark.parametrize("kind", vault.OPEN_KINDS)
def test_books_of_nobody_keep_their_key_in_a_file_and_say_so(tmp_path: Path, kind: str) -> None:
    key = vault.create_key(tmp_path, kind)
    assert vault.unlock(tmp_path) == key
    assert vault.read(tmp_path)["source"] == "file"
    assert key.hex() in (tmp_path / vault.KEY).read_text()
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / vault.KEY).stat().st_mode) == 0o600


def test_two_books_never_share_a_key(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert vault.create_key(tmp_path / "a", "demo") != vault.create_key(tmp_path / "b", "demo")


def test_a_passphrase_opens_and_no_file_holds_it_or_the_key(tmp_path: Path) -> None:
    key = vault.create_key(tmp_path, "real", PASSPHRASE)
    written = "".join(p.read_text() for p in tmp_path.iterdir())
    assert key.hex() not in written
    assert PASSPHRASE not in written
    assert vault.unlock(tmp_path, PASSPHRASE) == key
    with pytest.raises(WrongKey):
        vault.unlock(tmp_path, PASSPHRASE + "s")
    with pytest.raises(KeyMissing):
        vault.unlock(tmp_path)


def test_a_passphrase_is_the_same_however_its_accents_are_typed(tmp_path: Path) -> None:
    key = vault.create_key(tmp_path, "real", "\u00e9l\u00e8ve du port")
    assert vault.unlock(tmp_path, "e\u0301le\u0300ve du port") == key


def test_a_short_passphrase_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(PassphraseTooShort):
        vault.create_key(tmp_path, "real", "abc")
    assert not list(tmp_path.iterdir())


def test_a_real_book_uses_the_keyring(tmp_path: Path, drawer: Drawer) -> None:
    key = vault.create_key(tmp_path, "real")
    assert vault.unlock(tmp_path) == key
    assert key.hex() not in "".join(p.read_text() for p in tmp_path.iterdir())
    drawer.kept.clear()
    with pytest.raises(KeyMissing):
        vault.unlock(tmp_path)


def test_a_real_book_without_keyring_or_passphrase_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(KeyringMissing):
        vault.create_key(tmp_path, "real")
    assert not (tmp_path / vault.KEY).exists()


@pytest.mark.parametrize(
    ("damage", "trouble"),
    [
        (lambda d: (d / vault.KEY).unlink(), KeyMissing),
        (lambda d: (d / vault.VAULT).unlink(), KeyMissing),
        (lambda d: (d / vault.VAULT).write_text("{"), KeyMissing),
        (lambda d: (d / vault.VAULT).write_text("[]"), KeyMissing),
        (lambda d: (d / vault.VAULT).write_text('{"source":"cloud"}'), KeyMissing),
        (lambda d: (d / vault.KEY).write_text("nonsense"), WrongKey),
        (lambda d: (d / vault.KEY).write_text("00" * 32), WrongKey),
        (lambda d: (d / vault.KEY).write_text("00" * 8), WrongKey),
    ],
)
def test_a_lost_or_altered_key_is_named(tmp_path: Path, damage, trouble) -> None:  # type: ignore[no-untyped-def]
    vault.create_key(tmp_path, "demo")
    damage(tmp_path)
    with pytest.raises(trouble):
        vault.unlock(tmp_path)


def test_an_altered_wrapping_is_noticed(tmp_path: Path) -> None:
    vault.create_key(tmp_path, "real", PASSPHRASE)
    kept = json.loads((tmp_path / vault.VAULT).read_text())
    kept["wrapped"] = "00" * 32
    (tmp_path / vault.VAULT).write_text(json.dumps(kept))
    with pytest.raises(WrongKey):
        vault.unlock(tmp_path, PASSPHRASE)


def test_a_vault_already_there_is_set_aside_never_lost(tmp_path: Path) -> None:
    first = vault.create_key(tmp_path, "demo")
    vault.create_key(tmp_path, "demo")
    assert (tmp_path / "guichet.key.old-1").read_text().strip() == first.hex()
    assert (tmp_path / "guichet.vault.old-1").exists()
