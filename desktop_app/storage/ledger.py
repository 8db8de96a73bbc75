"""The ledger: every document's entries sum to zero, and what a contract owes is read from them, never kept aside.

Debit positive, credit negative, in cents. `balance` keeps maintained sums for lists; `verify` recomputes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, literal, select

from . import plans
from .rows import among, those
from .tables import balance, contract, entry, invoice

if TYPE_CHECKING:
    from .book import Pen

RECEIVABLE, BILLED, CREDIT, WAIVED, STAMP = "receivable", "billed", "credit", "waived", "stamp"


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be booked: `invoice_id` says which invoice on receivable entries."""

    account: str
    amount: int
    contract_id: int | None = None
    invoice_id: int | None = None
    shift_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice not wholly settled; `open` in cents, above zero."""

    id: int
    number: str
    contract_id: int
    due_on: date
    open: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a contract owes, in cents: `asked` now at the counter, `owed` in all less credit (may be negative).

    `arranged` is the open part covered by a running arrangement; `open_invoices` counts invoices still open."""

    asked: int
    owed: int
    credit: int
    open: int
    arranged: int
    open_invoices: int
    oldest_due: date | None


NOTHING = Standing(0, 0, 0, 0, 0, 0, None)

_OPEN = (
    select(
        entry.c.invoice_id,
        invoice.c.number,
        invoice.c.contract_id,
        invoice.c.due_on,
        func.sum(entry.c.amount),
    )
    .join_from(entry, invoice, invoice.c.id == entry.c.invoice_id)
    .where(among(entry.c.contract_id), entry.c.account == RECEIVABLE)
    .group_by(entry.c.invoice_id, invoice.c.number, invoice.c.contract_id, invoice.c.due_on)
    .having(func.sum(entry.c.amount) != 0)
    .order_by(invoice.c.due_on, entry.c.invoice_id)
)
_CREDIT = (
    select(entry.c.contract_id, -func.sum(entry.c.amount))
    .where(among(entry.c.contract_id), entry.c.account == CREDIT)
    .group_by(entry.c.contract_id)
)
_OWED = (
    select(entry.c.contract_id, func.sum(entry.c.amount))
    .where(
        among(entry.c.contract_id),
        entry.c.account.in_((RECEIVABLE, CREDIT)),
    )
    .group_by(entry.c.contract_id)
)
_INVOICE_OPEN = select(func.coalesce(func.sum(entry.c.amount), 0)).where(
    entry.c.invoice_id == bindparam("invoice_id"), entry.c.account == RECEIVABLE
)


# --- reading ------------------------------------------------------------------------------------------------------


def open_items(connection: Connection, contract_id: int) -> tuple[OpenInvoice, ...]:
    """The contract's open invoices, the oldest due first."""
    return open_of(connection, (contract_id,)).get(contract_id, ())


def open_of(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[OpenInvoice, ...]]:
    """The open invoices of these contracts, the oldest due first."""
    found: dict[int, list[OpenInvoice]] = defaultdict(list)
    for row in connection.execute(_OPEN, those(ids)):
        found[row[2]].append(
            OpenInvoice(row[0], row[1], row[2], date.fromisoformat(row[3]), int(row[4]))
        )
    return {contract_id: tuple(items) for contract_id, items in found.items()}


def open_amount(connection: Connection, invoice_id: int) -> int:
    """What is still open of this invoice, in cents."""
    return int(connection.execute(_INVOICE_OPEN, {"invoice_id": invoice_id}).scalar_one())


def credit(connection: Connection, contract_id: int) -> int:
    """The contract's credit in cents (0 when none)."""
    return _credits(connection, [contract_id]).get(contract_id, 0)


def standing(connection: Connection, contract_id: int, *, today: date) -> Standing:
    """What this contract owes today."""
    return standings(connection, (contract_id,), today=today)[contract_id]


def standings(connection: Connection, ids: Iterable[int], *, today: date) -> dict[int, Standing]:
    """What each of these contracts owes today, in a constant number of queries.

    asked = open invoices outside running arrangements + arrangement instalments due and not covered
          + schedule instalments due and unpaid - credit, never below zero. Credit that the running schedule's own
    debits made waits for the next invoice: it does not stand in for a later instalment that was not paid."""
    wanted = list(ids)
    opened = open_of(connection, wanted)
    credits = _credits(connection, wanted)
    running = plans.running(connection, wanted)
    return {
        contract_id: _stand(
            opened.get(contract_id, ()),
            credits.get(contract_id, 0),
            running.get(contract_id),
            today,
        )
        for contract_id in wanted
    }


