"""Taking a payment: allocated by the rule, numbered, journalled and committed before any paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import luhn_card_number, scan_code
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.payment import (
    Allocation,
    OpenItem,
    Receipt,
    Tender,
    TenderKind,
    allocate,
)
from desktop_app.domain.record import dump
from desktop_app.domain.refusals import (
    AmountNotPositive,
    AmountTooLarge,
    CardNumberRefused,
    CashCeiling,
    GivenTooLittle,
    TenderNotAccepted,
    TillClosed,
    UnknownDocument,
)
from desktop_app.domain.stamp import stamp as stamp_duty
from desktop_app.storage import invoices, ledger, plans
from desktop_app.storage import payments as stored
from desktop_app.storage.failpoints import failpoint

from .counter import Counter
from .once import once
from .whom import contract_of, customer_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen

Sections = tuple[tuple[str, Cents], ...]


@dataclass(frozen=True, slots=True)
class PaymentQuote:
    """What the payment form shows while typing; all cents. `stamp` is due on cash only, on top of `amount`."""

    contract: str
    asked: Cents
    owed: Cents
    items: tuple[OpenItem, ...]
    amount: Cents
    stamp: Cents
    to_give: Cents
    allocated: tuple[Allocation, ...]
    credit: Cents
    cash_ceiling: Cents | None


@dataclass(frozen=True, slots=True)
class TakePayment:
    """`amount` settles documents (stamp excluded); `given` is the cash handed over (None = exact)."""

    contract: str
    amount: Cents
    tender: TenderKind
    operation: str
    documents: tuple[str, ...] = ()
    given: Cents | None = None
    reference: str = ""
    bank: str = ""
    on: date | None = None


def quote(
    counter: Counter,
    contract: str,
    *,
    amount: Cents | None = None,
    tender: TenderKind = TenderKind.CASH,
    documents: tuple[str, ...] = (),
) -> PaymentQuote:
    """What taking this amount (default: what is asked now) would do; refuses UnknownContract, UnknownDocument."""
    today = counter.today()
    with counter.book.read() as connection:
        row = contract_of(connection, contract)
        items = open_items(connection, row.id, today)
        sums = ledger.standing(connection, row.id, today=today)
        chosen = _chosen(items, documents)
        if amount is None:
            amount = sum(i.open for i in items if i.document in chosen) if chosen else sums.asked
        sections = _sections(connection, items, amount, chosen) if tender is TenderKind.CASH else ()
    allocated, credit = allocate(amount, items, chosen) if amount > 0 else ((), 0)
    stamp = _stamp(counter, today, tender, amount, sections)
    return PaymentQuote(
        contract=contract,
        asked=sums.asked,
        owed=sums.owed,
        items=items,
        amount=amount,
        stamp=stamp,
        to_give=amount + stamp,
        allocated=allocated,
        credit=credit,
        cash_ceiling=counter.rules.cash_ceiling,
    )


def take_payment(counter: Counter, command: TakePayment) -> Receipt:
    """Take the money once. Refuses AmountNotPositive, AmountTooLarge, GivenTooLittle, CashCeiling, TenderNotAccepted,
    UnknownDocument, TillClosed, CardNumberRefused. The same operation again answers the same receipt."""
    _refuse_early(counter, command)
    return once(
        counter, command.operation, stored.by_operation, lambda pen: _take(counter, pen, command)
    )


def receipt(counter: Counter, number: str) -> Receipt:
    """The stored receipt; refuses UnknownDocument."""
    with counter.book.read() as connection:
        found = stored.load(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def _refuse_early(counter: Counter, command: TakePayment) -> None:
    rules = counter.rules
    if command.amount <= 0:
        raise AmountNotPositive(amount=plain_text(command.amount))
    if command.amount > rules.payment_limit:
        raise AmountTooLarge(
            amount=plain_text(command.amount), limit=plain_text(rules.payment_limit)
        )
    if command.tender.value not in rules.tenders:
        raise TenderNotAccepted(tender=command.tender.value, accepted=rules.tenders)
    if luhn_card_number(command.reference) or luhn_card_number(command.bank):
        raise CardNumberRefused()


def _take(counter: Counter, pen: Pen, command: TakePayment) -> Receipt:
    """Write one payment: rows, receipt number, ledger entries and journal entry in the open transaction."""
    connection, hand = pen.connection, pen.hand
    booked_on = command.on or hand.today
    row = contract_of(connection, command.contract)
    shift = stored.open_shift(connection, hand.till)
    if shift is None:
        raise TillClosed(till=hand.till)
    items = open_items(connection, row.id, hand.today)
    chosen = _chosen(items, command.documents)
    cash = command.tender is TenderKind.CASH
    sections = _sections(connection, items, command.amount, chosen) if cash else ()
    stamp = _stamp(counter, booked_on, command.tender, command.amount, sections)
    due = command.amount + stamp
    if cash and counter.rules.cash_ceiling is not None and due > counter.rules.cash_ceiling:
        raise CashCeiling(amount=plain_text(due), limit=plain_text(counter.rules.cash_ceiling))
    given = due if command.given is None or not cash else command.given
    if given < due:
        raise GivenTooLittle(given=plain_text(given), due=plain_text(due))
    allocated, credit = allocate(command.amount, items, chosen)
    before = ledger.standing(connection, row.id, today=hand.today)
    number = pen.number("R")
    made = Receipt(
        number=number,
        customer=customer_of(row, counter.rules),
        taken_at=hand.now,
        booked_on=booked_on,
        agency=counter.book.installation.agency,
        till=hand.till,
        agent=hand.agent,
        tenders=(Tender(command.tender, given, command.reference, command.bank),),
        allocated=allocated,
        credit=credit,
        stamp=stamp,
        change=given - due,
        amount=command.amount,
        balance_after=before.owed - command.amount,
        scan=scan_code(number),
    )
    made = replace(made, hash_code=hashlib.sha256(dump(made).encode()).hexdigest()[:12])
    stored.add(pen, made, contract_id=row.id, shift_id=shift.id, operation=command.operation)
    failpoint("payment_rows_written")
    pen.journal("payment_taken", document=number, body=made)
    failpoint("payment_journalled")
    return made


def _chosen(items: tuple[OpenItem, ...], documents: tuple[str, ...]) -> tuple[str, ...]:
    known = {i.document for i in items}
    for document in documents:
        if document not in known:
            raise UnknownDocument(number=document)
    return documents


def open_items(connection: Connection, contract_id: int, today: date) -> tuple[OpenItem, ...]:
    """What a payment may settle: arrangement instalments due (rank 0), invoices (1), what arrangements defer (2).

    The part of an invoice that an instalment due will settle is not offered twice."""
    opened = ledger.open_items(connection, contract_id)
    left = {i.id: i.open for i in opened}
    running = plans.running(connection, (contract_id,)).get(contract_id)
    items: list[OpenItem] = []
    deferred: set[int] = set()
    for plan in running.arrangements if running else ():
        covered = plan.still_open(left)
        deferred |= set(covered)
        due = rest = plan.due(today, paid=plan.total - sum(covered.values()))
        for invoice_id, amount in covered.items():
            taken = min(rest, amount)
            left[invoice_id] -= taken
            rest -= taken
        if due - rest > 0:
            items.append(OpenItem(plan.number, plan.instalments[0].on, due - rest, 0))
    items += [
        OpenItem(i.number, i.due_on, left[i.id], 2 if i.id in deferred else 1)
        for i in opened
        if left[i.id] > 0
    ]
    return tuple(items)


def _sections(
    connection: Connection, items: tuple[OpenItem, ...], amount: Cents, chosen: tuple[str, ...]
) -> Sections:
    """The parts on which stamp duty may be reckoned one by one: the services of invoices paid whole, else each part."""
    if amount <= 0:
        return ()
    allocated, credit = allocate(amount, items, chosen)
    whole = {i.document: i.open for i in items if i.rank}
    sections: list[tuple[str, Cents]] = []
    for part in allocated:
        fact = (
            invoices.load(connection, part.document)
            if part.amount == whole.get(part.document)
            else None
        )
        if fact is not None and fact.bill.total == part.amount:
            sections += fact.bill.sections
        else:
            sections.append((part.document, part.amount))
    return (*sections, ("", credit)) if credit else tuple(sections)


def _stamp(
    counter: Counter, on: date, tender: TenderKind, amount: Cents, sections: Sections
) -> Cents:
    if tender is not TenderKind.CASH:
        return 0
    return stamp_duty(counter.rules, on, amount, sections)
