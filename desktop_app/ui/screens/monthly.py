"""The monthly-debit simulator: ten instalments and what follows, drawn again at each keystroke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from desktop_app.domain import monthly as rule
from desktop_app.domain.monthly import Instalment, Plan
from desktop_app.domain.refusals import AccountInvalid, BadNews
from desktop_app.texts import iso
from desktop_app.ui import keys, look, questions
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
    from desktop_app.domain.monthly import Schedule
    from desktop_app.services.monthly import Proposal
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk

STEPS = 200
"""Positions of the slider, from half the basis to one and a half times."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the live table."""

    number: str
    on: object
    kind: str
    amount: int
    total: int


class MonthlyPanel(Panel):
    """What the debits would be, live, as the expected cost of the year is typed or slid."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.proposal: Proposal | None = None
        self.plan: Plan | None = None
        self._sliding = False
        texts, say = self.texts, self.texts.say
        self.setObjectName("monthly-panel")
        self.setAccessibleName(say("Monthly debit"))
        self.amount = BigAmount(say("Each month"), name="instalment")
        self.basis = caption("", wrap=True)
        self.cost = MoneyEdit(texts, self.currency)
        self.cost.setObjectName("expected-cost")
        self.cost.changed.connect(self._typed)
        self.cost.textChanged.connect(self.edited)
        self.cost.entered.connect(self._settle_focus)
        self.cost_field = Field(
            say("Expected cost of the year"),
            self.cost,
            hint=say("Type what the year should cost, or move the slider."),
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("expected-slider")
        self.slider.setAccessibleName(say("Expected cost of the year"))
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.slider.valueChanged.connect(self._slid)
        self.outcome = Label("", wrap=True, bold=True)
        self.outcome.setObjectName("outcome")
        self.facts = Facts()
        self.obstacles = Label("", token="warn", wrap=True)
        self.obstacles.setObjectName("obstacles")
        self.table = make_table(
            (
                Column("number", say("No."), "text", 52),
                Column("on", say("Date"), "date", 100),
                Column(
                    "kind", say("What"), "text", 0, show=lambda r: say(r.kind, context="instalment")
                ),
                Column("amount", say("Amount"), "amount", 104),
                Column("total", say("Paid so far"), "amount", 112),
            ),
            texts,
            "plan-table",
            say("Payment plan"),
        )
        self.chart = PlanChart(texts, self.currency)
        action = keys.action("primary")
        self.adopt = primary(
            say("Adopt monthly debit"), key=keys.shown(action, texts), icon="calendar-check"
        )
        self.adopt.setObjectName("adopt")
        self.adopt.clicked.connect(self._adopt)
        self.mandate = self._build_mandate()
        self._lay_out()

    def _lay_out(self) -> None:
        say = self.texts.say
        left = Card(say("Monthly debit"), margin=12)
        left.add(self.amount)
        left.add(self.basis)
        left.add(self.cost_field)
        left.add(self.slider)
        left.add(self.outcome)
        left.add(self.facts)
        left.add(self.obstacles)
        left.add(self.mandate)
        left.body.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.adopt)
        left.body.addLayout(row)
        left.setFixedWidth(360)
        self.chart.setMinimumHeight(150)
        plan = Card("", margin=10)
        plan.add(self.table, 3)
        drawn = Card("", margin=10)
        drawn.add(self.chart, 1)
        right = QVBoxLayout()
        right.setSpacing(look.ROOM)
        right.addWidget(plan, 7)
        right.addWidget(drawn, 4)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(look.ROOM, look.GAP, look.ROOM, look.GAP)
        outer.setSpacing(look.ROOM)
        outer.addWidget(left)
        outer.addLayout(right, 1)

    def _build_mandate(self) -> QWidget:
        texts, say = self.texts, self.texts.say
        box = QWidget()
        box.setObjectName("mandate-form")
        self.account = Edit(texts, figures=True)
        self.account.setMinimumHeight(look.INPUT)
        self.account.setObjectName("account")
        self.account.setMaxLength(42)
        self.account.entered.connect(lambda: self.holder.setFocus(Qt.FocusReason.TabFocusReason))
        self.account_field = Field(say("Bank account (IBAN or RIB)"), self.account)
        self.holder = Edit(texts)
        self.holder.setMinimumHeight(look.INPUT)
        self.holder.setObjectName("holder")
        self.holder.setMaxLength(70)
        self.holder.entered.connect(self._save_mandate)
        self.save = Button(say("Save bank details"), icon="building-bank")
        self.save.setObjectName("save-mandate")
        self.save.clicked.connect(self._save_mandate)
        for edit in (self.account, self.holder):
            edit.textChanged.connect(self.edited)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(section(say("Mandate")), 0, 0, 1, 2)
        grid.addWidget(self.account_field, 1, 0, 1, 2)
        grid.addWidget(Field(say("Account holder"), self.holder), 2, 0)
        grid.addWidget(self.save, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        box.hide()
        return box

    # --- loading ------------------------------------------------

    def start(self, contract: str) -> None:
        """Simulate for this contract."""
        self.open_for(contract)
        self._read()
        self.begin()

    def _read(self) -> None:
        self.desk.ask(
            questions.monthly_proposal(self.contract), self.load, self._refuse, latest="monthly"
        )

    def begin(self) -> None:
        self.cost.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> Mapping[str, Any]:
        likely = self.proposal.likely if self.proposal is not None else None
        typed = {"account": self.account.text().strip(), "holder": self.holder.text().strip()}
        facts: dict[str, Any] = {key: text for key, text in typed.items() if text}
        if self.cost.cents() is not None and self.cost.cents() != likely:
            facts["cost"] = self.cost.cents()
        return facts | ({"operation": self.operation} if facts else {})

    def restore(self, facts: Mapping[str, Any]) -> None:
        self.operation = str(facts["operation"])
        self.account.setText(str(facts.get("account", "")))
        self.holder.setText(str(facts.get("holder", "")))
        if "cost" in facts:
            self.cost.set_cents(int(facts["cost"]))
            self.cost.selectAll()

    @Slot(object)
    def load(self, proposal: Proposal) -> None:
        """Show the plan of this proposal and prefill the expected cost."""
        self.proposal = proposal
        texts, say = self.texts, self.texts.say
        money = [texts.money(a, self.currency) for _, _, a in proposal.invoices]
        if proposal.invoices:
            self.basis.setText(
                texts.count(
                    "One tenth of the last invoice: {sum}",
                    "One tenth of the last {n} invoices: {sum}",
                    len(money),
                    sum=texts.money(proposal.plan.basis, self.currency),
                )
            )
        self._show_obstacles(proposal.obstacles)
        self.facts.clear()
        if len(proposal.invoices) <= 4 and "no-mandate" not in proposal.obstacles:
            for number, on, amount in proposal.invoices:
                self.facts.add(
                    texts.date(on), f"{texts.money(amount, self.currency)} · {iso(number)}"
                )
        if self.cost.cents() is None:
            self.cost.set_cents(proposal.likely)
        self.cost.selectAll()
        self.amount.set(
            texts.money(proposal.plan.instalment, self.currency),
            note=say("Ten debits, then the real cost is settled."),
        )
        self._draw()

    def _show_obstacles(self, codes: Sequence[str]) -> None:
        say = self.texts.say
        self.obstacles.setText("\n".join(say(code, context="obstacle") for code in codes))
        self.obstacles.setVisible(bool(codes))
        self.mandate.setVisible("no-mandate" in codes and len(set(codes) - {"opted-out"}) == 1)
        blocking = [code for code in codes if code != "opted-out"]
        self.adopt.explain(say(blocking[0], context="obstacle") if blocking else "")

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        if isinstance(error, BadNews):
            self.obstacles.setText(self.texts.bad_news(error))
            self.obstacles.show()
            self.adopt.explain(self.texts.bad_news(error))
        else:
            self.desk.failed.emit(error)

    # --- live ------------------------------------------------

    @Slot()
    def _typed(self) -> None:
        cents = self.cost.cents()
        if cents is None or self.proposal is None:
            return
        basis = self.proposal.plan.basis
        if not self._sliding and basis > 0:
            self._sliding = True
            place = (cents - basis // 2) * STEPS // basis
            self.slider.setValue(max(0, min(STEPS, place)))
            self._sliding = False
        self._draw()

    @Slot(int)
    def _slid(self, place: int) -> None:
        if self._sliding or self.proposal is None:
            return
        self._sliding = True
        basis = self.proposal.plan.basis
        self.cost.set_cents((basis // 2 + basis * place // STEPS) // 100 * 100)
        self._sliding = False

    @Slot()
    def _settle_focus(self) -> None:
        if self.adopt.isEnabled():
            self.adopt.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.mandate.isVisible():
            self.account.setFocus(Qt.FocusReason.TabFocusReason)

    def _draw(self) -> None:
        rules, proposal = self.desk.rules, self.proposal
        if proposal is None:
            return
        plan = proposal.plan
        cost = self.cost.cents()
        if (
            rules is not None
            and getattr(rules, "monthly", None)
            and plan.instalments
            and cost is not None
        ):
            plan = rule.simulate(
                plan.basis,
                rules.monthly,
                plan.instalments[0].on,
                small_sum=rules.small_sum,
                real=cost,
            )
        self.plan = plan
        items: tuple[Instalment, ...] = plan.instalments
        if plan.settlement is not None:
            items = (*items, *plan.settlement.debits)
        total, lines = 0, []
        for place, item in enumerate(items, 1):
            total += item.amount
            lines.append(Line(iso(place), item.on, item.kind, item.amount, total))
        self.table.rows_model.set_rows(lines)
        self.chart.load(items)
        self.outcome.setText(self._outcome(plan))

    def _outcome(self, plan: Plan) -> str:
        texts, say, settled = self.texts, self.texts.say, plan.settlement
        if settled is None:
            return ""
        money = lambda cents: texts.money(cents, self.currency)  # noqa: E731
        after = say("Next year: {amount} a month.", amount=money(settled.next_instalment))
        if settled.refund:
            what = say("{amount} would be given back after the year.", amount=money(settled.refund))
        elif settled.debits:
            what = texts.count(
                "{amount} would remain, taken in one debit.",
                "{amount} would remain, taken in {n} debits.",
                len(settled.debits),
                amount=money(sum(d.amount for d in settled.debits)),
            )
        else:
            what = say("The ten debits would cover the year.")
        return f"{what} {after}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(2, self.width() < 940)

    # --- gestures ------------------------------------------------

    def act(self, name: str) -> bool:
        match name:
            case "primary":
                if self.mandate.isVisible() and self.mandate.isAncestorOf(
                    self.window().focusWidget() or self
                ):
                    self._save_mandate()
                else:
                    self._adopt()
            case "table":
                self.chart.toggle_table()
            case _:
                return False
        return True

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        return (("help", ""), ("primary", say("Adopt")), ("table", ""), ("back", ""))

    @Slot()
    def _adopt(self) -> None:
        if not self.adopt.isEnabled() or self.proposal is None:
            if self.adopt.toolTip():
                self.tell(self.adopt.toolTip(), "warn")
            return
        self.adopt.setEnabled(False)
        start = self.proposal.plan.instalments[0].on
        self.desk.do(
            questions.adopt_monthly(self.contract, start, self.operation),
            self._adopted,
            self._not_adopted,
        )

    @Slot(object)
    def _adopted(self, schedule: Schedule) -> None:
        self.tell(
            self.texts.say("Monthly debit adopted: {number}.", number=iso(schedule.number)), "ok"
        )
        self.settled.emit()
        self.print_asked.emit("schedule", schedule.number)

    @Slot(object)
    def _not_adopted(self, error: Exception) -> None:
        self.adopt.setEnabled(True)
        self._refuse(error)

    @Slot()
    def _save_mandate(self) -> None:
        account = self.account.text().strip()
        if not account:
            self.account.refuse(AccountInvalid(account=account))
            return
        self.save.setEnabled(False)
        self.desk.do(
            questions.register_mandate(self.contract, account, self.holder.text().strip()),
            self._saved,
            self._not_saved,
        )

    @Slot(object)
    def _saved(self, rum: str) -> None:
        self.tell(self.texts.say("Mandate {number} saved.", number=iso(rum)), "ok")
        self.save.setEnabled(True)
        self.account.clear()
        self.holder.clear()
        self._read()
        self.adopt.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if isinstance(error, BadNews):
            self.account.refuse(error)
        else:
            self.desk.failed.emit(error)
