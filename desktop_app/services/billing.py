"""Invoices: price without a book, simulate for a contract, issue with a number; one pure calculation for all three."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.arrears import is_small
from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.invoice import Bill, Invoice, due_on
from desktop_app.domain.money import Cents
from desktop_app.domain.period import Period
from desktop_app.domain.record import dump
from desktop_app.domain.refusals import ServiceNotSold, UnknownDocument
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.stamp import stamp
from desktop_app.domain.tariff import price as price_volumes

from .counter import Counter

if TYPE_CHECKING:
    from desktop_app.storage.book import Pen

    from .drawing_up import DrawnUp


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """`start`..`end` is [start, end); volumes in m3 and kWh; `advance` is the volume already billed (m3)."""

    start: date
    end: date
    category: str | None = None
    issued_on: date | None = None
    water: int | None = None
    advance: int | None = None
    power: int | None = None
    tender: str | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    bill: Bill
    stamp: Cents
    to_pay: Cents
    due_on: date


def price(rules: RuleBook, request: PriceRequest) -> Priced:
    """The bill of these volumes by this rule book, without a book: the first category, issued the day the period ends,
    paid without stamp duty unless said otherwise; fixed charges alone when no volume is given.

    Refuses UnknownCategory, NoPriceForPeriod, PeriodReversed, ServiceNotSold, VolumeNegative.
    """
    issued_on = request.issued_on or request.end
    asked = {"water": request.water, "power": request.power}
    volumes = {service: volume for service, volume in asked.items() if volume is not None}
    sold = {service.code for service in rules.services}
    for service in volumes:
        if service not in sold:
            raise ServiceNotSold(service=service)
    bill = price_volumes(
        rules,
        category=request.category or rules.categories[0].code,
        period=Period(request.start, request.end),
        issued_on=issued_on,
        volumes=volumes or dict.fromkeys(sold, 0),
        advance={"water": request.advance} if request.advance else {},
    )
    cash = request.tender == "cash"
    duty = stamp(rules, issued_on, bill.total, bill.sections) if cash else 0
    return Priced(bill=bill, stamp=duty, to_pay=bill.total + duty, due_on=due_on(rules, issued_on))


def simulate_invoice(counter: Counter, contract: str, *, to: date) -> Invoice:
    """The invoice that issuing to this date would give, number None. Refuses UnknownContract, NothingToBill,
    AlreadyBilled, BillingInFuture."""
    from .drawing_up import draw_up

    with counter.book.read() as connection:
        return draw_up(connection, counter.rules, contract, to=to, today=counter.today()).invoice


def proposed_end(counter: Counter, contract: str) -> date:
    """Up to when this contract is best billed today: the end of its oldest unbilled period, else today."""
    from .drawing_up import next_end

    with counter.book.read() as connection:
        return next_end(connection, counter.rules, contract, counter.today())


def issue_invoice(counter: Counter, contract: str, *, to: date, operation: str) -> Invoice:
    """Issue the very invoice the simulation showed; the same operation again answers the same invoice."""
    from desktop_app.storage import invoices

    from .once import once

    return once(
        counter,
        operation,
        invoices.by_operation,
        lambda pen: _issue(counter, pen, contract, to, operation),
    )


def invoice(counter: Counter, number: str) -> Invoice:
    """The stored invoice or credit note; refuses UnknownDocument."""
    from desktop_app.storage import invoices

    with counter.book.read() as connection:
        found = invoices.load(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def write(counter: Counter, pen: Pen, drawn: DrawnUp, operation: str) -> Invoice:
    """Number and write a drawn-up invoice in the open transaction: its estimated readings, entries, the small sum given
    up (strictly under the threshold) and the journal entry."""
    from desktop_app.storage import invoices, ledger, readings

    number = pen.number("F")
    made = replace(drawn.invoice, number=number, scan=scan_code(number))
    for estimated in drawn.estimated:
        readings.add(
            pen,
            contract_id=drawn.contract_id,
            meter_id=estimated.meter_id,
            taken_on=estimated.on,
            figure=estimated.figure,
            kind="estimated",
            volume=estimated.volume,
            basis=dump(estimated.estimate),
        )
    row = invoices.add(
        pen, made, contract_id=drawn.contract_id, volume=drawn.volume, operation=operation
    )
    still = ledger.open_amount(pen.connection, row)
    if still > 0 and is_small(still, counter.rules.small_sum):
        ledger.waive(
            pen,
            document=number,
            contract_id=drawn.contract_id,
            invoice_id=row,
            amount=still,
            booked_on=made.issued_on,
        )
    pen.journal("invoice_issued", document=number, body=made)
    return made


def _issue(counter: Counter, pen: Pen, contract: str, to: date, operation: str) -> Invoice:
    from .drawing_up import draw_up

    drawn = draw_up(pen.connection, counter.rules, contract, to=to, today=pen.hand.today)
    return write(counter, pen, drawn, operation)
