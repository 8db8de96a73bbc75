"""Moving in: a new subscriber at a service point that is free, with the index at entry; the first invoice is pro rata.

Where monthly debit is offered it is the rule as soon as the bank details are known (Pays d'Iroise): the newcomer has no
invoices yet, so that the ten tenths rest on a year priced from what neighbours use. Saying no is recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import monthly as monthly_rule
from desktop_app.domain import record
from desktop_app.domain.identifiers import contract_number, mask
from desktop_app.domain.money import Cents
from desktop_app.domain.period import Period, add_months
from desktop_app.domain.refusals import (
    IndexBeyondDial,
    NoPriceForPeriod,
    ReadingBeforeLast,
    ReadingInFuture,
    UnknownCategory,
)
from desktop_app.domain.refusals_moving import (
    EmailUnreadable,
    EntryIndexBelow,
    EntryReadingMissing,
    InBeforeOut,
    NameMissing,
    NoMeterInPlace,
    NotOfThisPoint,
    PhoneUnreadable,
    PointOccupied,
    UnknownPoint,
    UsedWhileEmpty,
)
from desktop_app.domain.rulebook import Category
from desktop_app.domain.run import regular_end

from .counter import Counter
from .neighbours import neighbours
from .whom import account_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.subscribers import ContractFact, MeterFact

PERSON, BODY = "person", "body"
_FIRST, _SPREAD, _ROOM, _SHIFT = 100_000, 387_431, 899_999, 271_828
_PHONE = re.compile(r"\+?[\d\s.()/-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class MoveIn:
    """`point` is the serial of a meter in place or any contract that was there; `figures` are (meter, index)."""

    point: str
    on: date
    figures: tuple[tuple[str, int], ...]
    name: str
    operation: str
    name_alt: str = ""
    body: bool = False
    """A company or an administration."""
    phone: str = ""
    email: str = ""
    language: str = ""
    category: str = ""
    """As the former customer's when empty."""
    account: str = ""
    holder: str = ""
    debit: bool = True
    """Monthly debit, where it is offered and the account is known."""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """One meter at entry; `empty` is what passed since the last reading, while nobody lived there."""

    meter: str
    service: str
    unit: str
    index: int
    empty: int


@dataclass(frozen=True, slots=True)
class MovedIn:
    """What moving in made; cents. `first_bill` is the regular end of the first period."""

    contract: str
    former: str
    name: str
    name_alt: str
    address: str
    town: str
    category: str
    on: date
    meters: tuple[Entered, ...]
    first_bill: date
    rum: str = ""
    account: str = ""
    """Masked."""
    schedule: str = ""
    instalment: Cents = 0
    first_debit: date | None = None


@dataclass(frozen=True, slots=True)
class PointMeter:
    """One meter in place at a service point and its last reading."""

    meter: str
    service: str
    unit: str
    digits: int
    last_index: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Point:
    """A service point as the screen of moving in shows it; `left` None: somebody lives there."""

    former: str
    name: str
    name_alt: str
    address: str
    address_alt: str
    town: str
    category: str
    left: date | None
    meters: tuple[PointMeter, ...]


def point(counter: Counter, text: str) -> Point:
    """The service point of this meter or contract. Refuses UnknownPoint."""
    from desktop_app.storage import places, readings

    with counter.book.read() as connection:
        former = _holder(connection, text)
        held = places.in_place(connection, former.id)
        last = {m.id: readings.last(connection, m.id) for m in held}
    return Point(
        former=former.number,
        name=former.name,
        name_alt=former.name_alt,
        address=former.address,
        address_alt=former.address_alt,
        town=former.town,
        category=former.category,
        left=former.closed_on,
        meters=tuple(
            PointMeter(
                m.serial,
                m.service,
                counter.rules.service(m.service).unit,
                m.digits,
                fact.figure if (fact := last[m.id]) else 0,
                fact.taken_on if fact else m.installed_on,
            )
            for m in held
        ),
    )


def move_in(counter: Counter, command: MoveIn) -> MovedIn:
    """Open the contract, once. Refuses UnknownPoint, PointOccupied, NoMeterInPlace, ReadingInFuture, InBeforeOut,
    ReadingBeforeLast, EntryReadingMissing, NotOfThisPoint, IndexBeyondDial, EntryIndexBelow, UsedWhileEmpty (until
    `confirmed`), NameMissing, UnknownCategory, PhoneUnreadable, EmailUnreadable, AccountInvalid."""
    from .once import once

    return once(
        counter,
        command.operation,
        _stored,
        lambda pen: _enter(counter, pen, command),
    )


