"""Taking a payment: allocated by the rule, numbered, journalled and committed before any paper."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import scan_code
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
    CashCeiling,
    GivenTooLittle,
    TenderNotAccepted,
    TillClosed,
    UnknownDocument,
)
from desktop_app.domain.stamp import stamp as stamp_duty
from desktop_app.domain.tenders import check, refuse_card_numbers
from desktop_app.domain.tenders import split as spread
from desktop_app.storage import invoices, ledger, plans, undoing
from desktop_app.storage import payments as stored
from desktop_app.storage.failpoints import failpoint

from .counter import Counter
from .drawer import refuse_clock
from .once import once
from .whom import contract_of, customer_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.domain.epay import BankProof
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
    bounced: tuple[str, date] | None = None
    """The receipt of the last cheque that came back, and the day it did."""


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
    tenders: tuple[Tender, ...] = ()
    """Several means together (then `tender`, `given`, `reference` and `bank` are not looked at)."""
    payer: str = ""
    """Who hands the money over when it is not the customer."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is paid on one contract, in cents, stamp duty excluded."""

    contract: str
    amount: Cents
    documents: tuple[str, ...] = ()


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
        bounced = undoing.cheque_bounced(connection, row.id)
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
        bounced=bounced,
    )


def take_payment(counter: Counter, command: TakePayment) -> Receipt:
    """Take the money once. Refuses AmountNotPositive, AmountTooLarge, GivenTooLittle, CashCeiling, TenderNotAccepted,
    UnknownDocument, TillClosed, CardNumberRefused. The same operation again answers the same receipt."""
    handed = command.tenders or (_tender(command),)
    refuse_early(counter, (command.amount,), handed, command.payer)
    part = Part(command.contract, command.amount, command.documents)
    return once(
        counter,
        command.operation,
        stored.by_operation,
        lambda pen: take(
            counter,
            pen,
            (part,),
            handed,
            operation=command.operation,
            payer=command.payer,
            on=command.on,
        )[0],
    )


def receipt(counter: Counter, number: str) -> Receipt:
    """The stored receipt; refuses UnknownDocument."""
    with counter.book.read() as connection:
        found = stored.load(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def refuse_early(
    counter: Counter, amounts: Sequence[Cents], tenders: Sequence[Tender], *words: str
) -> None:
    """What needs no book to refuse: amounts, means this utility does not take, whole card numbers."""
    rules = counter.rules
    for amount in amounts:
        if amount <= 0:
            raise AmountNotPositive(amount=plain_text(amount))
        if amount > rules.payment_limit:
            raise AmountTooLarge(amount=plain_text(amount), limit=plain_text(rules.payment_limit))
    for tender in tenders:
        if tender.kind.value not in rules.tenders:
            raise TenderNotAccepted(tender=tender.kind.value, accepted=rules.tenders)
        check(tender)
    refuse_card_numbers(*words)


def _tender(command: TakePayment) -> Tender:
    """The one means of a simple payment: cash as given (0 = exact), anything else for the whole amount."""
    cash = command.tender is TenderKind.CASH
    given = (command.given or 0) if cash else command.amount
    if cash and command.given is not None and command.given <= 0:
        raise GivenTooLittle(given=plain_text(command.given), due=plain_text(command.amount))
    return Tender(command.tender, given, command.reference, command.bank)


def take(
    counter: Counter,
    pen: Pen,
    asked: Sequence[Part],
    tenders: Sequence[Tender],
    *,
    operation: str,
    payer: str = "",
    on: date | None = None,
    proof: BankProof | None = None,
) -> tuple[Receipt, ...]:
    """Write the receipts of one or several contracts paid together, in the open transaction: rows, numbers, ledger and
    journal entries. Refuses as `take_payment` and `tenders.split`."""
    if proof is None and any(t.kind is TenderKind.EPAY for t in tenders):
        raise TenderNotAccepted(tender=TenderKind.EPAY.value, accepted=counter.rules.tenders)
    connection, hand = pen.connection, pen.hand
    booked_on = on or hand.today
    shift = stored.open_shift(connection, hand.till)
    if shift is None:
        raise TillClosed(till=hand.till)
    refuse_clock(pen, shift.booked_on)
    rows = [contract_of(connection, part.contract) for part in asked]
    items = [open_items(connection, row.id, hand.today) for row in rows]
    chosen = [_chosen(i, part.documents) for i, part in zip(items, asked, strict=True)]
    amounts = [part.amount for part in asked]

    def duty(n: int, cash: Cents) -> Cents:
        whole = cash == amounts[n]
        sections = _sections(connection, items[n], cash, chosen[n]) if whole else ()
        return _stamp(counter, booked_on, TenderKind.CASH, cash, sections)

    split = spread(amounts, tenders, duty)
    ceiling = counter.rules.cash_ceiling
    cash = sum(t.amount for s in split for t in s.tenders if t.kind is TenderKind.CASH)
    cash -= sum(s.change for s in split)
    if ceiling is not None and cash > ceiling:
        raise CashCeiling(amount=plain_text(cash), limit=plain_text(ceiling))
    made: list[Receipt] = []
    written: list[int] = []
    for n, (row, part) in enumerate(zip(rows, split, strict=True)):
        allocated, credit = allocate(amounts[n], items[n], chosen[n])
        before = ledger.standing(connection, row.id, today=hand.today)
        number = pen.number("R")
        one = Receipt(
            number=number,
            customer=customer_of(row, counter.rules),
            taken_at=hand.now,
            booked_on=booked_on,
            agency=counter.book.installation.agency,
            till=hand.till,
            agent=hand.agent,
            tenders=part.tenders,
            allocated=allocated,
            credit=credit,
            stamp=part.stamp,
            change=part.change,
            amount=amounts[n],
            balance_after=before.owed - amounts[n],
            scan=scan_code(number),
            payer=payer.strip(),
            visit=(made[0].number if made else number) if len(asked) > 1 else "",
            epay=proof,
        )
        made.append(sealed(one))
        written.append(
            stored.add(
                pen,
                made[-1],
                contract_id=row.id,
                shift_id=shift.id,
                operation=operation if n == 0 else None,
            )
        )
        failpoint("payment_rows_written")
        pen.journal("payment_taken", document=number, body=made[-1])
        failpoint("payment_journalled")
    if len(made) > 1:
        stored.add_visit(pen, operation, written)
    return tuple(made)


def sealed(made: Receipt) -> Receipt:
    """The receipt with the short code that is printed on it."""
    return replace(made, hash_code=hashlib.sha256(dump(made).encode()).hexdigest()[:12])


def _chosen(items: tuple[OpenItem, ...], documents: tuple[str, ...]) -> tuple[str, ...]:
    known = {i.document for i in items}
    for document in documents:
        if document not in known:
            raise UnknownDocument(number=document)
    return documents


def open_items(connection: Connection, contract_id: int, today: date) -> tuple[OpenItem, ...]:
    """What a payment may settle: arrangement instalments due (rank 0), invoices and fees (1), what arrangements
    defer (2).

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
    below = -ledger.credit(connection, contract_id)
    if below > 0 and (debt := ledger.account_debt(connection, contract_id)):
        items.append(OpenItem(debt[0], debt[1], below, 1))
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
