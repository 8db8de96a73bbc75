"""One answer under the omnibox, and how many there are: what the field knows of its list."""

from __future__ import annotations

from typing import NamedTuple

ROWS = 20
SEEN = 9


class Answer(NamedTuple):
    """One row, ready to paint: what stands on its two lines, and what Enter does with it."""

    title: str
    title_alt: str
    detail: str
    amount: str
    tone: str
    why: str
    contract: str = ""
    document: str = ""
    action: str = ""

    @property
    def spoken(self) -> str:
        return ", ".join(
            part
            for part in (self.title, self.title_alt, self.detail, self.amount, self.why)
            if part
        )
