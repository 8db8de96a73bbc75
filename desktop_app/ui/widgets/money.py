"""The amount field: whole cents whatever the separator, in words from a thousand up, never a hundred times too much."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.money import Cents
from desktop_app.domain.refusals import AmountUnreadable, BadNews
from desktop_app.domain.typed import read_amount
from desktop_app.texts import Texts, bare
from desktop_app.ui.widgets.edit import Edit

WORDS_FROM = 1000
"""Units of the currency from which the amount is repeated in words."""

_LONGEST = 80


class MoneyEdit(Edit):
    """An amount in the book's currency; `changed` follows every keystroke that changes what it is worth.

    Doubtful texts ("1,234") are refused as one types; unfinished ones ("12 3") only on Enter or on leaving. "=12,5*3"
    shows its value at once and is replaced by it on Enter, which then does nothing else.
    """

    changed = Signal()

    def __init__(
        self,
        texts: Texts,
        currency: str,
        parent: QWidget | None = None,
        *,
        use: str = "body",
        decimals: int = 2,
    ) -> None:
        super().__init__(texts, parent, use=use, figures=True)
        self.currency = currency
        self.decimals = decimals
        self._cents: Cents | None = None
        self._news: BadNews | None = None
        self.setMaxLength(_LONGEST)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.textChanged.connect(self._read)
        self.editingFinished.connect(self._judge)

    def cents(self) -> Cents | None:
        """What the text is worth in minor units; None when empty or refused."""
        return self._cents

    def problem(self) -> BadNews | None:
        """Why the text is refused, if it is."""
        return self._news

    def set_cents(self, amount: Cents | None) -> None:
        """Write an amount as this language writes it; None empties the field."""
        self.setText("" if amount is None else bare(self.texts.amount(amount)))

    def enter(self) -> None:
        if self.text().lstrip().startswith("=") and self._cents is not None:
            self.set_cents(self._cents)
            self.selectAll()
        elif self._news is not None:
            self.refuse(self._news)
        else:
            self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keypad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        if keypad and event.key() in (Qt.Key.Key_Period, Qt.Key.Key_Comma):
            self.insert("." if self.texts.language == "en" else ",")
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _read(self, text: str) -> None:
        before, self._news, self._cents = self._cents, None, None
        if text.strip():
            try:
                self._cents = read_amount(text, self.decimals)
            except BadNews as news:
                self._news = news
        if self._news is not None and not isinstance(self._news, AmountUnreadable):
            self.say("danger", self.texts.bad_news(self._news))
        else:
            self.say("", self._echo(text))
        if self._cents != before:
            self.changed.emit()

    def _judge(self) -> None:
        if self._news is not None:
            self.say("danger", self.texts.bad_news(self._news))

    def _echo(self, text: str) -> str:
        if self._cents is None:
            return ""
        if text.lstrip().startswith("="):
            return "= " + self.texts.money(self._cents, self.currency)
        if abs(self._cents) >= WORDS_FROM * 10**self.decimals and self.decimals == 2:
            return self._in_words()
        return ""

    def _in_words(self) -> str:
        try:
            return self.texts.words(self._cents or 0, self.currency)
        except ValueError:
            return ""
