"""The first run: one question, the language, each in its own script; then the demo agency is made and opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout

from desktop_app.texts import LANGUAGES, Texts, texts_in
from desktop_app.ui import look
from desktop_app.ui.desk import Desk
from desktop_app.ui.frame import LANGUAGE_NAMES
from desktop_app.ui.screens.page import Page
from desktop_app.ui.widgets.labels import Label, caption


class _Tongue(QAbstractButton):
    """One language, named and invited in its own script."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.title = LANGUAGE_NAMES[code]
        self.invitation = texts_in(code).say("Continue in English")
        self.setObjectName(f"language-{code}")
        self.setText(self.title)
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.invitation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(230, 120)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in steps:
            step = steps[Qt.Key(event.key())]
            horizontal = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            self.focusNextPrevChild((step > 0) != (horizontal and look.rtl(self)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        on = self.hasFocus() or self.underMouse()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.color("primary" if on else "border"), 1.6 if on else 1))
        painter.setBrush(t.color("selection" if on else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        ink = t.color("on_selection" if on else "text")
        painter.setPen(ink)
        painter.setFont(look.font("balance", bold=True))
        upper = self.rect().adjusted(0, 18, 0, -self.height() // 2 + 6)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.title)
        painter.setFont(look.font("body"))
        painter.setPen(t.color("on_selection" if on else "text2"))
        lower = self.rect().adjusted(0, self.height() // 2, 0, -18)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, self.invitation)
        painter.end()


class WelcomePage(Page):
    """`chosen(code)` once; afterwards the same page tells how far the agency is made."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, texts: Texts, *, likely: str = "fr") -> None:
        super().__init__(desk, texts)
        self.setObjectName("welcome")
        self.setAccessibleName(texts.say("Welcome"))
        self._likely = likely
        mark = QLabel()
        mark.setPixmap(look.pixmap("droplet-bolt", "primary", 72))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading = Label(texts.say("Guichet"), use="change", bold=True)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line = Label("", token="text2", wrap=True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.hide()
        row = QHBoxLayout()
        row.setSpacing(look.WIDE)
        row.addStretch(1)
        self.tongues: dict[str, _Tongue] = {}
        for code in LANGUAGES:
            tongue = _Tongue(code)
            tongue.clicked.connect(lambda _=False, code=code: self._choose(code))
            self.tongues[code] = tongue
            row.addWidget(tongue)
        row.addStretch(1)
        self.progress = QProgressBar()
        self.progress.setObjectName("making-progress")
        self.progress.setAccessibleName(texts.say("The demo agency is being made"))
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(420, 10)
        self.progress.hide()
        self.count = caption("")
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(look.WIDE)
        column.addStretch(2)
        column.addWidget(mark)
        column.addWidget(self.heading)
        column.addWidget(self.line)
        column.addSpacing(look.WIDE)
        column.addLayout(row)
        column.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.count)
        column.addStretch(3)

    def begin(self) -> None:
        if self.tongues[self._likely].isVisibleTo(self):
            self.tongues[self._likely].setFocus(Qt.FocusReason.OtherFocusReason)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return ()

    def make(self) -> None:
        """The question is answered: say what happens now."""
        for tongue in self.tongues.values():
            tongue.hide()
        self.line.setText(
            self.texts.say(
                "The demo agency is being made: invented people, real rules. A minute at most."
            )
        )
        self.line.show()
        self.progress.setRange(0, 0)
        self.progress.show()

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """How many subscribers are made."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        say = self.texts.say
        self.count.setText(
            say(
                "{done} of {total}",
                done=self.texts.number(done),
                total=self.texts.number(total),
            )
        )

    def _choose(self, code: str) -> None:
        self.chosen.emit(code)
