"""Setting up a machine: what is missing is found and named, a half-made environment is remade, a stamp is believed."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The bootstrap of a project in an empty folder whose name has a space."""
    spec = importlib.util.spec_from_file_location("bootstrap", PROJECT / "packaging/bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    project = tmp_path / "my project"
    project.mkdir()
    for name in ("requirements.lock", "requirements-test.lock", "pyproject.toml"):
        (project / name).write_text(name)
    monkeypatch.setattr(module, "PROJECT", project)
    monkeypatch.setattr(module, "VENV", project / ".venv")
    monkeypatch.setattr(module, "STAMP", project / ".venv/guichet.json")
    monkeypatch.setattr(module, "PYTHON", project / ".venv/bin/python")
    return module


def made(bootstrap: ModuleType, what: str) -> None:
    bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.PYTHON.touch()
    bootstrap.write_stamp(bootstrap.needs(what))


def test_a_stamp_is_believed_until_a_lock_changes(bootstrap: ModuleType) -> None:
    assert not bootstrap.satisfied(bootstrap.needs("run"))
    made(bootstrap, "test")
    assert bootstrap.satisfied(bootstrap.needs("run"))
    assert bootstrap.satisfied(bootstrap.needs("test"))
    (bootstrap.PROJECT / "requirements-test.lock").write_text("newer")
    assert bootstrap.satisfied(bootstrap.needs("run"))
    assert not bootstrap.satisfied(bootstrap.needs("test"))


def test_a_moved_project_is_set_up_again(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(bootstrap, "run")
    monkeypatch.setattr(
        bootstrap, "PROJECT", bootstrap.PROJECT.rename(bootstrap.PROJECT.parent / "moved")
    )
    assert not bootstrap.satisfied(bootstrap.needs("run"))


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"python": 3}'])
def test_a_damaged_stamp_is_no_stamp(bootstrap: ModuleType, stamp: str) -> None:
    made(bootstrap, "run")
    bootstrap.STAMP.write_text(stamp)
    assert not bootstrap.satisfied(bootstrap.needs("run"))


def test_a_half_made_environment_is_made_again(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = bootstrap.VENV / "lib/half"
    left.parent.mkdir(parents=True)
    left.touch()
    (bootstrap.VENV / "pyvenv.cfg").touch()
    made_with: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        made_with.append(command)
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    bootstrap.make_environment()
    assert not left.exists()
    assert made_with == [[sys.executable, "-m", "venv", "--clear", str(bootstrap.VENV)]]


def test_a_folder_that_is_no_environment_is_left_alone(bootstrap: ModuleType) -> None:
    bootstrap.VENV.mkdir()
    (bootstrap.VENV / "thesis.txt").touch()
    with pytest.raises(bootstrap.Missing, match="move it away"):
        bootstrap.make_environment()
    assert (bootstrap.VENV / "thesis.txt").exists()


def test_without_root_the_one_command_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    debian(bootstrap, monkeypatch, offers="libglib2.0-0t64 libegl1 libxcb-cursor0", root=False)
    lacks(bootstrap, monkeypatch, "libglib-2.0.so.0", "libEGL.so.1", "libxcb-cursor.so.0")
    with pytest.raises(bootstrap.Missing) as missing:
        bootstrap.install_system_pieces(display=True)
    command = (
        "sudo apt-get install -y --no-install-recommends libegl1 libglib2.0-0t64 libxcb-cursor0\n"
    )
    assert command in str(missing.value)


def test_offscreen_needs_no_window_libraries(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks(bootstrap, monkeypatch, "libxcb-cursor.so.0")
    assert bootstrap.missing_pieces(display=False) == []
    assert [name for name, _ in bootstrap.missing_pieces(display=True)] == ["libxcb-cursor.so.0"]


def test_another_linux_hears_what_it_lacks(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks(bootstrap, monkeypatch, "libEGL.so.1")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    with pytest.raises(bootstrap.Missing, match=r"lacks libEGL\.so\.1"):
        bootstrap.install_system_pieces(display=False)


def test_a_bare_debian_python_needs_its_venv_package(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks(bootstrap, monkeypatch)
    monkeypatch.setattr(bootstrap, "has_bundled_pip", lambda: False)
    version = "python{}.{}-venv".format(*sys.version_info)
    assert bootstrap.missing_pieces(display=False) == [("ensurepip", (version, "python3-venv"))]


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 15, 0)])
def test_another_python_is_refused(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", version)
    with pytest.raises(bootstrap.Missing, match="Python"):
        bootstrap.check_python()


def test_without_its_lock_the_project_is_incomplete(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (bootstrap.PROJECT / "requirements.lock").unlink()
    assert bootstrap.main(["run"]) == 3
    assert capsys.readouterr().err.startswith("Guichet: requirements.lock is not beside packaging/")


@pytest.mark.parametrize("words", [[], ["walk"], ["--help"]])
def test_other_words_show_the_two_commands(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert bootstrap.main(words) == 2
    assert "bootstrap.py test" in capsys.readouterr().err


def debian(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *, offers: str, root: bool
) -> None:
    """A Debian machine in a folder: apt-cache knows these packages only."""
    folder = bootstrap.PROJECT / "bin"
    folder.mkdir()
    known = "|".join(offers.split())
    script = f'#!/bin/sh\ncase "$2" in {known}) echo "  Candidate: 1";; *) echo "  Candidate: (none)";; esac\n'
    for name in ("apt-cache", "apt-get"):
        (folder / name).write_text(script)
        (folder / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0 if root else 1000)


def lacks(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *libraries: str) -> None:
    monkeypatch.setattr(bootstrap, "loads", lambda name: name not in libraries)
    monkeypatch.setattr(bootstrap, "has_bundled_pip", lambda: True)
