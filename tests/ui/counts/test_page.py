"""The counts page driven by keys: begin a count, find it again, turn to its parts."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.counts import Areas, Scope
from jxc_desktop.operations.products import change_product
from jxc_desktop.queries.counts import count_heads, count_rows
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.ui import jobs
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.counts.count_view import CountView
from jxc_desktop.ui.counts.start_form import StartForm
from tests.builders import stocked
from tests.counts import counted, posted, started
from tests.ui.checks import assert_accessible, assert_not_clipped


def cells(table, number=0):
    """A row as it is read, by column key."""
    model = table.model
    return {column.key: cell_text(column.kind, model.value(number, place)) for place, column in enumerate(model.columns)}


@pytest.fixture
def goods(shop):
    """Tea on shelf A-01, water on A-02, noodles on B-01, soap on none; two of them are drinks."""
    made = [stocked(shop, name, quantity=10, cost=2_0000, code=code) for name, code in (("茶", "1"), ("水", "2"), ("面", "3"), ("皂", "4"))]
    for product, category, shelf in zip(made, ("饮料", "饮料", "食品", ""), ("A-01", "A-02", "B-01", ""), strict=True):
        with shop.work() as work:
            card = product_card(work, product.id)
            change_product(work, product.id, replace(card.fields, category=category, shelf=shelf), card.version)
    return made


def the_count(shop):
    with shop.read() as view:
        head = count_heads(view)[0]
        return head, [row.name for row in count_rows(view, head.id, is_blind=True)]


def test_where_nothing_was_counted_one_button_begins(qtbot, shop, goods, shown):
    page = shown(shop)
    page.table.view.empty_state.button.click()
    assert isinstance(page.stack.currentWidget(), StartForm)


def test_the_whole_shop_in_three_keys(qtbot, shop, goods, shown, press):
    page = shown(shop)
    press("Ctrl+n")
    form = page.stack.currentWidget()
    qtbot.waitUntil(lambda: form.said.text() == "4 lines")
    press("end of November", "Ctrl+s")
    qtbot.waitUntil(lambda: isinstance(page.stack.currentWidget(), CountView))
    head, names = the_count(shop)
    assert (head.name, head.scope, head.is_blind) == ("end of November", Scope(), False)
    assert names == ["茶", "水", "面", "皂"]
    assert page.count.heading.text() == "Count 1 · end of November · the whole shop"
    assert page.count.facts.text() == "0 of 4 counted · Counting"


def test_what_is_named_must_all_hold_and_is_counted_while_typing(qtbot, shop, goods, shown, press):
    page = shown(shop)
    page.start_count()
    form = page.aside
    drinks = next(item for item in form.categories._items() if item.text() == "饮料")
    drinks.setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: form.said.text() == "2 lines")
    form.shelf_from.setText("a-2")
    qtbot.waitUntil(lambda: form.said.text() == "1 line")
    form.shelf_to.setText("a-1")
    qtbot.waitUntil(lambda: not form.start_button.isEnabled())
    assert form.said.text() == "No goods are in what is chosen."


def test_a_list_of_goods_is_pasted_and_what_the_shop_does_not_have_is_said(qtbot, shop, goods, shown):
    page = shown(shop)
    page.start_count()
    form = page.aside
    form.listed.setPlainText("编码\n2\n皂\n没有的东西")
    qtbot.waitUntil(lambda: form.said.text() == "2 lines")
    assert form.listed.accessibleDescription() == "Not in the shop: 没有的东西."
    form.start()
    qtbot.waitUntil(lambda: page.aside is None)
    head, names = the_count(shop)
    assert (names, head.scope.product_ids) == (["水", "皂"], (goods[1].id, goods[3].id))


def test_a_list_of_goods_comes_from_a_file(qtbot, shop, goods, shown, tmp_path):
    page = shown(shop)
    page.start_count()
    file = tmp_path / "清单.csv"
    file.write_text("商品名称,规格\n面,\n茶,\n", "utf-8")
    page.aside.read_file(file)
    qtbot.waitUntil(lambda: page.aside.said.text() == "2 lines")


def test_names_are_ticked_with_the_keyboard(qtbot, shop, goods, shown, press):
    page = shown(shop)
    page.start_count()
    page.aside.categories.setFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert page.aside.categories.text() == "食品, 饮料"
    press(Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert page.aside.categories.text() == "食品"
    assert page.aside.categories.hasFocus()


def test_several_people_count_blind_and_a_choice_sticks(qtbot, shop, goods, shown, press):
    page = shown(shop)
    page.start_count()
    form = page.aside
    assert form.way.value() == "open"
    form.people.setText("小王，小李")
    assert form.way.value() == "blind"
    form.way.setFocus()
    press(Qt.Key.Key_Up)
    assert form.way.value() == "open"
    form.areas.set_value(str(Areas.SHELF))
    qtbot.waitUntil(lambda: form.said.text() == "4 lines in 3 areas")
    assert list(form.area_people.lines) == ["A", "B", "No shelf"]
    form.area_people.lines["B"].setText("小张")
    form.start()
    qtbot.waitUntil(lambda: page.aside is None)
    head, _names = the_count(shop)
    assert (head.is_blind, head.body.people) == (False, ("小王", "小李", "小张"))
    assert head.body.area_people == (("B", "小张"),)
    assert shop.settings.count_way == "open"


def test_open_counts_stand_first_and_enter_opens_one(qtbot, shop, goods, shown, press):
    first = started(shop)
    second = started(shop, Scope(shelf_from="A", shelf_to="A"), name="货架 A")
    for product in goods[:2]:
        counted(shop, second, product, 10)
    posted(shop, second)
    page = shown(shop)
    assert [(cells(page.table, n)["number"], cells(page.table, n)["progress"], cells(page.table, n)["state"]) for n in range(2)] == [
        ("1", "0 / 4", "Counting"),
        ("2", "2 / 2", "Posted"),
    ]
    assert cells(page.table, 1)["scope"] == "shelf A to A"
    assert cells(page.table, 1)["document"] == "PD20261122-0001"
    press(Qt.Key.Key_Return)
    assert page.count.head.id == first
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table
    assert page.table.view.hasFocus()


def test_a_form_that_is_half_typed_is_asked_about_before_the_window_closes(shop, goods, shown, press):
    page = shown(shop)
    page.start_count()
    assert page.leave()
    press("end of November")
    assert not page.leave()
    assert page.aside.ask.isVisible()


def test_a_form_that_is_half_typed_is_gone_on_with_whoever_calls(shop, goods, shown, press):
    page = shown(shop)
    count = started(shop)
    page.start_count()
    form = page.aside
    press("end of November")
    for call in (page.start_count, page.show_plan, page.show_list, lambda: (page.open_count(count), page.count.closed.emit())):
        call()
        assert page.stack.currentWidget() is form
    press(Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert page.stack.currentWidget() is page.table


def test_who_counts_may_change_while_it_is_open(qtbot, shop, goods, shown, press):
    started(shop, people=("小王",))
    page = shown(shop)
    press("Ctrl+u")
    page.bar.fields[0].setText("小王，小李")
    press(Qt.Key.Key_Return)
    assert the_count(shop)[0].body.people == ("小王", "小李")


def test_a_count_is_dropped_only_when_that_is_chosen(qtbot, shop, goods, shown, press):
    count = started(shop)
    counted(shop, count, goods[0], 10)
    page = shown(shop)
    press("Ctrl+d", Qt.Key.Key_Return)
    assert the_count(shop)[0].state == "open"
    press("Ctrl+d")
    assert page.ask.label.text().startswith("Drop count 1? 1 / 4 lines are counted.")
    press(Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert the_count(shop)[0].state == "dropped"
    assert cells(page.table)["state"] == "Dropped"
    assert not page.buttons["drop"].isEnabled()


def test_what_is_entered_meanwhile_is_seen(qtbot, shop, goods, shown):
    count = started(shop)
    page = shown(shop)
    page.open_count(count)
    counted(shop, count, goods[0], 9)
    qtbot.waitUntil(lambda: page.count.facts.text().startswith("1 of 4 counted"))


def test_the_plan_of_today_is_proposed_and_begun_by_a_key(qtbot, shop, goods, clock, shown, press):
    posted_one = started(shop, Scope(product_ids=(goods[0].id,)))
    counted(shop, posted_one, goods[0], 10)
    posted(shop, posted_one)
    clock.forward(days=1)
    page = shown(shop)
    qtbot.waitUntil(page.proposal.isVisible)
    assert page.proposal.label.text() == "The plan proposes to count 1 product today."
    press("Ctrl+g")
    qtbot.waitUntil(lambda: page.count is not None and page.stack.currentWidget() is page.count)
    head, names = the_count(shop)
    assert (head.name, names) == ("Cycle count 2026-11-23", ["水"])
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not jobs.running())
    assert not page.proposal.isVisible()


def test_the_plan_says_why_each_product_is_proposed(qtbot, shop, goods, shown, press):
    page = shown(shop)
    press("Ctrl+t")
    plan = page.stack.currentWidget()
    qtbot.waitUntil(lambda: plan.model.rowCount() == 1)
    assert (cells(plan)["name"], cells(plan)["abc"], cells(plan)["reason"]) == ("茶", "C", "never counted")
    assert plan.said.text() == "4 products are due in all"
    press("Ctrl+s")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.count)
    assert the_count(shop)[1] == ["茶"]
    page.show_plan()
    qtbot.waitUntil(lambda: page.aside.said.text() != "")
    assert page.aside.view.empty_state.label.text().startswith("Enough for today")


def test_the_order_that_was_scanned_is_kept_as_shelf_positions_and_taken_back(qtbot, shop, shown, press):
    made = [stocked(shop, name, quantity=10) for name in ("茶", "水")]
    count = started(shop)
    for product in reversed(made):
        counted(shop, count, product, 10)
    page = shown(shop)
    page.open_count(count)
    assert not page.count.offer.isVisible()
    posted(shop, count)
    page.open_count(count)
    assert page.count.offer.isVisible()
    press("Ctrl+Shift+k")
    with shop.read() as view:
        assert [product_card(view, product.id).fields.shelf for product in made] == ["#20", "#10"]
    assert page.count.offer.label.text() == "2 products have their shelf positions from this count."
    press("Ctrl+Shift+k")
    with shop.read() as view:
        assert [product_card(view, product.id).fields.shelf for product in made] == ["", ""]


def test_no_part_asks_for_a_key_of_the_page(shop, goods, shown):
    page = shown(shop)
    counts = [started(shop), started(shop)]
    counted(shop, counts[1], goods[0], 10)
    posted(shop, counts[1])
    for count in counts:
        page.open_count(count)
        for name in page.count.names:
            page.count.show_part(name)
            own = {each.key().toString() for each in page.count.findChildren(QShortcut) if each.parent() is page.count}
            assert own.isdisjoint(each.key().toString() for each in page.count.part.findChildren(QShortcut))


def test_who_may_not_count_sees_why(shop, shown):
    shop.actor = replace(shop.actor, permissions=frozenset())
    page = shown(shop)
    assert page.table is None
    assert not page.take_scan("1")
    assert page.key_hints() == ()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, shop, goods, shown, language):
    i18n.use_language(language)
    count = started(shop, Scope(category_ids=(1,)), people=("小王", "小李"))
    page = shown(shop)
    QApplication.processEvents()
    assert_accessible(page)
    assert_not_clipped(page)
    page.start_count()
    qtbot.waitUntil(lambda: not jobs.running())
    QApplication.processEvents()
    assert_accessible(page.aside)
    assert_not_clipped(page.aside)
    page.show_plan()
    qtbot.waitUntil(lambda: not jobs.running())
    QApplication.processEvents()
    assert_accessible(page.aside)
    assert_not_clipped(page.aside)
    page.open_count(count)
    QApplication.processEvents()
    assert_accessible(page.count)
    assert_not_clipped(page.count)


def test_tab_goes_through_what_is_chosen_before_it_comes_to_the_buttons(shop, goods, shown, press):
    page = shown(shop)
    press("Ctrl+n")
    form = page.aside
    for _time in range(4):
        press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.places
    form.listed.setFocus()
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.file_button
