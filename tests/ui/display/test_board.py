"""What the customer sees: nothing is cut at any size, figures are never shortened, and they are large."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from jxc_desktop import i18n
from jxc_desktop.ui import theme
from jxc_desktop.ui.display.board import lay_out
from jxc_desktop.ui.display.shown import Shown, ShownLine

SIZES = [(800, 480), (1024, 600), (1024, 768), (1280, 800), (1366, 768), (1920, 1080), (600, 1024)]
LONG = "农夫山泉饮用天然水家庭装特惠整箱装 5L×4 桶"
RUNG_UP = Shown(
    tuple(ShownLine(LONG if number % 2 else "可乐", f"{number + 2} 瓶 × 12.80" if number else "", "1,234.56") for number in range(8)),
    123_4600,
)
HUGE = Shown((ShownLine(LONG, "99,999 箱 × 999,999.99", "99999999.99"),), 999_999_999_9900)
SOLD = Shown(total=12_5000, paid=100_0000, change=87_5000)
STATES = {"idle": Shown(), "rung up": RUNG_UP, "huge": HUGE, "sold": SOLD}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("has_picture", [False, True])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_or_lies_on_something_else(size, state, has_picture, language):
    i18n.use_language(language)
    board = lay_out(STATES[state], QSize(*size), "好邻居便利店（人民路店）", "¥", has_picture=has_picture)
    places = [text.place for text in board.texts] + ([board.picture] if board.picture else [])
    for number, place in enumerate(places):
        assert QRect(0, 0, *size).contains(place)
        assert not any(place.intersects(other) for other in places[number + 1 :])
    for text in board.texts:
        needed = QFontMetrics(text.font)
        assert needed.horizontalAdvance(text.text) <= text.place.width()
        assert needed.height() <= text.place.height()


@pytest.mark.parametrize("state", ["rung up", "huge", "sold"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_figures_are_whole(size, state):
    board = lay_out(STATES[state], QSize(*size), "店", "¥", has_picture=True)
    figures = [text.text for text in board.texts if text.text.startswith("¥")]
    wanted = {"rung up": ["¥123.46"], "huge": ["¥999,999,999.99"], "sold": ["¥100.00", "¥12.50", "¥87.50"]}[state]
    assert figures == wanted
    assert not any("…" in text.text for text in board.texts if text.text[-1:].isdigit())


def test_it_is_read_at_two_metres():
    """A small panel is about 11 cm high: 480 pixels. Goods take 6 mm and more, the total more than twice that."""
    board = lay_out(RUNG_UP, QSize(800, 480), "店", "¥", has_picture=True)
    millimetres = 110 / 480
    assert min(text.size for text in board.texts if text.text == "1,234.56") * millimetres >= 6
    assert next(text.size for text in board.texts if text.text.startswith("¥")) * millimetres >= 15
    assert theme.contrast(theme.tokens().text, theme.tokens().surface) > 12


def test_the_newest_line_is_always_there():
    lines = tuple(ShownLine(str(number), "", "1.00") for number in range(8))
    board = lay_out(Shown(lines, 8_0000), QSize(800, 480), "店", "¥", has_picture=False)
    assert "7" in [text.text for text in board.texts]
    assert board.lit is not None
    assert board.lit.bottom() < 480 * 0.77
