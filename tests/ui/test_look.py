"""The tokens: every pair of colours the screens use is readable in the three themes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from desktop_app import resources
from desktop_app.ui import look


def test_thirty_one_pairs_are_audited():
    assert len(look.AUDIT) == 31
    assert len(set(look.AUDIT)) == 31


@pytest.mark.parametrize("theme", look.THEMES)
@pytest.mark.parametrize(("front", "back", "least"), look.AUDIT)
def test_contrast(theme, front, back, least):
    t = look.THEMES[theme]
    ink = t.selected(front) if back == "selection" else getattr(t, front)
    assert look.contrast(ink, getattr(t, back)) >= least


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#000000", 21.0),
        ("#777777", "#777777", 1.0),
        ("#16202C", "#F3F5F8", 15.06),
        ("#0A58A6", "#FFFFFF", 7.10),
    ],
)
def test_contrast_of_known_pairs(a, b, ratio):
    assert look.contrast(a, b) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("theme", look.THEMES)
def test_palette_names_every_role_in_every_group(theme):
    made = look.palette(look.THEMES[theme])
    roles = [
        r
        for r in QPalette.ColorRole
        if r not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)
    ]
    for group in (
        QPalette.ColorGroup.Active,
        QPalette.ColorGroup.Inactive,
        QPalette.ColorGroup.Disabled,
    ):
        for role in roles:
            assert made.isBrushSet(group, role), (group, role)


@pytest.mark.parametrize("theme", look.THEMES)
def test_disabled_text_stays_readable(theme):
    t = look.THEMES[theme]
    made = look.palette(t)
    text = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    base = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base).name()
    assert look.contrast(text, base) >= 3


@pytest.mark.parametrize("theme", [*look.THEMES, "auto"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_apply(qapp, theme, language):
    t = look.apply(qapp, theme, language)
    assert t is look.tokens()
    assert qapp.style().objectName() == "fusion"
    assert qapp.font().family() == look.FAMILY
    assert qapp.isRightToLeft() == (language == "ar")
    assert qapp.font().pointSizeF() == (9.5 if language == "ar" else 10.0)
    assert qapp.styleSheet() == ""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_qt_speaks_the_language(qapp, language):
    look.apply(qapp, "light", language)
    assert qapp.translate("QPlatformTheme", "Cancel") != "Cancel"
    look.apply(qapp, "light", "en")
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_every_icon_draws_in_its_colour(qapp):
    look.apply(qapp, "light", "fr")
    for name in resources.names("icons", ".svg"):
        image = look.pixmap(name, "danger", 20).toImage()
        ink = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert ink, name
        red, green, blue, _ = look.tokens().color("danger").getRgb()
        assert all(
            abs(c.red() - red) + abs(c.green() - green) + abs(c.blue() - blue) < 8 for c in ink
        ), name


def test_arrows_are_mirrored_in_arabic(qapp):
    look.apply(qapp, "light", "fr")
    french = look.pixmap("chevron-right", "text", 20).toImage()
    look.apply(qapp, "light", "ar")
    arabic = look.pixmap("chevron-right", "text", 20).toImage()
    assert arabic == french.flipped(Qt.Orientation.Horizontal)
    assert look.pixmap("phone").toImage() == look.pixmap("phone").toImage()
