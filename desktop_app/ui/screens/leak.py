"""The leak file of a dossier: what was found, the steps so far, and the one next step, done with its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_app.domain.leak import CAUSES, CHANNELS, LeakState
from desktop_app.domain.refusals import DateUnreadable
from desktop_app.domain.refusals_till import ReasonNeeded
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import leak_questions, look
from desktop_app.ui.leak_questions import Found
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.tables import Column, make_table
from desktop_app.ui.widgets.buttons import Button, ghost, primary, secondary
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chips import Chip, Choice
from desktop_app.ui.widgets.dates import DateEdit
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.domain.leak import LeakFile
    from desktop_app.services.leak_capping import Capped
    from desktop_app.ui.desk import Desk

_TONES = {
    LeakState.DETECTED: "danger",
    LeakState.NOTIFIED: "warn",
    LeakState.CERTIFICATE: "info",
    LeakState.METER_CHECK: "info",
    LeakState.CHECKED: "info",
    LeakState.CAPPED: "ok",
    LeakState.REJECTED: "neutral",
}


class LeakPanel(Panel):
    """One file at a time: the newest of the contract, or the one that could be opened."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("leak")
        self.setAccessibleName(texts.say("Leak file"))
        self.found = Found()
        self._next: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(self._build_file(), 6)
        row.addWidget(self._build_step(), 5)

    # --- building ------------------------------------------------

    def _build_file(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("Leak file"))
        self.card = card
        self.state = Chip("", "neutral")
        self.state.setObjectName("leak-state")
        card.actions.addWidget(self.state)
        self.facts = Facts()
        card.add(self.facts)
        self.steps = make_table(
            (
                Column("on", say("Date"), "date", 94),
                Column(
                    "state",
                    say("Step"),
                    "text",
                    190,
                    show=lambda r: say(r.state.value, context="leak state"),
                ),
                Column("agent", say("Agent"), "text", 90, show=lambda r: name(r.agent)),
                Column("facts", say("Details"), "text", 0, show=lambda r: _details(texts, r)),
            ),
            texts,
            "leak-steps",
            say("Steps of the file"),
        )
        card.add(self.steps, 1)
        return card

    def _build_step(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("Next step"))
        self.told = Label("", wrap=True)
        self.told.setObjectName("leak-told")
        self.channel = Choice(
            [(c, say(c, context="leak channel")) for c in CHANNELS], name="leak-channel", per_row=3
        )
        self.channel_field = Field(say("How the customer was told"), self.channel)
        self.repaired = DateEdit(texts, self.desk.today)
        self.repaired.setObjectName("leak-repaired")
        self.repaired_field = Field(say("Repaired on"), self.repaired)
        self.location = Edit(texts)
        self.location.setObjectName("leak-location")
        self.location_field = Field(say("Where the leak was"), self.location)
        self.plumber = Edit(texts)
        self.plumber.setObjectName("leak-plumber")
        self.plumber_field = Field(say("Plumber"), self.plumber)
        self.cause = Choice(
            [(c, say(c, context="leak cause")) for c in CAUSES], name="leak-cause", per_row=2
        )
        self.cause_field = Field(say("What leaked"), self.cause)
        self.approved = Edit(texts)
        self.approved.setObjectName("leak-approved")
        self.approved_field = Field(say("Late: accepted by"), self.approved)
        self.reason = Edit(texts)
        self.reason.setObjectName("leak-reason")
        self.reason_field = Field(say("Reason for rejecting"), self.reason)
        self.bill = Facts()
        self.message = Hint(lines=2)
        self.message.setObjectName("leak-message")
        self.fields: tuple[QWidget, ...] = (
            self.channel_field,
            self.repaired_field,
            self.location_field,
            self.plumber_field,
            self.cause_field,
            self.approved_field,
            self.bill,
            self.reason_field,
        )
        self.go = primary("", key=keycap(texts, "primary"), icon="check")
        self.go.setObjectName("leak-go")
        self.go.clicked.connect(self._go)
        self.letter = secondary(say("Letter"), icon="printer", key=keycap(texts, "print"))
        self.letter.setObjectName("leak-letter")
        self.letter.clicked.connect(self._see_letter)
        self.right = secondary(say("The meter is right"), icon="gauge")
        self.right.setObjectName("leak-right")
        self.right.clicked.connect(lambda: self._check("right"))
        self.meter = secondary(say("Meter check asked"), icon="gauge")
        self.meter.setObjectName("leak-meter")
        self.meter.clicked.connect(self._ask_meter)
        self.refusal = ghost(say("Reject the file"), icon="circle-x")
        self.refusal.setObjectName("leak-reject")
        self.refusal.clicked.connect(self._reject)
        self.cancel = ghost(say("Back"), key=keycap(texts, "back"))
        self.cancel.setObjectName("leak-cancel")
        self.cancel.clicked.connect(self.closed)
        card.add(self.told)
        pair = QHBoxLayout()
        pair.setSpacing(look.GAP)
        pair.addWidget(self.repaired_field)
        pair.addWidget(self.plumber_field, 1)
        card.body.addLayout(pair)
        for field in self.fields:
            if field not in (self.repaired_field, self.plumber_field):
                card.add(field)
        card.body.addStretch(1)
        card.add(self.message)
        card.add(self.go)
        verbs = QGridLayout()
        verbs.setSpacing(look.GAP)
        for n, button in enumerate((self.letter, self.meter, self.refusal, self.cancel)):
            verbs.addWidget(button, n // 2, n % 2)
        verbs.addWidget(self.right, 0, 1)
        card.body.addLayout(verbs)
        return card

    # --- opening ------------------------------------------------

    def start(self, contract: str) -> None:
        """Show where the leak of this contract stands."""
        self.open_for(contract)
        if self.desk.today is not None:
            self.repaired.today = self.desk.today
        self.message.say("", "")
        self._only()
        self._read()

    def begin(self) -> None:
        shown = [f for f in self.fields if f.isVisibleTo(self) and f is not self.bill]
        first: QWidget = shown[0] if shown and self.go.isEnabled() else self.go
        if not first.isEnabled():
            first = self.cancel
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        work = leak_questions.of_contract(self.contract)
        self.desk.ask(work, self.load, self.refuse, latest="leak")

    @Slot(object)
    def load(self, found: Found) -> None:
        """Show a file with its next step."""
        self.found = found
        self.operation = str(uuid4())
        file = found.file
        shown = found.case or (file.case if file else None)
        self._load_case(file if found.case is None else None, shown)
        self.steps.rows_model.set_rows(file.events if file and found.case is None else ())
        if file is None or file.closed:
            self._offer_opening()
        else:
            self._offer_step(file)
        self.begin()

    def _load_case(self, file: LeakFile | None, case: Any) -> None:
        texts, say = self.texts, self.texts.say
        state = file.state if file else None
        self.state.setVisible(state is not None)
        if state is not None:
            self.state.set(say(state.value, context="leak state"), _TONES[state])
        self.facts.clear()
        if case is None:
            return
        if case.number:
            self.facts.add(say("Number"), iso(case.number))
        self.facts.add(
            say("Period"),
            say("{start} to {end}", start=texts.date(case.start), end=texts.date(case.end)),
        )
        self.facts.add(say("Volume read"), texts.quantity(case.volume, case.unit), bold=True)
        mean = texts.quantity(case.mean.whole, case.unit)
        key = "Usual volume" if case.mean.source == "own" else "Comparable dwellings"
        self.facts.add(say(key), mean)
        self.facts.add(say("Limit"), texts.quantity(case.limit, case.unit))
        if case.invoice:
            self.facts.add(say("Invoice"), iso(case.invoice))
        if file is not None and file.deadline is not None:
            self.facts.add(say("Last day to answer"), texts.date(file.deadline), bold=True)
        if file is not None and file.answer_due is not None:
            self.facts.add(say("Answer due"), texts.date(file.answer_due), bold=True)

    # --- the one next step ------------------------------------------------

    def _only(self, *shown: QWidget) -> None:
        """Of all fields and verbs, show these; Back stays."""
        for widget in (*self.fields, self.go, self.right, self.meter, self.letter, self.refusal):
            widget.setVisible(widget in shown)

    def _propose(self, words: str, told: str, step: Callable[[], None] | None) -> None:
        self.go.setText(words)
        self.told.setText(told)
        self._next = step
        self.go.setEnabled(step is not None)

    def _offer_opening(self) -> None:
        say, case = self.texts.say, self.found.case
        if case is None:
            obstacle = self.found.obstacle
            self._propose("", self.texts.bad_news(obstacle) if obstacle else "", None)
            self._only(*((self.letter,) if self.found.file else ()))
            return
        self._propose(
            say("Open the leak file"),
            say(
                "The volume is more than twice the usual one: open a file, then tell the customer."
            ),
            lambda: self._do(leak_questions.open_file(self.contract, self.operation)),
        )
        self._only(self.go)

    def _offer_step(self, file: LeakFile) -> None:
        say = self.texts.say
        kept: list[QWidget] = [self.go, self.letter, self.refusal]
        late = file.deadline is not None and (self.desk.today or file.deadline) > file.deadline
        match file.state:
            case LeakState.DETECTED:
                told = say(
                    "Print the letter and hand it over with the invoice at the latest; then note how it was done."
                )
                self._propose(say("The customer was told"), told, self._notify)
                kept.append(self.channel_field)
            case LeakState.METER_CHECK:
                told = say("The meter is being checked; the customer waits for the answer.")
                self._propose(say("The meter is faulty"), told, lambda: self._check("faulty"))
                kept.append(self.right)
            case _ if self.found.capped is not None and not self.found.not_informed:
                self._offer_capped(self.found.capped)
                kept.append(self.bill)
            case _ if any(e.state is LeakState.CERTIFICATE for e in file.events):
                refusal = self.found.uncapped
                self._propose(
                    say("Cap the bill"), self.texts.bad_news(refusal) if refusal else "", None
                )
            case _:
                told = say("The certificate must say where the leak was and when it was repaired.")
                self._propose(say("Receive the certificate"), told, self._certificate)
                kept += [
                    self.repaired_field,
                    self.location_field,
                    self.plumber_field,
                    self.cause_field,
                    self.meter,
                ]
                if late:
                    kept.append(self.approved_field)
        self._only(*kept)

    def _offer_capped(self, capped: Capped) -> None:
        say = self.texts.say
        self.bill.clear()
        self.bill.add(
            say("Invoice {number}", number=iso(capped.invoice)), self.money(capped.before)
        )
        self.bill.add(say("Capped bill"), self.money(capped.after), bold=True)
        self.bill.add(say("Given back"), self.money(capped.saved), bold=True)
        self._propose(
            say("Cap the bill"),
            say("A credit note takes the invoice back and a new one bills the capped volume."),
            lambda: self.desk.do(
                leak_questions.cap(capped.file.case.number, self.operation, not_informed=False),
                self._capped,
                self._not_done,
            ),
        )

    # --- gestures ------------------------------------------------

    def act(self, name: str) -> bool:
        if name == "primary":
            self._go()
            return True
        if name == "print":
            self._see_letter()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        return (("help", ""), ("primary", say("Next step")), ("print", say("Letter")), ("back", ""))

    @property
    def number(self) -> str:
        return self.found.file.case.number if self.found.file else ""

    @Slot()
    def _go(self) -> None:
        if self._next is not None and self.go.isEnabled():
            self._next()

    def _do(self, work: Callable[[Any], Any]) -> None:
        for button in (self.go, self.right, self.meter, self.refusal):
            button.setEnabled(False)
        self.desk.do(work, self._done, self._not_done)

    def _notify(self) -> None:
        channel = str(self.channel.value())
        self._do(leak_questions.notify(self.number, channel, self.operation))

    def _certificate(self) -> None:
        repaired = self.repaired.day()
        if repaired is None:
            self.repaired_field.refuse(DateUnreadable(text=self.repaired.text()))
            return
        if not self.location.text().strip():
            self.location_field.refuse(ReasonNeeded())
            return
        self._do(
            leak_questions.certificate(
                self.number,
                plumber=self.plumber.text(),
                location=self.location.text(),
                repaired_on=repaired,
                cause=str(self.cause.value()),
                approved_by=self.approved.text().strip(),
                operation=self.operation,
            )
        )

    @Slot()
    def _ask_meter(self) -> None:
        approved = self.approved.text().strip()
        self._do(leak_questions.ask_meter_check(self.number, approved, self.operation))

    def _check(self, meter: str) -> None:
        self._do(leak_questions.check(self.number, meter, self.operation))

    @Slot()
    def _reject(self) -> None:
        if not self.reason_field.isVisible():
            self.reason_field.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.reason.text().strip():
            self.reason_field.refuse(ReasonNeeded())
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._do(leak_questions.reject(self.number, self.reason.text(), self.operation))

    @Slot(object)
    def _done(self, file: LeakFile) -> None:
        self._wake()
        state = self.texts.say(file.state.value, context="leak state")
        self.tell(
            self.texts.say(
                "Leak file {number}: {state}.", number=iso(file.case.number), state=state
            )
        )
        self.message.say("", "")
        self._read()

    @Slot(object)
    def _capped(self, capped: Capped) -> None:
        self._wake()
        self.tell(
            self.texts.say(
                "Bill capped: {amount} given back, invoice {number}.",
                amount=self.money(capped.saved),
                number=iso(capped.new_invoice),
            )
        )
        self._read()

    @Slot(object)
    def _not_done(self, error: Exception) -> None:
        self._wake()
        self.refuse(error)

    def _wake(self) -> None:
        buttons: tuple[Button, ...] = (self.go, self.right, self.meter, self.refusal)
        for button in buttons:
            button.setEnabled(True)

    @Slot()
    def _see_letter(self) -> None:
        if self.number:
            self.print_asked.emit("leak", self.number)


def _details(texts: Texts, event: Any) -> str:
    facts = event.facts
    parts = [texts.say(facts["channel"], context="leak channel")] if "channel" in facts else []
    parts += [name(facts[key]) for key in ("location", "plumber") if key in facts]
    parts += [iso(facts[key]) for key in ("credit_note", "new_invoice") if key in facts]
    if event.reason:
        parts.append(name(event.reason))
    return " · ".join(parts)
