"""What outlives a rebuilt window: the dossiers open, the one in front, those opened today, the place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Session:
    """What outlives a rebuilt window: the dossiers open, the one in front, and those opened today."""

    open: list[str] = field(default_factory=list)
    current: str = ""
    today: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Contract -> (name, time), the last opened last."""
    place: str = "home"

    def note(self, contract: str, who: str) -> None:
        self.today.pop(contract, None)
        self.today[contract] = (who, f"{datetime.now():%H:%M}")
