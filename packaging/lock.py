"""Makes the two lock files with uv: exact versions, hashes for every platform, no registry named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
GROUPS = {
    "requirements.lock": ["build"],
    "requirements-test.lock": ["build", "test", "lint"],
}
ELSEWHERE = re.compile(r"^(UV|PIP)_.*(INDEX|FIND_LINKS)")


def main(options: list[str]) -> None:
    """Lock again; options go to uv (`--upgrade`, `--upgrade-package NAME`)."""
    environment = {k: v for k, v in os.environ.items() if not ELSEWHERE.match(k)}
    for name, groups in GROUPS.items():
        command = ["uv", "pip", "compile", "pyproject.toml", "--output-file", name, "--quiet"]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
        command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate"]
        command += [f"--group={group}" for group in groups]
        if name != "requirements.lock":
            command += ["--constraints", "requirements.lock"]
        subprocess.run([*command, *options], cwd=PROJECT, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
