"""Closing the till: what still hangs first, then the blind count, and only then what the drawer should have held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals_till import NotCounted
from desktop_app.domain.till import Need
from desktop_app.texts import iso
from desktop_app.ui import till_questions
from desktop_app.ui.screens.till_panel import TillPanel, whom
from desktop_app.ui.widgets.banner import Banner, alert_strip
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.coins import CoinGrid
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.domain.till import ShiftReport
    from desktop_app.services.shifts import CountAnswer, Obstacle, TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class CloseTillPanel(TillPanel):
    """A count that agrees closes the till at once; one that differs is made again, then explained and signed."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-close")
        self.setAccessibleName(say("Count and close the till"))
        self.answer: CountAnswer | None = None
        self.card = Card(say("Count the drawer"))
        self.card.add(
            caption(
                say(
                    "Count everything, the float too. What should be there is told after the count."
                ),
                wrap=True,
            )
        )
        self.coins = CoinGrid(texts, self.currency, "close-coins")
        self.coins.changed.connect(self._show)
        self.coins.entered.connect(self._last)
        self.card.add(self.coins)
        self.card.body.addStretch(1)

        side = Card(say("Close the till"))
        self._hanging: list[Banner] = []
        self._strips = side.body
        self.attempt = Label("", bold=True, wrap=True)
        self.attempt.setObjectName("close-attempt")
        self.total = BigAmount(say("Counted", context="till"), use="change", name="close-total")
        self.result = Facts()
        self.difference = BigAmount(say("Difference"), name="close-difference")
        self.reason_field = self.field(say("Reason of the difference"), "reason")
        self.supervisor_field = self.field(
            say("Supervisor"),
            "supervisor",
            hint=say("Another person, who has seen the difference and signs for it."),
        )
        self.override_field = self.field(
            say("Close all the same, on the word of"),
            "override",
            hint=say("Kept in the journal with what was left open."),
        )
        self.rule = Rule()
        for widget in (
            self.attempt,
            self.total,
            self.rule,
            self.result,
            self.difference,
            self.reason_field,
            self.supervisor_field,
            self.override_field,
        ):
            side.add(widget)
        self.foot(side, say("Count and close"), icon="lock")
        self.lay((self.card, 5), (side, 3))

    # --- opening ------------------------------------------------

    def start(self, now: TillNow) -> None:
        super().start(now)
        self.answer = None
        self.coins.set_denominations(now.denominations)
        self.coins.clear()
        for edit in self.fields.values():
            edit.clear()
        self._show_hanging(now.obstacles)
        self.card.setEnabled(True)
        self._tell_attempt(now.counts)
        self._show()
        self.begin()

    def begin(self) -> None:
        if self.answer is None:
            self.coins.begin()
        else:
            self.fields["reason"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_attempt(self, made: int) -> None:
        say = self.texts.say
        self.attempt.setText(
            say("The first count differs from what is expected. Count everything again.")
            if made == 1
            else ""
        )
        self.attempt.set_token("warn")
        self.attempt.setVisible(made == 1)

    def _show_hanging(self, obstacles: tuple[Obstacle, ...]) -> None:
        for strip in self._hanging:
            strip.hide()
            strip.deleteLater()
        self._hanging = []
        for place, obstacle in enumerate(obstacles):
            strip = alert_strip(obstacle_words(self.texts, obstacle), "warn", self)
            strip.setObjectName(f"close-obstacle-{place}")
            self._strips.insertWidget(place, strip)
            self._hanging.append(strip)
        self.override_field.setVisible(bool(obstacles))

    # --- counting ------------------------------------------------

    @Slot()
    def _show(self) -> None:
        counted = self.answer is not None
        worth = self.answer.counted if self.answer is not None else self.coins.total()
        empty = self.coins.is_empty() and not counted
        self.total.set("–" if empty else self.money(worth))
        for widget in (self.rule, self.result, self.difference, self.reason_field):
            widget.setVisible(counted)
        self.supervisor_field.setVisible(
            self.answer is not None and self.answer.need is Need.SUPERVISOR
        )
        if self.main is not None:
            say = self.texts.say
            self.verb = say("Close the till") if counted else say("Count and close")
            self.main.setText(self.verb)
            self.main.updateGeometry()

    @Slot()
    def _last(self) -> None:
        if self.main is not None:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def go(self) -> None:
        if self.answer is not None:
            self._close()
        elif self.coins.is_empty() or not self.coins.is_readable():
            self.refuse(NotCounted())
            self.begin()
        else:
            pieces = self.coins.pieces()
            work = till_questions.count(pieces, None if pieces else 0)
            self.send(work, self._counted, rest=False)

    def _counted(self, answer: CountAnswer) -> None:
        self._sent = False
        if self.main is not None:
            self.main.setEnabled(True)
        if answer.need is Need.SECOND_COUNT:
            self.coins.clear()
            self._tell_attempt(1)
            self._show()
            self.coins.begin()
            return
        self._tell_attempt(0)
        self.answer = answer
        self.card.setEnabled(False)
        if answer.need is Need.NOTHING:
            self._show()
            self._close()
            return
        self._show_result(answer)

    def _show_result(self, answer: CountAnswer) -> None:
        say = self.texts.say
        self.result.clear()
        self.result.add(say("Counted", context="till"), self.money(answer.counted))
        if answer.expected is not None and answer.difference is not None:
            self.result.add(say("Expected", context="till"), self.money(answer.expected))
            over = answer.difference > 0
            self.difference.set(
                self.money(answer.difference),
                token="warn" if over else "danger",
                title=say("Too much", context="till") if over else say("Missing", context="till"),
            )
        self._show()
        self.begin()
        self.hints_changed.emit()

    def _close(self) -> None:
        work = till_questions.close_shift(
            operation=self.operation,
            reason=self.text("reason"),
            supervisor=self.text("supervisor"),
            override=self.text("override"),
        )
        self.send(work, self._closed)

    def not_done(self, error: Exception) -> None:
        super().not_done(error)
        self._show()

    def _closed(self, report: ShiftReport) -> None:
        self.tell(self.texts.say("Till closed, report {number}", number=iso(report.number)))
        self.done.emit(report)


def obstacle_words(texts: Texts, obstacle: Obstacle) -> str:
    """Why the till cannot close, and what to do about it."""
    say, number = texts.say, iso(obstacle.document)
    match obstacle.code:
        case "transfer":
            return say(
                "Transfer {number} to {agent} has no answer: have it accepted, or take it back.",
                number=number,
                agent=whom(texts, obstacle.who),
            )
        case "card":
            return say(
                "Card payment {number} has no answer: look at the terminal, then say what it did.",
                number=number,
            )
        case "epay":
            return say(
                "E-payment {number} has no answer: ask the bank again, or wait until its page closes.",
                number=number,
            )
        case _:
            return say("{number}: say first whether it came out of the printer.", number=number)
