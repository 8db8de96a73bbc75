"""Stamp duty on cash receipts: worked out on the day of payment, on cash only, by the dated rule of the country.

Morocco: CGI art. 252, 0.25 % of each section. Algeria: stamp code art. 100 as amended by the finance laws.
"""

from __future__ import annotations

from datetime import date

from .money import Cents, round_div
from .rulebook import RuleBook, StampRule


def stamp(
    rules: RuleBook, on: date, amount: Cents, sections: tuple[tuple[str, Cents], ...] = ()
) -> Cents:
    """The duty on this amount paid in cash on this day, in cents; 0 where there is none.

    `sections` are the parts of the bill (service, amount): where the duty is due on each section apart, it is taken so
    when they make up exactly the amount paid, else on the amount as one.
    """
    rule = next((s for s in rules.stamps if s.dates.holds(on)), None)
    if rule is None or amount <= 0:
        return 0
    parts = [part for _, part in sections]
    if rule.base != "section" or sum(parts) != amount or min(parts) < 0:
        parts = [amount]
    return sum(_duty(rule, part) for part in parts)


def _duty(rule: StampRule, amount: Cents) -> Cents:
    if amount <= rule.exempt_up_to:
        return 0
    if rule.kind == "percent":
        duty = round_div(amount * int(rule.rate * 10_000), 1_000_000)
    else:
        hundreds = -(-amount // 10_000)
        units = next(u for up_to, u in rule.bands if up_to is None or amount <= up_to)
        duty = hundreds * int(units * 100)
    duty = max(duty, rule.minimum)
    return duty if rule.cap is None else min(duty, rule.cap)
