"""Commands of billing: bill everybody due, take an invoice back, write the papers of a run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.texts.waiting import why

from .call import Answer, Call, table
from .parser import read_day
from .shapes import Shape, day, exact, money

if TYPE_CHECKING:
    from desktop_app.domain.run import RunReport
    from desktop_app.services.counter import Counter
    from desktop_app.services.run import Run
    from desktop_app.texts import Texts

SHOWN = 20
"""So many invoices that wait are told to a person; a script gets them all."""


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("bill", bill, say("Bill everybody who is due"))
    made.add_argument("--operator", default="")
    made.add_argument("--through", type=read_day, required=True, metavar="DATE")
    made.add_argument("--dry-run", action="store_true")
    made.add_argument("--route", action="append", default=[])
    made.add_argument("--postcode", action="append", default=[])
    made.add_argument("--contract", action="append", default=[])
    made.add_argument("--helpers", type=int, metavar="N")
    made.add_argument("--operation", default="", metavar="ID")

    made = command("credit", credit, say("Take an invoice back by a credit note"))
    made.add_argument("number", metavar="NUMBER")
    made.add_argument("--reason", required=True)
    money_back = made.add_mutually_exclusive_group()
    money_back.add_argument("--refund", action="store_true")
    money_back.add_argument("--keep", action="store_true")
    made.add_argument("--rebill", action="store_true")
    made.add_argument("--approved-by", default="", metavar="AGENT")
    made.add_argument("--operation", default="", metavar="ID")

    made = command("papers", papers, say("Write the invoices of a run, many to a file"))
    made.add_argument("number", metavar="RUN")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--by", choices=("route", "postcode"), default="route")
    made.add_argument("--helpers", type=int, metavar="N")


def bill(call: Call) -> Answer:
    from desktop_app.services import run as runs

    asked = call.arguments
    scope = runs.Scope(
        through=asked.through,
        routes=tuple(asked.route),
        postcodes=tuple(asked.postcode),
        contracts=tuple(asked.contract),
    )
    progress = _progress(call.texts) if sys.stderr.isatty() and not asked.json else None
    with call.counter() as counter:
        _refuse_other(counter, asked.operator)
        if asked.dry_run:
            made = runs.simulate(counter, scope, progress=progress)
        else:
            made = runs.bill(
                counter,
                scope,
                operation=call.operation,
                progress=progress,
                helpers=asked.helpers,
            )
        currency = counter.rules.currency
    return Answer(run_shape(made), _run_lines(made, call.texts, currency))


def credit(call: Call) -> Answer:
    from desktop_app.services import credits

    asked = call.arguments
    with call.counter() as counter:
        made = credits.credit(
            counter,
            credits.CreditInvoice(
                number=asked.number,
                reason=asked.reason,
                operation=call.operation,
                refund=asked.refund,
                rebill=asked.rebill,
                approved_by=asked.approved_by,
            ),
        )
        currency = counter.rules.currency
    texts = call.texts
    data = {
        "number": made.note.number,
        "total": money(made.note.bill.total),
        "corrects": made.note.corrects,
        "closed": money(made.closed),
        "kept": money(made.kept),
        "refund": made.refund or None,
        "refunded": money(made.refunded),
        "invoice": made.invoice.number if made.invoice else None,
        "invoice_total": money(made.invoice.bill.total) if made.invoice else None,
    }
    rows = [(made.note.number or "", texts.money(made.note.bill.total, currency))]
    rows += [
        (texts.say(label), texts.money(amount, currency))
        for label, amount in (
            ("Taken off what was due", made.closed),
            ("Kept as credit", made.kept),
            ("To transfer to the customer", made.refunded),
        )
        if amount
    ]
    if made.invoice is not None:
        total = texts.money(made.invoice.bill.total, currency)
        rows.append((made.invoice.number or "", total))
    return Answer(data, [texts.say("Credit note"), *table(rows, right=(1,))])


def papers(call: Call) -> Answer:
    from desktop_app.services import run_papers

    asked = call.arguments
    progress = _progress(call.texts) if sys.stderr.isatty() and not asked.json else None
    with call.counter() as counter:
        made = run_papers.write(
            counter,
            asked.number,
            out=asked.out,
            by=asked.by,
            progress=progress,
            helpers=asked.helpers,
        )
    data = {
        "run": asked.number,
        "by": asked.by,
        "invoices": sum(f.documents for f in made),
        "pages": sum(f.pages for f in made),
        "files": [
            {"path": str(f.path), "place": f.place, "documents": f.documents, "pages": f.pages}
            for f in made
        ],
    }
    return Answer(data, [str(f.path) for f in made])


def run_shape(made: Run) -> Shape:
    """A run as scripts read it."""
    report = made.report
    return {
        "number": report.number,
        "through": day(report.through),
        "date": day(report.booked_on),
        "selected": report.selected,
        "invoices": report.invoices,
        "estimated": report.estimated,
        "behind": report.behind,
        "outsorted": [
            {
                "contract": o.contract,
                "reason": o.reason,
                "values": o.values,
                "from": day(o.start),
                "to": day(o.end),
                "total": money(o.total),
            }
            for o in made.outsorted
        ],
        "totals": {
            "net": money(report.net),
            "vat": money(report.vat_total),
            "levies": money(report.levies),
            "total": money(report.total),
        },
        "vat_rates": [
            {"rate": exact(rate), "base": money(base), "amount": money(amount)}
            for rate, base, amount in report.vat
        ],
        "kinds": report.kinds,
        "first": report.first or None,
        "last": report.last or None,
        "previous": _previous(made.previous),
    }


def _previous(before: RunReport | None) -> Shape | None:
    if before is None:
        return None
    return {
        "number": before.number,
        "date": day(before.booked_on),
        "invoices": before.invoices,
        "total": money(before.total),
    }


def _run_lines(made: Run, texts: Texts, currency: str) -> list[str]:
    report, say = made.report, texts.say
    head = report.number or say("Simulation")
    counts = (
        (say("To bill"), report.selected),
        (say("Invoices"), report.invoices),
        (say("Estimated"), report.estimated),
        (say("Waiting"), report.selected - report.invoices),
    )
    sums = (
        (say("Net"), report.net),
        (say("VAT", context="column"), report.vat_total),
        (say("Levies and taxes without VAT"), report.levies),
        (say("Total"), report.total),
    )
    rows = [(label, texts.number(n)) for label, n in counts]
    rows += [(label, texts.money(amount, currency)) for label, amount in sums]
    if made.previous is not None:
        label = f"{say('Run before')} {made.previous.number}"
        rows.append((label, texts.money(made.previous.total, currency)))
    lines = [head, *table(rows, right=(1,))]
    lines += [f"{o.contract}  {why(texts, o, currency)}" for o in made.outsorted[:SHOWN]]
    if len(made.outsorted) > SHOWN:
        lines.append("…")
    return lines


def _refuse_other(counter: Counter, operator: str) -> None:
    """A script that names the utility is not answered by the book of another one."""
    from desktop_app.domain.refusals_run import OtherOperator
    from desktop_app.services import rulebooks

    if not operator:
        return
    rulebooks.load(operator)
    if operator != counter.rules.code:
        raise OtherOperator(operator=operator, book=counter.rules.code)


def _progress(texts: Texts) -> Callable[[int, int], None]:
    def told(done: int, whole: int) -> None:
        sys.stderr.write(f"\r{done} / {whole} ")
        if done >= whole:
            sys.stderr.write("\n")
        sys.stderr.flush()

    return told
