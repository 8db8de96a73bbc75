"""Silence is required: a warning, a Qt message or a window left open fails the test that made it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .tree import PROJECT

NOISES = {
    "a warning": "import warnings\ndef test_it():\n    warnings.warn('old')\n",
    "a Qt message": "from PySide6.QtCore import qWarning\ndef test_it(qapp):\n    qWarning('odd')\n",
    "a window left open": (
        "from PySide6.QtWidgets import QLabel\nkept = []\ndef test_it(qapp):\n"
        "    kept.append(QLabel('x'))\n    kept[0].show()\n"
    ),
    "a thread that died": (
        "import threading\ndef test_it():\n"
        "    t = threading.Thread(target=lambda: 1 / 0)\n    t.start()\n    t.join()\n"
    ),
}


@pytest.mark.parametrize("noise", NOISES)
def test_noise_fails(noise: str, tmp_path: Path) -> None:
    done = _pytest_on(tmp_path, NOISES[noise])
    assert done.returncode == 1, done.stdout + done.stderr


def test_quiet_passes(tmp_path: Path) -> None:
    done = _pytest_on(tmp_path, "def test_it(qapp):\n    assert qapp\n")
    assert done.returncode == 0, done.stdout + done.stderr


def _pytest_on(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(PROJECT / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    shutil.copy(PROJECT / "tests/conftest.py", folder / "tests")
    (folder / "tests/test_noise.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)
