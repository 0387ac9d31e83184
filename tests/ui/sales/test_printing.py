"""Printer trouble never stops a sale: a bar, a reprint later, and never two originals."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from jxc_desktop.domain.printer_troubles import PrinterNotAnswering
from jxc_desktop.domain.printers import format_target
from jxc_desktop.queries.print_jobs import failed_jobs, waiting_jobs
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui import jobs, remembered
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.print_queue import PRINTER, PrintQueue
from jxc_desktop.ui.sales.page import SalesPage
from jxc_desktop.ui.settings.computer import ComputerForm
from jxc_desktop.ui.widgets.notice_bar import NoticeBar
from tests.devices.fake_printer import NO_PAPER, fake_printer
from tests.ui.sales.conftest import COLA

CTRL = Qt.KeyboardModifier.ControlModifier
COPY = "*** Copy ***".encode("gb18030")


@pytest.fixture
def printer():
    """A printer that works."""
    with fake_printer() as made:
        remembered.remember(PRINTER, format_target(made.target()))
        yield made


@pytest.fixture
def dead():
    """A printer without paper."""
    with fake_printer(NO_PAPER) as made:
        remembered.remember(PRINTER, format_target(made.target()))
        yield made


def pay(scan, press):
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)


def idle(page):
    return not page.printing.is_sending


def bars(page):
    return [bar for bar in page.window().findChildren(NoticeBar) if bar.isVisible()]


def test_a_receipt_prints_by_itself_and_the_drawer_opens(qtbot, page, printer, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and b"\x1bp" in printer.paper, timeout=5000)
    assert "可乐".encode("gb18030") in printer.paper
    assert page.printing.status() == "Printer ready"


def test_no_drawer_for_wechat(qtbot, page, printer, scan, press):
    scan(COLA)
    press(Qt.Key.Key_2, modifier=CTRL)
    qtbot.waitUntil(lambda: idle(page) and "可乐".encode("gb18030") in printer.paper, timeout=5000)
    assert b"\x1bp" not in printer.paper


def test_home_may_ask_for_what_did_not_print(qtbot, page, dead, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    bars(page)[0].hide()
    page.printing.offer_pending()
    (bar,) = bars(page)
    assert bar.text == "1 receipt was not printed."


def test_without_a_printer_it_is_said_what_to_do(page, scan, press):
    pay(scan, press)
    page.printing.offer_pending()
    assert [bar.text for bar in bars(page)] == ["No printer is set up. Choose one in the settings."]


def test_a_dead_printer_leaves_the_sale_and_offers_the_receipt(qtbot, page, shop, dead, scan, press):
    pay(scan, press)
    assert page.counter.cart.is_empty
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    (bar,) = bars(page)
    assert bar.text == "The printer is out of paper. The sale stands; the receipt is kept."
    assert page.printing.status() == "To print 1"
    with shop.read() as view:
        assert (sales_count(view)[0], len(failed_jobs(view))) == (1, 1)


def test_a_printer_that_stays_dead_is_told_once_and_the_count_grows(qtbot, page, dead, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    bars(page)[0].dismiss()
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and page.printing.status() == "To print 2", timeout=5000)
    assert bars(page) == []
    press(Qt.Key.Key_R, modifier=CTRL)
    qtbot.waitUntil(lambda: idle(page) and page.printing.problem != "", timeout=5000)
    assert page.printing.status() == "To print 2"


def test_when_it_prints_again_the_rest_is_offered(qtbot, page, dead, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and page.printing.pending == 1, timeout=5000)
    with fake_printer() as mended:
        remembered.remember(PRINTER, format_target(mended.target()))
        pay(scan, press)
        qtbot.waitUntil(lambda: idle(page) and [bar.text for bar in bars(page)] == ["1 receipt was not printed."], timeout=5000)


def test_what_never_printed_prints_later_as_the_one_original(qtbot, page, shop, dead, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    with fake_printer() as mended:
        remembered.remember(PRINTER, format_target(mended.target()))
        page.printing.print_pending()
        qtbot.waitUntil(lambda: idle(page) and b"XS2026" in mended.paper, timeout=5000)
        assert COPY not in mended.paper
        page.printing.print_pending()
        assert idle(page)
        assert mended.paper.count(b"XS2026") == 1
    with shop.read() as view:
        assert (failed_jobs(view), waiting_jobs(view)) == ((), ())


def test_what_may_be_on_paper_already_comes_as_a_copy(qtbot, page, printer, scan, press, monkeypatch):
    def broken_off(*_args):
        raise PrinterNotAnswering(had_begun=True)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "send_to_printer", broken_off)
        pay(scan, press)
        qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    page.printing.print_pending()
    qtbot.waitUntil(lambda: idle(page) and COPY in printer.paper, timeout=5000)


def test_ctrl_r_prints_a_copy(qtbot, page, printer, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and b"XS2026" in printer.paper, timeout=5000)
    press(Qt.Key.Key_R, modifier=CTRL)
    qtbot.waitUntil(lambda: idle(page) and COPY in printer.paper, timeout=5000)
    assert printer.paper.count(b"\x1bp") == 1


def test_without_a_printer_nothing_nags_and_the_job_waits(qtbot, page, shop, scan, press):
    pay(scan, press)
    assert (page.printing.status(), bars(page)) == ("No receipt printer", [])
    with shop.read() as view:
        assert len(waiting_jobs(view)) == 1


def test_what_waited_at_the_start_is_offered_and_not_printed_by_itself(qtbot, page, shop, scan, press):
    pay(scan, press)
    with fake_printer() as printer:
        remembered.remember(PRINTER, format_target(printer.target()))
        queue = PrintQueue(shop, page)
        qtbot.waitUntil(lambda: bool(bars(page)), timeout=3000)
        assert (queue.status(), printer.paper) == ("To print 1", b"")
        queue.print_pending()
        qtbot.waitUntil(lambda: not queue.is_sending and b"XS2026" in printer.paper, timeout=5000)


def test_a_printer_that_hangs_does_not_hold_up_the_next_sale(qtbot, page, shop, scan, press):
    with fake_printer(reads=False) as stuck:
        remembered.remember(PRINTER, format_target(stuck.target()))
        pay(scan, press)
        pay(scan, press)
        with shop.read() as view:
            assert sales_count(view)[0] == 2
        qtbot.waitUntil(lambda: idle(page), timeout=15000)


def test_a_sale_is_done_before_its_printer_answers(qtbot, page, shop, scan, press, monkeypatch):
    """F33: no device holds up the counter. The device is let go only when the next customer could be served."""
    released = threading.Event()
    answered: list[bool] = []
    monkeypatch.setattr(jobs, "send_to_printer", lambda *_job: answered.append(released.wait(5)))
    remembered.remember(PRINTER, "network:127.0.0.1:9100")
    pay(scan, press)
    assert (answered, page.counter.cart.is_empty) == ([], True)
    scan(COLA)
    assert (answered, len(page.counter.cart)) == ([], 1)
    released.set()
    qtbot.waitUntil(lambda: idle(page), timeout=5000)
    assert answered == [True]
    with shop.read() as view:
        assert sales_count(view)[0] == 1


@pytest.mark.parametrize(("setting", "above", "jobs_made"), [("always", 0, 1), ("key", 0, 0), ("above", 2_0000, 1), ("above", 9_0000, 0)])
def test_when_receipts_print(page, shop, scan, press, setting, above, jobs_made):
    from jxc_desktop.operations.settings import change_settings

    with shop.work() as work:
        change_settings(work, print_receipts=setting, print_above=above)
    pay(scan, press)
    with shop.read() as view:
        assert len([job for job in waiting_jobs(view) if job.kind == "receipt"]) == jobs_made


def test_a_setting_that_names_no_printer_is_none(page):
    remembered.remember(PRINTER, "fax:12")
    assert page.printing.status() == "No receipt printer"


# 补打: by the key and by the status, also after the bar is gone


def status_of(window):
    return window.status.text(), window.status.property("role")


@pytest.fixture
def window(qtbot, shop, goods):
    made = MainWindow(shop, (Tab("Sales", 2, SalesPage),))
    qtbot.addWidget(made)
    made.resize(1024, 768)
    with qtbot.waitActive(made):
        made.show()
    return made


def sell(page):
    page.take_scan(COLA)
    page.checkout.by_digit(1)


def test_the_status_prints_what_did_not_print_long_after_the_bar_is_gone(qtbot, window, dead):
    page = window.page
    sell(page)
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    bars(page)[0].dismiss()
    assert status_of(window) == ("To print 1  Ctrl+P", "light-amber")
    with fake_printer() as mended:
        remembered.remember(PRINTER, format_target(mended.target()))
        QTest.mouseClick(window.status, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: idle(page) and b"XS2026" in mended.paper, timeout=5000)
    assert status_of(window) == ("Printer ready", "light")


def test_a_key_prints_what_did_not_print(qtbot, page, dead, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and page.printing.pending == 1, timeout=5000)
    with fake_printer() as mended:
        remembered.remember(PRINTER, format_target(mended.target()))
        press(Qt.Key.Key_P, modifier=CTRL)
        qtbot.waitUntil(lambda: idle(page) and b"XS2026" in mended.paper, timeout=5000)
    press(Qt.Key.Key_P, modifier=CTRL)
    assert page.counter.strip.label.text() == "Nothing waits to be printed."


def test_a_key_tried_on_a_dead_printer_offers_again(qtbot, page, dead, scan, press):
    pay(scan, press)
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
    bars(page)[0].dismiss()
    press(Qt.Key.Key_P, modifier=CTRL)
    qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)


def test_what_did_not_print_is_forgotten_by_the_bar_or_the_key(qtbot, page, shop, dead, scan, press):
    for way in ("bar", "key"):
        pay(scan, press)
        qtbot.waitUntil(lambda: idle(page) and bool(bars(page)), timeout=5000)
        if way == "bar":
            next(button for button in bars(page)[0].findChildren(QPushButton) if button.text() == "Forget them").click()
    press(Qt.Key.Key_P, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.counter.strip.label.text() == "1 receipt is forgotten; past sales still print it."
    assert page.printing.status() == "Printer ready"
    with shop.read() as view:
        assert (failed_jobs(view), waiting_jobs(view)) == ((), ())


# no printer


def test_what_was_sold_without_a_printer_is_not_owed_to_the_first_one(qtbot, page, shop, scan, press):
    for _sale in range(3):
        pay(scan, press)
    form = ComputerForm(shop)
    qtbot.addWidget(form)
    with fake_printer() as printer:
        form.kind.setCurrentIndex(form.kind.findData("network"))
        form.place.setText(f"{printer.target().place}:{printer.target().number}")
        form.on_save_printer()
        queue = PrintQueue(shop, page)
        with qtbot.waitSignal(queue.changed):
            pass
        assert (queue.status(), bars(page)) == ("Printer ready", [])
        pay(scan, press)
        qtbot.waitUntil(lambda: idle(page) and printer.paper.count(b"XS2026") == 1, timeout=5000)


def test_a_start_without_a_printer_clears_what_waits(qtbot, page, shop, scan, press):
    pay(scan, press)
    queue = PrintQueue(shop, page)
    with qtbot.waitSignal(queue.changed):
        pass
    with shop.read() as view:
        assert waiting_jobs(view) == ()


def test_a_reprint_without_a_printer_leaves_no_job(page, shop, scan, press):
    pay(scan, press)
    with shop.read() as view:
        before = len(waiting_jobs(view))
    press(Qt.Key.Key_R, modifier=CTRL)
    assert [bar.text for bar in bars(page)] == ["No printer is set up. Choose one in the settings."]
    with shop.read() as view:
        assert len(waiting_jobs(view)) == before
