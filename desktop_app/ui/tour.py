"""The tour: a morning at the counter in the real window, with real keys; its pictures and papers are kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.shell import Shell
from desktop_app.ui.tour_office import office
from desktop_app.ui.tour_till import afternoon

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.ui.screens.dossier import DossierPage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True, slots=True)
class Subjects:
    """Contracts of the book for which each step of the morning means something ("": there is none)."""

    search: str
    """What is typed to find the first one."""
    reading: str
    payment: str
    arrangement: str
    monthly: str


def run_tour(
    out: Path,
    *,
    open_counter: Callable[[], Counter],
    language: str = "fr",
    theme: str = "light",
    size: tuple[int, int] = (1366, 768),
) -> list[Path]:
    """Drive the window through a morning; the numbered pictures and the PDFs, in the order they were made.

    It works on the book it is given: a reading, an invoice, a payment and an arrangement are really recorded.
    """
    if not QApplication.instance():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    tour = _Tour(app, out, open_counter, language, theme)
    try:
        tour.open(size)
        tour.morning()
    finally:
        tour.shell.close()
    return tour.made


def choose(counter: Counter, language: str = "fr") -> Subjects:
    """Subjects for the morning: a meter to read, two who owe something usual, one who can adopt monthly debit.

    In Arabic the search is typed in Arabic script, where the book knows the name so."""
    from desktop_app.services import find, home

    waiting = home.home(counter)
    first_names = [d.name.split()[0] for d in (*waiting.debtors, *waiting.to_read)]
    words = dict.fromkeys([*(n[:4].lower() for n in first_names), "be", "ma", "le"])
    hits = list(dict.fromkeys(hit for word in words for hit in find.find(counter, word)))
    owing = sorted((h for h in hits if h.asked > 0), key=lambda h: h.asked)
    usual = owing[len(owing) // 4 :] + owing[: len(owing) // 4]
    paying = usual[0] if usual else None
    shown = (paying.name_alt if language == "ar" else "") or paying.name if paying else "be"
    search = shown.split()[0][:4].lower()
    return Subjects(
        search=search,
        reading=waiting.to_read[0].contract if waiting.to_read else "",
        payment=paying.contract if paying else "",
        arrangement=_spreadable(
            counter, [h.contract for h in owing[len(owing) * 2 // 3 :] + owing[::-1] if h != paying]
        ),
        monthly=_adoptable(counter, [h.contract for h in hits]),
    )


def _spreadable(counter: Counter, contracts: list[str]) -> str:
    """Somebody to whom an agent may grant an arrangement alone; else anybody who has an offer."""
    from desktop_app.domain.refusals import Refusal
    from desktop_app.services import arrangements

    found = ""
    for contract in contracts:
        try:
            offers = arrangements.offers(counter, contract)
        except Refusal:
            offers = ()
        if len(offers) > 2 and not offers[0].approval:
            return contract
        found = found or (contract if offers else "")
    return found


def _adoptable(counter: Counter, contracts: list[str]) -> str:
    """Somebody whom nothing keeps from monthly debit; else somebody who only lacks a mandate."""
    from desktop_app.services import monthly

    if counter.rules.monthly is None:
        return ""
    ranked: dict[int, str] = {}
    for contract in contracts:
        obstacles = set(monthly.propose(counter, contract).obstacles)
        hopeless = {"no-history", "already-running"} & obstacles
        ranked.setdefault(9 if hopeless else len(obstacles), contract)
    return ranked.get(0) or ranked.get(1) or ""


def press_letter(widget: QWidget, letter: str) -> None:
    """One letter of any script, as a keyboard of its country sends it."""
    if letter.isascii():
        QTest.keyClicks(widget, letter)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, NONE, letter))


class _Tour:
    """The hands at the keyboard, and the camera."""

    def __init__(
        self,
        app: QApplication,
        out: Path,
        open_counter: Callable[[], Counter],
        language: str,
        theme: str,
    ) -> None:
        self.app, self.out = app, out
        self.shell = Shell(app, open_counter, language=language, theme=theme)
        self.errors: list[Exception] = []
        self.shell.desk.failed.connect(self.errors.append)
        self.shell.desk.refused.connect(self.errors.append)
        self.made: list[Path] = []
        self.papers: list[tuple[str, str]] = []

    @property
    def window(self) -> Any:
        return self.shell.window

    def open(self, size: tuple[int, int]) -> None:
        """Show the window and wait until the book is open."""
        self.shell.start(size=size)
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        loop = QEventLoop()
        self.shell.desk.opened.connect(loop.quit)
        self.shell.desk.refused.connect(loop.quit)
        if not self.shell.desk.is_open:
            loop.exec()
        if self.errors:
            raise self.errors[0]
        self.settle()

    def settle(self) -> None:
        """Wait until the desk has answered everything and the window has drawn it."""
        desk = self.shell.desk
        for _ in range(2):
            self.app.processEvents()
            if not desk.idle:
                loop = QEventLoop()
                desk.busy.connect(loop.quit)
                loop.exec()
                desk.busy.disconnect(loop.quit)
            self.app.processEvents()

    def key(self, key: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self._calm()
        QTest.keyClick(self.window.windowHandle(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        for letter in text:
            press_letter(self.window.focusWidget() or self.window, letter)
        self.settle()

    def shoot(self, name: str) -> None:
        """Keep a picture, numbered in the order of the morning."""
        self.settle()
        path = self.out / f"{len([p for p in self.made if p.suffix == '.png']) + 1:02d}-{name}.png"
        self.window.grab().save(str(path))
        self.made.append(path)

    def ask(self, work: Callable[[Counter], Any]) -> Any:
        """An answer of the book, waited for."""
        answers: list[Any] = []
        errors: list[Exception] = []
        self.shell.desk.ask(work, answers.append, errors.append)
        self.settle()
        if errors:
            raise errors[0]
        return answers[0]

    def go(self, contract: str) -> DossierPage:
        """Open a dossier as an agent does: F2, the number, Enter."""
        self.key(Key.Key_F2)
        self.type(contract)
        self.key(Key.Key_Return)
        self.settle()
        return self.window.dossier()

    # --- the morning ------------------------------------------------

    def morning(self) -> None:
        """Everything an agent does before noon, each step where the book has somebody for it."""
        subjects = self.ask(lambda counter: choose(counter, self.shell.language))
        self.shoot("home")
        self._search(subjects)
        if subjects.reading:
            self._reading(subjects.reading)
            self._invoice()
        if subjects.payment:
            self._payment(subjects.payment)
        if subjects.monthly:
            self._monthly(subjects.monthly)
        if subjects.arrangement:
            self._arrangement(subjects.arrangement)
        self._documents()
        if subjects.reading:
            office(self, subjects.reading)
        afternoon(self, (subjects.payment, subjects.arrangement, subjects.reading))
        self.key(Key.Key_F1)
        self.shoot("keys")
        self.key(Key.Key_Escape)
        self._write_papers()

    def _search(self, subjects: Subjects) -> None:
        self.key(Key.Key_F2)
        for letter in subjects.search:
            self.type(letter)
        self.shoot("search")
        self.key(Key.Key_Escape)
        self.key(Key.Key_Escape)

    def _reading(self, contract: str) -> None:
        page = self.go(contract)
        self.shoot("dossier")
        meters = [m for m in page.fact.meters if m.removed_on is None]
        for place in range(len(meters)):
            self.key(Key.Key_F4)
            panel = page.panel
            expected = panel.expected
            if expected is None:
                self.key(Key.Key_Escape)
                continue
            if place == 0:
                self.shoot("reading")
                far = expected.last_index + 6 * max(expected.mean, 10)
                self.type(str(far % 10**expected.digits))
                self.key(Key.Key_Return)
                self.shoot("reading-warning")
                self.key(Key.Key_Escape)
                panel.index.selectAll()
            usual = (expected.last_index + max(expected.mean, 1)) % 10**expected.digits
            self.type(str(usual))
            self.key(Key.Key_Return)
        self.shoot("reading-taken")

    def _invoice(self) -> None:
        window = self.window
        self.key(Key.Key_I, CTRL)
        self._bill_to_today()
        self.shoot("invoice-simulation")
        before = self._numbers()
        self.key(Key.Key_Return, CTRL)
        self.shoot("invoice-issued")
        for number in self._numbers() - before:
            self.papers.append(("invoice", number))
        if window.dossier().panel is not None:
            self.key(Key.Key_P, CTRL)
            self.shoot("invoice-preview")
        self._leave()

    def _bill_to_today(self) -> None:
        """Bill up to the reading just taken: "t" in the date field is today."""
        panel = self.window.dossier().panel
        panel.to.setFocus(Qt.FocusReason.TabFocusReason)
        self.type("t")
        self.settle()

    def _numbers(self) -> set[str]:
        fact = self.window.dossier().fact
        return {i.number for i in fact.invoices} if fact else set()

    def _payment(self, contract: str) -> None:
        self.go(contract)
        self.shoot("dossier-debtor")
        self.key(Key.Key_F9)
        self.shoot("payment")
        page = self.window.dossier()
        before = {p.number for p in page.fact.payments}
        self.key(Key.Key_Return)
        self.shoot("payment-taken")
        for number in {p.number for p in page.fact.payments} - before:
            self.papers.append(("receipt", number))
        self.key(Key.Key_P, CTRL)
        self.shoot("receipt-preview")
        self._leave()

    def _calm(self) -> None:
        """After money has moved the keys rest a second; an agent does too."""
        from desktop_app.ui.widgets.guard import guard_of

        guard = guard_of(self.app)
        if guard.armed:
            loop = QEventLoop()
            guard.calm.connect(loop.quit)
            loop.exec()

    def _monthly(self, contract: str) -> None:
        self.go(contract)
        self.key(Key.Key_F7)
        self.shoot("monthly")
        panel = self.window.dossier().panel
        basis = panel.proposal.plan.basis if panel.proposal else 0
        if basis:
            panel.cost.selectAll()
            self.type(str(basis * 13 // 1000))
            self.shoot("monthly-dearer-year")
        if panel.adopt.isEnabled():
            self.key(Key.Key_Return, CTRL)
            fact = self.window.dossier().fact
            self.shoot("monthly-letter")
            if fact.schedule is not None:
                self.papers.append(("schedule", fact.schedule.number))
        self._leave()

    def _arrangement(self, contract: str) -> None:
        page = self.go(contract)
        self.key(Key.Key_F8)
        self.shoot("arrangement-debts")
        self.key(Key.Key_Return)
        panel = page.panel
        if panel.offer is not None and panel.offer.approval:
            panel.supervisor.setText(self.shell.desk.agent)
        self.shoot("arrangement-offers")
        self.key(Key.Key_Return, CTRL)
        self.shoot("arrangement-granted")
        if panel.granted is not None:
            self.papers.append(("arrangement", panel.granted.number))
            self.key(Key.Key_P, CTRL)
            self.shoot("arrangement-preview")
        self._leave()

    def _documents(self) -> None:
        if self.window.dossier() is None:
            return
        self.key(Key.Key_F12)
        self.shoot("documents")
        self._leave()

    def _leave(self) -> None:
        """Esc until the tabs of the dossier are back."""
        for _ in range(4):
            page = self.window.dossier()
            if page is None or page.panel is None:
                return
            self.key(Key.Key_Escape)

    def _write_papers(self) -> None:
        """The papers of the morning as PDF, the receipt on A5 and on the 80 mm roll."""
        for kind, number in self.papers:
            shapes = (False, True) if kind == "receipt" else (False,)
            for narrow in shapes:
                path = self.out / f"{kind}-{number}{'-80mm' if narrow else ''}.pdf"
                self.ask(_print(kind, number, path, narrow=narrow))
                self.made.append(path)


def _print(kind: str, number: str, path: Path, *, narrow: bool) -> Callable[[Counter], object]:
    def work(counter: Counter) -> object:
        from desktop_app.services import printing

        return printing.print_document(counter, kind, number, out=path, narrow=narrow)

    return work
