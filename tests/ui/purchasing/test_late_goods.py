"""Slips and returns typed after the count of their goods: asked where they are looked at once more, and kept with what is typed."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.operations.receipts import receive_goods
from tests.builders import stocked
from tests.counts import counted, on_hand, posted, started, what_is_wrong
from tests.purchases import line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.purchasing.conftest import shown_page

COLA = "6901234567892"
ENTER, ESC, F12, Y, N = (getattr(Qt.Key, f"Key_{name}") for name in ("Return", "Escape", "F12", "Y", "N"))


@pytest.fixture
def cola(shop):
    """Ten in the books, fifteen counted."""
    made = stocked(shop, quantity=10, barcode=COLA, unit="瓶")
    count = started(shop)
    counted(shop, count, made, 15)
    posted(shop, count)
    return made


@pytest.fixture
def editor(cola, page, press):
    """Five of it, on a slip of 老王批发."""
    press("Ctrl+N", "lw", ENTER)
    page.take_scan(COLA)
    opened = page.editor.opened
    opened.put(line(cola, 5, 2_0000))
    return page.editor


def test_goods_that_were_there_when_they_were_counted_are_there_once(shop, press, editor, cola):
    press(F12)
    assert editor.review.late.view.hasFocus()
    assert not editor.confirm_button.isEnabled()
    press(Y)
    assert editor.confirm_button.hasFocus()
    press(ENTER)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])


def test_goods_that_came_only_later_are_more(shop, press, editor, cola):
    press(F12, N, F12)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (20, [])


def test_the_answer_is_kept_over_a_kill(qtbot, shop, press, editor, cola):
    press(F12, Y)
    again = shown_page(qtbot, shop)
    press(ENTER)
    press(F12)
    assert again.editor is None or not again.editor.isVisible()
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (15, [])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_has_a_name_and_room(press, editor, language):
    i18n.use_language(language)
    press(F12)
    assert_accessible(editor)
    assert_not_clipped(editor)


@pytest.fixture
def sent(page, press, shop, supplier):
    """Of ten that came three are to go back; seven were counted."""
    made = stocked(shop, quantity=0, barcode=COLA, unit="瓶")
    with shop.work() as work:
        got = receive_goods(work, receipt(supplier, line(made, 10, 2_0000)))
    count = started(shop)
    counted(shop, count, made, 7)
    posted(shop, count)
    page.table.refresh()
    page.table.go_to(got.number)
    press("Ctrl+T", "3")
    return made


def test_what_was_gone_when_it_was_counted_goes_once(page, press, shop, sent):
    form = page.part
    press(F12)
    assert form.late.view.hasFocus()
    press(ESC)
    assert form.typing.isVisible()
    press(F12, Y, F12)
    assert (on_hand(shop, sent), what_is_wrong(shop)) == (7, [])


def test_a_receipt_that_was_wrong_already_when_its_goods_were_counted(page, press, shop, sent):
    """Seven of ten were counted: ten never came, it was another receipt."""
    page.part.close_part()
    page.ask_take_back()
    page.ask.buttons[0].click()
    page.bar.enter()
    assert (on_hand(shop, sent), what_is_wrong(shop)) == (7, [])


def test_of_an_exchange_both_ways_are_asked(page, press, shop, sent):
    page.part.exchange.setChecked(True)
    press(F12)
    assert [row[4] for row in page.part.late.model.rows()] == ["Gone when counted?", "There when counted?"]
    page.part.late.view.selectRow(0)
    press(Y, N, F12)
    assert (on_hand(shop, sent), what_is_wrong(shop)) == (10, [])
