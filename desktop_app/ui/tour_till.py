"""The tour's afternoon: several means, a visit for two contracts, and the till counted, closed and opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.ui.tour import _Tour

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def afternoon(tour: _Tour, taken: tuple[str, ...]) -> None:
    """Money, then the till; `taken` are contracts that the morning has used."""
    owing = tour.ask(lambda counter: debtors(counter, taken))
    if owing:
        _several_means(tour, owing[0])
    if len(owing) > 2:
        _visit(tour, owing[1], owing[2])
    _day(tour)
    _close(tour)
    _closings(tour)
    _open_again(tour)


def debtors(counter: Counter, but: tuple[str, ...], wanted: int = 3) -> tuple[str, ...]:
    """A few contracts that owe something usual, the smallest sums first."""
    from desktop_app.services import find

    hits = {
        hit.contract: hit for word in ("be", "ma", "le", "sa") for hit in find.find(counter, word)
    }
    owing = sorted((h for h in hits.values() if h.asked > 0), key=lambda hit: hit.asked)
    return tuple(h.contract for h in owing if h.contract not in but)[:wanted]


def _several_means(tour: _Tour, contract: str) -> None:
    """Half by cheque, the rest in cash."""
    page = tour.go(contract)
    tour.key(Key.Key_F9)
    panel = page.panel
    panel.form.several.click()
    tour.settle()
    tour.key(Key.Key_Down)
    _fill(tour, panel.reference, "0012345")
    _fill(tour, panel.bank, "BNA")
    _fill(tour, panel.given, str((panel.quote.amount // 200) or 1))
    tour.shoot("payment-cheque-part")
    tour.key(Key.Key_Return)
    tour.shoot("payment-rest-in-cash")
    tour.key(Key.Key_Return)
    tour.shoot("payment-mixed")
    tour._leave()


def _visit(tour: _Tour, first: str, second: str) -> None:
    """Two contracts, one total, one receipt each."""
    page = tour.go(first)
    tour.key(Key.Key_F9)
    page.panel.another.click()
    tour.settle()
    tour.type(second)
    tour.key(Key.Key_Return)
    panel = tour.window.dossier().panel
    if panel.message.state() == "warn":  # more cash than the law allows
        tour.key(Key.Key_Down)
    tour.shoot("visit")
    tour.key(Key.Key_Return)
    tour.shoot("visit-paid")
    tour._leave()


def _day(tour: _Tour) -> None:
    """The till during the day: receipts, one of them looked at, cash moved, money kept for its owner."""
    tour.key(Key.Key_F9, SHIFT)
    tour.shoot("till")
    page = tour.window.page
    tour.key(Key.Key_F3)
    tour.key(Key.Key_Return)
    if page.panel is not None:
        tour.shoot("till-receipt")
        tour.key(Key.Key_Escape)
    page.open_gesture("move")
    tour.settle()
    tour.type("100")
    _fill(tour, page.panel.fields["reason"], tour.window.texts.say("Change from the bank"))
    tour.shoot("till-cash-in")
    tour.key(Key.Key_Return, CTRL)
    page.open_gesture("unowned")
    tour.settle()
    tour.type("250")
    tour.shoot("till-without-owner")
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("till-without-owner-receipt")
    tour.key(Key.Key_Escape)


def _close(tour: _Tour) -> None:
    """A blind count a little short, made twice, explained; its report and the deposit slip."""
    page = tour.window.page
    short = tour.ask(_drawer) - 2000
    tour.key(Key.Key_Return, CTRL)
    _count(tour, page.panel.coins, short)
    tour.shoot("till-count")
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("till-second-count")
    _count(tour, page.panel.coins, short)
    tour.key(Key.Key_Return, CTRL)
    panel = page.panel
    panel.fields["supervisor"].setText("karim" if panel.supervisor_field.isVisible() else "")
    _fill(tour, panel.fields["reason"], tour.window.texts.say("A slip in giving change"))
    tour.shoot("till-difference")
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("till-report")
    report = page.panel.report
    if report is not None:
        tour.papers.append(("z", report.number))
    tour.key(Key.Key_P, CTRL)
    tour.shoot("till-report-preview")
    tour.key(Key.Key_Escape)
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("till-deposit-preview")
    paper = getattr(page.panel, "paper", None)
    if paper is not None:
        tour.papers.append((paper.kind, paper.number))
    tour.key(Key.Key_Escape)
    tour.key(Key.Key_Escape)
    tour.shoot("till-closed")


def _closings(tour: _Tour) -> None:
    """The days that wait are closed, and the paper of the last one shown."""
    page = tour.window.page
    tour.key(Key.Key_F9, CTRL | SHIFT)
    tour.shoot("closings")
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("closings-day")
    row = page.panel.list.table.current()
    if row is not None:
        tour.papers.append(("closing", row.number))
    tour.key(Key.Key_Escape)


def _open_again(tour: _Tour) -> None:
    """F9 opens the till on a counted float."""
    page = tour.window.page
    tour.key(Key.Key_F9)
    carried = page.now.carried if page.now is not None else 0
    _count(tour, page.panel.coins, carried or 0)
    tour.shoot("till-opening")
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("till-open")


def _drawer(counter: Counter) -> int:
    """What the drawer holds: the hands of the tour count well."""
    from desktop_app.services.drawer import cash_in, shift_of

    with counter.book.read() as connection:
        return cash_in(connection, shift_of(connection, counter.till))


def _count(tour: _Tour, coins: Any, cents: int) -> None:
    """Type a sum as notes and coins, the greatest first."""
    rest = cents
    coins.begin()
    for value in coins.denominations:
        number, rest = divmod(rest, value.value)
        if number or not cents:
            tour.type(str(number))
        tour.key(Key.Key_Return)
    coins.begin()


def _fill(tour: _Tour, edit: Any, text: str) -> None:
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    edit.selectAll()
    tour.type(text)
