"""A headless Chromium driven over its own pipe, without any library: open a page, run a script, take a picture."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """The browser of this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a headless browser with an empty profile."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._turn = 0
        self._events: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        """Every request the page made."""

    def __enter__(self) -> Browser:
        ours_out, theirs_in = os.pipe()
        theirs_out, ours_in = os.pipe()
        program = found()
        assert program is not None

        def wire() -> None:
            import fcntl

            for end, place in [
                (fcntl.fcntl(end, fcntl.F_DUPFD, 10), place)
                for end, place in ((ours_out, 3), (ours_in, 4))
            ]:
                os.dup2(end, place)

        self._process = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-proxy-server",
                f"--user-data-dir={self._profile}",
                "--remote-debugging-pipe",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=wire,
        )
        os.close(ours_out)
        os.close(ours_in)
        self._write = os.fdopen(theirs_in, "wb", buffering=0)
        self._read = os.fdopen(theirs_out, "rb")
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self._call(f"{domain}.enable")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._write.close()
        self._read.close()

    def phone(self, width: int = 412, height: int = 1100) -> None:
        """Be a phone of this size."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=True,
        )

    def go(self, url: str) -> None:
        """Open a page and wait until it is whole."""
        self.leads(lambda: self._call("Page.navigate", url=url))

    def leads(self, act: Callable[[], object]) -> None:
        """Do something that opens another page, and wait until that one is whole."""
        self._events.clear()
        act()
        while not any(e["method"] == "Page.loadEventFired" for e in self._events):
            self._next()
        self._events.clear()

    def run(self, script: str) -> Any:
        """The value of a script in the page."""
        answer = self._call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def type(self, selector: str, text: str) -> None:
        """Focus a field and type into it as a keyboard does."""
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self._call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click in the middle of an element, as a finger does."""
        x, y = self.run(
            "(() => { const e = document.querySelector("
            + json.dumps(selector)
            + "); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._turn += 1
        message: dict[str, Any] = {"id": self._turn, "method": method, "params": params}
        if hasattr(self, "_session"):
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        turn = self._turn
        while True:
            answer = self._next()
            if answer.get("id") == turn:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        said = bytearray()
        while (byte := self._read.read(1)) != b"\0":
            assert byte, "the browser went away"
            said += byte
        message: dict[str, Any] = json.loads(said)
        if "method" in message:
            self._events.append(message)
            if message["method"] == "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"])
        return message
