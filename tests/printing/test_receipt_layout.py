"""The layout that a shop chose: each field comes and goes on paper, the logo as dots, everywhere the same."""

from dataclasses import fields, replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.receipt_layout import PREFIX, ReceiptLayout, layout_of, layout_settings
from jxc_desktop.domain.settings import Settings, titles
from jxc_desktop.printing.escpos import DOTS
from jxc_desktop.printing.pdf import MM
from jxc_desktop.printing.pictures import DOTS_HIGH, DOTS_WIDE, NotAPicture, logo_png
from jxc_desktop.printing.receipts import escpos_bytes, receipt_pdf, receipt_rows, saved
from jxc_desktop.printing.sample_receipt import sample_receipt
from tests.builders import TestClock
from tests.printing.receipts import a_full_receipt, a_line, a_receipt, reversed_receipt

SHOP: Any = Settings(shop_name="百货店", shop_address="人民路 12 号", shop_phone="021-5555", tax_status="small", tax_rate=300)
SEEN = {
    "has_phone": "021-5555",
    "has_time": "Time",
    "has_cashier": "Cashier",
    "has_code": "1001 Cola",
    "has_spec": "500ml",
    "has_unit_price": "Price",
    "has_line_discount": "20% off, saves 12.00",
    "has_saved_total": "You saved ¥12.00",
    "has_tax": "Tax included",
}


def a_picture(width=800, height=600, mode="RGB", kind="PNG"):
    stream = BytesIO()
    picture = Image.new(mode, (width, height), "white")
    picture.paste("black", (0, 0, width // 2, height))
    picture.save(stream, kind)
    return stream.getvalue()


def text_of(settings: Any, columns=32):
    return "\n".join(row.text for row in receipt_rows(sample_receipt(settings, b"", TestClock().now), columns))


@pytest.mark.parametrize("field", SEEN)
@pytest.mark.parametrize("columns", [32, 48])
def test_each_field_is_shown_or_not(field, columns):
    shown, hidden = (text_of(replace(SHOP, **chosen), columns) for chosen in ({PREFIX + field: True}, {PREFIX + field: False}))
    assert SEEN[field] in shown
    assert SEEN[field] not in hidden


def test_the_name_is_large_or_bold():
    for is_large in (True, False):
        rows = receipt_rows(sample_receipt(replace(SHOP, receipt_has_large_name=is_large), b"", TestClock().now), 32)
        assert (rows[0].size, rows[0].is_bold, rows[0].text.strip()) == (2 if is_large else 1, True, "百货店")


def test_every_field_of_the_layout_is_a_setting_and_tested():
    assert set(layout_settings()) <= titles().keys()
    assert {field.name for field in fields(ReceiptLayout)} == {*SEEN, "has_large_name"}
    assert layout_of(Settings()) == ReceiptLayout()


def test_what_was_saved_counts_lowered_prices_discounts_and_rounding():
    lowered = a_line(amount=4 * UNIT, price=4 * UNIT, base_price=5 * UNIT, quantity=1000)
    assert saved(a_receipt(lowered)) == 1 * UNIT
    assert saved(a_full_receipt()) == 12 * UNIT + 600
    assert saved(reversed_receipt()) == 0


@pytest.mark.parametrize("width_mm", [58, 80])
def test_the_logo_is_dots_on_paper_and_a_picture_in_the_pdf(width_mm):
    import pypdfium2

    without = sample_receipt(SHOP, b"", TestClock().now)
    receipt = replace(without, logo=logo_png(a_picture()))
    assert DOTS not in escpos_bytes(without, width_mm=width_mm)
    job = escpos_bytes(receipt, width_mm=width_mm)
    at = job.index(DOTS) + len(DOTS)
    wide, high = int.from_bytes(job[at : at + 2], "little"), int.from_bytes(job[at + 2 : at + 4], "little")
    assert (wide * 8, high) == ({58: 384, 80: 576}[width_mm], DOTS_HIGH)
    stream = BytesIO()
    receipt_pdf(receipt, stream, width_mm=width_mm)
    with pypdfium2.PdfDocument(stream.getvalue()) as opened:
        (picture,) = [part for part in opened[0].get_objects() if part.type == 3]
        left, bottom, right, top = picture.get_bounds()
    assert (right - left) / MM == pytest.approx(267 * 0.125, abs=0.5)
    assert (top - bottom) / MM == pytest.approx(25, abs=0.2)
    assert (left + right) / 2 == pytest.approx(width_mm * MM / 2, abs=1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP"])
def test_any_picture_becomes_a_small_grey_one(kind):
    made = logo_png(a_picture(kind=kind))
    with Image.open(BytesIO(made)) as opened:
        assert (opened.format, opened.mode) == ("PNG", "L")
        assert opened.width <= DOTS_WIDE
        assert opened.height <= DOTS_HIGH
    assert len(made) < 100_000


def test_what_is_transparent_is_white():
    stream = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(stream, "PNG")
    with Image.open(BytesIO(logo_png(stream.getvalue()))) as opened:
        assert opened.getextrema() == (255, 255)


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4", a_picture()[:100], b"\x89PNG\r\n\x1a\n" + b"\x00" * 50])
def test_what_is_no_picture_is_refused(body):
    with pytest.raises(NotAPicture):
        logo_png(body, "x.png")


def test_a_picture_of_too_many_dots_is_refused_unread(monkeypatch):
    monkeypatch.setattr("jxc_desktop.printing.pictures.MOST_PIXELS", 100)
    with pytest.raises(NotAPicture):
        logo_png(a_picture())


def test_the_shortest_receipt_is_the_one_that_was_looked_at():
    bare: Any = dict.fromkeys(layout_settings(), False)
    rows = text_of(replace(SHOP, receipt_foot="谢谢惠顾", **bare)).splitlines()
    assert rows == [
        "             百货店",
        "          人民路 12 号",
        "",
        "No.              XS20261122-0000",
        "Till                           1",
        "",
        "Quantity                  Amount",
        "Cola",
        "2 bottle                    6.00",
        "Schoolbag",
        "1 piece                    60.00",
        "",
        "Goods total                66.00",
        "Discount                  -12.00",
        "Total due",
        "         ¥54.00",
        "Cash                      100.00",
        "Change                     46.00",
        "",
        "            谢谢惠顾",
    ]
