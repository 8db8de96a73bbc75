"""Home: what waits today at this till, and the two lists it leads to: meters to read, debtors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso, name
from desktop_app.ui import look, questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.frame import SIDE_WIDTH
from desktop_app.ui.screens.draft_strip import DraftStrip
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.page import Page
from desktop_app.ui.tables import Column
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.labels import Label, caption, title

if TYPE_CHECKING:
    from desktop_app.services.home import Debtor, Home, Sector, ToRead


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier opened today."""

    contract: str
    who: str
    at: str


class SectorBars(QWidget):
    """What each sector owes: a word, a bar and an amount a line, so that nothing hangs on the colour."""

    LINE = 46

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.texts = texts
        self._lines: tuple[tuple[str, str, int], ...] = ()
        self.setObjectName("sectors")
        self.setAccessibleName(texts.say("Receivables by sector"))

    def load(self, sectors: Sequence[Sector], texts: Texts, currency: str) -> None:
        self._lines = tuple(
            (
                texts.say(s.sector, context="sector"),
                f"{texts.money(s.owed, currency)} · "
                + texts.count("{n} customer", "{n} customers", s.customers),
                max(s.owed, 0),
            )
            for s in sectors
        )
        self.setAccessibleDescription(", ".join(f"{a}: {b}" for a, b, _ in self._lines))
        self.setMinimumHeight(self.LINE * max(1, len(self._lines)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self.LINE * max(1, len(self._lines)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = max((v for _, _, v in self._lines), default=0) or 1
        rtl = look.rtl(self)
        near = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        far = Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight
        fixed = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        for number, (word, amount, value) in enumerate(self._lines):
            y = number * self.LINE
            line = QRect(0, y, self.width(), 24)
            painter.setPen(t.color("text"))
            painter.setFont(look.font("body"))
            painter.drawText(line, int(near | fixed), word)
            painter.setFont(look.font("caption"))
            painter.setPen(t.color("text2"))
            painter.drawText(line, int(far | fixed), amount)
            groove = QRectF(0, y + 26, self.width(), 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.color("sunken" if t.name != "contrast" else "surface"))
            painter.drawRoundedRect(groove, 4, 4)
            bar = QRectF(groove)
            bar.setWidth(max(4.0, groove.width() * value / top) if value else 0.0)
            if rtl:
                bar.moveRight(groove.right())
            painter.setBrush(t.color("chart1"))
            painter.drawRoundedRect(bar, 4, 4)
        painter.end()


def to_read_columns(texts: Texts, *, wide: bool) -> tuple[Column, ...]:
    say = texts.say
    columns = [
        Column(
            "name",
            say("Subscriber"),
            "text",
            0 if not wide else 260,
            show=lambda r: texts.own_name(r.name, r.name_alt),
        ),
        Column("address", say("Address"), "text", 0, show=lambda r: name(r.address)),
        Column("meter", say("Meter"), "text", 120, show=lambda r: iso(r.meter)),
        Column("last_on", say("Last reading"), "date", 110),
        Column(
            "estimates",
            say("Estimates"),
            "number",
            90,
            show=lambda r: texts.number(r.estimates) if r.estimates else "",
            token=lambda r: "warn" if r.estimates > 1 else "",
        ),
    ]
    if not wide:
        del columns[2]
    return tuple(columns)


def debtor_columns(texts: Texts, *, wide: bool) -> tuple[Column, ...]:
    say = texts.say
    columns = [
        Column(
            "name",
            say("Subscriber"),
            "text",
            0,
            show=lambda r: texts.own_name(r.name, r.name_alt),
        ),
        Column("contract", say("Contract"), "text", 110, show=lambda r: iso(r.contract)),
        Column("invoices", say("Unpaid"), "number", 80),
        Column("oldest_due", say("Oldest due"), "date", 110),
        Column("owed", say("Owed"), "amount", 130, token=lambda r: "danger"),
    ]
    if not wide:
        del columns[1]
    return tuple(columns)


class HomePage(Page):
    """The first page; the focus stays in the omnibox, every row opens its dossier."""

    place = "home"

    def __init__(self, desk: Desk, texts: Texts, opened_today: dict[str, tuple[str, str]]) -> None:
        super().__init__(desk, texts)
        self._today = opened_today
        say = texts.say
        self.setObjectName("home")
        self.setAccessibleName(say("Home"))
        self.heading = title(say("Today"))
        self.line = caption(say("The book is being opened…"))
        self.line.setObjectName("home-line")
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addSpacing(look.ROOM)
        head.addWidget(self.line)
        head.addStretch(1)
        self.drafts = DraftStrip(texts)
        self.drafts.taken_up.connect(lambda contract, kind: self.opened.emit(contract, kind, ""))

        self.recent = Listing(
            say("Opened today"),
            (
                Column("who", say("Subscriber"), "text", 0, show=lambda r: name(r.who)),
                Column("at", say("Time"), "text", 70, show=lambda r: iso(r.at)),
            ),
            texts,
            "opened-today",
            empty=say(
                "No dossier opened yet today. Type a name, a contract or a phone above (F2)."
            ),
        )
        self.till = Card(say("My till"), margin=12)
        self.till.setObjectName("till-card")
        self.cash = BigAmount(say("Receipts"), name="till-cash")
        self.till_facts = Facts()
        self.till.add(self.cash)
        self.till.add(self.till_facts)
        self.till.body.addStretch(1)
        self.sector_card = Card(say("Receivables by sector"), margin=12)
        self.sectors = SectorBars(texts)
        self.sector_card.add(self.sectors)
        self.sector_card.body.addStretch(1)
        self.to_read = Listing(
            say("Readings to take"),
            to_read_columns(texts, wide=False),
            texts,
            "to-read",
            empty=say("Every meter has its reading."),
        )
        self.debtors = Listing(
            say("Debtors"),
            debtor_columns(texts, wide=False),
            texts,
            "debtors",
            empty=say("Nobody owes anything past its due date."),
        )
        for listing in (self.recent, self.to_read, self.debtors):
            listing.table.opened.connect(self._open)
        inner = QWidget()
        self.grid = QGridLayout()
        self.grid.setSpacing(look.ROOM)
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        column.setSpacing(look.ROOM)
        column.addLayout(head)
        column.addWidget(self.drafts)
        column.addLayout(self.grid, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._columns = 0
        self._arrange(3)
        self.show_opened()

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        upper = (self.till, self.recent, self.sector_card)
        lower = (self.to_read, self.debtors)
        if columns == 3:
            for place, card in enumerate(upper):
                self.grid.addWidget(card, 0, place * 2, 1, 2)
            for place, card in enumerate(lower):
                self.grid.addWidget(card, 1, place * 3, 1, 3)
            self.grid.setRowStretch(0, 2)
            self.grid.setRowStretch(1, 3)
        else:
            order = (self.till, self.sector_card, self.recent, self.to_read, self.debtors)
            for place, card in enumerate(order):
                if place < 2:
                    self.grid.addWidget(card, 0, place * 3, 1, 3)
                else:
                    self.grid.addWidget(card, place - 1, 0, 1, 6)
            self.grid.setRowStretch(0, 0)
            for row in (1, 2, 3):
                self.grid.setRowStretch(row, 1)
        for place in range(6):
            self.grid.setColumnStretch(place, 1)
        for listing in (self.recent, self.to_read, self.debtors):
            listing.setMinimumHeight(190)
        self.till.setMinimumHeight(190)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(3 if self.width() >= SIDE_WIDTH - 60 else 2)

    def hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("help", ""),
            ("find", ""),
            ("payment", ""),
            ("reading", ""),
            ("refresh", ""),
            ("zone", ""),
        )

    def subject(self) -> str:
        for listing in (self.recent, self.to_read, self.debtors):
            if listing.table.hasFocus() and (row := listing.table.current()) is not None:
                return row.contract
        return ""

    def act(self, name: str) -> bool:
        if name in ("next", "previous"):
            return walk((self.to_read, self.debtors, self.recent), name)
        return False

    def begin(self) -> None:
        for listing in (self.recent, self.to_read, self.debtors):
            if (start := listing.start) is not None:
                start.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def refresh(self) -> None:
        self.desk.ask(questions.home(), self.load, latest="home")

    @Slot(object)
    def load(self, home: Home) -> None:
        """Show what waits."""
        self.stale = False
        texts, say = self.texts, self.texts.say
        day = f"{texts.weekday(home.today)} {texts.long_date(home.today)}"
        self.heading.setText(day[:1].upper() + day[1:])
        self.line.setText(
            f"{name(home.agency)} · "
            + texts.count("{n} subscriber", "{n} subscribers", home.subscribers)
        )
        self._load_till(home)
        self.sectors.load(home.sectors, texts, self.desk.currency)
        self.to_read.load(home.to_read, count=_count(texts, len(home.to_read)))
        self.debtors.load(home.debtors, count=_count(texts, len(home.debtors)))
        self.show_opened()
        self.drafts.load(home.drafts)
        self.line.setToolTip("")
        if home.rejected:
            self.line.setText(
                f"{self.line.text()} · "
                + texts.count("{n} rejected debit", "{n} rejected debits", home.rejected)
            )
        self.setAccessibleDescription(say("Home") + " " + self.heading.text())

    def say_closed(self, why: str) -> None:
        """The book could not be opened."""
        self.line.setText(why)

    def show_opened(self) -> None:
        """The dossiers opened today, the last one first."""
        rows = [Opened(c, who, at) for c, (who, at) in reversed(self._today.items())]
        self.recent.load(rows)

    def _load_till(self, home: Home) -> None:
        texts, say, till = self.texts, self.texts.say, home.till
        money = lambda cents: texts.money(cents, self.desk.currency)  # noqa: E731
        self.till_facts.clear()
        if not till.open:
            self.cash.set(say("Till closed"), note=say("Open the till before taking money."))
            return
        self.cash.set(texts.number(till.receipts), title=say("Receipts"))
        since = till.since
        if "T" in since:
            since = f"{datetime.fromisoformat(since).astimezone():%d/%m/%Y %H:%M}"
        self.till_facts.add(say("Open since"), f"{iso(since)} · {name(till.agent)}")
        self.till_facts.add(say("Float"), money(till.float))
        self.till_facts.add(say("Other means"), money(till.other))
        self.till_facts.add(say("Cash"), say("counted at closing"))

    @Slot(object)
    def _open(self, row: Opened | ToRead | Debtor) -> None:
        self.opened.emit(row.contract, "", "")


def _count(texts: Texts, rows: int) -> str:
    return texts.number(rows) if rows else ""


def walk(listings: Sequence[Listing], name: str) -> bool:
    """F3 and Shift+F3: the next row of the list in hand, or the first list that has one."""
    held = next((x for x in listings if x.table.hasFocus()), None)
    if held is None:
        held = next((x for x in listings if x.start is not None), None)
        if held is None:
            return False
        held.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    row = held.table.currentIndex().row() + (1 if name == "next" else -1)
    held.table.go(max(0, min(row, held.table.rows_model.rowCount() - 1)))
    return True


class _ListPage(Page):
    """One long list that fills the page."""

    list: Listing

    def __init__(self, desk: Desk, texts: Texts, heading: str, line: str) -> None:
        super().__init__(desk, texts)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        self.column.setSpacing(look.GAP)
        self.column.addWidget(title(heading))
        self.line = Label(line, token="text2", wrap=True)
        self.column.addWidget(self.line)
        self.setAccessibleName(heading)

    def refresh(self) -> None:
        self.desk.ask(questions.home(), self.load, latest=self.objectName())

    def subject(self) -> str:
        row = self.list.table.current()
        return row.contract if row is not None else ""

    def begin(self) -> None:
        (self.list.start or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self, home: Home) -> None:
        """Show the list; the keys go to it when the page was waiting with them."""
        self.stale = False
        if self.hasFocus():
            self.begin()


class DebtorsPage(_ListPage):
    """Who owes what: the sectors above, the largest debtors below."""

    place = "debtors"

    def __init__(self, desk: Desk, texts: Texts) -> None:
        say = texts.say
        super().__init__(
            desk,
            texts,
            say("Debtors"),
            say("Enter opens the dossier: F9 takes a payment there, F8 spreads what is owed."),
        )
        self.setObjectName("debtors-page")
        card = Card(say("Receivables by sector"), margin=12)
        self.sectors = SectorBars(texts)
        card.add(self.sectors)
        self.column.addWidget(card)
        self.list = Listing(
            say("Largest debtors"),
            debtor_columns(texts, wide=True),
            texts,
            "debtors-list",
            empty=say("Nobody owes anything past its due date."),
        )
        self.column.addWidget(self.list, 1)
        self.list.table.opened.connect(lambda row: self.opened.emit(row.contract, "", ""))

    def hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("help", ""),
            ("find", ""),
            ("next", ""),
            ("payment", ""),
            ("refresh", ""),
            ("back", ""),
        )

    def act(self, name: str) -> bool:
        row = self.list.table.current()
        if name == "primary" and row is not None:
            self.opened.emit(row.contract, "payment", "")
            return True
        return name in ("next", "previous") and walk((self.list,), name)

    def load(self, home: Home) -> None:
        self.sectors.load(home.sectors, self.texts, self.desk.currency)
        self.list.load(home.debtors)
        super().load(home)
