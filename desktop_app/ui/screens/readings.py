"""Entering a reading (F4): what is expected is shown first, what is typed is judged at once, Enter records it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.refusals import Refusal
from desktop_app.texts import Texts, iso
from desktop_app.texts import estimates as wording
from desktop_app.ui import grading, look
from desktop_app.ui.screens import exchange
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Chip, Choice
from desktop_app.ui.widgets.dates import DateEdit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.gauge import BandGauge
from desktop_app.ui.widgets.index import IndexEdit
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.dossier import MeterRow
    from desktop_app.services.meters import MeterExchanged
    from desktop_app.services.readings import Expected, ReadingTaken, TakeReading
    from desktop_app.ui.desk import Desk

CONFIRM = "reading-needs-confirmation"
_KINDS = {"": "real", "E": "estimated", "F": "final", "R": "real"}


class ReadingPanel(Panel):
    """One reading of one meter. `taken` tells the stored reading; then the panel closes by itself."""

    taken = Signal(object)

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("reading")
        self.expected: Expected | None = None
        self._meter: str | None = None
        self._sent = False
        self._confirming = False
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        say, texts = self.texts.say, self.texts
        self.setAccessibleName(say("Enter a reading"))
        card = Card(say("Enter a reading"))
        self._meters = QVBoxLayout()
        self._choice: Choice | None = None
        card.body.addLayout(self._meters)
        self.on = DateEdit(texts, self.desk.today)
        self.on.setObjectName("reading-on")
        self.on.changed.connect(self._date_changed)
        self.on.entered.connect(self.begin)
        self.on.textChanged.connect(self.edited)
        self.on_field = Field(say("Read on"), self.on)
        self.told = Choice(
            [
                ("real", say("Read by us"), "gauge"),
                ("self", say("Told by the subscriber"), "user"),
            ],
            name="reading-told",
        )
        self.told.setAccessibleName(say("Who read it"))
        self.told.set_value("real")
        self.index = IndexEdit(texts, use="change", route=True)
        self.index.setObjectName("reading-index")
        self.index.changed.connect(self._judge)
        self.index.textChanged.connect(self.edited)
        self.index.entered.connect(self.send)
        self.index_field = Field(say("Index"), self.index, lines=2)
        self.band = Label("", use="section", bold=True, wrap=True)
        self.band.setObjectName("reading-band")
        self.usual = caption("", wrap=True)
        self.gauge = BandGauge(texts)
        self.verdict = Chip("", "neutral")
        self.verdict.setObjectName("reading-verdict")
        self.volume = BigAmount(say("Volume"), use="title", name="reading-volume")
        card.add(self.band)
        card.add(self.usual)
        card.add(self.gauge)
        card.add(self.index_field)
        self.exchange = exchange.ExchangeFields(texts)
        self.exchange.entered.connect(self.send)
        self.exchange.edited.connect(self.edited)
        self.exchange.hide()
        card.add(self.exchange)
        sums = QHBoxLayout()
        sums.addWidget(self.volume, 1)
        sums.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(sums)
        self.message = Hint(lines=1)
        self.message.setObjectName("reading-message")
        card.add(self.message)
        card.body.addStretch(1)
        card.body.addLayout(self._build_verbs())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(card, 5)
        row.addLayout(self._build_side(), 4)

    def _build_verbs(self) -> QHBoxLayout:
        say = self.texts.say
        self.cancel = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.cancel.setObjectName("reading-cancel")
        self.cancel.clicked.connect(self._cancelled)
        self.correct = secondary(say("Type it again"))
        self.correct.setObjectName("reading-correct")
        self.correct.clicked.connect(self._correct)
        self.save = primary(say("Record"), icon="check", key=say("Enter", context="key"))
        self.save.setObjectName("reading-save")
        self.save.clicked.connect(self._pressed)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(self.cancel)
        verbs.addStretch(1)
        verbs.addWidget(self.correct)
        verbs.addWidget(self.save)
        self.correct.hide()
        return verbs

    def _build_side(self) -> QVBoxLayout:
        say = self.texts.say
        facts = Card(say("The meter"))
        facts.add(self.on_field)
        facts.add(self.told)
        self.facts = Facts()
        facts.add(self.facts)
        letters = Card(say("Letters after the figure"))
        rows = Facts()
        for letter, meaning in (
            ("E", say("estimated, as proposed")),
            ("R", say("went over the top of the dial")),
            ("F", say("final reading")),
            ("+", say("the meter was changed")),
        ):
            rows.add(iso(letter), meaning)
        letters.add(rows)
        side = QVBoxLayout()
        side.setSpacing(look.WIDE)
        side.addWidget(facts)
        side.addWidget(letters)
        side.addStretch(1)
        return side

    # --- opening ------------------------------------------------

    def start(
        self, contract: str, meters: Sequence[MeterRow] = (), meter: str | None = None
    ) -> None:
        """Open for this contract; `meters` in service, to choose from when there are several."""
        self.open_for(contract)
        self.expected = None
        self._sent = False
        if self.desk.today is not None:
            self.on.today = self.desk.today
        in_service = [m for m in meters if m.removed_on is None]
        self._meter = meter or (in_service[0].serial if in_service else None)
        self._show_meters(in_service)
        self.on.set_day(self.desk.today)
        self.index.clear()
        self.told.set_value("real")
        self.exchange.clear()
        self._leave_confirming()
        self.message.say("", "")
        self._ask()
        self.begin()

    def _show_meters(self, meters: Sequence[MeterRow]) -> None:
        if self._choice is not None:
            self._choice.hide()
            self._choice.deleteLater()
            self._choice = None
        if len(meters) < 2:
            return
        icons = {"water": "droplet", "power": "bolt"}
        self._choice = Choice(
            [(m.serial, iso(m.serial), icons.get(m.service, "gauge")) for m in meters], name="meter"
        )
        self._choice.setAccessibleName(self.texts.say("Meter"))
        self._choice.set_value(self._meter)
        self._choice.chosen.connect(self._meter_chosen)
        self._meters.addWidget(self._choice)

    def begin(self) -> None:
        self.index.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> Mapping[str, Any]:
        day, text = self.on.day(), self.index.text().strip()
        moved = day is not None and day != self.desk.today
        if not text and not moved:
            return {}
        facts: dict[str, Any] = {"operation": self.operation, "meter": self._meter, "index": text}
        return facts | ({"on": day.isoformat()} if day is not None and moved else {})

    def restore(self, facts: Mapping[str, Any]) -> None:
        self.operation = str(facts["operation"])
        if self._choice is not None:
            self._choice.set_value(facts["meter"])
        if "on" in facts:
            self.on.set_day(date.fromisoformat(facts["on"]))
        self.index.setText(str(facts["index"]))
        self._ask()
        self.begin()
        self.index.selectAll()

    def _ask(self) -> None:
        contract, day, meter = self.contract, self.on.day(), self._meter
        if day is None:
            return

        def work(counter: Counter) -> Expected:
            from desktop_app.services import readings

            return readings.expected(counter, contract, on=day, meter=meter)

        self.desk.ask(work, self.load, self._not_expected, latest="reading-expected")

    @Slot(object)
    def load(self, expected: Expected) -> None:
        """Show what the dial should say, before anything is typed."""
        if expected.contract != self.contract:
            return
        self.expected = expected
        texts, say = self.texts, self.texts.say
        low, high = grading.band(expected)
        known = not grading.unknown(expected)
        self.gauge.setVisible(known)
        self.band.setText(
            say(
                "Expected: {low} to {high}",
                low=texts.number(expected.low),
                high=texts.number(expected.high),
            )
            if known
            else say("No usual consumption is known yet")
        )
        self.usual.setText(
            ""
            if not known
            else texts.count(
                "usually {volume} in {n} day",
                "usually {volume} in {n} days",
                expected.days,
                volume=texts.quantity(expected.mean, expected.unit),
            )
        )
        self.gauge.load(expected.last_index, low, high)
        self.facts.clear()
        self.facts.add(say("Meter"), iso(expected.meter), bold=True)
        self.facts.add(say("Last index"), texts.number(expected.last_index))
        self.facts.add(
            say("Read on", context="last"),
            texts.say(
                "{date}, {how}",
                date=texts.date(expected.last_on),
                how=say(expected.last_kind, context="reading kind"),
            ),
        )
        self.facts.add(say("Digits on the dial"), texts.number(expected.digits))
        self._load_estimates(expected)
        self.message.say("", "")
        self._judge()

    def _load_estimates(self, expected: Expected) -> None:
        """What is most likely, what would be billed unread, and how long nobody has read it."""
        texts, say = self.texts, self.texts.say
        likely, legal = expected.suggested, expected.legal
        if likely is not None:
            volume = texts.quantity(likely.volume, expected.unit)
            shown = self.facts.add(say("Most likely"), f"{volume}, {wording.band(texts, likely)}")
            shown.setToolTip(wording.explained(texts))
        if legal is not None:
            self.facts.add(
                say("Estimate, if it cannot be read"),
                say(
                    "{volume}, {method}",
                    volume=texts.quantity(legal.volume, expected.unit),
                    method=wording.method(texts, legal.method),
                ),
            )
        if expected.prolonged:
            self.facts.add(
                say("Never read since"),
                texts.count("{n} estimate in a row", "{n} estimates in a row", expected.estimates),
                token="warn",
            )

    def _not_expected(self, error: Exception) -> None:
        self.expected = None
        self.band.setText("")
        if isinstance(error, Refusal) and error.about == "on":
            self.on.say("danger", self.texts.bad_news(error))
        else:
            self.refuse(error)
        self._judge()

    # --- what is typed ------------------------------------------------

    @Slot(object)
    def _meter_chosen(self, meter: object) -> None:
        self._meter = str(meter)
        self.index.clear()
        self._ask()
        self.begin()

    @Slot()
    def _date_changed(self) -> None:
        self._leave_confirming()
        self._ask()

    @Slot()
    def _judge(self) -> None:
        """Say at once what this index would mean; recording judges it again by the full rule."""
        if self._confirming:
            self._leave_confirming()
        expected, index = self.expected, self._figure()
        self.exchange.setVisible(self.index.suffix() == exchange.SIGN)
        self.save.setEnabled(expected is not None and not self._sent and self._figure() is not None)
        if expected is None or index is None:
            self.volume.set("–", token="text2")
            self.verdict.set("", "neutral")
            self.verdict.hide()
            self.gauge.mark(None, "ok")
            return
        volume, state, word = grading.grade(
            self.texts, expected, self.index.index(), self.index.suffix()
        )
        self.volume.set(
            self.texts.quantity(volume, expected.unit),
            token={"ok": "text", "info": "text"}.get(state, state),
        )
        self.verdict.set(word, state)
        self.verdict.show()
        self.gauge.mark(max(volume, 0), "ok" if state == "info" else state)
        self.index.say("warn" if state == "warn" else "danger" if state == "danger" else "", "")

    def _figure(self) -> int | None:
        return grading.figure(self.expected, self.index.index(), self.index.suffix())

    # --- recording ------------------------------------------------

    @Slot()
    def _pressed(self) -> None:
        self._record(confirmed=self._confirming)

    @Slot()
    def send(self) -> None:
        """Record what is typed; a figure out of the ordinary asks to be confirmed first."""
        if self._confirming:
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._record(confirmed=False)

    def _record(self, *, confirmed: bool) -> None:
        figure, day = self._figure(), self.on.day()
        if self._sent or figure is None or day is None or self.expected is None:
            return
        changing = self.index.suffix() == exchange.SIGN
        if changing and (field := self.exchange.missing()) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._sent = True
        self.save.setEnabled(False)
        contract, operation, meter = self.contract, self.operation, self.expected.meter
        if changing:
            work = self.exchange.work(
                contract, meter, figure, day, confirmed=confirmed, operation=operation
            )
            self.desk.do(work, self._exchanged, self._not_taken)
            return
        kind = _KINDS.get(self.index.suffix(), "real")
        if kind == "real" and self.told.value() == "self":
            kind = "self"
        sure = confirmed or self.index.suffix() == "R"

        def work(counter: Counter) -> ReadingTaken:
            from desktop_app.services.readings import TakeReading, take_reading

            command: TakeReading = TakeReading(
                contract=contract,
                index=figure,
                on=day,
                meter=meter,
                kind=kind,
                confirmed=sure,
                operation=operation,
            )
            return take_reading(counter, command)

        self.desk.do(work, self._taken, self._not_taken)

    def _taken(self, reading: ReadingTaken) -> None:
        self._sent = False
        unit = self.expected.unit if self.expected is not None else ""
        self.tell(*grading.told(self.texts, reading, unit))
        self.taken.emit(reading)
        self.settled.emit()
        self.closed.emit()

    def _exchanged(self, made: MeterExchanged) -> None:
        self._sent = False
        self.tell(exchange.said(self.texts, made), "ok")
        self.settled.emit()
        self.closed.emit()

    def _not_taken(self, error: Exception) -> None:
        self._sent = False
        if isinstance(error, Refusal) and error.code == CONFIRM:
            self._ask_to_confirm(error)
            return
        if isinstance(error, Refusal) and self.exchange.refuse(error):
            pass
        elif isinstance(error, Refusal) and error.about == "index":
            self.index.refuse(error)
        elif isinstance(error, Refusal) and error.about == "on":
            self.on.refuse(error)
        else:
            self.refuse(error)
        self.save.setEnabled(self._figure() is not None)

    def _ask_to_confirm(self, news: Refusal) -> None:
        say = self.texts.say
        self._confirming = True
        self.message.say("warn", self.texts.bad_news(news))
        self.save.setText(say("Keep {index}", index=self.texts.number(self._figure() or 0)))
        self.save.key = keycap(self.texts, "primary")
        self.save.setEnabled(True)
        self.save.updateGeometry()
        self.correct.show()
        self.correct.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hints_changed.emit()

    def _leave_confirming(self) -> None:
        self._confirming = False
        self.correct.hide()
        self.message.say("", "")
        self.save.setText(self.texts.say("Record"))
        self.save.key = self.texts.say("Enter", context="key")
        self.save.updateGeometry()

    @Slot()
    def _correct(self) -> None:
        self._leave_confirming()
        self.begin()
        self.index.selectAll()
        self._judge()
        self.hints_changed.emit()

    @Slot()
    def _cancelled(self) -> None:
        if not self.back():
            self.closed.emit()

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name == "primary":
            self._record(confirmed=self._confirming)
            return True
        return False

    def back(self) -> bool:
        if self._confirming:
            self._correct()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self._confirming:
            return (("primary", say("Keep the figure")), ("back", say("Type it again")))
        return (("primary", say("Record")), ("back", say("Back")))
