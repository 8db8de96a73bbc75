"""The lock: every package exact and hashed, the tests' versions those of the program, no place named."""

from __future__ import annotations

import re
import tomllib

import pytest

from .tree import PROJECT

LOCKS = ("requirements.lock", "requirements-test.lock")


def pins(name: str) -> dict[str, tuple[str, int]]:
    """Each package with its version and its number of hashes."""
    found: dict[str, tuple[str, int]] = {}
    current = ""
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9._-]+)==([^ ;\\]+)", line):
            current = match[1]
            found[current] = (match[2], 0)
        elif re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line):
            found[current] = (found[current][0], found[current][1] + 1)
        else:
            pytest.fail(f"{name}: {line!r} is neither a pin nor a hash")
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_exact_and_hashed(name: str) -> None:
    assert pins(name)
    assert not [p for p, (_, hashes) in pins(name).items() if not hashes]


@pytest.mark.parametrize("name", LOCKS)
def test_no_host_and_no_path(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert not re.findall(r"https?:|file:|git\+|@ |^-|/", text, re.MULTILINE)


def test_tests_run_the_versions_that_the_program_runs() -> None:
    program, tests = pins("requirements.lock"), pins("requirements-test.lock")
    assert {p: v for p, (v, _) in program.items()} == {p: tests[p][0] for p in program}


def test_everything_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    for name, asked in (
        ("requirements.lock", [*project["project"]["dependencies"], *groups["build"]]),
        ("requirements-test.lock", [*groups["test"], *groups["lint"]]),
    ):
        wanted = {re.split(r"[<>=!~\[; ]", line)[0].lower().replace("_", "-") for line in asked}
        assert not wanted - pins(name).keys()
