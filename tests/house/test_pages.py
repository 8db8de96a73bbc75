"""The style of a page: what every module of ours looks like."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .tree import PROJECT, modules, name, of_room, tree

MOST_LINES = 500
LONGER = {
    "desktop_app.storage.migrations.versions.0001_first": "a step repeats every table as it was",
}
"""Modules allowed over the limit, each with its reason."""
NO_ROOMS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "core", "misc"}
OURS = [
    *modules(),
    *sorted((PROJECT / "packaging").rglob("*.py")),
    *sorted((PROJECT / "tests").rglob("*.py")),
]


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {p: p.parent.name if p.name == "__init__.py" else p.stem for p in modules()}
    assert not [str(p) for p, stem in names.items() if stem.lower() in NO_ROOMS]


def test_no_module_grows_over_the_limit() -> None:
    counts = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    long = {n: c for n, c in counts.items() if c > MOST_LINES and n not in LONGER}
    assert not long, f"over {MOST_LINES} lines: which idea can leave the module?"


def test_every_module_says_first_what_it_is() -> None:
    silent = [
        str(p.relative_to(PROJECT))
        for p in OURS
        if tree(p).body
        and len(((ast.get_docstring(tree(p)) or "").strip().splitlines() or [""])[0]) < 20
    ]
    assert not silent, "the first line of a module is one sentence of the trade"


def test_nothing_is_left_open() -> None:
    mark = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")
    assert not list(lines_like(mark, [p for p in OURS if p != Path(__file__)]))


def test_no_banner_of_commented_out_code() -> None:
    shown = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select",
            "ERA",
            "--isolated",
            "desktop_app",
            "packaging",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stdout


def test_money_and_quantities_are_never_floats() -> None:
    wrong = []
    for path in of_room("domain", "services"):
        for node in ast.walk(tree(path)):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id in ("float", "round"):  # type: ignore[attr-defined]
                wrong.append(f"{name(path)}:{node.lineno} {node.func.id}()")  # type: ignore[attr-defined]
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                wrong.append(f"{name(path)}:{node.lineno} {node.value}")
    assert not wrong


def test_qt_is_never_imported_whole() -> None:
    assert not list(lines_like(re.compile(r"^\s*from PySide6\S* import \*"), modules()))


def test_no_error_is_swallowed() -> None:
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and "Exception" in node.type.id))
        and all(isinstance(s, ast.Pass | ast.Continue) for s in node.body)
    ]
    assert not wrong


def test_no_test_is_left_asleep() -> None:
    here = Path(__file__)
    asleep = re.compile(r"(pytest|mark)\.(skip\b|xfail)|\bsleep\(")
    tests = [p for p in OURS if "tests" in p.parts and p != here]
    assert not list(lines_like(asleep, tests))


def tracked() -> list[Path]:
    """The text files of the project, those of git where there is one."""
    paths = OURS
    if shutil.which("git") and (PROJECT / ".git").exists():
        command = ["git", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        paths = [PROJECT / n for n in listed.stdout.split("\0") if n]
    endings = {".py", ".toml", ".md", ".po", ".txt", ".lock", ".json", ".in", ".yml", ".mako", ""}
    return [p for p in paths if p.suffix in endings and p.is_file()]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("the path of one machine", r"(?<![\w.$}])/(tmp|root|work|home|opt|Users)/[a-z.]"),
        ("a package registry's host", r"py" + r"pi\.org|python" + r"hosted|deb\.deb" + r"ian\.org"),
        ("a registry in an option", r"--(extra-)?index" + r"-url|--find" + r"-links"),
    ],
    ids=lambda value: value if " " in value else "",
)
def test_no_file_names(what: str, pattern: str) -> None:
    allowed = {Path(__file__)}
    found = list(lines_like(re.compile(pattern), [p for p in tracked() if p not in allowed]))
    assert not found, what


def lines_like(
    pattern: re.Pattern[str], paths: Iterator[Path] | list[Path] | tuple[Path, ...]
) -> Iterator[str]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                yield f"{path.relative_to(PROJECT)}:{number} {line.strip()[:100]}"
