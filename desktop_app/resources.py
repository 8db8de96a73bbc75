"""The only place that knows where resources/ lies: source tree, installed wheel or frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """The resources folder."""
    here = Path(__file__).resolve().parent
    frozen = Path(getattr(sys, "_MEIPASS", here)) / "resources"
    for candidate in (here.parent / "resources", here / "resources", frozen):
        if (candidate / "operators").is_dir():
            return candidate
    raise FileNotFoundError("resources/")


def path(name: str) -> Path:
    """The path of one resource, named relative to resources/ with forward slashes."""
    return folder() / name


def names(kind: str, ending: str) -> tuple[str, ...]:
    """The stems of the resources of one kind: names("operators", ".toml") -> ("casablanca", "iroise", "oran")."""
    return tuple(sorted(p.stem for p in (folder() / kind).glob(f"*{ending}")))
