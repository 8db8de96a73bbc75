"""A tariff made ready for one category, period and day of issue: dated pieces, prorated limits, finished fixed lines.

Making it costs a few hundred microseconds and is done once for all the customers billed over the same days; pricing a
volume with it is integer arithmetic (prices in ten-thousandths, rates in ten-thousandths of a percent).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from .invoice import Line, LineGroup
from .money import Cents, round_div, share
from .period import Period, days_in_year
from .refusals import NoPriceForPeriod, UnknownCategory
from .rulebook import Component, Labels, Price, RuleBook

NOMINAL_DAYS = {"half-yearly": 182, "quarterly": 91, "monthly": 30, "quarter": 91, "month": 30}
TOLERANCE_DAYS = 5
"""A bill this close to a whole number of nominal periods (per period) is charged whole periods."""
SCALE = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Days of the consumption period under one price row and one VAT rate; `prices` is None where none holds."""

    start: date
    end: date
    days: int
    prices: tuple[Decimal, ...] | None
    scaled: tuple[int, ...]
    vat_rate: Decimal | None
    rule: str


@dataclass(frozen=True, slots=True)
class Part:
    """One component ready to price: finished lines when fixed, pieces and limits otherwise."""

    slot: int
    component: Component
    group: LineGroup
    fixed: tuple[Line, ...]
    pieces: tuple[Piece, ...]
    weights: tuple[int, ...]
    limits: tuple[int, ...]
    labels: tuple[Labels, ...]
    """The label of each block (of the component itself when it has no blocks)."""
    exempt_up_to: int
    cap: Cents | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every component of one category over one period, percentages last; `slot` gives the printed order."""

    rules: RuleBook
    order: tuple[Part, ...]
    slots: int
    summed: frozenset[str]
    """Codes of the components a percentage rests on."""


def plan_for(
    rules: RuleBook,
    *,
    category: str,
    period: Period,
    consumed: Period,
    issued_on: date,
    fixed_billed: Mapping[str, Cents] | None = None,
) -> Plan:
    """The ready tariff; made once per distinct question. Refuses UnknownCategory and NoPriceForPeriod."""
    days = (period.start, period.end, consumed.start, consumed.end, issued_on)
    billed = tuple(sorted(fixed_billed.items())) if fixed_billed else ()
    key = (id(rules), category, *days, billed)
    plan = _PLANS.get(key)
    if plan is not None and plan.rules is rules:
        return plan
    if fixed_billed:
        plain = plan_for(
            rules, category=category, period=period, consumed=consumed, issued_on=issued_on
        )
        order = tuple(_after(rules, part, period, fixed_billed) for part in plain.order)
        plan = replace(plain, order=order)
    else:
        plan = _make(rules, category, period, consumed, issued_on)
    if len(_PLANS) >= _MOST_PLANS:
        _PLANS.clear()
    _PLANS[key] = plan
    return plan


def _after(rules: RuleBook, part: Part, period: Period, billed: Mapping[str, Cents]) -> Part:
    """A part whose yearly charge knows what it has already cost this year."""
    component = part.component
    if component.kind != "fixed" or component.code not in billed:
        return part
    known = billed[component.code]
    lines = _fixed_lines(rules, component, part.group, period, part.pieces, known)
    return replace(part, fixed=lines)


_MOST_PLANS = 2048
_PLANS: dict[tuple[object, ...], Plan] = {}


def _make(
    rules: RuleBook,
    category: str,
    period: Period,
    consumed: Period,
    issued_on: date,
) -> Plan:
    if all(c.code != category for c in rules.categories):
        raise UnknownCategory(category=category, known=tuple(c.code for c in rules.categories))
    headings = {heading.code: i for i, heading in enumerate(rules.headings)}
    held = [c for c in rules.components if category in c.categories]
    held.sort(key=lambda component: headings[component.heading])
    first = min(period.start, consumed.start, issued_on)
    if held and first < rules.prices_from:
        raise NoPriceForPeriod(component=held[0].code, on=first)
    parts = []
    for slot, component in enumerate(held):
        days = period if component.kind == "fixed" else consumed
        pieces = _pieces(rules, component, days, issued_on)
        if all(piece.prices is None for piece in pieces):
            continue
        parts.append(_part(rules, component, slot, days, pieces))
    order = sorted(parts, key=lambda part: part.component.kind == "percent")
    summed = frozenset(code for part in order for code in part.component.of)
    return Plan(rules=rules, order=tuple(order), slots=len(held), summed=summed)


def _part(
    rules: RuleBook,
    component: Component,
    slot: int,
    days: Period,
    pieces: tuple[Piece, ...],
) -> Part:
    limits = prorated_limits(rules, component, days.days)
    cap = component.cap
    exempt = component.exempt_up_to
    if component.limit_days:
        exempt = round_div(exempt * days.days, component.limit_days)
        cap = None if cap is None else round_div(cap * days.days, component.limit_days)
    group = LineGroup.LEVY
    if component.vat is not None:
        group = LineGroup.FIXED if component.kind == "fixed" else LineGroup.CONSUMPTION
    fixed: tuple[Line, ...] = ()
    if component.kind == "fixed":
        fixed = _fixed_lines(rules, component, group, days, pieces, None)
    return Part(
        slot=slot,
        component=component,
        group=group,
        fixed=fixed,
        pieces=pieces,
        weights=tuple(piece.days for piece in pieces),
        limits=limits,
        labels=_block_labels(rules, component, limits),
        exempt_up_to=exempt,
        cap=cap,
    )


def prorated_limits(rules: RuleBook, component: Component, days: int) -> tuple[int, ...]:
    """The cumulative block limits for so many days, whole units.

    Limits given for a number of days are prorated and rounded (for a capped tax, each block's width apart); those given
    per billing period are multiplied by the number of periods the days hold, never less than one.
    """
    if not component.limits:
        return ()
    per = component.limit_days
    if not per:
        times = max(1, whole_periods(days, NOMINAL_DAYS[rules.calendar.kind]))
        return tuple(limit * times for limit in component.limits)
    if component.kind == "capped-blocks":
        found, before, top = [], 0, 0
        for limit in component.limits:
            top += round_div((limit - before) * days, per)
            found.append(top)
            before = limit
        return tuple(found)
    return tuple(round_div(limit * days, per) for limit in component.limits)


def whole_periods(days: int, nominal: int) -> int:
    """How many nominal periods the days are nearest to (half up)."""
    return round_div(days, nominal)


def year_part(annual: Decimal, start: date, end: date, billed: Cents | None = None) -> Cents:
    """The part of a yearly charge for [start, end) within one civil year, in cents (rules.md 1.7).

    Half-up(annual x days / days of the year); the part that ends the year is the annual amount minus what came before
    (`billed` when the caller knows it), so that the parts of a year add up.
    """
    year = days_in_year(start.year)
    whole = int(annual * SCALE)
    opening = date(start.year, 1, 1)
    if end.year == start.year:
        return round_div(whole * (end - start).days, year * 100)
    before = round_div(whole * (start - opening).days, year * 100)
    return round_div(whole, 100) - (before if billed is None else billed)


def _fixed_lines(
    rules: RuleBook,
    component: Component,
    group: LineGroup,
    period: Period,
    pieces: Sequence[Piece],
    billed: Cents | None,
) -> tuple[Line, ...]:
    charged = [(piece, piece.prices[0]) for piece in pieces if piece.prices]
    if component.per == "year":
        amounts = [_yearly(piece, price, period, billed) for piece, price in charged]
        return tuple(
            _fixed_line(component, group, piece, amount, price, "year", None)
            for (piece, price), amount in zip(charged, amounts, strict=True)
        )
    kind = rules.calendar.kind if component.per == "period" else component.per
    nominal = NOMINAL_DAYS[kind]
    unit = {30: "month", 91: "quarter", 182: "half-year"}[nominal]
    times = whole_periods(period.days, nominal)
    regular = times >= 1 and abs(period.days - times * nominal) <= TOLERANCE_DAYS * times
    if not regular:
        return tuple(
            _fixed_line(
                component,
                group,
                piece,
                round_div(int(price * SCALE) * piece.days, nominal * 100),
                price,
                unit,
                None,
            )
            for piece, price in charged
        )
    if len(pieces) == 1:
        piece, price = charged[0]
        amount = round_div(int(price * SCALE) * times, 100)
        return (_fixed_line(component, group, piece, amount, price, unit, Decimal(times)),)
    weights = [piece.days for piece in pieces]
    lines = []
    for piece, price in charged:
        whole = round_div(int(price * SCALE) * times, 100)
        amount = share(whole, weights)[pieces.index(piece)]
        lines.append(_fixed_line(component, group, piece, amount, price, unit, None))
    return tuple(lines)


def _yearly(piece: Piece, price: Decimal, period: Period, billed: Cents | None) -> Cents:
    total, start = 0, piece.start
    while start < piece.end:
        end = min(date(start.year + 1, 1, 1), piece.end)
        last = end == period.end and start == max(period.start, date(start.year, 1, 1))
        total += year_part(price, start, end, billed if last else None)
        start = end
    return total


def _fixed_line(
    component: Component,
    group: LineGroup,
    piece: Piece,
    amount: Cents,
    price: Decimal,
    unit: str,
    times: Decimal | None,
) -> Line:
    return Line(
        heading=component.heading,
        code=component.code,
        labels=component.labels,
        group=group,
        net=amount,
        service=component.service,
        quantity=times,
        unit=unit,
        unit_price=price,
        vat_rate=piece.vat_rate,
        start=piece.start,
        end=piece.end,
        rule=piece.rule,
        nature=component.nature,
    )


def _pieces(
    rules: RuleBook, component: Component, days: Period, issued_on: date
) -> tuple[Piece, ...]:
    if component.dated_by == "issue":
        return (_piece(rules, component, days.start, days.end, issued_on),)
    cuts = {days.start, days.end}
    dated = [row.dates for row in component.prices]
    dated += [rate.dates for rate in rules.vat if rate.code == component.vat]
    for dates in dated:
        cuts.update(
            d for d in (dates.valid_from, dates.valid_to) if d and days.start < d < days.end
        )
    ordered = sorted(cuts)
    return tuple(_piece(rules, component, start, end, start) for start, end in pairwise(ordered))


def _piece(rules: RuleBook, component: Component, start: date, end: date, on: date) -> Piece:
    row: Price | None = next((p for p in component.prices if p.dates.holds(on)), None)
    rate = None
    if component.vat is not None:
        rate = next(
            (v.rate for v in rules.vat if v.code == component.vat and v.dates.holds(on)), None
        )
        if rate is None:
            raise NoPriceForPeriod(component=component.vat, on=on)
    return Piece(
        start=start,
        end=end,
        days=(end - start).days,
        prices=row.prices if row else None,
        scaled=tuple(int(p * SCALE) for p in row.prices) if row else (),
        vat_rate=rate,
        rule=row.id if row else "",
    )


def _block_labels(
    rules: RuleBook, component: Component, limits: tuple[int, ...]
) -> tuple[Labels, ...]:
    if not limits or "block" not in rules.wordings:
        return (component.labels,) * (len(limits) + 1)
    unit = {"m3": "m³"}.get(component.unit, component.unit)
    made = []
    for i in range(len(limits) + 1):
        last = i == len(limits)
        patterns = rules.wordings["last_block" if last else "block"]
        low = limits[i - 1] if i else 0
        values = {"n": i + 1, "low": low if last or not i else low + 1, "unit": unit}
        if not last:
            values["high"] = limits[i]
        made.append(
            {
                language: f"{label}, {patterns[language].format(**values)}"
                for language, label in component.labels.items()
            }
        )
    return tuple(made)
