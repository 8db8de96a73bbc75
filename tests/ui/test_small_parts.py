"""Labels, fields, chips, buttons, banners and toasts: what they say, to eyes and to readers."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.refusals import AmountUnreadable
from desktop_app.texts import iso, texts_in
from desktop_app.ui import look
from desktop_app.ui.widgets.banner import Banners
from desktop_app.ui.widgets.buttons import KINDS, Button
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import ICONS, Chip, Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.toast import Toasts


@pytest.fixture(params=[("fr", "light"), ("ar", "dark"), ("ar", "contrast")], ids="-".join)
def look_of(request, qapp):
    language, theme = request.param
    look.apply(qapp, theme, language)
    return texts_in(language)


def test_a_label_of_isolates_alone_reads_from_the_right_in_arabic(look_of, qtbot):
    label = Label(iso("06 61 22 33 44"))
    qtbot.addWidget(label)
    assert label.text() == iso("06 61 22 33 44")
    side = Qt.AlignmentFlag.AlignRight if look_of.rtl else Qt.AlignmentFlag.AlignLeft
    assert label.alignment() & side


def test_a_label_follows_the_theme(qapp, qtbot):
    look.apply(qapp, "light", "fr")
    label = Label("x", token="danger")
    qtbot.addWidget(label)
    look.apply(qapp, "dark", "fr")
    label.show()
    seen = label.palette().color(QPalette.ColorRole.WindowText).name().upper()
    assert seen == look.THEMES["dark"].danger
    look.apply(qapp, "light", "fr")
    QApplication.sendEvent(label, QEvent(QEvent.Type.PaletteChange))
    seen = label.palette().color(QPalette.ColorRole.WindowText).name().upper()
    assert seen == look.THEMES["light"].danger


def test_markup_in_a_name_is_only_text(look_of, qtbot):
    label = Label("<b>Durand & fils</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_an_elided_label_keeps_its_whole_text_in_its_tip(look_of, qtbot):
    label = Label("Benabdellah " * 20, elide=True)
    qtbot.addWidget(label)
    label.resize(120, 24)
    assert label.minimumSizeHint().width() <= 40
    assert label.toolTip() == "Benabdellah " * 20
    assert not label.grab().isNull()


@pytest.mark.parametrize("kind", ICONS)
def test_a_chip_is_never_told_by_colour_alone(look_of, qtbot, kind):
    chip = Chip("Échue 23 j", kind)
    qtbot.addWidget(chip)
    assert chip.icon_name or kind == "neutral"
    assert chip.accessibleName() == "Échue 23 j"
    assert chip.sizeHint().height() >= look.TARGET
    assert not chip.grab().isNull()


def test_a_choice_is_walked_in_reading_order(look_of, qtbot):
    choice = Choice([("cash", "A"), ("card", "B"), ("cheque", "C")])
    qtbot.addWidget(choice)
    choice.show()
    forward = Qt.Key.Key_Left if look_of.rtl else Qt.Key.Key_Right
    chosen = []
    choice.chosen.connect(chosen.append)
    for _ in range(4):
        QTest.keyClick(choice.button(choice.value()), forward)
    assert chosen == ["card", "cheque"]
    choice.hide()


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_is_big_enough_and_says_its_verb(look_of, qtbot, kind):
    button = Button("Encaisser 500,00 DH", kind=kind, key="F9", icon="cash")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    assert button.height() >= (look.BUTTON if kind == "primary" else look.INPUT)
    assert not button.autoDefault()
    assert not button.isDefault()
    assert not button.grab().isNull()


def test_a_disabled_button_explains_itself(look_of, qtbot):
    button = Button("Émettre")
    qtbot.addWidget(button)
    button.explain("Saisissez d'abord le relevé.")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Saisissez d'abord le relevé."
    button.explain("")
    assert button.isEnabled()


def test_a_field_names_its_edit_and_says_why_it_refuses(look_of, qtbot):
    edit = Edit(look_of)
    field = Field("Montant", edit, hint="exemple 12,50")
    qtbot.addWidget(field)
    assert edit.accessibleName() == "Montant"
    assert field.hint.text() == "exemple 12,50"
    news = AmountUnreadable(text="abc")
    field.refuse(news)
    assert field.hint.text() == edit.accessibleDescription() == look_of.bad_news(news)
    assert field.hint.state() == "danger"
    edit.say("")
    assert field.hint.text() == "exemple 12,50"


def test_facts_and_amounts_are_read_out(look_of, qtbot):
    card = Card("Paiement")
    qtbot.addWidget(card)
    facts, amount = Facts(), BigAmount("À payer", name="due")
    card.add(facts)
    card.add(amount)
    value = facts.add("Contrat", iso("10473855"))
    assert value.accessibleDescription() == "Contrat"
    amount.set("12,50", note="dont timbre")
    assert amount.amount.accessibleName() == "À payer: 12,50"
    facts.clear()
    assert not card.grab().isNull()


def test_banners_stand_until_dropped(look_of, qtbot):
    banners = Banners()
    qtbot.addWidget(banners)
    pressed = []
    made = banners.show_banner("training", "Mode école", "training", verb="Quitter")
    made.pressed.connect(lambda: pressed.append(1))
    made.button.click()
    banners.show_banner("training", "Mode école encore", "training")
    assert banners.names() == ("training",)
    assert pressed == [1]
    banners.drop("training")
    assert banners.names() == ()


@pytest.fixture
def window(qtbot, look_of):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(360, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_toast_tells_and_goes_and_is_remembered(window, qtbot):
    toasts = Toasts(window, shown_ms=20)
    toast = toasts.show("Imprimé", "ok")
    assert toast.isVisible()
    assert window.rect().contains(toast.geometry())
    with qtbot.waitSignal(toast.gone):
        pass
    assert toasts.current is None
    assert list(toasts.history) == [("ok", "Imprimé")]


def test_a_toast_waits_while_its_verb_has_the_focus(window, qtbot):
    toasts = Toasts(window, shown_ms=60_000)
    done = []
    toast = toasts.show("Encaissé", "ok", [("Annuler", lambda: done.append(1))])
    window.activateWindow()
    toast.buttons[0].setFocus()
    toast._expire()
    assert toasts.current is toast
    QTest.keyClick(toast.buttons[0], Qt.Key.Key_Return)
    assert done == [1]
    assert toasts.current is None


def test_fifty_toasts_are_kept(window):
    toasts = Toasts(window)
    for number in range(60):
        toasts.show(str(number))
    assert len(toasts.history) == 50
    assert toasts.history[0] == ("ok", "59")
    toasts.drop()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
