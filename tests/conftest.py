"""Silence and shelter for every test: no screen, no home folder of a person, no window left open."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

import pytest

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
