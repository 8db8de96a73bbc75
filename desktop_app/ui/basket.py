"""A visit that pays for several contracts: what was put aside for one, while the next one is looked for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.domain.money import Cents


@dataclass(frozen=True, slots=True)
class Put:
    """What is paid on one contract, in cents, stamp duty excluded; no documents: the oldest first."""

    contract: str
    who: str
    amount: Cents
    documents: tuple[str, ...] = ()


class Basket(QObject):
    """The contracts of the visit under way; it outlives a window that is built again."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.parts: tuple[Put, ...] = ()

    def put(self, part: Put) -> None:
        """Put a contract aside; the same one again replaces it."""
        self.parts = (*self.others(part.contract), part)
        self.changed.emit()

    def take_out(self, contract: str) -> None:
        """Leave this contract out of the visit."""
        self._set(self.others(contract))

    def empty(self) -> None:
        self._set(())

    def others(self, contract: str) -> tuple[Put, ...]:
        """The other contracts of the visit."""
        return tuple(part for part in self.parts if part.contract != contract)

    @property
    def total(self) -> Cents:
        return sum(part.amount for part in self.parts)

    def _set(self, parts: tuple[Put, ...]) -> None:
        if parts != self.parts:
            self.parts = parts
            self.changed.emit()


def basket_of(desk: QObject) -> Basket:
    """The desk's basket, made on first use."""
    found = desk.findChild(Basket, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Basket) else Basket(desk)
