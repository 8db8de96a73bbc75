"""Drawing up an invoice: which period, which readings, which estimate, then the tariff; nothing is written here.

Simulation and issue call the same function, so the agent never issues anything but what was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from desktop_app.domain import estimate as estimating
from desktop_app.domain import record
from desktop_app.domain.estimate import Neighbours
from desktop_app.domain.invoice import (
    Bill,
    Estimate,
    Invoice,
    InvoiceKind,
    LineGroup,
    MeterUse,
    due_on,
    merged,
)
from desktop_app.domain.meter import TRUE_KINDS, Span, Usual
from desktop_app.domain.money import Cents
from desktop_app.domain.period import Period
from desktop_app.domain.refusals import (
    AlreadyBilled,
    BillingInFuture,
    NothingToBill,
    VolumeNegative,
)
from desktop_app.domain.refusals_run import BilledAboveIndex
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.run import MONTHS as MONTHS
from desktop_app.domain.run import due_end
from desktop_app.domain.stamp import stamp
from desktop_app.domain.tariff import reprice_by_months

from . import consumption
from .neighbours import neighbours
from .prices import Prices
from .whom import contract_of, customer_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.past import Past
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact, MeterFact

_YEARLY_READING_DAYS = 300
"""A half-yearly calendar settles instead of asking a second advance once so much time was really measured."""


@dataclass(frozen=True, slots=True)
class EstimatedReading:
    """A reading that issuing the invoice records, since none was taken."""

    meter_id: int
    on: date
    figure: int
    volume: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class DrawnUp:
    """An invoice without number, and what issuing it must write beside it."""

    contract_id: int
    invoice: Invoice
    volume: int
    """Billed volume of the operator's first service."""
    estimated: tuple[EstimatedReading, ...]


@dataclass(frozen=True, slots=True)
class _Metered:
    """One meter over the billed span; `since_true` is the volume since the last true reading, when estimates end."""

    meter: MeterFact
    use: MeterUse
    estimate: Estimate | None
    since_true: int | None = None
    true_from: date | None = None
    recorded: bool = False
    """The estimate is that of a reading recorded already: an invoice taken back is billed again."""


def next_end(connection: Connection, rules: RuleBook, contract: str, today: date) -> date:
    """Up to when this contract is best billed: the end of its oldest unbilled period, as a run would, else today."""
    from desktop_app.storage import invoices, readings

    fact = contract_of(connection, contract)
    billed = invoices.billed_to(connection, fact.id)
    end = due_end(
        rules.calendar.kind,
        billed or fact.opened_on,
        first=billed is None,
        through=today,
        closed_on=fact.closed_on,
        read_on=true_days(readings.of_contract(connection, fact.id)),
        slack_days=rules.billing.slack_days,
    )
    return end or today


def true_days(read: Iterable[ReadingFact]) -> list[date]:
    """The days on which somebody read a meter."""
    return [r.taken_on for r in read if r.kind in TRUE_KINDS]


def draw_up(
    connection: Connection,
    rules: RuleBook,
    contract: str,
    *,
    to: date,
    today: date,
    again_from: date | None = None,
) -> DrawnUp:
    """The invoice of this contract up to `to` (excluded), or up to the day the customer left. `again_from` starts it
    where an invoice taken back did. Refuses UnknownContract, AlreadyBilled, BillingInFuture, NothingToBill,
    NoPriceForPeriod."""
    from desktop_app.storage import past

    fact = contract_of(connection, contract)
    if to > today + timedelta(days=1):
        raise BillingInFuture(to=to, today=today)
    earlier = past.in_force(connection, (fact.id,)).get(fact.id, ())
    start = again_from or max((i.end for i in earlier), default=fact.opened_on)
    to = min(to, fact.closed_on) if fact.closed_on else to
    if to <= start:
        raise AlreadyBilled(contract=fact.number, until=start)
    if again_from:
        earlier = tuple(i for i in earlier if i.end <= again_from)
    return draw(cases(connection, rules, {fact.id: (fact, Period(start, to), earlier)}, today)[0])


