"""Thresholds of billing runs and credit notes at one utility: rows of its rule book, never constants of the code."""

from __future__ import annotations

from dataclasses import dataclass

from .money import Cents
from .toml_node import Node

SLACK_DAYS = 10
"""Where the rule book says nothing."""


@dataclass(frozen=True, slots=True)
class BillingRule:
    """Thresholds of runs and credit notes at a utility; the defaults hold where the rule book says nothing.

    A volume is absurd above `volume_times` the usual one and `volume_floor`; an amount above `amount_times` that of the
    previous invoice of its kind and `amount_floor` (cents). After `estimates_in_row` estimates the next one waits. A
    credit note above `credit_approval_above` (cents), or of an invoice older than `credit_months`, needs a second
    person. A reading `slack_days` before the regular end of a period closes it."""

    slack_days: int = SLACK_DAYS
    volume_times: int = 5
    volume_floor: int = 100
    amount_times: int = 5
    amount_floor: Cents = 50_000
    estimates_in_row: int = 3
    credit_approval_above: Cents = 150_000
    credit_months: int = 24


def read_billing(top: Node) -> BillingRule:
    """The [billing] table of a rule book, or the defaults; refuses RuleBookFault."""
    if not top.has("billing"):
        top.asked.add("billing")
        return BillingRule()
    node = top.node("billing")
    made = BillingRule(
        slack_days=node.whole("slack_days"),
        volume_times=node.whole("volume_times", least=2),
        volume_floor=node.whole("volume_floor"),
        amount_times=node.whole("amount_times", least=2),
        amount_floor=node.amount("amount_floor"),
        estimates_in_row=node.whole("estimates_in_row", least=1),
        credit_approval_above=node.amount("credit_approval_above"),
        credit_months=node.whole("credit_months", least=1),
    )
    node.done()
    return made
