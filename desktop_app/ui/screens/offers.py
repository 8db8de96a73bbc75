"""Offers of an arrangement side by side, and the three steps that lead to its agreement."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.domain.arrangement import Offer
from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.widgets.buttons import Button


class OfferCard(QAbstractButton):
    """One offer: how many months, how much a month, until when, and whether a supervisor must agree."""

    def __init__(self, texts: Texts, currency: str, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        dated = [i for i in offer.instalments if i.kind != "deposit"]
        self.months = len(dated)
        self.head = texts.count("{n} month", "{n} months", self.months)
        self.amount = texts.money(dated[0].amount, currency)
        self.until = texts.say("until {date}", date=texts.date(dated[-1].on))
        self.note = ""
        if offer.approval:
            self.note = texts.say("Supervisor")
        elif offer.automatic:
            self.note = texts.say("Proposed")
        self.setObjectName(f"offer-{self.months}")
        self.setAccessibleName(
            ", ".join(p for p in (self.head, self.amount, self.until, self.note) if p)
        )
        self.setText(self.head)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(150, 104)

    def minimumSizeHint(self) -> QSize:
        return QSize(104, 104)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        parent = self.parent()
        if isinstance(parent, OfferRow) and parent.walk(event.key()):
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.color("primary" if on else "border"), 2 if on else 1))
        painter.setBrush(
            t.color("selection" if on else "surface_alt" if self.underMouse() else "surface")
        )
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        ink = t.color("on_selection" if on else "text")
        soft = t.color("on_selection" if on else "text2")
        lines = (
            (self.head, look.font("body", bold=on), soft, 10, 20),
            (self.amount, look.font("section", bold=True), ink, 32, 26),
            (self.until, look.font("caption"), soft, 58, 18),
            (self.note, look.font("caption", bold=True), soft, 78, 18),
        )
        for text, font, color, top, tall in lines:
            painter.setFont(font)
            painter.setPen(color)
            box = QRect(4, top, self.width() - 8, tall)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class OfferRow(QWidget):
    """The offers side by side; arrow keys choose."""

    chosen = Signal(object)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("offers")
        self.setAccessibleName(texts.say("Offers"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.GAP)
        self.cards: list[OfferCard] = []

    def load(self, offers: Sequence[Offer], texts: Texts, currency: str) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        for offer in offers:
            card = OfferCard(texts, currency, offer)
            card.setParent(self)
            card.toggled.connect(lambda on, card=card: on and self.chosen.emit(card.offer))
            self._row.addWidget(card)
            self.cards.append(card)

    def choose(self, card: OfferCard) -> None:
        card.setChecked(True)
        self.setFocusProxy(card)

    def walk(self, key: int) -> bool:
        """Left and right along the row, in reading order."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(key))
        if step is None:
            return False
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and look.rtl(self):
            step = -step
        held = next((i for i, card in enumerate(self.cards) if card.isChecked()), 0)
        place = max(0, min(len(self.cards) - 1, held + step))
        self.choose(self.cards[place])
        self.cards[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return True


class Stepper(QWidget):
    """Debts, plan, commitment: where one is; a past step can be pressed."""

    pressed = Signal(int)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("steps")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.GAP)
        self.buttons: list[Button] = []
        titles = (texts.say("Debts"), texts.say("Plan"), texts.say("Commitment"))
        for place, title in enumerate(titles):
            button = Button(f"{iso(place + 1)}  {title}", kind="ghost")
            button.setObjectName(f"step-{place}")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, place=place: self.pressed.emit(place))
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch(1)

    def show_step(self, step: int, reachable: int) -> None:
        for place, button in enumerate(self.buttons):
            button.setChecked(place == step)
            button.setEnabled(place <= reachable)