def _enter(counter: Counter, pen: Pen, command: MoveIn) -> MovedIn:
    from desktop_app.storage import places, readings, search

    connection, rules = pen.connection, counter.rules
    former = _holder(connection, command.point)
    meters = _free(connection, former, command, pen.hand.today)
    name = " ".join(command.name.split())
    if not name:
        raise NameMissing()
    category = _category(counter, command.category or former.category)
    phone, email = _reached(command)
    account = account_of(rules, command.account) if command.account.strip() else ""
    entered = _indexes(counter, connection, meters, command)
    language = command.language if command.language in rules.languages else rules.languages[0]
    number = _new_number(connection)
    person = places.add_subscriber(
        pen,
        name=name,
        name_alt=" ".join(command.name_alt.split()),
        kind=BODY if command.body else PERSON,
        phone=phone,
        email=email,
        language=language,
    )
    row = places.add_contract(
        pen,
        former,
        number=number,
        subscriber_id=person,
        category=category.code,
        usage=category.usage,
        opened_on=command.on,
    )
    for place, (meter, one) in enumerate(zip(meters, entered, strict=True)):
        places.hand_over(pen, meter.id, row)
        readings.add(
            pen,
            contract_id=row,
            meter_id=meter.id,
            taken_on=command.on,
            figure=one.index,
            kind="initial",
            volume=0,
            operation=command.operation if not place else "",
        )
    search.index_contract(pen, (former.id, row))
    if account:
        _debit(counter, pen, number, account, command)
    made = _told(counter, connection, number, former.number, entered)
    pen.journal("contract_opened", document=number, body=made)
    return made


def _holder(connection: Connection, text: str) -> ContractFact:
    from desktop_app.storage import places

    found = places.holder(connection, "".join(text.split()))
    if found is None:
        raise UnknownPoint(point=text)
    return found


def _free(
    connection: Connection, former: ContractFact, command: MoveIn, today: date
) -> tuple[MeterFact, ...]:
    """The meters of a point where nobody lives on that day."""
    from desktop_app.storage import places

    if former.closed_on is None:
        raise PointOccupied(contract=former.number)
    if command.on > today:
        raise ReadingInFuture(on=command.on, today=today)
    if command.on < former.closed_on:
        raise InBeforeOut(on=command.on, left=former.closed_on)
    held = places.in_place(connection, former.id)
    if not held:
        raise NoMeterInPlace(point=command.point)
    return held


def _indexes(
    counter: Counter, connection: Connection, meters: tuple[MeterFact, ...], command: MoveIn
) -> tuple[Entered, ...]:
    from desktop_app.storage import readings

    serials = {m.serial.casefold() for m in meters}
    given = {serial.casefold(): index for serial, index in command.figures}
    for serial, _ in command.figures:
        if serial.casefold() not in serials:
            raise NotOfThisPoint(meters=tuple(m.serial for m in meters))
    rule = counter.rules.reading
    found = []
    for meter in meters:
        index = given.get(meter.serial.casefold())
        if index is None:
            raise EntryReadingMissing(meter=meter.serial)
        if not 0 <= index < 10**meter.digits:
            raise IndexBeyondDial(index=index, digits=meter.digits)
        last = readings.last(connection, meter.id)
        empty = 0
        if last is not None:
            if command.on < last.taken_on:
                raise ReadingBeforeLast(on=command.on, last=last.taken_on)
            if index < last.figure:
                raise EntryIndexBelow(
                    meter=meter.serial, index=index, last=last.figure, on=last.taken_on
                )
            empty = index - last.figure
        if empty > rule.small_mean + rule.small_slack and not command.confirmed:
            raise UsedWhileEmpty(meter=meter.serial, volume=empty)
        unit = counter.rules.service(meter.service).unit
        found.append(Entered(meter.serial, meter.service, unit, index, empty))
    return tuple(found)


def _category(counter: Counter, code: str) -> Category:
    known = {c.code: c for c in counter.rules.categories}
    if code not in known:
        raise UnknownCategory(category=code, known=", ".join(known))
    return known[code]


