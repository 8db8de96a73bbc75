"""Bad news the agent can act on: a `Refusal` answers bad input, a `Trouble` names a failing machine.

Both carry values, never wording: `texts` words each code in every language (msgctxt "refusal" / "trouble").
"""

from __future__ import annotations

from typing import ClassVar


class BadNews(Exception):
    """A named piece of bad news with exactly the values its wording quotes."""

    code: ClassVar[str] = ""
    fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: object) -> None:
        if set(values) != set(self.fields):
            raise TypeError(f"{type(self).__name__} takes {self.fields}, got {tuple(values)}")
        super().__init__(self.code, values)
        self.values = values


class Refusal(BadNews):
    """The gesture is declined and nothing was written; `about` names the input field to return to."""

    about: ClassVar[str] = ""


class Trouble(BadNews):
    """The machine failed (disk, printer, key); the work is kept and the wording says the next step."""
