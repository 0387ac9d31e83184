"""The bytes for a receipt printer, exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.money import UNIT
from jxc_desktop.printing.escpos import BAND_DOTS, CUT, printer_bytes
from jxc_desktop.printing.receipts import escpos_bytes, trial_page
from tests.printing.escpos_reader import read_job
from tests.printing.receipts import a_full_receipt, a_line, a_receipt, copy_of, paid, reversed_receipt

PULSE = b"\x1bp\x00\x19\xfa"
CASES = {
    "sale_58": (a_full_receipt(), 58),
    "sale_80": (a_full_receipt(), 80),
    "copy_80": (copy_of(a_full_receipt()), 80),
    "reversal_58": (reversed_receipt(), 58),
}


@pytest.mark.parametrize("name", CASES)
def test_the_bytes_are_those_that_were_looked_at(golden, name):
    receipt, width = CASES[name]
    golden(f"{name}.bin", escpos_bytes(receipt, width_mm=width))


def test_the_trial_page_is_the_one_that_was_looked_at(golden):
    golden("trial_58.bin", b"".join(part.data + b"\n" for part in read_job(trial_page(width_mm=58)) if part.kind == "text"))


def test_a_job_begins_with_reset_and_chinese_and_ends_with_the_cut():
    job = escpos_bytes(a_receipt())
    assert job.startswith(b"\x1b@\x1c&")
    assert job.endswith(CUT)
    assert not escpos_bytes(a_receipt(), cut=False).endswith(CUT)


def test_the_currency_sign_is_the_full_width_one():
    job = escpos_bytes(a_receipt())
    assert "￥3.00".encode("gb18030") in job
    assert "¥".encode("gb18030") not in job


@pytest.mark.parametrize(("text", "code"), [("¥", b"\xa3\xa4"), ("囍", b"\x87\xd6"), ("A", b"A"), ("\N{MINUS SIGN}1", b"-1")])
def test_letters_that_a_printer_has(text, code):
    assert printer_bytes(text) == code


@pytest.mark.parametrize("text", ["𠮷", "😀", "سلام", "\ue000", "ñ", "\ufffd"])
def test_letters_that_a_printer_lacks_are_drawn(text):
    assert printer_bytes(text) is None
    kinds = [part.kind for part in read_job(escpos_bytes(a_receipt(a_line(text, spec=""))))]
    assert kinds.count("picture") == 1


def test_an_old_letter_set_draws_more():
    assert printer_bytes("镕", "gb2312") is None


def test_the_pulse_goes_out_with_cash_alone():
    by_cash, by_phone = a_receipt(), a_receipt(payments=(paid("微信", "at_once", 3 * UNIT),))
    assert PULSE in escpos_bytes(by_cash, drawer_pulse=PULSE)
    assert PULSE not in escpos_bytes(by_cash)
    assert PULSE not in escpos_bytes(by_phone, drawer_pulse=PULSE)
    assert PULSE not in escpos_bytes(copy_of(by_cash), drawer_pulse=PULSE)


@pytest.mark.parametrize(("width_mm", "dots"), [(58, 384), (80, 576)])
def test_a_printer_without_chinese_gets_dots_alone(width_mm, dots):
    parts = read_job(escpos_bytes(a_full_receipt(), width_mm=width_mm, is_bitmap=True))
    pictures = [part for part in parts if part.kind == "picture"]
    assert not any(part.kind == "text" for part in parts)
    assert {part.width * 8 for part in pictures} == {dots}
    assert all(0 < part.height <= BAND_DOTS for part in pictures)
    assert all(any(part.data) for part in pictures)


def test_drawn_rows_are_black_on_white():
    parts = read_job(escpos_bytes(a_full_receipt(), is_bitmap=True))
    dots = "".join(f"{byte:08b}" for part in parts for byte in part.data if part.kind == "picture")
    assert 0.01 < dots.count("1") / len(dots) < 0.25


def test_a_name_cannot_drive_the_printer():
    job = escpos_bytes(a_receipt(a_line("x" + PULSE.decode("latin-1") + "\x1dV\x00\x10\x14\x01")))
    assert PULSE not in job
    assert job.count(b"\x1dV") == 1


@given(st.text(max_size=30), st.sampled_from([58, 80]))
@settings(max_examples=60, deadline=None)
def test_any_name_makes_a_job_that_a_printer_can_read(name, width_mm):
    columns = {58: 32, 80: 48}[width_mm]
    receipt = a_receipt(a_line(name, unit=name[:5]), shop_name=name, foot=name)
    for part in read_job(escpos_bytes(receipt, width_mm=width_mm)):
        if part.kind == "text":
            assert len(part.data) <= columns
