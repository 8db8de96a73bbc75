"""A book made from a file of real metered bills: accounts become contracts, bills become readings and invoices.

The bills have no names, addresses or payments. Customers are called "Client 25886", live at fictional doors, and pay by
a fixed rule: every invoice is settled by transfer on its due day, so that only what is not due yet is open; customers
whose number ends in 7 leave their three newest unpaid. A customer billed in two classes has two contracts. A bill that
starts before the operator's first prices is priced from that day on; one that ends before it is set aside (no-price),
and so is one that ends after the day the book lives on (after-today).
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic

from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.invoice import Bar, Invoice, InvoiceKind, MeterUse
from desktop_app.domain.meter import GAP
from desktop_app.domain.payment import Allocation, Receipt, Tender, TenderKind
from desktop_app.domain.refusals import BookExists, UsageFileEmpty
from desktop_app.domain.rulebook import Category, RuleBook
from desktop_app.domain.stamp import stamp
from desktop_app.domain.subscriber import Customer
from desktop_app.exchange.usage import fingerprint, read_usage
from desktop_app.services import rulebooks
from desktop_app.services.consumption import BARS
from desktop_app.services.demo.habits import Habits, habits
from desktop_app.services.demo.people import Door, door
from desktop_app.services.founding import (
    TILL,
    canonical,
    contract_of_place,
    founded,
    founding_hand,
    instant,
)
from desktop_app.services.founding.numbering import Numbering
from desktop_app.services.founding.pricing import Priced, Pricer
from desktop_app.services.founding.scribe import Scribe
from desktop_app.services.imported_bills import Account, Billed, Sorted, sort_bills
from desktop_app.storage import book as books
from desktop_app.storage import ledger, search
from desktop_app.storage.book import Book

OFFICE_TILL = "T900"
FLOAT = 20_000_00
ISSUE_DAYS = 5
"""Days between the end of a bill's period and the day its invoice is dated."""
TODAY_DAYS = 6
"""Days between the end of the last bill and the day the book lives on, unless another is asked."""
ROUND = 120
"""Doors of one reader's round."""
CHUNK = 100
COMMIT = 4000
_SECTORS = {
    "RESIDENTIAL_SINGLE": "households",
    "RESIDENTIAL_MULTI": "households",
    "COMMERCIAL": "business",
    "INSTITUTIONAL": "administrations",
    "IRRIGATION": "business",
    "OTHER": "business",
}


@dataclass(frozen=True, slots=True)
class UsageImported:
    """What an import did: `lines` = accepted + set aside. `gaps` are missing periods, marked and left unknown."""

    accepted: int
    set_aside: tuple[tuple[int, str], ...]
    """(line of the file, reason)"""
    subscribers: int
    lines: int
    contracts: int
    gaps: int
    today: date
    digest: str
    seconds: int


def import_usage(
    folder: Path,
    file: Path,
    *,
    operator: str,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
    made_on: date | None = None,
) -> UsageImported:
    """Make a book of kind "import" in `folder` from this file, its bills priced by this operator's rules.

    `today` is the day the book lives on (default: some days after the last bill). Refuses BookExists, UnknownOperator,
    UsageFileMissing, UsageFileUnknown, UsageFileDamaged, UsageFileEmpty.
    """
    begun = monotonic()
    if books.exists(folder):
        raise BookExists(folder=str(folder))
    rules = rulebooks.load(operator)
    mark = fingerprint(file)
    found = sort_bills(read_usage(file))
    last = max((account.bills[-1].end for account in found.accounts), default=date.min)
    day = today or last + timedelta(days=TODAY_DAYS)
    sorted_bills = _billable(found, rules, day)
    if not sorted_bills.accounts:
        raise UsageFileEmpty(file=file.name, lines=sorted_bills.lines)
    writer = _Writer(rules, sorted_bills.accounts, day)
    agency = rules.agencies[0] if rules.agencies else rules.names[rules.languages[0]]
    with founded(
        folder,
        kind="import",
        operator=operator,
        agency=agency,
        created_on=made_on or datetime.now().astimezone().date(),
        today=day,
    ) as book:
        _write(book, writer, sorted_bills, file.name, mark, progress)
    accepted = sum(len(account.bills) for account in sorted_bills.accounts)
    return UsageImported(
        accepted=accepted,
        set_aside=tuple((line, reason) for line, reason, _ in sorted_bills.set_aside),
        subscribers=len({account.customer for account in sorted_bills.accounts}),
        lines=sorted_bills.lines,
        contracts=len(sorted_bills.accounts),
        gaps=sum(bill.gap for account in sorted_bills.accounts for bill in account.bills),
        today=day,
        digest=writer.scribe.digest(),
        seconds=int(monotonic() - begun),
    )


