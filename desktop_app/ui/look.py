"""How Guichet looks: colour tokens, fonts, icons and spacing, turned into a complete Fusion palette.

Tokens are those of experience.md section 11. Nothing here is an application style sheet: widgets paint themselves from
`tokens()`, so a change of theme is one `apply` and a repaint.
"""

from __future__ import annotations

import atexit
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QObject, QRectF, Qt, QTranslator
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import resources

STYLED = "guichetStyled"
"""Property of an application whose style is Fusion already."""
FAMILY = "IBM Plex Sans Arabic"
FONT_FILES = ("IBMPlexSansArabic_400Regular", "IBMPlexSansArabic_600SemiBold")
"""The weights that `font` gives; the papers have a heavier one too."""

# spacing on a grid of 4 px
TIGHT, GAP, ROOM, WIDE, AIRY = 4, 8, 12, 16, 24
ROW = 28
INPUT = 32
BUTTON = 40
TARGET = 24
RADIUS = 6
RING_WIDTH, RING_GAP = 2.4, 3

POINTS = {
    "rail": 8.5,
    "caption": 9.0,
    "body": 10.0,
    "section": 12.0,
    "title": 16.0,
    "entry": 18.0,
    "balance": 20.0,
    "change": 24.0,
}


class Tokens(NamedTuple):
    """The colours of one theme, each "#RRGGBB"; `name` is light, dark or contrast."""

    name: str
    window: str
    surface: str
    surface_alt: str
    sunken: str
    divider: str
    border: str
    text: str
    text2: str
    text_disabled: str
    primary: str
    primary_hover: str
    on_primary: str
    selection: str
    on_selection: str
    focus: str
    link: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    danger: str
    danger_bg: str
    info: str
    info_bg: str
    offline: str
    offline_bg: str
    on_training: str
    training_bg: str
    chart1: str
    chart2: str
    chart3: str

    @property
    def dark(self) -> bool:
        return self.name != "light"

    def selected(self, token: str) -> str:
        """The colour of a token inside a selected row: in high contrast everything there is on_selection."""
        return self.on_selection if self.name == "contrast" else getattr(self, token)

    def color(self, token: str) -> QColor:
        """The colour of a token, or of a literal "#RRGGBB"."""
        return QColor(token if token.startswith("#") else getattr(self, token))


_TABLE = """
window          #F3F5F8 #12171E #000000
surface         #FFFFFF #1A212A #000000
surface_alt     #F2F5F9 #212A35 #000000
sunken          #E7ECF2 #0D1117 #000000
divider         #D3DAE3 #323E4C #FFFFFF
border          #7A8798 #8391A3 #FFFFFF
text            #16202C #E9EEF4 #FFFFFF
text2           #475466 #AEBAC8 #FFFFFF
text_disabled   #6B7787 #8390A0 #A6A6A6
primary         #0A58A6 #7AB8F5 #FFFF00
primary_hover   #084887 #9CCBFA #FFFFFF
on_primary      #FFFFFF #0A1722 #000000
selection       #CFE4FA #1A426E #FFFF00
on_selection    #16202C #FFFFFF #000000
focus           #0A58A6 #9CCBFA #00FFFF
link            #0A58A6 #8EC3F8 #80C8FF
ok              #17693B #74D19B #5CFF8F
ok_bg           #E4F4EA #15301F #000000
warn            #8A4700 #F3B765 #FFC84D
warn_bg         #FFF1DA #3A2A10 #000000
danger          #B3261E #FF9A91 #FF9C94
danger_bg       #FDEBE9 #43191A #000000
info            #0A58A6 #8EC3F8 #80C8FF
info_bg         #E7F1FC #14304C #000000
offline         #5A3E96 #C2AEF2 #D6C2FF
offline_bg      #EFEAFA #2B2145 #000000
on_training     #1A1A1A #1A1A1A #000000
training_bg     #FFD84D #FFD84D #FFFF00
chart1          #0A58A6 #7AB8F5 #FFFFFF
chart2          #B85C00 #F3B765 #FFC84D
chart3          #17693B #74D19B #5CFF8F
"""


def _themes() -> dict[str, Tokens]:
    rows = [line.split() for line in _TABLE.strip().splitlines()]
    return {
        theme: Tokens(name=theme, **{row[0]: row[column] for row in rows})
        for column, theme in enumerate(("light", "dark", "contrast"), start=1)
    }


