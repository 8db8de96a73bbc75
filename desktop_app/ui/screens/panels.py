"""The gestures of a dossier by name: which panel each one opens, its module imported when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ui.screens.dossier import DossierPage
    from desktop_app.ui.screens.panel import Panel


def make_panel(gesture: str, page: DossierPage) -> Panel:
    """The panel of a gesture, not started yet."""
    desk, texts = page.desk, page.texts
    match gesture:
        case "payment":
            from desktop_app.ui.screens.epay import BankPaymentPanel

            return BankPaymentPanel(desk, texts)
        case "monthly":
            from desktop_app.ui.screens.monthly import MonthlyPanel

            return MonthlyPanel(desk, texts)
        case "arrangement":
            from desktop_app.ui.screens.arrangement import ArrangementPanel

            return ArrangementPanel(desk, texts)
        case "reading":
            from desktop_app.ui.screens.readings import ReadingPanel

            return ReadingPanel(desk, texts)
        case "invoice":
            from desktop_app.ui.screens.billing import InvoicePanel

            return InvoicePanel(desk, texts)
        case "documents":
            from desktop_app.ui.screens.documents import DocumentsPanel

            return DocumentsPanel(desk, texts)
        case "why":
            from desktop_app.ui.screens.explanation import ExplanationPanel

            return ExplanationPanel(desk, texts)
        case "credit":
            from desktop_app.ui.screens.credit import CreditPanel

            return CreditPanel(desk, texts)
        case "bounce":
            from desktop_app.ui.screens.till_bounce import BouncePanel

            return BouncePanel(desk, texts)
        case "refund":
            from desktop_app.ui.screens.till_refund import RefundPanel

            return RefundPanel(desk, texts)
        case "leak":
            from desktop_app.ui.screens.leak import LeakPanel

            return LeakPanel(desk, texts)
        case "move-out":
            from desktop_app.ui.screens.move_out import MoveOutPanel

            leaving = MoveOutPanel(desk, texts)
            leaving.opened.connect(page.opened)
            return leaving
        case "move-in":
            from desktop_app.ui.screens.move_in import MoveInPanel

            entering = MoveInPanel(desk, texts)
            entering.opened.connect(page.opened)
            return entering
        case "preview":
            from desktop_app.ui.screens.preview import PreviewPanel

            return PreviewPanel(desk, texts)
    raise LookupError(gesture)
