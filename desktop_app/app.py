"""The only place that builds things: settings -> book -> rules -> counter, and the window on top of them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import settings as workstation
from desktop_app.domain.refusals import (
    BookExists,
    KeyMissing,
    PassphrasesDiffer,
    SettingsUnreadable,
    TerminalNeeded,
    TillUnclear,
    TodayOnRealBook,
    TourOnRealBook,
)
from desktop_app.settings import Settings
from desktop_app.texts import bare, texts_in

if TYPE_CHECKING:
    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.services.counter import Counter
    from desktop_app.services.demo import DemoBuilt
    from desktop_app.storage.book import Book, Installation
    from desktop_app.ui.shell import Shell

Progress = Callable[[int, int], None]
"""Told (done, total) while a book is being made."""

BOOK_FILE = "guichet.book"
DEMO_OPERATOR = "oran"
DEMO_SUBSCRIBERS = 2000
TOUR_SIZE = (1366, 768)


def load_settings(**given: object) -> Settings:
    """The settings of this workstation; trouble SettingsUnreadable."""
    try:
        return workstation.load(**given)  # type: ignore[arg-type]
    except workstation.SettingsFault as fault:
        raise SettingsUnreadable(file=str(fault.file), reason=fault.reason) from fault


def rules(operator: str) -> RuleBook:
    """The rule book of a utility, by its code or in a file of one's own; refuses UnknownOperator, RuleBookFault."""
    from desktop_app.services import rulebooks

    if operator.endswith(".toml"):
        return rulebooks.from_file(Path(operator))
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
            agent=settings.agent or _cashier(book) or _login(),
            till=made.till,
            fixed_today=today or _kept_today(made),
        )
    except BaseException:
        book.close()
        raise


def open_window(
    settings: Settings,
    *,
    today: date | None = None,
    watch: Callable[[Shell], None] | None = None,
) -> int:
    """The window on the book of these settings; where there is none, the first run makes the demo agency."""
    from desktop_app.ui import shell

    def make_agency(progress: Progress) -> None:
        make_demo(settings.data, today=today, progress=progress)

    def remember(what: str, value: str) -> None:
        workstation.remember(**{what: value})

    told: list[str] = []

    def opened() -> Counter:
        return open_counter(settings, today=today, ask_passphrase=told.pop if told else None)

    return shell.run(
        opened,
        language=settings.language,
        likely=workstation.machine_language(),
        theme=settings.theme,
        prepare=None if has_book(settings.data) else make_agency,
        remember=remember,
        unlock=told.append,
        faults=workstation.log_file().with_name("faults.txt"),
        watch=watch,
    )


def make_tour(
    settings: Settings, out: Path, *, today: date | None = None, size: tuple[int, int] | None = None
) -> list[Path]:
    """Drive the window through a morning on this book (a new demo agency where there is none); what it left in `out`.

    Refuses TourOnRealBook: the tour really takes a reading, a payment, an arrangement."""
    if not has_book(settings.data):
        make_demo(settings.data, today=today)

    def opened() -> Counter:
        counter = open_counter(settings, today=today, ask_passphrase=terminal_passphrase())
        if counter.book.installation.kind == "real":
            counter.book.close()
            raise TourOnRealBook(folder=str(settings.data))
        return counter

    opened().book.close()
    from desktop_app.ui.tour import run_tour

    return run_tour(
        out,
        open_counter=opened,
        language=settings.spoken,
        theme=settings.theme,
        size=size or TOUR_SIZE,
    )


def has_display() -> bool:
    """Whether a window can be shown to somebody here."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_book(folder: Path) -> bool:
    """Whether a book lies there (the window asks before the book's room is loaded)."""
    return (folder / BOOK_FILE).exists()


def make_demo(
    folder: Path,
    *,
    operator: str = DEMO_OPERATOR,
    subscribers: int = DEMO_SUBSCRIBERS,
    seed: int = 1,
    today: date | None = None,
    progress: Progress | None = None,
    kind: str = "demo",
) -> DemoBuilt:
    """A demo agency in this folder, its history ending today (`kind` "training": to practise in); refuses BookExists,
    UnknownOperator."""
    from desktop_app.services.demo import build_demo

    return build_demo(
        folder,
        operator=operator,
        subscribers=subscribers,
        seed=seed,
        today=today or datetime.now().astimezone().date(),
        progress=progress,
        kind=kind,
    )


def create_book(
    folder: Path, *, operator: str, agency: str, till: str, kind: str, in_keyring: bool
) -> None:
    """An empty book for real work, or for training; refuses BookExists, UnknownOperator, TillUnclear,
    PassphraseTooShort, PassphrasesDiffer, TerminalNeeded; trouble KeyringMissing."""
    from desktop_app.storage import book as books

    rules(operator)
    if not re.fullmatch(r"T\d{3}", till):
        raise TillUnclear(till=till)
    if books.exists(folder):
        raise BookExists(folder=str(folder))
    passphrase = new_passphrase() if kind == "real" and not in_keyring else None
    books.create(
        folder,
        kind=kind,
        operator=operator,
        agency=agency,
        till=till,
        created_on=datetime.now().astimezone().date(),
        passphrase=passphrase,
    ).close()


def new_passphrase() -> str:
    """A passphrase typed twice at the terminal; refuses PassphrasesDiffer, TerminalNeeded."""
    ask = terminal_passphrase()
    if ask is None:
        raise TerminalNeeded()
    typed = ask()
    if ask() != typed:
        raise PassphrasesDiffer()
    return typed


def terminal_passphrase() -> Callable[[], str] | None:
    """How to ask the passphrase of a book at a terminal; None where nobody can answer."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    import getpass

    prompt = texts_in(load_settings().spoken).say("Passphrase of the book")
    return lambda: getpass.getpass(f"{bare(prompt)}: ")


def _kept_today(made: Installation) -> date | None:
    """The date on which a book lives whose history does not end on the day it was made (imports, fixed demos)."""
    if made.kind == "real" or made.today == made.created_on:
        return None
    return made.today


def _cashier(book: Book) -> str:
    """Who opened the till of this book, if it is open."""
    from desktop_app.storage import payments

    with book.read() as connection:
        shift = payments.open_shift(connection, book.installation.till)
    return shift.agent if shift else ""


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()[:16]
    except (OSError, KeyError, ImportError):
        return "agent"
