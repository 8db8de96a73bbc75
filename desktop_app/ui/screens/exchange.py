"""The new meter of an exchange: its serial number and first figure, asked under the last figure of the old one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.refusals import BadNews
from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.index import IndexEdit

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.meters import MeterExchanged

SIGN = "+"
"""Letter after a figure that opens the exchange."""


class ExchangeFields(QWidget):
    """Two fields side by side; Enter goes from the serial number to the figure, and from there emits `entered`."""

    entered = Signal()
    edited = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        say = texts.say
        self.setObjectName("exchange")
        self.serial = Edit(texts)
        self.serial.setObjectName("exchange-serial")
        self.serial.setMaxLength(24)
        self.first = IndexEdit(texts)
        self.first.setObjectName("exchange-first")
        self.first.set_index(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(Field(say("Serial number of the new meter"), self.serial), 3)
        row.addWidget(Field(say("Its first index"), self.first), 2)
        self.serial.entered.connect(self._serial_typed)
        self.first.entered.connect(self.entered)
        self.serial.textChanged.connect(self.edited)
        self.first.textChanged.connect(self.edited)

    def clear(self) -> None:
        """Ready for another exchange."""
        self.serial.clear()
        self.serial.say("", "")
        self.first.set_index(0)

    def missing(self) -> QWidget | None:
        """The field that is still to be filled."""
        if not self.serial.text().strip():
            return self.serial
        return self.first if self.first.index() is None else None

    def refuse(self, news: BadNews) -> bool:
        """Show a refusal at the field it is about; False when it is about neither."""
        field = {"serial": self.serial, "digits": self.serial}.get(getattr(news, "about", ""))
        if field is None:
            return False
        field.refuse(news)
        return True

    def work(
        self,
        contract: str,
        meter: str,
        old_index: int,
        on: date,
        *,
        confirmed: bool,
        operation: str,
    ) -> Callable[[Counter], MeterExchanged]:
        """The exchange, for the worker."""
        serial, first = self.serial.text().strip(), self.first.index() or 0

        def exchange(counter: Counter) -> MeterExchanged:
            from desktop_app.services import meters

            return meters.exchange(
                counter,
                meters.ExchangeMeter(
                    contract=contract,
                    old_index=old_index,
                    serial=serial,
                    new_index=first,
                    on=on,
                    meter=meter,
                    confirmed=confirmed,
                    operation=operation,
                ),
            )

        return exchange

    def _serial_typed(self) -> None:
        if self.serial.text().strip():
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)


def said(texts: Texts, made: MeterExchanged) -> str:
    """An exchange in words."""
    return texts.say(
        "Meter {old} taken out at {last}, meter {new} put in at {first}, on {day}.",
        old=iso(made.old_meter),
        last=texts.number(made.old_index),
        new=iso(made.meter),
        first=texts.number(made.new_index),
        day=texts.date(made.on),
    )
