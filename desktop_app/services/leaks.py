"""Leak files at the counter: found, told, a month to answer, papers received; each step in the book with its journal
entry, which proves that the customer was told and how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop_app.domain import leak as rule
from desktop_app.domain.leak import LeakCase, LeakEvent, LeakFile, LeakState, Mean
from desktop_app.domain.meter import TRUE_KINDS
from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import Refusal, UnknownContract
from desktop_app.domain.refusals_leak import (
    LeakFileMissing,
    LeakFileOpen,
    LeakNoMean,
    LeakNotCovered,
    LeakNotDwelling,
    VolumeNotAbnormal,
)
from desktop_app.domain.refusals_till import ReasonNeeded
from desktop_app.domain.rulebook import LeakRule

from . import consumption
from .counter import Counter
from .once import once
from .whom import contract_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.leaks import Stored, Suspected
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact

_SUSPECTED_MONTHS = 14
"""How far back the list of suspected leaks looks: a yearly reading and its round."""


@dataclass(frozen=True, slots=True)
class Board:
    """The leak files, newest first, and abnormal readings that no file follows."""

    files: tuple[LeakFile, ...]
    suspected: tuple[Suspected, ...]


def board(counter: Counter, *, closed: bool = False) -> Board:
    """What waits (and what ended, when asked). Refuses LeakNotCovered."""
    from desktop_app.storage import leaks

    law = law_of(counter)
    since = add_months(counter.today(), -_SUSPECTED_MONTHS)
    with counter.book.read() as connection:
        files = [_file(stored, law) for stored in leaks.newest(connection)]
        suspected = leaks.suspected(
            connection, since=since, service=counter.rules.services[0].code, usages=law.usages
        )
    return Board(tuple(f for f in files if closed or not f.closed), suspected)


def of_contract(counter: Counter, contract: str) -> tuple[LeakFile, ...]:
    """The leak files of a contract, oldest first; none where the law knows none. Refuses UnknownContract."""
    from desktop_app.storage import leaks

    law = counter.rules.leak
    with counter.book.read() as connection:
        fact = contract_of(connection, contract)
        if law is None:
            return ()
        return tuple(_file(stored, law) for stored in leaks.of_contract(connection, fact.id))


def file(counter: Counter, key: str) -> LeakFile:
    """The file of this number, or the newest of this contract. Refuses LeakNotCovered, LeakFileMissing."""
    law = law_of(counter)
    with counter.book.read() as connection:
        return _file(find(connection, key), law)


def detect(counter: Counter, contract: str) -> LeakCase:
    """What opening a file now would find, number "". Refuses UnknownContract, LeakNotCovered, LeakNotDwelling,
    LeakNoMean, VolumeNotAbnormal."""
    with counter.book.read() as connection:
        return _detected(counter, connection, contract)[0]


def open_file(counter: Counter, contract: str, *, operation: str = "") -> LeakFile:
    """Open a file on the volume that `detect` finds. Refuses like it, and LeakFileOpen."""
    from desktop_app.storage import leaks

    law = law_of(counter)

    def gesture(pen: Pen) -> LeakFile:
        case, fact, meter_id = _detected(counter, pen.connection, contract)
        for stored in leaks.of_contract(pen.connection, fact.id):
            known = _file(stored, law)
            if not known.closed or known.case.end == case.end:
                raise LeakFileOpen(number=known.case.number)
        case = replace(case, number=pen.number("L"), opened_on=pen.hand.today)
        leaks.add(pen, case, contract_id=fact.id, meter_id=meter_id, operation=operation)
        pen.journal("leak_opened", document=case.number, body=case)
        return LeakFile(case, (), law.months)

    return once(counter, operation, _look(law), gesture)


def notify(
    counter: Counter, key: str, *, channel: str, on: date | None = None, operation: str = ""
) -> LeakFile:
    """The customer was told: the month runs. Refuses LeakFileMissing, LeakFileClosed, LeakDayImpossible."""
    return _go_on(
        counter, key, LeakState.NOTIFIED, on=on, operation=operation, facts={"channel": channel}
    )


def certificate(
    counter: Counter,
    key: str,
    *,
    plumber: str,
    location: str,
    repaired_on: date,
    cause: str = "pipe",
    on: date | None = None,
    approved_by: str = "",
    operation: str = "",
) -> LeakFile:
    """A plumber's certificate with place and date of the repair. Refuses also LeakNotNotified, LeakTooLate (unless
    approved), LeakCauseExcluded, ReasonNeeded (no place)."""
    if not location.strip():
        raise ReasonNeeded()
    facts = {
        "plumber": plumber.strip(),
        "location": location.strip(),
        "repaired_on": repaired_on.isoformat(),
        "cause": cause,
        "approved_by": approved_by,
    }
    return _go_on(
        counter,
        key,
        LeakState.CERTIFICATE,
        on=on,
        operation=operation,
        facts=facts,
        approved_by=approved_by,
    )


def ask_meter_check(
    counter: Counter,
    key: str,
    *,
    on: date | None = None,
    approved_by: str = "",
    operation: str = "",
) -> LeakFile:
    """The customer asks for a check of the meter: the service has a month to answer. Refuses like `certificate`."""
    return _go_on(
        counter,
        key,
        LeakState.METER_CHECK,
        on=on,
        operation=operation,
        facts={"approved_by": approved_by},
        approved_by=approved_by,
    )


def check(
    counter: Counter,
    key: str,
    *,
    meter: str = "",
    note: str = "",
    on: date | None = None,
    operation: str = "",
) -> LeakFile:
    """The paper was checked, or the meter found "right" or "faulty". Refuses LeakNoProof when there is nothing to
    check."""
    facts = {"meter": meter} if meter else {}
    return _go_on(
        counter, key, LeakState.CHECKED, on=on, operation=operation, facts=facts, reason=note
    )


def reject(counter: Counter, key: str, *, reason: str, operation: str = "") -> LeakFile:
    """The file ends without a capped bill, for a reason. Refuses ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded()
    return _go_on(
        counter, key, LeakState.REJECTED, on=None, operation=operation, reason=reason.strip()
    )


