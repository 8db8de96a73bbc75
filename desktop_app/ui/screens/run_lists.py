"""The two lists of a billing run: invoices that wait with their reason, and samples of those that leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.texts import Texts, iso, name
from desktop_app.texts.waiting import why
from desktop_app.ui.tables import Column

if TYPE_CHECKING:
    from desktop_app.domain.invoice import Invoice


def waiting_columns(texts: Texts, currency: Callable[[], str]) -> tuple[Column, ...]:
    """Contract, subscriber, why it waits, total where one could be drawn up."""
    say = texts.say
    return (
        Column("contract", say("Contract"), "text", 104, show=lambda r: iso(r.contract)),
        Column("name", say("Subscriber"), "text", 170, show=lambda r: name(r.name)),
        Column("reason", say("Reason"), "text", 0, show=lambda r: why(texts, r, currency())),
        Column(
            "total",
            say("Total"),
            "number",
            116,
            show=lambda r: "" if r.total is None else texts.money(r.total, currency()),
        ),
    )


def sample_columns(texts: Texts, currency: Callable[[], str]) -> tuple[Column, ...]:
    """Contract, subscriber, volume, how it was read, total."""
    say = texts.say
    return (
        Column("contract", say("Contract"), "text", 104, show=lambda r: iso(r.customer.contract)),
        Column("name", say("Subscriber"), "text", 0, show=lambda r: name(r.customer.name)),
        Column("volume", say("Volume"), "number", 90, show=lambda r: texts.number(_volume(r))),
        Column(
            "estimated",
            say("Reading", context="column"),
            "text",
            92,
            show=lambda r: say("estimated") if r.estimated else say("read", context="sample"),
            token=lambda r: "warn" if r.estimated else "",
        ),
        Column(
            "bill",
            say("Total"),
            "number",
            116,
            show=lambda r: texts.money(r.bill.total, currency()),
        ),
    )


def _volume(invoice: Invoice) -> int:
    """What it bills of its first service."""
    if invoice.uses:
        first = invoice.uses[0].service
        return sum(u.volume for u in invoice.uses if u.service == first)
    return invoice.estimate.volume if invoice.estimate is not None else 0
