"""The low-stock alert: how much to order, from whom; orders drafted from it; slow and dead stock; what waits on home."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.orders import to_order
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.orders import draft_orders, post_order
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier, change_supplier
from jxc_desktop.queries.alerts import CHEAPEST, LAST, alert_count, below_alert
from jxc_desktop.queries.home import home
from jxc_desktop.queries.orders import order_draft, order_drafts
from jxc_desktop.queries.slow_stock import slow_stock
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import line, order, receipt


@pytest.mark.parametrize(
    ("position", "order_at", "fill_to", "more", "packs"),
    [
        (10, 10, 30, {}, 20_000),
        (11, 10, 30, {}, 0),
        (-3, 10, 30, {}, 33_000),
        (10, 10, None, {}, 1_000),
        (4, 10, None, {}, 6_000),
        (10, 10, 5, {}, 1_000),
        (10, 10, 30, {"ratio": 12}, 2_000),
        (6, 10, 30, {"ratio": 12}, 2_000),
        (5, 10, 30, {"ratio": 12}, 3_000),
        (10, 10, 30, {"ratio": 12, "minimum": 5_000}, 5_000),
        (9.5, 10, 30, {}, 21_000),
        (9.5, 10, 30, {"is_whole": False}, 20_500),
    ],
)
def test_a_shelf_is_filled_up_in_whole_packs(position, order_at, fill_to, more, packs):
    fill = None if fill_to is None else fill_to * 1000
    assert to_order(round(position * 1000), order_at * 1000, fill, **more) == packs


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def look(shop, query, *args):
    with shop.read() as view:
        return query(view, *args)


def levels(shop, each, order_at=10, fill_to=30):
    with shop.work() as work:
        values = f"order_at = {order_at * 1000}, fill_to = {fill_to * 1000}"
        work.connection.exec_driver_sql(f"UPDATE product SET {values} WHERE id = {each.id}")
    return each


def sell(shop, *products, pieces=1):
    cart = cart_of(*products)
    cart = replace(cart, lines=tuple(replace(each, pack_quantity=pieces * 1000) for each in cart.lines))
    return do(shop, complete_sale, cart, [CASH], print_receipt=False)


@pytest.fixture
def tea(shop):
    return levels(shop, stocked(shop, "茶", quantity=10))


@pytest.fixture
def suppliers(shop):
    """Two; the second has a lead time."""
    return [do(shop, add_supplier, SupplierFields(name, lead_days=days)) for name, days in (("老王", 0), ("老李", 4))]


def receive(shop, supplier, each, price, pieces=1, **more):
    return do(shop, receive_goods, receipt(supplier, line(each, pieces, price, **more)))


def test_what_is_at_its_level_stands_in_the_list_and_what_is_above_not(shop, tea):
    levels(shop, stocked(shop, "奶", quantity=11))
    product(shop, "没数过")
    (alert,) = look(shop, below_alert)
    assert (alert.name, alert.on_hand, alert.quantity, alert.supplier, look(shop, alert_count)) == ("茶", 10_000, 20_000, "", 1)


def test_what_is_on_its_way_or_drafted_is_not_ordered_again(shop, tea, suppliers):
    receive(shop, suppliers[0], tea, 2_0000)
    sell(shop, tea)
    do(shop, post_order, order(suppliers[0], (tea, 4, 2_0000)))
    (alert,) = look(shop, below_alert)
    assert (alert.on_order, alert.quantity) == (4_000, 0)
    sell(shop, tea, pieces=5)
    (alert,) = look(shop, below_alert)
    assert (alert.on_hand, alert.on_order, alert.quantity) == (5_000, 4_000, 21_000)
    do(shop, draft_orders, [tea.id])
    (alert,) = look(shop, below_alert)
    assert (alert.in_drafts, alert.quantity) == (21_000, 0)
    assert do(shop, draft_orders, [tea.id]).orders == ()


def test_it_is_bought_from_the_last_or_from_the_cheapest(shop, tea, suppliers):
    wang, li = suppliers
    receive(shop, wang, tea, 1_8000)
    receive(shop, li, tea, 2_0000)
    sell(shop, tea, pieces=2)
    assert [each.supplier for each in look(shop, below_alert, LAST)] == ["老李"]
    (cheap,) = look(shop, below_alert, CHEAPEST)
    assert (cheap.supplier, cheap.price, cheap.amount) == ("老王", 1_8000, 36_0000)
    do(shop, change_supplier, wang, SupplierFields("老王", is_active=False), 1)
    assert look(shop, below_alert, CHEAPEST)[0].supplier == "老李"


def test_packs_are_compared_by_the_piece_and_ordered_whole(shop, tea, suppliers):
    wang, li = suppliers
    with shop.work() as work:
        work.connection.exec_driver_sql(f"INSERT INTO pack (id, product_id, name, ratio) VALUES (9, {tea.id}, '箱', 12)")
    receive(shop, wang, tea, 1_9000)
    receive(shop, li, tea, 21_6000, ratio=12, pack_id=9)
    sell(shop, tea, pieces=13)
    (alert,) = look(shop, below_alert, CHEAPEST)
    assert (alert.supplier, alert.pack, alert.quantity, alert.line.base_quantity) == ("老李", "箱 x 12", 2_000, 24_000)
    with shop.work() as work:
        work.connection.exec_driver_sql("UPDATE supplier_product SET minimum = 5000 WHERE pack_id = 9")
    assert look(shop, below_alert, CHEAPEST)[0].quantity == 5_000


def test_one_draft_a_supplier_and_what_nobody_sells_is_named(shop, tea, suppliers):
    wang, li = suppliers
    milk, salt = levels(shop, stocked(shop, "奶", quantity=1)), levels(shop, stocked(shop, "盐", quantity=1))
    receive(shop, wang, tea, 2_0000)
    receive(shop, li, milk, 3_0000)
    sell(shop, tea)
    made = do(shop, draft_orders, [tea.id, milk.id, salt.id])
    assert ([name for _key, name in made.orders], made.left_out) == (["老李", "老王"], ("盐",))
    drafted = {row.supplier: row for row in look(shop, order_drafts)}
    assert (drafted["老李"].expected_on, drafted["老王"].expected_on) == (date(2026, 11, 26), None)
    order_of_li = look(shop, order_draft, drafted["老李"].key).body.order
    assert [(each.goods.name, each.quantity, each.price) for each in order_of_li.lines] == [("奶", 28_000, 3_0000)]


def test_only_what_was_chosen_is_drafted(shop, tea, suppliers):
    milk = levels(shop, stocked(shop, "奶", quantity=1))
    for each in (tea, milk):
        receive(shop, suppliers[0], each, 2_0000)
    sell(shop, tea)
    do(shop, draft_orders, [milk.id])
    (row,) = look(shop, order_drafts)
    assert row.lines == 1


def test_without_the_right_to_see_costs_no_price_is_shown(shop, tea, suppliers):
    receive(shop, suppliers[0], tea, 2_0000)
    sell(shop, tea)
    shop.actor = replace(shop.actor, permissions=frozenset(Permission) - {Permission.SEE_COST})
    (alert,) = look(shop, below_alert)
    assert (alert.price, alert.amount, alert.quantity) == (None, None, 20_000)
    shop.actor = replace(shop.actor, permissions=frozenset())
    assert (look(shop, below_alert), look(shop, alert_count), look(shop, slow_stock)) == ((), 0, ())


# slow and dead stock


def test_what_was_not_sold_for_so_many_days_is_slow(shop, tea, clock):
    milk = stocked(shop, "奶", quantity=5, cost=3_0000)
    clock.forward(days=20)
    sell(shop, milk)
    clock.forward(days=11)
    (row,) = look(shop, slow_stock, 30)
    assert (row.name, row.last_sold, row.days, row.since, row.value) == ("茶", None, 31, date(2026, 11, 22), 20_0000)
    clock.forward(days=25)
    slow = look(shop, slow_stock, 30)
    assert [(each.name, each.last_sold, each.days) for each in slow] == [("茶", None, 56), ("奶", date(2026, 12, 12), 36)]
    assert look(shop, slow_stock, 60) == ()


def test_what_came_lately_or_is_gone_is_not_slow_and_a_reversed_sale_is_none(shop, tea, clock):
    clock.forward(days=40)
    stocked(shop, "新来的")
    sold = sell(shop, tea)
    assert look(shop, slow_stock, 30) == ()
    do(shop, reverse_sale, sold.document_id, "")
    assert [each.name for each in look(shop, slow_stock, 30)] == ["茶"]
    sell(shop, tea, pieces=10)
    clock.forward(days=40)
    assert [each.name for each in look(shop, slow_stock, 30)] == ["新来的"]


def test_home_tells_what_waits(shop, tea, suppliers, clock):
    do(shop, post_order, order(suppliers[0], (tea, 1, 2_0000), expected_on=date(2026, 11, 22)))
    sell(shop, tea, pieces=12)
    clock.forward(days=1)
    waits = {each.key: each.count for each in look(shop, home).todo}
    assert (waits["below_alert"], waits["late_orders"], waits["sold_before_received"], waits["under_zero"]) == (1, 1, 1, 1)
    receive(shop, suppliers[0], tea, 2_0000, pieces=30)
    assert not {"sold_before_received", "under_zero", "below_alert"} & {each.key for each in look(shop, home).todo}


def test_thirty_days_without_a_sale_are_thirty_not_thirty_one(shop, clock):
    """What the list says has lain for thirty days is in the list of thirty days, sold last or come that day."""
    sell(shop, stocked(shop, "茶", quantity=3))
    stocked(shop, "盐", quantity=3)
    clock.forward(days=29)
    assert look(shop, slow_stock, 30) == ()
    clock.forward(days=1)
    assert {(each.name, each.days) for each in look(shop, slow_stock, 30)} == {("茶", 30), ("盐", 30)}
