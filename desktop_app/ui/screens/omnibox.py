"""The omnibox: one field that finds a subscriber by any part of anything, and answers as one types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QWidget,
)

from desktop_app.domain.refusals import BadNews
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import keys, look
from desktop_app.ui.screens.answer import ROWS, SEEN, Answer
from desktop_app.ui.widgets.edit import Edit

if TYPE_CHECKING:
    from desktop_app.services.find import Hit
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.screens.answers import Answers


VERBS = {
    "ab": "", "re": "reading", "en": "payment", "si": "monthly", "ec": "arrangement",
    "fa": "invoice", "du": "documents",
    "مش": "", "قر": "reading", "قب": "payment", "شه": "monthly", "تق": "arrangement",
    "فا": "invoice", "نس": "documents",
}  # fmt: skip
"""Two-letter codes typed before a number: "en 10473823" opens that dossier on its payment."""
COMMANDS = {
    "ca": "till", "cl": "closings",
    "صن": "till", "إق": "closings",
}  # fmt: skip
"""Codes that stand alone: "cl" opens the closings. Typed like a name, they come first among what is found."""
_CODE = re.compile(r"^(\w\w)\s+(\S*\d\S*)$")


class Omnibox(Edit):
    """The field at the top of every page; `opened(contract, verb, document)` when the agent has chosen."""

    opened = Signal(str, str, str)
    commanded = Signal(str)
    answered = Signal()
    """The list shows the answer to the text now in the field."""

    def __init__(
        self, desk: Desk, window: QWidget, texts: Texts, recent: dict[str, tuple[str, str]]
    ) -> None:
        super().__init__(texts, window)
        self.recent = recent
        self._desk, self._texts = desk, texts
        self._enter: str | None = None
        self._current = True
        self.verb = ""
        """The gesture that waits for a dossier: F9 on the home page asks for one."""
        self.setObjectName("omnibox")
        self.setAccessibleName(texts.say("Find"))
        self.setAccessibleDescription(texts.say("Find a subscriber, a meter, a phone, an invoice"))
        self.setClearButtonEnabled(True)
        self.setMinimumHeight(look.INPUT + 4)
        glass = QIcon(look.pixmap("search", "text2", 20))
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.invite("")
        self._window = window
        self._answers: Answers | None = None
        self.textEdited.connect(self._ask)

    @property
    def answers(self) -> Answers:
        """The list under the field, made when there is first something to show."""
        if self._answers is None:
            from desktop_app.ui.screens.answers import Answers

            self._answers = Answers(self._window, self._texts)
            self._answers.picked.connect(self._pick)
        return self._answers

    @property
    def answering(self) -> bool:
        """The list is shown."""
        return self._answers is not None and self._answers.isVisible()

    # --- what the window tells it ------------------------------------------------

    def invite(self, verb: str) -> None:
        """Say what to type; `verb` is the gesture that will follow once a dossier is chosen."""
        self.verb = verb
        say = self._texts.say
        if verb:
            wanted = keys.title(verb, self._texts)
            self.setPlaceholderText(
                say("{gesture}: for whom? Name, contract, phone…", gesture=wanted)
            )
        else:
            self.setPlaceholderText(say("Name, contract, meter, phone, address, invoice… (F2)"))

    def summon(self, *, recent: bool = True) -> None:
        """F2: take the keys, with what was typed selected; show recent dossiers when empty."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if recent:
            self._ask(self.text())

    def dismiss(self) -> None:
        """Close the list and forget the question."""
        self._desk.forget("omnibox")
        self._enter = None
        if self.answering:
            self.answers.hide()
        self.invite("")

    def choose(self, verb: str = "") -> None:
        """Open the current answer with this gesture; when the answer is still on its way, as soon as it comes."""
        if not self._current:
            self._enter = verb
            return
        if not self.answering:
            if self.text().strip():
                self._ask(self.text())
                self._enter = verb
                if self._current:
                    self.choose(verb)
            return
        answer = self.answers.current()
        if answer is None:
            return
        wanted = verb or self.verb or self._code()[0]
        self.clear()
        self.dismiss()
        if answer.action:
            self.commanded.emit(answer.action)
        else:
            self.opened.emit(answer.contract, wanted, answer.document)

    # --- asking and answering ------------------------------------------------

    def _code(self) -> tuple[str, str]:
        text = self.text().strip()
        match = _CODE.match(text)
        if match and match[1].lower() in VERBS:
            return VERBS[match[1].lower()], match[2]
        return "", text.lstrip("#") if text.startswith("#") else text

    @Slot(str)
    def _ask(self, typed: str) -> None:
        self._enter = None
        if typed.startswith("="):
            self._current = True
            self._show((), self._calculate(typed))
            return
        if typed.startswith(">"):
            self._current = True
            self._show(self._commands(typed[1:].strip()), "")
            return
        if not typed.strip():
            self._desk.forget("omnibox")
            self._current = True
            self._show_recent()
            return
        self._current = False
        if not self._desk.is_open:
            self._show((), self._texts.say("The book is being opened; the answer follows."))
        text = self._code()[1]
        from desktop_app.ui import questions

        self._desk.ask(questions.find(text), self._take, self._refuse, latest="omnibox")

    @Slot(object)
    def _take(self, hits: tuple[Hit, ...]) -> None:
        say = self._texts.say
        text = self.text().strip()
        answers = (*self._command(text), *(self._answer(hit) for hit in hits))[:ROWS]
        message = ""
        if not answers:
            message = say(
                "Nothing found for {text}. Fewer letters, another spelling, the contract or the phone may do.",
                text=name(text),
            )
        self._current = True
        self._show(answers, message)
        if self._enter is not None and answers:
            verb, self._enter = self._enter, None
            self.choose(verb)
        self.answered.emit()

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        self._current = True
        if isinstance(error, BadNews):
            self._show((), self._texts.bad_news(error))
        else:
            self.dismiss()
            self._desk.failed.emit(error)

    def _show_recent(self) -> None:
        """Nothing typed: the dossiers opened today, the last one first."""
        say = self._texts.say
        answers = tuple(
            Answer(
                title=name(who),
                title_alt="",
                detail=iso(contract),
                amount="",
                tone="text",
                why=f"{say('recent', context='why')} {iso(at)}",
                contract=contract,
            )
            for contract, (who, at) in reversed(self.recent.items())
        )
        message = say("Type any part of a name, a contract, a meter, a phone or an address.")
        self._show(answers, "" if answers else message)

    def _answer(self, hit: Hit) -> Answer:
        texts, say = self._texts, self._texts.say
        first, second = (hit.name, hit.name_alt)
        if texts.rtl and second:
            first, second = second, first
        parts = [iso(hit.contract), name(hit.address)]
        parts += [iso(part) for part in (hit.meter, hit.phone) if part]
        if hit.document:
            parts.insert(1, iso(hit.document))
        return Answer(
            title=name(first),
            title_alt=name(second) if second else "",
            detail=" · ".join(part for part in parts if part),
            amount=texts.money(hit.asked, self._desk.currency),
            tone="danger" if hit.asked > 0 else "ok",
            why=say(hit.why, context="why") if hit.why else "",
            contract=hit.contract,
            document=hit.document,
        )

    def _commands(self, text: str) -> tuple[Answer, ...]:
        found = []
        for each in keys.ACTIONS:
            title = keys.title(each.name, self._texts)
            if each.name != "find" and text.lower() in f"{title} {each.name}".lower():
                found.append(self._action(each))
        return tuple(found[:ROWS])

    def _command(self, text: str) -> tuple[Answer, ...]:
        """The place whose code was typed, alone."""
        named = COMMANDS.get(text.lower())
        return (self._action(keys.action(named)),) if named else ()

    def _action(self, each: keys.Action) -> Answer:
        title, hint = keys.title(each.name, self._texts), keys.hint(each.name, self._texts)
        return Answer(title, "", hint, "", "text", keys.shown(each, self._texts), action=each.name)

    def _calculate(self, typed: str) -> str:
        from desktop_app.domain import typed as typing

        if not typed[1:].strip():
            return self._texts.say("A calculation, such as {example}", example=iso("=12,5*3"))
        try:
            cents = typing.read_amount(typed)
        except BadNews as news:
            return self._texts.bad_news(news)
        return f"= {self._texts.money(cents, self._desk.currency)}"

    def _show(self, answers: tuple[Answer, ...], message: str) -> None:
        say = self._texts.say
        foot = ""
        if answers and not answers[0].action:
            foot = say(
                "{enter} opens · {ctrl_enter} takes a payment · {arrows} chooses · {escape} closes",
                enter=iso(say("Enter", context="key")),
                ctrl_enter=keys.shown(keys.action("primary"), self._texts),
                arrows=iso("↑ ↓"),
                escape=keys.shown(keys.action("back"), self._texts),
            )
        self.answers.show_answers(answers, message, foot)
        self.place()
        self.answers.show()
        self.answers.raise_()

    def place(self) -> None:
        """Put the list under the field, inside the window."""
        window = self.window()
        width = min(max(self.width(), 760), window.width() - 2 * look.ROOM)
        self.answers.setFixedWidth(width)
        self.answers.adjustSize()
        corner = self.mapTo(window, QPoint(0, self.height() + look.TIGHT))
        left = corner.x() + self.width() - width if self._texts.rtl else corner.x()
        left = max(look.ROOM, min(left, window.width() - width - look.ROOM))
        self.answers.move(left, corner.y())

    @Slot(int)
    def _pick(self, row: int) -> None:
        self.answers.list.setCurrentIndex(self.answers.model.index(row))
        self.choose()

    # --- keys ------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key == Qt.Key.Key_Down and not self.answering:
            self._ask(self.text())
        elif key in _STEPS and self.answering:
            self.answers.move_by(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.answers.hide()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if self.text() and self.answers.model.answers and not self.answering:
            self._show(self.answers.model.answers, "")


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: SEEN - 1,
    Qt.Key.Key_PageUp: 1 - SEEN,
}
