"""The look: colours, sizes, fonts and icons, each said once.

`apply_theme` gives the application Fusion, a palette and one style sheet. Widgets take part by a role
(`set_role(button, "primary")`), never by colours of their own. Sizes are written for 100 % and go through `px`.
"""

from dataclasses import fields
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from jxc_desktop import paths
from jxc_desktop.i18n import N_
from jxc_desktop.ui.style_sheet import style_sheet
from jxc_desktop.ui.tokens import LIGHT, THEMES, Tokens

GAP = 8
GAP_WIDE = 14
TEXT = 15
LABEL = 13
FIELD = 17
BIG = 58
ROW = 40

CHOICES = {
    "system": N_("As the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast_light": N_("High contrast, black on white"),
    "contrast_dark": N_("High contrast, white on black"),
}
ZOOMS = (80, 90, 100, 110, 125, 140, 160)
LEAST_WINDOW = (900, 560)  # what the pages need at 100 %
TITLE_BAR = 32  # of the system's, at any zoom


class _Current:
    """What is applied at the moment; a class only to keep it in one place."""

    choice = "light"
    tokens = LIGHT
    zoom = 100
    family = ""


def tokens() -> Tokens:
    """The colours in use."""
    return _Current.tokens


def colour(role: str) -> QColor:
    """A colour in use by its token's name, for what is painted by hand."""
    return QColor(getattr(_Current.tokens, role))


def choice() -> str:
    """The choice in use: a key of `CHOICES`."""
    return _Current.choice


def zoom_percent() -> int:
    """The zoom in use."""
    return _Current.zoom


def px(size: float) -> int:
    """A size written for 100 %, at the zoom in use."""
    return max(1, round(size * _Current.zoom / 100))


def fitting_zooms(room: QSize) -> tuple[int, ...]:
    """The zooms at which the window fits a screen with so much room; up to 100 % in any case."""
    width, height = LEAST_WINDOW
    most = max(100, min(room.width() * 100 // width, (room.height() - TITLE_BAR) * 100 // height))
    return tuple(zoom for zoom in ZOOMS if zoom <= most)


def fitting(zoom_percent: int, room: QSize) -> int:
    """The zoom, or the largest below it at which the window fits."""
    zooms = fitting_zooms(room)
    return max((zoom for zoom in zooms if zoom <= zoom_percent), default=zooms[0])


def open_at(window: QWidget, width: int, height: int) -> None:
    """Give a window that is not shown yet a size written for 100 %, or what the screen has."""
    room = window.screen().availableSize() - QSize(0, TITLE_BAR)
    window.resize(QSize(px(width), px(height)).boundedTo(room))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours after WCAG 2: 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def load_fonts() -> str:
    """Load the shipped fonts once; the family's name."""
    family = ""
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        number = QFontDatabase.addApplicationFont(str(paths.resource("fonts", name)))
        families = QFontDatabase.applicationFontFamilies(number)
        family = family or (families[0] if families else "")
    return family


def font(size: float = TEXT, *, bold: bool = False) -> QFont:
    """The shipped font at a size written for 100 %."""
    return QFont(_font(_Current.family or load_fonts(), px(size), bold))


@cache
def _font(family: str, pixels: int, bold: bool) -> QFont:
    """A font kept with what Qt found for it: copies need not be looked up again."""
    made = QFont(family)
    made.setPixelSize(pixels)
    if bold:
        made.setWeight(QFont.Weight.Bold)
    return made


def row_height() -> int:
    """The height of a table row: a line of text with air, on the grid, at least 36 at 100 %."""
    needed = QFontMetrics(font(TEXT)).height() + px(16)
    return max(px(36), -(-needed // 4) * 4)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its role in the style sheet; changing it later repaints."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def resolve(name: str, app: QApplication) -> str:
    """The theme behind a choice: the system's preference for "system"."""
    if name in THEMES:
        return name
    return "dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def apply_theme(app: QApplication, name: str = "system", zoom_percent: int = 100) -> Tokens:
    """Give the application fonts, palette and style sheet; may be called again at any time."""
    _Current.choice = name if name in CHOICES else "system"
    _Current.tokens = THEMES[resolve(name, app)]
    _Current.zoom = min(max(zoom_percent, ZOOMS[0]), ZOOMS[-1])
    _Current.family = load_fonts()
    icon.cache_clear()
    if app.style().name() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font())
    app.setPalette(_palette(_Current.tokens))
    colours = {field.name: getattr(_Current.tokens, field.name) for field in fields(Tokens)}
    tick = paths.resource("icons", "tick-black.png" if _luminance(_Current.tokens.on_accent) < 0.5 else "tick-white.png")
    app.setStyleSheet(style_sheet(colours, px, tick.as_posix()))
    return _Current.tokens


def follow_system(app: QApplication) -> None:
    """While the choice is "system", change along with the system between light and dark."""
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: _follow(app))


def _follow(app: QApplication) -> None:
    if _Current.choice == "system":
        apply_theme(app, "system", _Current.zoom)


def _palette(colours: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for part, colour in (
        (role.Window, colours.ground),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.soft),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.red),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.Light, colours.surface),
        (role.Midlight, colours.sunken),
        (role.Mid, colours.line),
        (role.Dark, colours.control),
        (role.Shadow, colours.line),
        (role.Accent, colours.accent),
    ):
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(colours.faint))
    return palette


@cache
def icon(name: str, role: str = "soft", size: int = 18) -> QIcon:
    """A shipped line icon in the colour of a token; an empty icon where the file is missing."""
    from PySide6.QtSvg import QSvgRenderer  # only windows that show an icon pay for it

    file = paths.resource("icons", f"{name}.svg")
    if not file.is_file():
        return QIcon()
    drawing = file.read_text(encoding="utf-8").replace("currentColor", getattr(_Current.tokens, role))
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    made = QIcon()
    for ratio in (1, 2, 3):
        side = px(size)
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side * ratio, side * ratio))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        made.addPixmap(pixmap)
    return made
