"""The index field: what a meter shows, whole digits and at most one of the letters meter readers know."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals import BadNews, IndexUnreadable
from desktop_app.domain.typed import read_index, read_route_entry
from desktop_app.texts import Texts
from desktop_app.ui.widgets.edit import Edit

_LONGEST = 24


class IndexEdit(Edit):
    """A meter index; `changed` follows every keystroke that changes the index or its letter.

    Letters: E estimated, I inaccessible, R roll-over, F final, + meter change (and their Arabic keys). On a walking
    `route`, E or I alone says that no figure was read.
    """

    changed = Signal()

    def __init__(
        self,
        texts: Texts,
        parent: QWidget | None = None,
        *,
        use: str = "entry",
        route: bool = False,
    ) -> None:
        super().__init__(texts, parent, use=use, figures=True)
        self._route = route
        self._index: int | None = None
        self._suffix = ""
        self._news: BadNews | None = None
        self.setMaxLength(_LONGEST)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.textChanged.connect(self._read)
        self.editingFinished.connect(self._judge)

    def index(self) -> int | None:
        """The figure typed, or None when there is none or it is refused."""
        return self._index

    def suffix(self) -> str:
        """E, I, R, F, + or ""."""
        return self._suffix

    def problem(self) -> BadNews | None:
        return self._news

    def set_index(self, index: int | None) -> None:
        self.setText("" if index is None else str(index))

    def enter(self) -> None:
        if self._news is not None:
            self.refuse(self._news)
        else:
            self.entered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _read(self, text: str) -> None:
        before = (self._index, self._suffix)
        self._index, self._suffix, self._news = None, "", None
        if text.strip():
            try:
                self._index, self._suffix = (read_route_entry if self._route else read_index)(text)
            except IndexUnreadable as news:
                self._news = news
        if self._news is None:
            self.say("")
        elif len(text.strip()) > 1:
            self._judge()
        if (self._index, self._suffix) != before:
            self.changed.emit()

    def _judge(self) -> None:
        if self._news is not None:
            self.say("danger", self.texts.bad_news(self._news))
