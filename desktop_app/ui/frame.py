"""The frame around every page: top bar, rail of places, and the bar that tells the keys valid here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.texts import Texts
from desktop_app.ui import keys, look
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.labels import Label, caption

TOP, RAIL, RAIL_NARROW, BAR = 54, 92, 56, 30
FULL_WIDTH = 1200
SIDE_WIDTH = 1000
LANGUAGE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


class Ground(QWidget):
    """A widget that paints one token as its ground, with a line on one edge."""

    def __init__(self, token: str, edge: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token, self._edge = token, edge

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), t.color(self._token))
        painter.setPen(t.color("divider"))
        area = self.rect().adjusted(0, 0, -1, -1)
        edge = self._edge
        if edge == "end":
            edge = "left" if look.rtl(self) else "right"
        match edge:
            case "bottom":
                painter.drawLine(area.bottomLeft(), area.bottomRight())
            case "top":
                painter.drawLine(area.topLeft(), area.topRight())
            case "left":
                painter.drawLine(area.topLeft(), area.bottomLeft())
            case "right":
                painter.drawLine(area.topRight(), area.bottomRight())
        painter.end()


class TopBar(Ground):
    """Logo, omnibox, what is saved, the till, and the agent's menu."""

    asked = Signal(str)
    """A chip was pressed: "sync", "till" or "demo"."""
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    acted = Signal(str)

    def __init__(self, texts: Texts, omnibox: QWidget, theme: str) -> None:
        super().__init__("surface", "bottom")
        self._texts = texts
        say = texts.say
        self.setObjectName("top-bar")
        self.setFixedHeight(TOP)
        self.setAccessibleName(say("Top of the window"))
        self.mark = QLabel()
        self.mark.setPixmap(look.pixmap("droplet-bolt", "primary", 26))
        self.brand = Label(say("Guichet"), use="section", bold=True)
        self.demo = self._chip("demo", say("Demo agency"), "info", "school")
        self.sync = self._chip("sync", say("Saved on this workstation"), "ok", "device-floppy")
        self.till = self._chip("till", say("Till"), "neutral", "cash-register")
        self.demo.hide()
        self.menu = Button("", kind="ghost", icon="user", compact=True)
        self.menu.setObjectName("agent-menu")
        self.menu.setAccessibleName(say("Agent, language and look"))
        self.menu.setToolTip(say("Agent, language and look"))
        self._theme = theme
        self._choices_made: QMenu | None = None
        self.menu.clicked.connect(self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.ROOM, 0, look.ROOM, 0)
        row.setSpacing(look.GAP)
        row.addWidget(self.mark)
        row.addWidget(self.brand)
        row.addSpacing(look.GAP)
        row.addWidget(omnibox, 1)
        row.addSpacing(look.GAP)
        for chip in (self.demo, self.sync, self.till):
            row.addWidget(chip)
        row.addWidget(self.menu)

    def show_agent(self, agent: str) -> None:
        """Name who works here."""
        self.menu.setText(agent)
        self.menu.updateGeometry()

    @property
    def choices(self) -> QMenu:
        """The menu of language and look, made when first opened."""
        if self._choices_made is None:
            self._choices_made = self._build_menu(self._theme)
        return self._choices_made

    def _open_menu(self) -> None:
        corner = (
            self.menu.rect().bottomLeft() if self._texts.rtl else self.menu.rect().bottomRight()
        )
        at = self.menu.mapToGlobal(corner)
        if not self._texts.rtl:
            at.setX(at.x() - self.choices.sizeHint().width())
        self.choices.popup(at)

    def fit(self, width: int) -> None:
        """Give the omnibox its room on narrow screens: chips become icons, the name of the product goes."""
        words = width >= FULL_WIDTH
        self.brand.setVisible(words)
        for chip in (self.demo, self.sync, self.till):
            text = chip.accessibleName()
            chip.setText(text if words else "")
            chip.setToolTip("" if words else text)
            chip.updateGeometry()
        if (row := self.layout()) is not None:
            row.activate()

    def tell(self, chip: Chip, text: str, kind: str) -> None:
        """Change what a chip says, keeping it short where room lacks."""
        short = chip.text() == "" and chip.accessibleName() != ""
        chip.set(text, kind, icon=chip.icon_name)
        chip.setAccessibleName(text)
        if short:
            chip.setText("")
            chip.setToolTip(text)

    def _chip(self, name: str, text: str, kind: str, icon: str) -> Chip:
        chip = Chip(text, kind, icon=icon, pressable=True)
        chip.setObjectName(f"{name}-chip")
        chip.clicked.connect(lambda: self.asked.emit(name))
        return chip

    def _build_menu(self, theme: str) -> QMenu:
        say = self._texts.say
        menu = QMenu(self)
        menu.setObjectName("agent-menu-list")
        menu.addSection(say("Language"))
        self._choices(menu, LANGUAGE_NAMES, self._texts.language, self.language_chosen)
        menu.addSection(say("Look"))
        titles = {
            "light": say("Light"),
            "dark": say("Dark"),
            "contrast": say("High contrast"),
        }
        self._choices(menu, titles, theme, self.theme_chosen)
        menu.addSeparator()
        for name in ("help", "full-screen"):
            entry = menu.addAction(keys.title(name, self._texts))
            entry.setObjectName(f"menu-{name}")
            entry.triggered.connect(lambda _=False, name=name: self.acted.emit(name))
        entry = menu.addAction(look.icon("logout"), say("Close Guichet"))
        entry.setObjectName("menu-quit")
        entry.triggered.connect(lambda: self.window().close())
        return menu

    def _choices(self, menu: QMenu, titles: dict[str, str], current: str, signal: Signal) -> None:
        group = QActionGroup(menu)
        for code, title in titles.items():
            entry = QAction(title, menu)
            entry.setObjectName(f"menu-{code}")
            entry.setCheckable(True)
            entry.setChecked(code == current)
            entry.triggered.connect(lambda _=False, code=code: signal.emit(code))
            group.addAction(entry)
            menu.addAction(entry)


