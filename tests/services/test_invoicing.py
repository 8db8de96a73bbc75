"""Invoices of the three utilities through the book: what was simulated is issued, estimates are told and corrected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.refusals import AlreadyBilled, BillingInFuture
from desktop_app.services import billing, checking, dossier, home, readings
from desktop_app.services.counter import Counter
from desktop_app.services.readings import TakeReading

from . import small


def read(at: Counter, number: str, index: int, day: date, *, meter: str | None = None) -> None:
    readings.take_reading(
        small.on(at, day),
        TakeReading(
            number, index, day, meter=meter, confirmed=True, operation=f"{number}{day}{meter}"
        ),
    )


def issue(at: Counter, number: str, to: date):  # type: ignore[no-untyped-def]
    return billing.issue_invoice(small.on(at, to), number, to=to, operation=f"inv-{number}-{to}")


def test_iroise_asks_half_of_last_year_then_settles(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", date(2027, 1, 1))
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    read(at, number, 120, date(2026, 1, 1))
    settled = issue(at, number, date(2026, 1, 1))
    assert settled.kind is InvoiceKind.SETTLEMENT
    advance = issue(at, number, date(2026, 7, 1))
    assert advance.kind is InvoiceKind.ADVANCE
    assert advance.estimate is not None
    assert advance.estimate.volume == 60
    assert advance.bill.total == 28200  # FR-01
    assert advance.due_on == date(2026, 7, 29)
    read(at, number, 251, date(2027, 1, 1))
    final = issue(at, number, date(2027, 1, 1))
    assert final.kind is InvoiceKind.SETTLEMENT
    assert final.bill.total == 32482  # FR-02
    assert [u.volume for u in final.uses] == [131]
    assert checking.verify(at).holds


def test_oran_bills_a_quarter_and_estimates_when_nobody_could_read(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "oran", date(2026, 10, 1))
    number = small.contract(at, 2, opened_on=date(2026, 1, 1))
    read(at, number, 47, date(2026, 4, 1))
    first = issue(at, number, date(2026, 4, 1))
    assert first.bill.total == 142667  # DZ-01, before stamp
    assert first.cash_stamp == 1500
    estimated = issue(at, number, date(2026, 7, 1))
    assert estimated.estimated
    assert estimated.uses[0].new_kind == "estimated"
    page = dossier.show(at, number)
    assert [r.kind for r in page.readings] == ["initial", "real", "estimated"]
    assert page.balances.owed == first.bill.total + estimated.bill.total


def test_casablanca_prices_estimates_again_by_months(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "casablanca", date(2026, 7, 1))
    number = small.contract(at, 3, opened_on=date(2026, 1, 1), meters=(("E", "power", 6),))
    read(at, number, 150, date(2026, 2, 1))
    issue(at, number, date(2026, 2, 1))
    first, second = issue(at, number, date(2026, 3, 1)), issue(at, number, date(2026, 4, 1))
    assert first.estimated
    assert second.estimated
    estimated = sum(u.volume for i in (first, second) for u in i.uses)
    read(at, number, 150 + 600, date(2026, 5, 1))
    corrected = issue(at, number, date(2026, 5, 1))
    assert corrected.kind is InvoiceKind.REGULARISATION
    assert corrected.uses[0].volume == 600 - estimated
    assert any(line.net < 0 for line in corrected.bill.lines)
    assert checking.verify(at).holds


def test_simulating_writes_nothing_and_equals_what_is_issued(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "oran", date(2026, 4, 1))
    number = small.contract(at, 4, opened_on=date(2026, 1, 1))
    read(at, number, 30, date(2026, 4, 1))
    simulated = billing.simulate_invoice(at, number, to=date(2026, 4, 1))
    assert simulated.number is None
    assert dossier.show(at, number).invoices == ()
    issued = billing.issue_invoice(at, number, to=date(2026, 4, 1), operation="once")
    assert issued.bill == simulated.bill
    again = billing.issue_invoice(at, number, to=date(2026, 4, 1), operation="once")
    assert again == issued
    assert len(dossier.show(at, number).invoices) == 1


def test_a_billed_period_is_not_billed_twice_nor_the_future(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "oran", date(2026, 4, 1))
    number = small.contract(at, 5, opened_on=date(2026, 1, 1))
    read(at, number, 30, date(2026, 4, 1))
    issue(at, number, date(2026, 4, 1))
    with pytest.raises(AlreadyBilled):
        billing.simulate_invoice(at, number, to=date(2026, 3, 1))
    with pytest.raises(BillingInFuture):
        billing.simulate_invoice(at, number, to=date(2026, 9, 1))


def test_a_round_that_comes_late_still_closes_its_period(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "oran", date(2026, 7, 20))
    number = small.contract(at, 6, opened_on=date(2026, 1, 1))
    read(at, number, 30, date(2026, 4, 1))
    issue(at, number, date(2026, 4, 1))
    assert billing.proposed_end(at, number) == date(2026, 7, 1)
    read(at, number, 70, date(2026, 7, 5))
    assert billing.proposed_end(at, number) == date(2026, 7, 5)
    assert not billing.simulate_invoice(at, number, to=date(2026, 7, 5)).estimated


def test_home_counts_the_estimates_since_the_last_true_reading(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "oran", date(2026, 11, 1))
    number = small.contract(at, 8, opened_on=date(2026, 1, 1))
    read(at, number, 30, date(2026, 4, 1))
    for day in (date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)):
        issue(at, number, day)
    waiting = home.home(at).to_read
    assert [(w.contract, w.estimates) for w in waiting] == [(number, 2)]
