"""Commands of the bank and of the receipt printer: e-payments, the trial bank, the pages that wait for paper."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_app import app
from desktop_app.domain.epay import OrderState
from desktop_app.domain.refusals_bank import PortTaken
from desktop_app.texts import Texts, bare

from .call import Answer, Call, table
from .parser import read_positive
from .shapes import Shape, money

if TYPE_CHECKING:
    from desktop_app.exchange.sandbox import Sandbox
    from desktop_app.services.epay import Order
    from desktop_app.services.print_queue import Job


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    group = command("epay", None, say("Take a payment through the bank"))
    kinds = group.add_subparsers(metavar=say("GESTURE"), required=True, parser_class=type(group))

    made = command("start", start, say("Open an e-payment: where the customer pays"), kinds)
    made.add_argument("contract", metavar="CONTRACT")
    made.add_argument("--document", action="append", default=[], metavar="NUMBER")
    made.add_argument("--amount", type=read_positive)
    made.add_argument("--payer", default="")
    made.add_argument("--operation", default="", metavar="ID")

    made = command("status", status, say("Ask the bank about an e-payment, or all"), kinds)
    made.add_argument("order", nargs="?", default="", metavar="ORDER")

    made = command("refund", refund, say("Give an e-payment back to the card"), kinds)
    made.add_argument("order", metavar="ORDER")
    made.add_argument("--reason", default="")
    made.add_argument("--second", default="", metavar="AGENT")

    made = command("sandbox", sandbox, say("Serve a trial bank on this machine"), kinds)
    made.add_argument("--port", type=int, metavar="P")
    made.add_argument("--host", default="127.0.0.1")

    made = command("queue", queue, say("Pages that wait for the receipt printer"))
    made.add_argument("--receipt", default="", metavar="NUMBER")
    answers = made.add_mutually_exclusive_group()
    answers.add_argument("--came-out", type=int, metavar="JOB")
    answers.add_argument("--lost", type=int, metavar="JOB")


def start(call: Call) -> Answer:
    from desktop_app.services import banks, epay

    asked = call.arguments
    with call.counter() as counter:
        made = epay.start(
            counter,
            banks.bank_of(counter),
            epay.StartOrder(
                contract=asked.contract,
                operation=call.operation,
                documents=tuple(asked.document),
                amount=asked.amount,
                payer=asked.payer,
            ),
        )
        currency = counter.rules.currency
    return Answer(shape(made), _lines(made, call.texts, currency))


def status(call: Call) -> Answer:
    """One order asked about; without a number, every order still pending."""
    from desktop_app.services import banks, epay

    with call.counter() as counter:
        bank, currency = banks.bank_of(counter), counter.rules.currency
        if call.arguments.order:
            found = epay.ask(counter, bank, call.arguments.order)
            return Answer(shape(found), _lines(found, call.texts, currency))
        every = epay.reconcile(counter, bank)
    lines = [line for one in every for line in (*_lines(one, call.texts, currency), "")]
    return Answer({"orders": [shape(one) for one in every]}, lines)


def refund(call: Call) -> Answer:
    from desktop_app.services import banks, epay

    asked = call.arguments
    with call.counter() as counter:
        made = epay.refund(
            counter, banks.bank_of(counter), asked.order, reason=asked.reason, second=asked.second
        )
        currency = counter.rules.currency
    return Answer(shape(made), _lines(made, call.texts, currency))


def sandbox(call: Call) -> Answer | None:
    """Serve until told to stop; says first where."""
    bank, done = _trial_bank(call)
    said = {"url": bank.url, "port": bank.port}
    text = call.texts.say("Trial bank at {url}: stop it with Ctrl+C.", url=bank.url)
    line = json.dumps(said) if call.arguments.json else bare(text)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        bank.serve()
    except KeyboardInterrupt:
        return None
    finally:
        signal.signal(signal.SIGTERM, before)
        done()
    return None


def queue(call: Call) -> Answer:
    """What waits, after trying to print it; a doubt answered, or a receipt sent."""
    from desktop_app.services import print_queue

    asked = call.arguments
    with call.counter() as counter:
        print_queue.recover(counter)
        if asked.came_out is not None:
            print_queue.answer(counter, asked.came_out, came_out=True)
        if asked.lost is not None:
            print_queue.answer(counter, asked.lost, came_out=False)
        if asked.receipt:
            spoken = asked.lang or None
            done = [print_queue.submit(counter, asked.receipt, language=spoken)]
        else:
            done = list(print_queue.run(counter))
        told = {job.id: job for job in (*print_queue.jobs(counter), *done)}
    rows = [
        (str(j.id), j.document, call.texts.say(j.state, context="print job"), j.route)
        for j in told.values()
    ]
    return Answer({"jobs": [_job(j) for j in told.values()]}, table(rows))


def shape(made: Order) -> Shape:
    """An e-payment for a script."""
    proof = made.proof
    return {
        "order": made.number,
        "contract": made.contract,
        "amount": money(made.amount),
        "documents": list(made.documents),
        "state": made.state.value,
        "page": made.page,
        "transaction": made.transaction,
        "receipt": made.receipt or None,
        "refund": made.refund or None,
        "message": made.message,
        "helpline": made.helpline,
        "authorisation": proof.authorisation if proof else None,
        "paid_at": proof.paid_at.isoformat() if proof else None,
        "method": proof.method if proof else None,
        "reference": proof.reference if proof else None,
    }


def _job(job: Job) -> Shape:
    return {
        "job": job.id,
        "document": job.document,
        "kind": job.kind,
        "copy": job.copy,
        "route": job.route,
        "state": job.state,
        "tries": job.tries,
        "trouble": job.trouble.code if job.trouble else None,
    }


def _lines(made: Order, texts: Texts, currency: str) -> list[str]:
    say = texts.say
    rows = [
        (say("Order"), made.number),
        (say("Amount"), texts.money(made.amount, currency)),
        (say("State"), say(made.state.value, context="e-payment")),
        (say("Payment page"), made.page if made.pending else ""),
        (say("Receipt"), made.refund or made.receipt),
        (say("Authorisation"), made.proof.authorisation if made.proof else ""),
        (say("Message of the bank"), made.message),
    ]
    lines = table([row for row in rows if row[1]])
    if made.state is OrderState.FAILED and made.helpline:
        words = "If the payment is a problem, please call the free number {number}."
        lines.append(say(words, number=made.helpline))
    return lines


def _trial_bank(call: Call) -> tuple[Sandbox, Callable[[], None]]:
    """The trial bank of this book, or one of nobody's where there is no book; and how to end it."""
    from desktop_app.exchange.sandbox import PORT, Sandbox

    port = PORT if call.arguments.port is None else call.arguments.port
    try:
        if not app.has_book(call.settings.data):
            bank = Sandbox(port=port, host=call.arguments.host)
            return bank, bank.stop
        from desktop_app.services import banks

        with call.counter() as counter:
            bank = banks.open_trial_bank(counter, port=port, host=call.arguments.host)
        return bank, lambda: banks.close_trial_bank(counter, bank)
    except (OSError, OverflowError) as fault:
        raise PortTaken(port=str(port)) from fault
