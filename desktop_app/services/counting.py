"""Ending a shift: the blind count, what still hangs, the Z report with its difference, the deposit slip."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.domain import till as rules
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.record import dump
from desktop_app.domain.refusals import Refusal, UnknownDocument
from desktop_app.domain.refusals_bank import EpayPending
from desktop_app.domain.refusals_till import (
    CardPending,
    NotCounted,
    NotEnoughCash,
    NothingToDeposit,
    PrintInDoubt,
    ReasonNeeded,
    SecondCountNeeded,
    ShiftOpen,
    SupervisorNeeded,
    TransferHangs,
)
from desktop_app.domain.tenders import refuse_card_numbers
from desktop_app.domain.till import Cheque, DepositSlip, Need, Pieces, ShiftReport
from desktop_app.storage import cards, orders, payments, till
from desktop_app.storage.failpoints import failpoint
from desktop_app.storage.payments import ShiftFact

from . import drawer
from .counter import Counter
from .once import once

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen

    from .shifts import CloseShift, Count, CountAnswer


def hanging(
    counter: Counter, connection: Connection, shift: ShiftFact, *, but: str = ""
) -> Iterator[Refusal]:
    """What keeps this shift from ending, each as the refusal that says what to do."""
    for sent in till.unanswered(connection, shift_id=shift.id):
        if sent.number != but:
            yield TransferHangs(number=sent.number, agent=sent.other or "—")
    for card in cards.pending(connection, shift.id):
        yield CardPending(number=card.number, amount=plain_text(card.amount))
    for order in orders.pending(connection, shift_id=shift.id):
        yield EpayPending(order=order.number, amount=plain_text(order.amount))
    for document in till.prints_in_doubt(connection):
        yield PrintInDoubt(document=document)


def refuse_hanging(
    counter: Counter, connection: Connection, shift: ShiftFact, *, but: str = ""
) -> None:
    """Refuses TransferHangs, CardPending, EpayPending or PrintInDoubt while one of them does."""
    for refusal in hanging(counter, connection, shift, but=but):
        raise refusal


def add_count(counter: Counter, command: Count) -> CountAnswer:
    """Keep one blind count in a transaction of its own and say how it stands."""
    from .shifts import CountAnswer

    worth = rules.counted(command.counted, command.pieces, counter.rules.till.denominations)
    with counter.book.write(counter.hand()) as pen:
        shift = drawer.shift_of(pen.connection, pen.hand.till)
        till.add_count(pen, shift.id, counted=worth, pieces=command.pieces)
        made = [amount for amount, _ in till.counts(pen.connection, shift.id)]
        expected = drawer.cash_in(pen.connection, shift)
        pen.journal("cash_counted", body={"shift": shift.id, "counted": worth, "count": len(made)})
    needed = rules.need(counter.rules.till, made, expected, agent=counter.agent)
    told = needed is not Need.SECOND_COUNT
    if needed is Need.REASON and abs(worth - expected) > counter.rules.till.supervisor_above:
        needed = Need.SUPERVISOR
    return CountAnswer(
        attempt=len(made),
        counted=worth,
        need=needed,
        expected=expected if told else None,
        difference=worth - expected if told else None,
    )


def close(counter: Counter, command: CloseShift) -> ShiftReport:
    """End the shift on its last count; a count given here is kept first, whatever follows."""
    from .shifts import Count

    refuse_card_numbers(command.reason)
    with counter.book.read() as connection:
        done = (
            till.report_by(connection, operation=command.operation) if command.operation else None
        )
    if done is not None:
        return done
    if command.counted is not None or command.pieces:
        add_count(counter, Count(command.counted, command.pieces))

    def write(pen: Pen) -> ShiftReport:
        shift = drawer.shift_of(pen.connection, pen.hand.till)
        if not rules.signed_by(command.override, pen.hand.agent):
            refuse_hanging(counter, pen.connection, shift)
        made = till.counts(pen.connection, shift.id)
        if not made:
            raise NotCounted()
        expected = drawer.cash_in(pen.connection, shift)
        worth, pieces = made[-1]
        _refuse_difference(counter, command, [amount for amount, _ in made], expected)
        return end(
            counter,
            pen,
            shift,
            worth,
            pieces,
            reason=command.reason,
            supervisor=command.supervisor,
            override=command.override,
            operation=command.operation,
        )

    return once(counter, command.operation, _done, write)


def _done(connection: Connection, operation: str) -> ShiftReport | None:
    return till.report_by(connection, operation=operation)


def _refuse_difference(
    counter: Counter, command: CloseShift, made: list[Cents], expected: Cents
) -> None:
    rule = counter.rules.till
    needed = rules.need(
        rule,
        made,
        expected,
        reason=command.reason,
        supervisor=command.supervisor,
        agent=counter.agent,
    )
    if needed is Need.SECOND_COUNT:
        raise SecondCountNeeded()
    if needed is Need.REASON:
        raise ReasonNeeded()
    if needed is Need.SUPERVISOR:
        raise SupervisorNeeded(
            difference=plain_text(made[-1] - expected), limit=plain_text(rule.supervisor_above)
        )


def end(
    counter: Counter,
    pen: Pen,
    shift: ShiftFact,
    worth: Cents,
    pieces: Pieces,
    *,
    reason: str = "",
    supervisor: str = "",
    override: str = "",
    operation: str = "",
) -> ShiftReport:
    """Write the Z report of this shift, its difference to over/short first; the caller has judged the count."""
    connection, hand = pen.connection, pen.hand
    expected = drawer.cash_in(connection, shift)
    came, left = till.cash_flows(connection, shift.id)
    counts = len(till.counts(connection, shift.id))
    stamp, collected, first, last = till.stamped(connection, shift.id)
    overridden = tuple(
        str(next(iter(r.values.values()))) for r in hanging(counter, connection, shift)
    )
    if worth != expected:
        made = drawer.new(
            pen, "over_short", shift.id, worth - expected, reason=reason, second=supervisor
        )
        drawer.keep(pen, made, against=till.OVER_SHORT)
    opened = till.opening(connection, shift.id)
    report = ShiftReport(
        number=pen.number("Z"),
        shift=shift.id,
        agency=counter.book.installation.agency,
        till=shift.till,
        agent=shift.agent,
        opened_at=shift.opened_at,
        closed_at=hand.now,
        booked_on=shift.booked_on,
        float=shift.float,
        carried=opened.carried,
        cash_in=came,
        cash_out=left,
        expected=expected,
        counted=worth,
        difference=worth - expected,
        tenders=till.tenders(connection, shift.id),
        stamp=stamp,
        collected=collected,
        receipts=len(till.receipts(connection, shift.id)),
        reversals=till.reversals(connection, shift.id),
        first_receipt=first,
        last_receipt=last,
        movements=till.movements(connection, shift.id),
        pieces=pieces,
        counts=counts,
        reason=reason.strip(),
        supervisor=supervisor.strip(),
        overridden=overridden if override else (),
    )
    report = replace(report, hash_code=hashlib.sha256(dump(report).encode()).hexdigest()[:12])
    till.add_report(pen, report, operation=operation)
    failpoint("shift_report_written")
    pen.journal("shift_closed", document=report.number, body=report)
    return report


def report(counter: Counter, number: str) -> ShiftReport:
    with counter.book.read() as connection:
        found = till.report_by(connection, number=number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def deposit(
    counter: Counter, *, operation: str, left: Cents | None, reports: tuple[str, ...]
) -> DepositSlip:
    """Group closed shifts on a slip: their cash but what stays in the drawers, and their cheques."""

    def write(pen: Pen) -> DepositSlip:
        waiting = [
            w for w in till.to_deposit(pen.connection) if not reports or w.report.number in reports
        ]
        if not waiting:
            raise NothingToDeposit()
        held = {w.report.till: w for w in waiting}  # a drawer holds what its newest count found
        for where in held:
            if (opened := payments.open_shift(pen.connection, where)) is not None:
                raise ShiftOpen(till=where, agent=opened.agent)
        stays = _stays(held, counter.rules.till.usual_float, left)
        cash = sum(w.report.counted for w in held.values()) - sum(stays.values())
        receipts = till.cheques(pen.connection, [w.report.shift for w in waiting])
        slip = DepositSlip(
            number=pen.number("D"),
            made_at=pen.hand.now,
            booked_on=pen.hand.today,
            agency=counter.book.installation.agency,
            till=pen.hand.till,
            agent=pen.hand.agent,
            shifts=tuple(w.report.number for w in waiting),
            cash=cash,
            left=sum(stays.values()),
            cheques=tuple(
                Cheque(r.number, r.customer.name, t.bank, t.reference, t.amount)
                for r in receipts
                for t in r.tenders
                if t.kind is TenderKind.CHEQUE
            ),
        )
        slip = replace(slip, hash_code=hashlib.sha256(dump(slip).encode()).hexdigest()[:12])
        kept = {w.id: stays.get(w.id, 0) for w in waiting}
        till.add_deposit(pen, slip, left=kept, operation=operation)
        pen.journal("deposit_made", document=slip.number, body=slip)
        return slip

    return once(counter, operation, lambda c, o: till.deposit_by(c, operation=o), write)


def _stays(held: dict[str, till.Waiting], usual: Cents, left: Cents | None) -> dict[int, Cents]:
    """What stays in each drawer, by row of its newest Z report: the sum asked for, or the usual float of each."""
    stays: dict[int, Cents] = {}
    rest = left
    for w in held.values():
        stays[w.id] = min(usual if rest is None else rest, w.report.counted)
        rest = None if rest is None else rest - stays[w.id]
    if rest:
        raise NotEnoughCash(amount=plain_text(left or 0))
    return stays


def slip(counter: Counter, number: str) -> DepositSlip:
    with counter.book.read() as connection:
        found = till.deposit_by(connection, number=number)
    if found is None:
        raise UnknownDocument(number=number)
    return found
