"""The key card on A5: every key on one sheet, nothing cut."""

from io import BytesIO

import pypdfium2

from jxc_desktop.printing.key_card import MARGIN, MM, WIDTH_MM, key_card_pdf
from jxc_desktop.printing.paper import page_count

KEYS = [("F2", "明细数量"), ("Ctrl+Shift+Backspace", "整单取消"), ("F12", "Pay; Enter on an empty line does the same, " * 4)]


def made(keys, typed=(("5*", "before a scan: five of it"),)):
    stream = BytesIO()
    key_card_pdf(keys, typed, stream, shop_name="好邻居便利店")
    return stream.getvalue()


def texts(document):
    with pypdfium2.PdfDocument(document) as opened:
        return opened[0].get_textpage().get_text_bounded()


def test_every_key_stands_on_the_card():
    said = texts(made(KEYS))
    for part in ("好邻居便利店", "F2", "明细数量", "Ctrl+Shift+Backspace", "整单取消", "5*", "before a scan: five of it"):
        assert part in said


def test_it_is_one_sheet_of_a5_and_nothing_stands_outside():
    document = made(KEYS * 15)
    assert page_count(document) == 1
    with pypdfium2.PdfDocument(document) as opened:
        page = opened[0].get_textpage()
        boxes = [page.get_charbox(place) for place in range(page.count_chars())]
    assert min(left for left, _bottom, _right, _top in boxes) >= MARGIN - 1
    assert min(bottom for _left, bottom, _right, _top in boxes if bottom) >= MARGIN - 1
    assert max(right for _left, _bottom, right, _top in boxes) <= WIDTH_MM * MM - MARGIN + 1
