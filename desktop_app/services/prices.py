"""Bills priced once and shared: customers with the same days and volumes get the very same bill.

Services whose VAT rates differ are priced apart (one VAT amount per rate is then what pricing them together gives), so
that customers share the price of one service even when they differ in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desktop_app.domain.invoice import Bill, Line, merged
from desktop_app.domain.money import Cents
from desktop_app.domain.period import Period
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.tariff import price

from .founding import canonical

KEPT = 3000
"""Bills remembered at once: memory stays flat however many customers there are."""


class Prices:
    """The tariff of one operator with a memory; `price` answers exactly what `tariff.price` would."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = rules
        self._places = {heading.code: n for n, heading in enumerate(rules.headings)}
        self._bills: dict[object, tuple[Bill, Bill | None]] = {}
        self._texts: dict[int, tuple[Bill, str]] = {}
        self._lines = canonical.LineTexts()

    def price(
        self,
        *,
        category: str,
        period: Period,
        issued_on: date,
        volumes: Mapping[str, int],
        deduct: Bill | None = None,
        consumed_from: date | None = None,
        fixed_billed: Mapping[str, Cents],
    ) -> Bill:
        """The bill of these volumes; `deduct` is an earlier bill whose consumption is taken back."""
        held = tuple((s.code, volumes[s.code]) for s in self.rules.services if s.code in volumes)
        billed = tuple(sorted(fixed_billed.items()))
        key = (category, period, issued_on, held, consumed_from, billed, id(deduct))
        known = self._bills.get(key)
        if known is not None:
            return known[0]
        made = None
        if len(held) > 1 and deduct is None:
            made = self._apart(category, period, issued_on, held, consumed_from, fixed_billed)
        if made is None:
            made = price(
                self.rules,
                category=category,
                period=period,
                issued_on=issued_on,
                volumes=dict(held),
                deduct=deduct.lines if deduct else (),
                consumed_from=consumed_from,
                fixed_billed=fixed_billed,
            )
        if len(self._bills) >= KEPT:
            self._bills.clear()
        self._bills[key] = made, deduct  # the deducted bill is held, so that its id stays its own
        return made

    def text(self, bill: Bill) -> str:
        """The canonical text of a bill."""
        known = self._texts.get(id(bill))
        if known is not None:
            return known[1]
        if len(self._texts) >= KEPT:
            self._texts.clear()
        made = canonical.bill_text(bill, [self._lines.of(line) for line in bill.lines])
        self._texts[id(bill)] = bill, made
        return made

    def _apart(
        self,
        category: str,
        period: Period,
        issued_on: date,
        held: tuple[tuple[str, int], ...],
        consumed_from: date | None,
        fixed_billed: Mapping[str, Cents],
    ) -> Bill | None:
        """The services priced one by one, when no VAT rate is common to two of them."""
        parts = [
            self.price(
                category=category,
                period=period,
                issued_on=issued_on,
                volumes={service: volume},
                consumed_from=consumed_from,
                fixed_billed=fixed_billed,
            )
            for service, volume in held
        ]
        rates = [vat.rate for part in parts for vat in part.vat]
        if len(set(rates)) < len(rates) or self.rules.litre_price:
            return None
        whole = merged(parts)
        return replace(whole, lines=tuple(sorted(whole.lines, key=self._order)))

    def _order(self, line: Line) -> int:
        return self._places[line.heading]
