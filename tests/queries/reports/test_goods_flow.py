"""进销存汇总 over a busy shop: opening + in - out = closing, in every span; each figure opens to documents that add up to it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import stock
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.check import check
from jxc_desktop.queries.cost_reasons import cost_reasons
from jxc_desktop.queries.documents import documents_count, documents_list
from jxc_desktop.queries.reports import goods_flow
from jxc_desktop.queries.reports.goods import Report, documents_behind, goods_report, goods_tables, reports_for
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import totals_of
from jxc_desktop.queries.stock_months import worth_at
from jxc_desktop.queries.stock_moves import KIND_TITLES, card_rows, movements
from tests.builders import product, stocked
from tests.busy_goods import busy_shop
from tests.counts import counted, posted, sold, started

ALL = Span(date(2026, 9, 1), date(2026, 11, 30))
SPANS = [
    ALL,
    Span(date(2026, 9, 5), date(2026, 9, 5)),
    Span(date(2026, 10, 1), date(2026, 10, 31)),
    Span(date(2026, 9, 20), date(2026, 11, 22)),
    Span(date(2026, 10, 13), date(2026, 11, 21)),
    Span(date(2026, 11, 22), date(2026, 11, 22)),
]


@pytest.fixture
def busy(shop, clock):
    made = busy_shop(shop, clock)
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []
    return made


def asked(shop, by="product", span=ALL, report=Report.FLOW):
    with shop.read() as view:
        return goods_report(view, report, by, span)


def behind(figured, by, span, row, key):
    """What a figure opens to."""
    found = documents_behind(figured, by, span, row, key)
    assert found is not None
    return found


def of(figured, row):
    return dict(zip([column.key for column in figured.columns], row, strict=False))


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.text)
@pytest.mark.parametrize("by", ["product", "category"])
def test_opening_and_what_came_less_what_went_is_closing(shop, busy, span, by):
    figured = asked(shop, by, span)
    for row in figured.rows:
        found = of(figured, row)
        assert found["opening"] + found["in"] - found["out"] == found["closing"]
        assert found["opening_value"] + found["in_value"] - found["out_value"] == found["closing_value"]
    with shop.read() as view:
        first, last = worth_at(view, span.first - timedelta(days=1)), worth_at(view, span.last)
    sums = totals_of(figured.columns, figured.rows)
    assert (sums["opening_value"], sums["closing_value"]) == (sum(row[2] for row in first), sum(row[2] for row in last))
    if by == "product":
        places = {row[-1]: of(figured, row) for row in figured.rows}
        for id_, quantity, value in last:
            assert (places[id_]["closing"], places[id_]["closing_value"]) == (quantity, value)
        for id_, quantity, value in first:
            assert (places[id_]["opening"], places[id_]["opening_value"]) == (quantity, value)


def test_the_kinds_of_a_way_add_up_to_it(shop, busy):
    figured = asked(shop)
    keys = [column.key for column in figured.columns]
    parts = keys[keys.index("closing_value") + 1 :]
    came, went = parts[: parts.index("sale")], parts[parts.index("sale") :]
    for row in figured.rows:
        found = of(figured, row)
        for way, kinds in (("in", came), ("out", went)):
            assert sum(found[key] for key in kinds if not key.endswith("_value")) == found[way]
            assert sum(found[key] for key in kinds if key.endswith("_value")) == found[f"{way}_value"]
    assert {"opening_stock", "receipt", "later_value_value", "sale_return", "assembled"} < set(keys)
    assert {"sale", "given", "true_up_value", "purchase_return", "write_off_1", "write_off_2", "write_off_3", "used"} < set(keys)


def test_it_ends_with_what_is_there_now(shop, busy):
    figured = asked(shop)
    with shop.read() as view:
        rows = view.connection.execute(select(stock.stock_value.c.product_id, stock.stock_value.c.quantity, stock.stock_value.c.value))
        now = {id_: (quantity, value) for id_, quantity, value in rows}
    found = {row[-1]: (of(figured, row)["closing"], of(figured, row)["closing_value"]) for row in figured.rows}
    assert found == now
    assert found[busy.milk.id][0] < 0


def test_a_reason_is_a_column_and_a_gift_is_no_sale(shop, busy):
    figured = asked(shop, span=Span(date(2026, 10, 1), date(2026, 10, 31)))
    titles = {column.key: column.title for column in figured.columns}
    assert (titles["write_off_1"], titles["given_value"]) == ("Written off: Expired, quantity", "Given free, value")
    rice = next(of(figured, row) for row in figured.rows if row[-1] == busy.rice.id)
    assert (rice["given"], rice["sale"], rice["write_off_2"]) == (1_000, 1_000, 1_000)


@pytest.mark.parametrize("span", SPANS[:3], ids=lambda span: span.text)
@pytest.mark.parametrize("by", ["product", "category"])
def test_the_documents_behind_each_figure_add_up_to_it(shop, busy, span, by):
    figured = asked(shop, by, span)
    values = [place for place, column in enumerate(figured.columns) if column.key.endswith("_value")]
    with shop.read() as view:
        for row in figured.rows:
            for place in values:
                opened = behind(figured, by, span, row, figured.columns[place].key)
                found = documents_count(view, opened.wanted)
                assert found.share == row[place], (figured.columns[place].title, row)


def test_a_figure_names_itself_and_its_days(shop, busy):
    span = Span(date(2026, 10, 1), date(2026, 10, 31))
    figured = asked(shop, span=span)
    row = next(row for row in figured.rows if row[-1] == busy.tea.id)
    titles = [behind(figured, "product", span, row, key).title for key in ("sale", "opening_value", "closing", "name")]
    assert titles == [
        "茶 · Sold, quantity · 2026-10-01 – 2026-10-31",
        "茶 · Opening, value · up to 2026-09-30",
        "茶 · Closing, quantity · up to 2026-10-31",
        "茶 · 2026-10-01 – 2026-10-31",
    ]
    with shop.read() as view:
        opened = behind(figured, "product", span, row, "write_off_3").wanted
        assert [found.number for found in documents_list(view, opened)] == ["BS20261012-0002"]


def test_worth_at_a_day_is_that_of_the_flow(shop, busy):
    day = Span(date(2026, 10, 31), date(2026, 10, 31))
    worth, flow = asked(shop, "category", day, Report.WORTH), asked(shop, "category", Span(ALL.first, day.last))
    assert [row[3] for row in worth.rows] == [of(flow, row)["closing_value"] for row in flow.rows]
    by_product = asked(shop, "product", day, Report.WORTH)
    assert sum(row[8] for row in by_product.rows) == sum(row[3] for row in worth.rows)
    with shop.read() as view:
        opened = behind(by_product, "product", day, by_product.rows[0], "value")
        assert documents_count(view, opened.wanted).share == by_product.rows[0][8]


def test_a_workbook_has_every_grouping(shop, busy):
    with shop.read() as view:
        tables = goods_tables(view, Report.FLOW, ALL)
    assert [(title, len(rows)) for title, _columns, rows in tables] == [("By product", 4), ("By category", 2)]


def test_costs_are_needed(shop, busy):
    with shop.read() as view:
        without = view.actor.permissions - {Permission.SEE_COST}
        view.actor = type(view.actor)(view.actor.user_id, view.actor.name, without)
        assert Report.FLOW not in reports_for(view.actor)
        with pytest.raises(NotAllowed):
            goods_report(view, Report.FLOW, "product", ALL)


def test_a_shop_without_goods_has_no_rows(shop):
    assert asked(shop).rows == []


def test_what_counts_found_is_in_the_flow_on_the_card_and_in_the_cost(shop):
    """More tea than the books have, less rice, milk counted for the first time after two were sold; each opens to its documents."""
    tea, rice, milk = stocked(shop, "茶", quantity=10), stocked(shop, "米", quantity=10), product(shop, "奶", purchase_price=1_0000)
    sold(shop, milk, 2)
    count = started(shop)
    for each, pieces in ((tea, 12), (rice, 7), (milk, 5)):
        counted(shop, count, each, pieces)
    posted(shop, count)
    figured = asked(shop, span=Span(date(2026, 11, 22), date(2026, 11, 22)))
    rows = {row[2]: of(figured, row) for row in figured.rows}
    assert (rows["茶"]["gain"], rows["茶"]["gain_value"]) == (2_000, 4_0000)
    assert (rows["米"]["loss"], rows["米"]["loss_value"]) == (3_000, 6_0000)
    assert (rows["奶"]["first_count"], rows["奶"]["closing"]) == (7_000, 5_000)
    for row in figured.rows:
        found = of(figured, row)
        assert found["opening"] + found["in"] - found["out"] == found["closing"]
    with shop.read() as view:
        for row in figured.rows:
            for key in ("gain", "loss", "first_count"):
                opened = behind(figured, "product", ALL, row, key)
                assert (documents_count(view, opened.wanted).share or 0) == of(figured, row)[f"{key}_value"]
        assert [move.kind for move in card_rows(view, tea.id)] == ["Found by a count", "Opening stock"]
        assert {move[4] for move in movements(view)} >= {"Found by a count", "Counted for the first time"}
        assert "Found by a count" in {row.what for row in cost_reasons(view, tea.id).rows}


def test_every_kind_of_move_has_its_column(shop):
    """A kind without one would end the report."""
    assert {kind.kind for kind in goods_flow._KINDS} | {"transfer"} == set(KIND_TITLES)
    assert set(goods_flow._PLACES) >= {key for pair in goods_flow._BOTH_WAYS.values() for key in pair}
