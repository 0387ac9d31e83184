"""Labels: what stands on them, that their bars scan from the rendered page, and that bars are whole dots."""

from io import BytesIO
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument

from jxc_desktop.printing.labels import BARCODE, KINDS, MARKDOWN, SIZES, TAG, labels_pdf, modules_of
from jxc_desktop.printing.paper import page_count, page_png
from jxc_desktop.queries.price_tags import TagRow

EAN = "6901234567892"
TEA = TagRow(1, "1001", EAN, "统一冰红茶柠檬味", "500ml", "瓶", 3_5000, 4_0000)


def pdf(rows, size="60x40", kind=TAG):
    stream = BytesIO()
    labels_pdf(rows, stream, size=SIZES[size], kind=kind, currency="¥")
    return stream.getvalue()


def text_of(document, page=0):
    with PdfDocument(document) as opened:
        return opened[page].get_textpage().get_text_bounded()


def scanned(document, dpi):
    return [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(page_png(document, dpi=dpi))).convert("L"))]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", ["50x30", "60x40", "70x38"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_bars_scan_from_the_page(kind, size, dpi):
    assert scanned(pdf([TEA], size, kind), dpi) == [EAN]


@pytest.mark.parametrize(
    ("barcode", "read"), [("012345678905", "0012345678905"), ("", "1001"), ("AB-123", "AB-123"), ("6901234567893", "6901234567893")]
)
def test_other_codes_scan_too(barcode, read):
    row = TagRow(1, "1001", barcode, "茶", "", "", 3_5000)
    assert scanned(pdf([row], "60x40", BARCODE), 203) == [read]


def test_what_has_no_bars_has_a_label_all_the_same():
    row = TagRow(1, "货号一", "", "茶", "", "", 3_5000)
    assert modules_of("货号一") == ""
    assert "3.50" in text_of(pdf([row], kind=BARCODE))


def test_bars_are_whole_dots_of_the_printer():
    image = Image.open(BytesIO(page_png(pdf([TEA], "60x40", BARCODE), dpi=203))).convert("L")
    y = image.height * 3 // 4
    row = image.crop((0, y, image.width, y + 1)).tobytes()
    grey = [value for value in row if 60 < value < 195]
    assert not grey
    changes = [x for x in range(1, len(row)) if (row[x] < 128) != (row[x - 1] < 128)]
    widths = [after - before for before, after in pairwise(changes)]
    dots = min(widths)
    assert dots >= 2
    assert all(width % dots == 0 for width in widths)


def test_a_tag_says_name_spec_unit_and_price():
    text = text_of(pdf([TEA]))
    assert all(part in text for part in ("统一冰红茶柠檬味", "500ml", "瓶", "¥3.50", "1001"))


def test_a_markdown_label_says_both_prices():
    text = text_of(pdf([TEA], kind=MARKDOWN))
    assert all(part in text for part in ("¥3.50", "¥4.00", "Special price"))


def test_a_sheet_holds_twenty_one():
    assert page_count(pdf([TEA] * 21, "A4")) == 1
    assert page_count(pdf([TEA] * 22, "A4")) == 2
    assert scanned(pdf([TEA] * 21, "A4"), 203) == [EAN] * 21


def test_each_label_is_a_page_of_its_size():
    document = pdf([TEA, TEA], "50x30")
    with PdfDocument(document) as opened:
        assert len(opened) == 2
        assert [round(side * 25.4 / 72) for side in opened[0].get_size()] == [50, 30]


@pytest.mark.parametrize("size", SIZES)
def test_long_names_and_prices_stay_on_the_label(size):
    row = TagRow(1, "1001", EAN, "非常非常长的商品名称" * 6, "规格" * 40, "公斤", 9_999_999_9900, 99_999_9900)
    for kind in KINDS:
        assert EAN in scanned(pdf([row], size, kind), 300)
