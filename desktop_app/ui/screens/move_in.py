"""Moving in: who comes, at which index, how they pay; one gesture at a service point that is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_app.texts import Texts, iso, name
from desktop_app.ui import look, moving_questions
from desktop_app.ui.screens.index_fields import IndexFields, LastRead
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chips import Chip, Choice
from desktop_app.ui.widgets.dates import DateEdit
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier
    from desktop_app.services.moving_in import MovedIn, Point
    from desktop_app.ui.desk import Desk

CONFIRM = "used-while-empty"


class MoveInPanel(Panel):
    """Ctrl+Enter opens the new contract; after that the same key goes to its dossier."""

    opened = Signal(str, str, str)
    """Another dossier, or another gesture on one, is asked for."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("move-in")
        self.setAccessibleName(texts.say("Moving in"))
        self.point: Point | None = None
        self.made: MovedIn | None = None
        self._confirmed: tuple[tuple[str, int], ...] = ()
        self._asked_for: tuple[tuple[str, int], ...] = ()
        self._sent = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(self._build_person(), 6)
        row.addWidget(self._build_point(), 5)

    # --- building ------------------------------------------------

    def _build_person(self) -> Card:
        say, texts, rules = self.texts.say, self.texts, self.desk.rules
        card = Card(say("New subscriber"))
        self.edits: dict[str, Edit] = {}
        labels = (
            ("name", say("Name"), 0, 0),
            ("name_alt", say("Name in the other script"), 0, 1),
            ("phone", say("Phone"), 1, 0),
            ("email", say("E-mail"), 1, 1),
            ("account", say("Bank account"), 2, 0),
            ("holder", say("Account holder"), 2, 1),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.WIDE)
        grid.setVerticalSpacing(0)
        for key, label, row, column in labels:
            edit = Edit(texts)
            edit.setObjectName(f"in-{key.replace('_', '-')}")
            edit.entered.connect(self._onwards)
            self.edits[key] = edit
            if key != "name":
                edit.setPlaceholderText(say("Optional"))
            grid.addWidget(Field(label, edit, lines=2), row, column)
        categories = rules.categories if rules is not None else ()
        self.category = Choice(
            [(c.code, texts.label(c.labels)) for c in categories], name="in-category", per_row=2
        )
        grid.addWidget(Field(say("Category"), self.category), 3, 0, 1, 2)
        languages = rules.languages if rules is not None else ()
        self.language = Choice(
            [(code, say(code, context="language")) for code in languages], name="in-language"
        )
        language = Field(say("Language of the papers"), self.language)
        language.setVisible(len(languages) > 1)
        grid.addWidget(language, 4, 1)
        self.debit = Choice(
            ((True, say("Monthly debit")), (False, say("Invoices one by one"))), name="in-debit"
        )
        debit = Field(say("How they pay, with bank details"), self.debit)
        debit.setVisible(self.desk.offers_monthly)
        grid.addWidget(debit, 4, 0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        return card

    def _build_point(self) -> Card:
        say, texts = self.texts.say, self.texts
        self.card = Card(say("Service point"))
        self.state = Chip("", "neutral")
        self.state.setObjectName("in-state")
        self.state.hide()
        self.card.actions.addWidget(self.state)
        self.facts = Facts()
        self.on = DateEdit(texts, self.desk.today or date.today())
        self.on.setObjectName("in-on")
        self.on.entered.connect(lambda: self.indexes.begin())
        self.on_field = Field(say("First day at home"), self.on)
        self.indexes = IndexFields(texts)
        self.indexes.entered.connect(self._indexed)
        self.message = Hint(lines=3)
        self.message.setObjectName("in-message")
        self.go = primary(say("Move in"), key=keycap(self.texts, "primary"))
        self.go.setObjectName("in-go")
        self.go.clicked.connect(self.send)
        self.first_out = secondary(say("Move the customer there out first"))
        self.first_out.setObjectName("in-first-out")
        self.first_out.clicked.connect(self._move_out_first)
        self.first_out.hide()
        self.leave = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.leave.clicked.connect(self.closed)
        for widget in (self.facts, self.on_field, self.indexes):
            self.card.add(widget)
        self.card.body.addStretch(1)
        for widget in (self.message, self.first_out, self.go, self.leave):
            self.card.add(widget)
        return self.card

    # --- opening ------------------------------------------------

    def start(self, fact: Dossier) -> None:
        """Open for the place of this contract, whose customer has left."""
        self.open_for(fact.customer.contract)
        self.made, self._confirmed = None, ()
        today = self.desk.today or date.today()
        self.on.today = today
        self.on.set_day(today)
        self.category.set_value(fact.customer.category)
        self.go.setEnabled(False)
        self.desk.ask(moving_questions.point(self.contract), self.load, self.refuse, latest="point")
        self.begin()

    @Slot(object)
    def load(self, point: Point) -> None:
        """Show the place: who was there, and the last figures of its meters."""
        self.point = point
        texts, say = self.texts, self.texts.say
        self.facts.clear()
        place = point.address_alt if texts.rtl and point.address_alt else point.address
        self.facts.add(say("Address"), name(", ".join(p for p in (place, point.town) if p)))
        who = point.name_alt if texts.rtl and point.name_alt else point.name
        self.facts.add(say("Former customer"), f"{name(who)} · {iso(point.former)}")
        if point.left is not None:
            self.facts.add(say("Left on"), texts.date(point.left))
        self.indexes.load([LastRead(m.meter, m.last_index, m.last_on) for m in point.meters])
        free = point.left is not None
        self.go.setEnabled(free)
        self.first_out.setVisible(not free)
        if not free:
            from desktop_app.domain.refusals_moving import PointOccupied

            self.message.say("warn", texts.bad_news(PointOccupied(contract=point.former)))

    def begin(self) -> None:
        self._to(self.go if self.made is not None else self.edits["name"])

    def _to(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _onwards(self) -> None:
        """Enter goes from field to field, and then to the index."""
        order = list(self.edits.values())
        place = next((n for n, e in enumerate(order) if e is self.sender()), len(order) - 1)
        if place + 1 < len(order):
            self._to(order[place + 1])
        else:
            self.indexes.begin()

    @Slot()
    def _indexed(self) -> None:
        if self.indexes.figures() == self._confirmed:
            self.send()
        else:
            self._to(self.go)

    # --- doing ------------------------------------------------

    @Slot()
    def send(self) -> None:
        """Open the contract, once; after that go to its dossier."""
        if self.made is not None:
            self.opened.emit(self.made.contract, "", "")
            return
        if self._sent or self.point is None or self.point.left is None or self._lacking():
            return
        self._asked_for = self.indexes.figures()
        asked: dict[str, Any] = {key: edit.text() for key, edit in self.edits.items()}
        category = next(
            (c for c in self.desk.rules.categories if c.code == self.category.value()), None
        )
        asked |= {
            "point": self.contract,
            "on": self.on.day(),
            "figures": self._asked_for,
            "operation": self.operation,
            "body": category is not None and category.sector != "households",
            "category": self.category.value() or "",
            "language": self.language.value() or "",
            "debit": bool(self.debit.value()),
            "confirmed": bool(self._asked_for) and self._asked_for == self._confirmed,
        }
        self._sent = True
        self.go.setEnabled(False)
        self.message.say("", "")
        self.desk.do(moving_questions.move_in(asked), self._done, self._refused)

    def _lacking(self) -> bool:
        """Point at the field that is still to be filled."""
        empty = self.indexes.missing()
        if self.on.day() is None:
            self.on.enter()
            self._to(self.on)
            return True
        if empty is not None and self.edits["name"].text().strip():
            empty.enter()
            self._to(empty)
            return True
        return False

    def _done(self, made: MovedIn) -> None:
        self._sent = False
        self.made = made
        texts, say = self.texts, self.texts.say
        self.state.set(say("Contract {number}", number=iso(made.contract)), "ok")
        self.state.show()
        self.facts.add(
            say("First invoice"), say("up to {day}, pro rata", day=texts.date(made.first_bill))
        )
        if made.first_debit is not None:
            self.facts.add(
                say("Monthly debit"),
                say(
                    "{amount} from {day}",
                    amount=self.money(made.instalment),
                    day=texts.date(made.first_debit),
                ),
                bold=True,
            )
        for widget in (*self.edits.values(), self.category, self.language, self.debit, self.on):
            widget.setEnabled(False)
        self.indexes.setEnabled(False)
        who = made.name_alt if texts.rtl and made.name_alt else made.name
        self.message.say("ok", say("{name} is found in the search already.", name=name(who)))
        self.go.setText(say("Open the new dossier"))
        self.go.setEnabled(True)
        self.go.updateGeometry()
        self.settled.emit()
        self.hints_changed.emit()
        self.begin()

    def _refused(self, error: Exception) -> None:
        self._sent = False
        self.go.setEnabled(True)
        about, code = getattr(error, "about", ""), getattr(error, "code", "")
        if code == CONFIRM:
            self._confirmed = self._asked_for
            self.message.say(
                "warn",
                f"{self.texts.bad_news(error)} {self.texts.say('Enter once more keeps the figure.')}",
            )
            self.indexes.edits[error.values["meter"]].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        edit = self.on if about == "on" else self.edits.get(about)
        if edit is not None:
            edit.refuse(error)
        elif not (about == "index" and self.indexes.refuse(error)):
            self.refuse(error)

    @Slot()
    def _move_out_first(self) -> None:
        if self.point is not None:
            self.opened.emit(self.point.former, "move", "")

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name == "primary":
            if self.first_out.isVisible():
                self._move_out_first()
            else:
                self.send()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        done = self.made is not None
        return (
            ("primary", say("Open the new dossier") if done else say("Move in")),
            ("back", say("Back to the dossier") if done else say("Back")),
        )
