"""Sources stay unread: PySide looks through the text of every module imported after it, and Python keeps that text.

It looks for modules that name PySide6, whose attributes it can rename on demand (`from __feature__ import`). Nobody
here asks for that. Without the search a start reads three hundred files less, most of them while the worker holds
Python, and memory at rest is 18 MB smaller.
"""

from __future__ import annotations

from typing import Any


def leave_unread() -> None:
    """Tell PySide that no module from here on asks for renamed attributes."""
    import PySide6  # noqa: F401 - brings `shibokensupport`
    from shibokensupport import feature

    searching: Any = feature
    if hasattr(searching, "_mod_uses_pyside"):
        searching._mod_uses_pyside = lambda module: False