def owed_of(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """What these contracts owe in all, credit deducted, by their entries; cents, only where there is something."""
    rows = connection.execute(_OWED, those(ids))
    return {contract_id: int(amount) for contract_id, amount in rows}


def _stand(
    items: Sequence[OpenInvoice], credited: int, running: plans.Running | None, today: date
) -> Standing:
    total = sum(item.open for item in items)
    positive = [item for item in items if item.open > 0]
    asked, arranged = total, 0
    if running:
        left = {item.id: item.open for item in positive}
        for plan in running.arrangements:
            covered = plan.still_open(left)
            for invoice_id, amount in covered.items():
                left[invoice_id] -= amount
            still = sum(covered.values())
            arranged += still
            asked += plan.due(today, paid=plan.total - still) - still
        if running.schedule:
            paid = running.schedule_paid
            asked += running.schedule.due(today, paid=paid)
            credited_now = min(credited, max(0, credited - max(0, paid)))
        else:
            credited_now = credited
    else:
        credited_now = credited
    return Standing(
        asked=max(0, asked - credited_now),
        owed=total - credited,
        credit=credited,
        open=total,
        arranged=arranged,
        open_invoices=len(positive),
        oldest_due=positive[0].due_on if positive else None,
    )


def _credits(connection: Connection, ids: list[int]) -> dict[int, int]:
    return {c: int(amount) for c, amount in connection.execute(_CREDIT, those(ids))}


# --- writing ------------------------------------------------------------------------------------------------------


def post(pen: Pen, document: str, booked_on: date, postings: Iterable[Posting]) -> None:
    """Book one document's entries; zero amounts are left out, and the rest must sum to zero."""
    kept = [p for p in postings if p.amount]
    if sum(p.amount for p in kept):
        raise AssertionError(f"the entries of {document} do not sum to zero")
    day = booked_on.isoformat()
    pen.fill(
        entry,
        ("document", "booked_on", "account", "contract_id", "invoice_id", "shift_id", "amount"),
        [
            (document, day, p.account, p.contract_id, p.invoice_id, p.shift_id, p.amount)
            for p in kept
        ],
    )


def issue(
    pen: Pen, *, document: str, contract_id: int, invoice_id: int, total: int, booked_on: date
) -> None:
    """Book an issued invoice; credit pays it at once, and a negative total becomes credit."""
    used = max(0, min(credit(pen.connection, contract_id), total)) if total > 0 else total
    post(
        pen,
        document,
        booked_on,
        (
            Posting(RECEIVABLE, total, contract_id, invoice_id),
            Posting(BILLED, -total, contract_id),
            Posting(CREDIT, used, contract_id),
            Posting(RECEIVABLE, -used, contract_id, invoice_id),
        ),
    )
    refresh_balance(pen, (contract_id,))


def issue_credit_note(
    pen: Pen, *, document: str, contract_id: int, corrects_id: int, total: int, booked_on: date
) -> None:
    """Book a credit note of `total`: what is open of the corrected invoice first, the rest to credit. What had been
    given up of that invoice is taken back first; an invoice in the customer's favour gives its credit back."""
    waived = _waived(pen.connection, corrects_id)
    closed = max(0, min(open_amount(pen.connection, corrects_id) + waived, -total))
    post(
        pen,
        document,
        booked_on,
        (
            Posting(RECEIVABLE, waived, contract_id, corrects_id),
            Posting(WAIVED, -waived, contract_id),
            Posting(BILLED, -total, contract_id),
            Posting(RECEIVABLE, -closed, contract_id, corrects_id),
            Posting(CREDIT, total + closed, contract_id),
        ),
    )
    refresh_balance(pen, (contract_id,))


def _waived(connection: Connection, invoice_id: int) -> int:
    """What was given up of this invoice under its own number, in cents."""
    return int(
        connection.execute(
            select(func.coalesce(func.sum(entry.c.amount), 0))
            .join_from(entry, invoice, invoice.c.number == entry.c.document)
            .where(invoice.c.id == invoice_id, entry.c.account == WAIVED)
        ).scalar_one()
    )


def settle(
    pen: Pen,
    *,
    document: str,
    contract_id: int,
    tenders: Iterable[tuple[str, int]],
    allocated: Iterable[tuple[int | None, int]],
    credit: int,
    stamp: int,
    booked_on: date,
    shift_id: int | None = None,
) -> None:
    """Book a payment: `tenders` as (account, amount kept, change given back deducted), `allocated` as
    (invoice row, or None for a debt of the account itself, amount), all in cents."""
    postings = [Posting(account, kept, None, None, shift_id) for account, kept in tenders]
    postings += [
        Posting(CREDIT if invoice_id is None else RECEIVABLE, -amount, contract_id, invoice_id)
        for invoice_id, amount in allocated
    ]
    postings += [Posting(CREDIT, -credit, contract_id), Posting(STAMP, -stamp)]
    post(pen, document, booked_on, postings)
    refresh_balance(pen, (contract_id,))


def compensate(pen: Pen, *, document: str, contract_id: int, booked_on: date) -> int:
    """Pay open invoices with the contract's credit, the oldest due first, under this document: a customer who leaves
    has no next invoice to use it on. Answers what was used, in cents."""
    left = credit(pen.connection, contract_id)
    postings: list[Posting] = []
    for item in open_items(pen.connection, contract_id):
        part = min(left, item.open)
        if part > 0:
            postings += [
                Posting(CREDIT, part, contract_id),
                Posting(RECEIVABLE, -part, contract_id, item.id),
            ]
            left -= part
    if postings:
        book(pen, document, booked_on, postings)
    return sum(p.amount for p in postings if p.account == CREDIT)


def settlement(connection: Connection, document: str) -> tuple[Posting, ...]:
    """What a payment settled, in the order of its allocations, the credit it left last; below zero as booked."""
    rows = connection.execute(
        select(entry.c.account, entry.c.amount, entry.c.contract_id, entry.c.invoice_id)
        .where(entry.c.document == document, entry.c.account.in_((RECEIVABLE, CREDIT)))
        .order_by(entry.c.id)
    )
    return tuple(Posting(a, int(m), c, i) for a, m, c, i in rows)


def book(pen: Pen, document: str, booked_on: date, postings: Sequence[Posting]) -> None:
    """Book these entries and bring the sums of their contracts up to date."""
    post(pen, document, booked_on, postings)
    refresh_balance(pen, sorted({p.contract_id for p in postings if p.contract_id is not None}))


def account_debt(connection: Connection, contract_id: int) -> tuple[str, date] | None:
    """The newest document that put the contract's account below nil (a fee, credit undone) and its day."""
    row = connection.execute(
        select(entry.c.document, entry.c.booked_on)
        .where(entry.c.contract_id == contract_id, entry.c.account == CREDIT, entry.c.amount > 0)
        .order_by(entry.c.id.desc())
        .limit(1)
    ).first()
    return (row[0], date.fromisoformat(row[1])) if row else None


def reverse(
    pen: Pen, *, of: str, document: str, booked_on: date, shift_id: int | None = None
) -> None:
    """Book the mirror of another document's entries (a reversed payment); money moves in the shift given."""
    rows = pen.connection.execute(
        select(
            entry.c.account,
            entry.c.amount,
            entry.c.contract_id,
            entry.c.invoice_id,
            entry.c.shift_id,
        )
        .where(entry.c.document == of)
        .order_by(entry.c.id)
    ).all()
    if not rows:
        raise AssertionError(f"{of} has no entries")
    post(
        pen,
        document,
        booked_on,
        [Posting(a, -m, c, i, shift_id if s is not None else None) for a, m, c, i, s in rows],
    )
    refresh_balance(pen, sorted({row[2] for row in rows if row[2] is not None}))


def waive(
    pen: Pen, *, document: str, contract_id: int, invoice_id: int, amount: int, booked_on: date
) -> None:
    """Book the giving up of a small sum still open on an invoice."""
    post(
        pen,
        document,
        booked_on,
        (
            Posting(RECEIVABLE, -amount, contract_id, invoice_id),
            Posting(WAIVED, amount, contract_id),
        ),
    )
    refresh_balance(pen, (contract_id,))


def refresh_balance(pen: Pen, ids: Iterable[int]) -> None:
    """Recompute the maintained sums of these contracts from their entries."""
    wanted = list(ids)
    opened, credits = open_of(pen.connection, wanted), _credits(pen.connection, wanted)
    pen.connection.execute(
        delete(balance).where(among(balance.c.contract_id)),
        those(wanted),
    )
    rows = []
    for contract_id in wanted:
        items = opened.get(contract_id, ())
        positive = [i for i in items if i.open > 0]
        rows.append(
            (
                contract_id,
                sum(i.open for i in items) - credits.get(contract_id, 0),
                len(positive),
                positive[0].due_on.isoformat() if positive else None,
            )
        )
    pen.fill(balance, ("contract_id", "owed", "open_invoices", "oldest_due"), rows)


def refresh_all(pen: Pen) -> None:
    """Recompute every maintained sum in a few set-based statements (after a run, an import or a demo history)."""
    pen.connection.execute(delete(balance))
    pen.connection.execute(
        insert(balance).from_select(["contract_id", "owed", "open_invoices", "oldest_due"], _sums())
    )


def wrong_sums(connection: Connection) -> tuple[int, tuple[int, ...]]:
    """How many maintained sums there are, and the contracts (at most ten) whose sum differs from their entries."""
    sums = _sums().subquery()
    count = connection.execute(select(func.count()).select_from(contract)).scalar_one()
    same = (
        (balance.c.owed == sums.c.owed)
        & (balance.c.open_invoices == sums.c.open_invoices)
        & (func.coalesce(balance.c.oldest_due, "") == func.coalesce(sums.c.oldest_due, ""))
    )
    rows = connection.execute(
        select(sums.c.contract_id)
        .select_from(sums.outerjoin(balance, balance.c.contract_id == sums.c.contract_id))
        .where(
            case(
                (balance.c.contract_id.is_(None), (sums.c.owed != 0) | (sums.c.open_invoices != 0)),
                else_=~same,
            )
        )
        .limit(10)
    )
    return count, tuple(row[0] for row in rows)


def unbalanced_documents(connection: Connection) -> tuple[int, tuple[str, ...]]:
    """How many entries there are, and the documents (at most ten) whose entries do not sum to zero."""
    count = connection.execute(select(func.count()).select_from(entry)).scalar_one()
    rows = connection.execute(
        select(entry.c.document)
        .group_by(entry.c.document)
        .having(func.sum(entry.c.amount) != 0)
        .limit(10)
    )
    return count, tuple(row[0] for row in rows)


def trial_balance(connection: Connection) -> dict[str, int]:
    """The sum of every account, in cents; together they are zero."""
    rows = connection.execute(
        select(entry.c.account, func.sum(entry.c.amount))
        .group_by(entry.c.account)
        .order_by(entry.c.account)
    )
    return {account: int(amount) for account, amount in rows}


def _sums() -> Any:
    """contract_id, owed, open_invoices, oldest_due of every contract, from the entries alone."""
    opened = (
        select(
            entry.c.contract_id.label("contract_id"),
            entry.c.invoice_id,
            invoice.c.due_on.label("due_on"),
            func.sum(entry.c.amount).label("open"),
        )
        .join_from(entry, invoice, invoice.c.id == entry.c.invoice_id)
        .where(entry.c.account == RECEIVABLE)
        .group_by(entry.c.contract_id, entry.c.invoice_id, invoice.c.due_on)
        .having(func.sum(entry.c.amount) != 0)
        .subquery()
    )
    by_contract = (
        select(
            opened.c.contract_id,
            func.sum(opened.c.open).label("open"),
            func.sum(case((opened.c.open > 0, 1), else_=0)).label("count"),
            func.min(case((opened.c.open > 0, opened.c.due_on))).label("oldest"),
        )
        .group_by(opened.c.contract_id)
        .subquery()
    )
    credited = (
        select(entry.c.contract_id, func.sum(entry.c.amount).label("amount"))
        .where(entry.c.account == CREDIT)
        .group_by(entry.c.contract_id)
        .subquery()
    )
    return (
        select(
            contract.c.id.label("contract_id"),
            (func.coalesce(by_contract.c.open, 0) + func.coalesce(credited.c.amount, 0)).label(
                "owed"
            ),
            func.coalesce(by_contract.c.count, literal(0)).label("open_invoices"),
            by_contract.c.oldest.label("oldest_due"),
        )
        .select_from(contract)
        .outerjoin(by_contract, by_contract.c.contract_id == contract.c.id)
        .outerjoin(credited, credited.c.contract_id == contract.c.id)
    )
