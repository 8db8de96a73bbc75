"""The shift of a till: opened with a counted float, blind-counted at night, closed with a numbered Z report.

What the drawer should hold is never told before the count; every other figure may be shown during the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.money import Cents
from desktop_app.domain.till import (
    Denomination,
    DepositSlip,
    Movement,
    Need,
    Pieces,
    ShiftReport,
)

from .counter import Counter


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
    """Why a shift cannot end: code "transfer" | "card" | "print", the document, and whose answer is missing."""

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
    """Open this till. Refuses ShiftOpen, AmountNegative, CountDoesNotAddUp, UnknownDenomination."""
    raise NotImplementedError


def now(counter: Counter) -> TillNow:
    """The state of this till."""
    raise NotImplementedError


def payments_of(counter: Counter, shift: int | None = None) -> tuple[DayPayment, ...]:
    """The receipts of the open shift (or of that one), newest first."""
    raise NotImplementedError


def pay_in(counter: Counter, command: MoveCash) -> Movement:
    """Cash into the drawer. Refuses TillClosed, ReasonNeeded, AmountNotPositive."""
    raise NotImplementedError


def pay_out(counter: Counter, command: MoveCash) -> Movement:
    """Cash out of the drawer. Refuses TillClosed, ReasonNeeded, AmountNotPositive, NotEnoughCash."""
    raise NotImplementedError


def send_float(counter: Counter, command: SendFloat) -> Transfer:
    """Send part of the drawer to another agent; it leaves the drawer now and waits for its answer.
    Refuses TillClosed, AmountNotPositive, NotEnoughCash, SecondPersonNeeded (to oneself)."""
    raise NotImplementedError


def hand_over(counter: Counter, *, to: str = "", operation: str) -> Transfer:
    """Offer the whole drawer to another agent ("" = whoever comes). Refuses TillClosed, TransferHangs."""
    raise NotImplementedError


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
    Refuses UnknownTransfer, TransferAnswered, NotYours."""
    raise NotImplementedError


def send_back(counter: Counter, number: str, *, reason: str, operation: str) -> Movement:
    """Refuse what was sent, or take it back: it returns into the sender's drawer. Refuses as `accept`."""
    raise NotImplementedError


def obstacles(counter: Counter) -> tuple[Obstacle, ...]:
    """Why the open shift cannot end now: transfers unanswered, card payments pending, prints in doubt."""
    raise NotImplementedError


def count(counter: Counter, command: Count) -> CountAnswer:
    """Keep a blind count of the open shift. Refuses TillClosed, AmountNegative, CountDoesNotAddUp."""
    raise NotImplementedError


def close_shift(counter: Counter, command: CloseShift) -> ShiftReport:
    """End the shift: Z number, difference to over/short, nothing of it ever re-opened.
    Refuses TillClosed, NotCounted, TransferHangs, CardPending, PrintInDoubt, SecondCountNeeded, ReasonNeeded,
    SupervisorNeeded. A count that is given is kept even when the closing is refused."""
    raise NotImplementedError


def report(counter: Counter, number: str) -> ShiftReport:
    """The stored Z report; refuses UnknownDocument."""
    raise NotImplementedError


def deposit(
    counter: Counter, *, operation: str, left: Cents | None = None, reports: tuple[str, ...] = ()
) -> DepositSlip:
    """The deposit slip of closed shifts (default: all that wait): their cash but `left` (default: the usual float of
    each till), and their cheques. Refuses NothingToDeposit, NotEnoughCash."""
    raise NotImplementedError


def deposit_slip(counter: Counter, number: str) -> DepositSlip:
    """The stored slip; refuses UnknownDocument."""
    raise NotImplementedError
