"""The bank's page in a real browser: paid, refused and mirrored, with no card number on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from desktop_app.domain.epay import OrderState
from desktop_app.exchange.gateway import Gateway
from desktop_app.exchange.sandbox import Sandbox
from desktop_app.exchange.sandbox_page import CARDS
from desktop_app.texts import bare, texts_in

from . import chromium

AMOUNT = 144167

pytestmark = pytest.mark.skipif(
    chromium.found() is None, reason="no Chromium on this machine (package chromium)"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Browser]:
    with chromium.Browser(tmp_path_factory.mktemp("profile")) as made:
        made.phone()
        yield made


@pytest.fixture
def bank() -> Iterator[Sandbox]:
    with Sandbox(port=0, shop={"fr": "Eau d'Oran", "ar": "مياه وهران"}) as made:
        yield made


def opened(bank: Sandbox, number: str, language: str = "fr") -> tuple[Gateway, str, str]:
    gateway = Gateway(bank.access, "DZD")
    answer = gateway.register(number, AMOUNT, language=language, contract="12345678")
    return gateway, answer.transaction, answer.page


def give(browser: chromium.Browser, case: str) -> None:
    """Type a trial card as a customer would, accept the terms, pay."""
    card = next(c for c in CARDS if c.case == case)
    browser.type("#card", card.number)
    browser.type("#until", "01/30")
    browser.type("#cvv", "123")
    browser.click("#agree")
    browser.leads(lambda: browser.click("#go"))


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_customer_pays(browser: chromium.Browser, bank: Sandbox, language: str) -> None:
    gateway, transaction, page = opened(bank, "PAGE000001", language)
    browser.asked.clear()
    browser.go(page)
    texts = texts_in(language)
    wanted = bare(texts.money(AMOUNT, "DZD"))
    assert wanted in browser.run("document.querySelector('.sum b').textContent").translate(
        {0x2067: None, 0x2066: None, 0x2069: None}
    )
    way = browser.run("getComputedStyle(document.body).direction")
    assert way == ("rtl" if language == "ar" else "ltr")
    assert browser.run("document.fonts.ready.then(() => document.fonts.check('16px Plex'))")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "no sideways scroll"
    give(browser, "paid-postal")
    shown = browser.run("document.querySelector('#paid').textContent")
    proof = gateway.status("PAGE000001", transaction, AMOUNT).proof
    assert proof is not None
    for field in (proof.order, transaction, proof.authorisation, "GMT+1", "Edahabia", wanted):
        assert field in shown, field
    assert proof.message in shown
    sent = " ".join(r["url"] + r.get("postData", "") for r in browser.asked)
    assert "paid-postal" in sent
    assert not re.search(r"6280|\b123\b|01%2F30", sent), "no card number leaves the page"
    assert all(r["url"].startswith(bank.url) for r in browser.asked), "nobody else is asked"
    assert browser.picture().startswith(b"\x89PNG")


def test_a_card_that_is_not_on_trial_stays_on_the_page(
    browser: chromium.Browser, bank: Sandbox
) -> None:
    gateway, transaction, page = opened(bank, "PAGE000002")
    browser.go(page)
    browser.type("#card", "4111111111111111")
    browser.type("#until", "01/30")
    browser.type("#cvv", "999")
    browser.click("#agree")
    browser.asked.clear()
    browser.click("#go")
    assert "cartes indiquées" in browser.run("document.querySelector('#fault').textContent")
    assert browser.run("document.activeElement.id") == "card"
    assert not browser.asked
    assert gateway.status("PAGE000002", transaction, AMOUNT).state is OrderState.WAITING


def test_a_tap_on_a_trial_card_fills_the_form(browser: chromium.Browser, bank: Sandbox) -> None:
    _, _, page = opened(bank, "PAGE000003")
    browser.go(page)
    browser.click("[data-case=refused]")
    assert browser.run("document.querySelector('#card').value") == "6280 5810 0000 0031"
    browser.click("#agree")
    browser.leads(lambda: browser.click("#go"))
    shown = browser.run("document.body.textContent")
    for words in (
        "3020",
        "Votre paiement a été refusé",
        "تم رفض دفعكم",
        "Your payment was refused",
    ):
        assert words in shown


def test_the_terms_must_be_accepted(browser: chromium.Browser, bank: Sandbox) -> None:
    gateway, transaction, page = opened(bank, "PAGE000004")
    browser.go(page)
    browser.click("[data-case=paid]")
    browser.click("#go")
    assert browser.run("document.querySelector('#agree').matches(':invalid')")
    assert gateway.status("PAGE000004", transaction, AMOUNT).state is OrderState.WAITING


def test_a_paid_page_cannot_be_paid_again(browser: chromium.Browser, bank: Sandbox) -> None:
    _, transaction, page = opened(bank, "PAGE000005")
    bank.pay(transaction, "paid")
    browser.go(page)
    assert browser.run("document.querySelector('form') === null")
    browser.leads(lambda: browser.click("nav a[lang=ar]"))
    assert browser.run("document.documentElement.lang") == "ar"
    assert browser.run("document.querySelector('#paid') !== null")


def test_an_unknown_order_has_no_page(browser: chromium.Browser, bank: Sandbox) -> None:
    browser.go(f"{bank.url}/payment/page_fr.html?mdOrder=%3Cscript%3E")
    assert "Aucun paiement" in browser.run("document.body.textContent")
