"""Reference lists at the screen: added from a file on another thread, removed after a question."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations import users
from jxc_desktop.queries.backups import backups_in
from jxc_desktop.queries.reference_lists import look_up
from jxc_desktop.ui import backup_places, remembered
from jxc_desktop.ui.products.reference_lists import ReferenceLists
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped

COLA = "6901234567892"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "批发商.csv"
    path.write_text(f"条码,名称,规格,单位\n{COLA},可乐,500ml,瓶\n6902083881405,水,,瓶\n", encoding="utf-8")
    return path


@pytest.fixture
def lists(page):
    page.open_lists()
    shown = page.stack.currentWidget()
    assert isinstance(shown, ReferenceLists)
    return shown


def name_of(shop):
    with shop.read() as view:
        found = look_up(view, COLA)
    return found and found.name


def test_a_file_becomes_a_list_and_goes_again(qtbot, page, press, shop, lists, file):
    lists.add_file(file)
    assert not lists.add_button.isEnabled()
    qtbot.waitUntil(lambda: lists.job is None)
    assert lists.model.rows()[0][:2] == ("批发商", 2)
    assert "2" in lists.said.text()
    assert name_of(shop) == "可乐"
    lists.view.selectRow(0)
    lists.view.setFocus()
    press(Qt.Key.Key_Delete)
    assert lists.ask.isVisible()
    lists.ask.buttons[0].click()
    qtbot.waitUntil(lambda: lists.model.rowCount() == 0)
    assert name_of(shop) is None
    qtbot.waitUntil(lambda: lists.job is None)
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_a_backup_is_made_before_into_the_chosen_folder(qtbot, shop, lists, file, tmp_path):
    product(shop)
    remembered.remember(backup_places.FOLDER, str(tmp_path / "stick"))
    lists.add_file(file)
    qtbot.waitUntil(lambda: lists.job is None)
    assert [made.note.reason for made in backups_in(tmp_path / "stick")] == ["import"]


def test_a_price_keeps_no_row_out_and_what_is_left_out_is_told(qtbot, lists, shop, tmp_path):
    path = tmp_path / "批发商.csv"
    path.write_text(f"条码,名称,售价,进价\n{COLA},可乐,面议?,-1\nhttp://a.b/c,雪碧,3,2\n", encoding="utf-8")
    lists.add_file(path)
    qtbot.waitUntil(lambda: lists.job is None)
    assert name_of(shop) == "可乐"
    assert lists.said.text() == "批发商: 1 code is known now. 1 row was left out: its code or name can't be read."


def test_a_file_that_is_none_says_why(qtbot, lists, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("条码,名称\n,\n", encoding="utf-8")
    lists.add_file(path)
    qtbot.waitUntil(lambda: lists.job is None)
    assert lists.model.rowCount() == 0
    assert "list.csv" in lists.said.text() or "Nothing was changed" in lists.said.text()


def test_who_may_not_import_may_not_add(page, shop):
    with shop.work() as work:
        user = users.add_user(work, "小王", users.add_role(work, "收银员", set(Permission) - {Permission.IMPORT_PRODUCTS}))
    shop.sign_in(user)
    shown = ReferenceLists(shop, page)
    assert not shown.add_button.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_they_can_be_read_and_heard(qtbot, page, lists, file, language):
    i18n.use_language(language)
    lists.closed.emit()
    page.open_lists()
    shown = page.stack.currentWidget()
    shown.add_file(file)
    qtbot.waitUntil(lambda: shown.job is None)
    shown.view.selectRow(0)
    shown.ask_remove()
    assert_accessible(shown)
    assert_not_clipped(shown)
