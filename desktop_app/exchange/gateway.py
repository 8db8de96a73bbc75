"""The bank's e-payment gateway (SATIM type): orders registered, asked about, acknowledged and given back over HTTPS.

Calls are forms by POST, so that no password stands in an address; answers are JSON. Amounts are whole cents, as the
gateway wants them. The customer types the card on the bank's page: no card number passes here, and the masked one of
the answers tells CIB from Edahabia and is then forgotten.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib import error, parse, request

from desktop_app.domain.epay import METHODS, BankAnswer, BankProof, OrderState, spoken
from desktop_app.domain.money import Cents
from desktop_app.domain.refusals_bank import (
    BankDisagrees,
    BankRefused,
    BankUnreachable,
    BankUnsafe,
)

CURRENCIES = {"DZD": "012", "MAD": "504", "EUR": "978"}
"""ISO 4217 numbers."""
STATES = {
    0: OrderState.WAITING,
    1: OrderState.WAITING,
    2: OrderState.PAID,
    3: OrderState.FAILED,
    4: OrderState.REFUNDED,
    5: OrderState.WAITING,
    6: OrderState.FAILED,
}
"""The gateway's OrderStatus: registered, held, deposited, reversed, refunded, at the card's bank, declined."""

_DONE, _TWICE, _UNKNOWN = "0", "1", "6"
_MOST = 65536


@dataclass(frozen=True, slots=True)
class Access:
    """How this workstation reaches the gateway; `edahabia` lists the first digits of postal cards."""

    url: str
    user: str = ""
    password: str = ""
    terminal: str = ""
    back: str = ""
    edahabia: tuple[str, ...] = ()
    seconds: int = 8


class Gateway:
    """One bank's gateway. Every call: trouble BankUnreachable, BankUnsafe, BankRefused."""

    def __init__(self, access: Access, currency: str) -> None:
        self.access = access
        self.currency = currency
        self.host = parse.urlsplit(access.url).netloc

    def register(self, order: str, amount: Cents, *, language: str, contract: str) -> BankAnswer:
        """Open the order at the bank: where the customer pays. An order already open there answers as it stands."""
        said = self._call(
            "register.do",
            orderNumber=order,
            amount=amount,
            currency=CURRENCIES[self.currency],
            language=language,
            returnUrl=self.access.back or f"{self.access.url.rstrip('/')}/done",
            description=contract,
            jsonParams=json.dumps({"force_terminal_id": self.access.terminal, "udf1": contract}),
        )
        code = _code(said)
        if code == _TWICE:
            return self.find(order, amount)
        self._refuse(said)
        page = str(said.get("formUrl", ""))
        if parse.urlsplit(page).scheme not in ("https", "http") or not said.get("orderId"):
            raise BankDisagrees(order=order)
        return BankAnswer(OrderState.WAITING, str(said["orderId"]), page)

    def find(self, order: str, amount: Cents) -> BankAnswer:
        """What the bank knows under our own number, when its answer to the registration was lost."""
        said = self._call("getOrderStatusExtended.do", orderNumber=order)
        if _code(said) == _UNKNOWN:
            return BankAnswer(OrderState.MADE)
        return self._told(said, order, amount)

    def status(self, order: str, transaction: str, amount: Cents) -> BankAnswer:
        """Where the order stands; refuses to believe an answer about another order or amount (BankDisagrees)."""
        said = self._call("getOrderStatus.do", orderId=transaction)
        return self._told(said, order, amount, transaction)

    def acknowledge(self, order: str, transaction: str, amount: Cents) -> BankAnswer:
        """Tell the bank that its payment was seen; it answers the payment again."""
        said = self._call("public/acknowledgeTransaction.do", mdOrder=transaction)
        return self._told(said, order, amount, transaction)

    def refund(self, transaction: str, amount: Cents) -> None:
        """Give this much back to the card that paid."""
        self._refuse(self._call("refund.do", orderId=transaction, amount=amount))

    def _told(
        self, said: dict[str, Any], order: str, amount: Cents, transaction: str = ""
    ) -> BankAnswer:
        self._refuse(said)
        state = STATES.get(_int(said.get("OrderStatus", said.get("orderStatus"))))
        number = said.get("OrderNumber", said.get("orderNumber"))
        asked = _int(said.get("Amount", said.get("amount")))
        currency = str(said.get("currency", ""))
        known = currency.zfill(3) in ("000", CURRENCIES[self.currency])
        if state is None or number != order or asked != amount or not known:
            raise BankDisagrees(order=order)
        params = said.get("params")
        params = params if isinstance(params, dict) else {}
        message = spoken(params.get("respCode_desc") or said.get("actionCodeDescription"))
        transaction = transaction or str(said.get("orderId", ""))
        page = str(said.get("formUrl", ""))
        proof = None
        if state in (OrderState.PAID, OrderState.REFUNDED):
            proof = BankProof(
                order=order,
                transaction=transaction,
                authorisation=spoken(said.get("approvalCode")),
                paid_at=_instant(said.get("authDateTime")),
                amount=asked,
                method=self._method(said),
                message=message,
                reference=spoken(said.get("authRefNum")),
            )
        return BankAnswer(state, transaction, page, message, proof)

    def _method(self, said: dict[str, Any]) -> str:
        pan = str(said.get("Pan", said.get("pan", "")))
        postal = any(pan.startswith(prefix) for prefix in self.access.edahabia)
        return METHODS[1] if postal else METHODS[0]

    def _refuse(self, said: dict[str, Any]) -> None:
        if _code(said) != _DONE:
            words = said.get("errorMessage", said.get("ErrorMessage"))
            raise BankRefused(number=spoken(_code(said)), message=spoken(words))

    def _call(self, name: str, **values: object) -> dict[str, Any]:
        url = f"{self.access.url.rstrip('/')}/payment/rest/{name}"
        self._refuse_unsafe(url)
        form = {
            "userName": self.access.user,
            "password": self.access.password,
            **{k: str(v) for k, v in values.items()},
        }
        asked = request.Request(url, data=parse.urlencode(form).encode(), method="POST")
        try:
            with self._opener().open(asked, timeout=self.access.seconds) as answer:
                made = json.loads(answer.read(_MOST))
        except (OSError, ValueError, http.client.HTTPException) as fault:
            raise BankUnreachable(host=self.host) from fault
        if not isinstance(made, dict):
            raise BankUnreachable(host=self.host)
        return made

    def _opener(self) -> request.OpenerDirector:
        made = request.OpenerDirector()
        if parse.urlsplit(self.access.url).scheme == "http":
            made.add_handler(request.HTTPHandler())
        else:
            made.add_handler(request.ProxyHandler())
            made.add_handler(request.HTTPSHandler(context=ssl.create_default_context()))
        made.add_handler(_Answered())
        made.add_handler(request.HTTPErrorProcessor())
        return made

    def _refuse_unsafe(self, url: str) -> None:
        """HTTPS everywhere, but for a sandbox on this machine or on the agency's own network."""
        parts = parse.urlsplit(url)
        if parts.scheme == "https" or (parts.scheme == "http" and _near(parts.hostname or "")):
            return
        raise BankUnsafe(host=self.host)


class _Answered(request.BaseHandler):
    """Every status but success is a fault; nothing is followed elsewhere."""

    def http_error_default(self, asked: Any, answer: Any, code: int, words: str, head: Any) -> None:
        answer.close()
        raise error.HTTPError(asked.full_url, code, words, head, None)


def _near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _code(said: dict[str, Any]) -> str:
    return str(said.get("errorCode", said.get("ErrorCode", _DONE)))


def _int(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return -1


def _instant(value: object) -> datetime:
    """The bank's instant in milliseconds; now, where it gives none."""
    millis = _int(value)
    if millis < 0:
        return datetime.now(UTC).replace(microsecond=0)
    return datetime.fromtimestamp(millis // 1000, UTC)
