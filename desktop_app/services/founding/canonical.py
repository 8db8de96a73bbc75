"""Canonical texts at the speed of a run: the very bytes `record.dump` makes, by writers learnt once for each class.

The facts an invoice holds many of (lines, bars, uses) and those it always has are written by hand, field by field."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

from desktop_app.domain import record
from desktop_app.domain.invoice import Bar, Bill, Estimate, Invoice, Line, MeterUse, VatAmount
from desktop_app.domain.subscriber import Customer

_quote: Callable[[str], str] = json.encoder.encode_basestring
Writer = Callable[[Any], str]


def spliced(fact: Any, ready: Mapping[str, str]) -> str:
    """The canonical text of a fact, some of its fields being texts made before."""
    shape, names, read = _shape(type(fact))  # type: ignore[arg-type]
    values = zip(names, read(fact), strict=True)
    return shape % tuple([ready[name] if name in ready else text(v) for name, v in values])


def bill_text(bill: Bill, lines: list[str]) -> str:
    """The canonical text of a bill whose lines are written already."""
    vat = ",".join([_vat(one) for one in bill.vat])
    sections = ",".join([f"[{_quote(code)},{amount}]" for code, amount in bill.sections])
    return (
        f'{{"levies":{bill.levies},"lines":[{",".join(lines)}],'
        f'"litre_price":{_decimal(bill.litre_price)},"net":{bill.net},"sections":[{sections}],'
        f'"total":{bill.total},"vat":[{vat}],"vat_total":{bill.vat_total}}}'
    )


def text(value: Any) -> str:
    """The canonical text of any fact or value."""
    kind = type(value)
    return (_WRITERS.get(kind) or _learn(kind))(value)


def invoice_text(
    fact: Invoice, *, number: str, scan: str, bill: str, estimate: str | None = None
) -> str:
    """The canonical text of an invoice under this number; its bill, and perhaps its estimate, are texts made before."""
    return (
        f'{{"above_usual":{"true" if fact.above_usual else "false"},'
        f'"approved_by":{_quote(fact.approved_by)},'
        f'"bars":[{_bars(fact.bars)}],"bill":{bill},'
        f'"cash_stamp":{fact.cash_stamp},"corrects":{text(fact.corrects)},'
        f'"customer":{_customer(fact.customer)},"debit":{_mapping(fact.debit)},'
        f'"due_on":{_DAYS[fact.due_on]},"end":{_DAYS[fact.end]},'
        f'"epay_key":{_quote(fact.epay_key)},'
        f'"estimate":{text(fact.estimate) if estimate is None else estimate},'
        f'"issued_on":{_DAYS[fact.issued_on]},"kind":"{fact.kind._value_}",'
        f'"next_reading_on":{_day(fact.next_reading_on)},"number":{_quote(number)},'
        f'"previous_balance":{fact.previous_balance},"reason":{_quote(fact.reason)},'
        f'"scan":{_quote(scan)},"start":{_DAYS[fact.start]},'
        f'"uses":[{",".join([_use(use) for use in fact.uses])}]}}'
    )


class LineTexts:
    """Canonical texts of lines; bills of the same days share most of them (full blocks, fixed charges)."""

    def __init__(self) -> None:
        self._texts: dict[tuple[object, ...], tuple[Line, str]] = {}

    def of(self, line: Line) -> str:
        """The canonical text of a line; what tells lines of the same labels apart is the key."""
        key = (
            id(line.labels),
            line.group._value_,
            line.net,
            line.quantity,
            line.rule,
            line.start,
            line.end,
        )
        known = self._texts.get(key)
        if known is not None and known[0].labels is line.labels:
            return known[1]
        if len(self._texts) >= _LINES_KEPT:
            self._texts.clear()
        made = _line(line)
        self._texts[key] = line, made  # the line holds its labels, so that their id stays theirs
        return made


def _learn(kind: type) -> Writer:
    """The writer of a class met for the first time."""
    writer: Writer = record.dump
    if issubclass(kind, Enum):
        writer = {member: text(member.value) for member in kind}.__getitem__
    elif dataclasses.is_dataclass(kind):
        shape, _, read = _shape(kind)

        def writer(fact: Any) -> str:
            return shape % tuple([text(value) for value in read(fact)])

    _WRITERS[kind] = writer
    return writer


@cache
def _shape(kind: Any) -> tuple[str, tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The text of a class with a gap for each field, its fields in that order, and what reads them all at once."""
    names = tuple(sorted(f.name for f in dataclasses.fields(kind)))
    gaps = ",".join(f'"{name}":%s' for name in names)
    read: Any = attrgetter(*names)
    return f"{{{gaps}}}", names, read if len(names) > 1 else lambda fact: (read(fact),)


