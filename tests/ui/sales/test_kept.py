"""What outlives a kill, a failing disk, a hold: the cart, its tenders, and never half a sale."""

from threading import Event

import pytest
from PySide6.QtCore import Qt

from jxc_desktop.db.errors import DiskFailed, DiskFull
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations import sales
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.drafts import held_sales, open_draft
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.sales import checkout, open_cart
from jxc_desktop.ui.sales.page import SalesPage
from tests.builders import cart_of
from tests.ui.sales.conftest import COLA, WATER

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def reopened(qtbot, shop):
    """The page after the program began again: only what is stored is left."""
    assert jobs.writer.flush()
    page = SalesPage(shop)
    qtbot.addWidget(page)
    return page


def test_after_a_kill_the_same_cart_stands_there(qtbot, page, shop, scan, press):
    scan(COLA)
    scan(WATER)
    press(Qt.Key.Key_F5, "20%", ENTER)
    press(ENTER, Qt.Key.Key_Tab, "1", ENTER)
    before = page.counter.cart
    after = reopened(qtbot, shop).counter.cart
    assert after == before
    assert (after.key, after.tenders) == (before.key, before.tenders)


def test_closing_asks_nothing_and_moves_no_stock(qtbot, page, shop, goods, scan):
    scan(COLA)
    assert page.leave()
    page.close()
    with shop.read() as view:
        assert sales_count(view) == (0, 0)
    assert [line.name for line in reopened(qtbot, shop).counter.cart] == [goods[0].name]


