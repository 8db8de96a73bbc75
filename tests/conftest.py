"""Silence and shelter for every test: no screen, no home folder of a person, no window left open."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

TODAY = date(2026, 6, 30)
SUBSCRIBERS = 60

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _variable in ("GUICHET_DATA_DIR", "GUICHET_FAILPOINT"):
    os.environ.pop(_variable, None)


@pytest.fixture(scope="session", autouse=True)
def shelter() -> Iterator[None]:
    """Tests see an empty home: nobody's book, settings or preferences are read or written."""
    with (
        tempfile.TemporaryDirectory(prefix="guichet-home-") as home,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in ("DATA", "CONFIG", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", f"{home}/{name.lower()}")
        patch.setenv("HOME", home)
        yield


@pytest.fixture(scope="session")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a small demo agency of an operator, made once; for reading only: copy it to write."""
    made: dict[str, Path] = {}

    def of(operator: str) -> Path:
        if operator not in made:
            from desktop_app import app

            folder = tmp_path_factory.mktemp("agency") / operator
            app.make_demo(folder, operator=operator, subscribers=SUBSCRIBERS, seed=1, today=TODAY)
            made[operator] = folder
        return made[operator]

    return of


@pytest.fixture
def book_of(agency: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """A copy of an operator's demo agency, to write in."""

    def of(operator: str) -> Path:
        folder = tmp_path / operator
        shutil.copytree(agency(operator), folder)
        return folder

    return of


@pytest.fixture
def demo_book(book_of: Callable[[str], Path]) -> Path:
    """The folder of a demo agency of Oran, to write in."""
    return book_of("oran")


@pytest.fixture
def contracts(demo_book: Path) -> list[str]:
    """Every contract of the demo agency of Oran."""
    return contracts_of(demo_book)


def contracts_of(folder: Path) -> list[str]:
    """Every contract of a book, in the order they were opened."""
    from sqlalchemy import select

    from desktop_app.storage import book, tables

    opened = book.open_book(folder)
    with opened.read() as connection:
        found = connection.scalars(select(tables.contract.c.number).order_by(tables.contract.c.id))
        numbers = list(found)
    opened.close()
    return numbers


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A window still open after a test is the fault of that test."""
    result = yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        left = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
        names = [f"{type(w).__name__} {w.objectName()!r}" for w in left]
        for window in left:
            window.hide()
            window.deleteLater()
        if names:
            pytest.fail(f"windows left open: {', '.join(names)}", pytrace=False)
    return result


def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import settings

    settings.register_profile("house", deadline=None, derandomize=True, database=None)
    settings.load_profile("house")