def cases(
    connection: Connection,
    rules: RuleBook,
    wanted: Mapping[int, tuple[ContractFact, Period, tuple[Past, ...]]],
    today: date,
    prices: Prices | None = None,
    read: Mapping[int, tuple[ReadingFact, ...]] | None = None,
    owed: Mapping[int, Cents] | None = None,
) -> tuple[Case, ...]:
    """All that drawing up these invoices looks at, in as many queries for one contract as for hundreds; what the caller
    has read already is given."""
    from desktop_app.storage import ledger, readings, subscribers

    ended = [key for key, (fact, _, _) in wanted.items() if fact.closed_on is not None]
    held = subscribers.meters_of(connection, wanted, ended=ended)
    read = readings.of_contracts(connection, wanted) if read is None else read
    owed = ledger.owed_of(connection, wanted) if owed is None else owed
    prices = prices or Prices(rules)
    return tuple(
        Case(
            rules,
            fact,
            period,
            today,
            tuple(
                m
                for m in held.get(key, ())
                if m.installed_on < period.end
                and (m.removed_on is None or m.removed_on > period.start)
            ),
            read.get(key, ()),
            earlier,
            owed.get(key, 0),
            prices,
            {
                m.service: neighbours(connection, fact.category, m.service)
                for m in held.get(key, ())
            },
        )
        for key, (fact, period, earlier) in wanted.items()
    )


def draw(case: Case) -> DrawnUp:
    """The invoice of one case. Refuses NothingToBill, NoPriceForPeriod, BilledAboveIndex."""
    fact, rules, issued_on = case.fact, case.rules, case.today
    if not case.meters:
        raise NothingToBill(contract=fact.number)
    try:
        kind, bill, metered, advance = (
            _half_yearly(case) if rules.calendar.kind == "half-yearly" else _periodic(case)
        )
    except VolumeNegative as negative:
        above = [i.number for i in case.earlier if any(u.estimated for u in i.uses)]
        if not above:
            raise
        raise BilledAboveIndex(number=above[0]) from negative
    uses = tuple(m.use for m in metered)
    first = rules.services[0].code
    estimates = [m.estimate for m in metered if m.estimate is not None]
    shown = advance or (estimates[0] if estimates else None)
    made = Invoice(
        number=None,
        kind=kind,
        customer=customer_of(fact, rules),
        issued_on=issued_on,
        due_on=due_on(rules, issued_on),
        start=case.period.start,
        end=case.period.end,
        bill=bill,
        uses=uses,
        estimate=shown,
        bars=consumption.bars(rules, case.meters, case.read),
        previous_balance=max(0, case.owed),
        above_usual=rules.calendar.kind != "half-yearly" and _above_usual(case, metered),
        cash_stamp=stamp(rules, issued_on, bill.total, bill.sections) if bill.total > 0 else 0,
    )
    return DrawnUp(
        contract_id=fact.id,
        invoice=made,
        volume=advance.volume if advance else sum(u.volume for u in uses if u.service == first),
        estimated=tuple(
            EstimatedReading(m.meter.id, m.use.new_on, m.use.new_index, m.use.volume, m.estimate)
            for m in metered
            if m.estimate is not None and not m.recorded
        ),
    )


class _Around(TypedDict):
    zone: Usual | None
    neighbours: Neighbours


_Drawn = tuple[InvoiceKind, Bill, tuple[_Metered, ...], Estimate | None]


@dataclass(frozen=True, slots=True)
class Case:
    """All that the drawing up of one invoice looks at; `earlier` are its invoices in force, newest first, `owed` what
    the contract owes before it, in cents."""

    rules: RuleBook
    fact: ContractFact
    period: Period
    today: date
    meters: tuple[MeterFact, ...]
    read: tuple[ReadingFact, ...]
    earlier: tuple[Past, ...]
    owed: Cents
    prices: Prices
    around: Mapping[str, Neighbours]
    """What others of the category use, by service."""

    @property
    def final(self) -> bool:
        """Whether the customer leaves at the end of the period."""
        closed = self.fact.closed_on
        return closed is not None and self.period.end >= closed