def test_a_sale_leaves_an_empty_cart_behind(qtbot, page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert reopened(qtbot, shop).counter.cart.is_empty


def test_the_draft_is_the_latest_cart(page, shop, scan):
    for _time in range(20):
        scan(COLA)
    assert jobs.writer.flush()
    with shop.read() as view:
        assert open_draft(view) == page.counter.cart


def test_hold_and_resume(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F6)
    assert (page.counter.cart.is_empty, page.holding.count) == (True, 1)
    scan(WATER)
    press(Qt.Key.Key_F7)
    assert ([line.name for line in page.counter.cart], page.holding.count) == (["可乐"], 1)


def test_of_several_held_sales_a_digit_resumes(qtbot, page, shop, scan, press):
    for code, name in ((COLA, "张"), (WATER, "李")):
        scan(code)
        press(Qt.Key.Key_F6, modifier=SHIFT)
        page.counter.bar.fields[0].setText(name)
        press(ENTER)
    assert reopened(qtbot, shop).holding.count == 2
    press(Qt.Key.Key_F7, "2")
    assert [line.name for line in page.counter.cart] == ["水"]
    assert ("F7", "Resume 1") in [(key, text) for key, text, _slot in page.key_hints()]


def test_the_held_sales_of_several_people_say_whose_they_are(page, shop, scan, press):
    def held_by(code):
        scan(code)
        press(Qt.Key.Key_F6)

    held_by(COLA)
    held_by(WATER)
    press(Qt.Key.Key_F7)
    assert "Owner" not in [cell.after for cell in page.holding.popup.rows.cells(0)]
    press(Qt.Key.Key_Escape)
    with shop.work() as work:
        clerk = add_user(work, "小王", add_role(work, "收银", {Permission.SELL}))
    shop.sign_in(clerk)
    held_by(COLA)
    press(Qt.Key.Key_F7)
    rows = page.holding.popup.rows
    assert sorted(rows.cells(row)[-1].after for row in range(rows.rowCount())) == ["Owner", "Owner", "小王"]


# the disk


@pytest.fixture
def failing(monkeypatch):
    """Let the next sale fail with an error, and tell what was shown."""

    def fail(error):
        def broken(*_args, **_more):
            raise error

        monkeypatch.setattr(checkout, "complete_sale", broken)

    yield fail
    monkeypatch.setattr(checkout, "complete_sale", sales.complete_sale)


def test_a_disk_that_failed_confirms_nothing_and_asks_to_restart(qtbot, page, shop, scan, press, failing, monkeypatch):
    scan(COLA)
    failing(DiskFailed())
    with qtbot.captureExceptions() as raised:
        press(Qt.Key.Key_1, modifier=CTRL)
    assert [kind for kind, _error, _trace in raised] == [DiskFailed]
    assert len(page.counter.cart) == 1
    assert "Open the shop again" in page.counter.strip.label.text()
    monkeypatch.setattr(checkout, "complete_sale", sales.complete_sale)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert len(page.counter.cart) == 1
    again = reopened(qtbot, shop)
    assert "was not stored" in again.counter.strip.label.text()
    again.checkout.by_digit(1)
    assert again.counter.cart.is_empty


def test_a_sale_that_was_stored_although_the_disk_failed_is_found_by_its_key(qtbot, page, shop, scan, press, monkeypatch):
    scan(COLA)

    def stored_and_failed(work, *args, **more):
        sold = sales.complete_sale(work, *args, **more)
        work.connection.commit()
        raise DiskFailed(sold.number)

    monkeypatch.setattr(checkout, "complete_sale", stored_and_failed)
    with qtbot.captureExceptions():
        press(Qt.Key.Key_1, modifier=CTRL)
    again = reopened(qtbot, shop)
    assert again.counter.cart.is_empty
    assert "is stored: XS" in again.counter.strip.label.text()


def test_a_full_disk_keeps_the_cart_and_selling_goes_on(qtbot, page, scan, press, failing, monkeypatch):
    scan(COLA)
    failing(DiskFull(1_000_000))
    with qtbot.captureExceptions() as raised:
        press(Qt.Key.Key_1, modifier=CTRL)
    assert "1.0 MB free" in str(raised[0][1])
    assert len(page.counter.cart) == 1
    monkeypatch.setattr(checkout, "complete_sale", sales.complete_sale)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert page.counter.cart.is_empty


def test_paying_waits_for_the_draft_and_gives_up_with_the_cart_kept(qtbot, page, shop, scan, press, monkeypatch):
    stuck = Event()
    monkeypatch.setattr(open_cart, "AT_ONCE_SECONDS", 0.01)
    monkeypatch.setattr(open_cart, "GIVEN_UP_AFTER_MS", 300)
    monkeypatch.setattr(open_cart, "save_draft", lambda *_args: stuck.wait(10))
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    strip = page.counter.strip.label
    qtbot.waitUntil(lambda: strip.text().startswith("Waiting for the disk"), timeout=3000)
    qtbot.waitUntil(lambda: "does not answer" in strip.text(), timeout=3000)
    assert len(page.counter.cart) == 1
    stuck.set()
    assert jobs.writer.flush()
    press(Qt.Key.Key_1, modifier=CTRL)
    assert page.counter.cart.is_empty


def test_a_scan_while_paying_waits_is_not_paid_unseen(qtbot, page, shop, scan, press, monkeypatch):
    stuck = Event()
    monkeypatch.setattr(open_cart, "AT_ONCE_SECONDS", 0.01)
    monkeypatch.setattr(open_cart, "save_draft", lambda *_args: stuck.wait(10))
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    scan(WATER)
    stuck.set()
    qtbot.waitUntil(lambda: "changed meanwhile" in page.counter.strip.label.text(), timeout=5000)
    assert len(page.counter.cart) == 2
    with shop.read() as view:
        assert sales_count(view) == (0, 0)


def test_a_draft_that_could_not_be_saved_does_not_stop_the_sale(page, shop, scan, press, monkeypatch):
    def full(*_args):
        raise DiskFull(0)

    monkeypatch.setattr(trouble, "report", lambda _error: None)
    monkeypatch.setattr(open_cart, "save_draft", full)
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        assert sales_count(view)[0] == 1


def test_of_two_open_carts_the_other_is_held(qtbot, shop, goods):
    with shop.work() as work:
        save_draft(work, cart_of(goods[0]))
        save_draft(work, cart_of(goods[0]))
    page = reopened(qtbot, shop)
    assert not page.counter.cart.is_empty
    with shop.read() as view:
        assert len(held_sales(view)) == 1