def _list(values: tuple[Any, ...] | list[Any]) -> str:
    return f"[{','.join([text(v) for v in values])}]" if values else "[]"


def _mapping(values: dict[str, Any]) -> str:
    if not values:
        return "{}"
    return f"{{{','.join([f'{_quote(k)}:{text(values[k])}' for k in sorted(values)])}}}"


def _bars(bars: Iterable[Bar]) -> str:
    return ",".join(
        [
            f'{{"end":{_DAYS[bar.end]},"estimated":{"true" if bar.estimated else "false"},'
            f'"service":{_quote(bar.service)},"start":{_DAYS[bar.start]},"volume":{bar.volume}}}'
            for bar in bars
        ]
    )


def _use(use: MeterUse) -> str:
    return (
        f'{{"new_index":{use.new_index},"new_kind":{_quote(use.new_kind)},'
        f'"new_on":{_DAYS[use.new_on]},"old_index":{use.old_index},'
        f'"old_kind":{_quote(use.old_kind)},"old_on":{_DAYS[use.old_on]},'
        f'"serial":{_quote(use.serial)},"service":{_quote(use.service)},'
        f'"unit":{_quote(use.unit)},"volume":{use.volume}}}'
    )


def _line(line: Line) -> str:
    return (
        f'{{"code":{_quote(line.code)},"end":{_day(line.end)},"group":"{line.group._value_}",'
        f'"heading":{_quote(line.heading)},"labels":{_labels(line.labels)},'
        f'"nature":{_quote(line.nature)},"net":{line.net},"quantity":{_decimal(line.quantity)},'
        f'"rule":{_quote(line.rule)},"service":{_quote(line.service)},'
        f'"start":{_day(line.start)},"unit":{_quote(line.unit)},'
        f'"unit_price":{_decimal(line.unit_price)},"vat_rate":{_decimal(line.vat_rate)}}}'
    )


def _bill(bill: Bill) -> str:
    return bill_text(bill, [_line(line) for line in bill.lines])


def _vat(one: VatAmount) -> str:
    return f'{{"amount":{one.amount},"base":{one.base},"rate":"{one.rate}"}}'


def _customer(who: Customer) -> str:
    return (
        f'{{"address":{_quote(who.address)},"address_alt":{_quote(who.address_alt)},'
        f'"category":{_quote(who.category)},"category_labels":{_labels(who.category_labels)},'
        f'"contract":{_quote(who.contract)},"email":{_quote(who.email)},'
        f'"language":{_quote(who.language)},"name":{_quote(who.name)},'
        f'"name_alt":{_quote(who.name_alt)},"phone":{_quote(who.phone)},'
        f'"postcode":{_quote(who.postcode)},"send_to":{_quote(who.send_to)},'
        f'"town":{_quote(who.town)}}}'
    )


def _estimate(made: Estimate) -> str:
    sources = ",".join([f"[{_DAYS[a]},{_DAYS[b]},{volume}]" for a, b, volume in made.sources])
    return (
        f'{{"high":{text(made.high)},"low":{text(made.low)},"method":{_quote(made.method)},'
        f'"sources":[{sources}],"volume":{made.volume}}}'
    )


def _day(day: date | None) -> str:
    return "null" if day is None else _DAYS[day]


class _Days(dict[date, str]):
    """Days as canonical text: a run says the same few hundred days millions of times."""

    def __missing__(self, day: date) -> str:
        if len(self) >= _DAYS_KEPT:
            self.clear()
        made = self[day] = f'"{day.isoformat()}"'
        return made


def _decimal(value: Decimal | None) -> str:
    return "null" if value is None else f'"{value}"'


def _labels(labels: dict[str, str]) -> str:
    """The text of labels, which come from the rule book: written once for as long as they are the same object."""
    known = _LABELS.get(id(labels))
    if known is not None and known[0] is labels:
        return known[1]
    if len(_LABELS) >= _LABELS_KEPT:
        _LABELS.clear()
    made = _mapping(labels)
    _LABELS[id(labels)] = labels, made
    return made


_DAYS_KEPT, _LABELS_KEPT, _LINES_KEPT = 20_000, 2000, 5000
_DAYS = _Days()
_LABELS: dict[int, tuple[dict[str, str], str]] = {}
_WRITERS: dict[type, Writer] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    str: _quote,
    date: _DAYS.__getitem__,
    datetime: lambda value: f'"{value.isoformat()}"',
    Decimal: lambda value: f'"{value}"',
    tuple: _list,
    list: _list,
    dict: _mapping,
    Bar: lambda bar: _bars((bar,)),
    Bill: _bill,
    VatAmount: _vat,
    MeterUse: _use,
    Line: _line,
    Customer: _customer,
    Estimate: _estimate,
}
