"""The round: the meters of a route in walking order, digits and Enter for each; what is odd waits and F3 finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_app.domain.refusals import BadNews
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import grading, keys, look, round_questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.tables import Column
from desktop_app.ui.widgets.buttons import ghost
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.index import IndexEdit
from desktop_app.ui.widgets.labels import Label, caption, title

if TYPE_CHECKING:
    from desktop_app.services.readings import ReadingTaken
    from desktop_app.services.rounds import Round, Stop

CONFIRM = "reading-needs-confirmation"
_KINDS = {"": "real", "E": "estimated", "F": "final", "R": "real"}
_AGAIN = ("check", "refused")


@dataclass(slots=True)
class Line:
    """One stop and how far it is: "" | done | sent | taken | missed | check | refused."""

    stop: Stop
    status: str = ""
    typed: str = ""
    verdict: str = ""
    token: str = ""
    sentence: str = ""
    operation: str = ""

    @property
    def address(self) -> str:
        return self.stop.address

    @property
    def contract(self) -> str:
        return self.stop.contract


class RoutePage(Page):
    """A route on a day. Each figure is recorded as it is entered; an odd one is kept back until entered twice."""

    place = "to-read"

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__(desk, texts)
        self.setObjectName("to-read-page")
        self.setAccessibleName(texts.say("Readings to take"))
        self.round: Round | None = None
        self.lines: list[Line] = []
        self._own = False
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        say = self.texts.say
        self.heading = title(say("Readings to take"))
        self.chip = Chip("", "neutral")
        self.chip.setObjectName("route-done")
        self.chip.hide()
        self.again = Chip("", "warn")
        self.again.setObjectName("route-again")
        self.again.hide()
        self.back_route = ghost(say("Previous route"), icon="chevron-up")
        self.back_route.setObjectName("route-previous")
        self.next_route = ghost(say("Next route"), icon="chevron-down")
        self.next_route.setObjectName("route-next")
        self.back_route.clicked.connect(lambda: self._turn(-1))
        self.next_route.clicked.connect(lambda: self._turn(1))
        head = QHBoxLayout()
        head.setSpacing(look.ROOM)
        head.addWidget(self.heading)
        head.addWidget(self.chip)
        head.addWidget(self.again)
        head.addStretch(1)
        self.file = ghost(keys.title("import", self.texts), key=keycap(self.texts, "import"))
        self.file.setObjectName("do-import")
        self.file.setToolTip(keys.tip("import", self.texts))
        self.file.clicked.connect(self._import)
        head.addWidget(self.file)
        head.addWidget(self.back_route)
        head.addWidget(self.next_route)
        self.list = Listing(
            "", self._columns(), self.texts, "route", empty=say("No meter on this route.")
        )
        self.list.table.setAccessibleName(say("Readings to take"))
        self.list.table.moved.connect(self._moved)
        self.list.table.opened.connect(lambda row: self._focus())
        column = QVBoxLayout(self)
        column.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        column.setSpacing(look.GAP)
        column.addLayout(head)
        column.addWidget(self._build_entry())
        column.addWidget(self.list, 1)

    def _build_entry(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card("", margin=12)
        self.who = Label("", use="section", bold=True, wrap=True)
        self.who.setObjectName("route-who")
        self.band = caption("", wrap=True)
        self.band.setObjectName("route-band")
        self.index = IndexEdit(texts, use="change", route=True)
        self.index.setObjectName("route-index")
        self.index.changed.connect(self._judge)
        self.index.entered.connect(self.send)
        self.index.installEventFilter(self)
        self.index_field = Field(say("Index"), self.index, lines=1)
        self.verdict = Chip("", "neutral")
        self.verdict.setObjectName("route-verdict")
        self.verdict.hide()
        self.message = Hint(lines=2)
        self.message.setObjectName("route-message")
        left = QVBoxLayout()
        left.addWidget(self.who)
        left.addWidget(self.band)
        left.addWidget(self.message)
        left.addWidget(
            caption(
                say(
                    "Digits and Enter: the next meter. Letters E, I, R, F after the figure. "
                    "F3: the next one to look at again."
                ),
                wrap=True,
            )
        )
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.index_field)
        right.addWidget(self.verdict)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(look.WIDE)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        card.body.addLayout(row)
        return card

    def _columns(self) -> tuple[Column, ...]:
        say = self.texts.say
        return (
            Column("address", say("Address"), "text", 0, show=lambda r: name(r.stop.address)),
            Column(
                "name",
                say("Subscriber"),
                "text",
                190,
                show=lambda r: self.texts.own_name(r.stop.name, r.stop.name_alt),
            ),
            Column("meter", say("Meter"), "text", 120, show=lambda r: iso(r.stop.meter)),
            Column("usual", say("Usual"), "number", 120, show=self._usual),
            Column("typed", say("Typed"), "number", 90, show=lambda r: iso(r.typed)),
            Column(
                "verdict",
                say("Verdict"),
                "text",
                230,
                show=lambda r: r.verdict,
                token=lambda r: r.token,
            ),
        )

    def _usual(self, line: Line) -> str:
        if line.status == "done" or grading.unknown(line.stop.expected):
            return ""
        low, high = grading.band(line.stop.expected)
        return iso(f"{self.texts.number(low)}–{self.texts.number(high)}")

    # --- the round ------------------------------------------------

    def refresh(self) -> None:
        if self._own:
            self._own = False
            return
        route = self.round.route if self.round is not None else ""
        self.desk.ask(round_questions.walk(route), self.load, latest="route")

    def load(self, found: Round) -> None:
        """Show a route; the first meter that waits is the current one."""
        kept = {line.stop.meter: line for line in self.lines if line.status in _AGAIN}
        say = self.texts.say
        self.stale = False
        self.round = found
        self.lines = [
            kept[s.meter]
            if s.meter in kept and not s.done
            else Line(s, "done", "", say("read already", context="stop"), "text2")
            if s.done
            else Line(s)
            for s in found.stops
        ]
        self.heading.setText(say("Round of {route}", route=iso(found.route)))
        several = len(found.routes) > 1
        self.back_route.setVisible(several)
        self.next_route.setVisible(several)
        self._show_lines()
        start = next((n for n, line in enumerate(self.lines) if not line.status), 0)
        if self.lines:
            self.list.table.go(start)
        self._moved(self.line())
        if self.hasFocus():
            self.begin()

    def _show_lines(self) -> None:
        self.list.load(self.lines)
        done = sum(line.status in ("done", "taken", "missed") for line in self.lines)
        texts = self.texts
        self.chip.set(
            texts.say(
                "{done} of {all} read",
                done=texts.number(done),
                all=texts.number(len(self.lines)),
            )
        )
        self.chip.setVisible(bool(self.lines))
        again = sum(line.status in _AGAIN for line in self.lines)
        self.again.setVisible(bool(again))
        self.again.set(texts.count("{n} to look at again", "{n} to look at again", again), "warn")

    def line(self) -> Line | None:
        """The stop in hand."""
        row = self.list.table.currentIndex().row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    @Slot()
    def _import(self) -> None:
        act = getattr(self.window(), "act", None)
        if act is not None:
            act("import")

    def _turn(self, step: int) -> None:
        if self.round is None or not self.round.routes:
            return
        codes = [r.code for r in self.round.routes]
        at = codes.index(self.round.route) if self.round.route in codes else 0
        wanted = codes[(at + step) % len(codes)]
        self.lines = []
        self.desk.ask(round_questions.walk(wanted), self.load, latest="route")
        self._focus()

    # --- one stop ------------------------------------------------

    @Slot(object)
    def _moved(self, _row: object) -> None:
        line = self.line()
        texts, say = self.texts, self.texts.say
        self.index.setEnabled(line is not None)
        self.index.setText(line.typed if line is not None and line.status in _AGAIN else "")
        self.message.say("", "")
        if line is None:
            self.who.setText("")
            self.band.setText("")
            return
        stop, expected = line.stop, line.stop.expected
        self.who.setText(
            f"{name(stop.address)}  ·  {self.texts.own_name(stop.name, stop.name_alt)}  ·  {iso(stop.meter)}"
        )
        last = say(
            "{date}, {how}",
            date=texts.date(expected.last_on),
            how=say(expected.last_kind, context="reading kind"),
        )
        words = [f"{say('Last index')} {texts.number(expected.last_index)} ({last})"]
        if not grading.unknown(expected):
            words.append(
                say(
                    "Expected: {low} to {high}",
                    low=texts.number(expected.low),
                    high=texts.number(expected.high),
                )
            )
        if expected.prolonged:
            words.append(
                texts.count("{n} estimate in a row", "{n} estimates in a row", expected.estimates)
            )
        self.band.setText("  ·  ".join(words))
        if line.sentence:
            self.message.say("danger" if line.status == "refused" else "warn", line.sentence)
        self.index.selectAll()
        self._judge()

    @Slot()
    def _judge(self) -> None:
        line, suffix = self.line(), self.index.suffix()
        index = self.index.index()
        if line is None or (index is None and suffix != "E"):
            self.verdict.hide()
            self.index.say("", "")
            return
        _, state, word = grading.grade(self.texts, line.stop.expected, index, suffix)
        self.verdict.set(word, state)
        self.verdict.show()
        self.index.say(state if state in ("warn", "danger") else "", "")

    @Slot()
    def send(self) -> None:
        """Record what is typed and go on to the next stop; nothing typed only goes on."""
        line, suffix = self.line(), self.index.suffix()
        if line is None or self.round is None:
            return
        if suffix == "+":
            self.told.emit(self.texts.say("A meter change is entered on the dossier."), "info")
            self.opened.emit(line.contract, "reading", "")
            return
        stop, on, typed = line.stop, self.round.on, self.index.text().strip()
        index = grading.figure(stop.expected, self.index.index(), suffix)
        if suffix == "I":
            line.status = "sent"
            self.desk.do(
                round_questions.missed(stop.contract, stop.meter, on),
                lambda _: self._settle(
                    line, "missed", self.texts.say("inaccessible", context="stop"), "text2"
                ),
                lambda error: self._refused(line, error),
            )
        elif index is not None and line.status != "sent":
            again = line.status == "check" and line.typed == typed
            if not again:
                line.operation = str(uuid4())
            line.status, line.typed = "sent", typed
            work = round_questions.take(
                stop.contract,
                stop.meter,
                index,
                on,
                kind=_KINDS[suffix],
                confirmed=again or suffix == "R",
                operation=line.operation,
            )
            self.desk.do(
                work,
                lambda taken: self._taken(line, taken),
                lambda error: self._refused(line, error),
            )
        self._go_on()

    def _taken(self, line: Line, taken: ReadingTaken) -> None:
        volume = self.texts.quantity(taken.volume, line.stop.expected.unit)
        said = f"{self.texts.say('recorded', context='stop')}  {volume}"
        self._settle(line, "taken", said, "warn" if taken.letter else "ok")

    def _settle(self, line: Line, status: str, verdict: str, token: str) -> None:
        self._own = True
        line.status, line.verdict, line.token, line.sentence = status, verdict, token, ""
        self._show_lines()

    def _refused(self, line: Line, error: Exception) -> None:
        if not isinstance(error, BadNews):
            line.status = ""
            self.desk.failed.emit(error)
            return
        line.sentence = self.texts.bad_news(error)
        if error.code == CONFIRM:
            line.status, line.token = "check", "warn"
            line.verdict = self.texts.say("look again, Enter keeps it", context="stop")
        else:
            line.status, line.token = "refused", "danger"
            line.verdict = self.texts.say("refused: see why", context="stop")
        self._show_lines()
        if line is self.line():
            self._moved(line)

    def _go_on(self) -> None:
        row = self.list.table.currentIndex().row()
        ahead = range(row + 1, len(self.lines))
        following = next((n for n in ahead if not self.lines[n].status), None)
        if following is None:
            following = next((n for n, one in enumerate(self.lines) if not one.status), None)
        if following is None:
            self._find(1)
            if not any(one.status in _AGAIN for one in self.lines):
                self.told.emit(self.texts.say("The round is done."), "ok")
        else:
            self.list.table.go(following)
        self._focus()

    def _find(self, step: int) -> bool:
        """The next stop to look at again, round the list."""
        row, many = self.list.table.currentIndex().row(), len(self.lines)
        for n in range(1, many + 1):
            at = (row + step * n) % many
            if self.lines[at].status in _AGAIN:
                self.list.table.go(at)
                self._moved(self.lines[at])
                return True
        return False

    # --- keys ------------------------------------------------

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("help", ""), ("find", ""), ("next", ""), ("payment", ""), ("back", ""))

    def act(self, name: str) -> bool:
        if name in ("next", "previous"):
            if not self._find(1 if name == "next" else -1):
                self.told.emit(self.texts.say("Nothing is left to look at again."), "info")
            self._focus()
            return True
        if name == "primary":
            self.send()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the list and page keys turn the routes while the field keeps the focus."""
        if watched is self.index and isinstance(event, QKeyEvent):
            if event.type() != QEvent.Type.KeyPress or event.modifiers():
                return False
            row = self.list.table.currentIndex().row()
            match event.key():
                case Qt.Key.Key_Down if row + 1 < len(self.lines):
                    self.list.table.go(row + 1)
                case Qt.Key.Key_Up if row > 0:
                    self.list.table.go(row - 1)
                case Qt.Key.Key_PageDown:
                    self._turn(1)
                case Qt.Key.Key_PageUp:
                    self._turn(-1)
                case _:
                    return False
            return True
        return super().eventFilter(watched, event)

    def subject(self) -> str:
        line = self.line()
        return line.contract if line is not None else ""

    def leave(self) -> None:
        self._own = False

    def begin(self) -> None:
        self._focus()

    def _focus(self) -> None:
        (self.index if self.lines else self).setFocus(Qt.FocusReason.OtherFocusReason)