# What every step shares


def law_of(counter: Counter) -> LeakRule:
    """The law on abnormal volumes; refuses LeakNotCovered where the rule book has none."""
    if counter.rules.leak is None:
        raise LeakNotCovered()
    return counter.rules.leak


def find(connection: Connection, key: str) -> Stored:
    """The file of this number, or the newest of this contract; refuses LeakFileMissing."""
    from desktop_app.storage import leaks

    found = leaks.by_number(connection, key.strip())
    if found is not None:
        return found
    try:
        held = leaks.of_contract(connection, contract_of(connection, key).id)
    except UnknownContract:
        held = ()
    if not held:
        raise LeakFileMissing(number=key)
    return held[-1]


def write_step(pen: Pen, stored: Stored, event: LeakEvent, *, operation: str) -> None:
    """One more row of the file, with its journal entry: who, when, how."""
    from desktop_app.storage import leaks

    leaks.add_event(pen, stored.id, event, operation=operation)
    pen.journal(
        f"leak_{event.state.value}".replace("-", "_"), document=stored.case.number, body=event
    )


def _go_on(
    counter: Counter,
    key: str,
    state: LeakState,
    *,
    on: date | None,
    operation: str,
    facts: dict[str, str] | None = None,
    reason: str = "",
    approved_by: str = "",
) -> LeakFile:
    law = law_of(counter)

    def gesture(pen: Pen) -> LeakFile:
        stored = find(pen.connection, key)
        kept = {k: v for k, v in (facts or {}).items() if v}
        event = LeakEvent(state, on or pen.hand.today, pen.hand.agent, reason, kept)
        made = rule.step(
            _file(stored, law), event, law, today=pen.hand.today, approved_by=approved_by
        )
        write_step(pen, stored, event, operation=operation)
        return made

    return once(counter, operation, _look(law), gesture)


