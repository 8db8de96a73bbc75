"""The shift of a till: opened with a counted float, blind-counted at night, closed with a numbered Z report.

What the drawer should hold is never told before the count; every other figure may be shown during the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from desktop_app.domain import till as rules
from desktop_app.domain.money import Cents
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals_till import ShiftOpen
from desktop_app.domain.till import (
    Denomination,
    DepositSlip,
    Movement,
    Need,
    Pieces,
    ShiftReport,
)
from desktop_app.storage import payments as stored
from desktop_app.storage import till
from desktop_app.storage.payments import ShiftFact

from .counter import Counter
from .once import once

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.domain.bad_news import Refusal
    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class OpenShift:
    """`float` in cents, or counted by `pieces` (both: they must agree)."""

    operation: str
    float: Cents | None = None
    pieces: Pieces = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """The open shift of this till. `carried` is what the previous one left; `difference` = float - carried."""

    id: int
    till: str
    agent: str
    opened_at: datetime
    booked_on: date
    float: Cents
    carried: Cents | None = None
    difference: Cents = 0
    pieces: Pieces = ()


@dataclass(frozen=True, slots=True)
class MoveCash:
    """Cash into or out of the drawer without a receipt; `amount` in cents, above zero; a reason is required."""

    amount: Cents
    reason: str
    operation: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class SendFloat:
    """Part of the drawer sent to another agent (or the chief cashier), in transit until accepted."""

    to: str
    operation: str
    amount: Cents | None = None
    pieces: Pieces = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer that nobody answered yet; kind "float" (a part) or "drawer" (the whole till to another agent)."""

    number: str
    kind: str
    sent_by: str
    to: str
    at: datetime
    amount: Cents | None
    """None for a whole drawer: the one who takes it over counts it."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a shift cannot end: code "transfer", "card", "epay" or "print", the document, whose answer is missing."""

    code: str
    document: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class TenderLine:
    """What a means other than cash brought so far in this shift; cents."""

    tender: str
    count: int
    amount: Cents


@dataclass(frozen=True, slots=True)
class TillNow:
    """The till's place during the day (X state): everything but what the drawer should hold."""

    today: date
    till: str
    agent: str
    shift: Shift | None
    carried: Cents | None
    """What the previous shift left: proposed as the next float."""
    receipts: int
    reversals: int
    others: tuple[TenderLine, ...]
    movements: tuple[Movement, ...]
    transfers: tuple[Transfer, ...]
    obstacles: tuple[Obstacle, ...]
    counts: int
    """Blind counts already made in this shift."""
    cash_warning: bool
    """More cash in the drawer than the rule book likes: bring some to the safe."""
    denominations: tuple[Denomination, ...]
    last_report: str
    """Number of the last Z report of this till, or ""."""
    training: bool
    to_deposit: tuple[str, ...]
    """Z reports whose cash and cheques are not on a deposit slip yet."""


@dataclass(frozen=True, slots=True)
class DayPayment:
    """One receipt of a shift; cents."""

    number: str
    at: datetime
    contract: str
    name: str
    tender: str
    amount: Cents
    stamp: Cents
    reversible: bool
    reversed: bool
    reverses: str


@dataclass(frozen=True, slots=True)
class Count:
    """A blind count: `counted` in cents, or by `pieces`."""

    counted: Cents | None = None
    pieces: Pieces = ()


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """How a blind count stands; `expected` and `difference` are told only once a second count is not needed."""

    attempt: int
    counted: Cents
    need: Need
    expected: Cents | None
    difference: Cents | None


@dataclass(frozen=True, slots=True)
class CloseShift:
    """Close on this count (None: the last one made). `override` names who lets it end in spite of obstacles."""

    operation: str
    counted: Cents | None = None
    pieces: Pieces = ()
    reason: str = ""
    supervisor: str = ""
    override: str = ""


