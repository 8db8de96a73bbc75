"""Finding a subscriber: any part of a name, contract, meter, phone, address or document number, in any script."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.money import Cents

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the omnibox; `why` names the field that matched, `document` the invoice when one was typed."""

    contract: str
    name: str
    name_alt: str
    address: str
    category: str
    meter: str
    phone: str
    asked: Cents
    owed: Cents
    why: str
    document: str = ""


def find(counter: Counter, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """The best hits first, at most `limit`; an empty text answers the contracts last opened or with most to do."""
    raise NotImplementedError
