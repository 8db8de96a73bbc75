"""Why this amount: an invoice compared with the same period last year, or the last one, and the letter that says it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain import explanation as rule
from desktop_app.domain.explanation import Explanation, Normal
from desktop_app.domain.invoice import Invoice, InvoiceKind, LineGroup
from desktop_app.domain.leak import mean_of
from desktop_app.domain.own_period import own_period
from desktop_app.domain.refusals import CannotWriteFile, UnknownDocument
from desktop_app.domain.rulebook import RuleBook

from . import consumption
from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.services.printing import Printed, Queued

KIND = "explanation"
_LOOK_BACK = 40
"""Invoices read back: three years of months, and the ones around them."""
_YEARS = 3
"""Years a suspicion of leak looks back where the rule book names none."""


def explain(counter: Counter, number: str) -> Explanation:
    """The explanation of an issued invoice or credit note; refuses UnknownDocument."""
    from desktop_app.storage import invoices

    with counter.book.read() as connection:
        made = invoices.load(connection, number)
        line = invoices.by_number(connection, number)
        if made is None or line is None:
            raise UnknownDocument(number=number)
        if made.kind is InvoiceKind.CREDIT:
            return rule.explain(counter.rules, made)
        taken_back = {
            i.number for i in invoices.of_contract(connection, line.contract_id) if i.credited
        }
        others = [
            other
            for other in invoices.last_loaded(connection, line.contract_id, count=_LOOK_BACK)
            if other.number != number and other.number not in taken_back
        ]
        normal = _normal(connection, counter.rules, made, line.contract_id)
    return rule.explain(
        counter.rules,
        made,
        rule.reference_for(made, others),
        normal=normal,
        corrected=_corrected(made, others),
    )


def preview(counter: Counter, number: str, *, language: str | None = None) -> bytes:
    """The PDF bytes of the letter, in the customer's language unless another is named. Refuses UnknownDocument."""
    from .printing import draw_letter

    return draw_letter(counter, explain(counter, number), language)[0]


def write(
    counter: Counter,
    number: str,
    *,
    out: Path,
    language: str | None = None,
    queued: Queued | None = None,
) -> tuple[Explanation, Printed]:
    """Write the letter; that it was made is journalled. Refuses UnknownDocument; trouble CannotWriteFile."""
    from .printing import Printed, draw_letter, write_whole

    fact = explain(counter, number)
    if not out.parent.is_dir():
        raise CannotWriteFile(path=str(out))
    page, spoken = draw_letter(counter, fact, language)
    with counter.book.write(counter.hand()) as pen:
        pen.journal(
            "explanation_printed",
            document=number,
            body={
                "language": spoken,
                "reference": fact.reference.number if fact.reference else "",
                "difference": fact.difference,
            },
        )
        if queued is not None:
            queued(pen, 0, spoken)
    write_whole(out, page)
    return fact, Printed(number, KIND, spoken, 0, page.count(b"/Type /Page\n"), out)


def _corrected(made: Invoice, others: list[Invoice]) -> tuple[str, ...]:
    """The invoices whose lines this one takes back, oldest first."""
    days = {x.start for x in made.bill.lines if x.group is LineGroup.DEDUCTION and x.start}
    held = [o for o in others if any(o.start <= day < o.end for day in days)]
    return tuple(o.number for o in sorted(held, key=lambda o: o.start) if o.number)


def _normal(
    connection: Connection, rules: RuleBook, made: Invoice, contract_id: int
) -> dict[str, Normal]:
    """What each service usually uses over the invoice's own days, by the same period of the previous years."""
    from desktop_app.storage import readings

    own = own_period(rules, made)
    percent = rules.leak.percent if rules.leak else rules.reading.suspect_percent
    years = rules.leak.years if rules.leak else _YEARS
    read = readings.of_contract(connection, contract_id)
    totals: dict[str, Fraction] = {}
    known: dict[str, int] = {}
    for meter in {r.meter_id for r in read}:
        held = [r for r in read if r.meter_id == meter]
        mean = mean_of(consumption.spans(held), own.consumed.start, own.consumed.end, years)
        if mean is not None:
            service = held[0].service
            totals[service] = totals.get(service, Fraction(0)) + Fraction(mean.total, mean.count)
            known[service] = max(known.get(service, 0), mean.count)
    share = Fraction(own.period.days, own.consumed.days)
    return {
        service: Normal(
            usual=_half_up(total * share),
            limit=(total * share * percent / 100).__floor__(),
            years=known[service],
        )
        for service, total in totals.items()
    }


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
