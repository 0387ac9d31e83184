"""The look: enough contrast wherever text is written, sizes that follow the zoom, one dress for all."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QLineEdit, QPushButton, QRadioButton, QSpinBox

from jxc_desktop.ui import theme
from jxc_desktop.ui.tokens import LIGHT, TEXT_PAIRS, THEMES
from jxc_desktop.ui.widgets.parts import Card, role_label


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_enough_contrast(name, text, ground):
    colours = THEMES[name]
    assert theme.contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_edges_of_controls_and_focus_can_be_seen(name):
    colours = THEMES[name]
    assert theme.contrast(colours.control, colours.surface) >= 3
    assert theme.contrast(colours.accent, colours.surface) >= 3
    assert colours.focus_px >= 2


def test_contrast_of_black_and_white():
    assert round(theme.contrast("#000000", "#FFFFFF"), 2) == 21


@pytest.mark.parametrize("choice", theme.CHOICES)
def test_every_choice_dresses_the_application(dressed: QApplication, choice):
    theme.apply_theme(dressed, choice, 125)
    assert theme.choice() == choice
    assert dressed.font().pixelSize() == 19
    assert dressed.palette().window().color().name().upper() == theme.tokens().ground
    assert "$" not in dressed.styleSheet()


def test_the_shipped_font_is_used(dressed: QApplication):
    assert dressed.font().family() == "Noto Sans SC"


def test_zoom_stays_within_bounds(dressed: QApplication):
    theme.apply_theme(dressed, "light", 500)
    assert theme.zoom_percent() == 160


@pytest.mark.parametrize(
    ("screen", "most"),
    [((800, 600), 100), ((1024, 768), 110), ((1366, 728), 110), ((1366, 768), 125), ((1600, 900), 140), ((1920, 1080), 160)],
)
def test_a_zoom_is_offered_when_the_window_fits_the_screen(screen, most):
    room = QSize(*screen)
    assert theme.fitting_zooms(room)[-1] == most
    assert theme.fitting(160, room) == most
    assert theme.fitting(90, room) == 90


def test_rows_stand_between_36_and_44_at_100_percent(dressed: QApplication):
    assert 36 <= theme.row_height() <= 44


def test_an_icon_takes_the_colour_of_its_token(dressed: QApplication):
    image = theme.icon("plus", "accent", 48).pixmap(48).toImage()
    pixels = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    colours = {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}
    assert colours == {LIGHT.accent}


def test_an_unknown_icon_is_empty(dressed: QApplication):
    assert theme.icon("no-such-icon").isNull()


def colours_of(widget, place=None):
    image = widget.grab(place or widget.rect()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    dots = bytes(image.constBits())
    return {f"#{dots[at + 2]:02X}{dots[at + 1]:02X}{dots[at]:02X}" for at in range(0, len(dots), 4)}


@pytest.mark.parametrize("choice", THEMES)
@pytest.mark.parametrize("role", ["", "primary", "pay", "danger", "chip", "link", "way"])
def test_a_button_that_can_not_be_pressed_looks_so(qtbot, dressed: QApplication, choice, role):
    theme.apply_theme(dressed, choice)
    card = Card()
    qtbot.addWidget(card)
    button = QPushButton("■■")
    card.column.addWidget(button)
    theme.set_role(button, role)
    written = {"primary": "on_accent", "pay": "on_accent", "danger": "red", "chip": "soft", "link": "accent"}.get(role, "text")
    letters = getattr(theme.tokens(), written)
    assert letters in colours_of(card)
    button.setEnabled(False)
    inside = button.geometry().adjusted(4, 4, -4, -4)
    assert theme.tokens().faint in colours_of(card, inside)
    assert letters not in colours_of(card, inside) or letters == theme.tokens().surface


@pytest.mark.parametrize("choice", THEMES)
@pytest.mark.parametrize("make", [QLineEdit, QSpinBox, QComboBox, QCheckBox, QRadioButton])
def test_a_field_that_takes_nothing_looks_so(qtbot, dressed: QApplication, choice, make):
    theme.apply_theme(dressed, choice)
    field = make()
    qtbot.addWidget(field)
    before = colours_of(field)
    field.setEnabled(False)
    assert colours_of(field) != before


@pytest.mark.parametrize("name", ["contrast_light", "contrast_dark"])
def test_what_is_off_can_be_read_in_high_contrast(name):
    colours = THEMES[name]
    assert theme.contrast(colours.faint, colours.surface) >= 4.5
    assert theme.contrast(colours.faint, colours.text) >= 2.5


@pytest.mark.parametrize("role", ["amber", "red"])
def test_a_coloured_text_has_no_frame(qtbot, dressed: QApplication, role):
    card = Card()
    qtbot.addWidget(card)
    label = role_label("■■", role)
    card.column.addWidget(label)
    assert theme.tokens().surface in colours_of(card, label.geometry())
    assert getattr(theme.tokens(), f"{role}_ground") not in colours_of(card)


def test_a_window_opens_no_larger_than_the_screen(qtbot, dressed: QApplication):
    theme.apply_theme(dressed, "light", 160)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    theme.open_at(dialog, 300, 200)
    assert dialog.size() == QSize(480, 320)
    theme.open_at(dialog, 300, 2_000)
    assert dialog.size() == QSize(480, dialog.screen().availableSize().height() - theme.TITLE_BAR)


def test_a_role_changes_the_dress(qtbot):
    button = QPushButton("Pay")
    qtbot.addWidget(button)
    theme.set_role(button, "primary")
    button.ensurePolished()
    assert button.property("role") == "primary"
    assert button.font().bold()
