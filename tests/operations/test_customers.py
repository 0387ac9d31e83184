"""Who buys: kept once a telephone, found by either, on the sale, in the chain, on paper."""

import pytest

from jxc_desktop.domain.cart import cart_from_json, cart_to_json, set_customer
from jxc_desktop.domain.customers import Customer, CustomerTooLong, CustomerUnnamed, plain_phone
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.printing.receipts import receipt_rows
from jxc_desktop.queries.check import check
from jxc_desktop.queries.customers import find_customers
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.sales import find_sales
from tests.builders import CASH, cart_of, product
from tests.damage import check_file, damaged_copy


def keep(shop, name, phone=""):
    with shop.work() as work:
        return keep_customer(work, name, phone)


@pytest.fixture
def sold(shop):
    customer = keep(shop, "王姐", "138 1234-5678")
    cart = set_customer(cart_of(product(shop)), customer)
    with shop.work() as work:
        return complete_sale(work, cart, (CASH,), print_receipt=True)


def test_a_telephone_is_one_customer_whose_name_may_change(shop):
    first, second, third = keep(shop, "王姐", "138-1234"), keep(shop, "王大姐", "１３８１２３４"), keep(shop, "", "1381234")
    assert first.id == second.id == third.id
    assert third.name == "王大姐"
    assert keep(shop, "王姐").id != first.id
    assert keep(shop, "王姐").id == keep(shop, " 王姐 ").id


@pytest.mark.parametrize(("name", "phone"), [("x" * 61, ""), ("王姐", "1" * 61)])
def test_what_is_too_long_is_refused_as_such(shop, name, phone):
    with pytest.raises(CustomerTooLong, match="at most 60 characters"):
        keep(shop, name, phone)


@pytest.mark.parametrize(("name", "phone"), [("", ""), (" ", "-")])
def test_nobody_is_refused(shop, name, phone):
    with pytest.raises(CustomerUnnamed):
        keep(shop, name, phone)


def test_found_by_either(shop, sold):
    with shop.read() as view:
        for text in ("王", "5678", "138 1234"):
            assert [customer.name for customer in find_customers(view, text)] == ["王姐"]
        assert find_customers(view, "") == find_customers(view, "赵") == ()


def test_the_sale_says_who_bought_and_is_found_by_it(shop, sold):
    with shop.read() as view:
        assert check(view).ok
        receipt = receipt_of(view, sold.document_id)
        assert (receipt.customer, receipt.customer_phone) == ("王姐", "13812345678")
        assert [row.number for row in find_sales(view, "王姐")] == [row.number for row in find_sales(view, "5678")] == [sold.number]
    assert any("王姐" in str(row) for row in receipt_rows(receipt, 48))


def test_who_bought_is_sealed(shop, sold, tmp_path):
    report = check_file(damaged_copy(shop, tmp_path / "x.jxc", ["UPDATE sale_customer SET phone = '1'"]))
    assert [finding.code for finding in report.findings] == ["hash"]


def test_a_cart_keeps_its_customer_and_older_carts_have_none():
    cart = set_customer(cart_of(), Customer(3, "王姐", "138"))
    text = cart_to_json(cart)
    assert cart_from_json(text) == cart
    older = text.replace(',[3,"王姐","138"],null]', "]")
    assert cart_from_json(older).customer is None


def test_a_telephone_in_plain_figures():
    assert plain_phone(" +86 (138) 1234-５６７８ 分机") == "+8613812345678"
