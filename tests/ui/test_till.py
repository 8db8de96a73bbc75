"""The till on a real small book, keys and buttons only: open, count blind, close, move, reverse, keep, attribute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit

from desktop_app.domain.payment import TenderKind
from desktop_app.services import cards, checking, payments, reversals, shifts
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.till import TillPage
from desktop_app.ui.screens.till_moves import HAND_OVER, OUT, SEND
from desktop_app.ui.widgets.guard import guard_of

from .counters_small import EACH, counter, desk

FLOAT = 10_000
"""Of the shift that the small book has open; cents."""


@dataclass
class Bench:
    """The page, the counter behind it, and the only contract."""

    page: TillPage
    at: Counter
    number: str

    @property
    def panel(self):
        return self.page.panel

    def pay(self, amount: int = EACH, tender: TenderKind = TenderKind.CASH, n: int = 1):
        made = payments.take_payment(
            self.at, TakePayment(self.number, amount, tender, operation=f"p{n}")
        )
        self.page.refresh()
        return made

    def open(self, gesture: str):
        self.page.open_gesture(gesture)
        return self.page.panel

    def primary(self) -> None:
        """Ctrl+Enter, once the keys have come to rest."""
        calm()
        assert self.page.act("primary")

    def count(self, cents: int) -> None:
        """Fill the grid with these cents, in the smallest number of pieces."""
        rest = cents
        coins = self.panel.coins
        for value, edit in zip(coins.denominations, coins.edits, strict=True):
            number, rest = divmod(rest, value.value)
            edit.setText(str(number) if number else "")
        assert rest == 0
        if cents == 0:
            coins.edits[0].setText("0")

    def now(self):
        return shifts.now(self.at)


def calm() -> None:
    app = QApplication.instance()
    assert app is not None
    guard = guard_of(app)
    guard._timer.stop()
    if guard.armed:
        guard._rest()


@contextmanager
def till_page(qtbot, place) -> Iterator[TillPage]:
    """The page of the till on screen, following what this desk writes; it goes with the desk."""
    page = TillPage(place, place.texts)
    qtbot.addWidget(page)
    page.resize(1270, 680)
    page.show()
    qtbot.waitExposed(page)
    place.changed.connect(page.refresh)
    page.refresh()
    yield page
    calm()
    page._drop()
    page.hide()
    place.close()


@pytest.fixture
def bench(tmp_path, qtbot, qapp) -> Iterator[Bench]:
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    with till_page(qtbot, desk(at)) as page:
        yield Bench(page, at, number)


def words(page) -> str:
    QApplication.processEvents()
    return " | ".join(bare(w.text()) for w in page.findChildren(QLabel) if w.isVisible())


def close_exactly(bench: Bench) -> None:
    bench.open("close")
    expected = FLOAT if not bench.now().receipts else None
    bench.count(expected if expected is not None else drawer(bench))
    bench.primary()


def drawer(bench: Bench) -> int:
    """What is in the drawer, worked out from the receipts: the screen does not tell."""
    total = FLOAT
    for row in shifts.payments_of(bench.at):
        if row.tender == "cash":
            total += row.amount + row.stamp
    return total + sum(m.amount for m in bench.now().movements)


def test_the_day_shows_receipts_and_never_what_the_drawer_holds(bench):
    first = bench.pay(EACH)
    bench.pay(EACH, TenderKind.CARD, n=2)
    model = bench.page.payments.table.rows_model
    assert [r.number for r in model.rows()][-1] == first.number
    assert model.rowCount() == 2
    texts = bench.page.texts
    told = words(bench.page)
    assert bare(texts.money(drawer(bench), "DZD")) not in told
    assert bare(texts.money(FLOAT, "DZD")) in told
    assert bench.page.open_button.isHidden()
    assert not bench.page.close_button.isHidden()


def test_a_count_that_agrees_closes_at_once(bench):
    bench.pay()
    bench.open("close")
    told = words(bench.panel)
    assert bare(bench.page.texts.money(drawer(bench), "DZD")) not in told
    bench.count(drawer(bench))
    bench.primary()
    assert bench.now().shift is None
    assert bench.panel.objectName() == "till-report"
    report = bench.panel.report
    assert report.difference == 0
    assert report.number in bare(words(bench.panel))
    assert checking.verify(bench.at).holds


def test_a_count_that_differs_is_made_again_then_explained_and_signed(bench):
    bench.pay()
    right = drawer(bench)
    bench.open("close")
    wrong = right - 400_000 if right > 400_000 else right + 400_000
    bench.count(wrong)
    bench.primary()
    panel = bench.panel
    assert bench.now().shift is not None
    assert panel.coins.is_empty()
    assert panel.attempt.isVisible()
    assert not panel.reason_field.isVisible()
    assert bare(bench.page.texts.money(right, "DZD")) not in words(panel)
    bench.count(wrong)
    bench.primary()
    assert bare(bench.page.texts.money(right, "DZD")) in words(panel)
    assert panel.reason_field.isVisible()
    assert panel.supervisor_field.isVisible()
    bench.primary()
    assert panel.fields["reason"].state == "danger"
    panel.fields["reason"].setText("erreur de rendu")
    bench.primary()
    assert panel.fields["supervisor"].state == "danger"
    panel.fields["supervisor"].setText(bench.at.agent)
    bench.primary()
    assert bench.now().shift is not None
    panel.fields["supervisor"].setText("karim")
    bench.primary()
    assert bench.now().shift is None
    assert bench.panel.report.difference == wrong - right
    assert bench.panel.report.supervisor == "karim"


def test_nothing_counted_closes_nothing(bench):
    bench.open("close")
    bench.primary()
    assert bench.now().shift is not None
    assert bench.panel.message.state() == "danger"
    bench.panel.coins.edits[0].setText("-1")
    bench.primary()
    assert bench.now().counts == 0


def test_the_till_opens_on_a_counted_float_and_a_difference_wants_its_reason(bench):
    close_exactly(bench)
    bench.page.close_panel()
    assert not bench.page.open_button.isHidden()
    asked = []
    bench.page.opened.connect(lambda *a: asked.append(a))
    bench.page.open_gesture("open", resume=bench.number)
    panel = bench.panel
    bench.primary()
    assert panel.message.state() == "danger"
    bench.count(FLOAT)
    assert not panel.reason_field.isVisible()
    bench.count(FLOAT + 5_000)
    assert panel.reason_field.isVisible()
    assert not panel.sum.isEnabled()
    panel.fields["reason"].setText("monnaie apportée")
    bench.primary()
    shift = bench.now().shift
    assert (shift.float, shift.carried, shift.difference) == (FLOAT + 5_000, FLOAT, 5_000)
    assert asked == [(bench.number, "payment", "")]
    assert bench.panel is None


def test_the_float_may_be_typed_as_one_sum(bench):
    close_exactly(bench)
    bench.open("open").sum.setText("100")
    bench.primary()
    assert bench.now().shift.float == FLOAT


def test_cash_out_wants_a_reason_and_is_in_the_drawer_s_account(bench):
    panel = bench.open("move")
    panel.kind.set_value(OUT)
    bench.primary()
    assert panel.amount.state == "danger"
    panel.amount.setText("20")
    bench.primary()
    assert panel.fields["reason"].state == "danger"
    panel.fields["reason"].setText("timbres")
    bench.primary()
    assert bench.panel is None
    (move,) = bench.now().movements
    assert (move.kind, move.amount, move.reason) == ("paid_out", -2_000, "timbres")


def test_sent_cash_keeps_the_till_open_until_it_is_answered(bench):
    panel = bench.open("send")
    assert panel.kind.value() == SEND
    panel.amount.setText("50")
    panel.fields["to"].setText("karim")
    bench.primary()
    (strip,) = bench.page._strips
    assert "karim" in bare(strip.label.text())
    bench.open("close")
    assert bench.panel._hanging
    assert bench.panel.override_field.isVisible()
    bench.count(FLOAT - 5_000)
    bench.primary()
    assert bench.now().shift is not None
    assert bench.panel.message.state() == "danger"
    bench.page.close_panel()
    strip.button.click()
    panel = bench.panel
    assert not panel.main.isEnabled()
    panel.back_button.click()
    assert panel.fields["reason"].state == "danger"
    panel.fields["reason"].setText("personne")
    calm()
    panel.back_button.click()
    assert bench.now().transfers == ()
    assert bench.page._strips == []


def test_the_whole_drawer_is_handed_over_and_counted_by_the_next_agent(bench):
    from dataclasses import replace

    panel = bench.open("hand-over")
    assert panel.kind.value() == HAND_OVER
    bench.primary()
    (transfer,) = bench.now().transfers
    other = replace(bench.at, agent="B02")
    place = desk(other)
    page = TillPage(place, place.texts)
    page.refresh()
    page._strips[0].button.click()
    assert page.panel.main.isEnabled()
    there = Bench(page, other, bench.number)
    there.count(FLOAT)
    there.primary()
    shift = shifts.now(other).shift
    assert (shift.agent, shift.float) == ("B02", FLOAT)
    assert shifts.now(other).transfers == ()
    assert transfer.amount is None
    page.deleteLater()


def test_a_receipt_of_the_day_is_cancelled_by_its_twin_with_a_second_person(bench):
    first = bench.pay()
    table = bench.page.payments.table
    table.go(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    panel = bench.panel
    assert first.number in bare(words(panel))
    bench.primary()
    assert panel.message.state() == "danger" or panel.fields["reason"].state == "danger"
    panel.fields["reason"].setText("mauvais contrat")
    panel.fields["second"].setText(bench.at.agent)
    bench.primary()
    assert panel.fields["second"].state == "danger"
    panel.fields["second"].setText("karim")
    bench.primary()
    assert bench.panel is None
    twin, same = bench.page.payments.table.rows_model.rows()
    assert (twin.reverses, twin.amount) == (first.number, -EACH)
    assert same.reversed
    bench.page._open_receipt(same)
    assert not bench.panel.main.isVisible()
    assert bench.panel.why.text()


def test_a_receipt_is_shown_for_printing_again_and_left_by_steps(bench):
    bench.pay()
    bench.page.payments.table.go(0)
    bench.page._open_receipt(bench.page.payments.table.current())
    assert bench.page.act("print")
    assert bench.panel.objectName() == "preview"
    assert bench.panel.pdf.startswith(b"%PDF")
    assert bench.page.back()
    assert bench.panel.objectName() == "till-receipt"
    assert bench.page.back()
    assert bench.panel is None
    assert not bench.page.back()


def test_money_without_an_owner_is_kept_then_given(bench):
    panel = bench.open("unowned")
    panel.amount.setText("500")
    panel.reason.set_value("duplicate")
    panel.fields["payer"].setText("un monsieur")
    bench.primary()
    (item,) = reversals.suspense(bench.at)
    assert (item.reason, item.left, item.payer) == ("duplicate", 50_000, "un monsieur")
    panel = bench.open("unowned")
    assert panel.items.table.current().number == item.number
    panel.fields["contract"].setText("99999999")
    calm()
    panel._attribute()
    assert panel.fields["contract"].state == "danger"
    panel.fields["contract"].setText(bench.number)
    calm()
    panel._attribute()
    assert reversals.suspense(bench.at) == ()
    assert checking.verify(bench.at).holds


def test_a_card_without_an_answer_is_answered_and_keeps_no_card_number(bench):
    cards.ask(bench.at, cards.AskCard(bench.number, EACH, "k1"))
    bench.page.refresh()
    bench.page._strips[0].button.click()
    panel = bench.panel
    panel.fields["last4"].setText("4111111111111111")
    bench.primary()
    assert panel.fields["last4"].text() == ""
    assert panel.fields["last4"].state == "danger"
    panel.fields["last4"].setText("1234")
    panel.fields["authorisation"].setText("A77")
    bench.primary()
    assert bench.panel is None
    assert cards.pending(bench.at) == ()
    (row,) = shifts.payments_of(bench.at)
    assert row.tender == "card"


def test_a_card_that_was_refused_leaves_nothing(bench):
    cards.ask(bench.at, cards.AskCard(bench.number, EACH, "k1"))
    bench.page.refresh()
    bench.page._strips[0].button.click()
    bench.panel.no.click()
    assert cards.pending(bench.at) == ()
    assert shifts.payments_of(bench.at) == ()


def test_the_report_leads_to_its_paper_and_to_the_deposit_slip(bench):
    bench.pay()
    close_exactly(bench)
    assert bench.page.act("print")
    assert bench.panel.pdf.startswith(b"%PDF")
    bench.page.back()
    bench.panel.left.setText("100")
    bench.primary()
    assert bench.panel.objectName() == "preview"
    assert bench.panel.paper.kind == "deposit"
    assert bench.now().to_deposit == ()


def test_held_enter_closes_once_and_does_nothing_else(bench):
    bench.open("close")
    bench.count(FLOAT)
    for _ in range(20):
        bench.page.act("primary")
    assert bench.now().shift is None
    assert bench.now().last_report.endswith("000001")


@pytest.mark.parametrize("gesture", ["close", "move", "unowned", "report", "hand-over"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_gesture_fits_and_everything_has_a_name(tmp_path, qtbot, qapp, gesture, language):
    look.apply(qapp, "light", language)
    at, _ = counter(tmp_path / "b")
    place = desk(at, language)
    page = TillPage(place, place.texts)
    qtbot.addWidget(page)
    page.resize(1366 - 92, 768 - 54 - 30 - 40)
    page.show()
    qtbot.waitExposed(page)
    page.refresh()
    page.open_gesture(gesture)
    page.grab()
    area = page.stack.currentWidget()
    assert area.verticalScrollBar().maximum() == 0
    assert page.panel.minimumSizeHint().width() <= area.viewport().width()
    for kind in (QAbstractButton, QLineEdit):
        for widget in page.findChildren(kind):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or text, widget.objectName()
    place.close()
    look.apply(qapp, "light", "fr")
