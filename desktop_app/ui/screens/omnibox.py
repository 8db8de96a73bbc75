"""The omnibox: one field that finds a subscriber by any part of anything, and answers as one types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.refusals import BadNews
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import keys, look, questions
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.services.find import Hit
    from desktop_app.ui.desk import Desk

ROWS = 20
ROW_HEIGHT = 48
SEEN = 9
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
ANSWER = int(Qt.ItemDataRole.UserRole) + 1

VERBS = {
    "ab": "", "re": "reading", "en": "payment", "si": "monthly", "ec": "arrangement",
    "fa": "invoice", "du": "documents",
    "مش": "", "قر": "reading", "قب": "payment", "شه": "monthly", "تق": "arrangement",
    "فا": "invoice", "نس": "documents",
}  # fmt: skip
"""Two-letter codes typed before a number: "en 10473823" opens that dossier on its payment."""
_CODE = re.compile(r"^(\w\w)\s+(\S*\d\S*)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """One row, ready to paint: what stands on its two lines, and what Enter does with it."""

    title: str
    title_alt: str
    detail: str
    amount: str
    tone: str
    why: str
    contract: str = ""
    document: str = ""
    action: str = ""

    @property
    def spoken(self) -> str:
        return ", ".join(
            part
            for part in (self.title, self.title_alt, self.detail, self.amount, self.why)
            if part
        )


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


class Omnibox(Edit):
    """The field at the top of every page; `opened(contract, verb, document)` when the agent has chosen."""

    opened = Signal(str, str, str)
    commanded = Signal(str)
    answered = Signal()
    """The list shows the answer to the text now in the field."""

    def __init__(
        self, desk: Desk, window: QWidget, texts: Texts, recent: dict[str, tuple[str, str]]
    ) -> None:
        super().__init__(texts, window)
        self.recent = recent
        self._desk, self._texts = desk, texts
        self._enter: str | None = None
        self._current = True
        self.verb = ""
        """The gesture that waits for a dossier: F9 on the home page asks for one."""
        self.setObjectName("omnibox")
        self.setAccessibleName(texts.say("Find"))
        self.setAccessibleDescription(texts.say("Find a subscriber, a meter, a phone, an invoice"))
        self.setClearButtonEnabled(True)
        self.setMinimumHeight(look.INPUT + 4)
        self.addAction(look.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        self.invite("")
        self.answers = Answers(window, texts)
        self.answers.picked.connect(self._pick)
        self.textEdited.connect(self._ask)

    # --- what the window tells it ------------------------------------------------

    def invite(self, verb: str) -> None:
        """Say what to type; `verb` is the gesture that will follow once a dossier is chosen."""
        self.verb = verb
        say = self._texts.say
        if verb:
            wanted = keys.title(verb, self._texts)
            self.setPlaceholderText(
                say("{gesture}: for whom? Name, contract, phone…", gesture=wanted)
            )
        else:
            self.setPlaceholderText(say("Name, contract, meter, phone, address, invoice… (F2)"))

    def summon(self, *, recent: bool = True) -> None:
        """F2: take the keys, with what was typed selected; show recent dossiers when empty."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if recent:
            self._ask(self.text())

    def dismiss(self) -> None:
        """Close the list and forget the question."""
        self._desk.forget("omnibox")
        self._enter = None
        self.answers.hide()
        self.invite("")

    def choose(self, verb: str = "") -> None:
        """Open the current answer with this gesture; when the answer is still on its way, as soon as it comes."""
        if not self._current:
            self._enter = verb
            return
        if not self.answers.isVisible():
            if self.text().strip():
                self._ask(self.text())
                self._enter = verb
                if self._current:
                    self.choose(verb)
            return
        answer = self.answers.current()
        if answer is None:
            return
        wanted = verb or self.verb or self._code()[0]
        self.clear()
        self.dismiss()
        if answer.action:
            self.commanded.emit(answer.action)
        else:
            self.opened.emit(answer.contract, wanted, answer.document)

    # --- asking and answering ------------------------------------------------

    def _code(self) -> tuple[str, str]:
        text = self.text().strip()
        match = _CODE.match(text)
        if match and match[1].lower() in VERBS:
            return VERBS[match[1].lower()], match[2]
        return "", text.lstrip("#") if text.startswith("#") else text

    @Slot(str)
    def _ask(self, typed: str) -> None:
        self._enter = None
        if typed.startswith("="):
            self._current = True
            self._show((), self._calculate(typed))
            return
        if typed.startswith(">"):
            self._current = True
            self._show(self._commands(typed[1:].strip()), "")
            return
        if not typed.strip():
            self._desk.forget("omnibox")
            self._current = True
            self._show_recent()
            return
        self._current = False
        if not self._desk.is_open:
            self._show((), self._texts.say("The book is being opened; the answer follows."))
        text = self._code()[1]
        self._desk.ask(questions.find(text), self._take, self._refuse, latest="omnibox")

    @Slot(object)
    def _take(self, hits: tuple[Hit, ...]) -> None:
        say = self._texts.say
        text = self.text().strip()
        answers = tuple(self._answer(hit) for hit in hits)
        message = ""
        if not answers:
            message = say(
                "Nothing found for {text}. Fewer letters, another spelling, the contract or the phone may do.",
                text=name(text),
            )
        self._current = True
        self._show(answers, message)
        if self._enter is not None and answers:
            verb, self._enter = self._enter, None
            self.choose(verb)
        self.answered.emit()

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        self._current = True
        if isinstance(error, BadNews):
            self._show((), self._texts.bad_news(error))
        else:
            self.answers.hide()
            self._desk.failed.emit(error)

    def _show_recent(self) -> None:
        """Nothing typed: the dossiers opened today, the last one first."""
        say = self._texts.say
        answers = tuple(
            Answer(
                title=name(who),
                title_alt="",
                detail=iso(contract),
                amount="",
                tone="text",
                why=f"{say('recent', context='why')} {iso(at)}",
                contract=contract,
            )
            for contract, (who, at) in reversed(self.recent.items())
        )
        message = say("Type any part of a name, a contract, a meter, a phone or an address.")
        self._show(answers, "" if answers else message)

    def _answer(self, hit: Hit) -> Answer:
        texts, say = self._texts, self._texts.say
        first, second = (hit.name, hit.name_alt)
        if texts.rtl and second:
            first, second = second, first
        parts = [iso(hit.contract), name(hit.address)]
        parts += [iso(part) for part in (hit.meter, hit.phone) if part]
        if hit.document:
            parts.insert(1, iso(hit.document))
        return Answer(
            title=name(first),
            title_alt=name(second) if second else "",
            detail=" · ".join(part for part in parts if part),
            amount=texts.money(hit.asked, self._desk.currency),
            tone="danger" if hit.asked > 0 else "ok",
            why=say(hit.why, context="why") if hit.why else "",
            contract=hit.contract,
            document=hit.document,
        )

    def _commands(self, text: str) -> tuple[Answer, ...]:
        found = []
        for each in keys.ACTIONS:
            title = keys.title(each.name, self._texts)
            if each.name != "find" and text.lower() in f"{title} {each.name}".lower():
                shown = keys.shown(each, self._texts)
                found.append(
                    Answer(
                        title,
                        "",
                        keys.hint(each.name, self._texts),
                        "",
                        "text",
                        shown,
                        action=each.name,
                    )
                )
        return tuple(found[:ROWS])

    def _calculate(self, typed: str) -> str:
        from desktop_app.domain import typed as typing

        if not typed[1:].strip():
            return self._texts.say("A calculation, such as {example}", example=iso("=12,5*3"))
        try:
            cents = typing.read_amount(typed)
        except BadNews as news:
            return self._texts.bad_news(news)
        return f"= {self._texts.money(cents, self._desk.currency)}"

    def _show(self, answers: tuple[Answer, ...], message: str) -> None:
        say = self._texts.say
        foot = ""
        if answers and not answers[0].action:
            foot = say(
                "{enter} opens · {ctrl_enter} takes a payment · {arrows} chooses · {escape} closes",
                enter=iso(say("Enter", context="key")),
                ctrl_enter=keys.shown(keys.action("primary"), self._texts),
                arrows=iso("↑ ↓"),
                escape=keys.shown(keys.action("back"), self._texts),
            )
        self.answers.show_answers(answers, message, foot)
        self.place()
        self.answers.show()
        self.answers.raise_()

    def place(self) -> None:
        """Put the list under the field, inside the window."""
        window = self.window()
        width = min(max(self.width(), 760), window.width() - 2 * look.ROOM)
        self.answers.setFixedWidth(width)
        self.answers.adjustSize()
        corner = self.mapTo(window, QPoint(0, self.height() + look.TIGHT))
        left = corner.x() + self.width() - width if self._texts.rtl else corner.x()
        left = max(look.ROOM, min(left, window.width() - width - look.ROOM))
        self.answers.move(left, corner.y())

    @Slot(int)
    def _pick(self, row: int) -> None:
        self.answers.list.setCurrentIndex(self.answers.model.index(row))
        self.choose()

    # --- keys ------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key == Qt.Key.Key_Down and not self.answers.isVisible():
            self._ask(self.text())
        elif key in _STEPS and self.answers.isVisible():
            self.answers.move_by(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.answers.hide()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if self.text() and self.answers.model.answers and not self.answers.isVisible():
            self._show(self.answers.model.answers, "")


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: SEEN - 1,
    Qt.Key.Key_PageUp: 1 - SEEN,
}
