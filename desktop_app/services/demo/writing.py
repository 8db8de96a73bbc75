"""A demo contract's story as rows of the book: numbers by day, facts as canonical text, entries that sum to zero."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop_app.domain.arrangement import Arrangement
from desktop_app.domain.identifiers import mask, scan_code
from desktop_app.domain.invoice import Bar, Invoice, InvoiceKind, MeterUse
from desktop_app.domain.money import Cents
from desktop_app.domain.monthly import Schedule
from desktop_app.domain.payment import Allocation, Receipt, Tender, TenderKind
from desktop_app.domain.stamp import stamp
from desktop_app.domain.subscriber import Customer
from desktop_app.services.founding import TILL, canonical, contract_of_place, instant
from desktop_app.services.founding.numbering import Numbering, Taken
from desktop_app.services.founding.scribe import Scribe
from desktop_app.services.reversals import Refund

from .accounts import Paid
from .banks import account_of
from .history import Issued, Story, Teller, Use
from .payers import COUNTER
from .people import customer_of

TILLS = (TILL, "T002", "T003")
"""This workstation's till and those of its neighbours."""
OFFICE_TILLS = tuple(f"T90{n}" for n in range(10))
"""Where billing runs, the bank's payments and schedules are numbered."""
_SERIES_ROOM = 800_000
"""Documents a year above which the office numbers them in several series (six digits each)."""


@dataclass(frozen=True, slots=True)
class Written:
    """The rows an invoice became."""

    row: int
    number: str
    due_on: date
    fact: Invoice


