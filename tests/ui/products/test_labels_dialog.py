"""Tags and labels at the screen: previewed, saved, confirmed."""

from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.operations.planned_prices import confirm_tags, plan_prices
from jxc_desktop.operations.price_changes import change_products
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.printing.paper import page_count, page_png
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.ui.products.labels_dialog import CHANGED, SELECTED, LabelsDialog
from jxc_desktop.ui.products.page import ProductsPage
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped

EAN = "6901234567892"


@pytest.fixture
def tea(page, shop):
    """A product whose price shall rise now, once its tag is up."""
    made = product(shop, "茶", 10_0000, code="1001", barcode=EAN)
    with shop.work() as work:
        plan_prices(work, proposed(work, [made.id], MassChange(rule=parse_rule("+1"))), work.now)
    page.table.refresh()
    return made


def test_tags_of_changed_prices_are_seen_and_confirmed(qtbot, page, press, shop, tea):
    page.open_labels()
    dialog = page.labels
    assert dialog.which.value() == CHANGED
    with qtbot.waitSignal(dialog.preview.painted):
        dialog.make()
    assert page_count(dialog.preview.document) == 1
    with qtbot.waitSignal(dialog.accepted):
        dialog.confirm_button.click()
    with shop.read() as view:
        assert product_card(view, tea.id).fields.retail_price == 11_0000
    with shop.read() as view:
        assert LabelsDialog(shop, []).rows[CHANGED] == ()


def test_labels_of_selected_products_are_saved_and_scan(qtbot, page, tea, tmp_path):
    page.table.view.selectRow(0)
    page.open_labels()
    dialog = page.labels
    dialog.which.set_value(SELECTED)
    dialog.kind.set_value("barcode")
    dialog.copies.setValue(3)
    job = dialog.save_to(tmp_path / "labels.pdf")
    qtbot.waitUntil(lambda: not job.is_running)
    document = (tmp_path / "labels.pdf").read_bytes()
    assert page_count(document) == 3
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(page_png(document, dpi=203))))] == [EAN]
    dialog.reject()


def test_only_a_planned_price_is_said_to_wait_for_its_tag(qtbot, shop):
    made = product(shop, "茶", 10_0000)

    def note():
        dialog = LabelsDialog(shop, [made.id])
        qtbot.addWidget(dialog)
        return dialog.note.text()

    def plan(rule):
        with shop.work() as work:
            plan_prices(work, proposed(work, [made.id], MassChange(rule=parse_rule(rule))), work.now + timedelta(days=1))

    assert note() == ""
    with shop.read() as view:
        proposal = proposed(view, [made.id], MassChange(rule=parse_rule("+1")))
    change_products(shop, proposal, "+1")
    assert note() == ""
    plan("12")
    assert note() == "A higher price applies once you say that the tags are up."
    plan("9")
    assert note() == "A lower price that is planned applies as soon as you say so."
    with shop.work() as work:
        plan_prices(work, proposed(work, [made.id], MassChange(rule=parse_rule("12"))), work.now + timedelta(days=1))
        confirm_tags(work, [made.id])
    assert note() == ""


def test_what_a_label_lacks_is_said(qtbot, shop):
    long = product(shop, "手机壳", 19_0000, code="ABCDEFGHIJ" * 4)
    bare = product(shop, "大米", None, code="1005")
    dialog = LabelsDialog(shop, [long.id, bare.id])
    qtbot.addWidget(dialog)
    dialog.size_box.set_value("50x30")
    qtbot.waitUntil(lambda: "1 code can't be printed as bars here." in dialog.note.text())
    assert "1 product has no price." in dialog.note.text()


def test_nothing_to_print_has_no_live_buttons(qtbot, shop):
    dialog = LabelsDialog(shop, [])
    qtbot.addWidget(dialog)
    assert not dialog.print_button.isEnabled()
    assert not dialog.confirm_button.isEnabled()
    assert "No price changed" in dialog.note.text()


def test_who_may_not_edit_has_no_door(qtbot, shop):
    with shop.work() as work:
        person = add_user(work, "小王", add_role(work, "店员", {Permission.SELL}))
    shop.sign_in(person)
    page = ProductsPage(shop)
    qtbot.addWidget(page)
    assert not page.buttons["labels"].isEnabled()
    assert not page.buttons["planned"].isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(qtbot, page, tea, language):
    i18n.use_language(language)
    page.table.view.selectRow(0)
    page.open_labels()
    qtbot.waitUntil(lambda: not page.labels.preview.paper.image.isNull())
    assert_accessible(page.labels)
    assert_not_clipped(page.labels)
    page.labels.reject()
