"""A code finds its product: barcodes, own codes, labels of scales; nothing else is taken for one."""

import pytest

from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.products import BelowZero, Kind
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.import_slices import Names, Prepared, write_new
from jxc_desktop.operations.import_states import set_state
from jxc_desktop.operations.imports import stage_import
from jxc_desktop.operations.product_words import words_of
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import CustomersPaymentCode, Found, find_by_code


def find(shop: Shop, code: str) -> tuple[Found, ...]:
    with shop.read() as view:
        return find_by_code(view, code)


def add(shop: Shop, **fields: object) -> int:
    with shop.work() as work:
        return add_product(work, ProductFields(**{"name": "甲", **fields}))  # type: ignore[arg-type]


@pytest.mark.parametrize(("stored", "scanned"), [("036000291452", "0036000291452"), ("0036000291452", "036000291452")])
def test_ean_and_upc_differ_by_a_zero(shop: Shop, stored: str, scanned: str):
    add(shop, barcodes=(stored,))
    assert find(shop, scanned)[0].product.barcode == stored


def test_a_leading_zero_counts_otherwise(shop: Shop):
    add(shop, barcodes=("0012345",))
    assert find(shop, "0012345")
    assert not find(shop, "12345")


def test_own_codes_keep_their_hyphens(shop: Shop):
    add(shop, code="A-01")
    assert find(shop, "Ａ-01 ")[0].product.code == "A-01"


def test_an_own_code_that_is_a_barcode_elsewhere_means_both(shop: Shop):
    add(shop, name="甲", code="12345678")
    with shop.work() as work:
        add_product(work, ProductFields(name="乙", barcodes=("12345678",)), share_codes=True)
    assert [each.product.name for each in find(shop, "12345678")] == ["甲", "乙"]


def test_a_scale_label_finds_the_weighed_product(shop: Shop):
    add(shop, code="00123", kind=Kind.WEIGHED, unit="公斤")
    body = "21" + "00123" + "01250"
    (found,) = find(shop, body + check_digit(body))
    assert found.label is not None
    assert (found.product.code, found.label.amount) == ("00123", 12_5000)


def test_a_scale_label_may_have_zeros_in_front_of_the_code(shop: Shop):
    add(shop, code="123", kind=Kind.WEIGHED, unit="公斤")
    body = "22" + "00123" + "01250"
    assert find(shop, body + check_digit(body))[0].label is not None


def test_a_customers_payment_code_is_named(shop: Shop):
    with pytest.raises(CustomersPaymentCode, match="WeChat") as raised:
        find(shop, "134567890123456789")
    assert "134567890123456789" not in repr(raised.value)


def test_what_is_not_sold_any_more_is_found_by_its_code_with_the_flag(shop: Shop):
    add(shop, barcodes=("777",), stop_selling=True)
    assert find(shop, "777")[0].product.stop_selling


def test_the_shops_policy_counts_where_the_product_has_none(shop: Shop):
    add(shop, code="1")
    add(shop, code="2", below_zero="refuse")
    assert [find(shop, code)[0].product.below_zero for code in "12"] == [BelowZero.WARN, BelowZero.REFUSE]


def test_an_unfinished_import_is_unseen(shop: Shop):
    with shop.read() as view:
        found = compare(view, [SheetRow(2, {"name": "乙", "barcodes": ("888",)})])
    import_id = stage_import(shop, found, "a", "b")
    with shop.work() as work:
        set_state(work, import_id, "applying")
        made = Prepared({"name": "乙", "barcodes": ("888",)}, "9", *words_of("乙", "", "", ""))
        write_new(work, [made], import_id, Names())
    assert not find(shop, "888")
    with shop.work() as work:
        set_state(work, import_id, "done")
    assert find(shop, "888")


def test_a_service_keeps_no_stock(shop: Shop):
    add(shop, code="1", kind=Kind.SERVICE)
    assert not find(shop, "1")[0].product.is_unopened


@pytest.mark.parametrize("text", ["", " ", "\u200b", "'; DROP TABLE product", "x" * 10_000, "%"])
def test_any_text_is_only_a_code(shop: Shop, text: str):
    add(shop)
    assert find(shop, text) == ()
