"""Every action of the counter, once: its key, its wording and where it holds; help sheet and hint bar print from it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_app.texts import Texts, iso


class Scope(Enum):
    """Where an action holds: on every page, or only where a dossier is open (elsewhere it asks for one)."""

    EVERYWHERE = "everywhere"
    DOSSIER = "dossier"


class Action(NamedTuple):
    """One action; `title` and `hint` are catalogue keys, `keys` portable key names, the first one is shown."""

    name: str
    keys: tuple[str, ...]
    title: str
    hint: str
    scope: Scope
    icon: str = ""
    bar: bool = False
    """Shown in the hint bar."""


ACTIONS: tuple[Action, ...] = (
    Action(
        "help",
        ("F1",),
        "Help",
        "Keys of this page and of the counter",
        Scope.EVERYWHERE,
        "help",
        True,
    ),
    Action(
        "find",
        ("F2", "Ctrl+K"),
        "Find",
        "Find a subscriber, a meter, a phone, an invoice",
        Scope.EVERYWHERE,
        "search",
        True,
    ),
    Action("next", ("F3",), "Next", "Next row to treat", Scope.EVERYWHERE, "chevron-down"),
    Action(
        "previous",
        ("Shift+F3",),
        "Previous",
        "Previous row to treat",
        Scope.EVERYWHERE,
        "chevron-up",
    ),
    Action("reading", ("F4",), "Reading", "Enter a meter reading", Scope.DOSSIER, "gauge", True),
    Action("refresh", ("F5",), "Refresh", "Read the page again", Scope.EVERYWHERE, "refresh"),
    Action("zone", ("F6",), "Next zone", "Move to the next part of the window", Scope.EVERYWHERE),
    Action(
        "zone-back",
        ("Shift+F6",),
        "Previous zone",
        "Move to the previous part of the window",
        Scope.EVERYWHERE,
    ),
    Action(
        "monthly",
        ("F7",),
        "Monthly debit",
        "Simulate monthly debit",
        Scope.DOSSIER,
        "calendar-dollar",
        True,
    ),
    Action(
        "arrangement",
        ("F8",),
        "Arrangement",
        "Spread what is owed over several months",
        Scope.DOSSIER,
        "calendar-event",
        True,
    ),
    Action(
        "payment",
        ("F9",),
        "Payment",
        "Take a payment and hand over the receipt",
        Scope.DOSSIER,
        "cash",
        True,
    ),
    Action(
        "till",
        ("Shift+F9",),
        "The till",
        "Shift, receipts of the day, counting and closing",
        Scope.EVERYWHERE,
        "cash-register",
    ),
    Action(
        "closings",
        ("Ctrl+Shift+F9",),
        "Closings",
        "Close the day, the month, the year; see what is closed; archive",
        Scope.EVERYWHERE,
        "calendar-check",
    ),
    Action(
        "run",
        ("Shift+F8",),
        "Billing run",
        "Bill everybody who is due",
        Scope.EVERYWHERE,
        "report-money",
    ),
    Action(
        "move",
        ("Shift+F7",),
        "Move out or in",
        "Move this customer out, or a new one in where the contract is closed",
        Scope.DOSSIER,
        "user",
    ),
    Action(
        "import",
        ("Shift+F4",),
        "Import readings",
        "Record a file of readings, or take one back",
        Scope.EVERYWHERE,
        "files",
    ),
    Action(
        "full-screen",
        ("F11",),
        "Full screen",
        "Use the whole screen, or leave it",
        Scope.EVERYWHERE,
    ),
    Action(
        "documents",
        ("F12",),
        "Documents",
        "Documents of this dossier, to see or print again",
        Scope.DOSSIER,
        "files",
        True,
    ),
    Action(
        "invoice",
        ("Ctrl+I",),
        "Invoice",
        "Simulate the next invoice, then issue it",
        Scope.DOSSIER,
        "file-invoice",
    ),
    Action(
        "why",
        ("Ctrl+E",),
        "Why this amount?",
        "Explain the amount of an invoice",
        Scope.DOSSIER,
        "help",
    ),
    Action(
        "credit",
        ("Ctrl+Shift+I",),
        "Credit note",
        "Take an invoice back by a credit note",
        Scope.DOSSIER,
        "receipt-refund",
    ),
    Action(
        "bounce",
        ("Ctrl+Shift+B",),
        "Cheque came back",
        "Undo a cheque that the bank did not pay",
        Scope.DOSSIER,
        "alert-triangle",
    ),
    Action(
        "refund",
        ("Ctrl+Shift+R",),
        "Give money back",
        "Refund a payment or the credit",
        Scope.DOSSIER,
        "arrow-back-up",
    ),
    Action(
        "leak",
        ("Ctrl+Shift+L",),
        "Leak file",
        "Unusual volume: tell the customer, then cap the bill",
        Scope.DOSSIER,
        "droplet",
    ),
    Action(
        "primary",
        ("Ctrl+Return", "Ctrl+Enter"),
        "Confirm",
        "The main button of the page",
        Scope.EVERYWHERE,
    ),
    Action(
        "back",
        ("Esc",),
        "Back",
        "Back one step; nothing typed is lost",
        Scope.EVERYWHERE,
        "arrow-back-up",
        True,
    ),
    Action("print", ("Ctrl+P",), "Print", "Print what is shown", Scope.EVERYWHERE, "printer"),
    Action(
        "table",
        ("Ctrl+T",),
        "Chart or table",
        "Show the chart as a table, and back",
        Scope.EVERYWHERE,
        "table",
    ),
    Action(
        "dossier-back",
        ("Alt+Left",),
        "Previous dossier",
        "Go to the previous open dossier",
        Scope.EVERYWHERE,
    ),
    Action(
        "dossier-next",
        ("Alt+Right",),
        "Next dossier",
        "Go to the next open dossier",
        Scope.EVERYWHERE,
    ),
    Action(
        "switch", ("Ctrl+Tab",), "Switch dossier", "Go round the open dossiers", Scope.EVERYWHERE
    ),
    Action("home", ("Alt+Home",), "Home", "What waits today", Scope.EVERYWHERE, "home-2"),
)

_BY_NAME = {action.name: action for action in ACTIONS}


def action(name: str) -> Action:
    """The action of this name."""
    return _BY_NAME[name]


def shown(action: Action, texts: Texts) -> str:
    """The key as written on keyboards of this language: Ctrl+Entrée, Ctrl+Enter."""
    return iso("+".join(texts.say(part, context="key") for part in action.keys[0].split("+")))


def title(name: str, texts: Texts) -> str:
    """The short name of an action, as on its button."""
    return texts.say(action(name).title, context="action")


def hint(name: str, texts: Texts) -> str:
    """What an action does, in a sentence."""
    return texts.say(action(name).hint, context="action")


def tip(name: str, texts: Texts) -> str:
    """The tool tip of an action: what it does and its key."""
    return f"{hint(name, texts)} ({shown(action(name), texts)})"


def install(window: QWidget, texts: Texts, act: Callable[[str], None]) -> dict[str, QAction]:
    """Give the window every action; a key or a menu runs `act(name)`."""
    made = {}
    for each in ACTIONS:
        qaction = QAction(title(each.name, texts), window)
        qaction.setObjectName(f"action-{each.name}")
        qaction.setShortcuts([QKeySequence(key) for key in each.keys])
        qaction.setAutoRepeat(each.name in {"next", "previous"})
        qaction.setToolTip(tip(each.name, texts))
        qaction.triggered.connect(lambda _checked=False, name=each.name: act(name))
        window.addAction(qaction)
        made[each.name] = qaction
    return made
