"""What the till lists during the day: its receipts column by column, and what is on its way, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import Texts, iso, name
from desktop_app.ui.screens.till_panel import whom
from desktop_app.ui.tables import Column

if TYPE_CHECKING:
    from desktop_app.services.shifts import DayPayment, Transfer


def receipt_columns(texts: Texts) -> tuple[Column, ...]:
    """Time, number, subscriber, means, stamp, amount and state of each receipt of a shift."""
    say = texts.say
    return (
        Column("at", say("Time"), "text", 64, show=lambda r: iso(f"{r.at.astimezone():%H:%M}")),
        Column(
            "number",
            say("Receipt"),
            "text",
            158,
            show=lambda r: iso(r.number),
            icon=lambda r: "receipt-refund" if r.reverses or r.reversed else "",
        ),
        Column("name", say("Subscriber"), "text", 0, show=lambda r: name(r.name)),
        Column(
            "tender",
            say("Means", context="till"),
            "text",
            112,
            show=lambda r: _means(texts, r.tender),
        ),
        Column(
            "stamp",
            say("Stamp", context="till"),
            "amount",
            84,
            show=lambda r: texts.amount(r.stamp) if r.stamp else "",
        ),
        Column(
            "amount",
            say("Amount"),
            "amount",
            110,
            token=lambda r: "danger" if r.amount < 0 else "text2" if r.reversed else "",
        ),
        Column(
            "state",
            say("State"),
            "text",
            96,
            show=lambda r: _state(texts, r),
            token=lambda r: "danger" if r.reversed or r.reverses else "ok",
        ),
    )


def _means(texts: Texts, tender: str) -> str:
    """One means, or several together."""
    return texts.say(tender, context="tender")


def _state(texts: Texts, row: DayPayment) -> str:
    if row.reverses:
        return texts.say("cancels", context="receipt")
    if row.reversed:
        return texts.say("cancelled", context="receipt")
    return texts.say("taken", context="receipt")


def transfer_words(texts: Texts, transfer: Transfer, agent: str, currency: str) -> str:
    """A transfer that waits, as seen by this agent."""
    say, whole = texts.say, transfer.amount is None
    amount = say("the whole drawer") if whole else texts.money(transfer.amount or 0, currency)
    if transfer.sent_by == agent:
        return say(
            "On its way to {agent}: {amount}. Not yet received.",
            agent=whom(texts, transfer.to),
            amount=amount,
        )
    return say(
        "{agent} sends {amount}: accept it or send it back.",
        agent=name(transfer.sent_by),
        amount=amount,
    )
