"""Benchmarks: figures as ratios to a limit measured in the same run, medians of alternating turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from desktop_app import app
from desktop_app.domain.refusals import NoBook

from .benching_bill import bill
from .benching_papers import papers
from .call import Answer, Call, table
from .parser import read_day

TARGET_RATIO, TARGET_FREEZE_MS, TARGET_MB = 1.8, 60, 150
SETTLE_S = 0.2

TIMED = """
import sys
from desktop_app.__main__ import front_door
from desktop_app.ui.stopwatch import watch
front_door(sys.argv[2:], watch=lambda shell: watch(shell, float(sys.argv[1])))
"""
BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
class Window(QMainWindow):
    seen = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.seen:
            self.seen = True
            print('{"painted": %f}' % (time.monotonic() - float(sys.argv[1])))
            QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv[:1])
window = Window()
window.setCentralWidget(QLineEdit())
window.resize(1366, 768)
window.show()
app.exec()
"""
"""The least a PySide6 program can show: an empty window with one field."""


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    bench = command("bench", None, say("Measure against a limit taken in the same run"))
    kinds = bench.add_subparsers(metavar=say("KIND"), required=True, parser_class=type(bench))
    made = command("start", start, say("From the command to the painted window"), kinds)
    made.add_argument("--turns", type=int, default=7, metavar="N")
    made = command("bill", bill, say("From everybody who is due to their invoices written"), kinds)
    made.add_argument("--turns", type=int, default=3, metavar="N")
    made.add_argument("--through", type=read_day, metavar="DATE")
    made = command("papers", papers, say("From the invoices of a run to their papers"), kinds)
    made.add_argument("--turns", type=int, default=3, metavar="N")
    made.add_argument("--pages", type=int, default=1000, metavar="N")


def start(call: Call) -> Answer:
    """The window against a bare PySide6 window, on the book of --data."""
    if not app.has_book(call.settings.data):
        raise NoBook(folder=str(call.settings.data))
    words = ["--data", str(call.settings.data), "--lang", call.settings.spoken]
    _run("guichet", words)
    turns = [(_run("bare", []), _run("guichet", words)) for _ in range(call.arguments.turns)]
    bare = median(b["painted"] for b, _ in turns)
    ours = median(g["painted"] for _, g in turns)
    data = {
        "turns": len(turns),
        "bare_ms": round(bare * 1000),
        "painted_ms": round(ours * 1000),
        "ratio": round(median(g["painted"] / b["painted"] for b, g in turns), 2),
        "open_ms": round(median(g["answered"] for _, g in turns) * 1000),
        "freeze_ms": round(median(g["frozen"] for _, g in turns) * 1000),
        "longest_freeze_ms": round(max(g["frozen"] for _, g in turns) * 1000),
        "memory_mb": round(median(g["memory"] for _, g in turns)),
        "targets": {
            "ratio": TARGET_RATIO,
            "freeze_ms": TARGET_FREEZE_MS,
            "memory_mb": TARGET_MB,
        },
    }
    say = call.texts.say
    rows = [
        (say("a bare window, ms"), str(data["bare_ms"]), ""),
        (say("our window painted, ms"), str(data["painted_ms"]), ""),
        (say("ratio"), str(data["ratio"]), f"<= {TARGET_RATIO}"),
        (say("the book is open, ms"), str(data["open_ms"]), ""),
        (say("longest standstill, ms"), str(data["freeze_ms"]), f"<= {TARGET_FREEZE_MS}"),
        (say("memory at rest, MB"), str(data["memory_mb"]), f"<= {TARGET_MB}"),
    ]
    return Answer(data, table(rows, right=(1, 2)))


def _run(what: str, words: list[str]) -> dict[str, float]:
    """One start in a new process; its figures, seconds since just before the process was made."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        env = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        if not app.has_display():
            env["QT_QPA_PLATFORM"] = "offscreen"
        time.sleep(SETTLE_S)
        program = ["-c", BARE] if what == "bare" else ["-c", TIMED]
        done = subprocess.run(
            [sys.executable, *program, str(time.monotonic()), *words],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd=Path(__file__).resolve().parents[2],
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
