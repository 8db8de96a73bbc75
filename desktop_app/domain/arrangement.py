"""Payment arrangements: a dated overlay on invoices which keep their numbers; the parts sum to the debt exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .money import Cents
from .monthly import Instalment
from .subscriber import Customer


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposed arrangement: `basis` is "regularisation" or "debt"; `approval` lists why a supervisor must agree."""

    basis: str
    total: Cents
    documents: tuple[tuple[str, Cents], ...]
    instalments: tuple[Instalment, ...]
    approval: tuple[str, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A granted arrangement as its agreement prints it."""

    number: str
    customer: Customer
    made_on: date
    basis: str
    total: Cents
    documents: tuple[tuple[str, Cents], ...]
    instalments: tuple[Instalment, ...]
    agent: str
    reason: str = ""
    approved_by: str = ""