def _reached(command: MoveIn) -> tuple[str, str]:
    """Phone and e-mail as kept; both may be empty."""
    phone, email = command.phone.strip(), command.email.strip()
    digits = sum(c.isdigit() for c in phone)
    if phone and not (_PHONE.fullmatch(phone) and 8 <= digits <= 15):
        raise PhoneUnreadable(text=command.phone)
    if email and not _EMAIL.fullmatch(email):
        raise EmailUnreadable(text=command.email)
    return phone, email


def _new_number(connection: Connection) -> str:
    """A contract number nobody has: scattered like those of the register, so that neighbours' differ in every digit."""
    from desktop_app.storage import subscribers

    n = subscribers.counted(connection)
    while True:
        number = contract_number(_FIRST + (n * _SPREAD + _SHIFT) % _ROOM)
        if subscribers.by_number(connection, number) is None:
            return number
        n += 1


# --- monthly debit -------------------------------------------------------------------------------------------------


def _debit(counter: Counter, pen: Pen, number: str, account: str, command: MoveIn) -> None:
    """Keep the mandate; where monthly debit is offered, adopt it or record the refusal."""
    from desktop_app.storage import subscribers

    from .monthly import sign_mandate
    from .whom import contract_of

    fact = contract_of(pen.connection, number)
    holder = " ".join(command.holder.split()) or fact.name
    rum = sign_mandate(pen, fact, account=account, holder=holder)
    if counter.rules.monthly is None:
        return
    if not command.debit:
        subscribers.set_opt_out(pen, fact.id, pen.hand.today)
        pen.journal("debit_opted_out", body={"contract": number, "reason": "moved-in"})
        return
    _adopt(counter, pen, fact, rum, account, holder)


def _adopt(
    counter: Counter, pen: Pen, fact: ContractFact, rum: str, account: str, holder: str
) -> None:
    """Ten tenths of a likely year; none when nothing tells what a year costs."""
    from .monthly import next_debit, write_schedule

    rules = counter.rules
    assert rules.monthly is not None
    likely = _likely_year(counter, pen.connection, fact)
    plan = monthly_rule.plan(likely, rules.monthly, next_debit(pen.hand.today, rules.monthly))
    if plan.instalments:
        write_schedule(pen, rules, fact, plan, rum=rum, account=account, holder=holder)


def _likely_year(counter: Counter, connection: Connection, fact: ContractFact) -> Cents:
    """What twelve months cost a household that uses what its neighbours do, at the prices of that day; cents."""
    from desktop_app.domain.tariff import price
    from desktop_app.storage import places

    year = Period(fact.opened_on, add_months(fact.opened_on, 12))
    volumes: dict[str, int] = {}
    for meter in places.in_place(connection, fact.id):
        usual = neighbours(connection, fact.category, meter.service).usual
        if usual is None:
            return 0
        volumes[meter.service] = volumes.get(meter.service, 0) + usual.over(year.days)
    try:
        bill = price(
            counter.rules,
            category=fact.category,
            period=year,
            issued_on=fact.opened_on,
            volumes=volumes,
        )
    except NoPriceForPeriod:
        return 0
    return bill.total


# --- what was made -------------------------------------------------------------------------------------------------


def _told(
    counter: Counter,
    connection: Connection,
    number: str,
    former: str,
    entered: tuple[Entered, ...],
) -> MovedIn:
    from desktop_app.storage import plans

    from .whom import contract_of

    fact = contract_of(connection, number)
    mandate = plans.active_mandate(connection, fact.id)
    schedule = plans.running_schedule(connection, fact.id)
    return MovedIn(
        contract=number,
        former=former,
        name=fact.name,
        name_alt=fact.name_alt,
        address=fact.address,
        town=fact.town,
        category=fact.category,
        on=fact.opened_on,
        meters=entered,
        first_bill=regular_end(counter.rules.calendar.kind, fact.opened_on, first=True),
        rum=mandate.rum if mandate else "",
        account=mask(mandate.account) if mandate else "",
        schedule=schedule.number if schedule else "",
        instalment=schedule.instalment if schedule else 0,
        first_debit=schedule.instalments[0].on if schedule else None,
    )


def _stored(connection: Connection, operation: str) -> MovedIn | None:
    """The contract this operation already opened."""
    from desktop_app.storage import journal, readings, subscribers

    first = readings.by_operation(connection, operation)
    if first is None:
        return None
    fact = subscribers.by_id(connection, first.contract_id)
    assert fact is not None
    entry = journal.entries(connection, document=fact.number, kind="contract_opened")[0]
    return record.load(MovedIn, entry.body)
