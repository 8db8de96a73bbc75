"""How the command line speaks: options anywhere, three exit codes, one sentence, JSON on demand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import __version__, app
from desktop_app.cli import call, main

from .conftest import Guichet


@pytest.mark.parametrize(
    "words",
    [
        "--json --data {data} find x",
        "find x --json --data {data}",
        "--data {data} find --json x",
    ],
)
def test_common_options_stand_before_or_after_the_command(
    guichet: Guichet, tmp_path: Path, words: str
) -> None:
    done = guichet(*words.format(data=tmp_path / "nothing").split())
    assert done.code == 3
    assert done.json["trouble"]["code"] == "no-book"
    assert str(tmp_path) in done.json["trouble"]["message"]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_one_sentence_in_the_language_asked(
    guichet: Guichet, tmp_path: Path, language: str
) -> None:
    done = guichet("show", "1", "--data", tmp_path, "--lang", language)
    assert done.out == ""
    assert done.err.count("\n") == 1
    arabic = any("\u0600" <= c <= "\u06ff" for c in done.err)
    assert arabic == (language == "ar")


@pytest.mark.parametrize(
    "words",
    ["frobnicate", "pay", "pay 1 2 --tender gold", "find", "find x --lang de", "show 1 2", "import",
     "arrange 1", "arrange 1 --months 3 --monthly 5", "tour --out x --size big", "find x --limit y", "--bogus"],
)  # fmt: skip
def test_commands_that_do_not_fit_together_are_refused(guichet: Guichet, words: str) -> None:
    done = guichet(*words.split(), "--json")
    assert done.code == 2
    assert done.json["refusal"]["code"] == "command-unclear"
    assert "usage:" not in done.err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"guichet {__version__}\n"


@pytest.mark.parametrize("shown", [True, False], ids=["window", "tour"])
def test_without_a_command_the_window_opens_or_the_tour_is_made(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    called = []
    monkeypatch.setattr(app, "has_display", lambda: shown)
    monkeypatch.setattr(app, "open_window", lambda *_, **__: called.append("window") or 0)
    monkeypatch.setattr(app, "make_tour", lambda *_, **__: called.append("tour") or [])
    monkeypatch.setattr(app, "has_book", lambda _folder: True)
    assert guichet().code == 0
    assert called == ["window" if shown else "tour"]


def test_a_bug_is_told_without_a_traceback(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_self: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(call.Call, "counter", broken)
    done = guichet("find", "x", "--data", tmp_path, "--json", "--lang", "en")
    assert done.code == 1
    assert done.json["bug"]["message"] == done.err.strip()
    assert "secret" not in done.err
    assert "Traceback" not in done.err
    file = Path(done.err.strip().rpartition(" ")[2].rstrip("."))
    assert "ZeroDivisionError: secret" in file.read_text(encoding="utf-8")


def test_a_faulty_settings_file_is_named(
    guichet: Guichet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "guichet" / "guichet.toml"
    file.parent.mkdir()
    file.write_text('language = "fr"\ntheme = "pink"\n')
    done = guichet("find", "x", "--json")
    assert done.code == 3
    assert done.json["trouble"]["code"] == "settings-unreadable"
    assert str(file) in done.err


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "desktop_app", "price", "--operator", "iroise"]
    command += ["--from", "2026-01-01", "--to", "2026-07-01", "--water", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_installed_command_answers_in_utf8() -> None:
    command = [
        sys.executable,
        "-m",
        "desktop_app",
        "show",
        "1",
        "--lang",
        "ar",
        "--data",
        "nowhere",
        "--json",
    ]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 3
    assert json.loads(done.stdout.decode("utf-8"))["trouble"]["message"]


def test_columns_are_aligned_by_what_the_eye_sees() -> None:
    rows = [("a", "1"), ("é", "20"), ("e\u0301x", "300")]
    assert call.table(rows, right=(1,)) == ["a     1", "é    20", "e\u0301x  300"]
