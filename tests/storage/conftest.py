"""A fresh book for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.storage.book import Book

from .making import HAND, new_book, register


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "agency"


@pytest.fixture
def opened(folder: Path) -> Iterator[Book]:
    made = new_book(folder)
    yield made
    made.close()


@pytest.fixture
def contract(opened: Book) -> int:
    """The row of one registered contract."""
    with opened.write(HAND) as pen:
        row = register(pen)
        pen.journal("contract_opened")
    return row
