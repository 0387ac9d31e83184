"""Labels: what stands on them, that their bars scan from the rendered page, and that bars are whole dots."""

from io import BytesIO
from itertools import combinations, pairwise

import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_TEXT

from jxc_desktop.printing.labels import BARCODE, KINDS, MARKDOWN, SIZES, TAG, has_bars, labels_pdf, modules_of
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


LONG = TagRow(1, "1001", EAN, "非常非常长的商品名称" * 6, "规格" * 40, "公斤", 9_999_999_9900, 99_999_9900)
PEN = TagRow(2, "1002", EAN, "晨光中性笔黑色0.5mm按动式签字笔学生用20.8克装", "20.8g 12支/盒", "支", 20_8000, 25_0000)
POWDER = TagRow(3, "1003", "", "Washing powder extra large family pack 2.5 kg", "2.5kg", "bag", 9_9000)
SERIAL = TagRow(4, "ABCDEFGHIJ" * 4, "", "手机壳", "透明", "个", 19_9000)
NO_PRICE = TagRow(5, "1005", EAN, "大米", "10kg", "袋", None)
ROWS = {"plain": TEA, "long": LONG, "figures": PEN, "words": POWDER, "code": SERIAL, "no price": NO_PRICE}


def boxes(document, kind):
    """Where texts or bars stand on the page: left, bottom, right, top in points."""
    with PdfDocument(document) as opened:
        page = opened[0]
        found = [each.get_bounds() for each in page.get_objects() if each.type == kind]
        return found, page.get_size()


def bars_of(document):
    return [box for box in boxes(document, FPDF_PAGEOBJ_PATH)[0] if box[3] - box[1] > 5]  # a line through an old price is thin


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("size", ["50x30", "60x40", "70x38"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ROWS)
def test_nothing_is_printed_over_anything_or_off_the_label(kind, size, name):
    document = pdf([ROWS[name]], size, kind)
    texts, (width, height) = boxes(document, FPDF_PAGEOBJ_TEXT)
    assert len(texts) >= 2
    assert all(left >= 0 and bottom >= 0 and right <= width and top <= height for left, bottom, right, top in texts)
    assert not [(one, other) for one, other in combinations(texts + bars_of(document), 2) if meet(one, other)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_name_and_price_leave_the_bars_whole(kind, size):
    assert EAN in scanned(pdf([LONG], size, kind), 300)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_words_and_figures_are_not_broken(kind, size):
    for row in (PEN, POWDER):
        lines = text_of(pdf([row], size, kind)).splitlines()
        assert any("20.8克" in line or "Washing powder extra" in line for line in lines)
        assert all(word in " ".join(lines).split() for word in row.name.split() if row is POWDER)


def test_a_name_that_is_cut_says_so():
    assert "…" in text_of(pdf([LONG], "50x30", TAG))
    assert "…" not in text_of(pdf([PEN], "50x30", TAG))


@pytest.mark.parametrize("kind", KINDS)
def test_every_label_says_the_spec(kind):
    assert all("500ml" in text_of(pdf([TEA], size, kind)) for size in SIZES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_too_long_for_bars_stands_there_as_text(kind):
    assert not has_bars(SERIAL, SIZES["50x30"], kind)
    document = pdf([SERIAL], "50x30", kind)
    assert bars_of(document) == []
    assert SERIAL.code in text_of(document)
    assert has_bars(TEA, SIZES["50x30"], kind)


def test_nothing_is_special_about_no_price():
    assert "Special price" not in text_of(pdf([NO_PRICE], kind=MARKDOWN))
