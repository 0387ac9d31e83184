"""Purchases by supplier, product and day over a busy shop; price changes with where they came from; goods that lie."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables import documents, parties
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.products import change_product
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.documents import documents_count, documents_list
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.reports.goods import Report, documents_behind, goods_report
from jxc_desktop.queries.reports.purchases import purchase_lines
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import totals_of
from tests.busy_goods import busy_shop

ALL = Span(date(2026, 9, 1), date(2026, 11, 30))
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def busy(shop, clock):
    return busy_shop(shop, clock)


def asked(shop, by, span=ALL, report=Report.PURCHASES):
    with shop.read() as view:
        return goods_report(view, report, by, span)


def of(figured, row):
    return dict(zip([column.key for column in figured.columns], row, strict=False))


@pytest.mark.parametrize("span", [ALL, NOVEMBER, Span(date(2026, 9, 5), date(2026, 9, 5))], ids=lambda span: span.text)
def test_every_grouping_comes_to_what_suppliers_are_owed_for_goods(shop, busy, span):
    with shop.read() as view:
        move, document = parties.party_move, documents.document
        owed = select(func.sum(move.c.amount)).join(document, document.c.id == move.c.document_id)
        wanted = view.connection.execute(owed.where(document.c.business_date.between(span.first, span.last))).scalar_one()
    for by in ("supplier", "product", "day"):
        figured = asked(shop, by, span)
        assert totals_of(figured.columns, figured.rows)["net"] == wanted


def test_what_came_what_went_back_and_what_was_added(shop, busy):
    figured = asked(shop, "supplier")
    wang = of(figured, next(row for row in figured.rows if row[-1] == busy.wang))
    assert (wang["came"], wang["back"]) == (3, 2)
    assert (wang["came_value"], wang["freight"], wang["back_value"]) == (250_0000 + 16_5000 + 25_0000, 7_0000, -44_0000 - 25_0000)
    assert wang["net"] == wang["came_value"] + wang["freight"] + wang["back_value"]
    li = of(figured, next(row for row in figured.rows if row[-1] == busy.li))
    assert (li["later"], li["fees"]) == (6_0000, 1_2000)


def test_each_figure_opens_to_its_documents(shop, busy):
    for by in ("supplier", "day"):
        figured = asked(shop, by)
        with shop.read() as view:
            for row in figured.rows:
                opened = documents_behind(figured, by, ALL, row, "net")
                assert opened is not None
                assert documents_count(view, opened.wanted).total == of(figured, row)["net"]
    figured = asked(shop, "product")
    with shop.read() as view:
        for row in figured.rows:
            for key in ("came_value", "back_value", "later", "net"):
                opened = documents_behind(figured, "product", ALL, row, key)
                assert (opened is None) is (row[-1] is None)
                if opened is not None:
                    assert documents_count(view, opened.wanted).share == of(figured, row)[key]


def test_every_line_leaves_the_shop(shop, busy):
    with shop.read() as view:
        lines = list(purchase_lines(view, None, date(2026, 9, 5)))
    assert [(line.number[:2], line.name, line.quantity, line.amount, line.is_free) for line in lines] == [
        ("JH", "茶", 10_000, 220_0000, False),
        ("JH", "茶", 2_000, 0, True),
        ("JH", "大米", 5_000, 30_0000, False),
        ("JT", "茶", -2_000, -44_0000, False),
    ]


def test_a_price_change_says_who_and_which_receipt(shop, busy, clock):
    with shop.read() as view:
        card = product_card(view, busy.tea.id)
    clock.forward(minutes=5)
    with shop.work() as work:
        change_product(work, busy.tea.id, replace(card.fields, retail_price=32_0000), card.version)
    figured = asked(shop, "all", NOVEMBER, Report.PRICES)
    latest = of(figured, figured.rows[0])
    assert (latest["price"], latest["old"], latest["new"], latest["change"]) == ("Retail price", 30_0000, 32_0000, 667)
    assert (latest["who"], latest["source"]) == ("Owner", "")
    assert documents_behind(figured, "all", NOVEMBER, figured.rows[0], "new") is None
    bought = asked(shop, "purchase", NOVEMBER, Report.PRICES)
    row = bought.rows[-1]
    assert of(bought, row)["source"].startswith("JH20260920-")
    opened = documents_behind(bought, "purchase", NOVEMBER, row, "new")
    assert opened is not None
    with shop.read() as view:
        assert [found.number for found in documents_list(view, opened.wanted)] == [of(bought, row)["source"]]


def test_purchase_prices_are_a_right(shop, busy):
    with shop.read() as view:
        view.actor = type(view.actor)(view.actor.user_id, view.actor.name, view.actor.permissions - {Permission.SEE_COST})
        assert goods_report(view, Report.PRICES, "purchase", ALL).rows == []


def test_goods_that_lie(shop, busy, clock):
    clock.forward(days=31)
    figured = asked(shop, "30", report=Report.SLOW)
    assert [(row[-1], of(figured, row)["days"]) for row in figured.rows] == [(busy.tea.id, 72), (busy.rice.id, 72)]
    assert asked(shop, "90", report=Report.SLOW).rows == []
    opened = documents_behind(figured, "30", ALL, figured.rows[0], "value")
    assert opened is not None
    assert opened.title == "茶"


def test_a_product_finds_the_documents_it_was_bought_and_sent_back_with(shop, busy):
    with shop.read() as view:
        found = documents_list(view, DocumentsFilter(date(2026, 9, 5), date(2026, 9, 5), text="C1"))
    assert {"JH", "JT"} <= {row.number[:2] for row in found}