def open_shift(counter: Counter, command: OpenShift) -> Shift:
    """Open this till. Refuses ShiftOpen, AmountNegative, AmountTooLarge, CountDoesNotAddUp, UnknownDenomination,
    ClockSetBack."""
    from .drawer import refuse_clock, refuse_too_large

    rule = counter.rules.till
    worth = rules.counted(command.float, command.pieces, rule.denominations)
    refuse_too_large(counter, worth)

    def write(pen: Pen) -> Shift:
        connection, hand = pen.connection, pen.hand
        held = stored.open_shift(connection, hand.till)
        if held is not None:
            raise ShiftOpen(till=hand.till, agent=held.agent)
        refuse_clock(pen, till.last_day(connection, hand.till) or hand.today)
        carried = till.left_in_drawer(connection, hand.till)
        facts = till.Opening(carried, command.pieces, command.reason.strip(), command.operation)
        row = stored.start_shift(pen, float_cents=worth, facts=facts)
        found = stored.open_shift(connection, hand.till)
        assert found is not None
        made = _shift(connection, found)
        pen.journal("shift_opened", body={"shift": row, "opened": made})
        return made

    return once(counter, command.operation, _opened, write)


def now(counter: Counter) -> TillNow:
    """The state of this till."""
    from .counting import hanging
    from .drawer import cash_in, told

    rule, today = counter.rules.till, counter.today()
    with counter.book.read() as connection:
        found = stored.open_shift(connection, counter.till)
        sent = tuple(told(m) for m in till.unanswered(connection))
        waiting = tuple(w.report.number for w in till.to_deposit(connection))
        last = till.last_report(connection, counter.till)
        carried = till.left_in_drawer(connection, counter.till)
        if found is None:
            return TillNow(
                today=today,
                till=counter.till,
                agent=counter.agent,
                shift=None,
                carried=carried,
                receipts=0,
                reversals=0,
                others=(),
                movements=(),
                transfers=sent,
                obstacles=(),
                counts=0,
                cash_warning=False,
                denominations=rule.denominations,
                last_report=last,
                training=counter.book.installation.kind == "training",
                to_deposit=waiting,
            )
        return TillNow(
            today=today,
            till=counter.till,
            agent=counter.agent,
            shift=_shift(connection, found),
            carried=carried,
            receipts=len(till.receipts(connection, found.id)),
            reversals=till.reversals(connection, found.id),
            others=tuple(
                TenderLine(t.tender.value, t.count, t.amount)
                for t in till.tenders(connection, found.id)
                if t.tender is not TenderKind.CASH
            ),
            movements=till.movements(connection, found.id),
            transfers=sent,
            obstacles=tuple(_obstacle(r) for r in hanging(counter, connection, found)),
            counts=len(till.counts(connection, found.id)),
            cash_warning=cash_in(connection, found) > rule.cash_warning,
            denominations=rule.denominations,
            last_report=last,
            training=counter.book.installation.kind == "training",
            to_deposit=waiting,
        )


def payments_of(counter: Counter, shift: int | None = None) -> tuple[DayPayment, ...]:
    """The receipts of the open shift (or of that one), newest first."""
    today = counter.today()
    with counter.book.read() as connection:
        found = stored.open_shift(connection, counter.till)
        wanted = shift if shift is not None else found.id if found else None
        rows = till.receipts(connection, wanted) if wanted is not None else ()
    return tuple(
        DayPayment(
            number=r.number,
            at=r.at,
            contract=r.contract,
            name=r.name,
            tender=r.tender,
            amount=r.amount,
            stamp=r.stamp,
            reversible=found is not None
            and not (r.undone or r.reverses)
            and (r.booked_on, r.till) == (today, counter.till),
            reversed=r.undone,
            reverses=r.reverses,
        )
        for r in rows
    )


def pay_in(counter: Counter, command: MoveCash) -> Movement:
    """Cash into the drawer. Refuses TillClosed, ReasonNeeded, AmountNotPositive."""
    from . import drawer

    return drawer.move(counter, command, kind="paid_in")


def pay_out(counter: Counter, command: MoveCash) -> Movement:
    """Cash out of the drawer. Refuses TillClosed, ReasonNeeded, AmountNotPositive, NotEnoughCash."""
    from . import drawer

    return drawer.move(counter, command, kind="paid_out")


