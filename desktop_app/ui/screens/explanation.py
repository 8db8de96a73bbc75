"""Why this amount? An invoice beside the one it is compared with: steps that sum, in money, and the letter for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.texts import iso
from desktop_app.texts.explained import label, sentence, short, signed
from desktop_app.ui import look, questions
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.field import Hint
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.waterfall import Stair, WaterfallChart

if TYPE_CHECKING:
    from desktop_app.domain.explanation import Explanation
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk

SENTENCES = 4


class ExplanationPanel(Panel):
    """The steps of one invoice as a chart or a table, the facts behind them, and the letter."""

    leak_asked = Signal()

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("why")
        self.setAccessibleName(say("Why this amount?"))
        self.number = ""
        self.fact: Explanation | None = None
        self.chart = WaterfallChart(texts)
        self.chart.setMinimumHeight(210)
        self.steps = Card(say("Why this amount?"))
        self.steps.add(self.chart, 1)
        self.told = Label("", wrap=True)
        self.told.setObjectName("why-told")
        self.steps.add(self.told)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(self.steps, 7)
        row.addWidget(self._build_facts(), 4)

    def _build_facts(self) -> Card:
        say = self.texts.say
        card = Card(say("Compared with"))
        self.compared = Label("", wrap=True)
        self.compared.setObjectName("why-compared")
        self.difference = BigAmount(say("Difference"), use="change", name="why-difference")
        self.facts = Facts()
        self.message = Hint(lines=2)
        self.message.setObjectName("why-message")
        self.leak = secondary(say("Leak file"), icon="droplet", key=keycap(self.texts, "leak"))
        self.leak.setObjectName("why-leak")
        self.leak.clicked.connect(self.leak_asked)
        self.leak.hide()
        self.letter = primary(
            say("Letter for the customer"), icon="printer", key=keycap(self.texts, "print")
        )
        self.letter.setObjectName("why-letter")
        self.letter.clicked.connect(self._see_letter)
        self.cancel = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.cancel.setObjectName("why-cancel")
        self.cancel.clicked.connect(self.closed)
        for widget in (self.compared, self.difference, self.facts):
            card.add(widget)
        card.body.addStretch(1)
        card.add(self.message)
        card.add(self.leak)
        verbs = QVBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(self.letter)
        verbs.addWidget(self.cancel)
        card.body.addLayout(verbs)
        return card

    # --- opening ------------------------------------------------

    def start(self, contract: str, number: str) -> None:
        """Explain this invoice of the contract."""
        self.open_for(contract)
        self.number = number
        self.letter.setEnabled(False)
        self.steps.setAccessibleDescription(number)
        self.desk.ask(questions.explanation(number), self.load, self.refuse, latest="why")
        self.begin()

    def begin(self) -> None:
        if self.letter.isEnabled():
            self.letter.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chart.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def load(self, fact: Explanation) -> None:
        """Show an explanation."""
        rules = self.desk.rules
        if fact.invoice.number != self.number or rules is None:
            return
        self.fact = fact
        texts, say = self.texts, self.texts.say
        at = fact.reference.total if fact.reference else 0
        stairs = []
        if fact.reference:
            key = "Last year" if fact.reference.basis == "last-year" else "Invoice before"
            stairs.append(self._whole(say(key, context="explanation"), fact.reference.number, at))
        for part in fact.parts:
            if part.amount:
                stairs.append(
                    Stair(
                        label=label(fact, part, rules, texts),
                        short=short(part, texts),
                        amount=signed(part.amount, self.currency, texts),
                        value=0,
                        style="solid" if part.amount > 0 else "hatched",
                        start=at,
                        end=at + part.amount,
                    )
                )
                at += part.amount
        here = say("This invoice", context="explanation")
        stairs.append(self._whole(here, self.number, fact.total))
        self.chart.load(stairs)
        largest = sorted((p for p in fact.parts if p.amount), key=lambda p: -abs(p.amount))
        sentences = [sentence(fact, p, rules, texts) for p in largest]
        self.told.setText("\n".join([s for s in sentences if s][:SENTENCES]))
        self._load_facts(fact)
        leak = getattr(rules, "leak", None) is not None
        self.leak.setVisible(leak and any(p.kind.value == "leak" for p in fact.parts))
        self.letter.setEnabled(True)
        self.begin()

    def _whole(self, words: str, number: str, cents: int) -> Stair:
        return Stair(
            label=f"{words}  {iso(number)}",
            short=words,
            amount=self.money(cents),
            value=0,
            start=0,
            end=cents,
            whole=True,
        )

    def _load_facts(self, fact: Explanation) -> None:
        texts, say = self.texts, self.texts.say
        other = fact.reference
        if other is None:
            self.compared.setText(say("Nothing earlier: the whole amount is explained."))
        else:
            key = (
                "Invoice {number}, the same period last year"
                if other.basis == "last-year"
                else "Invoice {number}, the one before"
            )
            self.compared.setText(say(key, number=iso(other.number)))
        self.difference.set(signed(fact.difference, self.currency, texts))
        self.facts.clear()
        if other is not None:
            self.facts.add(say("Then"), self.money(other.total))
        self.facts.add(say("Now"), self.money(fact.total), bold=True)
        self.facts.add(say("Days"), texts.number(fact.days))
        for service, known in fact.normal.items():
            unit = self.desk.rules.service(service).unit if self.desk.rules else ""
            self.facts.add(say("Usual over these days"), texts.quantity(known.usual, unit))
        if fact.corrected:
            self.facts.add(say("Estimates corrected"), texts.number(len(fact.corrected)))
            self.facts.add(say("True cost of their periods"), self.money(fact.recalculated))
            self.facts.add(say("Billed for them, deducted"), self.money(fact.deducted))

    # --- gestures ------------------------------------------------

    def act(self, name: str) -> bool:
        if name in ("primary", "print"):
            self._see_letter()
            return True
        if name == "table":
            self.chart.toggle_table()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        return (("help", ""), ("print", say("Letter")), ("table", ""), ("back", ""))

    @Slot()
    def _see_letter(self) -> None:
        if self.fact is not None:
            self.print_asked.emit("explanation", self.number)
