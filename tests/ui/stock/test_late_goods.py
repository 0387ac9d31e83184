"""Stock documents whose goods were counted already: asked once for all of them, by keys, and kept with what is typed."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.domain.stock_draft import Way
from jxc_desktop.operations.places import add_place
from jxc_desktop.ui.cells import cell_text
from tests.builders import stocked
from tests.counts import counted, on_hand, posted, started, what_is_wrong
from tests.ui.checks import assert_accessible, assert_not_clipped

TEA, MILK = "6901234567892", "6901234567908"


@pytest.fixture
def goods(shop):
    """Eight tea and five milk were counted on the floor (ten and five in the books), two tea in the storeroom."""
    tea = stocked(shop, "茶", quantity=10, cost=2_0000, code="1001", barcode=TEA, unit="盒")
    milk = stocked(shop, "奶", quantity=5, cost=3_0000, code="1002", barcode=MILK, unit="瓶")
    with shop.work() as work:
        store = add_place(work, "仓库")
    count = started(shop)
    counted(shop, count, tea, 8)
    counted(shop, count, milk, 5)
    counted(shop, count, tea, 2, place_id=store)
    posted(shop, count)
    return tea, milk


@pytest.fixture
def page(shop, goods, shown):
    return shown(shop)


def typed(page, way, *codes):
    page.show_form(way)
    for code in codes:
        page.take_scan(code)
    return page.stack.currentWidget()


def rows(form):
    model = form.late.model
    found = [
        {column.key: cell_text(column.kind, model.value(number, place)) for place, column in enumerate(model.columns)}
        for number in range(model.rowCount())
    ]
    return [(row["name"], row["place"], row["way"], row["answer"]) for row in found]


def press(qtbot, form, key):
    qtbot.keyClick(form.focusWidget() or form, key)


def test_one_answer_for_all_of_a_transfer(qtbot, shop, page, goods):
    form = typed(page, Way.TRANSFER, TEA, TEA)
    press(qtbot, form, Qt.Key.Key_F12)
    gone, there = "Gone when counted?", "There when counted?"
    assert rows(form) == [("茶", "Shop floor", gone, ""), ("茶", "仓库", there, "")]
    assert form.late.view.hasFocus()
    press(qtbot, form, Qt.Key.Key_Y)
    assert form.book_button.hasFocus()
    press(qtbot, form, Qt.Key.Key_F12)
    assert page.stack.currentWidget() is page.table
    assert (on_hand(shop, goods[0]), what_is_wrong(shop)) == (8, [])


def test_row_by_row_and_nothing_is_booked_before_the_last_answer(qtbot, shop, page, goods):
    form = typed(page, Way.WRITE_OFF, TEA, MILK)
    press(qtbot, form, Qt.Key.Key_F12)
    form.late.view.selectRow(0)
    press(qtbot, form, Qt.Key.Key_Y)
    press(qtbot, form, Qt.Key.Key_F12)
    assert page.stack.currentWidget() is form
    press(qtbot, form, Qt.Key.Key_N)
    assert [row[-1] for row in rows(form)] == ["Yes, already", "No, only later"]
    press(qtbot, form, Qt.Key.Key_F12)
    assert ([on_hand(shop, each) for each in goods], what_is_wrong(shop)) == ([8, 4], [])


def test_an_answer_is_kept_over_a_kill_and_not_asked_again(qtbot, shop, page, goods, shown):
    form = typed(page, Way.WRITE_UP, TEA)
    press(qtbot, form, Qt.Key.Key_F12)
    press(qtbot, form, Qt.Key.Key_Y)
    again = shown(shop)
    form = typed(again, Way.WRITE_UP)
    press(qtbot, form, Qt.Key.Key_F12)
    assert again.stack.currentWidget() is again.table
    assert (on_hand(shop, goods[0]), what_is_wrong(shop)) == (8, [])


def test_esc_and_a_scan_lead_back_to_the_lines(qtbot, page):
    form = typed(page, Way.WRITE_OFF, TEA)
    press(qtbot, form, Qt.Key.Key_F12)
    press(qtbot, form, Qt.Key.Key_Escape)
    assert (form.late.isHidden(), form.typing.isVisible(), form.line.hasFocus()) == (True, True, True)
    press(qtbot, form, Qt.Key.Key_F12)
    page.take_scan(MILK)
    assert form.late.isHidden()
    press(qtbot, form, Qt.Key.Key_F12)
    assert [row[0] for row in rows(form)] == ["茶", "奶"]


def test_what_nobody_counted_is_not_asked_about(qtbot, shop, clock, page):
    clock.forward(days=1)
    form = typed(page, Way.WRITE_OFF, TEA)
    press(qtbot, form, Qt.Key.Key_F12)
    assert page.stack.currentWidget() is page.table


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_has_a_name_and_room(qtbot, page, language):
    i18n.use_language(language)
    form = typed(page, Way.TRANSFER, TEA, MILK)
    press(qtbot, form, Qt.Key.Key_F12)
    assert_accessible(form)
    assert_not_clipped(form)
