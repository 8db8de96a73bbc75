"""The front door: `guichet` opens the window, `guichet COMMAND` does one gesture without it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from desktop_app.settings import Settings
    from desktop_app.ui.shell import Shell


def main() -> int:
    """Run the window or the command line of this process and answer its exit code."""
    return front_door(sys.argv[1:])


def front_door(words: list[str], watch: Callable[[Shell], None] | None = None) -> int:
    """The window where plain options ask for it and something can show it, else the command line.

    The window's way loads no command: its first paint is a promise. `watch` sees the shell before it starts."""
    asked = _window_asked(words)
    if asked is None:
        from desktop_app.cli import main as run

        return run(words)
    import gc

    from desktop_app import app

    gc.disable()  # what a start makes lives on; the desk sweeps from the UI thread once all is loaded
    return app.open_window(asked[0], today=asked[1], watch=watch)


def _window_asked(words: list[str]) -> tuple[Settings, date | None] | None:
    """The settings and the day when the words only open the window; None leaves them to the command line."""
    if len(words) % 2 or not {"--data", "--lang", "--theme", "--today"} >= set(words[::2]):
        return None
    given = dict(zip(words[::2], words[1::2], strict=True))
    from datetime import date
    from pathlib import Path

    from desktop_app import app
    from desktop_app.domain.refusals import SettingsUnreadable
    from desktop_app.settings import LANGUAGES, THEMES

    language, theme = given.get("--lang", ""), given.get("--theme", "")
    if language not in ("", *LANGUAGES) or theme not in ("", *THEMES) or not app.has_display():
        return None
    try:
        day = date.fromisoformat(given["--today"]) if "--today" in given else None
        folder = Path(given["--data"]) if "--data" in given else None
        return app.load_settings(data=folder, language=language, theme=theme), day
    except (ValueError, SettingsUnreadable):
        return None


if __name__ == "__main__":
    sys.exit(main())
