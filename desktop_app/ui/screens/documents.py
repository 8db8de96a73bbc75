"""The documents of a dossier (F12): every paper, the newest first; Enter prints it again, Space shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import look
from desktop_app.ui.screens.dossier_tabs import papers, papers_columns
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.panel import Panel
from desktop_app.ui.widgets.buttons import primary, secondary
from desktop_app.ui.widgets.guard import guard_of
from desktop_app.ui.widgets.labels import caption

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier
    from desktop_app.services.printing import Printed
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class DocumentsPanel(Panel):
    """Invoices, receipts, schedules and arrangements in one list."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.printed: Printed | None = None
        """The last copy made here."""
        self._printing: Any = None
        self.setObjectName("documents-panel")
        self.setAccessibleName(say("Documents"))
        self.list = Listing(
            say("Documents"), papers_columns(texts), texts, "papers", empty=say("No document yet.")
        )
        table = self.list.table
        table.opened.connect(self.print_again)
        table.doubleClicked.disconnect()
        table.doubleClicked.connect(self._show_at)
        table.installEventFilter(self)
        self.see = secondary(say("See it"), icon="eye", key=say("Space", context="key"))
        self.see.setObjectName("see-paper")
        self.see.clicked.connect(self.show_current)
        self.again = primary(
            say("Print again"), icon="printer", key=say("Enter", context="key"), compact=True
        )
        self.again.setObjectName("print-paper")
        self.again.clicked.connect(lambda: self.print_again(table.current()))
        verbs = QHBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(
            caption(say("A paper printed again is marked as a duplicate, and counted.")), 1
        )
        verbs.addWidget(self.see)
        verbs.addWidget(self.again)
        self.list.body.addLayout(verbs)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.ROOM, look.GAP, look.ROOM, look.GAP)
        column.addWidget(self.list)

    def start(self, fact: Dossier) -> None:
        """List the papers of this dossier."""
        self.open_for(fact.customer.contract)
        rows = papers(fact)
        self.list.load(rows, count=self.texts.number(len(rows)) if rows else "")
        for button in (self.see, self.again):
            button.setEnabled(bool(rows))
        self.begin()

    def begin(self) -> None:
        (self.list.start or self).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- seeing and printing ------------------------------------------------

    @Slot()
    def show_current(self) -> None:
        """Show the paper of the current row as it would be printed."""
        if (row := self.list.table.current()) is not None:
            self.print_asked.emit(row.kind, row.number)

    @Slot(object)
    def print_again(self, row: Any) -> None:
        """Print this paper: the first time its original, then duplicates. A held key prints it once."""
        if row is None or self._printing is not None:
            return
        from desktop_app.ui.printer import copy_of

        self._printing = row
        app = QApplication.instance()
        if isinstance(app, QApplication):
            guard_of(app).arm()
        self.desk.do(copy_of(row.kind, row.number), self._printed, self._not_printed)

    @Slot(object)
    def _printed(self, printed: Printed) -> None:
        from desktop_app.ui.printer import send_and_tell

        self._printing, self.printed = None, printed
        text, news = send_and_tell(self.desk, self.texts, printed)
        see = lambda: self.print_asked.emit(printed.kind, printed.document)  # noqa: E731
        self.tell(text, news, [(self.texts.say("See it"), see)])

    @Slot(object)
    def _not_printed(self, error: Exception) -> None:
        self._printing = None
        self.refuse(error)

    def _show_at(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.isValid():
            self.show_current()

    # --- keys ------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() == Qt.Key.Key_Space:
                if not event.isAutoRepeat():
                    self.show_current()
                return True
        return super().eventFilter(watched, event)

    def act(self, name: str) -> bool:
        if name in ("primary", "print"):
            self.print_again(self.list.table.current())
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        return (("help", ""), ("print", say("Print again")), ("back", ""))
