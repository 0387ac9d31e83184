"""The look: enough contrast wherever text is written, sizes that follow the zoom, one dress for all."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from jxc_desktop.ui import theme
from jxc_desktop.ui.tokens import LIGHT, TEXT_PAIRS, THEMES


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


def test_rows_stand_between_36_and_44_at_100_percent(dressed: QApplication):
    assert 36 <= theme.row_height() <= 44


def test_an_icon_takes_the_colour_of_its_token(dressed: QApplication):
    image = theme.icon("plus", "accent", 48).pixmap(48).toImage()
    pixels = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    colours = {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}
    assert colours == {LIGHT.accent}


def test_an_unknown_icon_is_empty(dressed: QApplication):
    assert theme.icon("no-such-icon").isNull()


def test_a_role_changes_the_dress(qtbot):
    button = QPushButton("Pay")
    qtbot.addWidget(button)
    theme.set_role(button, "primary")
    button.ensurePolished()
    assert button.property("role") == "primary"
    assert button.font().bold()