def send_float(counter: Counter, command: SendFloat) -> Transfer:
    """Send part of the drawer to another agent; it leaves the drawer now and waits for its answer.
    Refuses TillClosed, AmountNotPositive, NotEnoughCash, SecondPersonNeeded (to oneself)."""
    from . import drawer

    return drawer.send(counter, command)


def hand_over(counter: Counter, *, to: str = "", operation: str) -> Transfer:
    """Offer the whole drawer to another agent ("" = whoever comes). Refuses TillClosed, TransferHangs."""
    from . import drawer

    return drawer.offer(counter, to=to, operation=operation)


def accept(
    counter: Counter,
    number: str,
    *,
    operation: str,
    counted: Cents | None = None,
    pieces: Pieces = (),
) -> Movement:
    """The other agent takes what was sent: a float goes into their drawer (the safe when they have none); a whole
    drawer is counted, which closes the first agent's shift and opens theirs with what they counted.
    Refuses UnknownTransfer, TransferAnswered, NotYours, SecondPersonNeeded (one's own)."""
    from . import drawer

    return drawer.take(counter, number, operation=operation, counted=counted, pieces=pieces)


def send_back(counter: Counter, number: str, *, reason: str, operation: str) -> Movement:
    """Refuse what was sent, or take it back: it returns into the sender's drawer. Refuses as `accept`, ReasonNeeded."""
    from . import drawer

    return drawer.give_back(counter, number, reason=reason, operation=operation)


def obstacles(counter: Counter) -> tuple[Obstacle, ...]:
    """Why the open shift cannot end now: transfers unanswered, card payments pending, prints in doubt."""
    return now(counter).obstacles


def count(counter: Counter, command: Count) -> CountAnswer:
    """Keep a blind count of the open shift. Refuses TillClosed, AmountNegative, CountDoesNotAddUp."""
    from . import counting

    return counting.add_count(counter, command)


def close_shift(counter: Counter, command: CloseShift) -> ShiftReport:
    """End the shift: Z number, difference to over/short, nothing of it ever re-opened.
    Refuses TillClosed, NotCounted, TransferHangs, CardPending, PrintInDoubt, SecondCountNeeded, ReasonNeeded,
    SupervisorNeeded. A count that is given is kept even when the closing is refused."""
    from . import counting

    return counting.close(counter, command)


def report(counter: Counter, number: str) -> ShiftReport:
    """The stored Z report; refuses UnknownDocument."""
    from . import counting

    return counting.report(counter, number)


def deposit(
    counter: Counter, *, operation: str, left: Cents | None = None, reports: tuple[str, ...] = ()
) -> DepositSlip:
    """The deposit slip of closed shifts (default: all that wait): their cash but `left` (default: the usual float of
    each till), and their cheques. Refuses NothingToDeposit, NotEnoughCash, ShiftOpen."""
    from . import counting

    return counting.deposit(counter, operation=operation, left=left, reports=reports)


def deposit_slip(counter: Counter, number: str) -> DepositSlip:
    """The stored slip; refuses UnknownDocument."""
    from . import counting

    return counting.slip(counter, number)


def _opened(connection: Connection, operation: str) -> Shift | None:
    row = till.opened_by(connection, operation)
    found = stored.shift_by_id(connection, row) if row is not None else None
    return _shift(connection, found) if found else None


def _shift(connection: Connection, found: ShiftFact) -> Shift:
    opened = till.opening(connection, found.id)
    carried = opened.carried
    return Shift(
        id=found.id,
        till=found.till,
        agent=found.agent,
        opened_at=found.opened_at,
        booked_on=found.booked_on,
        float=found.float,
        carried=carried,
        difference=0 if carried is None else found.float - carried,
        pieces=opened.pieces,
    )


def _obstacle(refusal: Refusal) -> Obstacle:
    values = list(refusal.values.values())
    codes = {"transfer-hangs": "transfer", "card-pending": "card", "epay-pending": "epay"}
    code = codes.get(refusal.code, "print")
    return Obstacle(code, str(values[0]), str(values[1]) if code == "transfer" else "")
