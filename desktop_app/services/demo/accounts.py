"""What a demo customer owes and pays, day after day: open invoices, credit, and the entries each document leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.money import Cents


@dataclass(slots=True)
class Owed:
    """An invoice of the contract: its place in the story, its due day and what is still open."""

    invoice: int
    due_on: date
    open: Cents


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment as it settled: allocations name invoices by their place in the story."""

    on: date
    tender: str
    amount: Cents
    allocated: tuple[tuple[int, Cents, date], ...]
    credit: Cents
    balance_after: Cents
    reverses: int | None = None
    """The place of the payment that the bank sent back."""


@dataclass(slots=True)
class Account:
    """The running account of one contract."""

    items: list[Owed] = field(default_factory=list)
    credit: Cents = 0
    waived: list[tuple[int, Cents, date]] = field(default_factory=list)

    @property
    def open(self) -> Cents:
        return sum(item.open for item in self.items)

    @property
    def owed(self) -> Cents:
        return self.open - self.credit

    def issue(self, invoice: int, due_on: date, total: Cents) -> Cents:
        """Add an invoice and answer how much of it credit settles at once (a negative total becomes credit)."""
        used = min(self.credit, total) if total > 0 else total
        self.credit -= used
        if total - used:
            self.items.append(Owed(invoice, due_on, total - used))
        return used

    def pay(self, on: date, tender: str, amount: Cents) -> Paid:
        """Settle the oldest due first; what is left becomes credit."""
        rest = amount
        allocated = []
        for item in sorted(self.items, key=lambda i: (i.due_on, i.invoice)):
            taken = min(rest, item.open)
            if taken > 0:
                item.open -= taken
                rest -= taken
                allocated.append((item.invoice, taken, item.due_on))
        self.items = [item for item in self.items if item.open]
        self.credit += rest
        return Paid(on, tender, amount, tuple(allocated), rest, self.owed)

    def send_back(self, on: date, paid: Paid, place: int) -> Paid:
        """The bank returns a debit: its allocations are open again."""
        for invoice, amount, due_on in paid.allocated:
            known = next((i for i in self.items if i.invoice == invoice), None)
            if known:
                known.open += amount
            else:
                self.items.append(Owed(invoice, due_on, amount))
        self.credit -= paid.credit
        back = tuple((i, -a, d) for i, a, d in paid.allocated)
        return Paid(on, paid.tender, -paid.amount, back, -paid.credit, self.owed, place)

    def give_back(self, amount: Cents) -> None:
        """Refund a part of the credit."""
        self.credit -= amount

    def waive(self, on: date, item: Owed) -> None:
        """Give up what is left of an invoice: too little to ask for."""
        self.waived.append((item.invoice, item.open, on))
        self.items.remove(item)