def category_of(rules: RuleBook, klass: str) -> Category:
    """The operator's category for a class of the file: the first one of its sector, homes lived in before others."""
    sector = _SECTORS[klass]
    own = [c for c in rules.categories if c.sector == sector] or list(rules.categories)
    return next((c for c in own if c.usage == "main_residence"), own[0])


def _billable(found: Sorted, rules: RuleBook, today: date) -> Sorted:
    """Set aside the bills that end before the operator's first prices or after today."""
    accounts, aside = [], list(found.set_aside)
    for account in found.accounts:
        kept = []
        for bill in account.bills:
            early = bill.end <= rules.prices_from
            if early or bill.end > today:
                raw = f"{account.customer},{account.klass},{bill.start},{bill.end},{bill.volume}"
                aside.append((bill.line, "no-price" if early else "after-today", raw))
            else:
                kept.append(bill)
        if kept:
            accounts.append(Account(account.customer, account.klass, tuple(kept)))
    return Sorted(found.lines, tuple(accounts), tuple(sorted(aside)))


def _write(
    book: Book,
    writer: _Writer,
    found: Sorted,
    source: str,
    mark: str,
    progress: Callable[[int, int], None] | None,
) -> None:
    scribe = writer.scribe
    hand = founding_hand(writer.cashier, writer.today)
    accounts = found.accounts
    for first in range(0, len(accounts), COMMIT):
        with book.write(hand) as pen:
            if not first:
                writer.begin()
            for n in range(first, min(first + COMMIT, len(accounts))):
                writer.write(n, accounts[n])
                if n % CHUNK == CHUNK - 1:
                    scribe.flush(pen)
                    if progress:
                        progress(n + 1, len(accounts))
            scribe.flush(pen)
            pen.journal("import_written", body={"digest": scribe.digest(), "until": n + 1})
    with book.write(hand) as pen:
        for line, reason, raw in found.set_aside:
            scribe.add("set_aside", source, line, reason, raw)
        for row in writer.numbering.series():
            scribe.add("series", *row)
        scribe.flush(pen)
        ledger.refresh_all(pen)
        search.rebuild(pen.connection)
        pen.journal(
            "usage_imported",
            body={
                "file": source,
                "sha256": mark,
                "lines": found.lines,
                "set_aside": dict(sorted(Tally(r for _, r, _ in found.set_aside).items())),
                "counted": {name: count for name, count in scribe.counted.items() if count},
                "digest": scribe.digest(),
                "ranges": writer.numbering.ranges(),
            },
        )
    if progress:
        progress(len(accounts), len(accounts))


