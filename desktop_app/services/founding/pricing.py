"""Bills of a history: priced once by the real rules, then shared by all with the same days and volumes.

Services are priced apart where their VAT rates differ (one VAT amount per rate is then the same as pricing them
together), so that customers share the price of a service even when they differ in the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from desktop_app.domain import tariff
from desktop_app.domain.invoice import Bill, Line, merged
from desktop_app.domain.period import Period
from desktop_app.domain.rulebook import RuleBook

from . import canonical
from .canonical import LineTexts

KEPT = 5000
"""Bills remembered at once: memory stays flat however many customers there are."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What an advance billed: its period, issue day and volume."""

    start: date
    end: date
    issued_on: date
    volume: int


@dataclass(slots=True)
class Priced:
    """A bill and the canonical text of each of its lines, made when first asked for."""

    bill: Bill
    parts: tuple[Priced, ...] = ()
    _lines: list[tuple[str, str]] | None = None

    def lines(self, written: LineTexts) -> list[tuple[str, str]]:
        """(heading, canonical text) of each line."""
        if self.parts:
            return [line for part in self.parts for line in part.lines(written)]
        if self._lines is None:
            self._lines = [(line.heading, written.of(line)) for line in self.bill.lines]
        return self._lines


class Pricer:
    """Prices of one operator; `price` remembers what it priced last."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = rules
        self.one = lru_cache(maxsize=KEPT)(self._one)
        self._written = LineTexts()
        self._places = {heading.code: n for n, heading in enumerate(rules.headings)}

    def price(
        self,
        category: str,
        start: date,
        end: date,
        issued_on: date,
        volumes: tuple[tuple[str, int], ...],
        consumed_from: date | None = None,
        advance: Advance | None = None,
    ) -> Priced:
        """The bill of these volumes over [start, end); `advance` is deducted at the prices it was billed at."""
        if len(volumes) > 1 and advance is None:
            parts = tuple(
                self.one(category, start, end, issued_on, (volume,), consumed_from, None)
                for volume in volumes
            )
            rates = [vat.rate for part in parts for vat in part.bill.vat]
            if len(set(rates)) == len(rates):
                return Priced(merged(part.bill for part in parts), parts)
        return self.one(category, start, end, issued_on, volumes, consumed_from, advance)

    def regularise(
        self,
        category: str,
        periods: tuple[tuple[date, date], ...],
        issued_on: date,
        service: str,
        volume: int,
        billed: tuple[Priced, ...],
    ) -> Priced:
        """The true volume found after estimates, priced by periods, less what the estimates already cost."""
        bill = tariff.reprice_by_months(
            self.rules,
            category=category,
            months=[Period(start, end) for start, end in periods],
            issued_on=issued_on,
            volumes={service: volume},
            billed=[priced.bill for priced in billed],
        )
        return Priced(bill)

    def together(self, parts: list[Priced]) -> Priced:
        """Bills of several services as one."""
        if len(parts) == 1:
            return parts[0]
        return Priced(merged(part.bill for part in parts), tuple(parts))

    def text(self, priced: Priced) -> str:
        """The canonical text of a bill, its lines in the order of the headings."""
        lines = sorted(priced.lines(self._written), key=lambda line: self._places[line[0]])
        return canonical.bill_text(priced.bill, [text for _, text in lines])

    def _one(
        self,
        category: str,
        start: date,
        end: date,
        issued_on: date,
        volumes: tuple[tuple[str, int], ...],
        consumed_from: date | None,
        advance: Advance | None,
    ) -> Priced:
        first = self.rules.services[0].code
        deduct: tuple[Line, ...] = ()
        if advance is not None:
            billed = self.price(
                category, advance.start, advance.end, advance.issued_on, ((first, advance.volume),)
            )
            deduct = billed.bill.lines
        bill = tariff.price(
            self.rules,
            category=category,
            period=Period(start, end),
            issued_on=issued_on,
            volumes=dict(volumes),
            deduct=deduct,
            consumed_from=consumed_from,
        )
        return Priced(bill)
