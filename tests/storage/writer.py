"""A till that pays for ever, to be killed: each line on its input starts a new process at work on the same book.

Each committed receipt's counter goes to the output as eight digits, after the commit.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop_app.storage import book
from tests.storage.making import pay


def work(folder: Path) -> None:
    """Pay without end, telling each receipt only once it is committed."""
    opened = book.open_book(folder)
    turn = 0
    while True:
        turn += 1
        number = pay(opened, 1, 100 + turn)
        os.write(1, number.rsplit("-", 1)[1].rjust(8, "0").encode())
        if turn % 5 == 0:
            opened.back_up(keep=2)


if __name__ == "__main__":
    for line in sys.stdin:
        place, _, point = line.strip().partition("|")
        child = os.fork()
        if child == 0:
            if point:
                os.environ["GUICHET_FAILPOINT"] = point
            work(Path(place))
        os.write(2, f"{child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"........")
