"""The front door: `guichet` opens the window, `guichet COMMAND` does one gesture without it."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line of this process and answer its exit code."""
    from desktop_app.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
