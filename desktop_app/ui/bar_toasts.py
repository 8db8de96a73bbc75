"""Toasts that lie on the far end of the hint bar, where no button of a page is."""

from __future__ import annotations

from desktop_app.ui import look
from desktop_app.ui.widgets.toast import Toasts


class BarToasts(Toasts):
    """The toasts of the window."""

    def _place(self) -> None:
        if (toast := self.current) is None:
            return
        window = self._window
        toast.setFixedWidth(min(toast.sizeHint().width(), window.width() - 2 * look.AIRY))
        toast.adjustSize()
        left = look.GAP if look.rtl(window) else window.width() - toast.width() - look.GAP
        toast.move(left, window.height() - toast.height() - 2)
