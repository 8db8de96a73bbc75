"""A counter without a book, for tests of the window's own machinery."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace


def counter(kind: str = "demo") -> SimpleNamespace:
    """What the desk reads of a counter: rules, agent, till, day and the book's kind."""
    return SimpleNamespace(
        rules=SimpleNamespace(currency="DZD", country="DZ", code="oran", languages=("ar", "fr")),
        agent="amina",
        till="T001",
        today=lambda: date(2026, 11, 16),
        book=SimpleNamespace(
            close=lambda: None,
            installation=SimpleNamespace(kind=kind, operator="oran", agency="Oran Centre"),
        ),
    )