THEMES = _themes()
TOKEN_NAMES = Tokens._fields[1:]

# (foreground, background, least ratio): every pair the screens use, experience.md 11.2
AUDIT = tuple(
    (pair.split("/")[0].strip(), pair.split("/")[1].strip(), least)
    for least, pairs in (
        (
            4.5,
            "text/window text/surface text/surface_alt text2/surface text2/window text2/sunken "
            "on_primary/primary on_primary/primary_hover primary/surface link/surface "
            "on_selection/selection danger/selection ok/selection ok/surface ok/ok_bg warn/surface "
            "warn/warn_bg danger/surface danger/danger_bg info/info_bg offline/offline_bg",
        ),
        (
            3.0,
            "text_disabled/surface border/surface border/window focus/surface focus/window "
            "focus/surface_alt chart1/surface chart2/surface chart3/surface",
        ),
        (7.0, "on_training/training_bg"),
    )
    for pair in pairs.split()
)


class _Current:
    """What is applied now; one application, hence one of these."""

    tokens = THEMES["light"]
    language = "fr"
    translator: QTranslator | None = None
    choice = "light"
    follower: QObject | None = None


def tokens() -> Tokens:
    """The tokens of the applied theme."""
    return _Current.tokens


def contrast(a: str, b: str) -> float:
    """The WCAG 2 contrast ratio of two "#RRGGBB" colours, 1 to 21."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def resolve(theme: str) -> str:
    """The theme to use: itself, or for "auto" what the desktop asks for."""
    if theme != "auto":
        return theme
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is not None:
        preference = accessibility().contrastPreference()
        if preference == Qt.ContrastPreference.HighContrast:
            return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def apply(app: QApplication, theme: str, language: str) -> Tokens:
    """Fusion, palette, fonts, direction and Qt's own wording for this theme and language; the tokens now current.

    `theme` is auto, light, dark or contrast; auto follows the desktop when it changes.
    """
    _Current.choice = theme
    _Current.language = language
    _Current.tokens = THEMES[resolve(theme)]
    if not app.property(STYLED):
        app.setStyle("fusion")
        app.setProperty(STYLED, True)
    load_fonts()
    app.setFont(font("body"))
    app.setPalette(palette(_Current.tokens))
    _speak(app, language)
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if language == "ar" else Qt.LayoutDirection.LeftToRight
    )
    if _Current.follower is None:
        _Current.follower = _Follower(app)
        atexit.register(forget)
    return _Current.tokens


def forget() -> None:
    """Drop the drawn icons; pixmaps must not outlive the application."""
    _icon.cache_clear()
    _draw.cache_clear()


class _Follower(QObject):
    """Re-applies the theme when the desktop turns light or dark, as long as the choice is auto."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.styleHints().colorSchemeChanged.connect(self._changed)
        app.aboutToQuit.connect(forget)
        app.destroyed.connect(self._forget)

    def _changed(self, _scheme: object) -> None:
        if _Current.choice == "auto":
            apply(self._app, "auto", _Current.language)

    @staticmethod
    def _forget() -> None:
        _Current.follower = None


