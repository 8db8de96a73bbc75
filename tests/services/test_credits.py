"""Taking invoices back: zero in every tax, what was paid kept or refunded, the same facts billed the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain import tariff
from desktop_app.domain.invoice import InvoiceKind, merged, negated
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.period import Period
from desktop_app.domain.refusals import AlreadyBilled, UnknownDocument
from desktop_app.domain.refusals_run import (
    AlreadyCredited,
    ContractEnded,
    DeductedSince,
    FinalReadingMissing,
    NotAnInvoice,
    NotCredited,
)
from desktop_app.domain.refusals_till import ReasonNeeded, SecondPersonNeeded
from desktop_app.services import (
    arrangements,
    billing,
    checking,
    credits,
    dossier,
    moving,
    payments,
    reversals,
    rulebooks,
)
from desktop_app.services.counter import Counter
from desktop_app.services.credits import CreditInvoice

from . import small
from .test_invoicing import issue, read

APR, JUL = date(2026, 4, 1), date(2026, 7, 1)


@pytest.fixture
def at(tmp_path: Path) -> Counter:
    return small.counter(tmp_path / "b", "oran", APR)


@pytest.fixture
def number(at: Counter) -> str:
    made = small.contract(at, 1, opened_on=date(2026, 1, 1))
    read(at, made, 47, APR)
    return made


def take_back(at: Counter, number: str, **more: object) -> credits.Credited:
    asked = CreditInvoice(number, "erreur de relève", f"credit-{number}")
    return credits.credit(at, replace(asked, **more))  # type: ignore[arg-type]


def sound(at: Counter) -> None:
    """Every truth of the book holds; else the broken ones are named."""
    assert [check for check in checking.verify(at).checks if not check.holds] == []


def pay(at: Counter, contract: str, amount: int) -> None:
    command = payments.TakePayment(contract, amount, TenderKind.CARD, f"pay-{contract}-{amount}")
    payments.take_payment(at, command)


def test_an_invoice_and_its_credit_note_are_nothing_in_every_tax(at: Counter, number: str) -> None:
    made = issue(at, number, APR)
    back = take_back(at, made.number)
    assert back.note.number == "A-T001A-26-000001"
    assert (back.note.kind, back.note.corrects) == (InvoiceKind.CREDIT, made.number)
    both = merged([made.bill, back.note.bill])
    assert (both.net, both.vat_total, both.levies, both.total) == (0, 0, 0, 0)
    assert all((v.base, v.amount) == (0, 0) for v in both.vat)
    assert all(amount == 0 for _, amount in both.sections)
    by_code: dict[str, int] = {}
    for line in both.lines:
        by_code[line.code] = by_code.get(line.code, 0) + line.net
    assert not any(by_code.values())
    assert (back.closed, back.kept, back.refunded) == (made.bill.total, 0, 0)
    assert dossier.show(at, number).balances.owed == 0
    assert take_back(at, made.number) == back
    sound(at)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    operator=st.sampled_from(["iroise", "casablanca", "oran"]),
    water=st.integers(0, 400),
    power=st.integers(0, 900),
    days=st.integers(10, 190),
)
def test_any_bill_and_its_twin_are_nothing(
    operator: str, water: int, power: int, days: int
) -> None:
    rules = rulebooks.load(operator)
    held = {"water": water, "power": power}
    sold = {s.code: held[s.code] for s in rules.services}
    start = date(2026, 1, 1)
    made = tariff.price(
        rules,
        category=rules.categories[0].code,
        period=Period(start, date.fromordinal(start.toordinal() + days)),
        issued_on=JUL,
        volumes=sold,
    )
    both = merged([made, negated(made)])
    assert (both.net, both.vat_total, both.levies, both.total) == (0, 0, 0, 0)
    assert not any(v.base or v.amount for v in both.vat)


def test_the_same_facts_are_billed_the_same_again(at: Counter, number: str) -> None:
    first = issue(at, number, APR)
    estimated = issue(at, number, JUL)
    late = small.on(at, JUL)
    for made in (estimated, first):
        back = take_back(late, made.number, rebill=True)
        assert back.invoice is not None
        again = replace(
            back.invoice,
            number=made.number,
            scan=made.scan,
            issued_on=made.issued_on,
            due_on=made.due_on,
            previous_balance=made.previous_balance,
            bars=made.bars,
            cash_stamp=made.cash_stamp,
        )
        assert again == made
    kinds = [r.kind for r in dossier.show(late, number).readings]
    assert kinds.count("estimated") == 1
    sound(late)


def test_what_was_paid_stays_as_credit_and_pays_the_new_invoice(at: Counter, number: str) -> None:
    made = issue(at, number, APR)
    pay(at, number, made.bill.total)
    back = take_back(at, made.number)
    assert (back.closed, back.kept) == (0, made.bill.total)
    assert dossier.show(at, number).balances.credit == made.bill.total
    again = credits.rebill(at, made.number, operation="again")
    assert again.bill == made.bill
    assert dossier.show(at, number).balances.owed == 0
    with pytest.raises(AlreadyBilled):
        credits.rebill(at, made.number, operation="once more")
    sound(at)


def test_over_billed_and_paid_the_difference_is_transferred(at: Counter, number: str) -> None:
    made = issue(at, number, APR)
    pay(at, number, made.bill.total)
    readings_again(at, number, 30)
    back = take_back(at, made.number, rebill=True, refund=True)
    assert back.invoice is not None
    assert back.refunded == made.bill.total - back.invoice.bill.total > 0
    assert back.kept == 0
    (due,) = reversals.refunds_due(at)
    assert (due.number, due.amount, due.means) == (back.refund, back.refunded, "transfer")
    assert dossier.show(at, number).balances.owed == 0
    assert take_back(at, made.number, rebill=True, refund=True) == back
    sound(at)


def test_under_billed_the_difference_may_be_spread(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "casablanca", APR)
    number = small.contract(at, 3, opened_on=date(2026, 3, 1), meters=(("E", "power", 6),))
    read(at, number, 100, APR)
    made = issue(at, number, APR)
    readings_again(at, number, 1_000)
    back = take_back(at, made.number, rebill=True)
    assert back.invoice is not None
    assert back.invoice.bill.total > made.bill.total
    assert back.invoice.above_usual
    assert arrangements.offers(at, number)[0].automatic
    assert not back.refund


def readings_again(at: Counter, number: str, index: int) -> None:
    """The reading of the day looked at again, even though it was billed: the row is replaced, never changed."""
    with at.book.write(at.hand()) as pen:
        from desktop_app.storage import readings

        last = readings.of_contract(pen.connection, 1)[-1]
        readings.add(
            pen,
            contract_id=last.contract_id,
            meter_id=last.meter_id,
            taken_on=last.taken_on,
            figure=index,
            kind="real",
            volume=index,
            replaces_id=last.id,
        )
        pen.journal("reading_entered")


def test_small_sums_given_up_come_back_first(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", JUL)
    number = small.contract(at, 1, opened_on=date(2026, 6, 27))
    made = issue(at, number, JUL)
    assert 0 < made.bill.total < 200  # 60.00 and 40.00 x 4/365
    assert dossier.show(at, number).balances.owed == 0
    back = take_back(small.on(at, JUL), made.number)
    assert (back.closed, back.kept) == (0, 0)
    assert dossier.show(at, number).balances.owed == 0
    sound(at)


def test_an_advance_already_deducted_stands_until_its_settlement_goes(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", date(2027, 1, 1))
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    read(at, number, 120, date(2026, 1, 1))
    issue(at, number, date(2026, 1, 1))
    advance = issue(at, number, JUL)
    read(at, number, 251, date(2027, 1, 1))
    settlement = issue(at, number, date(2027, 1, 1))
    with pytest.raises(DeductedSince):
        take_back(at, advance.number)
    take_back(at, settlement.number)
    back = take_back(at, advance.number)
    assert back.note.bill.total == -advance.bill.total
    sound(at)


def test_bad_credit_notes_write_nothing(at: Counter, number: str) -> None:
    made = issue(at, number, APR)
    before = dossier.show(at, number)
    with pytest.raises(UnknownDocument):
        take_back(at, "F-T001A-26-000099")
    with pytest.raises(ReasonNeeded):
        take_back(at, made.number, reason="  ")
    with pytest.raises(NotCredited):
        credits.rebill(at, made.number, operation="x")
    assert dossier.show(at, number) == before
    back = take_back(at, made.number)
    with pytest.raises(AlreadyCredited):
        take_back(at, made.number, operation="other")
    with pytest.raises(NotAnInvoice):
        take_back(at, back.note.number, operation="other")
    sound(at)


def test_large_sums_and_old_invoices_need_a_second_person(at: Counter, number: str) -> None:
    made = issue(at, number, APR)
    assert not credits.needs_second(at, made.number)
    late = small.on(at, date(2028, 5, 1))
    assert credits.needs_second(late, made.number)
    for second in ("", " A01 "):
        with pytest.raises(SecondPersonNeeded):
            take_back(late, made.number, approved_by=second)
    back = take_back(late, made.number, approved_by="Samia")
    assert back.note.approved_by == "Samia"
    low = replace(late.rules, billing=replace(late.rules.billing, credit_approval_above=1))
    assert credits.needs_second(replace(late, rules=low), back.note.number)


def test_leaving_ends_in_a_final_invoice(tmp_path: Path) -> None:
    """FR-03 read backwards: 108 days of 60.00 and 40.00 are 17.75 and 11.84."""
    at = small.counter(tmp_path / "b", "iroise", JUL)
    number = small.contract(at, 1, opened_on=date(2026, 3, 15))
    asked = moving.MoveOut(number, JUL, (("W000001", 40),), "leave", confirmed=True)
    with pytest.raises(FinalReadingMissing):
        moving.move_out(at, replace(asked, figures=()))
    assert dossier.show(at, number).invoices == ()
    left = moving.move_out(at, asked)
    made = left.invoice
    assert made.kind is InvoiceKind.FINAL
    assert [line.net for line in made.bill.lines if line.group.value == "fixed"] == [1775, 1184]
    assert [u.volume for u in made.uses] == [40]
    assert moving.move_out(at, asked) == left
    with pytest.raises(ContractEnded):
        moving.move_out(at, replace(asked, operation="again"))
    later = small.on(at, date(2027, 1, 1))
    with pytest.raises(AlreadyBilled):
        billing.simulate_invoice(later, number, to=date(2027, 1, 1))
    sound(at)


def test_leaving_after_an_advance_deducts_it(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", date(2026, 9, 1))
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    read(at, number, 120, date(2026, 1, 1))
    issue(at, number, date(2026, 1, 1))
    advance = issue(at, number, JUL)
    made = moving.move_out(
        at,
        moving.MoveOut(number, date(2026, 9, 1), (("W000001", 150),), "leave", confirmed=True),
    ).invoice
    assert made.kind is InvoiceKind.FINAL
    assert advance.estimate is not None
    assert [u.volume for u in made.uses] == [30]
    deducted = sum(x.net for x in made.bill.lines if x.group.value == "deduction")
    billed = sum(x.net for x in advance.bill.lines if x.group.value == "consumption")
    assert deducted == -billed
    assert made.bill.total < 0  # 30 m3 used, 60 paid in advance
    assert dossier.show(at, number).balances.owed == sum(
        i.total for i in dossier.show(at, number).invoices
    )
    sound(at)
