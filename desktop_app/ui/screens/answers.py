"""The answers under the omnibox: twenty rows that never move, painted in two lines each."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.texts import Texts
from desktop_app.ui import look
from desktop_app.ui.screens.answer import ROWS, SEEN, Answer
from desktop_app.ui.widgets.labels import Label, caption

ROW_HEIGHT = 48
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
ANSWER = int(Qt.ItemDataRole.UserRole) + 1


class AnswersModel(QAbstractListModel):
    """Twenty rows that never move: a new answer only says that their data changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.answers: tuple[Answer, ...] = ()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else ROWS

    def data(self, index: QModelIndex, role: int = DISPLAY) -> object:
        row = index.row()
        if role == ANSWER:
            return self.answers[row] if row < len(self.answers) else None
        if role in (DISPLAY, ACCESSIBLE):
            return self.answers[row].spoken if row < len(self.answers) else ""
        return None

    def show(self, answers: tuple[Answer, ...]) -> None:
        """Put these answers (at most 20) on the rows."""
        self.answers = answers[:ROWS]
        self.dataChanged.emit(self.index(0), self.index(ROWS - 1))


class AnswerDelegate(QStyledItemDelegate):
    """Paints a row: name in both scripts and what is asked; contract, place and reason below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title_font = look.font("body", bold=True)
        self.small_font = look.font("caption")
        self.title_metrics = QFontMetrics(self.title_font)
        self.small_metrics = QFontMetrics(self.small_font)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        answer = index.data(ANSWER)
        if answer is None:
            return
        t = look.tokens()
        picked = bool(option.state & QStyle.StateFlag.State_Selected)
        whole: QRect = option.rect
        painter.save()
        if picked:
            painter.fillRect(whole, QColor(t.selection))
        ink = QColor(t.on_selection if picked else t.text)
        soft = QColor(t.on_selection if picked else t.text2)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        box = whole.adjusted(look.ROOM, 5, -look.ROOM, -5)
        upper = QRect(box.left(), box.top(), box.width(), box.height() // 2)
        lower = QRect(box.left(), upper.bottom() + 1, box.width(), box.height() // 2)

        painter.setFont(self.title_font)
        room = upper.width()
        if answer.amount:
            painter.setPen(
                QColor(t.on_selection if picked and t.name == "contrast" else t.color(answer.tone))
            )
            width = self.title_metrics.horizontalAdvance(answer.amount) + look.GAP
            self._far(painter, upper, answer.amount, rtl)
            room -= width
        painter.setPen(ink)
        title = self.title_metrics.elidedText(answer.title, Qt.TextElideMode.ElideRight, room)
        self._near(painter, upper, title, rtl)
        used = self.title_metrics.horizontalAdvance(title) + look.ROOM
        if answer.title_alt and room - used > 40:
            painter.setPen(soft)
            other = self.title_metrics.elidedText(
                answer.title_alt, Qt.TextElideMode.ElideRight, room - used
            )
            beside = upper.adjusted(0, 0, -used, 0) if rtl else upper.adjusted(used, 0, 0, 0)
            self._near(painter, beside, other, rtl)

        painter.setFont(self.small_font)
        painter.setPen(soft)
        room = lower.width()
        if answer.why:
            self._far(painter, lower, answer.why, rtl)
            room -= self.small_metrics.horizontalAdvance(answer.why) + look.WIDE
        detail = self.small_metrics.elidedText(answer.detail, Qt.TextElideMode.ElideRight, room)
        self._near(painter, lower, detail, rtl)
        painter.setPen(QColor(t.divider))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        painter.restore()

    @staticmethod
    def _near(painter: QPainter, box: QRect, text: str, rtl: bool) -> None:
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            box, int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter), text
        )

    @staticmethod
    def _far(painter: QPainter, box: QRect, text: str, rtl: bool) -> None:
        AnswerDelegate._near(painter, box, text, not rtl)


class Answers(QFrame):
    """The list under the omnibox; it never takes the focus from the field."""

    picked = Signal(int)

    def __init__(self, window: QWidget, texts: Texts) -> None:
        super().__init__(window)
        self.setObjectName("omnibox-answers")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.model = AnswersModel(self)
        self.list = QListView(self)
        self.list.setObjectName("omnibox-list")
        self.list.setAccessibleName(texts.say("Answers"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(AnswerDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(lambda index: self.picked.emit(index.row()))
        self.message = Label("", wrap=True)
        self.message.setObjectName("omnibox-message")
        self.message.setContentsMargins(look.ROOM, look.GAP, look.ROOM, look.GAP)
        self.foot = caption("")
        self.foot.setObjectName("omnibox-foot")
        self.foot.setContentsMargins(look.ROOM, look.TIGHT, look.ROOM, look.TIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 4, 2, 4)
        column.setSpacing(0)
        column.addWidget(self.message)
        column.addWidget(self.list)
        column.addWidget(self.foot)
        self._rows = ROWS
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setPen(t.color("border"))
        painter.setBrush(t.color("surface"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def show_answers(self, answers: tuple[Answer, ...], message: str, foot: str) -> None:
        """Fill the rows, or say one sentence where there are none."""
        self.model.show(answers)
        count = len(self.model.answers)
        for row in range(min(count, self._rows), max(count, self._rows)):
            self.list.setRowHidden(row, row >= count)
        self._rows = count
        self.list.setVisible(count > 0)
        self.list.setFixedHeight(min(count, SEEN) * ROW_HEIGHT)
        if count:
            self.list.setCurrentIndex(self.model.index(0))
            self.list.scrollToTop()
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self.foot.setText(foot)
        self.foot.setVisible(bool(foot))

    def move_by(self, step: int) -> None:
        """Go up or down, never beyond the last answer."""
        count = len(self.model.answers)
        if count:
            row = max(0, min(count - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self.model.index(row))

    def current(self) -> Answer | None:
        row = self.list.currentIndex().row()
        answers = self.model.answers
        return answers[row] if 0 <= row < len(answers) else None
