"""Beside the tabs of a dossier: the consumption of its first service, and the last facts at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import Texts, name
from desktop_app.ui import keys
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.cards import Facts
from desktop_app.ui.widgets.chart import UsageChart

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier


class MoveVerb(Button):
    """Under the last facts: the departure of this customer, or the arrival of the next one."""

    def __init__(self, texts: Texts) -> None:
        action = keys.action("move")
        super().__init__(
            texts.say("Move out"), kind="ghost", key=keys.shown(action, texts), compact=True
        )
        self._texts = texts
        self.setObjectName("do-move")
        self.setToolTip(keys.tip("move", texts))

    def load(self, fact: Dossier) -> None:
        say = self._texts.say
        self.setText(say("Move out") if fact.closed_on is None else say("Move a new customer in"))
        self.updateGeometry()


def load_side(fact: Dossier, usage: UsageChart, facts: Facts, texts: Texts, currency: str) -> None:
    """Show the consumption of the first service and the last facts of the contract."""
    say = texts.say
    services = list(dict.fromkeys(b.service for b in fact.bars))
    service = services[0] if services else "water"
    unit = next((m.unit for m in fact.meters if m.service == service), "m3")
    bars = tuple(b for b in fact.bars if b.service == service)[-18:]
    usage.load(bars, fact.usual, unit)
    facts.clear()
    facts.add(say("Customer since"), texts.date(fact.opened_on))
    if fact.closed_on is not None:
        facts.add(say("Left on"), texts.date(fact.closed_on))
    for meter in fact.meters:
        if meter.removed_on is None and meter.last_index is not None and meter.last_on:
            facts.add(
                say("Last index"),
                f"{texts.number(meter.last_index)} · {texts.date(meter.last_on)}",
            )
    if fact.payments:
        last = fact.payments[-1]
        facts.add(
            say("Last payment"),
            f"{texts.money(last.amount, currency)} · {texts.date(last.on)}",
        )
    if fact.schedule is not None and fact.schedule.next is not None:
        coming = fact.schedule.next
        facts.add(
            say("Next debit"),
            f"{texts.money(coming.amount, currency)} · {texts.date(coming.on)}",
        )
    if fact.account:
        facts.add(say("Bank account"), texts.value(fact.account))
    if fact.notes:
        note = fact.notes[-1]
        facts.add(say("Last note"), f"{texts.date(note.at.date())} · {name(note.text)}")
