"""A desk on a small real book: one household of Oran with three unpaid quarters, answered at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop_app.services import billing, readings
from desktop_app.services.counter import Counter
from desktop_app.services.readings import TakeReading
from desktop_app.ui.desk import Desk

from ..services import small

TODAY = date(2026, 10, 1)
EACH = 142_667
"""Each of the three invoices, in cents."""


def counter(folder: Path, operator: str = "oran") -> tuple[Counter, str]:
    """The counter and the contract's number."""
    at = small.counter(folder, operator, TODAY)
    number = small.contract(at, 7, name="Mohamed Benali", opened_on=date(2026, 1, 1))
    for n, day in enumerate((date(2026, 4, 1), date(2026, 7, 1), TODAY), 1):
        there = small.on(at, day)
        readings.take_reading(there, TakeReading(number, 47 * n, day, operation=f"r{n}"))
        billing.issue_invoice(there, number, to=day, operation=f"i{n}")
    return at, number


def desk(at: Counter, language: str = "fr") -> Desk:
    """A desk that answers inline."""
    made = Desk(lambda: at, language=language, inline=True, warm=())
    made.start()
    return made
