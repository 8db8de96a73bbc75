"""A trial bank on this machine: the gateway's calls and a real page to pay on, for demos and tests of the true client.

Nothing typed on the page reaches it: the page tells which trial card was chosen. What the bank knows survives a
restart in a small file, as a bank's memory would.
"""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desktop_app import resources
from desktop_app.domain.epay import OrderState
from desktop_app.texts import LANGUAGES

from .gateway import STATES, Access
from .sandbox_page import CARDS, Shown, accepted, nothing, page, refused

PORT = 8377
HELPLINE = "3020"
POSTAL = ("628070",)
"""How the numbers of postal cards begin here."""

_FONTS = {
    "regular": "IBMPlexSansArabic_400Regular",
    "semibold": "IBMPlexSansArabic_600SemiBold",
    "bold": "IBMPlexSansArabic_700Bold",
}
_OPEN_SECONDS = 20 * 60
_SLOW_SECONDS = 12
_SILENCES = 3
_CURRENCIES = {"012": "DZD", "504": "MAD", "978": "EUR"}


@dataclass(slots=True)
class _Order:
    transaction: str
    number: str
    amount: int
    currency: str
    language: str
    page: str
    made_at: int
    status: int = 0
    case: str = ""
    ready_at: int = 0
    silences: int = 0
    approval: str = ""
    reference: str = ""
    paid_at: int = 0

    def shown(self, shop: Mapping[str, str]) -> Shown:
        card = next((c for c in CARDS if c.case == self.case), None)
        state = STATES[self.status]
        return Shown(
            self.transaction,
            self.number,
            self.amount,
            _CURRENCIES.get(self.currency, "DZD"),
            shop,
            state,
            bool(self.case),
            accepted(self.language) if state is OrderState.PAID else "",
            self.approval,
            self.reference,
            card.method if card else "",
            datetime.fromtimestamp(self.paid_at, UTC) if self.paid_at else None,
            HELPLINE,
        )


