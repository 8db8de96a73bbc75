"""The end of a shift on paper: the Z report with its difference, and the deposit slip for the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.texts import bare, iso, name
from desktop_app.ui import till_questions
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.till_moves import movement_words
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.widgets.buttons import secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.domain.till import DepositSlip, ShiftReport
    from desktop_app.services.shifts import TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class ReportPanel(TillPanel):
    """The last Z report, to read and to print; beside it what waits to be taken to the bank."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-report")
        self.setAccessibleName(say("Z report"))
        self.report: ShiftReport | None = None
        self.card = Card(say("Z report"))
        self.difference = BigAmount(say("Difference"), use="change", name="report-difference")
        self.facts = Facts()
        self.figures = Facts()
        self.empty = Label(say("No shift of this till was closed yet."), token="text2", wrap=True)
        self.print_button = secondary(
            say("Show and print"), icon="printer", key=keycap(texts, "print")
        )
        self.print_button.setObjectName("report-print")
        self.print_button.clicked.connect(self._print)
        for widget in (self.empty, self.difference, self.facts, Rule(), self.figures):
            self.card.add(widget)
        self.card.body.addStretch(1)
        self.card.body.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignLeading)
        side = Card(say("Deposit at the bank"))
        self.waiting = Label("", wrap=True)
        self.left = MoneyEdit(texts, self.currency)
        self.left_field = self.field(
            say("Cash left in the drawer"),
            "amount",
            edit=self.left,
            hint=say("Empty: the usual float of each till."),
        )
        side.add(self.waiting)
        side.add(self.left_field)
        self.foot(side, say("Make the deposit slip"), icon="building-bank")
        self.lay((self.card, 5), (side, 3))

    def start(self, now: TillNow, report: ShiftReport | None = None) -> None:
        super().start(now)
        self.left.set_cents(None)
        waiting = now.to_deposit
        if report is not None and report.number not in waiting:
            waiting = (*waiting, report.number)
        say = self.texts.say
        self.waiting.setText(
            say("Waiting for a deposit: {reports}", reports=", ".join(iso(n) for n in waiting))
            if waiting
            else say("Nothing waits for a deposit.")
        )
        self.left_field.setVisible(bool(waiting))
        if self.main is not None:
            self.main.setVisible(bool(waiting))
        self._show(report)
        if report is None and now.last_report:
            self.desk.ask(till_questions.report(now.last_report), self._show, latest="till-report")
        self.begin()

    def begin(self) -> None:
        target: QWidget | None = self.print_button if self.report is not None else self.cancel
        (target or self).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _show(self, report: ShiftReport | None) -> None:
        """Show a Z report, figure by figure."""
        first = self.report is None
        self.report = report
        for widget in (self.difference, self.facts, self.figures, self.print_button):
            widget.setVisible(report is not None)
        self.empty.setVisible(report is None)
        if report is None:
            return
        say, texts, money = self.texts.say, self.texts, self.money
        exact = report.difference == 0
        self.difference.set(
            money(report.difference),
            token="ok" if exact else "warn" if report.difference > 0 else "danger",
            note=say("The count agrees.") if exact else name(report.reason),
        )
        facts = self.facts
        facts.clear()
        facts.add(say("Report", context="till"), iso(report.number), bold=True)
        facts.add(say("Agent"), name(report.agent))
        facts.add(
            say("From, to"),
            _from_to(texts.instant(report.opened_at), texts.instant(report.closed_at)),
        )
        if report.supervisor:
            facts.add(say("Supervisor"), name(report.supervisor))
        figures = self.figures
        figures.clear()
        figures.add(say("Float"), money(report.float))
        figures.add(say("Cash in"), money(report.cash_in))
        figures.add(say("Cash out"), money(report.cash_out))
        figures.add(say("Expected", context="till"), money(report.expected))
        figures.add(say("Counted", context="till"), money(report.counted), bold=True)
        for tender in report.tenders:
            figures.add(
                say(tender.tender.value, context="tender"),
                f"{money(tender.amount)} · "
                + texts.count("{n} receipt", "{n} receipts", tender.count),
            )
        for move in report.movements:
            if move.kind != "over_short":
                figures.add(movement_words(texts, move), money(move.amount))
        figures.add(say("Stamp duty"), money(report.stamp))
        figures.add(say("Collected", context="till"), money(report.collected), bold=True)
        figures.add(
            say("Receipts"),
            f"{texts.number(report.receipts)} · {_from_to(report.first_receipt, report.last_receipt)}"
            if report.receipts
            else texts.number(0),
        )
        if report.reversals:
            figures.add(say("Cancelled", context="till"), texts.number(report.reversals))
        if first:
            self.begin()
        self.hints_changed.emit()

    @Slot()
    def _print(self) -> None:
        if self.report is not None:
            self.print_asked.emit("z", self.report.number)

    @Slot()
    def go(self) -> None:
        if self.main is not None and self.main.isVisibleTo(self):
            work = till_questions.deposit(self.left.cents(), operation=self.operation)
            self.send(work, self._deposited)

    def _deposited(self, slip: DepositSlip) -> None:
        text = self.texts.say(
            "Deposit slip {number}: {amount}",
            number=iso(slip.number),
            amount=self.money(slip.total),
        )
        self.tell(text)
        self.done.emit(slip)
        self.print_asked.emit("deposit", slip.number)

    def act(self, action: str) -> bool:
        if action == "print" and self.report is not None:
            self._print()
            return True
        return super().act(action)

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        hints = [("back", say("Back"))]
        if self.report is not None:
            hints.insert(0, ("print", say("Show and print")))
        if self.main is not None and self.main.isVisibleTo(self):
            hints.insert(0, ("primary", self.verb))
        return hints


def _from_to(first: str, last: str) -> str:
    """A stretch, which Arabic does not turn round."""
    return iso(f"{bare(first)} – {bare(last)}")