class _Place(QAbstractButton):
    """One place of the rail: icon above its name."""

    def __init__(self, name: str, title: str, icon: str) -> None:
        super().__init__()
        self.icon_name = icon
        self.narrow = False
        self.setObjectName(f"place-{name}")
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """A press asks to go there; the window decides what is checked."""

    def sizeHint(self) -> QSize:
        return QSize(RAIL_NARROW, 44) if self.narrow else QSize(RAIL, 62)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(5, 3, -5, -3)
        if on or self.underMouse():
            painter.setPen(t.color("primary") if on and t.name == "contrast" else Qt.PenStyle.NoPen)
            painter.setBrush(t.color("selection" if on else "surface_alt"))
            painter.drawRoundedRect(area, 8, 8)
        ink = "on_selection" if on else "text2"
        size = 22
        top = (self.height() - size) // 2 if self.narrow else 11
        picture = look.pixmap(self.icon_name, ink, size, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - size) // 2, top, picture)
        if not self.narrow:
            painter.setFont(look.font("rail", bold=on))
            painter.setPen(t.color(ink))
            words = self.rect().adjusted(2, top + size + 2, -2, -4)
            metrics = painter.fontMetrics()
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class Tabs(QTabBar):
    """Tabs as words over a line, the current one underlined."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._crossed = False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setElideMode(Qt.TextElideMode.ElideRight)

    def bear_cross(self, index: int, title: str) -> None:
        """Give a tab the small cross that closes it."""
        cross = QToolButton()
        cross.setObjectName("close-tab")
        cross.setAccessibleName(title)
        cross.setAutoRaise(True)
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.setIcon(look.icon("x", "text2", 14))
        cross.setIconSize(QSize(14, 14))
        cross.setFixedSize(20, 20)
        cross.clicked.connect(lambda: self._cross(cross))
        self.setTabButton(index, self._cross_side(), cross)
        self._crossed = True

    def _cross_side(self) -> QTabBar.ButtonPosition:
        return QTabBar.ButtonPosition.RightSide

    def _cross(self, cross: QWidget) -> None:
        for index in range(self.count()):
            if self.tabButton(index, self._cross_side()) is cross:
                self.tabCloseRequested.emit(index)
                return

    def tabSizeHint(self, index: int) -> QSize:
        wide = QFontMetrics(look.font("body", bold=True)).horizontalAdvance(self.tabText(index))
        return QSize(min(wide + 2 * look.ROOM + (24 if self._crossed else 0), 240), 34)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(60, 34)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setPen(t.color("divider"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        for number in range(self.count()):
            area = self.tabRect(number)
            on = number == self.currentIndex()
            font = look.font("body", bold=on)
            painter.setFont(font)
            painter.setPen(t.color("primary" if on else "text2"))
            room = area.adjusted(look.GAP, 0, -look.GAP, -2)
            if self._crossed:
                room.adjust(*((20, 0, 0, 0) if look.rtl(self) else (0, 0, -20, 0)))
            text = self.tabText(number).replace("&&", "&")
            short = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, short)
            if on:
                line = area.adjusted(look.TIGHT, area.height() - 3, -look.TIGHT, 0)
                painter.fillRect(line, t.color("primary"))
        painter.end()


class Rail(Ground):
    """The places of the product, those that exist today."""

    went = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__("surface", "end")
        say = texts.say
        places = (
            ("home", say("Home"), "home-2"),
            ("subscriber", say("Subscriber"), "user"),
            ("to-read", say("Readings"), "gauge"),
            ("till", say("Till"), "cash-register"),
            ("run", say("Billing"), "report-money"),
            ("debtors", say("Debtors"), "coins"),
            ("monthly", say("Simulator"), "calendar-dollar"),
            ("documents", say("Documents"), "files"),
        )
        self.setObjectName("rail")
        self.setAccessibleName(texts.say("Places"))
        self.places: dict[str, _Place] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.GAP, 0, look.GAP)
        column.setSpacing(2)
        for name, title, icon in places:
            place = _Place(name, title, icon)
            place.clicked.connect(lambda _=False, name=name: self.went.emit(name))
            self.places[name] = place
            column.addWidget(place)
        column.addStretch(1)
        self.setFixedWidth(RAIL)

    def fit(self, width: int) -> None:
        narrow = width < FULL_WIDTH
        self.setFixedWidth(RAIL_NARROW if narrow else RAIL)
        for place in self.places.values():
            place.narrow = narrow
            place.updateGeometry()
            place.update()

    def check(self, name: str) -> None:
        for each, place in self.places.items():
            place.setChecked(each == name)


class _Hint(QAbstractButton):
    """A key and what it does here; pressing it does it."""

    def __init__(self, action: keys.Action, texts: Texts, title: str) -> None:
        super().__init__()
        self.key = keys.shown(action, texts)
        self.name = action.name
        self.setObjectName(f"hint-{action.name}")
        self.setText(title)
        self.setAccessibleName(f"{title} {self.key}")
        self.setToolTip(keys.tip(action.name, texts))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(look.font("caption"))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance(self.key) + metrics.horizontalAdvance(self.text())
        return QSize(wide + 14 + 3 * look.GAP, BAR - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.color("surface_alt"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        metrics = self.fontMetrics()
        cap = metrics.horizontalAdvance(self.key) + 10
        tall = metrics.height() + 2
        left = look.TIGHT
        if look.rtl(self):
            left = self.width() - cap - look.TIGHT
        box = QRectF(left + 0.5, (self.height() - tall) / 2 + 0.5, cap, tall - 1)
        painter.setPen(t.color("border"))
        painter.setBrush(t.color("surface"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(t.color("text"))
        painter.setFont(self.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
        words = self.rect().adjusted(cap + look.GAP + 2, 0, 0, 0)
        side = Qt.AlignmentFlag.AlignLeft
        if look.rtl(self):
            words = self.rect().adjusted(0, 0, -cap - look.GAP - 2, 0)
            side = Qt.AlignmentFlag.AlignRight
        painter.setPen(t.color("text2"))
        painter.drawText(
            words,
            int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter),
            self.text(),
        )
        painter.end()


class HintBar(Ground):
    """The keys valid here, in words; those that find no room are in the help sheet."""

    acted = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__("sunken", "top")
        self._texts = texts
        self.setObjectName("hint-bar")
        self.setAccessibleName(texts.say("Keys of this page"))
        self.setFixedHeight(BAR)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.GAP, 0, look.ROOM, 0)
        self._row.setSpacing(look.TIGHT)
        self._hints: list[_Hint] = []
        self._row.addStretch(1)
        self.state = caption()
        self.state.setObjectName("workstation-state")
        self._row.addWidget(self.state)
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_keys(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show these actions with these words (an empty word: the action's own title)."""
        wanted = tuple(hints)
        if wanted == self._shown:
            return
        self._shown = wanted
        for hint in self._hints:
            hint.hide()
            hint.deleteLater()
        self._hints = []
        for place, (name, title) in enumerate(wanted):
            action = keys.action(name)
            hint = _Hint(action, self._texts, title or keys.title(name, self._texts))
            hint.clicked.connect(lambda _=False, name=name: self.acted.emit(name))
            self._row.insertWidget(place, hint)
            self._hints.append(hint)
        self._fit()

    def tell(self, state: str) -> None:
        """What the far end says about the workstation and its book."""
        self.state.setText(state)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 2 * look.ROOM
        words = self.state.fontMetrics().horizontalAdvance(self.state.text()) + look.WIDE
        needed = sum(h.sizeHint().width() + look.TIGHT for h in self._hints)
        self.state.setVisible(bool(self.state.text()) and needed + words <= room)
        for hint in self._hints:
            room -= hint.sizeHint().width() + look.TIGHT
            hint.setVisible(room >= 0)
