"""Receipts: what stands on them, on every width and in both languages."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxc_desktop import i18n
from jxc_desktop.domain.money import MAX_DOCUMENT, UNIT, parse_money
from jxc_desktop.printing.layout import columns_of
from jxc_desktop.printing.receipts import opens_drawer, receipt_rows, trial_rows
from tests.printing.receipts import a_full_receipt, a_line, a_receipt, copy_of, paid, reversed_receipt


def texts(receipt, columns=32):
    return [row.text for row in receipt_rows(receipt, columns)]


def figures(receipt, columns=48):
    """Name to figure of the rows that have both; a name that stands above its figure counts too."""
    found, above = {}, ""
    for row in receipt_rows(receipt, columns):
        names = [cell.text for cell in row.cells]
        if len(names) == 2:
            found[names[0]] = names[1]
        elif above and names and row.size == 2:
            found[above] = names[0]
        above = names[0] if len(names) == 1 else ""
    return found


def money(text):
    return parse_money(text, MAX_DOCUMENT)


def test_a_receipt_says_what_was_bought_and_paid():
    shown = figures(a_full_receipt())
    assert shown["Goods total"] == "81.86"
    assert shown["Discount"] == "-12.00"
    assert shown["Rounding off"] == "-0.06"
    assert shown["Total due"] == "¥69.80"
    assert shown["微信"] == "20.00"
    assert shown["现金"] == "100.00"
    assert shown["Change"] == "50.20"


def test_a_receipt_in_chinese():
    i18n.use_language("zh_CN")
    shown = figures(a_full_receipt())
    assert shown["应收"] == "¥69.80"
    assert shown["抹零"] == "-0.06"
    assert shown["找零"] == "50.20"
    assert shown["八折，省 12.00"] == "-12.00"


def test_the_total_is_large_on_both_papers():
    for columns in (32, 48):
        assert any(row.size == 2 and row.is_bold and "¥69.80" in row.text for row in receipt_rows(a_full_receipt(), columns))


def test_a_discount_that_is_no_whole_rate_says_what_it_saves():
    receipt = a_receipt(a_line(amount=29_700, price=30_000, discount=300))
    assert figures(receipt)["1% off, saves 0.03"] == "-0.03"
    receipt = a_receipt(a_line(amount=29_500, price=30_000, discount=500))
    assert figures(receipt)["saves 0.05"] == "-0.05"


def test_a_price_that_was_lowered_shows_the_usual_one():
    assert "  Usual price 5.00" in texts(a_receipt(a_line(amount=4 * UNIT, price=4 * UNIT, base_price=5 * UNIT)))
    assert not any("Usual" in text for text in texts(a_receipt()))


def test_a_copy_says_so_and_opens_no_drawer():
    receipt = a_full_receipt()
    assert not any("Copy" in text for text in texts(receipt))
    assert any("*** Copy ***" in text for text in texts(copy_of(receipt)))
    assert opens_drawer(receipt)
    assert not opens_drawer(copy_of(receipt))


def test_no_drawer_without_cash():
    assert not opens_drawer(a_receipt(payments=(paid("微信", "at_once", 3 * UNIT),)))


def test_a_reversal_names_the_sale_and_what_goes_back():
    shown = figures(reversed_receipt())
    assert shown["Reverses"] == "XS20261122-0007"
    assert shown["Paid back"] == "-¥12.00"
    assert any("Reversed sale" in text for text in texts(reversed_receipt()))


def test_tax_stands_there_only_for_shops_that_have_it():
    receipt = a_receipt(tax=300)
    assert "Tax included" not in figures(receipt)
    assert figures(replace(receipt, tax_status="small"))["Tax included"] == "0.03"


def test_nothing_empty_is_printed():
    receipt = a_receipt(shop_name="", shop_address="", shop_phone="", foot="")
    assert receipt_rows(receipt, 32)[0].is_rule
    assert {"Till", "Salesperson", "Change", "Discount", "Rounding off"} & figures(receipt).keys() == set()


def test_all_that_a_shop_may_say_is_there():
    receipt = a_receipt(till="2", sold_by="小李", remark="送货上门", head="会员日\n全场特惠", foot="谢谢惠顾\n欢迎再来")
    assert {"2", "小李"} <= set(figures(receipt).values())
    for said in ("送货上门", "会员日", "全场特惠", "欢迎再来"):
        assert any(said in text for text in texts(receipt))


def test_change_for_an_e_payment_is_shown():
    payments = (paid("微信", "at_once", 10 * UNIT), paid(tendered=0, change=7 * UNIT))
    shown = figures(a_receipt(payments=payments))
    assert (shown["微信"], shown["Change"]) == ("10.00", "7.00")
    assert "现金" not in shown


@pytest.mark.parametrize("columns", [32, 48])
def test_the_trial_page_fills_the_paper(columns):
    assert max(columns_of(row.text) * row.size for row in trial_rows(columns)) == columns


sums = st.integers(1, 99_999_999_99).map(lambda coins: coins * 100)
lines = st.builds(
    lambda name, spec, unit, amount, off, price, quantity: a_line(
        name,
        amount - amount * off // 100 // 100 * 100,
        spec=spec,
        unit=unit,
        price=price,
        quantity=quantity,
        discount=amount * off // 100 // 100 * 100,
    ),
    st.text(max_size=60),
    st.text(max_size=20),
    st.text(max_size=8),
    sums,
    st.integers(0, 100),
    st.integers(0, 9_999_999_9900),
    st.integers(1, 999_999_999),
)


@given(st.lists(lines, min_size=1, max_size=4), st.integers(0, 99), st.sampled_from([32, 48]), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_row_passes_the_edge_and_the_sums_are_the_receipts(goods, coins, columns, shop_name):
    receipt = a_receipt(*goods, round_off=coins * 100, shop_name=shop_name, foot=shop_name)
    rows = receipt_rows(receipt, columns)
    for row in rows:
        assert columns_of(row.text) <= columns // row.size
        assert all(cell.start >= 0 and cell.start + cell.width <= columns // row.size for cell in row.cells)
    shown = figures(receipt, columns)
    assert money(shown["Total due"]) == receipt.total
    goods_total = money(shown["Goods total"]) if "Goods total" in shown else receipt.total
    assert goods_total + money(shown.get("Discount", "0")) + money(shown.get("Rounding off", "0")) == receipt.total
