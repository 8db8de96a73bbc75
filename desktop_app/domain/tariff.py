"""Pricing: volumes, days and a rule book in, an exact bill out; the same function simulates, issues and re-prices.

Line = half-up(quantity x unit price); VAT once per rate; levies outside VAT; a volume over several prices is shared by
days, largest remainder first (rules.md section 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .invoice import (
    Bill,
    Line,
    LineGroup,
    VatAmount,
    bill_of,
    litre_price,
    merged,
    negated,
)
from .money import Cents, round_div, share
from .period import Period
from .refusals import VolumeNegative
from .rulebook import RuleBook
from .tariff_plan import SCALE, Part, Piece, Plan, plan_for, year_part

__all__ = ["bill_of", "merged", "negated", "price", "reprice_by_months", "year_part"]

_NONE: Mapping[str, int] = {}


def price(
    rules: RuleBook,
    *,
    category: str,
    period: Period,
    issued_on: date,
    volumes: Mapping[str, int],
    advance: Mapping[str, int] = _NONE,
    deduct: Sequence[Line] = (),
    consumed_from: date | None = None,
    consumption: bool = True,
    fixed: bool = True,
    fixed_billed: Mapping[str, Cents] | None = None,
    instead: Mapping[str, int] = _NONE,
) -> Bill:
    """The bill of whole volumes (m3, kWh by service) over [start, end); only services named in `volumes` are billed.

    `advance` is the volume already billed, taken back at this bill's prices; `deduct` takes back the consumption of
    earlier lines at their own prices. `consumed_from` starts the consumption before the period (yearly reading);
    `fixed_billed` is what each yearly charge has already cost this year; `instead` gives single components a volume of
    their own (a capped sewerage). Refuses UnknownCategory,
    NoPriceForPeriod, VolumeNegative.
    """
    for volume in (*volumes.values(), *advance.values()):
        if volume < 0:
            raise VolumeNegative(volume=volume)
    consumed = period if consumed_from is None else Period(consumed_from, period.end)
    plan = plan_for(
        rules,
        category=category,
        period=period,
        consumed=consumed,
        issued_on=issued_on,
        fixed_billed=fixed_billed,
    )
    flat = _lines(plan, volumes, consumption=consumption, fixed=fixed, instead=instead)
    if advance or deduct:
        flat += _advance_lines(plan, advance) if advance else []
        flat += [
            x.negative(LineGroup.DEDUCTION)
            for x in consumption_lines(rules, deduct)
            if x.service in volumes
        ]
        flat = _by_heading(rules, flat)
    bill = bill_of(flat, rules)
    if rules.litre_price:
        litres = _litres(rules, volumes, advance, deduct)
        bill = bill.at_litre_price(litre_price(bill, litres))
    return bill


def reprice_by_months(
    rules: RuleBook,
    *,
    category: str,
    months: Sequence[Period],
    issued_on: date,
    volumes: Mapping[str, int],
    billed: Sequence[Bill] = (),
    fixed_for: Sequence[Period] | None = None,
) -> Bill:
    """The regularisation of a real volume found after estimates: never billed in one month (Lydec, 2020; rules 6.5).

    The volume is shared over the consecutive months by days, each month is priced by its own blocks, and the
    consumption of the bills already made is taken back with its own net, VAT and levies. Fixed charges are billed for
    `fixed_for` only (default: the months beyond those already billed). Refuses like `price`.
    """
    weights = [month.days for month in months]
    shares = {service: share(volume, weights) for service, volume in volumes.items()}
    made = []
    for i, month in enumerate(months):
        held = {service: parts[i] for service, parts in shares.items()}
        made.append(
            price(
                rules,
                category=category,
                period=month,
                issued_on=issued_on,
                volumes=held,
                fixed=False,
            )
        )
    made += [_consumption_back(rules, bill, volumes) for bill in billed]
    for month in months[len(billed) :] if fixed_for is None else fixed_for:
        made.append(
            price(
                rules,
                category=category,
                period=month,
                issued_on=issued_on,
                volumes=volumes,
                consumption=False,
            )
        )
    return merged(made)


def consumption_lines(rules: RuleBook, lines: Sequence[Line]) -> list[Line]:
    """The lines that stand for a volume, levies included: what a later bill takes back, fixed charges apart."""
    varying = {c.code for c in rules.components if c.kind != "fixed" and c.advance_deducted}
    return [line for line in lines if line.code in varying]


# One volume by one plan


def _lines(
    plan: Plan,
    volumes: Mapping[str, int],
    *,
    consumption: bool = True,
    fixed: bool = True,
    instead: Mapping[str, int] = _NONE,
) -> list[Line]:
    slots: list[Sequence[Line]] = [()] * plan.slots
    nets: dict[str, Cents] = {}
    for part in plan.order:
        component = part.component
        volume = volumes.get(component.service)
        if volume is None:
            continue
        if instead:
            volume = instead.get(component.code, volume)
        found: Sequence[Line]
        if component.kind == "fixed":
            found = part.fixed if fixed else ()
        elif not consumption:
            continue
        elif component.kind == "percent":
            found = _percent(part, sum(nets.get(code, 0) for code in component.of))
        elif component.kind == "capped-blocks":
            found = _capped(part, volume)
        else:
            found = _volume(part, volume)
        if plan.summed and component.code in plan.summed:
            nets[component.code] = sum(line.net for line in found)
        slots[part.slot] = found
    return [line for found in slots for line in found]


def _volume(part: Part, volume: int) -> list[Line]:
    if volume == 0:
        piece = next(p for p in reversed(part.pieces) if p.prices)
        return [_line(part, piece, 0, 0)] if part.group is not LineGroup.LEVY else []
    lines = []
    for block, quantity in _blocks(part, volume):
        if len(part.pieces) == 1:
            lines.append(_line(part, part.pieces[0], block, quantity))
            continue
        for piece, some in zip(part.pieces, share(quantity, part.weights), strict=True):
            if some and piece.prices:
                lines.append(_line(part, piece, block, some))
    return lines


def _blocks(part: Part, volume: int) -> list[tuple[int, int]]:
    """The quantity in each block: progressive, or the whole volume in its own block where selective."""
    limits = part.limits
    if not limits:
        return [(0, volume)]
    whole = part.component.selective_from
    if whole is not None and (whole == 0 or volume > limits[whole - 1]):
        return [(sum(1 for limit in limits if volume > limit), volume)]
    found, low = [], 0
    for block, limit in enumerate((*limits, volume)):
        top = min(limit, volume)
        if top > low:
            found.append((block, top - low))
            low = top
        if low >= volume:
            break
    return found


def _capped(part: Part, volume: int) -> list[Line]:
    if volume <= part.exempt_up_to:
        return []
    lines = _volume(part, volume)
    if part.cap is None or sum(line.net for line in lines) <= part.cap:
        return lines
    labels = part.component.labels
    return [replace(lines[-1], net=part.cap, quantity=None, unit_price=None, labels=labels)]


def _percent(part: Part, base: Cents) -> list[Line]:
    if base == 0:
        return []
    bases = share(base, part.weights) if len(part.pieces) > 1 else (base,)
    lines = []
    for piece, amount in zip(part.pieces, bases, strict=True):
        if piece.prices:
            net = round_div(amount * piece.scaled[0], 100 * SCALE)
            lines.append(_made(part, piece, 0, net, None, None))
    return lines


def _line(part: Part, piece: Piece, block: int, quantity: int) -> Line:
    scaled = piece.scaled[block]
    assert piece.prices is not None
    return _made(
        part,
        piece,
        block,
        (quantity * scaled + 50) // 100,
        Decimal(quantity),
        piece.prices[block],
    )


def _made(
    part: Part,
    piece: Piece,
    block: int,
    net: Cents,
    quantity: Decimal | None,
    unit_price: Decimal | None,
) -> Line:
    component = part.component
    return Line(
        component.heading,
        component.code,
        part.labels[block],
        part.group,
        net,
        component.service,
        quantity,
        component.unit,
        unit_price,
        piece.vat_rate,
        piece.start,
        piece.end,
        piece.rule,
        component.nature,
    )


# Taking back what was billed


def _advance_lines(plan: Plan, advance: Mapping[str, int]) -> list[Line]:
    lines = _lines(plan, advance, fixed=False)
    return [
        line.negative(LineGroup.DEDUCTION)
        for line in consumption_lines(plan.rules, lines)
        if line.net
    ]


def _consumption_back(rules: RuleBook, bill: Bill, volumes: Mapping[str, int]) -> Bill:
    """The consumption of an issued bill with the other sign; its VAT is what was billed minus that of the rest."""
    taken = [line for line in consumption_lines(rules, bill.lines) if line.service in volumes]
    codes = {(line.code, line.service) for line in taken}
    rest = bill_of([x for x in bill.lines if (x.code, x.service) not in codes], rules)
    kept = {part.rate: part.amount for part in rest.vat}
    bases: dict[Decimal, Cents] = {}
    for line in taken:
        if line.vat_rate is not None:
            bases[line.vat_rate] = bases.get(line.vat_rate, 0) + line.net
    billed = {part.rate: part.amount for part in bill.vat}
    back = bill_of([line.negative(LineGroup.DEDUCTION) for line in taken], rules)
    vat = tuple(
        VatAmount(rate, -bases[rate], kept.get(rate, 0) - billed.get(rate, 0))
        for rate in sorted(bases)
    )
    vat_total = sum(part.amount for part in vat)
    shift = vat_total - back.vat_total
    sections = back.sections
    if sections and shift:
        service, amount = sections[-1]
        sections = (*sections[:-1], (service, amount + shift))
    return replace(back, vat=vat, vat_total=vat_total, total=back.total + shift, sections=sections)


def _by_heading(rules: RuleBook, lines: list[Line]) -> list[Line]:
    order = {heading.code: i for i, heading in enumerate(rules.headings)}
    return sorted(lines, key=lambda line: order.get(line.heading, len(order)))


def _litres(
    rules: RuleBook,
    volumes: Mapping[str, int],
    advance: Mapping[str, int],
    deduct: Sequence[Line],
) -> int:
    found = 0
    for service in rules.services:
        if service.unit == "m3" and service.code in volumes:
            found += volumes[service.code] - advance.get(service.code, 0)
            found -= _volume_of(rules, deduct, service.code)
    return 1000 * found


def _volume_of(rules: RuleBook, lines: Sequence[Line], service: str) -> int:
    """The volume that stands behind lines of one service: the largest of its components' quantities."""
    sums: dict[str, int] = {}
    for line in consumption_lines(rules, lines):
        if line.service == service and line.quantity is not None:
            sums[line.code] = sums.get(line.code, 0) + int(line.quantity)
    return max(sums.values(), default=0)
