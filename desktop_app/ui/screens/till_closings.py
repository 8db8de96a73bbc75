"""The closings of the till: day, month and year, what waits, what is closed, and the archive of a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.closing import DAY, KINDS, MONTH
from desktop_app.domain.refusals_till import ShiftStillOpen
from desktop_app.texts import iso
from desktop_app.ui import closing_questions, look
from desktop_app.ui.frame import FULL_WIDTH, SIDE_WIDTH
from desktop_app.ui.screens.closing_cards import FiguresCard, WaitingCard, period_words
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.tables import Column
from desktop_app.ui.widgets.buttons import ghost, secondary
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.field import Hint
from desktop_app.ui.widgets.labels import section

if TYPE_CHECKING:
    from desktop_app.domain.closing import Closing
    from desktop_app.services.closable import Closable, Outlook
    from desktop_app.services.closings import ClosingRow
    from desktop_app.services.shifts import TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class ClosingsPanel(TillPanel):
    """Three cards to close, the list of what is closed, and the figures of the row pointed at.

    `gesture_asked` names another gesture of the till: counting it, or the archive."""

    gesture_asked = Signal(str)

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-closings")
        self.setAccessibleName(say("Closings"))
        self.made = ""
        """The closing just made, to be pointed at in the list."""
        self._fresh = True
        self.message = Hint(lines=1)
        self.message.setObjectName("till-closings-message")
        self.message.say("", self._promise())
        self.cancel = ghost(say("Back"), key=keycap(texts, "back"))
        self.cancel.setObjectName("till-closings-cancel")
        self.cancel.clicked.connect(self.closed)
        self.waiting = {kind: WaitingCard(texts, self.currency, kind) for kind in KINDS}
        for card in self.waiting.values():
            card.button.clicked.connect(lambda _=False, card=card: self._close(card))
        self.count_button = secondary(say("Count and close"), icon="cash-register")
        self.count_button.setObjectName("closings-count")
        self.count_button.clicked.connect(lambda: self.gesture_asked.emit("close"))
        self.waiting[DAY].verbs.insertWidget(0, self.count_button)
        self.archive_button = secondary(say("Archive a year"), icon="folder")
        self.archive_button.setObjectName("closings-archive")
        self.archive_button.clicked.connect(lambda: self.gesture_asked.emit("archive"))
        self.figures = FiguresCard(texts, self.currency)
        self.figures.print_button.clicked.connect(self._print)
        self._build_list()
        self._lay_out()

    def _build_list(self) -> None:
        texts, say = self.texts, self.texts.say
        kinds = {DAY: say("Day", context="closing"), MONTH: say("Month", context="closing")}
        year = say("Year", context="closing")
        self.list = Listing(
            say("Closed periods"),
            (
                Column("kind", say("What"), "text", 60, show=lambda r: kinds.get(r.kind, year)),
                Column(
                    "start",
                    say("Period"),
                    "text",
                    0,
                    show=lambda r: period_words(texts, r.kind, r.start, r.end),
                ),
                Column("turnover", say("Turnover"), "amount", 124),
                Column("collected", say("Collected", context="till"), "amount", 100),
                Column("perpetual_turnover", say("Turnover, perpetual"), "amount", 116),
                Column("perpetual_collected", say("Collected, perpetual"), "amount", 134),
            ),
            texts,
            "closings",
            empty=say("Nothing was closed yet."),
        )
        self.list.table.opened.connect(lambda row: self.print_asked.emit("closing", row.number))
        self.list.table.moved.connect(self._point_at)
        self.which = Choice(
            [
                ("", say("All", context="closing")),
                (DAY, say("Days", context="closing")),
                (MONTH, say("Months", context="closing")),
                ("year", say("Years", context="closing")),
            ],
            name="closings-kind",
        )
        self.which.setAccessibleName(say("Which closings"))
        self.which.chosen.connect(lambda _: self.ask())
        self.list.actions.insertWidget(0, self.which)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.WIDE)
        head.addWidget(section(self.texts.say("Closings")))
        head.addWidget(self.message, 1)
        head.addWidget(self.archive_button)
        head.addWidget(self.cancel)
        top = QHBoxLayout()
        top.setSpacing(look.ROOM)
        for card in self.waiting.values():
            top.addWidget(card, 1)
        self.cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.cards.setSpacing(look.ROOM)
        self.cards.addWidget(self.list, 7)
        self.cards.addWidget(self.figures, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.ROOM)
        column.addLayout(head)
        column.addLayout(top)
        column.addLayout(self.cards, 1)

    def _promise(self) -> str:
        return self.texts.say(
            "Turnover is what was invoiced, collected is what was paid; the two are never added."
        )

    # --- opening ------------------------------------------------

    def start(self, now: TillNow) -> None:
        super().start(now)
        self._fresh = True
        self.message_rest()
        self.ask()

    def ask(self) -> None:
        """Read again what waits and what is closed."""
        work = closing_questions.outlook(str(self.which.value() or ""))
        self.desk.ask(work, self.load, self.refuse, latest="closings")

    @Slot(object)
    def load(self, answer: tuple[Outlook, tuple[ClosingRow, ...]]) -> None:
        """Show what waits, and the list."""
        outlook, rows = answer
        for fact in outlook.kinds:
            self.waiting[fact.kind].load(fact)
        self._lead()
        counted = 0 < len(rows) < closing_questions.MOST
        self.list.load(rows, count=self.texts.number(len(rows)) if counted else "")
        table = self.list.table
        place = next((n for n, row in enumerate(rows) if row.number == self.made), None)
        if rows and (place is not None or table.current() is None):
            table.go(place or 0)
        if rows:
            self._point_at(table.current())
        else:
            self.figures.load(None)
        if self.made:
            self.made = ""
            table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._fresh or self.focusWidget() is None or not self.focusWidget().isEnabled():
            self.begin()
        self._fresh = False
        self.hints_changed.emit()

    def _lead(self) -> None:
        """The first period that is ready has the main key."""
        first = next((c for c in self.waiting.values() if c.ready), None)
        for card in self.waiting.values():
            card.lead(main=card is first, key=keycap(self.texts, "primary"))
        self.main = first.button if first is not None else None
        self.verb = first.verb if first is not None else ""
        fact = self.waiting[DAY].fact
        counts = fact is not None and isinstance(fact.obstacle, ShiftStillOpen)
        mine = counts and self.now is not None and self.now.shift is not None
        self.count_button.setVisible(mine)
        self.waiting[DAY].button.setVisible(not mine)

    def begin(self) -> None:
        target: QWidget | None = self.main or self.list.start
        if target is None and self.count_button.isVisibleTo(self):
            target = self.count_button
        (target or self.cancel).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _point_at(self, row: ClosingRow | None) -> None:
        if row is not None:
            work = closing_questions.closing(row.number)
            self.desk.ask(work, self.figures.load, latest="closing-figures")

    # --- doing ------------------------------------------------

    @Slot()
    def go(self) -> None:
        card = next((c for c in self.waiting.values() if c.ready), None)
        if card is not None:
            self._close(card)

    def _close(self, card: WaitingCard) -> None:
        fact: Closable | None = card.fact
        if fact is not None and card.ready:
            for other in self.waiting.values():
                other.button.setEnabled(False)
            work = closing_questions.close(fact.kind, fact.on, operation=self.operation)
            self.send(work, self._closed)

    def _closed(self, made: Closing) -> None:
        self._sent, self.operation = False, str(uuid4())
        self.made = made.number
        say, texts = self.texts.say, self.texts
        text = say(
            "{period} closed, {number}. Turnover {turnover}; collected {collected}.",
            period=period_words(texts, made.kind, made.start, made.end),
            number=iso(made.number),
            turnover=self.money(made.period.turnover),
            collected=self.money(made.period.collected),
        )
        self.tell(text)
        self.which.blockSignals(True)
        if self.which.value() not in ("", made.kind):
            self.which.set_value("")
        self.which.blockSignals(False)
        self.message_rest()
        self.ask()

    def message_rest(self) -> None:
        """The line of bad news says again what the figures are."""
        if self.message is not None:
            self.message.say("", self._promise())

    def not_done(self, error: Exception) -> None:
        super().not_done(error)
        self.ask()

    @Slot()
    def _print(self) -> None:
        row = self.list.table.current()
        if row is not None:
            self.print_asked.emit("closing", row.number)

    # --- keys ------------------------------------------------

    def act(self, action: str) -> bool:
        if action == "print":
            self._print()
            return True
        if action == "refresh":
            self.ask()
            return True
        if action in ("next", "previous"):
            table = self.list.table
            table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            row = table.currentIndex().row() + (1 if action == "next" else -1)
            table.go(max(0, min(row, table.rows_model.rowCount() - 1)))
            return True
        return super().act(action)

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        hints = [("next", ""), ("back", say("Back"))]
        if self.list.table.rows_model.rowCount():
            hints.insert(0, ("print", say("Show and print")))
        if self.main is not None:
            hints.insert(0, ("primary", self.verb))
        return hints

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.window().width()
        beside = wide >= SIDE_WIDTH
        self.list.setMinimumHeight(0 if beside else 240)
        for column in (4, 5):
            self.list.table.setColumnHidden(column, wide < FULL_WIDTH)
