"""The command line called in this process, as a script would call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from desktop_app.cli import main


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, the JSON of the standard output, both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Guichet = Callable[..., Done]


@pytest.fixture
def guichet(capsys: pytest.CaptureFixture[str]) -> Guichet:
    def run(*words: object) -> Done:
        capsys.readouterr()
        code = main([str(w) for w in words])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run