def _periodic(case: Case) -> _Drawn:
    """Monthly and quarterly invoices; where estimates end in a true reading, the span is priced again by periods."""
    metered = tuple(_metered(case, m, case.period.end) for m in case.meters)
    corrected = {
        m.use.service: m for m in metered if m.since_true is not None and m.true_from is not None
    }
    plain = _by_service(m for m in metered if m.use.service not in corrected)
    bills: list[Bill] = []
    if plain:
        bills.append(_price(case, plain))
    for service, one in corrected.items():
        bills.append(_regularised(case, service, metered, one))
    kind = InvoiceKind.REGULARISATION if corrected else InvoiceKind.PERIODIC
    if case.final:
        kind = InvoiceKind.FINAL
    bill = bills[0] if len(bills) == 1 else merged(bills)
    return kind, bill, metered, None


def _regularised(case: Case, service: str, metered: Sequence[_Metered], one: _Metered) -> Bill:
    """The true volume since the last true reading, priced by periods, less what estimates already cost (rules 6.5)."""
    since = one.true_from
    assert since is not None
    estimated = [
        i
        for i in reversed(case.earlier)
        if i.start >= since - timedelta(days=_SLACK_DAYS)
        and any(u.service == service and u.new_kind == "estimated" for u in i.uses)
    ]
    volume = sum(
        m.since_true if m.since_true is not None else m.use.volume
        for m in metered
        if m.use.service == service
    )
    return reprice_by_months(
        case.rules,
        category=case.fact.category,
        months=[*(Period(i.start, i.end) for i in estimated), case.period],
        issued_on=case.today,
        volumes={service: volume},
        billed=[i.bill for i in estimated],
    )


_SLACK_DAYS = 10
"""Readings are taken some days around the ends of billing periods."""


def _half_yearly(case: Case) -> _Drawn:
    """Half of last year's volume in the first half, then the true year less that advance (Pays d'Iroise)."""
    last = case.earlier[0] if case.earlier else None
    if last is not None and last.kind is InvoiceKind.ADVANCE:
        return _settlement(case, last)
    if case.final:
        return _settlement(case, None)
    metered = tuple(_metered(case, m, case.period.end) for m in case.meters)
    measured = max((m.use.new_on - m.use.old_on).days for m in metered)
    if all(m.estimate is None for m in metered) and measured >= _YEARLY_READING_DAYS:
        bill = _price(case, _by_service(metered), consumed_from=_oldest(metered))
        return InvoiceKind.SETTLEMENT, bill, metered, None
    service = case.rules.services[0].code
    spans = [s for m in case.meters for s in _spans(case, m)]
    half = estimating.legal(
        case.rules.estimation,
        spans,
        case.period.start,
        case.period.end,
        percent=case.rules.calendar.advance_percent,
        **_by_neighbours(case, service),
    )
    return InvoiceKind.ADVANCE, _price(case, {service: half.volume}), (), half


def _settlement(case: Case, advance: Past | None) -> _Drawn:
    """The true volume since the last settlement less what was billed in advance; also when the customer leaves."""
    metered = tuple(_metered(case, m, case.period.end) for m in case.meters)
    bill = _price(
        case,
        _by_service(metered),
        deduct=advance.bill if advance else None,
        consumed_from=_oldest(metered),
    )
    return InvoiceKind.FINAL if case.final else InvoiceKind.SETTLEMENT, bill, metered, None


def _price(
    case: Case,
    volumes: dict[str, int],
    *,
    deduct: Bill | None = None,
    consumed_from: date | None = None,
) -> Bill:
    return case.prices.price(
        category=case.fact.category,
        period=case.period,
        issued_on=case.today,
        volumes=volumes,
        deduct=deduct,
        consumed_from=consumed_from if consumed_from and consumed_from < case.period.end else None,
        fixed_billed=_fixed_billed(case),
    )


