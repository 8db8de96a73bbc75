"""The key of the book: 32 random bytes, unwrapped once per start, never written with the means to unwrap it.

Demo, training and import books keep the key in a file beside the book, and the vault says so. Real books ask the
system keyring, or a passphrase stretched by argon2id (64 MiB, t=3, p=4) that no file ever holds.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from desktop_app.domain.refusals import (
    KeyMissing,
    KeyringMissing,
    PassphraseNeeded,
    PassphraseTooShort,
    WrongKey,
)

VAULT, KEY = "guichet.vault", "guichet.key"
OPEN_KINDS = ("demo", "training", "import")
"""Kinds of book whose key may lie in a file: they hold nobody's real affairs."""
LEAST = 10
"""Letters a passphrase must have."""

_SERVICE = "guichet"
_TIME, _MEMORY_KIB, _LANES = 3, 65536, 4


def create_key(folder: Path, kind: str, passphrase: str | None = None) -> bytes:
    """Draw the key of a new book and store the way to it in `folder`.

    A vault already there is set aside, never overwritten: its book may have been moved. Refuses PassphraseTooShort;
    trouble KeyringMissing when a real book has neither passphrase nor keyring."""
    if passphrase is not None and len(passphrase) < LEAST:
        raise PassphraseTooShort(least=LEAST)
    for name in (VAULT, KEY):
        _set_aside(folder / name)
    key = secrets.token_bytes(32)
    vault: dict[str, Any] = {"version": 1, "kind": kind, "check": _check(key)}
    if passphrase is not None:
        vault |= {"source": "passphrase", **_wrap(key, passphrase)}
    elif kind in OPEN_KINDS:
        vault |= {"source": "file", "file": KEY}
        _write(folder / KEY, key.hex() + "\n")
    else:
        vault |= {"source": "keyring", "entry": secrets.token_hex(8)}
        _to_keyring(vault["entry"], key)
    _write(folder / VAULT, json.dumps(vault, indent=1) + "\n")
    return key


def unlock(folder: Path, passphrase: str | None = None) -> bytes:
    """The key of the book in `folder`; trouble KeyMissing (no way to the key) or WrongKey (not this book's key)."""
    vault = read(folder)
    source = vault.get("source")
    if source == "file":
        key = _from_file(folder)
    elif source == "keyring":
        key = _from_keyring(str(vault.get("entry", "")), folder)
    elif source == "passphrase":
        if not passphrase:
            raise PassphraseNeeded(folder=str(folder))
        key = _unwrap(vault, passphrase, folder)
    else:
        raise KeyMissing(folder=str(folder))
    if not hmac.compare_digest(_check(key), str(vault.get("check", ""))):
        raise WrongKey(folder=str(folder))
    return key


def read(folder: Path) -> dict[str, Any]:
    """What the vault says: "source" is "file", "keyring" or "passphrase"; trouble KeyMissing without a vault."""
    try:
        vault = json.loads((folder / VAULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise KeyMissing(folder=str(folder)) from None
    if not isinstance(vault, dict):
        raise KeyMissing(folder=str(folder))
    return vault


def _check(key: bytes) -> str:
    return hmac.new(key, b"guichet key check", hashlib.sha256).hexdigest()


def _stretch(passphrase: str, salt: bytes, time: int, memory: int, lanes: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    secret = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(secret, salt, time, memory, lanes, 64, Type.ID)


def _wrap(key: bytes, passphrase: str) -> dict[str, Any]:
    salt = secrets.token_bytes(16)
    stretched = _stretch(passphrase, salt, _TIME, _MEMORY_KIB, _LANES)
    wrapped = bytes(a ^ b for a, b in zip(key, stretched[:32], strict=True))
    return {
        "kdf": "argon2id",
        "time": _TIME,
        "memory_kib": _MEMORY_KIB,
        "lanes": _LANES,
        "salt": salt.hex(),
        "wrapped": wrapped.hex(),
        "tag": hmac.new(stretched[32:], salt + wrapped, hashlib.sha256).hexdigest(),
    }


def _unwrap(vault: dict[str, Any], passphrase: str, folder: Path) -> bytes:
    try:
        salt, wrapped = bytes.fromhex(vault["salt"]), bytes.fromhex(vault["wrapped"])
        cost = int(vault["time"]), int(vault["memory_kib"]), int(vault["lanes"])
        tag = str(vault["tag"])
    except (KeyError, TypeError, ValueError):
        raise KeyMissing(folder=str(folder)) from None
    stretched = _stretch(passphrase, salt, *cost)
    if not hmac.compare_digest(
        hmac.new(stretched[32:], salt + wrapped, hashlib.sha256).hexdigest(), tag
    ):
        raise WrongKey(folder=str(folder))
    return bytes(a ^ b for a, b in zip(wrapped, stretched[:32], strict=True))


def _from_file(folder: Path) -> bytes:
    try:
        text = (folder / KEY).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise KeyMissing(folder=str(folder)) from None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise WrongKey(folder=str(folder)) from None
    if len(key) != 32:
        raise WrongKey(folder=str(folder))
    return key


def _to_keyring(entry: str, key: bytes) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, entry, key.hex())
        kept = keyring.get_password(_SERVICE, entry)
    except (KeyringError, RuntimeError):
        raise KeyringMissing() from None
    if kept != key.hex():
        raise KeyringMissing()


def _from_keyring(entry: str, folder: Path) -> bytes:
    import keyring
    from keyring.errors import KeyringError

    try:
        text = keyring.get_password(_SERVICE, entry)
    except (KeyringError, RuntimeError):
        raise KeyringMissing() from None
    if not text:
        raise KeyMissing(folder=str(folder))
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise WrongKey(folder=str(folder)) from None


def _write(path: Path, text: str) -> None:
    """Write a small secret file whole or not at all, readable by its owner only."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _set_aside(path: Path) -> None:
    if path.exists():
        n = 1
        while (aside := path.with_name(f"{path.name}.old-{n}")).exists():
            n += 1
        path.rename(aside)
