"""Dated prices: a fall applies at its time, a rise with its tag, written or not; listed, replaced, cancelled."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jxc_desktop.db.prepared import PAGE
from jxc_desktop.db.tables.products import price_change
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations import users
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.planned_prices import (
    AppliesAlready,
    OnlyPrices,
    apply_due,
    cancel_planned,
    confirm_tags,
    plan_prices,
    take_plans_back,
)
from jxc_desktop.operations.price_changes import change_products
from jxc_desktop.queries import planned_prices as planned
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.planned_prices import ITS_TAG, ITS_TIME, planned_prices
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.products import find_by_code, products_of, search
from tests.builders import product


def plan(shop, made, rule, *, price="retail_price", **values):
    """Plan a price for tomorrow."""
    with shop.work() as work:
        return plan_prices(work, proposal_of(work, made, rule, price, **values), work.now + timedelta(days=1))


def proposal_of(view, made, rule, price="retail_price", **values):
    return proposed(view, [made.id], MassChange(values, parse_rule(rule) if rule else None, price))


def at_the_counter(shop, made):
    """The price by code, by search and by id: they must agree."""
    with shop.read() as view:
        found = {find_by_code(view, made.code)[0].product.retail_price, products_of(view, [made.id])[0].retail_price}
        found |= {each.retail_price for each in search(view, made.name)}
    (price,) = found
    return price


def on_file(shop, made):
    with shop.read() as view:
        return product_card(view, made.id).fields.retail_price


def waiting(shop):
    with shop.read() as view:
        return planned_prices(view)


def confirm(shop, made):
    with shop.work() as work:
        confirm_tags(work, [made.id])


def test_a_fall_applies_at_its_time_before_anybody_wrote_it(shop, clock):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "-10%")
    assert at_the_counter(shop, tea) == 10_0000
    clock.forward(days=1)
    assert (at_the_counter(shop, tea), on_file(shop, tea)) == (9_0000, 10_0000)
    assert apply_due(shop) == 1
    assert (at_the_counter(shop, tea), on_file(shop, tea), waiting(shop)) == (9_0000, 9_0000, ())


@pytest.mark.parametrize("tag_first", [True, False])
def test_a_rise_needs_its_time_and_its_tag(shop, clock, tag_first):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "+10%")
    if tag_first:
        confirm(shop, tea)
        assert at_the_counter(shop, tea) == 10_0000
        clock.forward(days=1)
        assert at_the_counter(shop, tea) == 11_0000
        apply_due(shop)
    else:
        clock.forward(days=1)
        assert apply_due(shop) == 0
        assert at_the_counter(shop, tea) == 10_0000
        confirm(shop, tea)
    assert (at_the_counter(shop, tea), on_file(shop, tea)) == (11_0000, 11_0000)


def test_a_tag_that_says_less_binds_the_counter_at_once(shop, clock):
    tea = product(shop, "茶", 4_0000)
    plan(shop, tea, "2")
    confirm(shop, tea)
    assert (at_the_counter(shop, tea), on_file(shop, tea), waiting(shop)) == (2_0000, 2_0000, ())


@pytest.mark.parametrize(
    ("tagged", "rises_wait", "at_once"), [(True, None, 4_0000), (False, None, 5_0000), (True, False, 5_0000), (False, True, 4_0000)]
)
def test_a_rise_that_a_sheet_brings_waits_for_its_tag_in_a_shop_with_tags(shop, clock, tagged, rises_wait, at_once):
    tea, milk = product(shop, "茶", 4_0000), product(shop, "奶", 4_0000)
    if tagged:
        confirm(shop, tea)
    clock.forward(days=1)
    sheet = [SheetRow(2, {"code": tea.code, "retail_price": 5_0000}), SheetRow(3, {"code": milk.code, "retail_price": 3_0000})]
    with shop.read() as view:
        differences = compare(view, sheet, rises_wait=rises_wait)
    assert differences.waiting() == (at_once == 4_0000)
    import_id = stage_import(shop, differences, "a.xlsx", "hash")
    apply_import(shop, import_id)
    assert (at_the_counter(shop, tea), at_the_counter(shop, milk)) == (at_once, 3_0000)
    confirm(shop, tea)
    assert at_the_counter(shop, tea) == 5_0000


def test_a_product_without_a_price_has_the_one_of_its_tag(shop, clock):
    tea = product(shop, "茶", None)
    plan(shop, tea, "2")
    confirm(shop, tea)
    assert at_the_counter(shop, tea) == 2_0000


def test_a_fall_that_became_a_rise_waits_for_its_tag(shop, clock):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "9")
    with shop.read() as view:
        proposal = proposed(view, [tea.id], MassChange(rule=parse_rule("8")))
    change_products(shop, proposal, "8")
    clock.forward(days=1)
    assert at_the_counter(shop, tea) == 8_0000
    apply_due(shop)
    assert (on_file(shop, tea), [each.waits for each in waiting(shop)]) == (8_0000, [ITS_TAG])
    confirm(shop, tea)
    assert on_file(shop, tea) == 9_0000


def test_a_member_price_stands_on_no_tag(shop, clock):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "9", price="member_price")
    clock.forward(days=1)
    assert apply_due(shop) == 1


def test_a_scan_asks_for_its_own_products_and_not_for_all_that_wait(shop):
    with shop.read() as view:
        for statement, ids in ((planned._OF_ONE, 1), (planned._OF_PAGE, PAGE)):
            sql = statement._compile(view.connection)[0]
            (step, *_rest) = view.connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, (*range(ids), "2026")).all()
            assert "ix_planned_price_product_id" in step[3]


def test_of_many_products_each_has_its_price_that_is_due(shop, clock):
    made = [product(shop, f"茶{number}", 10_0000) for number in range(PAGE + 2)]
    for each in made[::10]:
        plan(shop, each, "9")
    clock.forward(days=1)
    with shop.read() as view:
        prices = [each.retail_price for each in products_of(view, [each.id for each in made])]
    assert prices == [9_0000 if number % 10 == 0 else 10_0000 for number in range(PAGE + 2)]


def test_history_names_who_planned_it(shop, clock):
    tea = product(shop, "茶", 10_0000)
    with shop.work() as work:
        person = users.add_user(work, "小王", users.add_role(work, "店员", {Permission.EDIT_PRODUCTS}))
    shop.sign_in(person)
    plan(shop, tea, "9")
    shop.sign_in(1)
    clock.forward(days=1)
    apply_due(shop)
    with shop.read() as view:
        assert view.connection.execute(select(price_change.c.old, price_change.c.new, price_change.c.actor_id)).one() == (
            10_0000,
            9_0000,
            person,
        )


def test_a_plan_is_listed_replaced_and_cancelled(shop, clock):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "9")
    plan(shop, tea, "8")
    (row,) = waiting(shop)
    assert (row.new, row.waits, row.who) == (8_0000, ITS_TIME, "Owner")
    with shop.work() as work:
        cancel_planned(work, [row.id])
    clock.forward(days=2)
    assert (waiting(shop), apply_due(shop), at_the_counter(shop, tea)) == ((), 0, 10_0000)


def take_back(shop, plans):
    with shop.work() as work:
        return take_plans_back(work, plans)


def test_planning_is_taken_back_and_what_it_replaced_waits_again(shop):
    tea, cola = product(shop, "茶", 10_0000), product(shop, "可乐", 10_0000)
    plan(shop, tea, "9")
    plan(shop, cola, "9", price="member_price")
    plans = plan(shop, tea, "8")
    assert take_back(shop, plans) == 1
    assert {(each.name, each.price, each.new) for each in waiting(shop)} == {
        ("茶", "retail_price", 9_0000),
        ("可乐", "member_price", 9_0000),
    }


def test_a_cancelled_plan_waits_again(shop):
    tea = product(shop, "茶", 10_0000)
    plans = plan(shop, tea, "9")
    with shop.work() as work:
        dropped = cancel_planned(work, plans.made)
    assert waiting(shop) == ()
    take_back(shop, dropped)
    assert [each.id for each in waiting(shop)] == list(plans.made)


def test_a_cancelled_plan_does_not_wait_beside_a_newer_one(shop):
    tea = product(shop, "茶", 10_0000)
    with shop.work() as work:
        dropped = cancel_planned(work, plan_prices(work, proposal_of(work, tea, "9"), work.now).made)
    plan(shop, tea, "8")
    with pytest.raises(AppliesAlready):
        take_back(shop, dropped)
    assert [each.new for each in waiting(shop)] == [8_0000]


def test_what_applies_already_is_not_taken_back(shop, clock):
    tea = product(shop, "茶", 10_0000)
    plans = plan(shop, tea, "9")
    clock.forward(days=1)
    apply_due(shop)
    with pytest.raises(AppliesAlready):
        take_back(shop, plans)
    assert on_file(shop, tea) == 9_0000


def test_only_prices_are_planned(shop):
    with pytest.raises(OnlyPrices):
        plan(shop, product(shop), "+5%", stop_selling=1)


def test_many_are_written_in_short_pieces(shop, clock):
    made = [product(shop, f"茶{number}", 10_0000) for number in range(3)]
    for each in made:
        plan(shop, each, "9")
    clock.forward(days=1)
    assert apply_due(shop) == 3
    assert [on_file(shop, each) for each in made] == [9_0000] * 3


def test_without_the_right_nothing_is_planned(shop):
    tea = product(shop, "茶", 10_0000)
    with shop.work() as work:
        person = users.add_user(work, "小王", users.add_role(work, "店员", {Permission.SELL}))
    shop.sign_in(person)
    with pytest.raises(NotAllowed):
        plan(shop, tea, "9")
