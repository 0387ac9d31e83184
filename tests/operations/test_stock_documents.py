"""Transfers, write-offs and write-ups, assembling and breaking: what they move, what it costs, and each taken back."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.documents import DayAhead
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.stock_documents import (
    BothSides,
    LastReason,
    NameNeeded,
    NoLines,
    NoStockKept,
    OnceOnly,
    QuantityWrong,
    ReasonNeeded,
    SamePlace,
    StockLine,
    WouldBeBelowZero,
)
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.places import (
    add_place,
    add_stock_reason,
    drop_stock_reason,
    rename_place,
    rename_stock_reason,
    set_recipe,
)
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.reversals import AlreadyReversed
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import take_back_transfer, transfer_goods
from jxc_desktop.queries.check import check
from jxc_desktop.queries.places import places, recipe_of, stock_reasons
from tests.builders import product, stocked
from tests.purchases import line, receipt

BROKEN, LOST = 2, 3


@pytest.fixture
def storeroom(shop):
    with shop.work() as work:
        return add_place(work, "仓库")


def balance(shop, each):
    """(quantity, value) of a product."""
    with shop.read() as view:
        return tuple(
            view.connection.execute(
                select(s.stock_value.c.quantity, s.stock_value.c.value).where(s.stock_value.c.product_id == each.id)
            ).one()
        )


def levels(shop, each):
    """Quantity by place."""
    with shop.read() as view:
        rows = view.connection.execute(
            select(s.stock_level.c.place_id, s.stock_level.c.quantity).where(s.stock_level.c.product_id == each.id)
        )
        return dict(tuple(row) for row in rows)


def checked(shop):
    with shop.read() as view:
        report = check(view)
    assert report.ok, [finding.sentence() for finding in report.findings]


def do(shop, operation, *given, **more):
    with shop.work() as work:
        return operation(work, *given, **more)


def received(shop, each, pieces, price):
    with shop.work() as work:
        return receive_goods(work, receipt(add_supplier(work, SupplierFields(f"老王{each.id}{pieces}")), line(each, pieces, price)))


def test_a_transfer_moves_goods_and_no_value(shop, storeroom):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = do(shop, transfer_goods, 1, storeroom, [StockLine(tea.id, 4_000)], key="t")
    assert (levels(shop, tea), balance(shop, tea)) == ({1: 6_000, storeroom: 4_000}, (10_000, 20_0000))
    assert (made.number, made.below_zero) == ("DB20261122-0001", ())
    back = do(shop, take_back_transfer, made.document_id, "搬错了")
    assert (back.number, levels(shop, tea)) == ("HC20261122-0001", {1: 10_000, storeroom: 0})
    with pytest.raises(AlreadyReversed):
        do(shop, take_back_transfer, made.document_id, "")
    checked(shop)


def test_a_second_finish_gives_the_first_transfer_back(shop, storeroom):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    first = do(shop, transfer_goods, 1, storeroom, [StockLine(tea.id, 1_000)], key="t")
    second = do(shop, transfer_goods, 1, storeroom, [StockLine(tea.id, 1_000)], key="t")
    assert (second.number, second.is_new, levels(shop, tea)[storeroom]) == (first.number, False, 1_000)


def test_a_place_goes_below_zero_where_the_product_may(shop, storeroom):
    tea = stocked(shop, "茶", quantity=1, cost=2_0000)
    made = do(shop, transfer_goods, 1, storeroom, [StockLine(tea.id, 3_000)], key="t")
    assert (made.below_zero, levels(shop, tea)) == (("茶",), {1: -2_000, storeroom: 3_000})
    milk = stocked(shop, "奶", quantity=1, below_zero="refuse")
    with pytest.raises(WouldBeBelowZero) as refused:
        do(shop, transfer_goods, 1, storeroom, [StockLine(milk.id, 2_000)], key="u")
    assert "奶" in refused.value.sentence()
    checked(shop)


def test_a_renamed_place_keeps_its_old_name_in_what_was_posted(shop, storeroom):
    tea = stocked(shop, "茶", quantity=3, cost=2_0000)
    do(shop, transfer_goods, 1, storeroom, [StockLine(tea.id, 3_000)], key="t")
    do(shop, rename_place, storeroom, "后仓")
    with shop.read() as view:
        assert [place.title for place in places(view)] == ["Shop floor", "后仓"]
    checked(shop)


@pytest.mark.parametrize("name", ["", "  ", "仓库", "Shop floor"])
def test_a_place_needs_a_name_of_its_own(shop, storeroom, name):
    with pytest.raises(NameNeeded):
        do(shop, add_place, name)


def test_a_write_off_leaves_like_an_issue_and_comes_back_at_its_cost(shop):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = do(shop, write_off, [StockLine(tea.id, 4_000, BROKEN)], key="w", remark="摔了")
    assert (balance(shop, tea), made.value) == ((6_000, 12_0000), -8_0000)
    received(shop, tea, 6, 4_0000)
    do(shop, take_back_adjustment, made.document_id, "没摔")
    assert balance(shop, tea) == (16_000, 44_0000)
    checked(shop)


def test_what_was_written_off_before_it_came_is_trued_up_and_comes_back_at_what_it_cost(shop):
    tea = stocked(shop, "茶", quantity=1, cost=2_0000)
    made = do(shop, write_off, [StockLine(tea.id, 3_000, LOST)], key="w")
    assert made.below_zero == ("茶",)
    received(shop, tea, 10, 3_0000)
    do(shop, take_back_adjustment, made.document_id, "")
    # One piece at 2, two at 3.
    assert balance(shop, tea) == (11_000, 24_0000 + 8_0000)
    checked(shop)


def test_a_write_up_enters_at_the_average_and_leaves_at_its_own_rate(shop):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = do(shop, write_up, [StockLine(tea.id, 5_000, LOST)], key="w")
    assert (made.number, balance(shop, tea)) == ("BY20261122-0001", (15_000, 30_0000))
    received(shop, tea, 15, 4_0000)
    do(shop, take_back_adjustment, made.document_id, "")
    assert balance(shop, tea) == (25_000, 80_0000)
    checked(shop)


def test_a_write_up_without_stock_takes_the_last_rate_else_the_price_on_file_else_none(shop):
    tea, milk, salt = stocked(shop, "茶", quantity=2, cost=2_0000), product(shop, "奶", purchase_price=3_0000), product(shop, "盐")
    do(shop, write_off, [StockLine(tea.id, 2_000, LOST)], key="w")
    do(shop, write_up, [StockLine(each.id, 1_000, LOST) for each in (tea, milk, salt)], key="u")
    assert [balance(shop, each) for each in (tea, milk, salt)] == [(1_000, 2_0000), (1_000, 3_0000), (1_000, 0)]
    checked(shop)


def test_write_offs_have_their_reasons_and_the_shop_its_own(shop):
    tea = stocked(shop, "茶", quantity=2, cost=2_0000)
    with pytest.raises(ReasonNeeded):
        do(shop, write_off, [StockLine(tea.id, 1_000)], key="w")
    own = do(shop, add_stock_reason, "老鼠咬")
    do(shop, write_off, [StockLine(tea.id, 1_000, own), StockLine(tea.id, 500, BROKEN)], key="w")
    do(shop, rename_stock_reason, own, "虫蛀")
    with shop.read() as view:
        assert [each.name for each in stock_reasons(view)][-2:] == ["Other", "虫蛀"]
    do(shop, drop_stock_reason, own)
    with shop.read() as view:
        assert "虫蛀" not in [each.name for each in stock_reasons(view)]
        rows = view.connection.execute(text("SELECT reason, quantity FROM adjustment_line ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("老鼠咬", -1_000), ("Broken", -500)]
    checked(shop)


def test_what_may_not_go_below_zero_is_not_written_off_or_used(shop):
    tea, box = stocked(shop, "茶", quantity=1, cost=2_0000, below_zero="refuse"), product(shop, "礼盒")
    with pytest.raises(WouldBeBelowZero):
        do(shop, write_off, [StockLine(tea.id, 2_000, LOST)], key="w")
    with pytest.raises(WouldBeBelowZero):
        do(shop, assemble_goods, [StockLine(tea.id, 2_000)], [StockLine(box.id, 1_000)], key="a")
    assert balance(shop, tea) == (1_000, 2_0000)


def test_a_gift_box_costs_what_went_into_it(shop):
    tea, milk, box = stocked(shop, "茶", quantity=10, cost=2_0000), stocked(shop, "奶", quantity=5, cost=3_0000), product(shop, "礼盒")
    used = [StockLine(tea.id, 4_000), StockLine(milk.id, 2_000)]
    made = do(shop, assemble_goods, used, [StockLine(box.id, 2_000)], key="a")
    assert (balance(shop, box), made.value) == ((2_000, 14_0000), 14_0000)
    do(shop, take_back_assembly, made.document_id, "")
    assert [balance(shop, each) for each in (tea, milk, box)] == [(10_000, 20_0000), (5_000, 15_0000), (0, 0)]
    checked(shop)


def test_a_case_is_broken_by_retail_value(shop):
    case = stocked(shop, "套装", quantity=1, cost=10_0001)
    cup, pot = product(shop, "杯", 1_0000), product(shop, "壶", 6_0000)
    do(shop, assemble_goods, [StockLine(case.id, 1_000)], [StockLine(cup.id, 4_000), StockLine(pot.id, 1_000)], key="b")
    assert [balance(shop, each) for each in (case, cup, pot)] == [(0, 0), (4_000, 4_0000), (1_000, 6_0001)]
    checked(shop)


def test_of_unknown_cost_nothing_is_made_for_nothing(shop):
    salt, box = product(shop, "盐"), stocked(shop, "礼盒", quantity=1, cost=5_0000)
    do(shop, write_up, [StockLine(salt.id, 1_000, LOST)], key="u")
    do(shop, assemble_goods, [StockLine(salt.id, 1_000)], [StockLine(box.id, 1_000)], key="a")
    assert balance(shop, box) == (2_000, 10_0000)
    checked(shop)


def test_a_recipe_is_proposed(shop):
    tea, box = stocked(shop, "茶", quantity=10, cost=2_0000), product(shop, "礼盒")
    do(shop, set_recipe, box.id, [StockLine(tea.id, 3_000)])
    with shop.read() as view:
        assert [(each.name, each.quantity) for each in recipe_of(view, box.id)] == [("茶", 3_000)]
    do(shop, set_recipe, box.id, [])
    with shop.read() as view:
        assert recipe_of(view, box.id) == ()


def test_what_makes_no_sense_is_refused_and_uses_no_number(shop, storeroom):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    service = product(shop, "送货", kind=Kind.SERVICE)
    one = StockLine(tea.id, 1_000)
    cases: list[tuple[type[ShopError], Any, tuple[Any, ...]]] = [
        (NoLines, transfer_goods, (1, storeroom, [])),
        (SamePlace, transfer_goods, (1, 1, [one])),
        (NotFound, transfer_goods, (1, 99, [one])),
        (OnceOnly, transfer_goods, (1, storeroom, [one, one])),
        (QuantityWrong, transfer_goods, (1, storeroom, [StockLine(tea.id, 0)])),
        (QuantityWrong, write_off, ([StockLine(tea.id, -1, LOST)],)),
        (NoStockKept, write_off, ([StockLine(service.id, 1_000, LOST)],)),
        (NotFound, write_off, ([StockLine(99, 1_000, LOST)],)),
        (NoLines, assemble_goods, ([], [one])),
        (BothSides, assemble_goods, ([one], [one])),
    ]
    for refusal, operation, given in cases:
        with pytest.raises(refusal) as refused:
            do(shop, operation, *given, key="k")
        assert refused.value.sentence()
    with pytest.raises(DayAhead):
        do(shop, transfer_goods, 1, storeroom, [one], key="k", day=date(2027, 1, 1))
    with shop.read() as view:
        assert view.connection.execute(text("SELECT COUNT(*) FROM document")).scalar_one() == 1


def test_each_may_be_dated_back(shop, storeroom):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = do(shop, write_off, [StockLine(tea.id, 1_000, LOST)], key="w", day=date(2026, 11, 20))
    assert made.number == "BS20261120-0001"
    checked(shop)


def test_what_was_moved_before_anybody_counted_it_can_still_be_opened(shop, storeroom):
    tea = product(shop, "茶")
    do(shop, transfer_goods, 1, storeroom, [StockLine(tea.id, 2_000)], key="t")
    do(shop, set_opening_stock, [OpeningLine(tea.id, 5_000, 2_0000)])
    assert (levels(shop, tea), balance(shop, tea)) == ({1: 3_000, storeroom: 2_000}, (5_000, 10_0000))
    checked(shop)


def test_goods_are_not_taken_out_of_a_place_that_has_none_of_them(shop, storeroom):
    """They all stand on the shop floor; what is written off or used up in the storeroom is another mistake."""
    tea, box = stocked(shop, "茶", quantity=10, below_zero="refuse"), product(shop, "礼盒")
    there = StockLine(tea.id, 1_000, BROKEN, storeroom)
    for book in (
        lambda work: write_off(work, [there], key="off"),
        lambda work: assemble_goods(work, [there], [StockLine(box.id, 1_000)], key="b"),
    ):
        with pytest.raises(WouldBeBelowZero) as refused, shop.work() as work:
            book(work)
        assert "仓库" in str(refused.value)
    milk = stocked(shop, "奶", quantity=5)
    with shop.work() as work:
        made = write_off(work, [StockLine(milk.id, 1_000, BROKEN, storeroom)], key="milk")
        up = write_up(work, [StockLine(milk.id, 2_000, BROKEN, storeroom)], key="up")
        assert (made.below_zero, up.below_zero) == (("奶",), ())
        assert take_back_adjustment(work, up.document_id, "").below_zero == ("奶",)


def test_goods_that_the_shop_is_short_of_still_go_from_a_place_that_has_them(shop, storeroom):
    tea = stocked(shop, "茶", quantity=2)
    with shop.work() as work:
        transfer_goods(work, 1, storeroom, [StockLine(tea.id, 2_000)], key="there")
        write_off(work, [StockLine(tea.id, 3_000, BROKEN)], key="gone")
        work.connection.execute(text("UPDATE product SET below_zero = 'refuse'"))
        assert transfer_goods(work, storeroom, 1, [StockLine(tea.id, 2_000)], key="back").below_zero == ()


def test_the_last_reason_stays(shop):
    with shop.work() as work:
        for reason in stock_reasons(work)[1:]:
            drop_stock_reason(work, reason.id)
    with pytest.raises(LastReason), shop.work() as work:
        drop_stock_reason(work, stock_reasons(work)[0].id)
