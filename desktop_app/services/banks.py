"""Which bank takes the e-payments of this counter: the one of the settings, else the trial bank of a demo book."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app import settings
from desktop_app.domain.refusals import SettingsUnreadable
from desktop_app.domain.refusals_bank import BankNotSet
from desktop_app.exchange.gateway import Access, Gateway

from .counter import Counter

if TYPE_CHECKING:
    from desktop_app.exchange.sandbox import Sandbox

TRIAL = "trial-bank.json"
"""Where the trial bank of a book says its address, beside the book."""
MEMORY = "trial-bank-orders.json"


def bank_of(counter: Counter, access: Access | None = None) -> Gateway:
    """The gateway of this counter. Refuses BankNotSet; trouble SettingsUnreadable."""
    return Gateway(access or _access(counter), counter.rules.currency)


def offered(counter: Counter) -> bool:
    """Whether this utility takes e-payments at the counter, and somebody is set to take them."""
    taken = "epay" in counter.rules.tenders and bool(counter.rules.identity.get("bank_gateway"))
    return taken and (_trial(counter) or bool(_asked()))


def open_trial_bank(counter: Counter, *, port: int | None = None, host: str = "") -> Sandbox:
    """A trial bank, not serving yet, its memory beside the book; refuses BankNotSet on a real book."""
    from desktop_app.exchange.sandbox import PORT, Sandbox

    if not _trial(counter):
        raise BankNotSet()
    folder = counter.book.folder
    shop = counter.rules.names
    try:
        made = Sandbox(
            port=PORT if port is None else port,
            host=host or "127.0.0.1",
            shop=shop,
            kept=folder / MEMORY,
        )
    except OSError:
        if port:
            raise
        made = Sandbox(port=0, host=host or "127.0.0.1", shop=shop, kept=folder / MEMORY)
    (folder / TRIAL).write_text(json.dumps({"url": made.url}), encoding="utf-8")
    return made


def trial_bank_beside(counter: Counter) -> Sandbox | None:
    """The trial bank of a demo book, serving, when the settings name no bank and nobody serves one already."""
    if _asked() is not None or not _trial(counter):
        return None
    place = urlsplit(_access(counter).url)
    try:
        with socket.create_connection((place.hostname or "", place.port or 80), timeout=1):
            return None
    except OSError:
        return open_trial_bank(counter).start()


def close_trial_bank(counter: Counter, bank: Sandbox) -> None:
    """Stop it and take its address away."""
    bank.stop()
    (counter.book.folder / TRIAL).unlink(missing_ok=True)


def _access(counter: Counter) -> Access:
    asked = _asked()
    if asked is not None:
        return asked
    if not _trial(counter):
        raise BankNotSet()
    from desktop_app.exchange.sandbox import PORT, trial_access

    try:
        known = json.loads((counter.book.folder / TRIAL).read_text(encoding="utf-8"))
        return trial_access(str(known["url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return trial_access(f"http://127.0.0.1:{PORT}")


def _asked() -> Access | None:
    """The gateway that the settings of this workstation name."""
    try:
        wanted = settings.load().epay
    except settings.SettingsFault as fault:
        raise SettingsUnreadable(file=str(fault.file), reason=fault.reason) from fault
    if not wanted.get("url"):
        return None
    return Access(
        wanted["url"],
        user=wanted.get("user", ""),
        password=_secret(wanted.get("password_file", "")),
        terminal=wanted.get("terminal", ""),
        back=wanted.get("back", ""),
        edahabia=tuple(wanted.get("edahabia", "").split()),
    )


def _secret(file: str) -> str:
    """The merchant's password, in a file that only the agent may read: never in the settings themselves."""
    if not file:
        return ""
    try:
        return Path(file).expanduser().read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise SettingsUnreadable(file=file, reason=fault.strerror or "") from fault


def _trial(counter: Counter) -> bool:
    return counter.book.installation.kind != "real"
