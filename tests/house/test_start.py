"""A quick start is a promise: what each front door may load before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from .tree import PROJECT

HEAVY = (
    "sqlalchemy",
    "alembic",
    "sqlcipher3",
    "reportlab",
    "uharfbuzz",
    "fpdf",
    "zxingcpp",
    "pypdfium2",
)


def loaded_by(code: str) -> set[str]:
    """The top modules in memory after running this code in a new Python."""
    ask = f"import sys\n{code}\nprint(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("\n")[-2].split())


def test_the_window_comes_before_the_book_and_the_papers() -> None:
    assert not loaded_by("import desktop_app.ui.window") & set(HEAVY)


def test_the_command_line_needs_no_window() -> None:
    assert "PySide6" not in loaded_by("import desktop_app.cli, desktop_app.app")
    run = "from desktop_app.cli import main; main(['verify', '--data', 'nowhere'])"
    assert "PySide6" not in loaded_by(run)


def test_opening_a_book_loads_no_dialect_but_its_own() -> None:
    loaded_by(
        "import desktop_app.storage.book, desktop_app.services.dossier\n"
        "assert 'sqlalchemy.dialects.postgresql' not in sys.modules"
    )


def test_the_window_reads_no_source() -> None:
    """PySide would look through the text of each module, and `linecache` would keep it."""
    loaded_by(
        "import desktop_app.ui.window, desktop_app.ui.screens.home, desktop_app.domain.tariff, linecache\n"
        "ours = [f for f in linecache.cache if 'desktop_app' in f]\n"
        "assert len(ours) < 3, ours"
    )


@pytest.mark.parametrize(
    "command",
    [
        [
            "price",
            "--operator",
            "iroise",
            "--from",
            "2026-01-01",
            "--to",
            "2026-07-01",
            "--water",
            "60",
        ],
        ["monthly", "--operator", "iroise", "--invoices", "282.00", "324.82"],
    ],
    ids=["price", "monthly"],
)
def test_a_price_needs_neither_book_nor_paper(command: list[str]) -> None:
    assert not loaded_by(f"from desktop_app.cli import main; main({command!r})") & {
        *HEAVY,
        "PySide6",
    }


def test_qt_keeps_its_references() -> None:
    """PySide6 6.12.0 lost a reference to None at each call on Python 3.11 and died after some 100,000."""
    code = (
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([])\nlabel = QLabel()\n"
        "for i in range(300_000):\n    label.setText('x')\n"
    )
    assert "PySide6" in loaded_by(code)
