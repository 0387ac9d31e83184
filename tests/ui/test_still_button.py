"""A button that keeps its picture looks like one that does not, in each state and theme."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton

from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.still_button import StillButton


@pytest.fixture
def pair(qtbot):
    """A still button and a plain one, alike."""
    made = StillButton("1 Cash"), QPushButton("1 Cash")
    for button in made:
        qtbot.addWidget(button)
        theme.set_role(button, "way")
        button.resize(216, 40)
    return made


def picture(button) -> bytes:
    """Its pixels on white: the corners outside the round edge are nobody's."""
    image = QImage(button.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    button.render(image)
    return bytes(image.constBits())


def looks_alike(pair) -> bool:
    """But for one step of a colour where an edge is smoothed."""
    still, plain = map(picture, pair)
    return len(still) == len(plain) and all(abs(one - other) <= 2 for one, other in zip(still, plain, strict=True))


def test_it_looks_like_any_button(pair):
    assert looks_alike(pair)


@pytest.mark.parametrize(
    "change",
    [
        lambda button: button.setText("2 WeChat"),
        lambda button: button.setDown(True),
        lambda button: button.setEnabled(False),
        lambda button: (button.setCheckable(True), button.setChecked(True)),
        lambda button: button.resize(300, 44),
        lambda button: theme.set_role(button, "pay"),
    ],
    ids=["text", "down", "disabled", "checked", "size", "role"],
)
def test_a_change_is_seen(pair, change):
    before = picture(pair[0])
    for button in pair:
        change(button)
    assert looks_alike(pair)
    assert picture(pair[0]) != before


def test_another_theme_is_seen(pair):
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply_theme(app, "light")
    before = picture(pair[0])
    try:
        theme.apply_theme(app, "contrast_dark")
        assert looks_alike(pair)
        assert picture(pair[0]) != before
    finally:
        theme.apply_theme(app, "light")
