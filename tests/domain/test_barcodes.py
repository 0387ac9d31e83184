"""Barcodes and payment codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain import barcodes
from jxc_desktop.domain.barcodes import check_digit, is_payment_code, is_valid_gtin, isbn_13, normalise, own_barcode


@pytest.mark.parametrize("code", ["12345670", "02003405", "87111125", "6901234567892", "9787111213826", "036000291452", "10012345678902"])
def test_codes_with_their_check_digit_are_valid(code):
    assert is_valid_gtin(code)
    assert not barcodes.has_wrong_check_digit(code)


@pytest.mark.parametrize("code", ["12345678", "6901234567893", "9787111213820"])
def test_a_wrong_check_digit_is_seen(code):
    assert not is_valid_gtin(code)
    assert barcodes.has_wrong_check_digit(code)


@pytest.mark.parametrize("code", ["", "A1234567", "123456", "１２３４５６７０", "690123456789²"])
def test_what_is_no_gtin_is_not_blamed(code):
    assert not is_valid_gtin(code)
    assert not barcodes.has_wrong_check_digit(code)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_never_goes_unseen(body, place, shift):
    code = body + check_digit(body)
    wrong = str((int(code[place]) + shift) % 10)
    assert is_valid_gtin(code)
    assert not is_valid_gtin(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6901234567892", "6901234567892"),
        (" 6901 2345-67892\r", "6901234567892"),
        ("６９０１", "6901"),
        ("0012", "0012"),
        ("A–01", "A01"),
        ("\u200b69\ufeff01", "6901"),
    ],
)
def test_codes_are_stored_bare(text, code):
    assert normalise(text) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("134567890123456789", "WeChat"),
        ("284567890123456789", "Alipay"),
        ("3012345678901234", "Alipay"),
        ("300123456789012345678901", "Alipay"),
        ("6212345678901234567", "UnionPay"),
        ("164567890123456789", None),
        ("13456789012345678", None),
        ("3112345678901234", None),
        ("6901234567892", None),
        ("", None),
    ],
)
def test_a_payment_code_is_named(code, name):
    assert is_payment_code(code) == name


def test_in_store_codes_are_valid_and_counted_up():
    assert own_barcode(1) == "2900000000018"
    assert is_valid_gtin(own_barcode(9_999_999_999, "20"))


def test_in_store_codes_stay_in_their_prefix():
    with pytest.raises(ValueError):
        own_barcode(1, "69")
    with pytest.raises(barcodes.NoNumberLeft):
        own_barcode(10**10)


@pytest.mark.parametrize(
    ("isbn", "code"), [("7111213823", "9787111213826"), ("080442957X", "9780804429573"), ("7111213824", None), ("71", None)]
)
def test_an_old_isbn_becomes_an_ean(isbn, code):
    assert isbn_13(isbn) == code