def _fixed_billed(case: Case) -> dict[str, Cents]:
    """What each yearly charge has already cost in the civil year the period starts in, so that the parts add up.

    Nothing unless the invoices cover the year from its first day on: who came later owes days, not the rest of it."""
    year, found = case.period.start.year, dict[str, Cents]()
    if not any(c.per == "year" for c in case.rules.components):
        return found
    counted = [i for i in case.earlier if i.start.year == year and i.end.year <= year + 1]
    if sum((i.end - i.start).days for i in counted) < (case.period.start - date(year, 1, 1)).days:
        return found
    for invoice in counted:
        for line in invoice.bill.lines:
            if line.group is LineGroup.FIXED:
                found[line.code] = found.get(line.code, 0) + line.net
    return found


def _metered(case: Case, meter: MeterFact, to: date) -> _Metered:
    """What passed through a meter from where it was last billed to its newest reading, or to an estimate at `to`."""
    own = [r for r in case.read if r.meter_id == meter.id]
    used = next((u for i in case.earlier for u in i.uses if u.serial == meter.serial), None)
    if used is not None:
        old_on, old_index, old_kind = used.new_on, used.new_index, used.new_kind
    elif own:
        old_on, old_index, old_kind = own[0].taken_on, own[0].figure, own[0].kind
    else:
        old_on, old_index, old_kind = meter.installed_on, 0, "initial"
    end = min(to, meter.removed_on) if meter.removed_on else to
    later = [r for r in own if old_on < r.taken_on <= end]
    true = [r for r in later if r.kind in TRUE_KINDS]
    new = true[-1] if true else (later[-1] if later else None)
    service = case.rules.service(meter.service)
    since_true = true_from = estimate = None
    recorded = False
    if new is not None:
        volume = sum(r.volume for r in later if r.taken_on <= new.taken_on)
        new_on, new_index, new_kind = new.taken_on, new.figure, new.kind
        if new.kind == "estimated" and new.basis and new_on == end:
            estimate, recorded = record.load(Estimate, new.basis), True
        if old_kind == "estimated" and new.kind in TRUE_KINDS:
            last_true = [r for r in own if r.kind in TRUE_KINDS and r.taken_on < old_on]
            if last_true:
                true_from = last_true[-1].taken_on
                since_true = sum(r.volume for r in own if true_from < r.taken_on <= new.taken_on)
                volume = since_true - sum(
                    u.volume
                    for i in case.earlier
                    for u in i.uses
                    if u.serial == meter.serial and u.old_on >= true_from
                )
    else:
        estimate = estimating.legal(
            case.rules.estimation,
            consumption.history(case.read, meter.id),
            old_on,
            end,
            **_by_neighbours(case, meter.service),
        )
        volume = estimate.volume
        new_on, new_kind = end, "estimated"
        new_index = (old_index + volume) % 10**meter.digits
    use = MeterUse(
        serial=meter.serial,
        service=meter.service,
        unit=service.unit,
        old_on=old_on,
        old_index=old_index,
        old_kind=old_kind,
        new_on=new_on,
        new_index=new_index,
        new_kind=new_kind,
        volume=volume,
    )
    return _Metered(meter, use, estimate, since_true, true_from, recorded)


def _by_neighbours(case: Case, service: str) -> _Around:
    """What an estimate takes from the neighbours: the mean of the zone, the seasons of the band."""
    around = case.around.get(service, Neighbours())
    return {"zone": around.usual, "neighbours": around}


def _spans(case: Case, meter: MeterFact) -> tuple[Span, ...]:
    return consumption.spans([r for r in case.read if r.meter_id == meter.id])


def _by_service(metered: Iterable[_Metered]) -> dict[str, int]:
    volumes: dict[str, int] = {}
    for m in metered:
        volumes[m.use.service] = volumes.get(m.use.service, 0) + m.use.volume
    return volumes


def _oldest(metered: Sequence[_Metered]) -> date:
    return min(m.use.old_on for m in metered)


def _above_usual(case: Case, metered: Sequence[_Metered]) -> bool:
    """Whether the regularised volume is above the mean of the same period of the two previous years."""
    for m in metered:
        if m.since_true is None or m.true_from is None:
            continue
        spans = [s for s in _spans(case, m.meter) if s.end <= m.true_from]
        usual = estimating.legal(
            ("two-year-mean", "last-year", "twelve-month-mean"), spans, m.true_from, m.use.new_on
        )
        if usual.sources and m.since_true > usual.volume:
            return True
    return False
