"""Credit notes: an issued invoice is never changed, it is taken back by its negative twin and billed again if need be.

A person decides with a reason; above the rule book's limits a second person agrees. What the customer had paid is kept
as credit or goes back by transfer, as the customer chooses; never in cash.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.invoice import Invoice, InvoiceKind, LineGroup, negated
from desktop_app.domain.money import Cents
from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import AlreadyBilled, UnknownDocument
from desktop_app.domain.refusals_run import (
    AlreadyCredited,
    DeductedSince,
    NotAnInvoice,
    NotCredited,
)
from desktop_app.domain.refusals_till import ReasonNeeded, SecondPersonNeeded

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.invoices import InvoiceFact


@dataclass(frozen=True, slots=True)
class CreditInvoice:
    """Take an invoice back. `refund`: what was paid goes back by transfer, else it stays credit. `rebill`: its period
    is billed again at once. `approved_by` is the second person, where one is needed."""

    number: str
    reason: str
    operation: str
    refund: bool = False
    rebill: bool = False
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Credited:
    """The credit note and what followed; cents. `closed` settled what was open, `kept` became credit, `refunded` is to
    be transferred under the number `refund`."""

    note: Invoice
    closed: Cents
    kept: Cents
    refunded: Cents = 0
    refund: str = ""
    invoice: Invoice | None = None
    """The period billed again."""


def credit(counter: Counter, command: CreditInvoice) -> Credited:
    """Take the invoice back, once. Refuses UnknownDocument, NotAnInvoice, AlreadyCredited, DeductedSince, ReasonNeeded,
    SecondPersonNeeded; with `rebill` also what billing refuses."""
    from .once import once

    return once(
        counter,
        command.operation,
        lambda connection, operation: _made(counter, connection, operation),
        lambda pen: _credit(counter, pen, command),
    )


@dataclass(frozen=True, slots=True)
class CreditPreview:
    """What taking an invoice back would undo; cents. `open` is not yet paid, `elsewhere` is open on other invoices of
    the contract, `second`: a second person must agree."""

    number: str
    start: date
    end: date
    total: Cents
    open: Cents
    elsewhere: Cents
    second: bool


def preview(counter: Counter, number: str) -> CreditPreview:
    """Look before taking back. Refuses UnknownDocument, NotAnInvoice, AlreadyCredited, DeductedSince."""
    from desktop_app.storage import invoices, ledger

    today = counter.today()
    with counter.book.read() as connection:
        line = _line(connection, number)
        first = invoices.load(connection, number)
        assert first is not None
        _refuse_twice(counter, connection, line, first)
        items = ledger.open_items(connection, line.contract_id)
    second = _second(counter, line, today)
    elsewhere = sum(item.open for item in items if item.number != number)
    return CreditPreview(
        number, line.start, line.end, line.total, max(0, line.open), elsewhere, second
    )


def needs_second(counter: Counter, number: str) -> bool:
    """Whether taking this invoice back needs a second person; refuses UnknownDocument."""
    from desktop_app.storage import invoices

    with counter.book.read() as connection:
        line = invoices.by_number(connection, number)
    if line is None:
        raise UnknownDocument(number=number)
    return _second(counter, line, counter.today())


def rebill(counter: Counter, number: str, *, operation: str) -> Invoice:
    """Bill again the period of an invoice taken back. Refuses UnknownDocument, NotCredited, AlreadyBilled; the same
    operation again answers the same invoice."""
    from desktop_app.storage import invoices

    from .once import once

    return once(
        counter,
        operation,
        invoices.by_operation,
        lambda pen: _again(counter, pen, number, operation),
    )


def take_back(
    pen: Pen,
    line: InvoiceFact,
    first: Invoice,
    *,
    reason: str,
    approved_by: str = "",
    operation: str = "",
) -> Invoice:
    """Number, store and journal the negative twin of an invoice; the caller has checked that it may be taken back."""
    from desktop_app.storage import invoices, ledger

    number, today = pen.number("A"), pen.hand.today
    owed = ledger.owed_of(pen.connection, (line.contract_id,)).get(line.contract_id, 0)
    note = replace(
        first,
        number=number,
        kind=InvoiceKind.CREDIT,
        issued_on=today,
        due_on=today,
        bill=negated(first.bill),
        previous_balance=max(0, owed),
        corrects=line.number,
        reason=reason,
        approved_by=approved_by,
        debit={},
        scan=scan_code(number),
        epay_key="",
        above_usual=False,
        cash_stamp=0,
        next_reading_on=None,
    )
    invoices.add(pen, note, contract_id=line.contract_id, volume=-line.volume, operation=operation)
    pen.journal("invoice_credited", document=number, body=note)
    return note


def _credit(counter: Counter, pen: Pen, command: CreditInvoice) -> Credited:
    from desktop_app.storage import invoices, ledger

    connection = pen.connection
    line = _line(connection, command.number)
    first = invoices.load(connection, command.number)
    assert first is not None
    _refuse(counter, connection, line, first, command, pen.hand.today)
    before = ledger.open_amount(connection, line.id)
    credit_before = ledger.credit(connection, line.contract_id)
    note = take_back(
        pen,
        line,
        first,
        reason=command.reason.strip(),
        approved_by=command.approved_by.strip(),
        operation=command.operation,
    )
    closed = before - ledger.open_amount(connection, line.id)
    made = Credited(
        note, closed, max(0, ledger.credit(connection, line.contract_id) - credit_before)
    )
    if command.rebill:
        again = _again(counter, pen, command.number, _following(command.operation))
        left = ledger.credit(connection, line.contract_id) - credit_before
        made = replace(made, invoice=again, kept=max(0, left))
    if command.refund:
        made = _refund(counter, pen, line.contract_id, made, command)
    return made


def _refuse(
    counter: Counter,
    connection: Connection,
    line: InvoiceFact,
    first: Invoice,
    command: CreditInvoice,
    today: date,
) -> None:
    _refuse_twice(counter, connection, line, first)
    if not command.reason.strip():
        raise ReasonNeeded()
    if _second(counter, line, today):
        second = command.approved_by.strip()
        if not second or second == counter.agent:
            raise SecondPersonNeeded()


def _refuse_twice(
    counter: Counter, connection: Connection, line: InvoiceFact, first: Invoice
) -> None:
    """What stands in the way whatever the reason: a credit note, one made before, an invoice that deducted this one."""
    from desktop_app.storage import invoices

    if first.kind is InvoiceKind.CREDIT:
        raise NotAnInvoice(number=line.number)
    known = invoices.of_contract(connection, line.contract_id)
    note = next((i for i in known if i.corrects_id == line.id), None)
    if note is not None:
        raise AlreadyCredited(number=line.number, note=note.number)
    for other in known:
        if other.start < line.end or other.credited or other.kind == "credit":
            continue
        if _deducts(connection, counter, other, line):
            raise DeductedSince(number=line.number, later=other.number)


def _deducts(
    connection: Connection, counter: Counter, other: InvoiceFact, line: InvoiceFact
) -> bool:
    """Whether a later invoice took back what this one had billed: a settlement its advance, a regularisation
    or the final invoice its estimates."""
    from desktop_app.storage import invoices

    if line.kind == "advance":
        if other.start != line.end:
            return False
    elif not (line.estimated and other.kind in ("regularisation", "final")):
        return False
    later = invoices.load(connection, other.number)
    if later is None:
        return False
    since = line.end if line.kind == "advance" else line.start
    return any(
        x.group is LineGroup.DEDUCTION and x.start is not None and x.start <= since
        for x in later.bill.lines
    )


def _second(counter: Counter, line: InvoiceFact, today: date) -> bool:
    rule = counter.rules.billing
    old = line.issued_on < add_months(today, -rule.credit_months)
    return old or abs(line.total) > rule.credit_approval_above


def _refund(
    counter: Counter, pen: Pen, contract_id: int, made: Credited, command: CreditInvoice
) -> Credited:
    """What the customer paid goes back: a debt to the customer until the transfer is made. A small sum, and what social
    aid paid, stay as credit."""
    from desktop_app.storage import ledger, plans, subscribers, undoing

    from .refunds import owe

    connection = pen.connection
    free = ledger.credit(connection, contract_id) - undoing.aid_credit(connection, contract_id)
    amount = min(made.kept, max(0, free))
    if amount <= 0 or amount < counter.rules.small_sum:
        return made
    row = subscribers.by_id(connection, contract_id)
    assert row is not None
    mandate = plans.active_mandate(connection, contract_id)
    refund = owe(
        pen,
        row,
        amount,
        account=mandate.account if mandate else "",
        holder=mandate.holder if mandate else row.name,
        reason=command.reason.strip(),
        second=command.approved_by.strip(),
        operation=command.operation,
    )
    return replace(made, kept=made.kept - amount, refunded=amount, refund=refund.number)


def _again(counter: Counter, pen: Pen, number: str, operation: str) -> Invoice:
    """The period of a credited invoice drawn up from the facts of today; a higher total may be spread."""
    from desktop_app.storage import invoices

    from .billing import write
    from .drawing_up import draw_up

    connection = pen.connection
    line = _line(connection, number)
    first = invoices.load(connection, number)
    assert first is not None
    if first.kind is InvoiceKind.CREDIT:
        raise NotAnInvoice(number=number)
    if not line.credited:
        raise NotCredited(number=number)
    for other in invoices.of_contract(connection, line.contract_id):
        if other.kind == "credit" or other.credited:
            continue
        if other.start < line.end and line.start < other.end:
            raise AlreadyBilled(contract=first.customer.contract, until=other.end)
    drawn = draw_up(
        connection,
        counter.rules,
        first.customer.contract,
        to=line.end,
        today=pen.hand.today,
        again_from=line.start,
    )
    if first.customer.send_to:
        who = replace(drawn.invoice.customer, send_to=first.customer.send_to)
        drawn = replace(drawn, invoice=replace(drawn.invoice, customer=who))
    more = drawn.invoice.bill.total > first.bill.total
    if more and not drawn.invoice.above_usual:
        drawn = replace(drawn, invoice=replace(drawn.invoice, above_usual=True))
    return write(counter, pen, drawn, operation)


def _line(connection: Connection, number: str) -> InvoiceFact:
    from desktop_app.storage import invoices

    line = invoices.by_number(connection, number)
    if line is None:
        raise UnknownDocument(number=number)
    return line


def _made(counter: Counter, connection: Connection, operation: str) -> Credited | None:
    """What this gesture already made, as far as the book tells it."""
    from desktop_app.storage import invoices, ledger, undoing

    note = invoices.by_operation(connection, operation)
    if note is None or note.number is None:
        return None
    postings = ledger.settlement(connection, note.number)
    closed = -sum(p.amount for p in postings if p.account == ledger.RECEIVABLE)
    kept = -sum(p.amount for p in postings if p.account == ledger.CREDIT)
    again = invoices.by_operation(connection, _following(operation))
    found = undoing.refund_by(connection, operation=operation)
    refunded = found.amount if found else 0
    if again is not None and again.number is not None:
        used = ledger.settlement(connection, again.number)
        kept -= sum(p.amount for p in used if p.account == ledger.CREDIT)
    return Credited(
        note, closed, max(0, kept - refunded), refunded, found.number if found else "", again
    )


def _following(operation: str) -> str:
    """The gesture's second document has an operation of its own, always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, operation)) if operation else ""