def _look(law: LeakRule) -> Callable[[Connection, str], LeakFile | None]:
    def look(connection: Connection, operation: str) -> LeakFile | None:
        from desktop_app.storage import leaks

        stored = leaks.by_operation(connection, operation)
        return None if stored is None else _file(stored, law)

    return look


def _file(stored: Stored, law: LeakRule) -> LeakFile:
    return LeakFile(stored.case, stored.events, law.months)


# Finding


def _detected(
    counter: Counter, connection: Connection, contract: str
) -> tuple[LeakCase, ContractFact, int]:
    """The newest volume between two true readings of the first service, judged; where it is usual, the newest abnormal
    one of the last months that no file follows: who was not told then may still be owed the cap."""
    from desktop_app.storage import leaks, readings

    law, rules = law_of(counter), counter.rules
    fact = contract_of(connection, contract)
    if fact.usage not in law.usages:
        raise LeakNotDwelling(contract=fact.number)
    service = rules.services[0]
    read = [r for r in readings.of_contract(connection, fact.id) if r.service == service.code]
    since = add_months(counter.today(), -_SUSPECTED_MONTHS)
    followed = max((f.case.end for f in leaks.of_contract(connection, fact.id)), default=date.min)
    refusal: Refusal = LeakNoMean(contract=fact.number)
    for place, (start, end, volume) in enumerate(_volumes(read)):
        if place and (end.taken_on < since or end.taken_on <= followed):
            break
        own = [r for r in read if r.meter_id == end.meter_id]
        mean = rule.mean_of(consumption.spans(own), start.taken_on, end.taken_on, law.years)
        mean = mean or _of_dwellings(counter, connection, fact.id, start.taken_on, end.taken_on)
        if mean is None:
            continue
        limit = mean.percent(law.percent)
        if rule.is_abnormal(volume, mean, law):
            case = LeakCase(
                number="",
                contract=fact.number,
                name=fact.name,
                meter=end.serial,
                service=service.code,
                unit=service.unit,
                start=start.taken_on,
                end=end.taken_on,
                volume=volume,
                mean=mean,
                limit=limit,
                opened_on=counter.today(),
                invoice=billing(connection, fact.id, end.serial, end.taken_on),
            )
            return case, fact, end.meter_id
        if not place:
            refusal = VolumeNotAbnormal(volume=volume, limit=limit)
    raise refusal


def _volumes(read: list[ReadingFact]) -> Iterator[tuple[ReadingFact, ReadingFact, int]]:
    """Two true readings of the meter read last and what passed between them, the newest first."""
    true = [r for r in read if r.kind in TRUE_KINDS]
    own = [r for r in read if true and r.meter_id == true[-1].meter_id]
    seen = [r for r in own if r.kind in TRUE_KINDS]
    for start, end in reversed(list(pairwise(seen))):
        between = [r for r in own if start.taken_on < r.taken_on <= end.taken_on]
        yield start, end, sum(r.volume for r in between)


def _of_dwellings(
    counter: Counter, connection: Connection, contract_id: int, start: date, end: date
) -> Mean | None:
    """What comparable dwellings of the town used over the same days a year before, else over these days."""
    from desktop_app.storage import leaks

    for months in (12, 0):
        found = leaks.of_dwellings(
            connection,
            like_contract=contract_id,
            service=counter.rules.services[0].code,
            usages=law_of(counter).usages,
            start=add_months(start, -months),
            end=add_months(end, -months),
        )
        if found is not None:
            return Mean(*found, source="dwellings")
    return None


def billing(connection: Connection, contract_id: int, serial: str, end: date) -> str:
    """The number of the invoice in force that bills this meter up to this reading, or ""."""
    from desktop_app.storage import invoices

    taken_back = {i.number for i in invoices.of_contract(connection, contract_id) if i.credited}
    for made in invoices.last_loaded(connection, contract_id, count=14):
        if made.number not in taken_back and any(
            u.serial == serial and u.old_on < end <= u.new_on for u in made.uses
        ):
            return made.number or ""
    return ""
