"""Commands that undo money or close its books: reverse, bounce, refund, suspense, closing, archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .call import Answer, Call, table
from .parser import read_day, read_positive
from .shapes import Shape, day, money
from .till import counter_of, rows_of, signed

if TYPE_CHECKING:
    from desktop_app.domain.closing import Closing, Totals
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.reversals import Refund

CLOSINGS = ("day", "month", "year")


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("reverse", reverse, say("Cancel a receipt of today"))
    made.add_argument("receipt", metavar="RECEIPT")
    made.add_argument("--reason", required=True)
    made.add_argument("--second", required=True, metavar="AGENT")
    signed(made)

    made = command("bounce", bounce, say("Undo a cheque that came back unpaid"))
    made.add_argument("receipt", metavar="RECEIPT")
    made.add_argument("--reason", required=True)
    made.add_argument("--reference", default="")
    made.add_argument("--advice", default="")
    signed(made)

    made = command("refund", refund, say("Give money back to a customer"))
    made.add_argument("contract", metavar="CONTRACT")
    made.add_argument("--receipt", default="", metavar="NUMBER")
    made.add_argument("--amount", type=read_positive)
    made.add_argument("--means", choices=("transfer", "cash"), default="transfer")
    made.add_argument("--account", default="")
    made.add_argument("--holder", default="")
    made.add_argument("--reason", required=True)
    made.add_argument("--second", required=True, metavar="AGENT")
    signed(made)

    made = command("refunds", refunds, say("List the refunds still to transfer"))
    made.add_argument("--sent", metavar="NUMBER")
    signed(made)

    made = command(
        "suspense", suspense, say("Money of unknown owner: list it, take it, attribute it")
    )
    made.add_argument("--take", type=read_positive, metavar="AMOUNT")
    made.add_argument("--tender", default="cash")
    made.add_argument("--reason", default="payer-unknown")
    made.add_argument("--payer", default="")
    made.add_argument("--attribute", default="", metavar="NUMBER")
    made.add_argument("--contract", default="")
    made.add_argument("--amount", type=read_positive)
    signed(made)

    made = command("closing", closing, say("Close a day, a month or a year"))
    made.add_argument("kind", choices=CLOSINGS)
    made.add_argument("--on", type=read_day, metavar="DATE")
    signed(made)

    made = command("archive", archive, say("Write the archive of a year, readable without Guichet"))
    made.add_argument("--year", type=int, required=True)
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    signed(made)


# --- undoing --------------------------------------------------------------------------------------------------------


def reverse(call: Call) -> Answer:
    from desktop_app.services import reversals

    asked = call.arguments
    with counter_of(call) as counter:
        made = reversals.reverse(
            counter,
            reversals.Reverse(asked.receipt, asked.reason, asked.second, call.operation),
        )
        currency = counter.rules.currency
    said = f"{made.number}  {call.texts.money(made.amount + made.stamp, currency)}"
    return Answer(_undone(made), [said])


def bounce(call: Call) -> Answer:
    from desktop_app.services import reversals

    asked = call.arguments
    with counter_of(call) as counter:
        made = reversals.bounce(
            counter,
            reversals.Bounce(
                asked.receipt, asked.reason, call.operation, asked.reference, advice=asked.advice
            ),
        )
    data = {
        "receipts": [_undone(r) for r in made.receipts],
        "total": money(made.total),
        "fee": money(made.fee),
    }
    return Answer(data, [r.number for r in made.receipts])


def refund(call: Call) -> Answer:
    from desktop_app.services import reversals

    asked = call.arguments
    with counter_of(call) as counter:
        made = reversals.refund(
            counter,
            reversals.AskRefund(
                contract=asked.contract,
                reason=asked.reason,
                second=asked.second,
                operation=call.operation,
                receipt=asked.receipt,
                amount=asked.amount,
                means=asked.means,
                account=asked.account,
                holder=asked.holder,
            ),
        )
    return Answer(_refund(made), [made.number])


def refunds(call: Call) -> Answer:
    from desktop_app.services import reversals

    with counter_of(call) as counter:
        if call.arguments.sent:
            reversals.refund_sent(counter, call.arguments.sent)
        due = reversals.refunds_due(counter)
        currency = counter.rules.currency
    rows = [(r.number, r.contract, call.texts.money(r.amount, currency)) for r in due]
    return Answer({"refunds": [_refund(r) for r in due]}, table(rows, right=(2,)))


def suspense(call: Call) -> Answer:
    from desktop_app.domain.payment import Tender, TenderKind
    from desktop_app.services import reversals

    asked = call.arguments
    data: Shape = {}
    with counter_of(call) as counter:
        if asked.take is not None:
            kind = TenderKind(asked.tender)
            made = reversals.take_suspense(
                counter,
                reversals.TakeSuspense(
                    (Tender(kind, asked.take),), asked.reason, call.operation, asked.payer
                ),
            )
            data["number"] = made.number
        if asked.attribute:
            given = reversals.attribute(
                counter,
                asked.attribute,
                contract=asked.contract,
                operation=call.operation,
                amount=asked.amount,
            )
            data["receipt"] = given.number
        waiting = reversals.suspense(counter)
        currency = counter.rules.currency
    data["suspense"] = [
        {
            "number": s.number,
            "date": day(s.booked_on),
            "reason": s.reason,
            "payer": s.payer,
            "amount": money(s.amount),
            "left": money(s.left),
        }
        for s in waiting
    ]
    rows = [(s.number, call.texts.money(s.left, currency)) for s in waiting]
    return Answer(data, table(rows, right=(1,)))


# --- closings and archives --------------------------------------------------------------------------------------------


def closing(call: Call) -> Answer:
    from desktop_app.services import closings

    asked = call.arguments
    with counter_of(call) as counter:
        made = closings.close(counter, asked.kind, on=asked.on)
        currency = counter.rules.currency
    rows = [
        ("Turnover of the period", made.period.turnover),
        ("Collected in the period", made.period.collected),
        ("Perpetual turnover", made.perpetual.turnover),
        ("Perpetual collected", made.perpetual.collected),
    ]
    return Answer(_closing(made), [made.number, *rows_of(call, rows, currency)])


def archive(call: Call) -> Answer:
    from desktop_app.services import closings

    asked = call.arguments
    with counter_of(call) as counter:
        made = closings.archive(counter, year=asked.year, out=asked.out)
    data = {
        "number": made.number,
        "year": made.year,
        "path": str(made.path),
        "files": made.files,
        "records": made.records,
        "hash": made.hash,
    }
    return Answer(data, [str(made.path)])


def _undone(made: Receipt) -> Shape:
    return {
        "number": made.number,
        "reverses": made.reverses,
        "total": money(made.amount + made.stamp),
        "allocated": [{"document": a.document, "amount": money(a.amount)} for a in made.allocated],
        "credit": money(made.credit),
    }


def _refund(made: Refund) -> Shape:
    return {
        "number": made.number,
        "contract": made.contract,
        "date": day(made.booked_on),
        "amount": money(made.amount),
        "means": made.means,
        "receipt": made.receipt,
        "paid": day(made.paid_on),
    }


def _totals(made: Totals) -> Shape:
    return {
        "turnover": money(made.turnover),
        "collected": money(made.collected),
        "stamp": money(made.stamp),
        "invoices": made.invoices,
        "credit_notes": made.credit_notes,
        "receipts": made.receipts,
    }


def _closing(made: Closing) -> Shape:
    return {
        "number": made.number,
        "kind": made.kind,
        "from": day(made.start),
        "to": day(made.end),
        "period": _totals(made.period),
        "perpetual": _totals(made.perpetual),
        "tenders": [{"tender": t.value, "amount": money(n)} for t, n in made.tenders],
        "rates": [
            {"rate": f"{r.rate:f}", "net": money(r.net), "vat": money(r.vat)} for r in made.rates
        ],
        "copies": made.copies,
        "previous": made.previous,
        "training": made.training,
        "hash": made.hash_code,
    }
