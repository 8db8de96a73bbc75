"""The till: its shift during the day, its receipts, what waits for an answer, the gestures that open and close it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso, name
from desktop_app.ui import look, till_questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.frame import SIDE_WIDTH
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.screens.scrolling import scrolling
from desktop_app.ui.screens.till_day import receipt_columns, transfer_words
from desktop_app.ui.widgets.banner import Banner, alert_strip
from desktop_app.ui.widgets.buttons import Button, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.labels import caption, title

if TYPE_CHECKING:
    from desktop_app.services.cards import CardAsked
    from desktop_app.services.shifts import DayPayment, TillNow, Transfer


class TillPage(Page):
    """The place of the till. Gestures open over it and leave it as it was."""

    place = "till"

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__(desk, texts)
        self.setObjectName("till-page")
        self.setAccessibleName(texts.say("Till"))
        self.now: TillNow | None = None
        self.cards: tuple[CardAsked, ...] = ()
        self.panel: Panel | None = None
        self.resume = ""
        """The contract whose payment waits for the till to be opened."""
        self._below: list[Panel] = []
        self._wanted = ""
        self._strips: list[Banner] = []
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolling(self._build(), "till-scroll"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    # --- building ------------------------------------------------

    def _build(self) -> QWidget:
        say = self.texts.say
        self.heading = title(say("Till"))
        self.chip = Chip("", "neutral")
        self.line = caption("")
        head = QHBoxLayout()
        head.setSpacing(look.ROOM)
        for widget in (self.heading, self.chip, self.line):
            head.addWidget(widget)
        head.addStretch(1)
        self.waiting = QVBoxLayout()
        self.waiting.setSpacing(look.GAP)
        self.payments = Listing(
            say("Receipts of this shift"),
            receipt_columns(self.texts),
            self.texts,
            "till-payments",
            empty=say("No receipt yet in this shift."),
        )
        self.payments.table.opened.connect(self._open_receipt)
        self.payments.add(
            caption(say("Enter opens a receipt: print it again, or cancel it."), wrap=True)
        )
        self.body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.body.setSpacing(look.WIDE)
        self.body.addWidget(self._build_side(), 3)
        self.body.addWidget(self.payments, 7)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        column.setSpacing(look.ROOM)
        column.addLayout(head)
        column.addLayout(self.waiting)
        column.addLayout(self.body, 1)
        return inner

    def _build_side(self) -> QWidget:
        say = self.texts.say
        self.shift_card = Card(say("This shift"), margin=12)
        self.count = BigAmount(say("Receipts"), name="till-receipts")
        self.facts = Facts()
        self.shift_card.add(self.count)
        self.shift_card.add(self.facts)
        self.shift_card.body.addStretch(1)
        verbs = Card("", margin=12)
        self.open_button = primary(
            say("Open the till"), icon="cash-register", key=keycap(self.texts, "payment")
        )
        self.close_button = primary(
            say("Count and close"), icon="lock", key=keycap(self.texts, "primary")
        )
        self.verbs: dict[str, Button] = {
            "open": self.open_button,
            "close": self.close_button,
            "move": secondary(say("Cash in or out"), icon="transfer-in"),
            "hand-over": secondary(say("Hand over the till"), icon="user-check"),
            "unowned": secondary(say("Money without an owner, refunds"), icon="user-exclamation"),
            "report": secondary(say("Z report and deposit"), icon="report-money"),
            "closings": secondary(
                say("Closings: day, month, year"),
                icon="calendar-check",
                key=keycap(self.texts, "closings"),
            ),
        }
        for gesture, button in self.verbs.items():
            button.setObjectName(f"till-{gesture}")
            button.clicked.connect(lambda _=False, gesture=gesture: self.open_gesture(gesture))
            verbs.add(button)
        self.side = QWidget()
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.ROOM)
        column.addWidget(self.shift_card, 1)
        column.addWidget(verbs)
        return self.side

    # --- loading ------------------------------------------------

    def refresh(self) -> None:
        self.desk.ask(till_questions.day(), self.load, latest="till")

    @Slot(object)
    def load(self, answer: tuple[TillNow, tuple[DayPayment, ...], tuple[CardAsked, ...]]) -> None:
        """Show the till as it is now."""
        self.stale = False
        first = self.now is None
        now, payments, self.cards = answer
        self.now = now
        texts, say = self.texts, self.texts.say
        self.heading.setText(say("Till {till}", till=iso(now.till)))
        shift = now.shift
        self.chip.set(say("Open", context="till"), "ok") if shift else self.chip.set(
            say("Closed", context="till"), "warn"
        )
        self.line.setText(
            say(
                "since {time}, {agent}",
                time=texts.instant(shift.opened_at),
                agent=name(shift.agent),
            )
            if shift
            else say("Open the till before taking money.")
        )
        for gesture, button in self.verbs.items():
            button.setVisible(
                gesture in ("unowned", "report", "closings")
                or (gesture == "open") == (shift is None)
            )
        self.shift_card.setVisible(shift is not None or now.carried is not None)
        self._load_facts(now)
        self._load_waiting(now)
        self.payments.load(payments, count=texts.number(len(payments)) if payments else "")
        self._start()
        if first and self.panel is None and self.isVisible():
            self.begin()
        self.hints_changed.emit()

    def _load_facts(self, now: TillNow) -> None:
        texts, say, facts = self.texts, self.texts.say, self.facts
        facts.clear()
        self.count.setVisible(now.shift is not None)
        self.count.set(texts.number(now.receipts))
        if now.shift is None:
            if now.carried is not None:
                facts.add(say("Left by the previous shift"), self._money(now.carried))
            if now.last_report:
                facts.add(say("Last report"), iso(now.last_report))
            return
        facts.add(say("Float"), self._money(now.shift.float))
        if now.reversals:
            facts.add(say("Cancelled", context="till"), texts.number(now.reversals))
        for line in now.others:
            facts.add(
                say(line.tender, context="tender"),
                f"{self._money(line.amount)} · "
                + texts.count("{n} receipt", "{n} receipts", line.count),
            )
        for move in now.movements[-4:]:
            facts.add(say(move.kind, context="movement"), self._money(move.amount))
        facts.add(say("Cash"), say("counted at closing"))

    def _load_waiting(self, now: TillNow) -> None:
        say = self.texts.say
        for strip in self._strips:
            strip.hide()
            strip.deleteLater()
        self._strips = []
        for transfer in now.transfers:
            self._strip(
                f"transfer-{transfer.number}",
                transfer_words(self.texts, transfer, now.agent, self.desk.currency),
                say("Answer"),
                lambda transfer=transfer: self._answer_transfer(transfer),
            )
        for card in self.cards:
            text = say(
                "Card payment of {amount} for {name}: what did the terminal say?",
                amount=self._money(card.amount),
                name=name(card.name),
            )
            self._strip(
                f"card-{card.number}",
                text,
                say("Answer"),
                lambda card=card: self._answer_card(card),
            )

    def _strip(self, what: str, text: str, verb: str, act: Callable[[], None]) -> None:
        strip = alert_strip(text, "warn", verb=verb)
        strip.setObjectName(f"till-{what}")
        if strip.button is not None:
            strip.button.setObjectName(f"till-answer-{what}")
        strip.pressed.connect(act)
        self.waiting.addWidget(strip)
        self._strips.append(strip)

    def _money(self, cents: int) -> str:
        return self.texts.money(cents, self.desk.currency)

    # --- gestures ------------------------------------------------

    def open_gesture(self, gesture: str, *, resume: str = "") -> None:
        """Open a gesture of the till, once its state is known; `resume` is paid for after the opening."""
        self._wanted, self.resume = gesture, resume
        if self.now is not None and not self.stale:
            self._start()

    def _start(self) -> None:
        wanted, self._wanted = self._wanted, ""
        now = self.now
        if not wanted or now is None:
            return
        if (wanted == "open") is (now.shift is not None) and wanted in ("open", "close"):
            return
        match wanted:
            case "open":
                from desktop_app.ui.screens.till_open import OpenTillPanel

                opening = OpenTillPanel(self.desk, self.texts)
                opening.done.connect(self._opened_shift)
                self._bring(opening)
                opening.start(now)
            case "close":
                from desktop_app.ui.screens.till_close import CloseTillPanel

                closing = CloseTillPanel(self.desk, self.texts)
                closing.done.connect(self._show_report)
                self._bring(closing)
                closing.start(now)
            case "move" | "send" | "hand-over":
                from desktop_app.ui.screens.till_moves import IN, CashMovePanel

                moving = CashMovePanel(self.desk, self.texts)
                self._bring(moving)
                moving.start(now, IN if wanted == "move" else wanted)
            case "unowned":
                from desktop_app.ui.screens.till_unowned import UnownedPanel

                unowned = UnownedPanel(self.desk, self.texts)
                self._bring(unowned)
                unowned.start(now)
            case "report":
                self._show_report(None)
            case "closings":
                from desktop_app.ui.screens.till_closings import ClosingsPanel

                periods = ClosingsPanel(self.desk, self.texts)
                periods.gesture_asked.connect(self.open_gesture)
                self._bring(periods)
                periods.start(now)
            case "archive":
                from desktop_app.ui.screens.till_archive import ArchivePanel

                archive = ArchivePanel(self.desk, self.texts)
                self._bring(archive, over=True)
                archive.start(now)

    @Slot(object)
    def _show_report(self, report: object) -> None:
        from desktop_app.ui.screens.till_report import ReportPanel

        assert self.now is not None
        panel = ReportPanel(self.desk, self.texts)
        self._bring(panel)
        panel.start(self.now, report)  # type: ignore[arg-type]

    @Slot(object)
    def _opened_shift(self, _shift: object) -> None:
        if self.resume:
            contract, self.resume = self.resume, ""
            self.opened.emit(contract, "payment", "")

    def _answer_transfer(self, transfer: Transfer) -> None:
        from desktop_app.ui.screens.till_answer import TransferPanel

        assert self.now is not None
        panel = TransferPanel(self.desk, self.texts)
        self._bring(panel)
        panel.start(self.now, transfer)

    def _answer_card(self, card: CardAsked) -> None:
        from desktop_app.ui.screens.till_answer import CardPanel

        assert self.now is not None
        panel = CardPanel(self.desk, self.texts)
        self._bring(panel)
        panel.start(self.now, card)

    @Slot(object)
    def _open_receipt(self, row: DayPayment) -> None:
        from desktop_app.ui.screens.till_receipt import ReceiptPanel

        assert self.now is not None
        panel = ReceiptPanel(self.desk, self.texts)
        panel.gesture_asked.connect(self._undo)
        self._bring(panel)
        panel.start(self.now, row)

    @Slot(str, object)
    def _undo(self, gesture: str, row: DayPayment) -> None:
        """Undo a receipt otherwise than by its twin of the day."""
        if gesture == "bounce":
            from desktop_app.ui.screens.till_bounce import BouncePanel

            bouncing = BouncePanel(self.desk, self.texts)
            self._bring(bouncing)
            bouncing.start(row.number)
        else:
            from desktop_app.ui.screens.till_refund import RefundPanel

            refunding = RefundPanel(self.desk, self.texts)
            self._bring(refunding)
            refunding.start(row.contract, row.number)

    @Slot(str, str)
    def preview(self, kind: str, number: str) -> None:
        """Show a paper of the till as it would be printed."""
        from desktop_app.ui.screens.preview import PreviewPanel

        panel = PreviewPanel(self.desk, self.texts)
        self._bring(panel, over=True)
        panel.start(kind, number)

    def _bring(self, panel: Panel, *, over: bool = False) -> None:
        """Show a gesture instead of the one before, or `over` it."""
        if over and self.panel is not None:
            self._below.append(self.panel)
        else:
            self._drop()
        panel.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        panel.closed.connect(self.close_panel)
        panel.print_asked.connect(self.preview)
        panel.hints_changed.connect(self.hints_changed)
        self.panel = panel
        area = scrolling(panel, f"till-{panel.objectName()}")
        self.stack.addWidget(area)
        self.stack.setCurrentWidget(area)
        self.hints_changed.emit()

    def _drop(self) -> None:
        for panel in (*self._below, self.panel):
            if panel is not None:
                self._take_away(panel)
        self.panel, self._below = None, []

    def _take_away(self, panel: Panel) -> None:
        area = panel.parentWidget().parentWidget()
        panel.close()
        self.stack.removeWidget(area)
        area.hide()
        area.deleteLater()

    @Slot()
    def close_panel(self) -> None:
        """Back to the gesture below, or to the till."""
        over, self.panel = self.panel, None
        if over is not None:
            self._take_away(over)
        if self._below:
            self.panel = self._below.pop()
            self.stack.setCurrentWidget(self.panel.parentWidget().parentWidget())
        else:
            self.stack.setCurrentIndex(0)
        self.hints_changed.emit()
        if self.isVisible():
            self.begin()

    # --- keys ------------------------------------------------

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self.panel is not None:
            return self.panel.hints()
        if self.now is None:
            return (("help", ""), ("find", ""))
        if self.now.shift is None:
            return (
                ("help", ""),
                ("find", ""),
                ("payment", say("Open the till")),
                ("refresh", ""),
                ("back", ""),
            )
        return (
            ("help", ""),
            ("find", ""),
            ("payment", ""),
            ("primary", say("Count and close")),
            ("print", say("Print again")),
            ("refresh", ""),
            ("back", ""),
        )

    def subject(self) -> str:
        row = self.payments.table.current() if self.payments.table.hasFocus() else None
        return row.contract if row is not None else ""

    def act(self, action: str) -> bool:
        if self.panel is not None:
            return self.panel.act(action)
        if self.now is None:
            return False
        closed = self.now.shift is None
        match action:
            case "primary" | "payment" if closed:
                self.open_gesture("open")
            case "primary":
                self.open_gesture("close")
            case "print" if (row := self.payments.table.current()) is not None:
                self.preview("receipt", row.number)
            case "bounce" | "refund" if (row := self.payments.table.current()) is not None:
                self._open_receipt(row)
            case "next" | "previous":
                table = self.payments.table
                table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                row = table.currentIndex().row() + (1 if action == "next" else -1)
                table.go(max(0, min(row, table.rows_model.rowCount() - 1)))
            case _:
                return False
        return True

    def back(self) -> bool:
        if self.panel is None:
            return False
        if not self.panel.back():
            self.close_panel()
        return True

    def begin(self) -> None:
        if self.panel is not None:
            self.panel.begin()
        elif self.now is not None and self.now.shift is None:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            (self.payments.start or self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= SIDE_WIDTH - 60
        self.body.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self.payments.setMinimumHeight(0 if beside else 260)
        self.payments.table.setColumnHidden(4, self.width() < 1150)
