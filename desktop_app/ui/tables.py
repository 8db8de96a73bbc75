"""Tables: a model on a window of rows that answers by integer roles, and a calm view of 28 px rows for the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.texts import Texts, bare
from desktop_app.ui import look

# roles and alignments as plain integers: comparing the enumerations costs more than the answer
_DISPLAY, _DECORATION, _TIP, _FONT, _ALIGN, _INK, _CHECK, _READ_OUT, ROW = (
    0,
    1,
    3,
    6,
    7,
    9,
    10,
    11,
    256,
)
_RIGHT = int(
    (
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    ).value
)
_LEADING = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_LEFT = int(
    (
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    ).value
)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter.value)
_ALIGNS = {
    "text": _LEADING,
    "date": _LEADING,
    "amount": _RIGHT,
    "number": _RIGHT,
    "centre": _CENTRE,
}
_ONE_LINE = int(Qt.TextFlag.TextSingleLine.value)
_ELIDE = Qt.TextElideMode.ElideRight
_SELECTED, _NORMAL = QIcon.Mode.Selected, QIcon.Mode.Normal
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the attribute `key`, its heading, how it stands (text, date, amount, number, centre), its width.

    Width 0 takes what is left. `show` words the row where the attribute alone does not; `token` gives its colour and
    `icon` its picture ("" for none), both from the row.
    """

    key: str
    title: str
    align: str = "text"
    width: int = 0
    show: Callable[[Any], str] | None = None
    token: Callable[[Any], str] | None = None
    icon: Callable[[Any], str] | None = None


