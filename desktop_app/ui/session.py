"""What outlives a rebuilt window: the dossiers open, the one in front, those opened today, the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Session:
    """What outlives a rebuilt window: the dossiers open, the one in front, and those opened today."""

    open: list[str] = field(default_factory=list)
    current: str = ""
    today: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Contract -> (name, time), the last opened last."""
    place: str = "home"
    gestures: dict[str, str] = field(default_factory=dict)
    """Contract -> the gesture under way there, to be opened again with its draft."""

    def note(self, contract: str, who: str) -> None:
        self.today.pop(contract, None)
        self.today[contract] = (who, f"{datetime.now():%H:%M}")

    def facts(self) -> dict[str, Any]:
        """What is kept of it, so that a start after a crash shows the same screen."""
        return {
            "open": list(self.open),
            "current": self.current,
            "place": self.place,
            "gestures": dict(self.gestures),
        }

    def take_up(self, facts: Mapping[str, Any]) -> None:
        """Stand where the window stood."""
        self.open = [str(c) for c in facts.get("open", ())]
        current = str(facts.get("current", ""))
        self.current = current if current in self.open else ""
        self.place = str(facts.get("place", "home"))
        self.gestures = {str(c): str(g) for c, g in dict(facts.get("gestures", {})).items()}
