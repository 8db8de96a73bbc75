"""Moving out and in at one service point: the final invoice, what becomes of the money, the next customer's start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.invoice import InvoiceKind, LineGroup
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals import (
    AccountInvalid,
    IndexBeyondDial,
    ReadingInFuture,
    ReadingTwiceADay,
    UnknownCategory,
)
from desktop_app.domain.refusals_moving import (
    BilledBeyond,
    EmailUnreadable,
    EntryIndexBelow,
    EntryReadingMissing,
    InBeforeOut,
    NameMissing,
    NotOfThisPoint,
    PhoneUnreadable,
    PointOccupied,
    RefundAccountMissing,
    UnknownPoint,
    UsedWhileEmpty,
)
from desktop_app.domain.refusals_run import BilledAboveIndex, ContractEnded, DeductedSince
from desktop_app.services import (
    arrangements,
    billing,
    checking,
    credits,
    dossier,
    find,
    meters,
    monthly,
    moving,
    moving_in,
    payments,
    printing,
    readings,
    reversals,
    run,
)
from desktop_app.services.counter import Counter
from desktop_app.services.moving import MoveOut
from desktop_app.services.moving_in import MoveIn
from desktop_app.services.readings import TakeReading

from . import small
from .test_invoicing import issue, read

IBAN = "FR7630006000011234567890189"
JAN, JUL, SEP = date(2026, 1, 1), date(2026, 7, 1), date(2026, 9, 1)


def sound(at: Counter) -> None:
    assert checking.verify(at).holds


def settled(at: Counter) -> str:
    """A household with one full year and the advance of the next half-year: 120 m3, then 60 in advance."""
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    read(at, number, 120, JAN)
    issue(at, number, JAN)
    issue(at, number, JUL)
    return number


@pytest.fixture
def iroise(tmp_path: Path) -> Counter:
    return small.counter(tmp_path / "b", "iroise", SEP)


def leave(number: str, index: int = 150, on: date = SEP) -> MoveOut:
    return MoveOut(number, on, (("W000001", index),), "leave", confirmed=True)


def enter(point: str, index: int = 150, on: date = SEP) -> MoveIn:
    return MoveIn(point, on, (("W000001", index),), "Nadia El Fassi", "enter")


def test_a_last_invoice_after_estimates_is_final_and_takes_them_back(tmp_path: Path) -> None:
    """Casablanca: January read, February and March estimated; the customer leaves on the true figure of 20 April."""
    leaves = date(2026, 4, 20)
    at = small.counter(tmp_path / "b", "casablanca", leaves)
    number = small.contract(at, 3, opened_on=JAN, meters=(("E", "power", 6),))
    read(at, number, 150, date(2026, 2, 1))
    issue(at, number, date(2026, 2, 1))
    first, second = issue(at, number, date(2026, 3, 1)), issue(at, number, date(2026, 4, 1))
    asked = MoveOut(number, leaves, (("E000003", 700),), "leave", confirmed=True)
    made = moving.move_out(at, asked).invoice
    assert (made.kind, made.regularises) == (InvoiceKind.FINAL, True)
    billed = sum(use.volume for i in (first, second) for use in i.uses)
    assert made.uses[0].volume == 700 - 150 - billed
    assert any(line.group is LineGroup.DEDUCTION for line in made.bill.lines)
    with pytest.raises(DeductedSince):
        credits.credit(at, credits.CreditInvoice(second.number or "", "essai", "back"))
    sound(at)


# --- out ---------------------------------------------------------------------------------------------------------


def test_a_preview_is_what_follows_and_writes_nothing(iroise: Counter) -> None:
    number = settled(iroise)
    before = dossier.show(iroise, number)
    seen = moving.preview(iroise, leave(number))
    assert dossier.show(iroise, number) == before
    assert seen.invoice.number is None
    made = moving.move_out(iroise, leave(number))
    assert made.invoice.bill == seen.invoice.bill
    assert (made.owed, made.credit) == (seen.owed, seen.credit)
    assert dossier.show(iroise, number).closed_on == SEP
    sound(iroise)


def test_what_is_in_hand_goes_back_or_stays_as_the_customer_wants(iroise: Counter) -> None:
    number = settled(iroise)
    owed = dossier.show(iroise, number).balances.owed
    payments.take_payment(
        iroise,
        payments.TakePayment(number, owed, TenderKind.CARD, operation="p"),
    )
    kept = moving.preview(iroise, leave(number))
    assert kept.invoice.bill.total < 0
    assert kept.credit == -kept.invoice.bill.total
    wanting = replace(leave(number), refund=True)
    with pytest.raises(RefundAccountMissing):
        moving.move_out(iroise, wanting)
    with pytest.raises(AccountInvalid):
        moving.move_out(iroise, replace(wanting, account="FR76123"))
    made = moving.move_out(iroise, replace(wanting, account=IBAN))
    assert (made.refunded, made.credit, made.owed) == (kept.credit, 0, 0)
    assert moving.move_out(iroise, replace(wanting, account=IBAN)) == made
    due = reversals.refunds_due(iroise)
    assert [(r.number, r.amount, r.account) for r in due] == [
        (made.refund, kept.credit, "···· 0189")
    ]
    sound(iroise)


def test_credit_pays_what_is_still_open_before_anything_goes_back(iroise: Counter) -> None:
    number = settled(iroise)
    before = dossier.show(iroise, number).balances
    made = moving.move_out(iroise, replace(leave(number), refund=True))
    assert made.invoice.bill.total < 0
    assert (made.credit, made.refunded) == (0, 0)
    assert made.owed == before.owed + made.invoice.bill.total
    rows = dossier.show(iroise, number).invoices
    assert [r.open for r in rows] == [made.owed - rows[1].total, rows[1].total, 0]
    sound(iroise)


def test_monthly_debit_stops_and_an_arrangement_goes_on(iroise: Counter) -> None:
    number = settled(iroise)
    monthly.register_mandate(iroise, number, account=IBAN, holder="")
    plan = monthly.adopt(iroise, number, start=date(2026, 10, 10), operation="s")
    debt = arrangements.grant(
        iroise, arrangements.Ask(number, months=3), operation="a", approved_by="A02"
    )
    made = moving.move_out(iroise, leave(number))
    assert made.schedule == plan.number
    assert [n for n, _ in made.arrangements] == [debt.number]
    shown = dossier.show(iroise, number)
    assert shown.schedule is None
    assert [a.state for a in shown.arrangements] == ["running"]
    with pytest.raises(ContractEnded):
        monthly.adopt(iroise, number, start=date(2026, 10, 10), operation="s2")
    sound(iroise)


def test_the_final_invoice_goes_to_the_new_address(iroise: Counter) -> None:
    number = settled(iroise)
    made = moving.move_out(iroise, replace(leave(number), send_to="12 rue Neuve\n29200 Brest\n"))
    assert made.invoice.customer.send_to == "12 rue Neuve\n29200 Brest"
    assert dossier.show(iroise, number).notes[-1].text == "12 rue Neuve\n29200 Brest"
    paper = printing.preview(iroise, "invoice", made.invoice.number or "")
    assert paper[:5] == b"%PDF-"
    taken = credits.credit(
        iroise,
        credits.CreditInvoice(made.invoice.number or "", "erreur", "c", rebill=True),
    )
    assert taken.invoice is not None
    assert taken.invoice.customer.send_to == "12 rue Neuve\n29200 Brest"
    assert taken.invoice.bill == made.invoice.bill


def test_an_invoice_beyond_the_departure_is_taken_back_first(iroise: Counter) -> None:
    number = settled(iroise)
    early = leave(number, 110, date(2026, 6, 15))
    with pytest.raises(BilledBeyond) as refused:
        moving.move_out(iroise, early)
    last = dossier.show(iroise, number).invoices[-1].number
    assert refused.value.values["number"] == last
    credits.credit(iroise, credits.CreditInvoice(last, "départ", "c", approved_by="A02"))
    made = moving.move_out(iroise, replace(early, figures=(("W000001", 130),)))
    assert made.invoice.kind is InvoiceKind.FINAL
    assert (made.invoice.start, made.invoice.end) == (JAN, date(2026, 6, 15))


def test_a_true_index_below_an_estimated_settlement_says_what_to_take_back(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", date(2027, 1, 20))
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    read(at, number, 120, JAN)
    for day in (JAN, JUL, date(2027, 1, 1)):
        issue(at, number, day)
    billed = dossier.show(at, number).invoices[-1]
    assert billed.estimated
    out = leave(number, 200, date(2027, 1, 20))
    with pytest.raises(BilledAboveIndex) as refused:
        moving.move_out(at, out)
    assert refused.value.values["number"] == billed.number
    assert dossier.show(at, number).closed_on is None
    credits.credit(at, credits.CreditInvoice(billed.number, "estimation trop haute", "c"))
    made = moving.move_out(at, out)
    assert (made.invoice.start, made.invoice.kind) == (JUL, InvoiceKind.FINAL)
    assert [u.volume for u in made.invoice.uses] == [80]
    sound(at)


def test_afterwards_the_contract_takes_payments_and_nothing_else(iroise: Counter) -> None:
    number = settled(iroise)
    moving.move_out(iroise, leave(number, 400))
    later = small.on(iroise, date(2027, 1, 5))
    with pytest.raises(ContractEnded):
        readings.take_reading(later, TakeReading(number, 500, date(2027, 1, 2), confirmed=True))
    with pytest.raises(ReadingTwiceADay):
        readings.take_reading(later, TakeReading(number, 500, SEP, confirmed=True))
    with pytest.raises(ContractEnded):
        meters.exchange(later, meters.ExchangeMeter(number, 400, "NEW1", 0, SEP, operation="x"))
    assert run.simulate(later, run.Scope(date(2027, 1, 1))).report.selected == 0
    owed = dossier.show(later, number).balances.owed
    assert owed > 0
    payments.take_payment(
        later,
        payments.TakePayment(number, owed, TenderKind.CARD, operation="p"),
    )
    assert dossier.show(later, number).balances.owed == 0
    sound(later)


# --- in ----------------------------------------------------------------------------------------------------------


def test_the_next_customer_enters_on_the_same_meter(iroise: Counter) -> None:
    number = settled(iroise)
    moving.move_out(iroise, leave(number))
    made = moving_in.move_in(
        iroise,
        replace(
            enter("W000001"),
            name_alt="نادية الفاسي",
            phone="06 12 34 56 78",
            email="nadia@exemple.fr",
        ),
    )
    assert moving_in.move_in(iroise, enter("W000001")) == made
    assert (made.former, made.address, made.first_bill) == (
        number,
        "3 rue du Port",
        date(2027, 1, 1),
    )
    for text in ("fassi", "نادية", "0612345678", "W000001"):
        assert [h.contract for h in find.find(iroise, text)] == [made.contract]
    new = dossier.show(iroise, made.contract)
    assert [(r.index, r.kind) for r in new.readings] == [(150, "initial")]
    assert [m.serial for m in new.meters if m.removed_on is None] == ["W000001"]
    old = dossier.show(iroise, number)
    assert [(m.serial, m.removed_on) for m in old.meters] == [("W000001", SEP)]
    assert [r.index for r in old.readings] == [0, 120, 150]
    sound(iroise)


def test_the_first_invoice_is_pro_rata_from_the_day_of_entry(tmp_path: Path) -> None:
    day = date(2026, 3, 15)
    at = small.counter(tmp_path / "b", "iroise", day)
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    read(at, number, 120, JAN)
    issue(at, number, JAN)
    moving.move_out(at, leave(number, 140, day))
    made = moving_in.move_in(at, enter(number, 140, day))
    later = small.on(at, JUL)
    found = run.bill(later, run.Scope(JUL), operation="r")
    assert found.report.invoices == 1
    bill = billing.invoice(later, found.report.first)
    assert bill.customer.contract == made.contract
    assert (bill.start, bill.end) == (day, JUL)
    fixed = [line.net for line in bill.bill.lines if line.group.value == "fixed"]
    assert fixed == [1775, 1184]  # FR-03: 60.00 and 40.00 x 108/365
    end = small.on(at, date(2027, 1, 1))
    read(end, made.contract, 200, date(2027, 1, 1))
    settlement = issue(end, made.contract, date(2027, 1, 1))
    assert [u.volume for u in settlement.uses] == [60]
    fixed = [line.net for line in settlement.bill.lines if line.group.value == "fixed"]
    assert fixed == [3025, 2016]  # the second half alone, not what is left of a whole year
    old = credits.preview(end, dossier.show(end, number).invoices[-1].number)
    assert old.end == day
    sound(end)


def test_a_former_customers_final_invoice_can_still_be_billed_again(iroise: Counter) -> None:
    number = settled(iroise)
    first = moving.move_out(iroise, leave(number)).invoice
    moving_in.move_in(iroise, enter(number))
    again = credits.credit(
        iroise, credits.CreditInvoice(first.number or "", "erreur", "c", rebill=True)
    ).invoice
    assert again is not None
    assert (again.kind, again.bill) == (first.kind, first.bill)


def test_bank_details_bring_monthly_debit_unless_the_customer_says_no(iroise: Counter) -> None:
    numbers = [small.contract(iroise, n, opened_on=date(2024, 1, 1)) for n in (1, 2, 3, 4)]
    for number in numbers:
        for n, day in enumerate((date(2025, 1, 1), JAN), 1):
            read(iroise, number, 100 * n, day)
    moving.move_out(iroise, leave(numbers[0], 260))
    made = moving_in.move_in(
        iroise, replace(enter(numbers[0], 260), account="FR76 3000 6000 0112 3456 7890 189")
    )
    assert made.account.endswith("0189")
    assert made.instalment > 0
    assert made.first_debit == date(2026, 10, 10)
    assert dossier.show(iroise, made.contract).debit == "on"
    schedule = monthly.schedule(iroise, made.schedule)
    assert schedule.invoices == ()
    assert len(schedule.instalments) == 10
    assert printing.preview(iroise, "schedule", made.schedule)[:5] == b"%PDF-"
    moving.move_out(
        iroise, replace(leave(numbers[1], 260), figures=(("W000002", 260),), operation="l2")
    )
    no = moving_in.move_in(
        iroise,
        replace(
            enter(numbers[1]),
            figures=(("W000002", 260),),
            account=IBAN,
            debit=False,
            operation="e2",
        ),
    )
    assert (no.schedule, dossier.show(iroise, no.contract).debit) == ("", "opted-out")
    sound(iroise)


def test_what_cannot_be_says_why_and_changes_nothing(iroise: Counter) -> None:
    number = settled(iroise)
    asked = enter("W000001")
    with pytest.raises(PointOccupied):
        moving_in.move_in(iroise, asked)
    with pytest.raises(UnknownPoint):
        moving_in.move_in(iroise, replace(asked, point="NOSUCH"))
    moving.move_out(iroise, leave(number))
    later = small.on(iroise, date(2026, 9, 20))
    for change, refusal in (
        ({"on": date(2026, 8, 31)}, InBeforeOut),
        ({"on": date(2026, 9, 21)}, ReadingInFuture),
        ({"figures": (("W000001", 149),)}, EntryIndexBelow),
        ({"figures": (("W000001", 100_000),)}, IndexBeyondDial),
        ({"figures": (("W000001", 171),)}, UsedWhileEmpty),
        ({"figures": ()}, EntryReadingMissing),
        ({"figures": (("W9", 150),)}, NotOfThisPoint),
        ({"name": "  "}, NameMissing),
        ({"category": "palace"}, UnknownCategory),
        ({"phone": "12ab"}, PhoneUnreadable),
        ({"phone": "1234"}, PhoneUnreadable),
        ({"email": "nadia"}, EmailUnreadable),
        ({"account": "FR7630006000011234567890188"}, AccountInvalid),
    ):
        with pytest.raises(refusal):
            moving_in.move_in(later, replace(asked, **change))
    assert moving_in.point(later, number).left == SEP
    sound(later)
    made = moving_in.move_in(later, replace(asked, figures=(("W000001", 171),), confirmed=True))
    assert [(m.index, m.empty) for m in made.meters] == [(171, 21)]


def test_a_point_is_found_by_any_contract_that_was_there(iroise: Counter) -> None:
    first = settled(iroise)
    moving.move_out(iroise, leave(first))
    second = moving_in.move_in(iroise, enter(first)).contract
    assert moving_in.point(iroise, first).former == second
    with pytest.raises(PointOccupied) as refused:
        moving_in.move_in(iroise, replace(enter(first), operation="other"))
    assert refused.value.values["contract"] == second
