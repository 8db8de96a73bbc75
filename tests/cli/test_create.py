"""A book for real work: its passphrase typed twice, never the clock turned, never over another book."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app import app
from desktop_app.storage import book as books

from .conftest import Guichet

WORDS = ("create", "--operator", "oran", "--agency", "Oran Centre", "--till", "T007", "--json")
PASSPHRASE = "un bon mot de passe"


@pytest.fixture
def type_twice(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def typed(*answers: str) -> None:
        waiting = list(answers)
        monkeypatch.setattr(app, "terminal_passphrase", lambda: lambda: waiting.pop(0))

    return typed


def test_a_real_book_opens_with_its_passphrase_only(
    guichet: Guichet, tmp_path: Path, type_twice: Callable[..., None]
) -> None:
    type_twice(PASSPHRASE, PASSPHRASE)
    done = guichet(*WORDS, "--data", tmp_path)
    assert done.code == 0, done.err
    assert done.json == {
        "data": str(tmp_path),
        "kind": "real",
        "operator": "oran",
        "agency": "Oran Centre",
        "till": "T007",
        "key": "passphrase",
    }
    assert PASSPHRASE not in "".join(
        p.read_text("latin-1") for p in tmp_path.iterdir() if p.is_file()
    )
    assert json.loads((tmp_path / "guichet.vault").read_text())["source"] == "passphrase"
    opened = books.open_book(tmp_path, PASSPHRASE)
    assert opened.installation.kind == "real"
    assert opened.installation.today is None
    opened.close()
    type_twice(PASSPHRASE)
    assert guichet("verify", "--data", tmp_path).code == 0
    type_twice("not this one at all")
    assert guichet("verify", "--data", tmp_path, "--json").json["trouble"]["code"] == "wrong-key"


@pytest.mark.parametrize(
    ("answers", "more", "code"),
    [
        ((PASSPHRASE, PASSPHRASE + "e"), (), "passphrases-differ"),
        (("court", "court"), (), "passphrase-too-short"),
        ((PASSPHRASE, PASSPHRASE), ("--today", "2026-06-30"), "today-on-real-book"),
        ((PASSPHRASE, PASSPHRASE), ("--till", "front desk"), "till-unclear"),
        ((PASSPHRASE, PASSPHRASE), ("--operator", "nowhere"), "unknown-operator"),
    ],
)
def test_nothing_is_made_when_refused(
    guichet: Guichet,
    tmp_path: Path,
    type_twice: Callable[..., None],
    answers: tuple[str, ...],
    more: tuple[str, ...],
    code: str,
) -> None:
    type_twice(*answers)
    done = guichet(*WORDS, *more, "--data", tmp_path / "new")
    assert done.code == 2
    assert done.json["refusal"]["code"] == code
    assert not books.exists(tmp_path / "new")


def test_a_book_is_never_written_over(
    guichet: Guichet, demo_book: Path, type_twice: Callable[..., None]
) -> None:
    before = (demo_book / "guichet.vault").read_bytes()
    type_twice(PASSPHRASE, PASSPHRASE)
    done = guichet(*WORDS, "--data", demo_book)
    assert done.json["refusal"]["code"] == "book-exists"
    assert (demo_book / "guichet.vault").read_bytes() == before


def test_without_a_terminal_nobody_is_asked(guichet: Guichet, tmp_path: Path) -> None:
    done = guichet(*WORDS, "--data", tmp_path)
    assert done.json["refusal"]["code"] == "terminal-needed"


def test_without_a_keyring_the_machine_is_in_trouble(guichet: Guichet, tmp_path: Path) -> None:
    done = guichet(*WORDS, "--key", "keyring", "--data", tmp_path)
    assert done.code == 3
    assert done.json["trouble"]["code"] == "keyring-missing"
    assert not books.exists(tmp_path)


def test_a_training_book_keeps_its_key_beside_it(guichet: Guichet, tmp_path: Path) -> None:
    done = guichet(*WORDS, "--training", "--data", tmp_path)
    assert (done.json["kind"], done.json["key"]) == ("training", "file")
    assert guichet("verify", "--data", tmp_path).code == 0
