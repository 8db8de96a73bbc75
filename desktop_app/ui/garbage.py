"""Who sweeps: while a worker runs, unreachable objects are collected on the UI thread alone.

Python collects on whichever thread happens to allocate. Unreachable widgets swept by the worker would be destroyed
beside the window that is drawing them, and Qt falls (a segmentation fault, rare and anywhere). So automatic collection
sleeps while a desk has a thread, and a timer of the UI thread does the same work by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class _Broom(QTimer):
    """Looks at the collector's counts and sweeps the generations that are due."""

    def __init__(self) -> None:
        super().__init__()
        self.holders: set[int] = set()
        self.start_was_swept = gc.isenabled()
        self.setInterval(EVERY_MS)
        self.timeout.connect(self.sweep)

    def sweep(self) -> None:
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [g for g in range(3) if limits[g] and counts[g] > limits[g]]
        if due:
            gc.collect(due[-1])


_brooms: list[_Broom] = []


def keep_on_this_thread(holder: QObject) -> None:
    """Until `holder` leaves, only this (the UI) thread collects; a start not swept yet waits for `settle`."""
    if not _brooms:
        _brooms.append(_Broom())
    gc.disable()
    broom = _brooms[0]
    broom.holders.add(id(holder))
    if broom.start_was_swept:
        broom.start()


def leave_to_python(holder: QObject) -> None:
    """The last holder gives collection back to Python."""
    for broom in tuple(_brooms):
        broom.holders.discard(id(holder))
        if not broom.holders:
            broom.stop()
            _brooms.remove(broom)
            gc.enable()


def settle() -> None:
    """A start that was not swept has loaded what stays for good: later sweeps need not look at it."""
    for broom in _brooms:
        if not broom.start_was_swept:
            gc.freeze()
            broom.start_was_swept = True
            broom.start()
