"""Tests that kill need SIGKILL and fork: they are for POSIX systems and not collected elsewhere."""

from __future__ import annotations

import os

collect_ignore = [] if hasattr(os, "fork") else ["test_kill_payment.py"]