class RowsModel(QAbstractTableModel):
    """Rows of facts under columns. Holds all of them, or a window of a longer list whose other rows it asks for.

    With `ticks` the first column bears a box per row; `ticked()` lists the ticked rows.
    """

    wanted = Signal(int)
    """A row outside the window was looked at: the row to centre the next window on."""
    ticks_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        texts: Texts,
        parent: QWidget | None = None,
        *,
        ticks: bool = False,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.texts = texts
        self.has_ticks = ticks
        self.strong: Callable[[Any], bool] | None = None
        """Which rows are written bold, headings among lines."""
        self._first = 0
        self._rows: tuple[Any, ...] = ()
        self._total = 0
        self._words: dict[int, tuple[str, ...]] = {}
        self._ticked: set[int] = set()
        self._asked = -1

    # --- rows --------------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the same number of them changes the data in place, so that nothing jumps."""
        self.set_window(len(rows), 0, rows)

    def set_window(self, total: int, first: int, rows: Sequence[Any]) -> None:
        """Show `rows` as numbers first... of a list of `total`."""
        before = self._total
        if total > before:
            self.beginInsertRows(QModelIndex(), before, total - 1)
        elif total < before:
            self.beginRemoveRows(QModelIndex(), total, before - 1)
        self._first, self._rows, self._total = first, tuple(rows), total
        self._words.clear()
        self._ticked = {n for n in self._ticked if n < total}
        self._asked = -1
        if total > before:
            self.endInsertRows()
        elif total < before:
            self.endRemoveRows()
        if kept := min(before, total):
            self.dataChanged.emit(self.index(0, 0), self.index(kept - 1, len(self.columns) - 1))

    def row(self, number: int) -> Any:
        """The fact shown in this row, or None when it is outside the window."""
        place = number - self._first
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rows(self) -> tuple[Any, ...]:
        return self._rows

    # --- ticks -------------------------------------------------------------------------------------------------------

    def ticked(self) -> tuple[Any, ...]:
        """The ticked rows in their order."""
        return tuple(self.row(n) for n in sorted(self._ticked) if self.row(n) is not None)

    def tick(self, number: int, on: bool | None = None) -> None:
        """Tick or untick a row; None turns it over."""
        if not 0 <= number < self._total:
            return
        wanted = number not in self._ticked if on is None else on
        if wanted != (number in self._ticked):
            (self._ticked.add if wanted else self._ticked.discard)(number)
            self.dataChanged.emit(self.index(number, 0), self.index(number, 0), [_CHECK])
            self.ticks_changed.emit()

    def tick_rows(self, numbers: set[int]) -> None:
        """Tick exactly these rows, silently (for what the program works out itself)."""
        if numbers != self._ticked:
            self._ticked = set(numbers)
            if self._total:
                self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, 0), [_CHECK])

    # --- what Qt asks ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._total

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        number, place = index.row(), index.column()
        if number < 0:
            return None
        if role == _DISPLAY:
            return self._cells(number)[place]
        if role == _ALIGN:
            return _ALIGNS[self.columns[place].align]
        if role == _INK:
            column = self.columns[place]
            if column.token is not None and (row := self.row(number)) is not None:
                token = column.token(row)
                return QColor(getattr(look.tokens(), token)) if token else None
            return None
        if role == _DECORATION:
            column = self.columns[place]
            if column.icon is not None and (row := self.row(number)) is not None:
                name = column.icon(row)
                ink = (column.token(row) if column.token else "") or "text2"
                return look.icon(name, ink, 16) if name else None
            return None
        if role == _CHECK and self.has_ticks and place == 0:
            return _ON if number in self._ticked else _OFF
        if role == ROW:
            return self.row(number)
        if role == _FONT:
            strong, row = self.strong, self.row(number)
            return look.font("body", bold=True) if strong and row and strong(row) else None
        if role in (_TIP, _READ_OUT):
            words = bare(self._cells(number)[place])
            return f"{self.columns[place].title}: {words}" if role == _READ_OUT else words
        return None

    def setData(self, index: Index, value: Any, role: int = 2) -> bool:
        if role != _CHECK or not self.has_ticks or index.column():
            return False
        self.tick(index.row(), Qt.CheckState(value) == _ON)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.has_ticks and index.column() == 0:
            return usual | Qt.ItemFlag.ItemIsUserCheckable
        return usual

    def headerData(self, number: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= number < len(self.columns):
            return None
        if role == _DISPLAY:
            return self.columns[number].title
        return _ALIGNS[self.columns[number].align] if role == _ALIGN else None

    def _cells(self, number: int) -> tuple[str, ...]:
        if (words := self._words.get(number)) is not None:
            return words
        if (row := self.row(number)) is None:
            if self._asked != number:
                self._asked = number
                self.wanted.emit(number)
            return ("",) * len(self.columns)
        try:
            words = tuple(self._word(column, row) for column in self.columns)
        except Exception as error:  # falling out of a paint event, it would take Qt down with it
            words = ("",) * len(self.columns)
            QTimer.singleShot(0, partial(_raise, error))
        self._words[number] = words
        return words

    def _word(self, column: Column, row: Any) -> str:
        if column.show is not None:
            return column.show(row)
        value = getattr(row, column.key)
        if value is None:
            return ""
        if isinstance(value, date):
            return self.texts.date(value)
        if column.align == "amount":
            return self.texts.amount(value)
        if column.align == "number":
            return self.texts.number(value)
        return str(value)


def _raise(error: Exception) -> None:
    raise error


class _Cells(QStyledItemDelegate):
    """Cells painted from the tokens: 8 px of room on both sides, a box to tick, an icon and words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, rect, model = look.tokens(), option.rect, index.model()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        if chosen:
            painter.fillRect(rect, QColor(t.selection))
        elif index.row() % 2:
            painter.fillRect(rect, QColor(t.surface_alt))
        left, right = rect.left() + look.GAP, rect.right() - look.GAP
        ticked = model.data(index, _CHECK)
        icon = model.data(index, _DECORATION)
        for wide, draw in ((18, ticked), (16, icon)):
            if draw is None:
                continue
            x = right - wide + 1 if rtl else left
            spot = QRect(x, rect.top() + (rect.height() - wide) // 2, wide, wide)
            if wide == 18:
                _draw_box(painter, spot, ticked == _ON, chosen)
            else:
                icon.paint(painter, spot, mode=_SELECTED if chosen else _NORMAL)
            if rtl:
                right -= wide + 6
            else:
                left += wide + 6
        if words := model.data(index, _DISPLAY):
            ink = model.data(index, _INK)
            if chosen and (ink is None or t.name == "contrast"):
                ink = QColor(t.on_selection)
            painter.setPen(ink if ink is not None else QColor(t.text))
            font = model.data(index, _FONT)
            painter.setFont(option.font if font is None else font)
            flags = model.data(index, _ALIGN)
            if flags == _LEADING:
                flags = _RIGHT if rtl else _LEFT
            room = QRect(left, rect.top(), right - left + 1, rect.height())
            metrics = painter.fontMetrics()
            if metrics.horizontalAdvance(words) > room.width():
                words = metrics.elidedText(words, _ELIDE, room.width())
            painter.drawText(room, flags | _ONE_LINE, words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = index.model().data(index, _DISPLAY) or ""
        return QSize(option.fontMetrics.horizontalAdvance(words) + 2 * look.GAP + 4, look.ROW)


def _draw_box(painter: QPainter, spot: QRect, on: bool, chosen: bool) -> None:
    t = look.tokens()
    ink = QColor(t.on_selection if chosen and t.name == "contrast" else t.primary)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink if on else QColor(t.on_selection if chosen else t.border), 1.4))
    inverse = chosen and t.name == "contrast"
    ground = ink if on else QColor(t.selection if inverse else t.surface)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(spot).adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
    if on:
        painter.setPen(
            QPen(
                QColor(t.selection if inverse else t.on_primary),
                2,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        x, y = spot.left(), spot.top()
        painter.drawPolyline(
            [QPointF(x + 5, y + 9.2), QPointF(x + 8, y + 12), QPointF(x + 13, y + 6)]
        )
    painter.restore()


class _Head(QHeaderView):
    """Headings painted from the tokens, the sort of flat line Fusion does not draw."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFont(look.font("caption", bold=True))
        self.setFixedHeight(look.ROW)

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        t = look.tokens()
        painter.save()
        painter.fillRect(rect, t.color("sunken"))
        painter.setPen(QPen(t.color("divider"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        model = self.model()
        words = model.headerData(number, Qt.Orientation.Horizontal, _DISPLAY)
        flags = model.headerData(number, Qt.Orientation.Horizontal, _ALIGN) or _LEADING
        if flags == _LEADING and look.rtl(self):
            flags = _RIGHT
        painter.setPen(t.color("text2"))
        painter.setFont(self.font())
        area = rect.adjusted(look.GAP, 0, -look.GAP, 0)
        short = self.fontMetrics().elidedText(
            words or "", Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, flags | Qt.TextFlag.TextSingleLine, short)
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.ROW)


class Table(QTableView):
    """A list to walk with the arrow keys: Enter opens the row, Space ticks it, Tab leaves the table."""

    opened = Signal(object)
    """Enter or a double click on a row: its fact."""
    moved = Signal(object)
    """The current row changed: its fact, or None."""

    def __init__(
        self, model: RowsModel, name: str, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setHorizontalHeader(_Head(self))
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.rows_model = model
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        side = self.verticalHeader()
        side.hide()
        side.setMinimumSectionSize(look.TARGET)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(look.ROW)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(40)
        for number, column in enumerate(model.columns):
            mode = (
                QHeaderView.ResizeMode.Interactive
                if column.width
                else QHeaderView.ResizeMode.Stretch
            )
            head.setSectionResizeMode(number, mode)
            if column.width:
                head.resizeSection(number, column.width)
        self.doubleClicked.connect(self._open)

    def fit_rows(self, most: int) -> None:
        """Take exactly the height of the rows, up to `most` of them."""
        rows = max(1, min(most, self.rows_model.rowCount()))
        self.setFixedHeight(look.ROW * (rows + 1) + 2)

    def current(self) -> Any:
        """The fact of the current row, or None."""
        index = self.currentIndex()
        return self.rows_model.row(index.row()) if index.isValid() else None

    def go(self, number: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.rows_model.index(number, 0))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.moved.emit(self.current())

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows_model.rowCount():
            self.go(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if not event.isAutoRepeat():
                self._open(self.currentIndex())
            return
        if plain and event.key() == Qt.Key.Key_Space and self.rows_model.has_ticks:
            event.accept()
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self.rows_model.tick(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and self.rows_model.has_ticks:
            self.rows_model.tick(index.row())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def _open(self, index: Index) -> None:
        if index.isValid() and (row := self.rows_model.row(index.row())) is not None:
            self.opened.emit(row)


def make_table(
    columns: Sequence[Column],
    texts: Texts,
    name: str,
    title: str,
    parent: QWidget | None = None,
    *,
    ticks: bool = False,
) -> Table:
    """A table and its model; `table.rows_model.set_rows(...)` fills it. `title` is what a reader announces."""
    model = RowsModel(columns, texts, ticks=ticks)
    table = Table(model, name, title, parent)
    model.setParent(table)
    return table
