"""A book that does not open at once: its passphrase is asked in the window; other troubles say the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from desktop_app import app as builder
from desktop_app.settings import Settings
from desktop_app.storage import book as books
from desktop_app.texts import LANGUAGES
from desktop_app.ui import look
from desktop_app.ui.shell import Shell

PASSPHRASE = "ouvre-toi, sésame"


@pytest.fixture
def real_book(tmp_path: Path) -> Path:
    books.create(
        tmp_path, kind="real", operator="oran", agency="Centre", till="T001",
        created_on=date(2026, 6, 30), passphrase=PASSPHRASE,
    ).close()  # fmt: skip
    return tmp_path


@pytest.fixture
def start(qapp: QApplication) -> Iterator[Callable[..., Shell]]:
    """The window on a book, as the program starts it, answered at once."""
    shells: list[Shell] = []

    def make(folder: Path, language: str = "fr") -> Shell:
        told: list[str] = []
        shell = Shell(
            qapp,
            lambda: builder.open_counter(
                Settings(data=folder), ask_passphrase=told.pop if told else None
            ),
            language=language,
            inline=True,
            unlock=told.append,
        )
        shells.append(shell)
        shell.start(size=(1093, 614))
        shell.window.activateWindow()
        QTest.qWaitForWindowActive(shell.window)
        shell._start_desk()
        return shell

    yield make
    for shell in shells:
        shell.close()
    look.apply(qapp, "light", "fr")


def press(shell: Shell, key: Qt.Key) -> None:
    QTest.keyClick(shell.window.windowHandle(), key)


def test_the_passphrase_opens_the_book_and_a_wrong_one_is_typed_again(
    start: Callable[..., Shell], real_book: Path
) -> None:
    shell = start(real_book)
    page = shell.window.page
    assert page.objectName() == "passphrase-page"
    assert page.passphrase.hasFocus()
    assert page.passphrase.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClicks(page.passphrase, "something else")
    press(shell, Qt.Key.Key_Return)
    assert shell.window.page is page
    assert page.passphrase.state == "danger"
    assert page.passphrase.sentence
    assert page.passphrase.hasFocus()
    assert page.passphrase.selectedText()
    page.passphrase.setText(PASSPHRASE)
    press(shell, Qt.Key.Key_Return)
    assert shell.desk.is_open
    assert shell.window.page is shell.window.home
    assert shell.window.omnibox.hasFocus()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", ["key-missing", "book-damaged", "book-newer", "no-book"])
def test_each_trouble_has_its_page_with_the_next_step(
    start: Callable[..., Shell], demo_book: Path, language: str, trouble: str
) -> None:
    spoil(demo_book, trouble)
    shell = start(demo_book, language)
    page = shell.window.page
    assert page.objectName() == "closed-page"
    assert page.news.code == trouble
    assert page.sentence.text() == shell.window.texts.bad_news(page.news)
    assert page.retry.hasFocus()
    assert not shell.window.rail.isVisible()
    press(shell, Qt.Key.Key_Return)
    assert shell.window.page.objectName() == "closed-page"


def test_when_the_key_is_back_trying_again_opens(
    start: Callable[..., Shell], demo_book: Path
) -> None:
    key = (demo_book / "guichet.key").read_bytes()
    (demo_book / "guichet.key").unlink()
    shell = start(demo_book)
    assert shell.window.page.objectName() == "closed-page"
    (demo_book / "guichet.key").write_bytes(key)
    press(shell, Qt.Key.Key_Return)
    assert shell.window.page is shell.window.home
    assert shell.window.rail.isVisible()


def spoil(folder: Path, trouble: str) -> None:
    if trouble == "key-missing":
        (folder / "guichet.key").unlink()
    elif trouble == "no-book":
        (folder / "guichet.book").unlink()
    elif trouble == "book-damaged":
        (folder / "guichet.book").write_bytes(b"")
    else:
        opened = books.open_book(folder)
        with opened._writer.connect() as connection, connection.begin():
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
        opened.close()