class _Writer:
    """Numbers and writes accounts one after the other."""

    def __init__(self, rules: RuleBook, accounts: Sequence[Account], today: date) -> None:
        self.rules = rules
        self.today = today
        self.scribe, self.numbering, self.pricer = Scribe(), Numbering(), Pricer(rules)
        self.ways: Habits = habits(rules)
        self.cashier = self.ways.agents[0][0]
        self.office = self.ways.agents[-1][0]
        self.agency = rules.agencies[0] if rules.agencies else ""
        self._subscribers: tuple[int, int] = (-1, 0)
        for account in accounts:
            for _, _, issued_on, paid_on in self._dated(account):
                self.numbering.expect("F", OFFICE_TILL, issued_on)
                if paid_on:
                    self.numbering.expect("R", OFFICE_TILL, paid_on)
        self.numbering.begin()

    def begin(self) -> None:
        """The agents, and today's open shift at this till."""
        for code, name, role in self.ways.agents:
            self.scribe.add("agent", code, name, role)
        opened = instant(self.today, 0).isoformat()
        self.scribe.add("shift", TILL, self.cashier, opened, self.today.isoformat(), FLOAT)

    def write(self, n: int, account: Account) -> None:
        """One account: contract, meter, readings, invoices and payments."""
        category = category_of(self.rules, account.klass)
        where = door(n, ROUND, self.ways, self.rules)
        customer = self._customer(n, account, category, where)
        first = account.bills[0].start
        contract = self.scribe.add(
            "contract",
            customer.contract,
            self._subscriber(account, customer),
            category.code,
            category.usage,
            customer.address,
            customer.address_alt,
            customer.postcode,
            customer.town,
            where.route,
            where.walk,
            first.isoformat(),
            None,
            None,
        )
        service = self.rules.services[0]
        digits = max(service.digits, len(str(sum(b.volume for b in account.bills))) + 1)
        serial = (
            f"{service.code[0].upper()}{first.year % 100:02d}-{account.customer:06d}-{n % 100:02d}"
        )
        meter = self.scribe.add(
            "meter", contract, serial, service.code, digits, first.isoformat(), None
        )
        flags = _flags(account.bills)
        ready = {"customer": canonical.text(customer)}
        bars: list[tuple[Bar, str]] = []
        index, known_on, known_kind = 0, first, "initial"
        self._read(contract, meter, first, 0, "initial", 0, "")
        for n, (bill, start, issued_on, paid_on) in enumerate(self._dated(account)):
            if bill.gap:
                self._read(contract, meter, bill.start, index, "initial", 0, GAP)
                known_on, known_kind = bill.start, "initial"
            before, index = index, index + bill.volume
            self._read(contract, meter, bill.end, index, "real", bill.volume, flags[n])
            bar = Bar(bill.start, bill.end, bill.volume, False, service.code)
            bars = [*bars, (bar, canonical.text(bar))][-BARS:]
            use = MeterUse(
                serial=serial,
                service=service.code,
                unit=service.unit,
                old_on=known_on,
                old_index=before,
                old_kind=known_kind,
                new_on=bill.end,
                new_index=index,
                new_kind="real",
                volume=bill.volume,
            )
            self._bill(
                contract, customer, account.klass, start, bill, issued_on, paid_on, use, bars, ready
            )
            known_on, known_kind = bill.end, "real"

    def _dated(self, account: Account) -> Iterator[tuple[Billed, date, date, date | None]]:
        """Each bill with the first day it is priced for, the day of its invoice, and of its payment if it is paid."""
        unpaid = 3 if account.customer % 10 == 7 else 0
        for n, bill in enumerate(account.bills):
            start = max(bill.start, self.rules.prices_from)
            issued_on = min(bill.end + timedelta(days=ISSUE_DAYS), self.today)
            due_on = issued_on + timedelta(days=self.rules.due_days)
            paid = n < len(account.bills) - unpaid and due_on < self.today
            if paid and not bill.volume:  # nothing used and no fixed charge: nothing to pay
                paid = self._price(account.klass, start, bill, issued_on).bill.total > 0
            yield bill, start, issued_on, due_on if paid else None

    def _price(self, klass: str, start: date, bill: Billed, issued_on: date) -> Priced:
        code, first = category_of(self.rules, klass).code, self.rules.services[0].code
        return self.pricer.price(code, start, bill.end, issued_on, ((first, bill.volume),))

    def _subscriber(self, account: Account, customer: Customer) -> int:
        """The subscriber of this account; accounts of one customer follow one another."""
        if self._subscribers[0] != account.customer:
            made = self.scribe.add(
                "subscriber",
                customer.name,
                customer.name_alt,
                "person" if account.klass.startswith("RESIDENTIAL") else "body",
                "",
                "",
                customer.language,
                0,
            )
            self._subscribers = (account.customer, made)
        return self._subscribers[1]

    def _customer(self, n: int, account: Account, category: Category, where: Door) -> Customer:
        return Customer(
            contract=contract_of_place(n),
            name=f"Client {account.customer}",
            name_alt=f"زبون {account.customer}",
            address=where.address,
            address_alt=where.address_alt,
            postcode=where.postcode,
            town=where.town,
            category=category.code,
            category_labels=category.labels,
            language=self.rules.languages[0],
        )

    def _read(
        self, contract: int, meter: int, on: date, index: int, kind: str, volume: int, flag: str
    ) -> None:
        self.scribe.reading(
            contract,
            meter,
            on,
            index,
            kind,
            volume,
            flag=flag,
            agent=self.office,
            at=instant(on, 0),
        )

    def _bill(
        self,
        contract: int,
        customer: Customer,
        klass: str,
        start: date,
        bill: Billed,
        issued_on: date,
        paid_on: date | None,
        use: MeterUse,
        bars: list[tuple[Bar, str]],
        ready: dict[str, str],
    ) -> None:
        rules = self.rules
        priced = self._price(klass, start, bill, issued_on)
        total = priced.bill.total
        number = self.numbering.take("F", OFFICE_TILL, issued_on).number
        due_on = issued_on + timedelta(days=rules.due_days)
        row = self.scribe.invoice(
            Invoice(
                number=number,
                kind=InvoiceKind.PERIODIC,
                customer=customer,
                issued_on=issued_on,
                due_on=due_on,
                start=start,
                end=bill.end,
                bill=priced.bill,
                uses=(use,),
                bars=tuple(bar for bar, _ in bars),
                scan=scan_code(number),
                cash_stamp=stamp(rules, issued_on, total, priced.bill.sections),
            ),
            contract_id=contract,
            volume=bill.volume,
            used_credit=0,
            ready={
                **ready,
                "bill": self.pricer.text(priced),
                "bars": f"[{','.join(text for _, text in bars)}]",
            },
        )
        if paid_on is None:
            return
        taken = self.numbering.take("R", OFFICE_TILL, paid_on)
        self.scribe.payment(
            Receipt(
                number=taken.number,
                customer=customer,
                taken_at=instant(paid_on, taken.place * 27_000 // taken.of),
                booked_on=paid_on,
                agency=self.agency,
                till=OFFICE_TILL,
                agent=self.office,
                tenders=(Tender(TenderKind.TRANSFER, total),),
                allocated=(Allocation(number, total, due_on),),
                credit=0,
                stamp=0,
                change=0,
                amount=total,
                balance_after=0,
                scan=scan_code(taken.number),
            ),
            contract_id=contract,
            shift_id=None,
            invoices=((row, total),),
            ready=ready,
        )


def _flags(bills: Sequence[Billed]) -> list[str]:
    """ "very-high" beside a bill above twice the customer's last six and twice the same period of the year before."""
    flags = []
    for n, bill in enumerate(bills):
        known = [b for b in bills[max(0, n - 6) : n] if b.volume]
        days = (bill.end - bill.start).days
        usual = sum(b.volume for b in known)
        usual_days = sum((b.end - b.start).days for b in known)
        last_year = bill.end.replace(year=bill.end.year - 1)
        then = next((b for b in bills[:n] if b.end == last_year), None)
        high = (
            len(known) >= 3
            and bill.volume > 10
            and bill.volume * usual_days > 2 * usual * days
            and (then is None or bill.volume > 2 * then.volume)
        )
        flags.append("very-high" if high else "")
    return flags
