"""A card payment on the terminal: asked once, pending until the terminal's answer is known, never sent again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt

from .counter import Counter


@dataclass(frozen=True, slots=True)
class AskCard:
    """`amount` in cents is sent to the terminal for this contract."""

    contract: str
    amount: Cents
    operation: str
    documents: tuple[str, ...] = ()
    payer: str = ""


@dataclass(frozen=True, slots=True)
class CardAsked:
    """A card payment whose answer is awaited; `late` once the terminal should have answered."""

    number: str
    contract: str
    name: str
    amount: Cents
    asked_at: datetime
    late: bool


def ask(counter: Counter, command: AskCard) -> CardAsked:
    """Keep the demand before the terminal is used. Refuses as a payment by card."""
    raise NotImplementedError


def pending(counter: Counter) -> tuple[CardAsked, ...]:
    """Card payments without an answer at this till, oldest first."""
    raise NotImplementedError


def approved(
    counter: Counter, number: str, *, authorisation: str, last4: str = "", terminal: str = ""
) -> Receipt:
    """The terminal said yes: the receipt. Refuses UnknownDocument, CardAnswered (declined), LastFourDigits,
    CardNumberRefused. Said twice, the same receipt."""
    raise NotImplementedError


def declined(counter: Counter, number: str, *, reason: str = "") -> None:
    """The terminal said no, or its paper proves that nothing was taken. Refuses UnknownDocument, CardAnswered."""
    raise NotImplementedError
