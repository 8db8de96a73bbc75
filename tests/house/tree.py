"""The project's files as the walls see them: paths, syntax trees, imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = PROJECT / "desktop_app"


@dataclass(frozen=True)
class Import:
    """One import: who imports what, at which line."""

    path: Path
    line: int
    module: str
    typing_only: bool = False

    def __str__(self) -> str:
        return f"{self.path.relative_to(PROJECT)}:{self.line} imports {self.module}"


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(PROGRAM.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    """The dotted name of a module: desktop_app.storage.book."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """The room of one of our modules: `storage` for desktop_app.storage.book, `house` for desktop_app itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "house"


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Every import of a module, wherever it stands, with relative ones made absolute."""
    found = []
    typing_only = {
        id(inner)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    package = name(path).split(".") if path.name == "__init__.py" else name(path).split(".")[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            whole = stem in ("desktop_app", "")
            names = [f"{stem}.{a.name}" for a in node.names] if whole else [stem]
        else:
            continue
        found += [Import(path, node.lineno, name, id(node) in typing_only) for name in names]
    return tuple(found)


def of_room(*rooms: str) -> list[Path]:
    return [p for p in modules() if room(name(p)) in rooms]
