"""Writing a history at the driver's speed: tuples by table, in order of their references, with a running digest.

Rows are kept until `flush`; nothing is an object of its own. Facts are canonical texts (the bytes `record.dump` makes),
put together from parts that many documents share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from itertools import count

from desktop_app.domain.invoice import Invoice
from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt
from desktop_app.services.reversals import Refund
from desktop_app.storage import tables, undoing
from desktop_app.storage.book import Pen

from . import canonical
from .canonical import spliced

COLUMNS: dict[str, tuple[str, ...]] = {
    "agent": ("code", "name", "role"),
    "subscriber": ("id", "name", "name_alt", "kind", "phone", "email", "language", "vulnerable"),
    "contract": (
        *("id", "number", "subscriber_id", "category", "usage", "address", "address_alt"),
        *("postcode", "town", "route", "walk", "opened_on", "closed_on", "debit_opt_out_on"),
    ),
    "meter": ("id", "contract_id", "serial", "service", "digits", "installed_on", "removed_on"),
    "reading": (
        *("id", "contract_id", "meter_id", "taken_on", "figure", "kind", "volume", "flag"),
        *("basis", "agent", "recorded_at"),
    ),
    "invoice": (
        *("id", "number", "contract_id", "kind", "issued_on", "due_on", "start", "end", "net"),
        *("vat", "levies", "total", "volume", "estimated", "facts"),
    ),
    "shift": ("id", "till", "agent", "opened_at", "booked_on", "float"),
    "payment": (
        *("id", "number", "contract_id", "taken_at", "booked_on", "till", "agent", "shift_id"),
        *("tender", "amount", "stamp", "given", "change", "reverses_id", "facts"),
    ),
    "entry": (
        *("id", "document", "booked_on", "account", "contract_id", "invoice_id", "shift_id"),
        "amount",
    ),
    "mandate": ("id", "contract_id", "rum", "account", "holder", "signed_on"),
    "schedule": ("id", "number", "contract_id", "made_on", "basis", "instalment", "facts"),
    "schedule_item": ("id", "schedule_id", "position", "due_on", "amount", "kind"),
    "arrangement": ("id", "number", "contract_id", "made_on", "total", "facts"),
    "arrangement_item": ("id", "arrangement_id", "position", "due_on", "amount"),
    "arrangement_invoice": ("arrangement_id", "invoice_id", "amount"),
    "refund": (
        *("id", "number", "contract_id", "booked_on", "amount", "means", "account", "receipt"),
        *("operation", "facts"),
    ),
    "refund_sent": ("refund_id", "booked_on", "agent"),
    "plan_event": ("id", "document", "kind", "booked_on", "agent", "reason"),
    "note": ("id", "contract_id", "made_at", "agent", "text"),
    "shift_event": ("id", "shift_id", "kind", "at", "agent", "amount", "reason", "facts"),
    "balance": ("contract_id", "owed", "open_invoices", "oldest_due"),
    "set_aside": ("id", "source", "line", "reason", "raw"),
    "series": ("kind", "till", "epoch", "year", "last"),
}
"""What is written of each table, in an order that references allow."""
_NO_ID = ("agent", "arrangement_invoice", "balance", "refund_sent", "series")


class Scribe:
    """Collects rows and gives them their ids; `flush` writes them with a pen."""

    def __init__(self) -> None:
        self.counted: dict[str, int] = dict.fromkeys(COLUMNS, 0)
        self._rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
        self._ids = {name: count(1) for name in COLUMNS}
        self._digest = hashlib.sha256()

    def add(self, table: str, *values: object) -> int:
        """Keep a row (its id apart, where the table has one) and answer its id."""
        key = next(self._ids[table])
        self._rows[table].append(values if table in _NO_ID else (key, *values))
        self.counted[table] += 1
        return key

    def flush(self, pen: Pen) -> None:
        """Write the rows kept so far."""
        for name, rows in self._rows.items():
            if rows:
                self._digest.update(repr((name, rows)).encode())
                pen.fill(tables.metadata.tables[name], COLUMNS[name], rows)
                self._rows[name] = []

    def digest(self) -> str:
        """SHA-256 of every row written so far, in order."""
        return self._digest.hexdigest()

    def invoice(
        self,
        fact: Invoice,
        *,
        contract_id: int,
        volume: int,
        used_credit: Cents,
        waived: tuple[Cents, date] | None = None,
        ready: Mapping[str, str],
    ) -> int:
        """An issued invoice with its entries; `ready` holds canonical texts of some of its fields, the bill's at least.

        `used_credit` is what the contract's credit settled at once, `waived` what was given up of it and when."""
        bill = fact.bill
        assert fact.number is not None
        key = self.add(
            "invoice",
            fact.number,
            contract_id,
            fact.kind.value,
            fact.issued_on.isoformat(),
            fact.due_on.isoformat(),
            fact.start.isoformat(),
            fact.end.isoformat(),
            bill.net,
            bill.vat_total,
            bill.levies,
            bill.total,
            volume,
            int(fact.estimated),
            spliced(fact, ready),
        )
        on = fact.issued_on.isoformat()
        for account, amount in (("receivable", bill.total - used_credit), ("billed", -bill.total)):
            self._entry(fact.number, on, account, contract_id, key, amount)
        self._entry(fact.number, on, "credit", contract_id, None, used_credit)
        if waived:
            given_up, day = waived
            self._entry(fact.number, day.isoformat(), "receivable", contract_id, key, -given_up)
            self._entry(fact.number, day.isoformat(), "waived", contract_id, None, given_up)
        return key

    def payment(
        self,
        fact: Receipt,
        *,
        contract_id: int,
        shift_id: int | None,
        invoices: tuple[tuple[int, Cents], ...],
        ready: Mapping[str, str],
        reverses_id: int | None = None,
    ) -> int:
        """A receipt with its entries; `invoices` are the rows settled and how much of each."""
        text = spliced(fact, ready)
        code = hashlib.sha256(text.encode()).hexdigest()[:12]
        tender = fact.tenders[0].kind.value
        key = self.add(
            "payment",
            fact.number,
            contract_id,
            fact.taken_at.isoformat(),
            fact.booked_on.isoformat(),
            fact.till,
            fact.agent,
            shift_id,
            tender,
            fact.amount,
            fact.stamp,
            fact.given,
            fact.change,
            reverses_id,
            text.replace('"hash_code":""', f'"hash_code":"{code}"', 1),
        )
        on = fact.booked_on.isoformat()
        kept = fact.given - fact.change
        self.add("entry", fact.number, on, tender, None, None, shift_id, kept)
        for invoice_id, amount in invoices:
            self._entry(fact.number, on, "receivable", contract_id, invoice_id, -amount)
        self._entry(fact.number, on, "credit", contract_id, None, -fact.credit)
        self._entry(fact.number, on, "stamp", None, None, -fact.stamp)
        return key

    def refund(
        self,
        fact: Refund,
        *,
        contract_id: int,
        account: str,
        sent_on: date | None,
        agent: str,
    ) -> int:
        """Credit given back by transfer, with its entries; the money leaves when it is sent."""
        key = self.add(
            "refund",
            fact.number,
            contract_id,
            fact.booked_on.isoformat(),
            fact.amount,
            fact.means,
            account,
            None,
            None,
            canonical.text(fact),
        )
        on = fact.booked_on.isoformat()
        self._entry(fact.number, on, "credit", contract_id, None, fact.amount)
        self._entry(fact.number, on, undoing.REFUND, contract_id, None, -fact.amount)
        if sent_on:
            self.add("refund_sent", key, sent_on.isoformat(), agent)
            on = sent_on.isoformat()
            self._entry(fact.number, on, undoing.REFUND, contract_id, None, fact.amount)
            self._entry(fact.number, on, fact.means, None, None, -fact.amount)
        return key

    def reading(
        self,
        contract_id: int,
        meter_id: int,
        on: date,
        figure: int,
        kind: str,
        volume: int,
        *,
        flag: str = "",
        basis: str = "",
        agent: str,
        at: datetime,
    ) -> int:
        """One reading in force."""
        return self.add(
            "reading",
            contract_id,
            meter_id,
            on.isoformat(),
            figure,
            kind,
            volume,
            flag,
            basis,
            agent,
            at.isoformat(),
        )

    def _entry(
        self,
        document: str,
        on: str,
        account: str,
        contract_id: int | None,
        invoice_id: int | None,
        amount: Cents,
    ) -> None:
        if amount:
            known = invoice_id if account == "receivable" else None
            self.add("entry", document, on, account, contract_id, known, None, amount)
