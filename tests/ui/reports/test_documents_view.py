"""单据查询 is no dead end: what can be done with a document is done from the list, where its kind and the person's rights allow it."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.printers import format_target
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import LaterKind, StockLine
from jxc_desktop.domain.stock_draft import Way
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods
from jxc_desktop.operations.drafts import cancel_cart
from jxc_desktop.operations.later_costs import add_later_cost
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.returns import Given
from jxc_desktop.operations.returns_without_receipt import GoodsBack, return_without_receipt
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.tenders import swap_cash
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.queries.check import check
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.documents import document_detail, documents_list
from jxc_desktop.queries.reports.spans import Preset
from jxc_desktop.queries.reports.today import today
from jxc_desktop.ui import bus, remembered
from jxc_desktop.ui.print_queue import PRINTER
from jxc_desktop.ui.reports.page import ReportsPage
from jxc_desktop.ui.sales.page import SalesPage
from jxc_desktop.ui.stock.documents import StockDocument
from jxc_desktop.ui.stock.page import StockPage
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from tests.builders import CASH, WECHAT, cart_of, stocked
from tests.counts import counted, on_hand, posted, started
from tests.devices.fake_printer import fake_printer
from tests.purchases import line, receipt
from tests.ui.checks import assert_not_clipped

CTRL = Qt.KeyboardModifier.ControlModifier
NOTHING = {"reprint": False, "reverse": False, "return": False, "note": False, "correct": False, "copy": False}


@pytest.fixture
def day(shop):
    """One document of each kind: opening stock, sale, return, cancelled cart, cash for an e-payment."""
    cola = stocked(shop, price=3_0000, cost=2_0000, barcode="06901234")
    with shop.work() as work:
        complete_sale(work, cart_of(cola), (CASH,), print_receipt=False)
        return_without_receipt(work, [GoodsBack(cola.id, ONE, 3_0000)], [Given(1, 3_0000)], key="back")
        cancel_cart(work, cart_of(cola))
        swap_cash(work, 2, 50_0000, key="swap")
    return shop


@pytest.fixture
def view(qtbot, day):
    bus.attach(day)
    page = ReportsPage(day)
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show()
    page.show_all_documents()
    made = page.documents
    assert made is not None
    return made


def choose(view, prefix):
    number = next(place for place, row in enumerate(view.table.model.rows()) if row.number.startswith(prefix))
    view.table.view.selectRow(number)


def allowed(view):
    actions = view.sale_actions
    return {name: getattr(actions, f"{name}_button").isEnabled() for name in NOTHING}


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("XS", dict.fromkeys(NOTHING, True)),
        ("TH", NOTHING | {"reprint": True}),
        ("QX", NOTHING | {"copy": True}),
        ("QC", NOTHING | {"reverse": True}),
        ("QB", NOTHING),
    ],
)
def test_what_a_kind_allows(view, kind, may):
    choose(view, kind)
    assert allowed(view) == may


def test_who_may_not_finds_the_buttons_grey(view, day):
    day.actor = replace(day.actor, permissions=frozenset({Permission.SEE_SALES, Permission.SEE_REPORTS, Permission.SEE_STOCK}))
    choose(view, "QC")
    choose(view, "XS")
    assert allowed(view) == NOTHING | {"note": True}


def test_a_sale_is_reversed_from_the_list(view, day):
    choose(view, "XS")
    QTest.keyClick(view.table.view, Qt.Key.Key_D, CTRL)
    view.sale_actions.bar.fields[0].setText("开错")
    view.sale_actions.bar.enter()
    with day.read() as look:
        assert today(look).reversals == 1
        assert check(look).ok
    choose(view, "XS")
    assert not allowed(view)["reverse"]
    assert view.table.view.current_row().state.startswith("reversed by")


def test_an_opening_stock_is_reversed_from_the_list(view, day):
    choose(view, "QC")
    view.sale_actions.ask_reason()
    view.sale_actions.bar.enter()
    with day.read() as look:
        assert check(look).ok
    assert next(row.state for row in view.table.model.rows() if row.number.startswith("QC")).startswith("reverses")


def _stock_documents(shop):
    """One of each kind that moves stock only, and a later cost."""
    tea, box = stocked(shop, "茶"), stocked(shop, "礼盒")
    parts = [StockLine(tea.id, ONE, 3)]
    with shop.work() as work:
        transfer_goods(work, 1, add_place(work, "仓库"), parts, key="DB")
        write_off(work, parts, key="BS")
        write_up(work, parts, key="BY")
        assemble_goods(work, parts, [StockLine(box.id, ONE)], key="ZC")
        came = receive_goods(work, receipt(add_supplier(work, SupplierFields("老王")), line(tea, 1, 2_0000)))
        add_later_cost(work, came.document_id, LaterKind.FREIGHT, 1_0000, key="FY")


def test_a_count_shows_its_lines_and_is_taken_back_with_its_gain_and_its_loss(view, day):
    tea, box = stocked(day, "茶"), stocked(day, "礼盒")
    count = started(day)
    counted(day, count, tea, 12)
    counted(day, count, box, 7)
    posted(day, count)
    view.table.refresh()
    for kind in ("PY", "PK"):
        choose(view, kind)
        assert not allowed(view)["reverse"]
    choose(view, "PD")
    assert "茶  12  in the books 10 · Owner  4.00" in view.card.lines.text().splitlines()
    view.sale_actions.ask_reason()
    view.sale_actions.bar.enter()
    with day.read() as look:
        assert check(look).ok
    assert (on_hand(day, tea), on_hand(day, box)) == (10, 10)


@pytest.mark.parametrize(("answer", "left"), [(0, 10), (1, 11), (2, 10)])
def test_what_was_counted_since_is_asked_about_before_it_is_reversed(view, day, answer, left):
    """One was written off by mistake, ten were counted."""
    tea = stocked(day, "茶")
    with day.work() as work:
        write_off(work, [StockLine(tea.id, ONE, 3)], key="BS")
    count = started(day)
    counted(day, count, tea, 10)
    posted(day, count)
    view.table.refresh()
    choose(view, "BS")
    actions = view.sale_actions
    actions.ask_reason()
    assert "茶 11-22" in actions.strip.label.text()
    actions.strip.buttons[answer].click()
    if answer < 2:
        actions.bar.enter()
    assert on_hand(day, tea) == left


@pytest.mark.parametrize("kind", ["DB", "BS", "BY", "ZC", "FY"])
def test_what_moves_stock_only_is_reversed_from_the_list(view, day, kind):
    _stock_documents(day)
    view.table.refresh()
    choose(view, kind)
    view.sale_actions.ask_reason()
    view.sale_actions.bar.fields[0].setText("录错了")
    view.sale_actions.bar.enter()
    with day.read() as look:
        assert check(look).ok
    row = next(row for row in view.table.model.rows() if row.number.startswith(kind))
    assert row.state.startswith("reversed by")
    choose(view, kind)
    assert not allowed(view)["reverse"]
    choose(view, "HC")
    assert not allowed(view)["reprint"]


def test_the_way_of_paying_is_corrected_from_the_list(view, day):
    choose(view, "XS")
    view.sale_actions.ask_way()
    view.sale_actions.bar.fields[1].setText("2")
    view.sale_actions.bar.fields[1].setFocus()
    view.sale_actions.bar.enter()
    with day.read() as look:
        assert dict(today(look).by_method)["WeChat"] == 3_0000


def test_a_copy_of_the_receipt_comes_out_of_the_printer_of_the_counter(qtbot, view, day):
    counter = SalesPage(day)
    qtbot.addWidget(counter)
    choose(view, "XS")
    with fake_printer() as printer:
        remembered.remember(PRINTER, format_target(printer.target()))
        QTest.keyClick(view.table.view, Qt.Key.Key_R, CTRL)
        assert view._printing() is counter.printing
        qtbot.waitUntil(lambda: not counter.printing.is_sending and "可乐".encode("gb18030") in printer.paper, timeout=5000)


def test_copy_and_return_go_on_at_the_counter(qtbot, view, day):
    counter = SalesPage(day)
    qtbot.addWidget(counter)
    choose(view, "XS")
    with qtbot.waitSignal(view.counter_asked) as asked:
        view.sale_actions.copy()
    asked.args[0](counter)
    assert [line.name for line in counter.counter.cart.lines] == ["可乐"]
    with qtbot.waitSignal(view.counter_asked) as asked:
        view.sale_actions.ask_return()
    asked.args[0](counter)
    assert counter.pages.currentWidget() is counter.returns_board()


def test_a_cart_that_was_open_is_held_when_another_is_taken(qtbot, view, day):
    counter = SalesPage(day)
    qtbot.addWidget(counter)
    choose(view, "QX")
    sale = view.table.view.current_row().document_id
    counter.copy_sale(sale)
    first = counter.counter.cart.key
    counter.copy_sale(sale)
    qtbot.waitUntil(lambda: counter.holding.count == 1)
    assert counter.counter.cart.key != first
    with day.work() as work:
        complete_sale(work, counter.counter.cart, (WECHAT,), print_receipt=False)


@pytest.mark.parametrize(("width", "height", "least"), [(1024, 640, 240), (1024, 480, 100), (1920, 980, 300)])
def test_the_receipt_is_in_sight_in_low_windows_too(qtbot, view, width, height, least):
    view.window().resize(width, height)
    choose(view, "XS")
    qtbot.waitUntil(lambda: view.card.area.viewport().height() > least)
    assert view.card.area.viewport().width() >= view.card.preview.width()
    assert_not_clipped(view)


def test_a_write_off_dated_back_says_its_day_its_reason_and_a_sum_in_coins(qtbot, view, day):
    tea = stocked(day, "茶", quantity=3, cost=3333)
    with day.work() as work:
        made = write_off(work, [StockLine(tea.id, ONE, 2)], key="off", day=date(2026, 11, 20), remark="摔碎")
    view.show_documents(DocumentsFilter(text=made.number))
    assert view.card.facts.text() == "Write-off · 2026-11-22 10:00 · Business day 2026-11-20 · Owner · 摔碎"
    assert view.card.lines.text() == "茶  −1  Broken  −0.33"


def test_what_is_asked_of_the_documents_is_said_in_a_workbook_of_them(view, day):
    assert view.table.asked_beside() == []
    view.table.kind.setCurrentIndex(view.table.kind.findData("XS"))
    view.table.span_bar.choose(Preset.TODAY)
    assert view.table.asked_beside() == ["2026-11-22", "Kind: Sale"]
    view.show_documents(DocumentsFilter(kind="XS"), "茶 · Sold, quantity · 2026-11-22")
    assert view.table.asked_beside() == ["茶 · Sold, quantity · 2026-11-22", "Kind: Sale"]
    view.table.show_all()
    assert view.table.asked_beside() == []


@pytest.mark.parametrize(("kind", "way"), [("DB", Way.TRANSFER), ("BS", Way.WRITE_OFF), ("BY", Way.WRITE_UP), ("ZC", Way.ASSEMBLY)])
def test_a_stock_document_is_copied_to_a_new_one_of_its_kind(qtbot, view, day, kind, way):
    _stock_documents(day)
    view.table.refresh()
    choose(view, kind)
    assert view.sale_actions.copy_button.text().startswith("Copy ")
    with qtbot.waitSignal(view.stock_asked) as asked:
        QTest.keyClick(view.table.view, Qt.Key.Key_N, CTRL)
    stock = StockPage(day)
    qtbot.addWidget(stock)
    stock.show()
    asked.args[0](stock)
    form = stock.stack.currentWidget()
    assert isinstance(form, StockDocument)
    before = next(row.number for row in view.table.model.rows() if row.number.startswith(kind))
    form.book()
    with day.read() as look:
        after = next(row.number for row in documents_list(look) if row.number.startswith(kind))
        assert after != before
        facts = [
            ([(line.name, line.quantity, line.said) for line in detail.lines], detail.route)
            for detail in (document_detail(look, before), document_detail(look, after))
        ]
        assert check(look).ok
    assert facts[0] == facts[1]
    assert form.way is way


@pytest.mark.parametrize("kind", ["PD", "PY", "PK"])
def test_a_count_its_gain_and_its_loss_have_papers(qtbot, view, day, kind):
    cola, tea = stocked(day, "汽水"), stocked(day, "茶")
    count = started(day)
    counted(day, count, cola, 8)
    counted(day, count, tea, 11)
    posted(day, count)
    view.table.refresh()
    choose(view, kind)
    assert view.sale_actions.note_button.text().startswith("Print ")
    QTest.keyClick(view.table.view, Qt.Key.Key_P, CTRL)
    paper = view.window().findChild(PaperDialog)
    assert paper.windowTitle().endswith(view.table.view.current_row().number)
    qtbot.waitUntil(lambda: paper.preview.pages != [])
    paper.reject()


def test_a_result_is_printed_by_who_may_see_differences(view, day):
    count = started(day)
    counted(day, count, stocked(day, "茶"), 8)
    posted(day, count)
    day.actor = replace(day.actor, permissions=day.actor.permissions - {Permission.SEE_DIFFERENCES})
    view.table.refresh()
    choose(view, "PD")
    assert not view.sale_actions.note_button.isEnabled()
    choose(view, "PK")
    assert view.sale_actions.note_button.isEnabled()


@pytest.mark.parametrize("kind", ["DB", "BS", "ZC", "HC"])
def test_a_stock_document_has_a_paper(qtbot, view, day, kind):
    _stock_documents(day)
    view.table.refresh()
    if kind == "HC":
        choose(view, "DB")
        view.sale_actions.ask_reason()
        view.sale_actions.bar.enter()
    choose(view, kind)
    assert view.sale_actions.note_button.text().startswith("Print ")
    QTest.keyClick(view.table.view, Qt.Key.Key_P, CTRL)
    paper = view.window().findChild(PaperDialog)
    assert paper.windowTitle().endswith(view.table.view.current_row().number)
    qtbot.waitUntil(lambda: paper.preview.pages != [])
    paper.reject()
