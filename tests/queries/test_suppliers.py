"""The list of suppliers: found as one types, what is owed when, how their papers stand; what was owed on a past day."""

from datetime import date, timedelta

import pytest

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.domain.suppliers import Licence, LicenceState, SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier, change_supplier, set_opening_payable
from jxc_desktop.queries.accounts import accounts
from jxc_desktop.queries.parties import balances, payables_at
from jxc_desktop.queries.suppliers import licences_due, supplier_card, suppliers
from tests.builders import product
from tests.purchases import line, receipt

TODAY = date(2026, 11, 22)


def add(shop, name, **more):
    with shop.work() as work:
        return add_supplier(work, SupplierFields(name, **more))


def receive(shop, supplier, amount):
    tea = product(shop, "茶")
    with shop.work() as work:
        return receive_goods(work, receipt(supplier, line(tea, 1, amount)))


@pytest.mark.parametrize("text", ["lwpf", "laowang", "老王", "王建", "1380013", "LWP"])
def test_a_supplier_is_found_as_one_types(shop, text):
    wanted = add(shop, "老王批发", contact="王建国", phone="13800138000")
    add(shop, "鲜丰果蔬")
    with shop.read() as view:
        assert [row.id for row in suppliers(view, text)] == [wanted]


def test_one_that_is_switched_off_is_shown_when_asked_for(shop):
    off = add(shop, "老王批发")
    with shop.work() as work:
        change_supplier(work, off, SupplierFields("老王批发", is_active=False), 1)
    with shop.read() as view:
        assert suppliers(view) == ()
        assert [row.id for row in suppliers(view, with_inactive=True)] == [off]


def test_the_list_says_what_is_owed_and_when(shop):
    month = add(shop, "老王批发", terms=Terms.MONTH, term_days=10)
    receive(shop, month, 30_0000)
    with shop.read() as view:
        (row,) = suppliers(view)
    assert (row.balance, row.overdue, row.next_due, row.terms) == (30_0000, 0, date(2026, 12, 10), "monthly, day 10")


@pytest.mark.parametrize(
    ("ends", "state", "said"),
    [
        (None, LicenceState.HOLDS, ""),
        (TODAY + timedelta(days=31), LicenceState.HOLDS, ""),
        (TODAY + timedelta(days=30), LicenceState.SOON, "2026-12-22, ends"),
        (TODAY, LicenceState.SOON, "2026-11-22, ends"),
        (TODAY - timedelta(days=1), LicenceState.EXPIRED, "2026-11-21, expired"),
    ],
)
def test_a_paper_that_ends_is_marked_and_counted(shop, ends, state, said):
    add(shop, "老王批发", licences=(Licence("营业执照"), Licence("食品经营许可证", "JY1", ends)))
    with shop.read() as view:
        (row,) = suppliers(view)
        assert (row.papers_state, row.papers) == (state, said)
        assert licences_due(view) == (state is not LicenceState.HOLDS)


def test_papers_of_a_supplier_that_is_switched_off_wait_for_nobody(shop):
    add(shop, "老王批发", is_active=False, licences=(Licence("营业执照", "", TODAY),))
    with shop.read() as view:
        assert licences_due(view) == 0


def test_a_card_gives_back_what_was_typed(shop):
    fields = SupplierFields(
        "老王批发", "王", "138", "城南", "好", Terms.DAYS, 30, 2, 7, 200_0000, licences=(Licence("营业执照", "91", TODAY),)
    )
    with shop.work() as work:
        made = add_supplier(work, fields)
    with shop.read() as view:
        card = supplier_card(view, made)
    assert (card.fields, card.version, card.balance, card.has_moves) == (fields, 1, 0, False)


def test_what_was_owed_on_a_past_day(shop, clock):
    made = add(shop, "老王批发", terms=Terms.DAYS, term_days=5)
    with shop.work() as work:
        set_opening_payable(work, made, 10_0000)
    clock.forward(days=1)
    receive(shop, made, 30_0000)
    clock.forward(days=10)
    with shop.work() as work:
        pay_supplier(work, made, [(1, 25_0000)], key="k")

    def at(days):
        with shop.read() as view:
            found = payables_at(view, TODAY + timedelta(days=days))
        return [(each.balance, each.overdue, each.next_due) for each in found]

    assert at(-1) == []
    assert at(0) == [(10_0000, 0, TODAY)]
    assert at(1) == [(40_0000, 10_0000, TODAY + timedelta(days=6))]
    assert at(10) == [(40_0000, 40_0000, None)]
    assert at(11) == [(15_0000, 15_0000, None)]
    with shop.read() as view:
        assert payables_at(view, view.business_date) == balances(view)


def test_nobody_sees_them_without_the_right(shop):
    made = add(shop, "老王批发")
    shop.actor = Actor(1, "小王", frozenset(Permission) - {Permission.SEE_PURCHASES})
    for query in (suppliers, lambda view: supplier_card(view, made), lambda view: payables_at(view, TODAY)):
        with shop.read() as view, pytest.raises(NotAllowed):
            query(view)


def test_a_new_shop_has_its_accounts(shop):
    with shop.read() as view:
        assert [each.code for each in accounts(view)] == ["drawer", "wechat", "alipay", "bank", "owner"]
