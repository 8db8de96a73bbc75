"""Charts drawn by hand: a consumption and a payment plan, each with a table that says the same (Ctrl+T)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.texts import Texts
from desktop_app.ui import look
from desktop_app.ui.tables import Column, Table, make_table
from desktop_app.ui.widgets.bars import BarCanvas, Legend, Mark, said
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.domain.invoice import Bar
    from desktop_app.domain.monthly import Instalment


class Chart(QWidget):
    """A canvas, its reading, its legend, and the table that says the same."""

    drawn_by: type[BarCanvas] = BarCanvas

    def __init__(
        self, texts: Texts, name: str, title: str, columns: Sequence[Column], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.texts = texts
        self.setObjectName(name)
        self.canvas = self.drawn_by()
        self.canvas.setObjectName(f"{name}-canvas")
        self.canvas.setAccessibleName(title)
        self.reading = Label("", use="caption", token="text2", elide=True)
        self.key = Legend()
        self.twin: Table = make_table(columns, texts, f"{name}-table", title)
        self.switch = Button(texts.say("Table"), kind="ghost", icon="table", compact=True)
        self.switch.setObjectName(f"{name}-switch")
        self.switch.setToolTip(texts.say("Show the chart as a table, and back") + " (Ctrl+T)")
        self.switch.clicked.connect(self.toggle_table)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.canvas)
        self.stack.addWidget(self.twin)
        head = QHBoxLayout()
        head.setSpacing(look.GAP)
        head.addWidget(self.reading, 1)
        head.addWidget(self.switch)
        self.head = head
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        column.addWidget(self.key)
        self.canvas.pointed.connect(self._read_out)

    def showing_table(self) -> bool:
        return self.stack.currentWidget() is self.twin

    def toggle_table(self) -> None:
        """Show the chart as a table, and back; the focus stays with what is shown."""
        had = self.window().focusWidget() in (self.canvas, self.twin)
        self.stack.setCurrentIndex(1 - self.stack.currentIndex())
        table = self.showing_table()
        self.switch.setText(self.texts.say("Chart") if table else self.texts.say("Table"))
        self.switch.icon_name = "chart-bar" if table else "table"
        self.key.setVisible(not table)
        self.switch.updateGeometry()
        if had:
            self.stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_T and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self.toggle_table()
            return
        super().keyPressEvent(event)

    def _fill(self, marks: Sequence[Mark], level: int | None, write: Callable[[int], str]) -> None:
        self.canvas.load(marks, level, write)
        self.twin.rows_model.set_rows(marks)
        self._read_out(self.canvas.at)

    def _read_out(self, number: int) -> None:
        marks = self.canvas.marks
        if 0 <= number < len(marks):
            self.reading.setText(said(marks[number]))
            self.reading.set_token("text")
        else:
            self.reading.setText(self.summary())
            self.reading.set_token("text2")

    def summary(self) -> str:
        """What is said while no bar is pointed at."""
        return ""


class UsageChart(Chart):
    """Consumption of one service: estimated bars hatched, the usual volume dashed."""

    def __init__(
        self, texts: Texts, parent: QWidget | None = None, *, name: str = "usage-chart"
    ) -> None:
        title = texts.say("Consumption")
        columns = (
            Column("label", texts.say("Period"), "text", 0),
            Column("amount", texts.say("Volume"), "amount", 110, show=lambda m: m.amount),
            Column("kind", texts.say("How known"), "text", 110),
        )
        super().__init__(texts, name, title, columns, parent)
        self._summary = ""
        self._bars: tuple[Bar, ...] = ()
        self._unit = ""

    def load(self, bars: Sequence[Bar], usual: int | None = None, unit: str = "m3") -> None:
        """Show the bars of one service, oldest first, in this unit; `usual` is the usual volume of one bar."""
        texts = self.texts
        self._bars, self._unit = tuple(bars), unit
        marks = [
            Mark(
                label=self._period(bar),
                short=self._short(bar),
                amount=texts.quantity(bar.volume, unit),
                value=bar.volume,
                style="hatched" if bar.estimated else "solid",
                kind=texts.say("estimated") if bar.estimated else texts.say("read"),
            )
            for bar in self._bars
        ]
        keys = []
        if any(not b.estimated for b in self._bars):
            keys.append(("solid", texts.say("Read")))
        if any(b.estimated for b in self._bars):
            keys.append(("hatched", texts.say("Estimated")))
        if usual:
            keys.append(("level", texts.say("Usual: {volume}", volume=texts.quantity(usual, unit))))
        self.key.load(keys)
        total = (
            sum(b.volume for b in self._bars[-12:])
            if self._monthly()
            else sum(b.volume for b in self._bars)
        )
        if not self._bars:
            self._summary = texts.say("No consumption yet")
        elif self._monthly() and len(self._bars) >= 12:
            self._summary = texts.say(
                "Last 12 months: {volume}", volume=texts.quantity(total, unit)
            )
        else:
            self._summary = texts.say("In all: {volume}", volume=texts.quantity(total, unit))
        self._fill(marks, usual, lambda v: texts.number(v))

    def summary(self) -> str:
        return self._summary

    def _monthly(self) -> bool:
        return all(b.one_month for b in self._bars)

    def _short(self, bar: Bar) -> str:
        return self.texts.month(bar.named_by, short=True)

    def _period(self, bar: Bar) -> str:
        if bar.start.day == 1 and (bar.end - bar.start).days <= 31:
            return self.texts.month(bar.start)
        last = bar.end - timedelta(days=1)
        return self.texts.say(
            "{start} to {end}", start=self.texts.date(bar.start), end=self.texts.date(last)
        )


class PlanChart(Chart):
    """Dated amounts of a plan: instalments solid, regularisation hatched in another colour."""

    def __init__(
        self,
        texts: Texts,
        currency: str,
        parent: QWidget | None = None,
        *,
        name: str = "plan-chart",
    ) -> None:
        title = texts.say("Payment plan")
        columns = (
            Column("label", texts.say("Date"), "date", 110),
            Column("kind", texts.say("What"), "text", 0),
            Column("amount", texts.say("Amount"), "amount", 120, show=lambda m: m.amount),
        )
        super().__init__(texts, name, title, columns, parent)
        self._currency = currency
        self._summary = ""

    def load(self, instalments: Sequence[Instalment], *, summary: str = "") -> None:
        """Show dated amounts in order; their kind tells instalments from regularisation."""
        texts = self.texts
        words = {
            "instalment": texts.say("Instalment"),
            "regularisation": texts.say("Regularisation"),
            "deposit": texts.say("Deposit"),
        }
        marks = [
            Mark(
                label=texts.date(i.on),
                short=texts.month(i.on, short=True),
                amount=texts.money(i.amount, self._currency),
                value=i.amount,
                style="second" if i.kind == "regularisation" else "solid",
                kind=words.get(i.kind, i.kind),
            )
            for i in instalments
        ]
        keys = []
        if any(i.kind != "regularisation" for i in instalments):
            keys.append(("solid", words["instalment"]))
        if any(i.kind == "regularisation" for i in instalments):
            keys.append(("second", words["regularisation"]))
        self.key.load(keys)
        self._summary = summary
        self._fill(marks, None, lambda v: texts.number(Decimal(v).scaleb(-2), 0))

    def summary(self) -> str:
        return self._summary
