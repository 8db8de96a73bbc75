"""How demo customers pay: in time, late, by ten debits a year, or not for long, with an arrangement at the end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain import arrangement, monthly
from desktop_app.domain.money import Cents
from desktop_app.domain.monthly import Instalment
from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import Refusal

from .accounts import Owed
from .debts import DEBTOR, LATE, PROMPT
from .habits import chance, weighted

if TYPE_CHECKING:
    from .history import Story, Teller

COUNTER = ("cash", "card", "cheque")
"""Tenders handed over at a till, on days when it is open."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A monthly-debit schedule of the story; invoices by their place."""

    made_on: date
    basis: Cents
    instalment: Cents
    instalments: tuple[Instalment, ...]
    invoices: tuple[int, ...]
    kept_on: date | None


@dataclass(frozen=True, slots=True)
class Arranged:
    """A running arrangement of the story; documents by their place with what they owed."""

    made_on: date
    total: Cents
    documents: tuple[tuple[int, Cents], ...]
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class Refunded:
    """What a customer paid too much, given back by transfer; `sent_on` None: decided, not yet sent."""

    on: date
    amount: Cents
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class Intent:
    """What a customer means to do on a day: pay all that is open, a part of it in percent, or a fixed amount."""

    on: date
    tender: str
    percent: int = 100
    amount: Cents | None = None
    bounced: bool = False


def settle_account(rng: random.Random, teller: Teller, story: Story, payer: int) -> None:
    """Issue the story's invoices to its account and let the customer pay, in order of days, until yesterday."""
    household = story.category.sector == "households"
    ways = teller.ways
    if household and chance(rng, ways.life["mandates"]):
        story.mandate_on = max(
            story.opened_on, teller.today - timedelta(days=rng.randrange(60, 1500))
        )
    elif household and teller.rules.monthly is not None and chance(rng, ways.life["opt_outs"]):
        story.opt_out_on = max(
            story.opened_on, teller.today - timedelta(days=rng.randrange(40, 900))
        )
    share = ways.life["schedules"] * 100 / (ways.life["mandates"] or 1)
    debited = (
        story.mandate_on is not None
        and teller.rules.monthly is not None
        and teller.rounds.yearly
        and payer != DEBTOR
        and story.closed_on is None
        and chance(rng, share)
    )
    if debited:
        story.mandate_on = story.opened_on
        _settle_by_debit(rng, teller, story)
    else:
        _settle_by_hand(rng, teller, story, payer)


def _settle_by_hand(rng: random.Random, teller: Teller, story: Story, payer: int) -> None:
    tender = weighted(rng, teller.ways.tenders)
    intents = sorted(_intents(rng, teller, story, payer, tender), key=lambda i: (i.on, i.percent))
    unpaid_from = _unpaid_from(teller, story, payer)
    for n, made in enumerate(story.invoices):
        _pay_until(teller, story, intents, made.issued_on, n, unpaid_from)
        _issue(story, n)
    _pay_until(teller, story, intents, teller.today, len(story.invoices), unpaid_from)
    if story.category.sector == "households" and unpaid_from is not None:
        _arrange(rng, teller, story)