class Sandbox:
    """The trial bank; `start` serves on a thread of its own, `serve` on this one. `kept` is its memory's file.

    `seconds` tells the time, for tests that cannot wait; with `off` the bank hangs up on every call."""

    def __init__(
        self,
        *,
        port: int = PORT,
        host: str = "127.0.0.1",
        shop: Mapping[str, str] | None = None,
        kept: Path | None = None,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        self.shop = shop or {}
        self.off = False
        self._kept = kept
        self._seconds = seconds
        self._turn = threading.Lock()
        self._orders: dict[str, _Order] = {}
        self._remember_again()
        self._server = _Server((host, port), _Handler)
        self._server.bank = self
        self.port = int(self._server.server_address[1])
        seen = _own_address() if host in ("", "0.0.0.0", "::") else host
        self.url = f"http://{seen}:{self.port}"
        self._thread: threading.Thread | None = None

    @property
    def access(self) -> Access:
        """How a client reaches this bank."""
        return trial_access(self.url)

    def start(self) -> Sandbox:
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def serve(self) -> None:
        self._server.serve_forever()

    def stop(self) -> None:
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- what the bank is asked ------------------------------------------------------------------------------------

    def call(self, name: str, form: dict[str, str]) -> dict[str, Any] | None:
        """The answer to a call of the gateway; None: the bank hangs up."""
        with self._turn:
            if self.off:
                return None
            answer = self._answer(name, form)
            self._remember()
        return answer

    def _answer(self, name: str, form: dict[str, str]) -> dict[str, Any] | None:
        if name == "register.do":
            return self._register(form)
        number = form.get("orderNumber")
        known = self._orders.get(form.get("orderId") or form.get("mdOrder") or "")
        if number:
            known = next((o for o in self._orders.values() if o.number == number), None)
        if known is None:
            return {"errorCode": "6", "errorMessage": "Unknown order id"}
        if known.silences:
            known.silences -= 1
            return None
        self._settle(known)
        if name == "refund.do":
            return self._refund(known, form)
        return self._told(known, extended=bool(number))

    def _register(self, form: dict[str, str]) -> dict[str, Any]:
        number, amount = form.get("orderNumber", ""), form.get("amount", "")
        if not (number.isascii() and number.isalnum() and len(number) <= 10):
            return {"errorCode": "4", "errorMessage": "Order number is missing or wrong"}
        if not amount.isdigit() or int(amount) <= 0:
            return {"errorCode": "4", "errorMessage": "Amount is missing or wrong"}
        if any(o.number == number for o in self._orders.values()):
            return {"errorCode": "1", "errorMessage": "Order number is known already"}
        transaction = secrets.token_urlsafe(15).replace("-", "a").replace("_", "b")
        language = form.get("language", "fr").lower()
        language = language if language in LANGUAGES else "fr"
        address = f"{self.url}/payment/page_{language}.html?mdOrder={transaction}"
        self._orders[transaction] = _Order(
            transaction,
            number,
            int(amount),
            form.get("currency", "012"),
            language,
            address,
            self._now(),
        )
        return {"errorCode": "0", "orderId": transaction, "formUrl": address}

    def _refund(self, order: _Order, form: dict[str, str]) -> dict[str, Any]:
        if order.status != 2 or form.get("amount") != str(order.amount):
            return {"errorCode": "7", "errorMessage": "Order cannot be refunded"}
        order.status = 4
        return {"errorCode": "0", "errorMessage": "Success"}

    def _told(self, order: _Order, *, extended: bool) -> dict[str, Any]:
        said: dict[str, Any] = {
            "errorCode": "0",
            "errorMessage": "Success",
            "OrderStatus": order.status,
            "OrderNumber": order.number,
            "Amount": order.amount,
            "currency": order.currency,
            "params": {},
        }
        if extended:
            said |= {"orderId": order.transaction, "formUrl": order.page}
        if order.status in (2, 4):
            card = next(c for c in CARDS if c.case == order.case)
            said |= {
                "approvalCode": order.approval,
                "authRefNum": order.reference,
                "authDateTime": order.paid_at * 1000,
                "Pan": f"{card.number[:6]}**{card.number[-4:]}",
                "params": {"respCode": "00", "respCode_desc": accepted(order.language)},
            }
        if order.status == 6:
            said["params"] = {"respCode": "51", "respCode_desc": refused(order.language)}
        return said

    def _settle(self, order: _Order) -> None:
        """Time passes: a slow card's bank answers, a page nobody used is closed."""
        if order.status == 5 and self._now() >= order.ready_at:
            self._accept(order)
        if order.status == 0 and self._now() > order.made_at + _OPEN_SECONDS:
            order.status = 6

    # --- what the customer does ------------------------------------------------------------------------------------

    def show(self, transaction: str) -> Shown | None:
        """The order as its page shows it."""
        with self._turn:
            known = self._orders.get(transaction)
            if known is None:
                return None
            self._settle(known)
            return known.shown(self.shop)

    def pay(self, transaction: str, case: str) -> bool:
        """The customer gives a trial card; False when there is nothing to pay."""
        with self._turn:
            known = self._orders.get(transaction)
            if known is None or case not in {c.case for c in CARDS}:
                return False
            self._settle(known)
            if known.status != 0:
                return True
            known.case = case
            if case == "refused":
                known.status = 6
            elif case == "slow":
                known.status, known.ready_at = 5, self._now() + _SLOW_SECONDS
            else:
                self._accept(known)
                known.silences = _SILENCES if case == "silent" else 0
            self._remember()
            return True

    def _accept(self, order: _Order) -> None:
        order.status = 2
        order.paid_at = self._now()
        order.approval = f"{secrets.randbelow(900_000) + 100_000}"
        order.reference = f"{secrets.randbelow(9 * 10**11) + 10**11}"

    # --- memory ------------------------------------------------------------------------------------------------------

    def _now(self) -> int:
        return int(self._seconds())

    def _remember(self) -> None:
        if self._kept is None:
            return
        part = self._kept.with_suffix(".part")
        part.write_text(json.dumps([asdict(o) for o in self._orders.values()]), encoding="utf-8")
        part.replace(self._kept)

    def _remember_again(self) -> None:
        if self._kept is None or not self._kept.exists():
            return
        try:
            known = json.loads(self._kept.read_text(encoding="utf-8"))
            self._orders = {row["transaction"]: _Order(**row) for row in known}
        except (OSError, ValueError, TypeError, KeyError):
            self._orders = {}


def trial_access(url: str) -> Access:
    """How a client reaches a trial bank at this address."""
    return Access(url, user="essai", password="essai", terminal="E000000000", edahabia=POSTAL)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    bank: Sandbox

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A phone that goes away in the middle of a page is no news."""


class _Handler(BaseHTTPRequestHandler):
    """One request; nothing of it is logged."""

    server: _Server
    timeout = 10
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        name = parts.path.removeprefix("/")
        if name in ("page.css", "page.js"):
            kind = "text/css" if name.endswith("css") else "text/javascript"
            self._send(resources.path(f"sandbox/{name}").read_bytes(), f"{kind}; charset=utf-8")
        elif name.startswith("font/") and name[5:-4] in _FONTS:
            font = resources.path(f"fonts/{_FONTS[name[5:-4]]}.ttf").read_bytes()
            self._send(font, "font/ttf", keep=True)
        else:
            self._page(name, parse_qs(parts.query))

    def do_POST(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), 65536)
        fields = parse_qs(self.rfile.read(size).decode("utf-8", "replace"))
        form = {k: v[0] for k, v in fields.items()}
        name = urlsplit(self.path).path.removeprefix("/")
        if name.startswith("payment/rest/"):
            answer = self.server.bank.call(name.removeprefix("payment/rest/"), form)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._send(json.dumps(answer).encode(), "application/json")
        elif name.startswith("payment/pay_"):
            transaction = form.get("mdOrder", "")
            if not self.server.bank.pay(transaction, form.get("case", "")):
                transaction = ""
            self.send_response(303)
            language = _language(name)
            self.send_header("Location", f"/payment/page_{language}.html?mdOrder={transaction}")
            self.end_headers()
        else:
            self.send_error(404)

    def _page(self, name: str, query: dict[str, list[str]]) -> None:
        language = _language(name)
        order = self.server.bank.show(query.get("mdOrder", [""])[0])
        nonce = secrets.token_urlsafe(12)
        made = nothing(language) if order is None else page(order, language, nonce)
        self._send(made.encode(), "text/html; charset=utf-8", nonce=nonce)

    def _send(self, body: bytes, kind: str, *, nonce: str = "", keep: bool = False) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600" if keep else "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if nonce:
            self.send_header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; "
                f"base-uri 'none'; frame-ancestors 'none'; script-src 'nonce-{nonce}'",
            )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The trial bank writes nothing down."""


def _language(name: str) -> str:
    code = name.removesuffix(".html").rpartition("_")[2]
    return code if code in LANGUAGES else "fr"


def _own_address() -> str:
    """This machine's address on the agency's network, for a phone; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
