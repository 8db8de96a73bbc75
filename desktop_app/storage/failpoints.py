"""Named instants at which a test may kill the program, so that every crash is rehearsed before it happens.

`GUICHET_FAILPOINT=name` dies there by SIGKILL (no clean-up); `name:3` at the third pass; `name=raise` raises an
input/output error; `name=sleep:2` stalls two seconds. Without the variable a failpoint costs one look-up.
"""

from __future__ import annotations

import errno
import os
import signal
import time

VARIABLE = "GUICHET_FAILPOINT"
_passes: dict[str, int] = {}


def failpoint(name: str) -> None:
    """Do here what the environment asks for this name; nothing when it asks nothing."""
    asked = os.environ.get(VARIABLE)
    if not asked:
        return
    target, _, action = asked.partition("=")
    target, _, nth = target.partition(":")
    if target != name:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if nth and _passes[name] != int(nth):
        return
    if action == "raise":
        raise OSError(errno.EIO, f"failpoint {name}")
    if action.startswith("sleep"):
        time.sleep(float(action.partition(":")[2] or 1))
        return
    _die()


def _die() -> None:
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)
