"""The only place that builds things: settings -> book -> rules -> counter, and the window on top of them."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from desktop_app import settings as workstation
from desktop_app.domain.refusals import KeyMissing, SettingsUnreadable, TodayOnRealBook
from desktop_app.settings import Settings

if TYPE_CHECKING:
    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.services.counter import Counter
    from desktop_app.storage.book import Installation

DEMO_OPERATOR = "oran"
DEMO_SUBSCRIBERS = 2000


def load_settings(**given: object) -> Settings:
    """The settings of this workstation; trouble SettingsUnreadable."""
    try:
        return workstation.load(**given)  # type: ignore[arg-type]
    except workstation.SettingsFault as fault:
        raise SettingsUnreadable(file=str(fault.file), reason=fault.reason) from fault


def rules(operator: str) -> RuleBook:
    """The rule book of a utility; refuses UnknownOperator, RuleBookFault."""
    from desktop_app.services import rulebooks

    return rulebooks.load(operator)


def open_counter(
    settings: Settings,
    *,
    today: date | None = None,
    ask_passphrase: Callable[[], str] | None = None,
) -> Counter:
    """The counter on the book of these settings. Refuses TodayOnRealBook; trouble NoBook, WrongKey, BookNewer..."""
    from desktop_app.services.counter import Counter
    from desktop_app.storage import book as books

    try:
        book = books.open_book(settings.data)
    except KeyMissing:
        if ask_passphrase is None:
            raise
        book = books.open_book(settings.data, ask_passphrase())
    try:
        made = book.installation
        if today is not None and made.kind == "real":
            raise TodayOnRealBook(today=today)
        return Counter(
            book=book,
            rules=rules(made.operator),
            agent=settings.agent or _login(),
            till=made.till,
            fixed_today=today or _kept_today(made),
        )
    except BaseException:
        book.close()
        raise


def terminal_passphrase() -> Callable[[], str] | None:
    """How to ask the passphrase of a book at a terminal; None where nobody can answer."""
    return (lambda: getpass.getpass("")) if sys.stdin is not None and sys.stdin.isatty() else None


def _kept_today(made: Installation) -> date | None:
    """The date on which a book lives whose history does not end on the day it was made (imports, fixed demos)."""
    if made.kind == "real" or made.today == made.created_on:
        return None
    return made.today


def _login() -> str:
    try:
        return getpass.getuser()[:16]
    except (OSError, KeyError, ImportError):
        return "agent"
