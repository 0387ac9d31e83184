"""盘点汇总: the counts of a span by count, reason, category and product; counts taken back count for nothing."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.count_posting import take_back_count
from jxc_desktop.operations.counts import give_reason
from jxc_desktop.queries.documents import documents_list
from jxc_desktop.queries.reports.goods import Report, documents_behind, goods_report, goods_tables
from jxc_desktop.queries.reports.spans import Span
from tests.builders import product, stocked
from tests.counts import counted, posted, started

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def goods(shop):
    """Cola of the category 饮料, salt of none, ten of each at 2.00."""
    made = stocked(shop), stocked(shop, "盐")
    with shop.work() as work:
        work.connection.exec_driver_sql("INSERT INTO category (id, name) VALUES (1, '饮料')")
        work.connection.exec_driver_sql(f"UPDATE product SET category_id = 1 WHERE id = {made[0].id}")
    return made


@pytest.fixture
def counts(shop, goods, clock):
    """Cola 3 missing and broken, then right; salt 1 over, then 2 missing; a third count was taken back."""
    cola, salt = goods
    first = started(shop, name="一")
    counted(shop, first, cola, 7)
    counted(shop, first, salt, 11)
    with shop.work() as work:
        give_reason(work, first, [(cola.id, 1)], 2)
    made = [posted(shop, first)]
    clock.forward(days=1)
    for quantity in (9, 0):
        count = started(shop)
        counted(shop, count, cola, 7)
        counted(shop, count, salt, quantity)
        counted(shop, count, product(shop, f"新 {quantity}"), 5)
        made.append(posted(shop, count))
    with shop.work() as work:
        take_back_count(work, made.pop().document_id, "错了")
    return made


def asked(shop, by, span=NOVEMBER):
    with shop.read() as view:
        return goods_report(view, Report.COUNTS, by, span)


def figures(figured, *keys):
    places = [[column.key for column in figured.columns].index(key) for key in keys]
    return [tuple(row[place] for place in places) for row in figured.rows]


def test_count_by_count(shop, counts):
    found = figures(asked(shop, "count"), "number", "lines", "right", "gain", "loss", "net", "worth", "net_rate")
    assert found == [
        (counts[1].number, 3, 1, 0, -4_0000, -4_0000, 36_0000, -11_11),
        (counts[0].number, 2, 0, 2_0000, -6_0000, -4_0000, 40_0000, -10_00),
    ]
    assert figures(asked(shop, "count", Span(date(2026, 11, 22), date(2026, 11, 22))), "number") == [(counts[0].number,)]


def test_by_reason_those_without_last(shop, counts):
    found = figures(asked(shop, "reason"), "reason", "over", "missing", "net")
    assert found == [("Broken", 0, 1, -6_0000), ("No reason", 1, 1, -2_0000)]


def test_by_category_and_product(shop, counts):
    keys = ("lines", "right", "accuracy", "over", "missing", "gain", "loss", "net")
    assert figures(asked(shop, "category"), "category", *keys) == [
        ("饮料", 2, 1, 50_00, 0, 1, 0, -6_0000, -6_0000),
        ("No category", 2, 0, 0, 1, 1, 2_0000, -4_0000, -2_0000),
    ]
    assert figures(asked(shop, "product"), "name", "net") == [("可乐", -6_0000), ("盐", -2_0000)]


def test_a_count_and_a_product_open_to_their_documents(shop, counts):
    for by, numbers in (("count", {counts[1].number}), ("product", {"PK"})):
        figured = asked(shop, by)
        opened = documents_behind(figured, by, NOVEMBER, figured.rows[0])
        assert opened is not None
        with shop.read() as view:
            found = {row.number for row in documents_list(view, opened.wanted)}
        assert found == numbers or {number[:2] for number in found} == numbers


def test_a_reason_opens_nothing(shop, counts):
    figured = asked(shop, "reason")
    assert documents_behind(figured, "reason", NOVEMBER, figured.rows[0]) is None


def test_money_and_differences_by_right(shop, counts):
    whole = shop.actor
    shop.actor = replace(whole, permissions=whole.permissions - {Permission.SEE_COST})
    with shop.read() as view:
        keys = {column.key for _title, columns, _rows in goods_tables(view, Report.COUNTS, NOVEMBER) for column in columns}
    assert keys.isdisjoint({"gain", "loss", "net", "worth", "net_rate"})
    shop.actor = replace(whole, permissions=whole.permissions - {Permission.SEE_DIFFERENCES})
    with pytest.raises(NotAllowed):
        asked(shop, "count")


def test_every_grouping_is_a_sheet(shop, counts):
    with shop.read() as view:
        tables = goods_tables(view, Report.COUNTS, NOVEMBER)
    assert [title for title, _columns, _rows in tables] == ["By count", "By reason", "By category", "By product"]
    assert all(len(row) == len(columns) for _title, columns, rows in tables for row in rows)
