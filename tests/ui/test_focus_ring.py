"""The focus ring: one per window, around whatever has the focus, never in the way."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import look
from desktop_app.ui.widgets.focus import NO_RING, FocusRing


@pytest.fixture
def window(qtbot, qapp):
    look.apply(qapp, "light", "fr")
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    made.first, made.second = QLineEdit(), QLineEdit()
    column.addWidget(made.first)
    column.addWidget(made.second)
    made.resize(300, 200)
    made.ring = FocusRing(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.first.setFocus()
    return made


def around(widget):
    area = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
    return area.adjusted(-6, -6, 6, 6)


def test_it_surrounds_the_focused_widget_and_follows(window):
    assert window.ring.isVisible()
    assert window.ring.geometry() == around(window.first)
    window.second.setFocus()
    assert window.ring.geometry() == around(window.second)


def test_it_follows_a_widget_that_moves(window):
    window.resize(500, 400)
    window.layout().activate()
    assert window.ring.geometry() == around(window.first)


def test_it_is_drawn_in_the_focus_colour_outside_the_widget(window):
    image = window.grab().toImage()
    spot = window.first.geometry().topLeft() + QPoint(window.first.width() // 2, -2)
    red, green, blue, _ = look.tokens().color("focus").getRgb()
    seen = image.pixelColor(spot)
    assert abs(seen.red() - red) + abs(seen.green() - green) + abs(seen.blue() - blue) < 30


def test_clicks_pass_through(window):
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=window.first.geometry().center())
    assert window.childAt(window.first.geometry().center()) is window.first


def test_it_hides_where_the_focus_shows_itself(window):
    window.second.setProperty(NO_RING, True)
    window.second.setFocus()
    assert not window.ring.isVisible()
    window.first.setFocus()
    assert window.ring.isVisible()
    window.first.hide()
    assert window.ring.target is not window.first or not window.ring.isVisible()


def test_it_survives_the_widget(window, qtbot):
    with qtbot.waitSignal(window.first.destroyed):
        window.first.deleteLater()
    window.second.setFocus()
    assert window.ring.geometry() == around(window.second)


def test_it_stays_inside_what_scrolls(qtbot, qapp):
    look.apply(qapp, "light", "fr")
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    inside = QWidget()
    inside.setMinimumHeight(2000)
    edit = QLineEdit(inside)
    edit.setGeometry(10, 10, 100, 30)
    scroll.setWidget(inside)
    column.addWidget(scroll)
    window.resize(300, 200)
    ring = FocusRing(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    edit.setFocus()
    assert ring.isVisible()
    scroll.verticalScrollBar().setValue(1500)
    assert not ring.isVisible()
