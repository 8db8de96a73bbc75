"""Small facts for the tests of the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from desktop_app.domain.invoice import Bill, Invoice, InvoiceKind
from desktop_app.domain.payment import Allocation, Receipt, Tender, TenderKind
from desktop_app.domain.subscriber import Customer
from desktop_app.storage import book, payments, tables
from desktop_app.storage.book import Book, Pen

TODAY = date(2026, 3, 2)
CUSTOMER = Customer("10000001", "Aïcha Benali")


@dataclass(frozen=True)
class Hand:
    agent: str = "nadia"
    till: str = "T001"
    now: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    today: date = TODAY


HAND = Hand()


def new_book(folder: Path, *, kind: str = "demo", passphrase: str | None = None) -> Book:
    return book.create(
        folder,
        kind=kind,
        operator="oran",
        agency="Agence du Port",
        till="T001",
        created_on=TODAY,
        today=TODAY if kind == "demo" else None,
        passphrase=passphrase,
    )


def register(
    pen: Pen,
    name: str = "Aïcha Benali",
    name_alt: str = "",
    *,
    number: str = "10000001",
    phone: str = "",
    email: str = "",
    address: str = "",
    serial: str = "",
) -> int:
    """A subscriber with one contract and one meter; answers the contract's row."""
    person = pen.insert(
        tables.subscriber,
        {
            "name": name,
            "name_alt": name_alt,
            "kind": "person",
            "language": "fr",
            "phone": phone,
            "email": email,
        },
    )
    contract = pen.insert(
        tables.contract,
        {
            "number": number,
            "subscriber_id": person,
            "category": "household",
            "usage": "main_residence",
            "address": address,
            "town": "Oran",
            "route": "R01",
            "walk": 1,
            "opened_on": date(2020, 1, 1),
        },
    )
    assert contract is not None
    pen.insert(
        tables.meter,
        {
            "contract_id": contract,
            "serial": serial or f"M{number}",
            "service": "water",
            "digits": 5,
            "installed_on": date(2020, 1, 1),
        },
    )
    return contract


def an_invoice(
    number: str,
    total: int,
    *,
    kind: InvoiceKind = InvoiceKind.PERIODIC,
    corrects: str | None = None,
    due_on: date = date(2026, 3, 20),
) -> Invoice:
    return Invoice(
        number=number,
        kind=kind,
        customer=CUSTOMER,
        issued_on=TODAY,
        due_on=due_on,
        start=date(2025, 12, 1),
        end=date(2026, 3, 1),
        bill=Bill((), (), total, 0, 0, total),
        corrects=corrects,
    )


def a_receipt(
    number: str,
    amount: int,
    allocated: tuple[Allocation, ...] = (),
    *,
    credit: int | None = None,
    stamp: int = 0,
    change: int = 0,
    tender: TenderKind = TenderKind.CASH,
    reverses: str | None = None,
) -> Receipt:
    settled = sum(a.amount for a in allocated)
    return Receipt(
        number=number,
        customer=CUSTOMER,
        taken_at=HAND.now,
        booked_on=TODAY,
        agency="Agence du Port",
        till="T001",
        agent="nadia",
        tenders=(Tender(tender, amount + stamp + change),),
        allocated=allocated,
        credit=amount - settled if credit is None else credit,
        stamp=stamp,
        change=change,
        amount=amount,
        balance_after=0,
        reverses=reverses,
    )


def pay(made: Book, contract: int, amount: int) -> str:
    """One whole payment gesture, all of it credit; answers the receipt's number."""
    with made.write(HAND) as pen:
        number = pen.number("R")
        receipt = a_receipt(number, amount)
        payments.add(pen, receipt, contract_id=contract)
        pen.journal("payment_taken", document=number, body=receipt)
    return number
