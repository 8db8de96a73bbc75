"""Ending a leak file with a capped bill: a credit note takes the invoice back, another one bills the capped volume."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.domain import leak as rule
from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.invoice import Bill, Invoice, due_on
from desktop_app.domain.leak import Grounds, LeakEvent, LeakFile, LeakState
from desktop_app.domain.money import Cents, cents, plain_text
from desktop_app.domain.refusals_leak import LeakFileClosed, LeakNoProof, LeakNotBilled
from desktop_app.domain.stamp import stamp

from .counter import Counter
from .credits import take_back
from .leaks import billing, find, law_of, write_step
from .once import once

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.invoices import InvoiceFact
    from desktop_app.storage.leaks import Stored


@dataclass(frozen=True, slots=True)
class Capped:
    """What capping gives, or gave: amounts in cents; numbers "" while it is only simulated."""

    file: LeakFile
    why: Grounds
    invoice: str
    before: Cents
    after: Cents
    credit_note: str = ""
    new_invoice: str = ""

    @property
    def saved(self) -> Cents:
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class _Drawn:
    stored: Stored
    invoice: Invoice
    why: Grounds
    bill: Bill
    volume: int
    row: InvoiceFact


def simulate(counter: Counter, key: str, *, not_informed: bool = False) -> Capped:
    """What `cap` would do, without writing; refuses alike."""
    with counter.book.read() as connection:
        drawn = _draw(counter, connection, key, not_informed=not_informed)
    return Capped(
        file=LeakFile(drawn.stored.case, drawn.stored.events, law_of(counter).months),
        why=drawn.why,
        invoice=drawn.invoice.number or "",
        before=drawn.invoice.bill.total,
        after=drawn.bill.total,
    )


def cap(counter: Counter, key: str, *, not_informed: bool = False, operation: str = "") -> Capped:
    """Take the invoice back and bill the capped volume, in one transaction; the same operation answers the same.

    `not_informed`: the customer was not told in time, so that nothing is owed above twice the mean, without
    certificate. Refuses LeakFileMissing, LeakFileClosed, LeakNoProof, LeakNotBilled."""

    def gesture(pen: Pen) -> Capped:
        from desktop_app.storage import invoices

        law, today = law_of(counter), pen.hand.today
        drawn = _draw(counter, pen.connection, key, not_informed=not_informed)
        old, number = drawn.invoice, drawn.stored.case.number
        assert old.number is not None
        credit = take_back(pen, drawn.row, old, reason=f"{number} {drawn.why.value}")
        contract_id = drawn.stored.contract_id
        made = _again(counter, pen, drawn)
        invoices.add(pen, made, contract_id=contract_id, volume=drawn.volume)
        pen.journal("invoice_issued", document=made.number or "", body=made)
        event = LeakEvent(
            LeakState.CAPPED,
            today,
            pen.hand.agent,
            facts={
                "why": drawn.why.value,
                "invoice": old.number,
                "credit_note": credit.number or "",
                "new_invoice": made.number or "",
                "before": plain_text(old.bill.total),
                "after": plain_text(made.bill.total),
            },
        )
        file = LeakFile(drawn.stored.case, drawn.stored.events, law.months)
        ended = rule.step(file, event, law, today=today, why=drawn.why)
        write_step(pen, drawn.stored, event, operation=operation)
        return _capped(ended, event)

    return once(counter, operation, _look(counter), gesture)


def _draw(counter: Counter, connection: Connection, key: str, *, not_informed: bool) -> _Drawn:
    from desktop_app.storage import invoices

    stored = find(connection, key)
    file = LeakFile(stored.case, stored.events, law_of(counter).months)
    case = stored.case
    if file.closed:
        raise LeakFileClosed(number=case.number)
    number = billing(connection, stored.contract_id, case.meter, case.end)
    invoice = invoices.load(connection, number) if number else None
    row = invoices.by_number(connection, number) if number else None
    if invoice is None or row is None:
        raise LeakNotBilled(number=case.number)
    why = rule.grounds(file)
    if why is None and not_informed and rule.told_too_late(file, invoice.issued_on):
        why = Grounds.NOT_INFORMED
    if why is None:
        raise LeakNoProof(number=case.number)
    bill, volume = rule.capped(counter.rules, invoice, case, why)
    return _Drawn(stored, invoice, why, bill, volume, row)


def _again(counter: Counter, pen: Pen, drawn: _Drawn) -> Invoice:
    """The invoice that takes the place of the one taken back, with today's dates and balance."""
    from desktop_app.storage import ledger

    rules, today = counter.rules, pen.hand.today
    standing = ledger.standing(pen.connection, drawn.stored.contract_id, today=today)
    number, bill = pen.number("F"), drawn.bill
    return replace(
        drawn.invoice,
        number=number,
        issued_on=today,
        due_on=due_on(rules, today),
        bill=bill,
        corrects=None,
        reason=drawn.stored.case.number,
        previous_balance=max(0, standing.owed),
        scan=scan_code(number),
        debit={},
        cash_stamp=stamp(rules, today, bill.total, bill.sections) if bill.total > 0 else 0,
        above_usual=False,
    )


def _look(counter: Counter) -> Callable[[Connection, str], Capped | None]:
    def look(connection: Connection, operation: str) -> Capped | None:
        from desktop_app.storage import leaks

        stored = leaks.by_operation(connection, operation)
        if stored is None or not stored.events:
            return None
        event = stored.events[-1]
        if event.state is not LeakState.CAPPED:
            return None
        return _capped(LeakFile(stored.case, stored.events, law_of(counter).months), event)

    return look


def _capped(file: LeakFile, event: LeakEvent) -> Capped:
    facts = event.facts
    return Capped(
        file=file,
        why=Grounds(facts["why"]),
        invoice=facts["invoice"],
        before=cents(facts["before"]),
        after=cents(facts["after"]),
        credit_note=facts["credit_note"],
        new_invoice=facts["new_invoice"],
    )
