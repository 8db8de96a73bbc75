"""The head of a dossier, which never leaves the screen: who, where, both balances, gestures, gravest alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso, name
from desktop_app.ui import keys, look
from desktop_app.ui.frame import Ground
from desktop_app.ui.widgets.banner import Banner
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.cards import BigAmount
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.services.dossier import Alert, Dossier

GESTURES = ("payment", "reading", "invoice", "monthly", "arrangement", "documents")
_MONEY = {"owed", "amount"}


class Head(Ground):
    """Name in both scripts, contract, place, meter, phone, chips, balances, and the buttons with their keys."""

    asked = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__("surface", "bottom")
        self.texts = texts
        say = texts.say
        self.setObjectName("dossier-head")
        self.name = Label("", use="title", bold=True)
        self.name.setObjectName("dossier-name")
        self.other = Label("", use="title", token="text2")
        self.other.setObjectName("dossier-name-other")
        self.chips = QHBoxLayout()
        self.chips.setSpacing(look.TIGHT)
        self.facts = Label("", token="text2", elide=True)
        self.facts.setObjectName("dossier-facts")
        self.asked_now = BigAmount(say("To pay today"), name="asked")
        self.owed = BigAmount(say("Owed in all"), use="section", name="owed")
        first = QHBoxLayout()
        first.setSpacing(look.ROOM)
        first.addWidget(self.name)
        first.addWidget(self.other)
        first.addLayout(self.chips)
        first.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.GAP)
        self.buttons: dict[str, Button] = {}
        for gesture in GESTURES:
            action = keys.action(gesture)
            button = Button(
                keys.title(gesture, texts),
                kind="primary" if gesture == "payment" else "secondary",
                key=keys.shown(action, texts),
                icon=action.icon,
                compact=True,
            )
            button.setObjectName(f"do-{gesture}")
            button.setToolTip(keys.tip(gesture, texts))
            button.clicked.connect(lambda _=False, gesture=gesture: self.asked.emit(gesture))
            self.buttons[gesture] = button
            buttons.addWidget(button)
        buttons.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(look.WIDE, look.GAP, look.WIDE, look.GAP)
        grid.setVerticalSpacing(look.TIGHT)
        grid.setHorizontalSpacing(look.AIRY)
        grid.addLayout(first, 0, 0)
        grid.addWidget(self.facts, 1, 0)
        grid.addLayout(buttons, 2, 0, 1, 2)
        money = QHBoxLayout()
        money.setSpacing(look.AIRY)
        money.addWidget(self.owed, 0, Qt.AlignmentFlag.AlignBottom)
        money.addWidget(self.asked_now)
        grid.addLayout(money, 0, 1, 2, 1)
        grid.setColumnStretch(0, 1)
        self._icons = True

    def load(self, fact: Dossier, currency: str) -> None:
        """Show whose dossier this is and what is owed."""
        texts, say, who = self.texts, self.texts.say, fact.customer
        first, second = who.name, who.name_alt
        if texts.rtl and second:
            first, second = second, first
        self.name.setText(name(first))
        self.other.setText(name(second) if second else "")
        self.other.setVisible(bool(second))
        place = ", ".join(
            part for part in (self._address(fact), f"{who.postcode} {who.town}".strip()) if part
        )
        meters = [m for m in fact.meters if m.removed_on is None]
        parts = [f"{say('Contract')} {iso(who.contract)}", name(place)]
        parts += [f"{say('Meter')} {iso(m.serial)}" for m in meters[:2]]
        parts += [iso(who.phone)] if who.phone else []
        self.facts.setText("  ·  ".join(parts))
        self._load_chips(fact)
        balances = fact.balances
        self.asked_now.set(
            texts.money(balances.asked, currency),
            token="danger" if balances.asked > 0 else "ok",
        )
        if balances.credit > 0:
            self.owed.set(
                texts.money(balances.credit, currency), token="ok", title=say("Credit in hand")
            )
        else:
            self.owed.set(texts.money(balances.owed, currency), title=say("Owed in all"))

    def fit(self, width: int) -> None:
        """On narrow screens the buttons keep their keys and lose their pictures."""
        icons = width >= 1180
        if icons != self._icons:
            self._icons = icons
            for gesture, button in self.buttons.items():
                button.icon_name = keys.action(gesture).icon if icons else ""
                button.updateGeometry()
                button.update()

    def _address(self, fact: Dossier) -> str:
        who = fact.customer
        return who.address_alt if self.texts.rtl and who.address_alt else who.address

    def _load_chips(self, fact: Dossier) -> None:
        while (item := self.chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        say = self.texts.say
        category = self.texts.label(fact.customer.category_labels)
        shown: list[tuple[str, str, str | None]] = []
        if category:
            shown.append((category, "neutral", None))
        debit = {
            "on": (say("Monthly debit"), "ok", None),
            "mandate": (say("Bank details known"), "info", "building-bank"),
            "opted-out": (say("No debit wanted"), "neutral", None),
        }
        if fact.debit in debit:
            shown.append(debit[fact.debit])
        if fact.vulnerable:
            shown.append((say("Protected"), "info", "heart-handshake"))
        if any(alert.code == "cheque-bounced" for alert in fact.alerts):
            shown.append((say("Bad cheque"), "danger", "alert-triangle"))
        if fact.closed_on is not None:
            shown.append(
                (say("Closed on {date}", date=self.texts.date(fact.closed_on)), "warn", None)
            )
        for text, kind, icon in shown:
            self.chips.addWidget(Chip(text, kind, icon=icon))


class AlertStrip(QWidget):
    """The gravest alert in one sentence; "2 others" goes through the rest."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.texts = texts
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._alerts: tuple[Alert, ...] = ()
        self._at = 0
        self._currency = ""
        self.banner: Banner | None = None

    def load(self, alerts: tuple[Alert, ...], currency: str) -> None:
        self._alerts, self._currency, self._at = alerts, currency, 0
        self._show()

    def _show(self) -> None:
        if self.banner is not None:
            self._column.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if not self._alerts:
            return
        alert = self._alerts[self._at]
        others = len(self._alerts) - 1
        verb = self.texts.count("{n} other", "{n} others", others) if others else ""
        self.banner = Banner(self.sentence(alert), alert.level, verb=verb)
        self.banner.setObjectName("alert-strip")
        if self.banner.button is not None:
            self.banner.button.setObjectName("alert-next")
        self.banner.pressed.connect(self._turn)
        self._column.addWidget(self.banner)

    def _turn(self) -> None:
        self._at = (self._at + 1) % len(self._alerts)
        self._show()
        if self.banner is not None and self.banner.button is not None:
            self.banner.button.setFocus()

    def sentence(self, alert: Alert) -> str:
        """The alert in words, its amounts as money."""
        texts = self.texts
        values = {
            key: texts.money(value, self._currency)
            if key in _MONEY and isinstance(value, int)
            else texts.value(value)
            for key, value in alert.values.items()
        }
        return texts.say(alert.code, context="alert", **values)
