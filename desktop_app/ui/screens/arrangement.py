"""The arrangement wizard in three steps: debts, plan, commitment; F8, Enter, Ctrl+Enter grants what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.arrangement import Arrangement, Offer
from desktop_app.domain.refusals import ApprovalNeeded, BadNews
from desktop_app.texts import Texts, iso
from desktop_app.ui import keys, look, questions
from desktop_app.ui.screens.offers import OfferRow, Stepper
from desktop_app.ui.screens.panel import Panel
from desktop_app.ui.tables import Column, make_table
from desktop_app.ui.widgets.buttons import Button, primary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chart import PlanChart
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.labels import Label, caption, section
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.services.arrangements import Ask
    from desktop_app.services.dossier import Dossier
    from desktop_app.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Debt:
    """An open document that the arrangement may cover."""

    number: str
    due: date
    open: int


class ArrangementPanel(Panel):
    """Step 1 ticks the debts, step 2 compares the offers, step 3 shows the agreement to sign."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.offer: Offer | None = None
        self.granted: Arrangement | None = None
        self._asked: tuple[int | None, int | None] = (None, None)
        self._proposed = self._asked
        self._draft: Mapping[str, Any] = {}
        say = self.texts.say
        self.setObjectName("arrangement-panel")
        self.setAccessibleName(say("Arrangement"))
        self.steps = Stepper(self.texts)
        self.steps.pressed.connect(self._press_step)
        self.news = Label("", token="danger", wrap=True)
        self.news.setObjectName("arrangement-news")
        self.news.hide()
        self.stack = QStackedWidget()
        for step in (self._build_debts(), self._build_plan(), self._build_commitment()):
            self.stack.addWidget(step)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.ROOM, look.GAP, look.ROOM, look.GAP)
        outer.setSpacing(look.GAP)
        outer.addWidget(self.steps)
        outer.addWidget(self.news)
        outer.addWidget(self.stack, 1)
        self.steps.show_step(0, 0)

    # --- the three steps ------------------------------------------------

    def _build_debts(self) -> QWidget:
        texts, say = self.texts, self.texts.say
        card = Card(say("What is owed"), margin=12)
        self.debts = make_table(
            (
                Column("number", say("Invoice"), "text", 0, show=lambda r: iso(r.number)),
                Column("due", say("Due"), "date", 120),
                Column("open", say("Still due"), "amount", 140),
            ),
            texts,
            "debts",
            say("What is owed"),
            ticks=True,
        )
        self.debts.opened.connect(lambda _row: self.next())
        self.debts.rows_model.ticks_changed.connect(self._sum_debts)
        self.debts.rows_model.ticks_changed.connect(self.edited)
        self.total = BigAmount(say("To spread"), name="to-spread")
        self.basis = Label("", token="text2", wrap=True)
        self.first = Label("", bold=True, wrap=True)
        self.first.setObjectName("first-offer")
        card.add(self.debts, 1)
        card.add(caption(say("Space ticks or unticks an invoice.")))
        beside = Card(say("Proposal"), margin=12)
        beside.setFixedWidth(360)
        self.go_on = primary(say("See the offers"), key=say("Enter", context="key"))
        self.go_on.setObjectName("see-offers")
        self.go_on.clicked.connect(self.next)
        for part in (self.total, self.basis, self.first):
            beside.add(part)
        beside.body.addStretch(1)
        beside.add(self.go_on)
        step = QWidget()
        row = QHBoxLayout(step)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.ROOM)
        row.addWidget(card, 1)
        row.addWidget(beside)
        return step

    def _build_plan(self) -> QWidget:
        texts, say = self.texts, self.texts.say
        step = QWidget()
        self.offers = OfferRow(texts)
        self.offers.chosen.connect(self._choose)
        self.monthly = MoneyEdit(texts, self.currency)
        self.monthly.setObjectName("i-can-pay")
        self.monthly.entered.connect(self._ask_monthly)
        self.monthly_field = Field(
            say("The customer can pay each month"),
            self.monthly,
            hint=say("Enter works out the number of months."),
        )
        self.deposit = MoneyEdit(texts, self.currency)
        self.deposit.setObjectName("deposit")
        self.deposit.entered.connect(self._ask_again)
        self.supervisor = Edit(texts)
        self.supervisor.setObjectName("supervisor")
        self.supervisor.setMaxLength(40)
        self.supervisor.entered.connect(self.grant)
        self.supervisor_field = Field(say("Agreed by (supervisor)"), self.supervisor)
        self.supervisor_field.hide()
        for edit in (self.monthly, self.deposit, self.supervisor):
            edit.textChanged.connect(self.edited)
        self.chosen = Label("", bold=True, wrap=True)
        self.chosen.setObjectName("chosen-offer")
        self.table = make_table(
            (
                Column("on", say("Date"), "date", 110),
                Column(
                    "kind",
                    say("What"),
                    "text",
                    90,
                    show=lambda r: say(r.kind, context="instalment"),
                ),
                Column("amount", say("Amount"), "amount", 0),
            ),
            texts,
            "offer-table",
            say("Instalments"),
        )
        self.chart = PlanChart(texts, self.currency)
        action = keys.action("primary")
        self.grant_button = primary(
            say("Grant the arrangement"), key=keys.shown(action, texts), icon="signature"
        )
        self.grant_button.setObjectName("grant")
        self.grant_button.clicked.connect(self.grant)
        fields = Card("", margin=12)
        fields.setFixedWidth(300)
        fields.add(self.chosen)
        fields.add(self.monthly_field)
        fields.add(Field(say("Paid at once (deposit)"), self.deposit))
        fields.add(self.supervisor_field)
        fields.body.addStretch(1)
        fields.add(self.grant_button)
        listed, drawn = Card("", margin=10), Card("", margin=10)
        listed.add(self.table, 1)
        drawn.add(self.chart, 1)
        lower = QHBoxLayout()
        lower.setSpacing(look.ROOM)
        lower.addWidget(fields)
        lower.addWidget(listed, 3)
        lower.addWidget(drawn, 4)
        self.drawn = drawn
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GAP)
        column.addWidget(self.offers)
        column.addLayout(lower, 1)
        return step

    def _build_commitment(self) -> QWidget:
        say = self.texts.say
        card = Card(say("Commitment"), margin=16)
        self.number = section("")
        self.number.setObjectName("arrangement-number")
        self.promise = Label("", wrap=True)
        self.promise_facts = Facts()
        card.add(self.number)
        card.add(self.promise)
        card.add(self.promise_facts)
        card.body.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.done = Button(
            say("Back to the dossier"), key=keys.shown(keys.action("back"), self.texts)
        )
        self.done.clicked.connect(self.closed)
        self.print = primary(
            say("Print the agreement"),
            key=keys.shown(keys.action("print"), self.texts),
            icon="printer",
        )
        self.print.setObjectName("print-agreement")
        self.print.clicked.connect(self._print)
        row.addWidget(self.done)
        row.addWidget(self.print)
        card.body.addLayout(row)
        return card

    # --- debts ------------------------------------------------

    def start(self, fact: Dossier) -> None:
        """Open the wizard on what this dossier owes."""
        self.open_for(fact.customer.contract)
        rows = [Debt(i.number, i.due, i.open) for i in fact.invoices if i.open > 0]
        self.debts.rows_model.set_rows(rows)
        self.debts.rows_model.tick_rows(set(range(len(rows))))
        self._sum_debts()
        self.desk.ask(questions.offers(self.contract), self._load, self._refuse, latest="offers")
        self.begin()

    def begin(self) -> None:
        match self.stack.currentIndex():
            case 0:
                self.debts.setFocus(Qt.FocusReason.OtherFocusReason)
            case 1:
                self.offers.setFocus(Qt.FocusReason.OtherFocusReason)
            case _:
                self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> Mapping[str, Any]:
        if self.granted is not None or not self.offers.cards:
            return {} if self.granted else self._draft
        facts = {
            "step": self.stack.currentIndex(),
            "documents": list(self._documents()),
            "deposit": self.deposit.cents() or 0,
            "asked": list(self._asked) if self._asked != self._proposed else [],
            "supervisor": self.supervisor.text().strip(),
        }
        return {**facts, "operation": self.operation} if any(facts.values()) else {}

    def restore(self, facts: Mapping[str, Any]) -> None:
        self._draft = facts
        if not facts or not self.offers.cards:
            return
        self.operation = str(facts["operation"])
        if chosen := set(facts["documents"]):
            rows = self.debts.rows_model.rows()
            self.debts.rows_model.tick_rows({i for i, r in enumerate(rows) if r.number in chosen})
        self.deposit.set_cents(facts["deposit"] or None)
        self.supervisor.setText(str(facts["supervisor"]))
        self._asked = tuple(facts["asked"]) or self._asked
        self.monthly.set_cents(self._asked[1])
        self._show_step(int(facts["step"]))
        if chosen or facts["deposit"] or facts["asked"]:
            self._work_out(*self._asked)

    @Slot()
    def _sum_debts(self) -> None:
        ticked = self.debts.rows_model.ticked()
        self.total.set(self.texts.money(sum(d.open for d in ticked), self.currency))
        self.go_on.explain("" if ticked else self.texts.say("Tick at least one invoice (Space)."))

    def _documents(self) -> tuple[str, ...]:
        ticked = self.debts.rows_model.ticked()
        whole = len(ticked) == len(self.debts.rows_model.rows())
        return () if whole else tuple(d.number for d in ticked)

    @Slot(object)
    def _load(self, offers: tuple[Offer, ...]) -> None:
        """The offers are there: the automatic one is chosen, else six months, else the first."""
        self.offers.load(offers, self.texts, self.currency)
        if not offers:
            return
        self.basis.setText(self.texts.say(offers[0].basis, context="arrangement basis"))
        card = next((c for c in self.offers.cards if c.offer.automatic), None)
        card = card or next((c for c in self.offers.cards if c.months == 6), self.offers.cards[0])
        self.offers.choose(card)
        dated = [i for i in card.offer.instalments if i.kind != "deposit"]
        self.first.setText(
            self.texts.count(
                "{n} instalment of {amount}, the first on {date}",
                "{n} instalments of {amount}, the first on {date}",
                len(dated),
                amount=self.texts.money(dated[0].amount, self.currency),
                date=self.texts.date(dated[0].on),
            )
        )
        self._proposed = self._asked
        self.steps.show_step(self.stack.currentIndex(), 1)
        self.restore(self._draft)

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, BadNews):
            self.desk.failed.emit(error)
            return
        self.news.setText(self.texts.bad_news(error))
        self.news.show()
        if not self.offers.cards:
            self.go_on.explain(self.texts.bad_news(error))

    # --- plan ------------------------------------------------

    @Slot(object)
    def _choose(self, offer: Offer) -> None:
        texts, say = self.texts, self.texts.say
        self.offer = offer
        dated = [i for i in offer.instalments if i.kind != "deposit"]
        self._asked = (len(dated), None)
        self.table.rows_model.set_rows(offer.instalments)
        self.table.setColumnHidden(1, len(dated) == len(offer.instalments))
        self.chart.load(offer.instalments)
        self.chosen.setText(
            texts.count(
                "{total} in {n} instalment",
                "{total} in {n} instalments",
                len(dated),
                total=texts.money(offer.total, self.currency),
            )
        )
        self.edited.emit()
        self.supervisor_field.setVisible(bool(offer.approval))
        if offer.approval:
            reasons = " ".join(say(code, context="approval") for code in offer.approval)
            self.supervisor_field.set_hint(reasons)
        self.news.hide()

    def _ask(self, months: int | None, monthly: int | None) -> Ask:
        from desktop_app.services.arrangements import Ask

        return Ask(
            contract=self.contract,
            months=months,
            monthly=monthly,
            deposit=self.deposit.cents() or 0,
            documents=self._documents(),
        )

    @Slot()
    def _ask_monthly(self) -> None:
        if (amount := self.monthly.cents()) is not None:
            self._work_out(None, amount)

    @Slot()
    def _ask_again(self) -> None:
        self._work_out(*self._asked)

    def _work_out(self, months: int | None, monthly: int | None) -> None:
        if months is None and monthly is None:
            return
        self.desk.ask(
            questions.offer(self._ask(months, monthly)),
            lambda offer: self._worked_out(offer, monthly),
            self._not_worked_out,
            latest="offer",
        )

    def _worked_out(self, offer: Offer, monthly: int | None) -> None:
        for card in self.offers.cards:
            card.setAutoExclusive(False)
            card.setChecked(False)
            card.setAutoExclusive(True)
        self._choose(offer)
        if monthly is not None:
            self._asked = (None, monthly)
        self.grant_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _not_worked_out(self, error: Exception) -> None:
        if isinstance(error, BadNews):
            field = self.deposit if getattr(error, "about", "") == "deposit" else self.monthly
            field.refuse(error)
        else:
            self.desk.failed.emit(error)

    # --- going on ------------------------------------------------

    @Slot()
    def next(self) -> None:
        """From the debts to the offers."""
        if not self.go_on.isEnabled():
            self.tell(self.go_on.toolTip(), "warn")
            return
        self._show_step(1)
        if self._documents():
            self._work_out(*self._asked)

    def _show_step(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, 2 if self.granted else 1)
        self.hints_changed.emit()
        self.edited.emit()
        self.begin()

    @Slot(int)
    def _press_step(self, step: int) -> None:
        if self.granted is not None:
            step = 2
        if step == 1 and self.stack.currentIndex() == 0:
            self.next()
        else:
            self._show_step(step)

    @Slot()
    def grant(self) -> None:
        """Grant the chosen offer, once."""
        if self.offer is None or not self.grant_button.isEnabled() or self.granted is not None:
            return
        if self.offer.approval and not self.supervisor.text().strip():
            self.supervisor.refuse(ApprovalNeeded(reasons=self._reasons()))
            return
        self.grant_button.setEnabled(False)
        self.desk.do(
            questions.grant(
                self._ask(*self._asked), self.operation, self.supervisor.text().strip()
            ),
            self._granted,
            self._not_granted,
        )

    def _reasons(self) -> tuple[str, ...]:
        assert self.offer is not None
        return tuple(self.texts.say(code, context="approval") for code in self.offer.approval)

    @Slot(object)
    def _granted(self, made: Arrangement) -> None:
        texts, say = self.texts, self.texts.say
        self.granted = made
        self.settled.emit()
        self.number.setText(say("Arrangement {number} is granted.", number=iso(made.number)))
        self.promise.setText(
            say("The customer signs the agreement; each instalment is then asked on its day.")
        )
        self.promise_facts.clear()
        self.promise_facts.add(say("Total"), texts.money(made.total, self.currency), bold=True)
        for item in made.instalments:
            self.promise_facts.add(texts.date(item.on), texts.money(item.amount, self.currency))
        self.tell(say("Arrangement {number} is granted.", number=iso(made.number)), "ok")
        self._show_step(2)

    @Slot(object)
    def _not_granted(self, error: Exception) -> None:
        self.grant_button.setEnabled(True)
        if isinstance(error, ApprovalNeeded):
            self.supervisor_field.show()
            self.supervisor.refuse(ApprovalNeeded(reasons=self._reasons()))
        else:
            self._refuse(error)

    @Slot()
    def _print(self) -> None:
        if self.granted is not None:
            self.print_asked.emit("arrangement", self.granted.number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drawn.setVisible(self.width() >= 900)

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        match name:
            case "primary":
                if self.granted is None:
                    (self.next, self.grant)[self.stack.currentIndex()]()
            case "print" if self.granted is not None:
                self._print()
            case "table":
                self.chart.toggle_table()
            case _:
                return False
        return True

    def back(self) -> bool:
        if self.stack.currentIndex() == 1:
            self._show_step(0)
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self.granted is not None:
            return (("help", ""), ("print", ""), ("back", ""))
        verb = (say("See the offers"), say("Grant"))[self.stack.currentIndex()]
        return (("help", ""), ("primary", verb), ("table", ""), ("back", ""))
