"""The list of ways of paying is the shop's."""

import pytest

from jxc_desktop.domain.errors import NameTaken, NotFound
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.operations import payment_methods as op
from jxc_desktop.operations.accounts import switch_account
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.queries.accounts import accounts, accounts_of_methods
from jxc_desktop.queries.payments import payment_methods
from tests.builders import cart_of, product


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def methods(shop, **more):
    with shop.read() as view:
        return [(method.name, method.digit) for method in payment_methods(view, **more)]


def test_a_new_shop_has_four(shop):
    assert methods(shop) == [("Cash", 1), ("WeChat", 2), ("Alipay", 3), ("Bank card", 4)]


def test_one_more_way_of_paying_is_paid_with(shop):
    meal = do(shop, op.add_method, " 饭票 ", MethodKind.LATER)
    sold = do(shop, complete_sale, cart_of(product(shop)), (Tender(meal, MethodKind.LATER),), print_receipt=False)
    assert (sold.total, methods(shop)[-1]) == (3_0000, ("饭票", 5))


def test_digits_follow_the_order_and_skip_what_is_off(shop):
    do(shop, op.order_methods, [2, 1, 4, 3])
    do(shop, op.switch_method, 4, is_active=False)
    assert methods(shop) == [("WeChat", 1), ("Cash", 2), ("Alipay", 3)]
    assert methods(shop, with_inactive=True)[2] == ("Bank card", 0)
    do(shop, op.switch_method, 4, is_active=True)
    assert len(methods(shop)) == 4


def test_what_is_off_takes_no_money(shop):
    do(shop, op.switch_method, 2, is_active=False)
    with pytest.raises(NotFound):
        do(shop, complete_sale, cart_of(product(shop)), (Tender(2, MethodKind.AT_ONCE),), print_receipt=False)


def test_a_name_is_chosen(shop):
    do(shop, op.rename_method, 4, "刷卡")
    assert methods(shop)[3] == ("刷卡", 4)


@pytest.mark.parametrize("name", ["", "  ", "WeChat"])
def test_a_name_is_needed_and_its_own(shop, name):
    with pytest.raises(NameTaken):
        do(shop, op.add_method, name)
    with pytest.raises(NameTaken):
        do(shop, op.rename_method, 1, name)


def test_cash_and_the_way_of_a_bare_enter_stay(shop):
    do(shop, change_settings, bare_enter_method="wechat")
    for needed in (1, 2):
        with pytest.raises(op.MethodNeeded):
            do(shop, op.switch_method, needed, is_active=False)


@pytest.mark.parametrize("ids", [[1, 2, 3], [1, 2, 3, 3], [1, 2, 3, 9]])
def test_an_order_names_them_all(shop, ids):
    with pytest.raises(NotFound):
        do(shop, op.order_methods, ids)


def test_a_way_elsewhere_has_no_digit_until_the_shop_brings_it_to_the_counter(shop):
    channel = do(shop, op.add_method, "美团", MethodKind.LATER, at_counter=False)
    do(shop, op.add_method, "饭票")
    assert methods(shop)[-2:] == [("饭票", 5), ("美团", 0)]
    do(shop, op.order_methods, [2, 1, 3, 4, channel + 1])
    assert methods(shop)[-1] == ("美团", 0)
    do(shop, op.place_method, channel, at_counter=True)
    assert methods(shop)[-1] == ("美团", 6)
    do(shop, op.place_method, 3, at_counter=False)
    assert methods(shop)[2:] == [("Bank card", 3), ("饭票", 4), ("美团", 5), ("Alipay", 0)]
    with pytest.raises(op.MethodNeeded):
        do(shop, op.place_method, 1, at_counter=False)


def test_a_way_of_paying_that_is_not_there(shop):
    with pytest.raises(NotFound):
        do(shop, op.rename_method, 9, "x")


def test_its_money_has_an_account_from_the_first(shop):
    tills = [do(shop, op.add_method, name, kind) for name, kind in (("饭票", MethodKind.LATER), ("云闪付", MethodKind.AT_ONCE))]
    more = do(shop, op.add_method, "Bank account")
    foreign = do(shop, op.add_method, "港币", MethodKind.CASH)
    with shop.read() as view:
        named = accounts_of_methods(view)
        names = {each.id: each.name for each in accounts(view)}
    assert [names.get(named.get(way) or 0) for way in (*tills, more, foreign)] == [None, "云闪付", "Bank account", "Cash drawer"]
    do(shop, switch_account, 5, is_active=False)
    with shop.read() as view:
        off = {each.name for each in accounts(view, with_inactive=True)} - {each.name for each in accounts(view)}
    asked = do(shop, op.add_method, off.pop())
    with shop.read() as view:
        assert accounts_of_methods(view).get(asked) is None
