"""Payment arrangements: offers that fit the customer, checked against the limits, granted with a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.arrangement import Arrangement, Offer
from desktop_app.domain.money import Cents

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Ask:
    """What the customer asks: a number of months or an amount a month (exactly one), from which documents."""

    contract: str
    months: int | None = None
    monthly: Cents | None = None
    deposit: Cents = 0
    first_on: date | None = None
    documents: tuple[str, ...] = ()
    """Empty: every open invoice."""


def offers(counter: Counter, contract: str) -> tuple[Offer, ...]:
    """Offers side by side (3, 4, 6, 9, 12 months within the limits), the automatic one first when it is due."""
    raise NotImplementedError


def propose(counter: Counter, ask: Ask) -> Offer:
    """The offer for this ask. Refuses NothingOwed, ArrangementTooLong, InstalmentTooSmall, ArrangementRunning,
    ArrangementBrokenRecently, AmountNotPositive."""
    raise NotImplementedError


def grant(
    counter: Counter, ask: Ask, *, operation: str, reason: str = "", approved_by: str = ""
) -> Arrangement:
    """Grant the proposed arrangement; refuses ApprovalNeeded when the offer asks for a supervisor and none is given."""
    raise NotImplementedError
