"""Parts one over the other: one is shown, and turning another up moves nothing."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from jxc_desktop.ui.widgets.deck import Deck


def test_one_part_is_shown_and_all_have_the_room(qtbot):
    one, other = QLabel("one"), QLabel("other")
    deck = Deck(one, other)
    qtbot.addWidget(deck)
    deck.resize(200, 100)
    deck.show()
    deck.turn_to(other)
    assert (one.isVisible(), other.isVisible()) == (False, True)
    assert one.geometry() == other.geometry() == deck.rect()


def test_turning_asks_for_no_layout_around_it(qtbot):
    small, tall = QLabel("small"), QLabel("tall\n" * 20)
    deck = Deck(small, tall)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(deck)
    window.show()
    column.activate()
    deck.turn_to(tall)
    assert column.activate() is False