class Writer:
    """Numbers and writes stories; every story must first have been counted with `expect`."""

    def __init__(self, teller: Teller, scribe: Scribe, numbering: Numbering, agency: str) -> None:
        self.teller = teller
        self.rules = teller.rules
        self.scribe = scribe
        self.numbering = numbering
        self.agency = agency
        self.subscribers: dict[int, int] = {}
        self.shifts: dict[tuple[str, date], int] = {}
        self.takings: dict[int, Cents] = {}
        codes = [code for code, _, role in teller.ways.agents if role == "cashier"]
        self.cashiers = {till: codes[min(n, len(codes) - 1)] for n, till in enumerate(TILLS)}
        self.office = teller.ways.agents[-1][0]
        yearly = teller.contracts * 12 // teller.rounds.months
        self._office_tills = OFFICE_TILLS[: 1 + min(9, yearly // _SERIES_ROOM)]

    # Counting

    def expect(self, story: Story) -> None:
        """Count the documents of a story."""
        for kind, till, on in self._documents(story):
            self.numbering.expect(kind, till, on)

    def _documents(self, story: Story) -> Iterator[tuple[str, str, date]]:
        office = self._office_till(story)
        for issued in story.invoices:
            yield "F", office, issued.issued_on
        for place, paid in enumerate(story.payments):
            yield "R", self._till(story, place, paid), paid.on
        if story.mandate_on:
            yield "M", office, story.mandate_on
        for schedule in story.schedules:
            yield "S", office, schedule.made_on
        for refund in story.refunds:
            yield "B", office, refund.on
        if story.arrangement:
            yield "C", TILL, story.arrangement.made_on

    def _office_till(self, story: Story) -> str:
        return self._office_tills[story.tour % len(self._office_tills)]

    def _till(self, story: Story, place: int, paid: Paid) -> str:
        if paid.tender in COUNTER:
            return TILLS[(story.n * 7 + place) % len(TILLS)]
        return self._office_till(story)

    # Writing

    def begin(self) -> None:
        """Write the agents and the shifts of the past, which payments refer to."""
        for code, name, role in self.teller.ways.agents:
            self.scribe.add("agent", code, name, role)
        for till in TILLS:
            for day, _ in self.numbering.days("R", till):
                self.shifts[till, day] = self._open_shift(till, day)

    def end(self) -> None:
        """Close the shifts of the past and open today's at this till."""
        for (till, day), shift in self.shifts.items():
            cash = self.rules.till.usual_float + self.takings.get(shift, 0)
            for n, (kind, amount) in enumerate((("counted", cash), ("closed", 0))):
                at = instant(day, 32_000 + 60 * n).isoformat()
                self.scribe.add(
                    "shift_event", shift, kind, at, self.cashiers[till], amount, "", "{}"
                )
        self._open_shift(TILL, self.teller.today)

    def _open_shift(self, till: str, day: date) -> int:
        opened = instant(day, 0).isoformat()
        left = self.rules.till.usual_float
        return self.scribe.add("shift", till, self.cashiers[till], opened, day.isoformat(), left)

    def write(self, story: Story) -> None:
        """Keep all the rows of one contract."""
        scribe = self.scribe
        number = contract_of_place(story.n)
        contract = self._contract(story, number)
        customer = customer_of(story.person, story.door, story.category, number)
        ready = {"customer": canonical.text(customer)}
        serials = self._meters(story, contract)
        bars: dict[Bar, str] = {}
        written: list[Written] = []
        waived = {place: (amount, on) for place, amount, on in story.account.waived}
        for place, issued in enumerate(story.invoices):
            written.append(
                self._invoice(
                    story, issued, contract, customer, ready, serials, bars, waived.get(place)
                )
            )
        rows: list[tuple[int, str]] = []
        for place, paid in enumerate(story.payments):
            rows.append(self._payment(story, place, paid, contract, customer, ready, written, rows))
        self._plans(story, contract, customer, written)
        self._refunds(story, contract, customer)
        for on, text in story.notes:
            at = instant(on, 3600 + story.n % 20_000).isoformat()
            scribe.add("note", contract, at, self.teller.ways.agents[2][0], text)
        items = story.account.items
        oldest = min((i.due_on for i in items), default=None)
        scribe.add(
            "balance",
            contract,
            story.account.owed,
            len(items),
            oldest.isoformat() if oldest else None,
        )

    def _contract(self, story: Story, number: str) -> int:
        who, where = story.person, story.door
        owner = self.subscribers.get(story.owner)
        if owner is None:
            owner = self.scribe.add(
                "subscriber",
                who.name,
                who.name_alt,
                who.kind,
                who.phone,
                who.email,
                who.language,
                int(story.vulnerable),
            )
            if story.owner in self.teller.owners_of_two:
                self.subscribers[story.owner] = owner
        return self.scribe.add(
            "contract",
            number,
            owner,
            story.category.code,
            story.category.usage,
            where.address,
            where.address_alt,
            where.postcode,
            where.town,
            where.route,
            where.walk,
            story.opened_on.isoformat(),
            story.closed_on.isoformat() if story.closed_on else None,
            story.opt_out_on.isoformat() if story.opt_out_on else None,
        )

    def _meters(self, story: Story, contract: int) -> list[list[str]]:
        """Meters and readings; answers the serial of each dial of each course."""
        serials = []
        reader = self.teller.ways.agents[2][0]
        for course in story.courses:
            keys, names = [], []
            for dial in course.dials:
                key = self.scribe.counted["meter"] + 1
                mixed = (key * 7_654_321 + 1_234_567) % 9_999_991
                serial = f"{dial.service[0].upper()}{dial.installed_on.year % 100:02d}-{mixed:07d}"
                keys.append(
                    self.scribe.add(
                        "meter",
                        contract,
                        serial,
                        dial.service,
                        dial.digits,
                        dial.installed_on.isoformat(),
                        dial.removed_on.isoformat() if dial.removed_on else None,
                    )
                )
                names.append(serial)
            serials.append(names)
            for read in course.reads:
                basis = canonical.text(read.estimate) if read.estimate else ""
                known = read.on if read.kind != "estimated" else read.on + timedelta(days=4)
                self.scribe.reading(
                    contract,
                    keys[read.dial],
                    read.on,
                    read.figure,
                    read.kind,
                    read.volume,
                    flag=read.flag,
                    basis=basis,
                    agent=self.office if read.kind == "estimated" else reader,
                    at=instant(min(known, self.teller.today), story.door.walk * 15 % 30_000),
                )
        return serials

    def _invoice(
        self,
        story: Story,
        issued: Issued,
        contract: int,
        customer: Customer,
        ready: dict[str, str],
        serials: list[list[str]],
        bars: dict[Bar, str],
        waived: tuple[Cents, date] | None,
    ) -> Written:
        taken = self.numbering.take("F", self._office_till(story), issued.issued_on)
        bill = issued.priced.bill
        fact = Invoice(
            number=taken.number,
            kind=InvoiceKind(issued.kind),
            customer=customer,
            issued_on=issued.issued_on,
            due_on=issued.due_on,
            start=issued.start,
            end=issued.end,
            bill=bill,
            uses=tuple(self._use(story, use, serials) for use in issued.uses),
            estimate=issued.estimate,
            bars=issued.bars,
            previous_balance=issued.previous_balance,
            scan=scan_code(taken.number),
            cash_stamp=stamp(self.rules, issued.issued_on, bill.total, bill.sections)
            if bill.total > 0
            else 0,
        )
        for bar in issued.bars:
            if bar not in bars:
                bars[bar] = canonical.text(bar)
        row = self.scribe.invoice(
            fact,
            contract_id=contract,
            volume=issued.volume,
            used_credit=issued.used_credit,
            waived=waived,
            ready={
                **ready,
                "bill": self.teller.pricer.text(issued.priced),
                "bars": f"[{','.join(bars[bar] for bar in issued.bars)}]",
            },
        )
        return Written(row, taken.number, issued.due_on, fact)

    def _use(self, story: Story, use: Use, serials: list[list[str]]) -> MeterUse:
        place = next(n for n, course in enumerate(story.courses) if course is use.course)
        service = use.course.service
        return MeterUse(
            serial=serials[place][use.after.dial],
            service=service,
            unit=self.rules.service(service).unit,
            old_on=use.before.on,
            old_index=use.before.figure,
            old_kind=use.before.kind,
            new_on=use.after.on,
            new_index=use.after.figure,
            new_kind=use.after.kind,
            volume=use.volume,
        )

    def _payment(
        self,
        story: Story,
        place: int,
        paid: Paid,
        contract: int,
        customer: Customer,
        ready: dict[str, str],
        written: list[Written],
        before: list[tuple[int, str]],
    ) -> tuple[int, str]:
        till = self._till(story, place, paid)
        taken = self.numbering.take("R", till, paid.on)
        reversed_row, reversed_number = (
            before[paid.reverses] if paid.reverses is not None else (None, None)
        )
        duty = self._duty(paid, written)
        due = paid.amount + duty
        given = self._given(taken, paid, due)
        shift = self.shifts.get((till, paid.on))
        fact = Receipt(
            number=taken.number,
            customer=customer,
            taken_at=self._taken_at(taken, paid.on),
            booked_on=paid.on,
            agency=self.agency,
            till=till,
            agent=self.cashiers.get(till, self.office),
            tenders=(self._tender(taken.number, paid, given),),
            allocated=tuple(
                Allocation(written[n].number, amount, due_on)
                for n, amount, due_on in paid.allocated
            ),
            credit=paid.credit,
            stamp=duty,
            change=given - due,
            amount=paid.amount,
            balance_after=paid.balance_after,
            reverses=reversed_number,
            reason=self.teller.ways.rejected if reversed_number else "",
            scan=scan_code(taken.number),
        )
        if shift is not None and paid.tender == "cash":
            self.takings[shift] = self.takings.get(shift, 0) + due
        row = self.scribe.payment(
            fact,
            contract_id=contract,
            shift_id=shift,
            invoices=tuple((written[n].row, amount) for n, amount, _ in paid.allocated),
            ready=ready,
            reverses_id=reversed_row,
        )
        return row, taken.number

    def _duty(self, paid: Paid, written: list[Written]) -> Cents:
        """Stamp duty, on the services apart of the invoices paid whole, as the counter reckons it."""
        if paid.tender != "cash" or not self.rules.stamps:
            return 0
        sections: list[tuple[str, Cents]] = []
        for n, amount, _ in paid.allocated:
            bill = written[n].fact.bill
            sections += bill.sections if bill.total == amount else [(written[n].number, amount)]
        if paid.credit:
            sections.append(("", paid.credit))
        return stamp(self.rules, paid.on, paid.amount, tuple(sections))

    def _given(self, taken: Taken, paid: Paid, due: Cents) -> Cents:
        """Cash is handed over exactly or in round notes."""
        if paid.tender != "cash" or _drawn(taken.number, 10) < 4:
            return due
        note = 200_00 if due > 400_00 else 20_00
        return -(-due // note) * note

    def _tender(self, number: str, paid: Paid, given: Cents) -> Tender:
        reference = bank = ""
        if paid.tender == "card":
            reference = f"{_drawn(number, 1_000_000):06d}"
        elif paid.tender == "cheque":
            reference = f"{_drawn(number, 10_000_000):07d}"
            banks = self.teller.ways.banks
            bank = banks[_drawn(number, len(banks))][0]
        elif paid.tender in ("epay", "transfer"):
            reference = f"W{_drawn(number, 1_000_000_000):09d}"
        return Tender(TenderKind(paid.tender), given, reference, bank)

    def _taken_at(self, taken: Taken, on: date) -> datetime:
        return instant(on, 600 + taken.place * 27_000 // taken.of)

    # Plans

    def _plans(
        self, story: Story, contract: int, customer: Customer, written: list[Written]
    ) -> None:
        account = ""
        office = self._office_till(story)
        if story.mandate_on:
            account = account_of(self.rules.account_kind, self.teller.ways.banks, story.n)
            rum = self.numbering.take("M", office, story.mandate_on).number
            self.scribe.add(
                "mandate", contract, rum, account, story.person.name, story.mandate_on.isoformat()
            )
        for n, plan in enumerate(story.schedules):
            number = self.numbering.take("S", office, plan.made_on).number
            fact = Schedule(
                number=number,
                customer=customer,
                made_on=plan.made_on,
                basis=plan.basis,
                instalment=plan.instalment,
                instalments=plan.instalments,
                invoices=tuple(
                    (written[i].number, written[i].fact.bill.total) for i in plan.invoices
                ),
                rum=rum,
                creditor=self.rules.identity.get("ics", ""),
                account=mask(account),
                holder=story.person.name,
            )
            key = self.scribe.add(
                "schedule",
                number,
                contract,
                plan.made_on.isoformat(),
                plan.basis,
                plan.instalment,
                canonical.text(fact),
            )
            for position, item in enumerate(plan.instalments, start=1):
                self.scribe.add(
                    "schedule_item", key, position, item.on.isoformat(), item.amount, item.kind
                )
            if n + 1 < len(story.schedules):
                ended = story.schedules[n + 1].made_on.isoformat()
                self.scribe.add("plan_event", number, "kept", ended, self.office, "")
        if story.arrangement:
            self._arrangement(story, contract, customer, written)

    def _refunds(self, story: Story, contract: int, customer: Customer) -> None:
        for given in story.refunds:
            account = account_of(self.rules.account_kind, self.teller.ways.banks, story.n)
            fact = Refund(
                number=self.numbering.take("B", self._office_till(story), given.on).number,
                contract=customer.contract,
                name=story.person.name,
                booked_on=given.on,
                amount=given.amount,
                means="transfer",
                account=f"···· {account[-4:]}",
                holder=story.person.name,
                reason=self.teller.ways.overpaid,
                second=self._supervisor(),
            )
            self.scribe.refund(
                fact,
                contract_id=contract,
                account=account,
                sent_on=given.sent_on,
                agent=self.office,
            )

    def _supervisor(self) -> str:
        return next(code for code, _, role in self.teller.ways.agents if role == "supervisor")

    def _arrangement(
        self, story: Story, contract: int, customer: Customer, written: list[Written]
    ) -> None:
        plan = story.arrangement
        assert plan is not None
        number = self.numbering.take("C", TILL, plan.made_on).number
        large = plan.total > self.rules.arrangement.approval_above
        fact = Arrangement(
            number=number,
            customer=customer,
            made_on=plan.made_on,
            basis="debt",
            total=plan.total,
            documents=tuple((written[i].number, amount) for i, amount in plan.documents),
            instalments=plan.instalments,
            agent=self.cashiers[TILL],
            approved_by=self._supervisor() if large else "",
        )
        key = self.scribe.add(
            "arrangement",
            number,
            contract,
            plan.made_on.isoformat(),
            plan.total,
            canonical.text(fact),
        )
        for position, item in enumerate(plan.instalments, start=1):
            self.scribe.add("arrangement_item", key, position, item.on.isoformat(), item.amount)
        for i, amount in plan.documents:
            self.scribe.add("arrangement_invoice", key, written[i].row, amount)


def _drawn(number: str, among: int) -> int:
    """A whole number told by the document's number alone."""
    return int(hashlib.sha256(number.encode()).hexdigest()[:12], 16) % among
