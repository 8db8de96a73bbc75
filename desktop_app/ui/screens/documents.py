"""The documents of a dossier (F12): every paper, the newest first; Enter shows it, ready to be printed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import look
from desktop_app.ui.screens.dossier_tabs import papers, papers_columns
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.panel import Panel
from desktop_app.ui.widgets.labels import caption

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class DocumentsPanel(Panel):
    """Invoices, receipts, schedules and arrangements in one list."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("documents-panel")
        self.setAccessibleName(say("Documents"))
        self.list = Listing(
            say("Documents"), papers_columns(texts), texts, "papers", empty=say("No document yet.")
        )
        self.list.table.opened.connect(lambda row: self.print_asked.emit(row.kind, row.number))
        self.list.add(
            caption(say("Enter shows the document; printing it again marks it as a duplicate."))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(look.ROOM, look.GAP, look.ROOM, look.GAP)
        column.addWidget(self.list)

    def start(self, fact: Dossier) -> None:
        """List the papers of this dossier."""
        self.open_for(fact.customer.contract)
        rows = papers(fact)
        self.list.load(rows, count=self.texts.number(len(rows)) if rows else "")
        self.begin()

    def begin(self) -> None:
        (self.list.start or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, name: str) -> bool:
        row = self.list.table.current()
        if name in ("primary", "print") and row is not None:
            self.print_asked.emit(row.kind, row.number)
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("help", ""), ("print", ""), ("back", ""))
