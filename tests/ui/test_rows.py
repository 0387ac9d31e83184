"""The one table: values by kind, pages from the query, order and filters asked of the query, copy that Excel keeps whole."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import cell_text, copied_text, spoken_text
from jxc_desktop.ui.rows import PAGE, QUICK, KeptRows, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.columns import DOTS
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_page import TablePage
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.figures import assert_figures_whole

COLUMNS = (
    Column("barcode", "Barcode", "code"),
    Column("name", "Name", "text"),
    Column("quantity", "Quantity", "quantity", total=True),
    Column("amount", "Amount", "money", total=True),
)
ROWS = [
    ("06901234567892", "Cola", 3_000, 75_000, 1),
    ("6901234567893", "=1+1", -1_500, -25_000, 2),
    ("6901234567894", "Apple", 250, 20_000, 3),
]


@pytest.fixture
def model():
    made = RowsModel(COLUMNS, KeptRows(COLUMNS, ROWS), second_key="barcode")
    made.refresh()
    return made


@pytest.fixture
def view(qtbot, model):
    made = RowsView(model, "test", "Products")
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


@pytest.fixture
def page(qtbot, model):
    made = TablePage(model, "test", "Products")
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.refresh()
    return made


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 123_400, "12.34"),
        ("money", -123_456, "\N{MINUS SIGN}12.3456"),
        ("money", 325_130_9400, "325,130.94"),
        ("amount", 55_007_3113, "55,007.31"),
        ("quantity", 12_345_000, "12,345"),
        ("integer", 4_100, "4,100"),
        ("quantity", 1_236, "1.236"),
        ("quantity", -2_000, "\N{MINUS SIGN}2"),
        ("integer", -7, "\N{MINUS SIGN}7"),
        ("percent", 1_250, "12.5 %"),
        ("bool", True, "✓"),
        ("bool", False, ""),
        ("date", date(2026, 11, 22), "2026-11-22"),
        ("time", datetime(2026, 11, 22, 9, 5), "2026-11-22 09:05"),
        ("text", "可乐 𠮷", "可乐 𠮷"),
        ("money", None, ""),
    ],
)
def test_values_are_shown_by_kind(kind, value, text):
    assert cell_text(kind, value) == text


def test_times_are_shown_in_local_time():
    moment = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    assert cell_text("time", moment) == moment.astimezone().strftime("%Y-%m-%d %H:%M")


def test_a_tick_is_spoken_as_a_word():
    assert (spoken_text("bool", True), spoken_text("bool", False)) == ("yes", "no")


def test_figures_stand_right_and_names_left(model):
    sides = [model.data(model.index(0, place), Qt.ItemDataRole.TextAlignmentRole) for place in (1, 3)]
    assert sides[0] & int(Qt.AlignmentFlag.AlignLeft)
    assert sides[1] & int(Qt.AlignmentFlag.AlignRight)


def test_negatives_are_red_and_have_a_minus(model):
    number = next(n for n in range(3) if model.value(n, 3) < 0)
    index = model.index(number, 3)
    assert model.data(index) == "\N{MINUS SIGN}2.50"
    assert model.data(index, Qt.ItemDataRole.ForegroundRole) == theme.colour("red")


def test_rows_may_be_frozen_dataclasses(qapp):
    @dataclass(frozen=True)
    class Row:
        name: str
        barcode: str

    model = RowsModel(COLUMNS[:2])
    model.set_rows([Row("Cola", "123")])
    assert [model.data(model.index(0, place)) for place in (0, 1)] == ["123", "Cola"]


def test_a_cell_can_be_tinted(qapp):
    model = RowsModel(COLUMNS, tint=lambda row, key: "amber" if key == "name" and row[2] < 1_000 else "")
    model.set_rows(ROWS)
    colours = [model.data(model.index(number, 1), Qt.ItemDataRole.ForegroundRole) for number in range(3)]
    assert colours == [None, theme.colour("amber"), theme.colour("amber")]


def test_pages_are_fetched_as_they_are_needed(qapp):
    asked = []

    def fetch(offset, limit, order, filters):
        asked.append((offset, limit))
        return [(str(n), "x", 0, 0) for n in range(offset, min(offset + limit, 450))]

    model = RowsModel(COLUMNS, fetch)
    model.refresh()
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert asked == [(0, PAGE), (PAGE, PAGE), (2 * PAGE, PAGE)]
    assert model.rowCount() == 450
    assert model.is_complete()


def test_order_and_filters_are_asked_of_the_query(qapp):
    asked = []

    def fetch(offset, limit, order, filters):
        asked.append((order, dict(filters)))
        return []

    model = RowsModel(COLUMNS, fetch, second_key="id")
    model.sort_by("name", is_descending=True)
    model.set_filters({QUICK: "cola", "name": "  "})
    model.set_filters({QUICK: "cola"})
    assert asked == [(Order("name", True, "id"), {}), (Order("name", True, "id"), {QUICK: "cola"})]


def test_a_click_on_a_head_sorts_and_a_second_turns_it(view):
    view._on_head_clicked(1)
    assert [view.rows_model.value(n, 1) for n in range(3)] == ["=1+1", "Apple", "Cola"]
    view._on_head_clicked(1)
    assert [view.rows_model.value(n, 1) for n in range(3)] == ["Cola", "Apple", "=1+1"]


def test_the_head_says_how_the_list_is_sorted(view):
    view._on_head_clicked(1)
    head = [
        view.rows_model.headerData(1, Qt.Orientation.Horizontal, role)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    ]
    assert head == ["Name ↑", "Name, ascending"]


def test_rows_that_are_set_are_sorted_too_and_all_of_them_stay(qapp):
    model = RowsModel(COLUMNS)
    model.set_rows([(str(number), "x", 0, number * 7 % 500) for number in range(500)])
    model.sort_by("amount")
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert [row[3] for row in model.rows()] == list(range(500))
    model.set_rows([("1", "b", 0, 2), ("2", "a", 0, 1)])
    assert [row[3] for row in model.rows()] == [1, 2]


def test_equal_values_keep_the_order_of_the_second_key(qapp):
    rows = [(str(n), "same", 0, 0) for n in (3, 1, 2)]
    fetch = KeptRows(COLUMNS, rows)
    assert [row[0] for row in fetch(0, 9, Order("name", False, "barcode"), {})] == ["1", "2", "3"]
    assert [row[0] for row in fetch(0, 9, Order("name", True, "barcode"), {})] == ["1", "2", "3"]


def test_copy_keeps_barcodes_as_text_and_formulas_harmless(view):
    view.selectAll()
    view.copy()
    text, table = QGuiApplication.clipboard().text(), QGuiApplication.clipboard().mimeData().html()
    assert "06901234567892\tCola\t3\t7.50" in text.splitlines()
    assert "'=1+1\t-1.5\t-2.50" in text
    assert "mso-number-format:'\\@'\">06901234567892</td>" in table
    assert "&#x27;=1+1" in table


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "=1+1", "@SUM", "+1", "-1", "\tx", "\rx"])
def test_a_copied_name_is_never_a_formula(name):
    assert copied_text("text", name).startswith("'")


def test_a_copied_number_stays_a_number():
    assert (copied_text("money", -1_234_0000), copied_text("quantity", -1_234_500)) == ("-1234.00", "-1234.5")


def test_a_figure_is_found_with_and_without_its_commas(qapp):
    fetch = KeptRows(COLUMNS, [("1", "Cola", 1_000, 1_234_5000)])
    assert [len(fetch(0, 9, Order(), {QUICK: text})) for text in ("1234", "1,234.5", "1235")] == [1, 1, 0]


def test_enter_opens_the_row(qtbot, view):
    view.selectRow(2)
    with qtbot.waitSignal(view.opened, timeout=500) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [view.rows_model.row_at(2)]


def test_the_selection_is_added_up(view):
    view.selectAll()
    assert view.selection_text() == "3 rows selected   Quantity 1.75   Amount 7.00"


def test_columns_are_remembered(qtbot, model, view):
    view.columns.show(0, is_shown=False)
    view.horizontalHeader().moveSection(view.horizontalHeader().visualIndex(3), 1)
    again = RowsView(model, "test", "Products")
    qtbot.addWidget(again)
    assert again.shown_columns() == view.shown_columns()
    assert "barcode" not in again.shown_columns()
    again.columns.forget()
    assert again.shown_columns() == [column.key for column in COLUMNS]


def test_the_last_column_can_not_be_hidden(view):
    for place in range(len(COLUMNS)):
        view.columns.show(place, is_shown=False)
    assert len(view.shown_columns()) == 1


def test_rows_have_one_fixed_height(view):
    assert {view.rowHeight(number) for number in range(3)} == {theme.row_height()}


def test_an_empty_list_says_why_and_offers_one_action(qtbot):
    pressed = []
    view = RowsView(RowsModel(COLUMNS), "empty", "Products")
    qtbot.addWidget(view)
    view.set_empty("No products yet.", "Import products", lambda: pressed.append(1))
    view.show()
    assert view.empty_state.isVisible()
    assert view.empty_state.button is not None
    view.empty_state.button.click()
    assert pressed == [1]
    view.rows_model.set_rows(ROWS)
    assert not view.empty_state.isVisible()


def test_the_columns_of_an_empty_list_fill_its_width(qtbot):
    view = RowsView(RowsModel(COLUMNS), "empty", "Products")
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    assert view.horizontalHeader().length() == view.viewport().width()
    view.rows_model.set_rows(ROWS)
    assert view.horizontalHeader().length() == view.viewport().width()


def test_a_longer_figure_that_comes_later_is_not_cut(view):
    before = view.columnWidth(3)
    view.rows_model.set_rows([*ROWS, ("6901234567895", "Reversal", -1_000, -123_456_7800, 4)])
    text = cell_text("money", -123_456_7800)
    assert view.columnWidth(3) > max(before, QFontMetrics(theme.font()).horizontalAdvance(text) + theme.px(16))


def test_widths_the_user_chose_are_kept(qtbot, model, view):
    view.setColumnWidth(1, 333)
    view.columns.settle()
    again = RowsView(model, "test", "Products")
    qtbot.addWidget(again)
    again.resize(1200, 400)
    again.show()
    assert again.columnWidth(1) == 333


def test_widths_the_user_chose_grow_with_the_type(dressed, qtbot, model, view):
    view.setColumnWidth(1, 300)
    view.columns.settle()
    theme.apply_theme(dressed, "light", 160)
    again = RowsView(model, "test", "Products")
    qtbot.addWidget(again)
    assert again.columnWidth(1) == 480


def test_a_column_of_figures_is_never_dragged_narrower_than_they_are(view):
    view.setColumnWidth(3, 30)
    view.columns.settle()
    assert view.columnWidth(3) > 30
    assert_figures_whole(view)


def test_another_size_of_type_measures_the_columns_anew(dressed, view):
    theme.apply_theme(dressed, "light", 160)
    assert_figures_whole(view)


def test_the_name_gives_way_then_the_table_scrolls(view):
    view.rows_model.set_rows([*ROWS, ("6901234567895", "A name as long as they come, with its flavour", 1_000, 10_000, 4)])
    view.resize(480, 300)
    assert view.horizontalHeader().length() == view.viewport().width()
    view.resize(330, 300)
    assert view.columnWidth(1) == 112
    assert view.horizontalScrollBar().maximum() > 0
    assert_figures_whole(view)


def test_the_scroll_bar_beside_the_rows_takes_no_column_out_of_sight(qtbot):
    rows = [(str(number), "A name as long as they come, with its flavour", 1_000, 20_000) for number in range(50)]
    model = RowsModel(COLUMNS, KeptRows(COLUMNS, rows))
    page = TablePage(model, "bar", "Products")
    qtbot.addWidget(page)
    page.resize(640, 500)
    page.show()
    page.refresh()
    page.grab()
    assert page.view.verticalScrollBar().isVisible()
    assert page.view.horizontalHeader().length() == page.view.viewport().width()


def test_figures_and_sums_that_the_edge_cuts_show_dots(page):
    page.resize(500, 500)
    page.card.setFixedWidth(340)
    page.grab()
    cut = [place for place in page.view.shown_places() if page.view.columns.cut_at(place)]
    assert cut
    assert_figures_whole(page)
    place = cut[-1]
    option = QStyleOptionViewItem()
    page.view.itemDelegateForColumn(place).initStyleOption(option, page.model.index(0, place))
    assert option.text == DOTS
    page.view.horizontalScrollBar().setValue(page.view.horizontalScrollBar().maximum())
    assert page.view.columns.cut_at(place) is None
    assert page.view.itemDelegateForColumn(place) is None


def test_a_longer_figure_far_down_is_not_cut_when_it_comes_in_sight(qtbot):
    rows = [(str(number), "x", 1_000, 20_000) for number in range(300)] + [("300", "x", 1_000, 99_999_999_0000)]
    model = RowsModel(COLUMNS, KeptRows(COLUMNS, rows))
    view = RowsView(model, "far", "Products")
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    model.refresh()
    model.fetchMore(QModelIndex())
    view.scrollToBottom()
    assert_figures_whole(view)


def test_long_heads_stand_in_two_lines_where_the_room_is_short(qtbot):
    columns = [Column(f"c{number}", "Returns and reversals", "integer") for number in range(6)]
    model = RowsModel(columns)
    view = RowsView(model, "heads", "Takings")
    qtbot.addWidget(view)
    view.resize(1400, 300)
    view.show()
    height = view.horizontalHeader().height()
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Returns and reversals"
    view.resize(800, 300)
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Returns and\nreversals"
    assert view.horizontalHeader().height() > height
    assert view.horizontalHeader().length() <= view.viewport().width()


def test_the_quick_search_asks_the_query(qtbot, page):
    qtbot.keyClicks(page.search, "cola")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=1000)
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=1000)


def test_the_filter_row_asks_by_column(qtbot, page):
    page.toggle_filters()
    qtbot.keyClicks(page.filters._fields[1], "app")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=1000)
    page.toggle_filters()
    assert page.model.rowCount() == 3


def test_a_filter_row_that_is_put_away_leaves_the_cursor_in_the_table(qtbot, page):
    page.add_action("New product", lambda: None)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.toggle_filters()
    assert page.filters._fields[0].hasFocus()
    page.toggle_filters()
    assert page.view.hasFocus()


def test_down_goes_from_the_search_into_the_table(qtbot, page):
    page.search.setFocus()
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.view.current_row() == page.model.row_at(0)


def test_totals_come_from_the_query_where_it_gives_them(qtbot, model):
    page = TablePage(model, "totals", "Products", totals=lambda filters: Totals(9, {"amount": -10_000, "quantity": None}))
    qtbot.addWidget(page)
    page.refresh()
    assert page.foot.count_label.text() == "9 rows"
    assert page.total_row.text_of("amount") == "\N{MINUS SIGN}1.00"
    assert page.total_row.accessibleName() == "Total: Amount \N{MINUS SIGN}1.00"


def test_the_cursor_stays_on_its_row_when_others_come(qtbot):
    rows = list(ROWS)
    kept = KeptRows(COLUMNS, rows)
    model = RowsModel(COLUMNS, kept, second_key="barcode")
    page = TablePage(model, "stay", "Products")
    qtbot.addWidget(page)
    page.refresh()
    page.view.selectRow(1)
    kept.set([*rows, ("0000", "Aaa", 0, 0, 9)])
    page.refresh()
    assert page.view.current_row() == ROWS[1]
    kept.set(rows[:1])
    page.refresh()
    assert page.view.current_row() is None


def test_what_is_typed_in_the_table_goes_to_the_search(qtbot, page):
    page.view.setFocus()
    page.view.selectRow(0)
    qtbot.keyClick(page.view, Qt.Key.Key_C)
    assert page.search.text() == "c"
    assert page.search.hasFocus()


def test_a_scan_on_a_list_looks_for_the_code(page):
    assert page.take_scan("6901234567894")
    assert [row[1] for row in page.model.rows()] == ["Apple"]


def test_an_action_carries_its_key(qtbot, page):
    pressed = []
    button = page.add_action("New", lambda: pressed.append(1), key="Ins", primary=True)
    assert (button.text(), button.accessibleName()) == ("New   Ins", "New")
    button.click()
    assert pressed == [1]


def test_the_page_is_accessible_and_nothing_is_cut(page):
    page.add_action("New", lambda: None, key="Ins")
    page.toggle_filters()
    page.grab()
    assert_accessible(page)
    assert_not_clipped(page)


def test_a_hundred_thousand_rows_show_at_once(qtbot):
    model = RowsModel(COLUMNS)
    view = RowsView(model, "many", "Products")
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    rows = [(str(n), f"Product {n}", n, n) for n in range(100_000)]
    begun = time.perf_counter()
    model.set_rows(rows)
    view.grab()
    assert time.perf_counter() - begun < 3  # 20-40 ms on a quiet machine


class Tall(QWidget):
    """A card whose wrapped texts would like more room than there is."""

    def hasHeightForWidth(self):
        return True

    def heightForWidth(self, _width):
        return 2_000


def test_in_a_low_window_a_card_gives_way_to_the_actions(page):
    card = Tall()
    page.put_beside(card, 300)
    buttons = [page.add_action(f"Action {number}", lambda: None) for number in range(7)]
    page.resize(1024, 560)
    QApplication.processEvents()
    assert [button.height() for button in buttons] == [button.sizeHint().height() for button in buttons]
    assert card.height() > 100
