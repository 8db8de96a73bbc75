"""The tabs of a dossier: account, readings, invoices, monthly debit, arrangements and the log of exchanges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.money import Cents
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import keys, look
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.tables import Column, Table, make_table
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.labels import Label, section

if TYPE_CHECKING:
    from desktop_app.services.dossier import ArrangementRow, Dossier, InvoiceRow, ScheduleRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account: an invoice or a payment, with the balance after it."""

    on: date
    kind: str
    """invoice | credit | receipt | fee | refund | waived"""
    number: str
    debit: Cents | None
    credit: Cents | None
    balance: Cents
    state: str
    days: int
    """How many days late, when `state` is late."""

    @property
    def paper(self) -> str:
        """What is printed of it; "" for nothing."""
        return {"receipt": "receipt", "fee": "receipt", "refund": ""}.get(self.kind, "invoice")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the dossier that can be seen and printed again."""

    on: date
    kind: str
    """invoice | receipt | schedule | arrangement"""
    number: str
    amount: Cents


def state_of(invoice: InvoiceRow, today: date) -> tuple[str, int]:
    """paid | plan | late | due | credit, and how many days late."""
    if invoice.kind == "credit":
        return "credit", 0
    if invoice.open <= 0:
        return "paid", 0
    if invoice.in_plan:
        return "plan", 0
    if invoice.due < today:
        return "late", (today - invoice.due).days
    return "due", 0


def account(fact: Dossier, today: date) -> tuple[Entry, ...]:
    """All that moves the account in order with the running balance, the newest first."""
    moves: list[tuple[date, int, object]] = [(i.on, 0, i) for i in fact.invoices]
    moves += [(p.on, 1, p) for p in fact.payments]
    moves += [(c.on, 2, c) for c in fact.charges]
    balance, entries = 0, []
    for on, rank, row in sorted(moves, key=lambda m: (m[0], m[1])):
        if rank == 2:
            balance += row.amount
            sides = (row.amount, None) if row.amount > 0 else (None, -row.amount)
            entries.append(Entry(on, row.kind, row.number, *sides, balance, row.kind, 0))
        elif rank == 0:
            balance += row.total
            state, days = state_of(row, today)
            kind = "credit" if row.kind == "credit" else "invoice"
            entries.append(Entry(on, kind, row.number, row.total, None, balance, state, days))
        else:
            balance -= row.amount
            state = "undoes" if row.amount < 0 else "reversed" if row.reversed else row.tender
            entries.append(Entry(on, "receipt", row.number, None, row.amount, balance, state, 0))
    return tuple(reversed(entries))


def fill(fact: Dossier, today: date, account_rows: Table, readings: Table, invoices: Table) -> None:
    """Show the three lists of a dossier, the newest first; what was pointed at stays."""
    for table, rows in (
        (account_rows, account(fact, today)),
        (readings, tuple(reversed(fact.readings))),
        (invoices, tuple(reversed(fact.invoices))),
    ):
        table.rows_model.set_rows(rows)
        if rows and not table.currentIndex().isValid():
            table.go(0)


def meter_to_read(fact: Dossier | None, today: date | None) -> str | None:
    """The first meter in service that nobody read today."""
    meters = [m for m in fact.meters if m.removed_on is None] if fact else []
    return next((m.serial for m in meters if m.last_on != today), None)


def papers(fact: Dossier) -> tuple[Paper, ...]:
    """Every document of the dossier, the newest first."""
    found = [Paper(i.on, "invoice", i.number, i.total) for i in fact.invoices]
    found += [Paper(p.on, "receipt", p.number, p.amount) for p in fact.payments]
    if fact.schedule is not None:
        plan = fact.schedule
        total = sum(i.amount for i in plan.instalments)
        found.append(Paper(plan.made_on, "schedule", plan.number, total))
    found += [Paper(a.made_on, "arrangement", a.number, a.total) for a in fact.arrangements]
    return tuple(sorted(found, key=lambda p: (p.on, p.number), reverse=True))


_TOKENS = {
    "paid": "ok",
    "late": "danger",
    "due": "text2",
    "plan": "info",
    "reversed": "warn",
    "undoes": "warn",
    "fee": "warn",
}
_ICONS = {
    "paid": "circle-check",
    "late": "clock-exclamation",
    "due": "clock",
    "plan": "calendar-event",
    "credit": "receipt-refund",
    "reversed": "receipt-refund",
    "undoes": "receipt-refund",
    "fee": "alert-triangle",
    "refund": "arrow-back-up",
    "waived": "circle-check",
    "cash": "cash",
    "card": "credit-card",
    "cheque": "signature",
    "transfer": "building-bank",
    "debit": "calendar-dollar",
    "epay": "phone",
    "aid": "heart-handshake",
}


def _state(texts: Texts, state: str, days: int) -> str:
    if state == "late":
        return texts.count("{n} day late", "{n} days late", days)
    if state == "undoes":
        return texts.say("cancels", context="receipt")
    if state in ("paid", "plan", "due", "credit", "reversed", "fee", "refund", "waived"):
        return texts.say(state, context="invoice state")
    return texts.say(state, context="tender")


def account_table(texts: Texts) -> Table:
    say = texts.say
    what = {"invoice": say("Invoice"), "credit": say("Credit note"), "receipt": say("Payment")}
    what |= {"fee": say("Fee"), "refund": say("Refund"), "waived": say("Small sum")}
    return make_table(
        (
            Column("on", say("Date"), "date", 94),
            Column("kind", say("What"), "text", 92, show=lambda r: what[r.kind]),
            Column("number", say("Number"), "text", 152, show=lambda r: iso(r.number)),
            Column(
                "state",
                say("State"),
                "text",
                0,
                show=lambda r: _state(texts, r.state, r.days),
                token=lambda r: _TOKENS.get(r.state, "text2"),
                icon=lambda r: _ICONS.get(r.state, ""),
            ),
            Column("debit", say("Billed"), "amount", 92),
            Column("credit", say("Paid"), "amount", 92),
            Column("balance", say("Balance"), "amount", 96),
        ),
        texts,
        "account",
        say("Account"),
    )


def readings_table(texts: Texts) -> Table:
    say = texts.say

    def kind(row: object) -> str:
        return say(row.kind, context="reading kind")

    def flag(row: object) -> str:
        return say(row.flag, context="reading flag") if row.flag else ""

    return make_table(
        (
            Column("on", say("Date"), "date", 94),
            Column("meter", say("Meter"), "text", 120, show=lambda r: iso(r.meter)),
            Column("index", say("Index"), "number", 90),
            Column(
                "kind",
                say("How known"),
                "text",
                130,
                show=kind,
                token=lambda r: "warn" if r.kind == "estimated" else "",
                icon=lambda r: "calculator" if r.kind == "estimated" else "eye",
            ),
            Column("volume", say("Volume"), "number", 90),
            Column("days", say("Days"), "number", 70),
            Column("flag", say("Remark"), "text", 0, show=flag, token=lambda r: "warn"),
        ),
        texts,
        "readings",
        say("Readings"),
    )


def invoices_table(texts: Texts, today: date) -> Table:
    say = texts.say
    return make_table(
        (
            Column("on", say("Date"), "date", 94),
            Column("number", say("Number"), "text", 170, show=lambda r: iso(r.number)),
            Column(
                "start",
                say("Period"),
                "text",
                200,
                show=lambda r: iso(f"{r.start:%d/%m/%Y} – {r.end:%d/%m/%Y}"),
            ),
            Column("due", say("Due"), "date", 104),
            Column(
                "state",
                say("State"),
                "text",
                0,
                show=lambda r: _state(texts, *state_of(r, today)),
                token=lambda r: _TOKENS.get(state_of(r, today)[0], "text2"),
                icon=lambda r: _ICONS.get(state_of(r, today)[0], ""),
            ),
            Column("total", say("Total"), "amount", 92),
            Column(
                "open",
                say("Still due"),
                "amount",
                112,
                show=lambda r: texts.amount(r.open) if r.open else "",
            ),
        ),
        texts,
        "invoices",
        say("Invoices"),
    )


def papers_columns(texts: Texts) -> tuple[Column, ...]:
    say = texts.say
    return (
        Column("on", say("Date"), "date", 94),
        Column("kind", say("What"), "text", 0, show=lambda r: say(r.kind, context="paper")),
        Column("number", say("Number"), "text", 152, show=lambda r: iso(r.number)),
        Column("amount", say("Amount"), "amount", 92),
    )


class PlanCard(Card):
    """A schedule or an arrangement: its facts, what is paid, and the dated amounts."""

    def __init__(
        self, texts: Texts, currency: str, plan: ScheduleRow | ArrangementRow, kind: str
    ) -> None:
        super().__init__("", margin=12)
        say = texts.say
        self.setObjectName(f"plan-{plan.number}")
        head = QHBoxLayout()
        head.addWidget(section(iso(plan.number)))
        tone = {"late": "warn", "broken": "danger", "running": "info", "kept": "ok"}
        chip = Chip(say(plan.state, context="plan state"), tone.get(plan.state, "neutral"))
        head.addWidget(chip)
        head.addStretch(1)
        self.body.addLayout(head)
        facts = Facts()
        total = sum(i.amount for i in plan.instalments)
        facts.add(say("Made on"), texts.date(plan.made_on))
        facts.add(say("Total"), texts.money(total, currency))
        facts.add(say("Paid"), texts.money(plan.paid, currency))
        if plan.next is not None:
            facts.add(
                say("Next instalment"),
                f"{texts.date(plan.next.on)} · {texts.money(plan.next.amount, currency)}",
                bold=True,
            )
        table = make_table(
            (
                Column("on", say("Date"), "date", 120),
                Column("amount", say("Amount"), "amount", 130),
                Column(
                    "kind", say("What"), "text", 0, show=lambda r: say(r.kind, context="instalment")
                ),
            ),
            texts,
            f"instalments-{plan.number}",
            say("Instalments"),
        )
        table.rows_model.set_rows(plan.instalments)
        table.fit_rows(12)
        row = QHBoxLayout()
        row.setSpacing(look.AIRY)
        row.addWidget(facts, 1)
        row.addWidget(table, 2)
        self.body.addLayout(row)
        self.table = table


class PlansTab(QWidget):
    """The plans of one kind, or the sentence that says how to make one."""

    asked = Signal(str)

    def __init__(self, texts: Texts, action: str, empty: str) -> None:
        super().__init__()
        self.texts = texts
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, look.GAP, 0, 0)
        self.empty = Card("", margin=12)
        self.words = Label(empty, token="text2", wrap=True)
        self.empty.add(self.words)
        row = QHBoxLayout()
        chosen = keys.action(action)
        self.start = Button(
            keys.hint(action, texts), key=keys.shown(chosen, texts), icon=chosen.icon
        )
        self.start.setObjectName(f"start-{action}")
        self.start.clicked.connect(lambda: self.asked.emit(action))
        row.addWidget(self.start)
        row.addStretch(1)
        self.empty.body.addLayout(row)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        self._cards: list[PlanCard] = []

    def load(
        self, plans: tuple[ScheduleRow | ArrangementRow, ...], currency: str, *, offer: bool
    ) -> None:
        """Show these plans, the newest first; `offer` keeps the button that makes another."""
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [PlanCard(self.texts, currency, plan, "") for plan in reversed(plans)]
        for place, card in enumerate(self._cards):
            self.column.insertWidget(place, card)
        self.empty.setVisible(offer or not plans)
        self.words.setVisible(not plans)


class NotesTab(QWidget):
    """The log of exchanges: what was said, by whom, when; one line to add to it."""

    written = Signal(str)
    edited = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        say = texts.say
        self.edit = Edit(texts)
        self.edit.textChanged.connect(self.edited)
        self.edit.setObjectName("note")
        self.edit.setAccessibleName(say("New note"))
        self.edit.setPlaceholderText(
            say("Add a note: who called, what was promised… (Enter saves it)")
        )
        self.edit.setMaxLength(500)
        self.edit.entered.connect(self._write)
        self.list = Listing(
            "",
            (
                Column("at", say("When"), "text", 150, show=lambda r: texts.instant(r.at)),
                Column("agent", say("Agent"), "text", 120, show=lambda r: name(r.agent)),
                Column("text", say("Note"), "text", 0, show=lambda r: name(r.text)),
            ),
            texts,
            "notes",
            empty=say("No note yet."),
            margin=4,
        )
        self.list.table.setAccessibleName(say("Notes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.GAP, 0, 0)
        column.setSpacing(look.GAP)
        column.addWidget(self.edit, 0)
        column.addWidget(self.list, 1)

    def draft(self) -> Mapping[str, Any]:
        """The note half typed."""
        text = self.edit.text().strip()
        return {"text": text} if text else {}

    def restore(self, facts: Mapping[str, Any]) -> None:
        """Take it up where nothing newer is being typed."""
        if facts and not self.edit.text():
            self.edit.setText(str(facts["text"]))

    @Slot()
    def _write(self) -> None:
        if text := self.edit.text().strip():
            self.edit.setEnabled(False)
            self.written.emit(text)

    def saved(self) -> None:
        """The note is in the book."""
        self.edit.clear()
        self.edit.setEnabled(True)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def not_saved(self) -> None:
        """It is not: keep what was typed."""
        self.edit.setEnabled(True)
