"""The date field: typed freely, moved by single keys, with the day of the week beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals import BadNews, DateUnreadable
from desktop_app.domain.typed import read_date, shift_date
from desktop_app.texts import Texts, bare
from desktop_app.ui import look
from desktop_app.ui.widgets.edit import Edit

_REST_DAYS = {"DZ": (4, 5)}
_WEEKEND = (5, 6)


class DateEdit(Edit):
    """A civil date; `changed` follows every change of the day.

    Keys: + - one day, t today, m h month start and end, y r year start and end, PageUp / PageDown month start and end
    (and their Arabic letters). "15" is the 15th of this month, "15/3" of this year, "+30" in thirty days: a digit
    typed right after + or - makes them the sign of a number of days.
    """

    changed = Signal()

    def __init__(self, texts: Texts, today: date, parent: QWidget | None = None) -> None:
        super().__init__(texts, parent)
        self.today = today
        self._day: date | None = None
        self._news: BadNews | None = None
        self._sign = ""
        self.setMaxLength(24)
        self.textChanged.connect(self._read)
        self.editingFinished.connect(self._settle)

    def day(self) -> date | None:
        """The date typed; None when empty or refused."""
        return self._day

    def problem(self) -> BadNews | None:
        return self._news

    def set_day(self, day: date | None) -> None:
        self.setText("" if day is None else bare(self.texts.date(day)))

    def weekday(self) -> str:
        """The word beside the date: its weekday, and that nobody works then."""
        if self._day is None:
            return ""
        word = self.texts.weekday(self._day)
        if not self.rests():
            return word
        return self.texts.say("{weekday}, not a working day", weekday=word)

    def rests(self) -> bool:
        """Whether the day falls on the country's weekend (Friday and Saturday in Algeria)."""
        rest = _REST_DAYS.get(self.texts.country, _WEEKEND)
        return self._day is not None and self._day.weekday() in rest

    def enter(self) -> None:
        self._settle()
        if self._news is not None:
            self.refuse(self._news)
        else:
            self.entered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._sign = ""
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed, sign = event.text(), self._sign
        self._sign = ""
        if sign and typed.isdecimal():
            self.setText(sign + typed)
            return
        named = {Qt.Key.Key_PageUp: "pageup", Qt.Key.Key_PageDown: "pagedown"}
        key = named.get(Qt.Key(event.key()), typed)
        if key and self._moves(key):
            self._move(key)
            event.accept()
            return
        super().keyPressEvent(event)

    def _moves(self, key: str) -> bool:
        if (
            key.isspace()
            or key.isdecimal()
            or shift_date(self.today, key, today=self.today) is None
        ):
            return False
        if key in ("+", "-", "=", "_", "−"):
            whole = bool(self.text()) and self.selectedText() == self.text()
            return self._day is not None and (whole or self.text() == self._written())
        return True

    def _move(self, key: str) -> None:
        moved = shift_date(self._day or self.today, key, today=self.today)
        if moved is not None:
            self.set_day(moved)
            self.selectAll()
            self._sign = {"+": "+", "=": "+", "-": "-", "_": "-", "−": "-"}.get(key, "")

    def _written(self) -> str:
        return "" if self._day is None else bare(self.texts.date(self._day))

    def _read(self, text: str) -> None:
        before, self._day, self._news = self._day, None, None
        if text.strip():
            try:
                self._day = read_date(text, self.today)
            except DateUnreadable as news:
                self._news = news
        written = self._written()
        self.say("", "" if text in ("", written) or not written else self.texts.date(self._day))
        self.setAccessibleDescription(self.weekday())
        self.update()
        if self._day != before:
            self.changed.emit()

    def _settle(self) -> None:
        if self._day is not None and self.text() != self._written():
            self.setText(self._written())
        elif self._news is not None:
            self.say("danger", self.texts.bad_news(self._news))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        word = self.weekday()
        if not word:
            return
        font = look.font("caption")
        area = self.rect().adjusted(look.GAP + 2, 0, -look.GAP - 2, 0)
        taken = self.fontMetrics().horizontalAdvance(self.text()) + look.ROOM
        room = QRect(area)
        if self.texts.rtl:
            room.setRight(area.right() - taken)
        else:
            room.setLeft(area.left() + taken)
        metrics = QFontMetrics(font)
        if metrics.horizontalAdvance(word) > room.width():
            word = self.texts.weekday(self._day) if self._day else ""
        if metrics.horizontalAdvance(word) > room.width():
            return
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(look.tokens().color("warn" if self.rests() else "text2"))
        side = Qt.AlignmentFlag.AlignLeft if self.texts.rtl else Qt.AlignmentFlag.AlignRight
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, word)
        painter.end()