def _pay_until(
    teller: Teller,
    story: Story,
    intents: list[Intent],
    until: date,
    issued: int,
    unpaid_from: int | None,
) -> None:
    """Carry out what was meant before this day; invoices from `unpaid_from` on are left alone."""
    while intents and intents[0].on < until:
        intent = intents.pop(0)
        left = sum(
            i.open for i in story.account.items if unpaid_from is None or i.invoice < unpaid_from
        )
        if intent.percent < 100:
            left = story.account.open
        if left <= 0 or intent.on >= teller.today:
            continue
        amount = left * intent.percent // 100 // 100 * 100 if intent.percent < 100 else left
        if intent.amount is not None:  # rounded up at the counter: the rest becomes credit
            amount = -(-left // intent.amount) * intent.amount
        if amount > 0:
            story.payments.append(story.account.pay(intent.on, intent.tender, amount))


def _intents(
    rng: random.Random, teller: Teller, story: Story, payer: int, usual: str
) -> Iterator[Intent]:
    wait = teller.rules.due_days
    for made in story.invoices:
        tender = usual if rng.randrange(100) < 85 else weighted(rng, teller.ways.tenders)
        if payer == PROMPT or (payer == LATE and rng.randrange(100) < 45):
            on = made.issued_on + timedelta(days=rng.randrange(3, wait + 2))
        else:
            on = made.due_on + timedelta(days=rng.randrange(4, 75 if wait > 20 else 50))
        if tender in COUNTER:
            on = teller.rounds.open_day(on)
        over = 1000 if tender == "cash" and chance(rng, 2) else None
        if tender == "cash" and _above_ceiling(teller, made.priced.bill.total):
            tender = "card"
        yield Intent(on, tender, amount=over)
    home = story.category.sector == "households"
    if home and payer == DEBTOR and story.invoices and chance(rng, 14):
        back = rng.randrange(10, 200)
        on = teller.rounds.open_day(teller.today - timedelta(days=back))
        yield Intent(on, "card", percent=rng.randrange(10, 45))


def _above_ceiling(teller: Teller, amount: Cents) -> bool:
    ceiling = teller.rules.cash_ceiling
    return ceiling is not None and amount * 2 > ceiling


def _unpaid_from(teller: Teller, story: Story, payer: int) -> int | None:
    """The first of the invoices in a row that a debtor leaves unpaid, up to the newest."""
    if payer != DEBTOR or not story.invoices:
        return None
    return max(0, len(story.invoices) - max(1, teller.payers.runs[story.n]))


def _issue(story: Story, n: int) -> None:
    made = story.invoices[n]
    made.previous_balance = story.account.open
    made.used_credit = story.account.issue(n, made.due_on, made.priced.bill.total)


def _arrange(rng: random.Random, teller: Teller, story: Story) -> None:
    """Some debtors have agreed on instalments; most of them keep it, a few run late."""
    account, today = story.account, teller.today
    due = sum(i.open for i in account.items if i.due_on < today)
    if not chance(rng, teller.ways.life["arrangements"] * 5) or due <= 0:
        return
    made_on = teller.rounds.open_day(today - timedelta(days=rng.randrange(25, 140)))
    covered = sorted(
        (i for i in account.items if story.invoices[i.invoice].issued_on < made_on),
        key=lambda i: (i.due_on, i.invoice),
    )
    total = sum(i.open for i in covered)
    if not covered or made_on >= today or any(p.on >= made_on for p in story.payments):
        return
    months = rng.choice(teller.rules.arrangement.choices)
    first_on = add_months(made_on, 1).replace(day=5)
    try:
        offer = arrangement.offer(
            [("debt", total)],
            teller.rules.arrangement,
            first_on=first_on,
            months=months,
            made_on=made_on,
        )
    except Refusal:
        return
    documents = tuple((i.invoice, i.open) for i in covered)
    story.arrangement = Arranged(made_on, total, documents, offer.instalments)
    due_now = [i for i in offer.instalments if i.on < today]
    keeps = len(due_now) if rng.randrange(100) < 75 else max(0, len(due_now) - 1 - rng.randrange(2))
    for instalment in due_now[:keeps]:
        on = teller.rounds.open_day(instalment.on - timedelta(days=rng.randrange(0, 3)))
        if on < today:
            story.payments.append(account.pay(on, "card", instalment.amount))


def _settle_by_debit(rng: random.Random, teller: Teller, story: Story) -> None:
    """Ten tenths of the last two invoices, then the yearly difference in one or two debits, then again."""
    rule = teller.rules.monthly
    assert rule is not None
    account, today = story.account, teller.today
    debits: list[Intent] = []
    called = usual = 0
    for n, made in enumerate(story.invoices):
        _debit_until(story, debits, made.issued_on, today)
        _issue(story, n)
        if n + 1 < len(story.invoices) and story.invoices[n + 1].issued_on <= made.issued_on:
            continue
        if made.kind != "settlement":
            if not called:
                debits.append(Intent(made.due_on, "debit"))
            continue
        year = [n - 1, n] if n and story.invoices[n - 1].kind == "advance" else [n]
        real = sum(story.invoices[i].priced.bill.total for i in year)
        last = made.due_on
        if called:
            settled = monthly.settle(
                called,
                real,
                rule,
                usual=usual,
                small_sum=teller.rules.small_sum,
                recap_on=made.issued_on,
                due_on=made.due_on,
            )
            rest = account.open
            for debit in settled.debits:
                debits.append(Intent(debit.on, "debit", amount=min(debit.amount, rest)))
                rest -= debits[-1].amount or 0
                last = debit.on
            small = [i for i in account.items if i.open < teller.rules.small_sum]
            for item in small if not settled.debits else ():
                _waive(story, item, made.issued_on)
            if settled.refund:
                _give_back(teller, story, settled.refund, made.issued_on)
        elif account.open:
            debits.append(Intent(made.due_on, "debit"))
        called = usual = 0
        if len(year) == 2:
            called, usual = _schedule(teller, story, debits, year, real, add_months(last, 1))
    _debit_until(story, debits, today, today)
    if story.payments and story.payments[-1].tender == "debit" and chance(rng, 3):
        place = len(story.payments) - 1
        newest = story.payments[place]
        on = newest.on + timedelta(days=4)
        if today - timedelta(days=25) < on < today and newest.allocated == ():
            story.payments.append(account.send_back(on, newest, place))
            story.notes.append((on, teller.ways.rejected))


def _schedule(
    teller: Teller,
    story: Story,
    debits: list[Intent],
    year: list[int],
    real: Cents,
    start: date,
) -> tuple[Cents, Cents]:
    """Adopt the schedule of the coming year; answers what it calls in all, and each time."""
    rule = teller.rules.monthly
    assert rule is not None
    made_on = start.replace(day=1) - timedelta(days=10)
    made_on = max(made_on, story.invoices[year[-1]].issued_on + timedelta(days=1))
    if made_on >= teller.today:
        return 0, 0
    made = monthly.plan(real, rule, start)
    if not made.instalments:
        return 0, 0
    story.schedules.append(
        Scheduled(made_on, real, made.instalment, made.instalments, tuple(year), None)
    )
    debits += [Intent(i.on, "debit", amount=i.amount) for i in made.instalments]
    return made.called, made.instalment


def _give_back(teller: Teller, story: Story, amount: Cents, issued_on: date) -> None:
    """Ten instalments above the year's invoices: the difference goes back by transfer some days later."""
    on = teller.rounds.open_day(issued_on + timedelta(days=6))
    amount = min(amount, story.account.credit)
    if amount <= 0 or story.account.open or on >= teller.today:
        return
    sent_on = teller.rounds.open_day(on + timedelta(days=8))
    story.account.give_back(amount)
    story.refunds.append(Refunded(on, amount, sent_on if sent_on < teller.today else None))


def _debit_until(story: Story, debits: list[Intent], until: date, today: date) -> None:
    """Carry out the debits before this day; instalments without an open invoice become credit."""
    debits.sort(key=lambda i: i.on)
    while debits and debits[0].on < until:
        intent = debits.pop(0)
        amount = intent.amount if intent.amount is not None else story.account.open
        if amount > 0 and intent.on < today:
            story.payments.append(story.account.pay(intent.on, "debit", amount))


def _waive(story: Story, item: Owed, on: date) -> None:
    story.account.waive(on, item)
