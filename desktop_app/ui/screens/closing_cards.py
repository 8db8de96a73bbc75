"""The cards of the closings: what waits of a day, a month or a year, and the figures of one that is closed.

Turnover (invoiced) and money collected stand side by side, each under its own name; nothing adds them up.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.closing import DAY, MONTH, Closing
from desktop_app.domain.money import Cents
from desktop_app.texts import Texts, bare, iso, name
from desktop_app.ui import look
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.widgets.buttons import Button, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.services.closable import Closable

_TONES = {"ready": "info", "blocked": "warn", "running": "neutral", "closed": "ok"}


def period_words(texts: Texts, kind: str, start: date, end: date) -> str:
    """The days, months or years of [start, end): one of them, or the first and the last."""

    def one(day: date) -> str:
        if kind == DAY:
            return texts.date(day)
        return texts.month(day) if kind == MONTH else iso(day.year)

    last = end - timedelta(days=1)
    first, final = one(start), one(last)
    if first == final:
        return final
    if kind == MONTH:
        return texts.say("{first} to {last}", first=first, last=final)
    return iso(f"{bare(first)} – {bare(final)}")


class WaitingCard(Card):
    """What waits of one kind of period: what closing it adds, or why it must wait and what to do."""

    def __init__(self, texts: Texts, currency: str, kind: str) -> None:
        say = texts.say
        titles = {DAY: say("Day", context="closing"), MONTH: say("Month", context="closing")}
        super().__init__(titles.get(kind) or say("Year", context="closing"), margin=12)
        self._texts, self._currency = texts, currency
        self.kind = kind
        self.fact: Closable | None = None
        self.setObjectName(f"closing-{kind}")
        self.chip = Chip("", "neutral")
        self.actions.addWidget(self.chip)
        self.period = Label("", bold=True)
        self.turnover = BigAmount(say("Turnover"), use="section", name=f"closing-{kind}-turnover")
        self.collected = BigAmount(
            say("Collected", context="till"), use="section", name=f"closing-{kind}-collected"
        )
        self.note = Label("", use="caption", token="text2", wrap=True)
        self.note.setObjectName(f"closing-{kind}-note")
        self.note.setMinimumHeight(2 * self.note.fontMetrics().height() + 2)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.button: Button = secondary(self._verb(1), icon="lock")
        self.button.setObjectName(f"close-{kind}")
        sums = QHBoxLayout()
        sums.setSpacing(look.AIRY)
        sums.addWidget(self.turnover, 1)
        sums.addWidget(self.collected, 1)
        self.add(self.period)
        self.body.addLayout(sums)
        self.add(self.note)
        self.body.addStretch(1)
        self.verbs = QHBoxLayout()
        self.verbs.setSpacing(look.GAP)
        self.verbs.addWidget(self.button)
        self.verbs.addStretch(1)
        self.body.addLayout(self.verbs)

    @property
    def verb(self) -> str:
        """The words of the button."""
        return self.button.text()

    def _verb(self, records: int) -> str:
        texts = self._texts
        match self.kind:
            case "day":
                return texts.count("Close the day", "Close {n} days", max(1, records))
            case "month":
                return texts.count("Close the month", "Close {n} months", max(1, records))
        return texts.count("Close the year", "Close {n} years", max(1, records))

    @property
    def ready(self) -> bool:
        return self.fact is not None and self.fact.state == "ready"

    def load(self, fact: Closable) -> None:
        """Show what waits."""
        self.fact = fact
        texts, say = self._texts, self._texts.say
        self.chip.set(say(fact.state, context="closing"), _TONES[fact.state])
        self.period.setText(period_words(texts, fact.kind, fact.start, fact.end))
        for amount, cents in (
            (self.turnover, fact.adds.turnover),
            (self.collected, fact.adds.collected),
        ):
            unknown = fact.state == "blocked" and not cents
            amount.set("–" if unknown else texts.money(cents, self._currency))
        self.button.setText(self._verb(fact.records))
        self.button.updateGeometry()
        self.note.setText(self._note(fact))
        self.button.setEnabled(fact.state == "ready")

    def lead(self, *, main: bool, key: str) -> None:
        """Whether this button is the one that the main key presses."""
        self.button.kind = "primary" if main else "secondary"
        self.button.key = key if main else ""
        self.button.updateGeometry()
        self.button.update()

    def _note(self, fact: Closable) -> str:
        texts, say = self._texts, self._texts.say
        if fact.obstacle is not None:
            return texts.bad_news(fact.obstacle)
        if fact.state == "running":
            return say(
                "Not over yet: it can be closed on {date} or later.", date=texts.date(fact.on)
            )
        if fact.state == "closed":
            return say("Nothing was booked since {number}.", number=iso(fact.last))
        if fact.records > 1:
            return texts.count(
                "{n} closing, one for each period that waits.",
                "{n} closings, one for each period that waits.",
                fact.records,
            )
        return say("What is closed is never opened again: what comes later goes into the next one.")


class FiguresCard(Card):
    """One closing, figure by figure."""

    def __init__(self, texts: Texts, currency: str) -> None:
        say = texts.say
        super().__init__(say("Closing"), margin=12)
        self._texts, self._currency = texts, currency
        self.setObjectName("closing-figures")
        self.empty = Label(
            say("The figures of the closing that is pointed at."), token="text2", wrap=True
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.shown = QWidget()
        self.about = caption("", wrap=True)
        self.about.setObjectName("closing-about")
        self.turnover = BigAmount(
            say("Turnover of the period"), use="section", name="figures-turnover"
        )
        self.collected = BigAmount(
            say("Collected in the period"), use="section", name="figures-collected"
        )
        self.perpetual_turnover = BigAmount(
            say("Perpetual turnover"), use="section", name="figures-perpetual-turnover"
        )
        self.perpetual_collected = BigAmount(
            say("Perpetual collected"), use="section", name="figures-perpetual-collected"
        )
        self.invoiced, self.paid = Facts(), Facts()
        self.print_button = secondary(
            say("Show and print"), icon="printer", key=keycap(texts, "print")
        )
        self.print_button.setObjectName("closing-print")
        halves = QHBoxLayout()
        halves.setSpacing(look.AIRY)
        for period, facts, perpetual in (
            (self.turnover, self.invoiced, self.perpetual_turnover),
            (self.collected, self.paid, self.perpetual_collected),
        ):
            half = QVBoxLayout()
            half.setSpacing(look.GAP)
            half.addWidget(period)
            half.addWidget(Rule())
            half.addWidget(facts)
            half.addStretch(1)
            half.addWidget(Rule())
            half.addWidget(perpetual)
            halves.addLayout(half, 1)
        column = QVBoxLayout(self.shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GAP)
        column.addWidget(self.about)
        column.addLayout(halves, 1)
        column.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.add(self.empty, 1)
        self.add(self.shown, 1)
        self.load(None)

    def load(self, made: Closing | None) -> None:
        """Show a closing; None: there is none."""
        self.empty.setVisible(made is None)
        self.shown.setVisible(made is not None)
        texts, say = self._texts, self._texts.say
        if self.title is not None:
            self.title.setText(
                say("Closing {number}", number=iso(made.number)) if made else say("Closing")
            )
        if made is None:
            return
        parts = [texts.instant(made.made_at), name(made.agent), iso(made.hash_code)]
        if made.training:
            parts.append(say("TRAINING MODE"))
        self.about.setText("  ·  ".join(parts))
        for amount, cents in (
            (self.turnover, made.period.turnover),
            (self.collected, made.period.collected),
            (self.perpetual_turnover, made.perpetual.turnover),
            (self.perpetual_collected, made.perpetual.collected),
        ):
            amount.set(self._money(cents))
        invoiced, paid = self.invoiced, self.paid
        invoiced.clear()
        invoiced.add(say("Invoices"), texts.number(made.period.invoices))
        if made.period.credit_notes:
            invoiced.add(say("Credit notes"), texts.number(made.period.credit_notes))
        for rate in made.rates:
            invoiced.add(say("VAT {rate} %", rate=texts.number(rate.rate)), self._money(rate.vat))
        paid.clear()
        paid.add(say("Receipts"), texts.number(made.period.receipts))
        for kind, amount_of in made.tenders:
            paid.add(say(kind.value, context="tender"), self._money(amount_of))
        if made.period.stamp:
            paid.add(say("Stamp duty"), self._money(made.period.stamp))
        if made.copies:
            paid.add(say("Duplicates printed"), texts.number(made.copies))

    def _money(self, cents: Cents) -> str:
        return self._texts.money(cents, self._currency)
