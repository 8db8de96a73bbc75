"""The book is closed: the page that asks its passphrase, and the page that says why it does not open and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.screens.page import Page
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.labels import Label, caption, title

if TYPE_CHECKING:
    from desktop_app.domain.refusals import BadNews
    from desktop_app.ui.desk import Desk

WIDTH = 460


def _centred(page: QWidget, icon: str, token: str, heading: Label, card: Card) -> None:
    mark = QLabel()
    mark.setPixmap(look.pixmap(icon, token, 56))
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
    heading.setWordWrap(True)
    card.setFixedWidth(WIDTH)
    column = QVBoxLayout(page)
    column.setSpacing(look.WIDE)
    column.addStretch(2)
    column.addWidget(mark)
    column.addWidget(heading)
    column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)


class PassphrasePage(Page):
    """One field, one button. `answered(passphrase)`; `take_again` when it was not the one."""

    answered = Signal(str)

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__(desk, texts)
        say = texts.say
        self.setObjectName("passphrase-page")
        self.setAccessibleName(say("The book is locked"))
        self.passphrase = Edit(texts)
        self.passphrase.setObjectName("passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMinimumHeight(look.BUTTON)
        self.passphrase.entered.connect(self._answer)
        self.field = Field(say("Passphrase of the book"), self.passphrase, lines=2)
        self.open = primary(say("Open the book"), icon="lock", key=say("Enter", context="key"))
        self.open.setObjectName("open-book")
        self.open.clicked.connect(self._answer)
        card = Card("", margin=16)
        card.add(self.field)
        card.add(self.open)
        card.add(
            caption(
                say("Nobody can open this book without it: it is written nowhere."),
                wrap=True,
            )
        )
        _centred(self, "lock", "primary", title(say("The book is locked")), card)

    def begin(self) -> None:
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return ()

    def act(self, name: str) -> bool:
        if name == "primary":
            self._answer()
        return name == "primary"

    @Slot()
    def _answer(self) -> None:
        typed = self.passphrase.text()
        if not typed or not self.open.isEnabled():
            return
        self.open.setEnabled(False)
        self.passphrase.say("", self.texts.say("Opening the book…"))
        self.answered.emit(typed)

    def take_again(self, *, wrong: bool) -> None:
        """Take the passphrase again; `wrong`: say that this one does not open the book."""
        self.open.setEnabled(True)
        if wrong:
            sentence = self.texts.say("This passphrase does not open the book. Type it again.")
            self.passphrase.say("danger", sentence)
        self.begin()
        self.passphrase.selectAll()


class ClosedPage(Page):
    """Why the book does not open, the next step in order, and the code to quote."""

    again = Signal()
    left = Signal()

    def __init__(self, desk: Desk, texts: Texts, news: BadNews) -> None:
        super().__init__(desk, texts)
        say = texts.say
        self.news = news
        sentence = texts.bad_news(news)
        self.setObjectName("closed-page")
        self.setAccessibleName(say("The book does not open"))
        self.setAccessibleDescription(sentence)
        self.sentence = Label(sentence, wrap=True)
        self.sentence.setObjectName("closed-why")
        self.retry = primary(say("Try again"), icon="refresh", key=say("Enter", context="key"))
        self.retry.setObjectName("closed-again")
        self.retry.clicked.connect(self._retry)
        self.quit = ghost(say("Close Guichet"))
        self.quit.setObjectName("closed-quit")
        self.quit.clicked.connect(self.left)
        self.copy = ghost("", icon="copy")
        self.copy.setAccessibleName(say("Copy the code"))
        self.copy.setToolTip(say("Copy the code"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(news.code))
        row = QHBoxLayout()
        row.addWidget(caption(say("Code: {code}", code=iso(news.code))))
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.quit)
        row.addWidget(self.retry)
        card = Card("", margin=16)
        card.add(self.sentence)
        if step := _NEXT.get(news.code):
            card.add(Label(say(step, context="next step"), token="text2", wrap=True))
        card.body.addLayout(row)
        _centred(self, "alert-circle", "danger", title(say("The book does not open")), card)

    def begin(self) -> None:
        self.retry.setFocus(Qt.FocusReason.OtherFocusReason)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return ()

    def act(self, name: str) -> bool:
        if name in ("primary", "refresh"):
            self._retry()
        return name in ("primary", "refresh")

    @Slot()
    def _retry(self) -> None:
        self.again.emit()


_NEXT = {
    code: code
    for code in (
        "book-damaged",
        "book-newer",
        "key-missing",
        "keyring-missing",
        "wrong-key",
        "no-book",
    )
}
