"""A start with a stopwatch in hand: when the window was painted, how long the loop stood still, memory at rest."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ui.shell import Shell

BEAT_MS = 4
REST_S = 1.0
"""Quiet time after the last import of the worker before memory is read."""
LONGEST_S = 60


def watch(shell: Shell, since: float) -> None:
    """Time this start, begun at `since` (monotonic seconds); prints its figures as JSON and ends the program."""
    from PySide6.QtCore import Qt, QTimer

    figures: dict[str, float] = {}
    last = calm_since = 0.0
    beat = QTimer(shell)
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.setInterval(BEAT_MS)

    def painted() -> None:
        nonlocal last, calm_since
        last = calm_since = time.monotonic()
        figures.update(painted=last - since, frozen=0.0)
        beat.start()

    def tick() -> None:
        nonlocal last, calm_since
        now = time.monotonic()
        figures["frozen"] = max(figures["frozen"], now - last - BEAT_MS / 1000)
        last = now
        if shell.desk.is_open and "answered" not in figures:
            figures["answered"] = now - since
        if not shell.desk.warmed or not shell.desk.idle:
            calm_since = now
        if now - calm_since > REST_S or now - since > LONGEST_S:
            beat.stop()
            _tell({**figures, "memory": _memory()})
            shell.app.quit()

    beat.timeout.connect(tick)
    assert shell.window is not None
    shell.window.painted.connect(painted)


def _memory() -> float:
    """Resident memory of this process in megabytes; 0 where the system does not say."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return int(fields[1]) * 4096 / 1e6


def _tell(figures: dict[str, float]) -> None:
    import json

    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
