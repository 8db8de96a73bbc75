"""Monthly debit: ten equal tenths of the last two invoices, then one or two regularisation debits or a refund.

Source: Pays d'Iroise Communauté, "payer sa facture d'eau"; decisions of rules.md section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .money import Cents
from .subscriber import Customer


@dataclass(frozen=True, slots=True)
class Instalment:
    """One dated amount; kind is "instalment" or "regularisation"."""

    on: date
    amount: Cents
    kind: str = "instalment"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What follows the yearly invoice: debits or a refund or a waiver, then next year's instalment (all cents)."""

    real: Cents
    called: Cents
    difference: Cents
    debits: tuple[Instalment, ...]
    refund: Cents
    waived: Cents
    next_instalment: Cents


@dataclass(frozen=True, slots=True)
class Plan:
    """A simulated schedule: `basis` is the sum of the last two invoices, `called` the sum of the instalments."""

    basis: Cents
    instalment: Cents
    instalments: tuple[Instalment, ...]
    called: Cents
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """An adopted schedule as its letter prints it: pre-notification of the debits (dates, amounts, RUM, creditor)."""

    number: str
    customer: Customer
    made_on: date
    basis: Cents
    instalment: Cents
    instalments: tuple[Instalment, ...]
    invoices: tuple[tuple[str, Cents], ...]
    rum: str
    creditor: str
    account: str
    """Masked IBAN or RIB, last four digits only."""
    holder: str = ""
