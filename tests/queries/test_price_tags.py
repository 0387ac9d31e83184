"""Which tags say something old: after changes, before planned ones, until somebody says that they are up."""

from datetime import timedelta

import pytest

from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.operations.import_undo import undo_import
from jxc_desktop.operations.planned_prices import apply_due, cancel_planned, confirm_tags, plan_prices
from jxc_desktop.operations.price_changes import change_products
from jxc_desktop.queries.planned_prices import planned_prices
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.price_tags import tags_of, tags_to_print
from tests.builders import product


def change(shop, made, rule):
    with shop.read() as view:
        proposal = proposed(view, [made.id], MassChange(rule=parse_rule(rule)))
    return change_products(shop, proposal, rule)


def plan(shop, made, rule):
    with shop.work() as work:
        plan_prices(work, proposed(work, [made.id], MassChange(rule=parse_rule(rule))), work.now + timedelta(days=1))


def to_print(shop):
    with shop.read() as view:
        return [(row.name, row.old, row.price) for row in tags_to_print(view)]


def up(shop, made):
    with shop.work() as work:
        confirm_tags(work, [made.id])


def test_a_changed_price_asks_for_a_tag_until_it_is_up(shop):
    tea = product(shop, "茶", 10_0000)
    product(shop, "可乐")
    assert to_print(shop) == []
    change(shop, tea, "+1")
    assert to_print(shop) == [("茶", 10_0000, 11_0000)]
    up(shop, tea)
    assert to_print(shop) == []
    change(shop, tea, "+1")
    assert to_print(shop) == [("茶", 11_0000, 12_0000)]


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_what_is_back_at_the_price_of_its_tag_needs_none(shop, is_confirmed):
    tea = product(shop, "茶", 10_0000)
    if is_confirmed:
        up(shop, tea)
    undo_import(shop, change(shop, tea, "+1"))
    assert to_print(shop) == []


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_price_that_hung_nowhere_is_no_former_price(shop, is_confirmed):
    tea = product(shop, "茶", 3_0000)
    if is_confirmed:
        up(shop, tea)
    change(shop, tea, "4")
    change(shop, tea, "2")
    assert to_print(shop) == [("茶", 3_0000, 2_0000)]
    plan(shop, tea, "1")
    assert to_print(shop) == [("茶", 3_0000, 1_0000)]


def test_of_a_product_that_had_no_price_the_shelf_says_nothing(shop):
    tea = product(shop, "茶", None)
    change(shop, tea, "3")
    change(shop, tea, "2")
    assert to_print(shop) == [("茶", None, 2_0000)]


def test_a_planned_price_is_printed_before_it_applies_and_once(shop, clock):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "12")
    assert to_print(shop) == [("茶", 10_0000, 12_0000)]
    up(shop, tea)
    assert to_print(shop) == []
    clock.forward(days=1)
    apply_due(shop)
    assert to_print(shop) == []


def test_a_plan_that_is_cancelled_after_its_tag_asks_for_the_old_tag(shop):
    tea = product(shop, "茶", 10_0000)
    plan(shop, tea, "12")
    up(shop, tea)
    with shop.work() as work:
        cancel_planned(work, [planned_prices(work)[0].id])
    assert to_print(shop) == [("茶", 12_0000, 10_0000)]


def test_any_product_has_a_label(shop):
    tea = product(shop, "茶", 10_0000, spec="500ml", unit="瓶", barcode="6901234567892")
    with shop.read() as view:
        (row,) = tags_of(view, [tea.id])
    assert (row.barcode, row.spec, row.unit, row.price, row.at) == ("6901234567892", "500ml", "瓶", 10_0000, None)