def _speak(app: QApplication, language: str) -> None:
    """Install Qt's own wording (standard buttons, text menus) and a locale that writes Western digits."""
    if _Current.translator is not None:
        app.removeTranslator(_Current.translator)
        _Current.translator = None
    QLocale.setDefault(
        {"fr": QLocale("fr_FR"), "ar": QLocale("ar_MA")}.get(language, QLocale("en_GB"))
    )
    if language == "en":
        return
    made = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if made.load(f"qtbase_{language}", folder):
        app.installTranslator(made)
        _Current.translator = made


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the fonts that ship with Guichet; the families found (empty when the files are missing)."""
    families: list[str] = []
    for name in FONT_FILES:
        number = QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}.ttf")))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def font(use: str = "body", *, bold: bool = False) -> QFont:
    """The font for a use named in POINTS; Arabic body is 9.5 pt because the script stands taller."""
    points = POINTS[use]
    if use == "body" and _Current.language == "ar":
        points = 9.5
    made = QFont(FAMILY)
    made.setPointSizeF(points)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    made.setStyleHint(QFont.StyleHint.SansSerif)
    return made


def palette(t: Tokens) -> QPalette:
    """Every role of every group, so that no widget falls back on a colour of the desktop's."""
    role = QPalette.ColorRole
    base = {
        role.Window: t.window,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.surface_alt,
        role.Text: t.text,
        role.PlaceholderText: t.text2,
        role.Button: t.surface,
        role.ButtonText: t.text,
        role.BrightText: t.danger,
        role.Light: t.surface,
        role.Midlight: t.surface_alt,
        role.Mid: t.border,
        role.Dark: t.border,
        role.Shadow: t.sunken if t.name == "light" else "#000000",
        role.Highlight: t.selection,
        role.HighlightedText: t.on_selection,
        role.Accent: t.primary,
        role.Link: t.link,
        role.LinkVisited: t.link,
        role.ToolTipBase: t.surface,
        role.ToolTipText: t.text,
    }
    disabled = {
        role.WindowText: t.text_disabled,
        role.Text: t.text_disabled,
        role.ButtonText: t.text_disabled,
        role.HighlightedText: t.text_disabled,
        role.Highlight: t.sunken,
        role.PlaceholderText: t.text_disabled,
        role.Accent: t.text_disabled,
        role.Link: t.text_disabled,
        role.LinkVisited: t.text_disabled,
        role.ToolTipText: t.text_disabled,
        role.Base: t.window,
    }
    made = QPalette()
    group = QPalette.ColorGroup
    for r, color in base.items():
        for g in (group.Active, group.Inactive, group.Disabled):
            made.setColor(g, r, QColor(color))
    for r, color in disabled.items():
        made.setColor(group.Disabled, r, QColor(color))
    return made


# --- icons -----------------------------------------------------------------------------------------------------------

MIRRORED = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "arrow-back-up",
        "chevron-left",
        "chevron-right",
        "external-link",
        "list",
        "list-details",
        "logout",
        "player-track-next",
        "transfer-in",
    }
)
"""Icons that point along the line of reading, drawn the other way round in Arabic."""


def icon(name: str, color_token: str | None = None, size: int = 20) -> QIcon:
    """A Tabler outline icon in the colour of a token (default text), with its disabled and selected colours."""
    mirrored = name in MIRRORED and _Current.language == "ar"
    return _icon(name, color_token or "text", size, _Current.tokens.name, mirrored)


def pixmap(
    name: str, color_token: str | None = None, size: int = 20, ratio: float = 2.0
) -> QPixmap:
    """The same icon as a pixmap of `size` logical pixels, drawn for screens of this pixel ratio."""
    mirrored = name in MIRRORED and _Current.language == "ar"
    color = _Current.tokens.color(color_token or "text").name()
    return _draw(name, color, size, ratio, mirrored)


@cache
def _icon(name: str, token: str, size: int, theme: str, mirrored: bool) -> QIcon:
    t = THEMES[theme]
    made = QIcon()
    mode = QIcon.Mode
    for ratio in (1.0, 2.0):
        normal = _draw(name, t.color(token).name(), size, ratio, mirrored)
        made.addPixmap(normal, mode.Normal)
        made.addPixmap(normal, mode.Active)
        made.addPixmap(_draw(name, t.text_disabled, size, ratio, mirrored), mode.Disabled)
        made.addPixmap(_draw(name, t.selected(token), size, ratio, mirrored), mode.Selected)
    return made


@cache
def _draw(name: str, color: str, size: int, ratio: float, mirrored: bool) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    svg = (
        _source(name)
        .replace("currentColor", color)
        .replace('stroke-width="2"', 'stroke-width="1.75"')
    )
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made.transformed(QTransform.fromScale(-1, 1)) if mirrored else made


@cache
def _source(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


# --- small helps for painting ----------------------------------------------------------------------------------------


def mix(a: str, b: str, share: float) -> QColor:
    """The colour `share` of the way from a to b (tokens' "#RRGGBB")."""
    one, two = QColor(a), QColor(b)
    return QColor(
        round(one.red() + (two.red() - one.red()) * share),
        round(one.green() + (two.green() - one.green()) * share),
        round(one.blue() + (two.blue() - one.blue()) * share),
    )


def rtl(widget: QWidget) -> bool:
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def calm_motion() -> bool:
    """True when the desktop asks for no animation."""
    return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
