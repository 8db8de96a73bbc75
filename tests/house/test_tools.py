"""One command tells the truth: lint, format and types are tests too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .tree import PROJECT


@pytest.mark.parametrize(
    "command", ["ruff check .", "ruff format --check .", "mypy"], ids=["lint", "format", "types"]
)
def test_tool(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
