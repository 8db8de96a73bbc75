"""Keys: every action once, no key twice, none that a keyboard of our countries cannot give."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut

from desktop_app.texts import LANGUAGES, bare, texts_in
from desktop_app.ui import keys
from desktop_app.ui.window import MainWindow


def test_no_key_means_two_things() -> None:
    every = Counter(QKeySequence(key).toString() for each in keys.ACTIONS for key in each.keys)
    assert [key for key, count in every.items() if count > 1] == []
    assert "" not in every


def test_the_window_holds_no_shortcut_outside_the_registry(window: MainWindow) -> None:
    window.open_dossier("10473855", "", "")
    window.act("arrangement")
    registered = {QKeySequence(key) for each in keys.ACTIONS for key in each.keys}
    found = [s for a in window.findChildren(QAction) for s in a.shortcuts()]
    found += [s.key() for s in window.findChildren(QShortcut)]
    counted = Counter(s.toString() for s in found)
    assert {QKeySequence(s) for s in counted} <= registered | set(TEXT_MENU)
    assert [s for s, n in counted.items() if n > 1 and QKeySequence(s) in registered] == []


TEXT_MENU = tuple(
    QKeySequence(key)
    for key in ("Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+X", "Ctrl+C", "Ctrl+V", "Ctrl+A", "Del")
)


@pytest.mark.parametrize("each", keys.ACTIONS, ids=lambda a: a.name)
def test_no_chord_with_a_digit_and_f10_is_left_to_the_system(each: keys.Action) -> None:
    for key in each.keys:
        parts = key.split("+")
        assert parts[-1] != "F10"
        assert not (len(parts) > 1 and parts[-1].isdigit())


@pytest.mark.parametrize("each", keys.ACTIONS, ids=lambda a: a.name)
def test_letter_chords_are_never_the_only_way(each: keys.Action) -> None:
    alone = all(len(k.split("+")) > 1 and len(k.split("+")[-1]) == 1 for k in each.keys)
    buttons = {"invoice", "print", "table", "why", "leak", "credit", "bounce", "refund"}
    assert not alone or each.name in buttons, "has no button"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("each", keys.ACTIONS, ids=lambda a: a.name)
def test_every_action_is_worded(each: keys.Action, language: str) -> None:
    texts = texts_in(language)
    for key in (each.title, each.hint):
        assert ("action", key) in texts._forms, key
    for part in each.keys[0].split("+"):
        known = ("key", part) in texts._forms
        assert known or len(part) == 1 or part[1:].isdigit(), part


def test_the_help_sheet_and_the_hint_bar_print_the_registry(window: MainWindow) -> None:
    texts = window.texts
    window.act("help")
    shown = " ".join(bare(w.text()) for w in window.findChildren(type(window.top.brand)))
    for each in keys.ACTIONS:
        assert bare(keys.shown(each, texts)) in shown
    bar = {h.name for h in window.bar._hints}
    assert {"help", "find", "payment", "reading"} <= bar
