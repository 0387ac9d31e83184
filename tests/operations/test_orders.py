"""Purchase orders: sent, held for a yes, received in parts, late, closed."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound
from jxc_desktop.domain.orders import HoldRule, NothingOrdered, OrderLine, PurchaseOrder
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import LineWrong, add_line
from jxc_desktop.domain.receipt_draft import brought_by
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.orders import (
    NothingOpen,
    NotWaiting,
    approve_order,
    close_order,
    drop_order,
    new_order,
    post_order,
    return_order,
    save_order,
)
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.receipts import GoesBack, NotOfThisOrder, amend_receipt, receive_goods, return_to_supplier, take_back_receipt
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.check import check
from jxc_desktop.queries.orders import (
    MoreThanOpen,
    OrderFilter,
    in_order_drafts,
    late_orders,
    more_than_open,
    order_detail,
    order_draft,
    order_drafts,
    order_to_copy,
    orders,
    pending_orders,
    receipt_from_order,
    still_to_come,
)
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from tests.builders import product, stocked
from tests.purchases import goods_of, line, order, receipt


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发", lead_days=3))


@pytest.fixture
def tea(shop):
    return stocked(shop, "茶", quantity=2)


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def look(shop, query, *args):
    with shop.read() as view:
        return query(view, *args)


def checked(shop):
    report = look(shop, check)
    assert report.ok, [finding.sentence() for finding in report.findings]


@pytest.fixture
def buyer(shop):
    """Orders goods, and may not approve; signed in."""
    with shop.work() as work:
        user = add_user(work, "小王", add_role(work, "采购", {Permission.ORDER_GOODS, Permission.SEE_PURCHASES}))
    shop.sign_in(user)
    return user


# sending


def test_an_order_of_the_owner_goes_straight_through(shop, supplier, tea):
    made = do(shop, post_order, order(supplier, (tea, 10, 2_0000), expected_on=date(2026, 11, 25)))
    assert (made.number, made.total, made.holds) == ("CD20261122-0001", 20_0000, ())
    (row,) = look(shop, orders)
    assert (row.state, row.left, row.expected_on, row.supplier) == ("open", 20_0000, date(2026, 11, 25), "老王批发")
    checked(shop)


def test_a_second_sending_gets_the_first_order_back(shop, supplier, tea):
    made = order(supplier, (tea, 10, 2_0000))
    first, second = do(shop, post_order, made), do(shop, post_order, made)
    assert (second.number, second.is_new) == (first.number, False)
    assert len(look(shop, orders)) == 1


def test_sending_takes_the_draft_away(shop, supplier, tea):
    made = do(shop, new_order, supplier, "k", [OrderLine(goods_of(tea), 5_000, 2_0000)])
    assert made.expected_on == date(2026, 11, 25)
    assert look(shop, in_order_drafts) == {tea.id: 5_000}
    do(shop, post_order, made)
    assert look(shop, order_drafts) == ()
    assert do(shop, save_order, made) is None


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(shop, supplier, tea):
    made = order(supplier, (tea, 1, 2_0000))
    version = do(shop, save_order, made)
    do(shop, save_order, order(supplier, (tea, 2, 2_0000), key=made.key), version=version)
    with shop.work() as work, pytest.raises(ChangedMeanwhile):
        save_order(work, made, version=version)
    assert look(shop, in_order_drafts) == {tea.id: 2_000}
    checked(shop)


def test_a_dropped_draft_is_gone(shop, supplier, tea):
    do(shop, save_order, order(supplier, (tea, 1, 2_0000), key="k"))
    do(shop, drop_order, "k")
    assert look(shop, in_order_drafts) == {}
    with shop.work() as work, pytest.raises(NotFound):
        drop_order(work, "k")


def test_what_cannot_be_sent_is_refused_and_uses_no_number(shop, supplier, tea):
    for wrong, error in (
        (order(supplier), NothingOrdered),
        (order(supplier, (tea, 0, 1)), LineWrong),
        (order(supplier, (tea, 1, -1)), LineWrong),
    ):
        with shop.work() as work, pytest.raises(error):
            post_order(work, wrong)
    assert do(shop, post_order, order(supplier, (tea, 1, 0))).number == "CD20261122-0001"


def test_what_is_bought_no_more_is_not_ordered(shop, supplier, tea, buyer):
    milk = product(shop, "奶")
    assert do(shop, post_order, order(supplier, (tea, 1, 2_0000), (milk, 1, 2_0000), key="waits")).holds
    shop.sign_in(1)
    with shop.work() as work:
        card = product_card(work, tea.id)
        change_product(work, tea.id, replace(card.fields, stop_buying=True), card.version)
    with shop.work() as work, pytest.raises(LineWrong) as refused:
        post_order(work, order(supplier, (tea, 1, 2_0000)))
    assert "stopped" in refused.value.sentence()
    with shop.work() as work, pytest.raises(LineWrong):
        approve_order(work, "waits", look(shop, order_draft, "waits").version)


# approval


def test_an_order_above_the_sum_waits_and_says_why(shop, supplier, tea, buyer):
    shop.sign_in(1)
    do(shop, change_settings, order_limit=19_0000)
    shop.sign_in(buyer)
    made = do(shop, post_order, order(supplier, (tea, 10, 2_0000), key="k"))
    assert (made.number, [hold.rule for hold in made.holds]) == ("", [HoldRule.SUM])
    assert "20.00" in made.holds[0].sentence()
    assert "19.00" in made.holds[0].sentence()
    (row,) = look(shop, order_drafts, "pending")
    assert (row.state, row.holds, row.operator) == ("pending", made.holds, "小王")
    assert look(shop, orders) == ()


def test_what_was_never_bought_waits(shop, supplier, buyer):
    new = product(shop, "新品")
    (hold,) = do(shop, post_order, order(supplier, (new, 1, 2_0000))).holds
    assert (hold.rule, hold.number, hold.name) == (HoldRule.NEVER_BOUGHT, 1, "新品")


def test_a_price_that_rose_by_more_than_30_percent_waits(shop, supplier, tea, buyer):
    shop.sign_in(1)
    do(shop, receive_goods, receipt(supplier, line(tea, 1, 2_0000)))
    shop.sign_in(buyer)
    assert do(shop, post_order, order(supplier, (tea, 1, 2_6000))).holds == ()
    (hold,) = do(shop, post_order, order(supplier, (tea, 1, 2_6100))).holds
    assert (hold.rule, hold.old, hold.new) == (HoldRule.PRICE_JUMP, 2_0000, 2_6100)


def test_with_one_person_nothing_waits(shop, supplier):
    do(shop, change_settings, order_limit=0)
    actor = shop.actor
    shop.actor = type(actor)(actor.user_id, actor.name, actor.permissions - {Permission.APPROVE_ORDERS})
    assert do(shop, post_order, order(supplier, (product(shop, "新品"), 1, 9_0000))).holds == ()


def held(shop, supplier, goods):
    """An order of never bought goods that waits, and its version."""
    do(shop, post_order, order(supplier, (goods, 1, 2_0000), key="k"))
    return look(shop, order_draft, "k").version


def test_the_owner_approves_and_the_order_stands(shop, supplier, buyer):
    version = held(shop, supplier, product(shop, "新品"))
    assert look(shop, pending_orders) == 0  # it is not his to approve
    shop.sign_in(1)
    assert look(shop, pending_orders) == 1
    made = do(shop, approve_order, "k", version)
    assert (made.number, do(shop, approve_order, "k", version).is_new) == ("CD20261122-0001", False)
    assert look(shop, pending_orders) == 0
    checked(shop)


def test_what_was_changed_after_it_was_shown_is_not_approved(shop, supplier, buyer):
    new = product(shop, "新品")
    version = held(shop, supplier, new)
    do(shop, post_order, order(supplier, (new, 99, 2_0000), key="k"))
    shop.sign_in(1)
    with shop.work() as work, pytest.raises(ChangedMeanwhile):
        approve_order(work, "k", version)


def test_the_owner_sends_it_back_with_a_reason_and_it_may_be_asked_again(shop, supplier, buyer):
    new = product(shop, "新品")
    version = held(shop, supplier, new)
    shop.sign_in(1)
    do(shop, return_order, "k", version, "太贵")
    (row,) = look(shop, order_drafts)
    assert (row.state, row.reason) == ("returned", "太贵")
    with shop.work() as work, pytest.raises(NotWaiting):
        approve_order(work, "k", row.version)
    shop.sign_in(buyer)
    do(shop, post_order, order(supplier, (new, 1, 1_0000), key="k"))
    assert look(shop, order_drafts)[0].state == "pending"


def test_an_order_that_waits_is_open_again_when_it_is_changed(shop, supplier, buyer):
    new = product(shop, "新品")
    held(shop, supplier, new)
    do(shop, save_order, order(supplier, (new, 2, 2_0000), key="k"))
    (row,) = look(shop, order_drafts)
    assert (row.state, row.holds) == ("draft", ())


# receiving


def test_an_order_comes_in_parts(shop, supplier, tea):
    milk = stocked(shop, "奶")
    made = do(shop, post_order, order(supplier, (tea, 10, 2_0000), (milk, 5, 3_0000)))
    assert look(shop, still_to_come, [tea.id, milk.id]) == {tea.id: 10_000, milk.id: 5_000}
    first = look(shop, receipt_from_order, made.document_id)
    assert [(each.quantity, each.price) for each in first.lines] == [(10_000, 2_0000), (5_000, 3_0000)]
    do(shop, receive_goods, replace(first, lines=(replace(first.lines[0], quantity=4_000),)))
    assert look(shop, still_to_come, [tea.id, milk.id]) == {tea.id: 6_000, milk.id: 5_000}
    detail = look(shop, order_detail, made.document_id)
    assert (detail.row.state, detail.row.left) == ("partly", 27_0000)
    assert [(each.received, each.left) for each in detail.lines] == [(4_000, 6_000), (0, 5_000)]
    do(shop, receive_goods, look(shop, receipt_from_order, made.document_id))
    detail = look(shop, order_detail, made.document_id)
    assert (detail.row.state, detail.row.left, len(detail.receipts)) == ("received", 0, 2)
    assert look(shop, still_to_come, [tea.id, milk.id]) == {}
    checked(shop)


def test_a_receipt_taken_back_is_expected_again_and_a_return_is_not(shop, supplier, tea):
    made = do(shop, post_order, order(supplier, (tea, 10, 2_0000)))
    got = do(shop, receive_goods, look(shop, receipt_from_order, made.document_id))
    with shop.work() as work:
        (of_receipt,) = work.connection.exec_driver_sql(f"SELECT id FROM receipt_line WHERE document_id = {got.document_id}").scalars()
        return_to_supplier(work, got.document_id, [GoesBack(of_receipt, 1_000)], key="b")
    assert look(shop, still_to_come, [tea.id]) == {}
    do(shop, take_back_receipt, got.document_id, "录错了")
    assert look(shop, still_to_come, [tea.id]) == {tea.id: 9_000}
    checked(shop)


def test_packs_that_came_in_pieces_leave_the_rest_in_pieces(shop, supplier, tea):
    of = goods_of(tea, ratio=12, pack_id=9, pack_name="箱")
    with shop.work() as work:
        work.connection.exec_driver_sql(f"INSERT INTO pack (id, product_id, name, ratio) VALUES (9, {tea.id}, '箱', 12)")
    made = do(shop, post_order, PurchaseOrder("k", supplier, (OrderLine(of, 3_000, 24_0000),)))
    whole = look(shop, receipt_from_order, made.document_id)
    do(shop, receive_goods, replace(whole, lines=(replace(whole.lines[0], quantity=1_000),)))
    (left,) = look(shop, receipt_from_order, made.document_id).lines
    assert (left.goods.pack_name, left.quantity, left.price) == ("箱", 2_000, 24_0000)
    piece = replace(left, goods=goods_of(tea), quantity=5_000, price=2_0000)
    do(shop, receive_goods, receipt(supplier, piece, order_id=made.document_id))
    (left,) = look(shop, receipt_from_order, made.document_id).lines
    assert (left.goods.pack_name, left.quantity, left.price) == ("", 19_000, 2_0000)
    do(shop, close_order, made.document_id, "")
    checked(shop)


def test_what_the_order_does_not_wait_for_is_known(shop, supplier, tea):
    one = do(shop, post_order, order(supplier, (tea, 10, 2_0000)))
    first, twice = (look(shop, receipt_from_order, one.document_id) for _time in range(2))
    assert look(shop, more_than_open, first).by_line == {}
    came = do(shop, receive_goods, replace(first, lines=(replace(first.lines[0], quantity=8_000),)))
    (of_line,) = {line.order_line_id for line in first.lines}
    assert look(shop, more_than_open, twice) == MoreThanOpen(one.number, {of_line: 8_000})
    again = look(shop, receipt_to_amend, came.document_id, "again")
    assert look(shop, more_than_open, replace(again, amends=came.document_id)).by_line == {}
    do(shop, close_order, one.document_id, "")
    assert look(shop, more_than_open, twice).by_line == {of_line: 10_000}
    assert look(shop, more_than_open, receipt(supplier, line(tea, 1, 1_0000))).by_line == {}


def test_a_price_not_agreed_yet_is_asked_for_by_the_receipt(shop, supplier, tea):
    made = do(shop, post_order, order(supplier, (tea, 10, 0)))
    wanted = look(shop, receipt_from_order, made.document_id)
    assert wanted.lines[0].price is None
    with shop.work() as work, pytest.raises(LineWrong):
        receive_goods(work, wanted)


def test_a_line_of_another_order_or_product_is_refused(shop, supplier, tea):
    milk = stocked(shop, "奶")
    one, two = (do(shop, post_order, order(supplier, (each, 1, 2_0000))) for each in (tea, milk))
    mine, other = (look(shop, receipt_from_order, each.document_id) for each in (one, two))
    wrong = (
        replace(mine, lines=other.lines),
        replace(mine, order_id=None),
        replace(mine, lines=(replace(mine.lines[0], goods=other.lines[0].goods),)),
    )
    for each in wrong:
        with shop.work() as work, pytest.raises(NotOfThisOrder):
            receive_goods(work, each)
    another = do(shop, add_supplier, SupplierFields("老李"))
    with shop.work() as work, pytest.raises(NotFound):
        receive_goods(work, replace(mine, supplier_id=another))
    do(shop, receive_goods, add_line(mine, line(milk, 1, 1_0000)))  # something more on the slip
    checked(shop)


def test_a_receipt_put_right_stays_of_its_order_or_is_of_none(shop, supplier, tea):
    milk = stocked(shop, "奶")
    one = do(shop, post_order, order(supplier, (tea, 1, 2_0000)))
    came = do(shop, receive_goods, look(shop, receipt_from_order, one.document_id))
    again = look(shop, receipt_to_amend, came.document_id, "again")
    with shop.work() as work, pytest.raises(NotOfThisOrder):
        amend_receipt(work, came.document_id, replace(again, lines=(replace(again.lines[0], goods=goods_of(milk)),)))
    another = do(shop, add_supplier, SupplierFields("老李"))
    with shop.work() as work, pytest.raises(NotFound):
        amend_receipt(work, came.document_id, replace(again, supplier_id=another))
    do(shop, amend_receipt, came.document_id, brought_by(again, another))
    assert look(shop, order_detail, one.document_id).row.state == "open"
    checked(shop)


# late, closed, copied


def test_an_order_is_late_when_its_day_has_passed(shop, supplier, tea, clock):
    do(shop, post_order, order(supplier, (tea, 1, 2_0000), expected_on=date(2026, 11, 23)))
    clock.forward(days=1)
    assert (look(shop, late_orders), look(shop, orders)[0].is_late) == (0, False)
    clock.forward(days=1)
    assert (look(shop, late_orders), look(shop, orders)[0].is_late) == (1, True)
    do(shop, receive_goods, look(shop, receipt_from_order, look(shop, orders)[0].document_id))
    assert look(shop, late_orders) == 0


def test_a_closed_order_expects_nothing(shop, supplier, tea, clock):
    made = do(shop, post_order, order(supplier, (tea, 10, 2_0000), expected_on=date(2026, 11, 22)))
    part = look(shop, receipt_from_order, made.document_id)
    do(shop, receive_goods, replace(part, lines=(replace(part.lines[0], quantity=4_000),)))
    clock.forward(days=2)
    closed = do(shop, close_order, made.document_id, "厂家断货")
    assert (closed.number, closed.total) == ("HC20261124-0001", -12_0000)
    assert do(shop, close_order, made.document_id, "").is_new is False
    detail = look(shop, order_detail, made.document_id)
    assert (detail.row.state, detail.row.is_late, detail.row.left, detail.lines[0].left) == ("closed", False, 0, 0)
    assert (look(shop, still_to_come, [tea.id]), look(shop, late_orders)) == ({}, 0)
    assert look(shop, receipt_from_order, made.document_id).lines == ()
    checked(shop)


def test_what_came_whole_cannot_be_closed(shop, supplier, tea):
    made = do(shop, post_order, order(supplier, (tea, 1, 2_0000)))
    do(shop, receive_goods, look(shop, receipt_from_order, made.document_id))
    with shop.work() as work, pytest.raises(NothingOpen):
        close_order(work, made.document_id, "")
    with shop.work() as work, pytest.raises(NotFound):
        close_order(work, 999, "")


def test_a_copy_takes_the_price_of_now(shop, supplier, tea):
    made = do(shop, post_order, order(supplier, (tea, 3, 2_0000), remark="周一送"))
    do(shop, receive_goods, receipt(supplier, line(tea, 1, 2_2000)))
    copied = look(shop, order_to_copy, made.document_id)
    assert ([(each.quantity, each.price) for each in copied.lines], copied.remark) == ([(3_000, 2_2000)], "周一送")
    assert copied.key != look(shop, orders)[0].key


def test_the_list_is_narrowed_and_sorted(shop, supplier, tea):
    other = do(shop, add_supplier, SupplierFields("阿里"))
    milk = stocked(shop, "奶", code="N1")
    first = do(shop, post_order, order(supplier, (tea, 1, 2_0000)))
    second = do(shop, post_order, order(other, (milk, 1, 1_0000), remark="急"))
    do(shop, receive_goods, look(shop, receipt_from_order, first.document_id))

    def numbers(**wanted):
        return [row.number for row in look(shop, orders, OrderFilter(**wanted))]

    assert numbers() == [second.number, first.number]
    assert numbers(state="expected") == numbers(state="open") == numbers(supplier_id=other) == numbers(text="N1") == [second.number]
    assert numbers(state="received") == numbers(text="老王") == numbers(text="茶") == [first.number]
    assert (numbers(state="late"), numbers(text="急"), numbers(text="不在")) == ([], [second.number], [])
    with shop.read() as view:
        assert [row.total for row in orders(view, order="total", is_descending=False)] == [1_0000, 2_0000]
