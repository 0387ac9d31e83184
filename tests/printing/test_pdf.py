"""The receipt as PDF, the font behind it, and pages as pictures."""

import threading
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from jxc_desktop import paths
from jxc_desktop.domain.money import UNIT, format_money, parse_money
from jxc_desktop.printing import paper, pdf
from jxc_desktop.printing.layout import clean
from jxc_desktop.printing.receipts import escpos_bytes, receipt_pdf
from tests.printing.receipts import a_full_receipt, a_line, a_receipt

ODD_NAMES = ["咖啡 ☕😀👨‍👩‍👧", "𠮷野家", "سلام عليكم", "\u202eabc\u202c", "\ud83d", "a\x00b\x1b@", "ไทย", "नमस्ते", "é" * 200, "", "   "]


def as_pdf(receipt, width_mm=80):
    stream = BytesIO()
    receipt_pdf(receipt, stream, width_mm=width_mm)
    return stream.getvalue()


def text_of(document):
    import pypdfium2

    with pypdfium2.PdfDocument(document) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_receipt_is_one_page_of_the_papers_width(width_mm):
    document = as_pdf(a_full_receipt(), width_mm)
    assert paper.page_count(document) == 1
    width, height, pixels = paper.page_rgba(document, dpi=254)
    assert width == pytest.approx(width_mm * 10, abs=2)
    assert height > width
    assert len(pixels) == width * height * 4


def test_a_receipt_can_be_read_from_the_pdf():
    text = text_of(as_pdf(a_full_receipt()))
    for said in ("好邻居便利店", "XS20261122-0007", "可口可乐 500ml", "¥69.80", "50.20", "20% off, saves 12.00"):
        assert said in text


def test_a_receipt_goes_to_a_file(tmp_path):
    receipt_pdf(a_full_receipt(), tmp_path / "小票.pdf")
    assert (tmp_path / "小票.pdf").read_bytes().startswith(b"%PDF")


def test_a_very_long_receipt_has_pages_that_viewers_can_show():
    document = as_pdf(a_receipt(*(a_line(f"商品 {n}") for n in range(700))))
    assert paper.page_count(document) == 2
    assert "商品 699" in text_of(document)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_prints_everywhere(name):
    receipt = a_receipt(a_line(name, unit=name[:3]), shop_name=name, foot=name)
    assert as_pdf(receipt)
    assert escpos_bytes(receipt, width_mm=58)
    assert escpos_bytes(receipt, is_bitmap=True)


def test_a_letter_that_the_font_lacks_becomes_a_box():
    assert paper.drawable("吉𠮷😀") == "吉□□"
    assert "□野家" in text_of(as_pdf(a_receipt(a_line("𠮷野家", spec=""))))


def test_a_minus_which_the_font_lacks_is_a_hyphen():
    assert paper.drawable(format_money(-3_0000)) == "-3.00"


def test_the_font_has_every_letter_that_the_program_prints():
    letters = set()
    for part in sorted(paths.resource("i18n", "zh_CN.d").glob("*.po")):
        with part.open("rb") as stream:
            letters |= {char for message in read_po(stream) for text in message.string or () for char in clean(str(text))}
    assert len(letters) > 100
    assert paper.drawable("".join(sorted(letters - {"□"}))).count("□") == 0


def test_the_box_itself_is_in_both_weights():
    from reportlab.pdfbase import pdfmetrics

    paper.register_fonts()
    for name in paper.FACES.values():
        glyphs = vars(pdfmetrics.getFont(name))["face"].charToGlyph
        assert {ord(char) for char in paper.TOFU + "¥￥应收"} <= glyphs.keys()


def test_the_bold_font_has_what_the_regular_one_has():
    from reportlab.pdfbase import pdfmetrics

    paper.register_fonts()
    regular, bold = (vars(pdfmetrics.getFont(name))["face"].charToGlyph.keys() for name in paper.FACES.values())
    assert regular == bold


def test_a_page_is_painted_as_a_picture():
    picture = paper.page_png(as_pdf(a_full_receipt()))
    assert picture.startswith(b"\x89PNG")


def test_painted_pages_have_ink_on_white():
    _width, _height, pixels = paper.page_rgba(as_pdf(a_full_receipt()))
    assert pixels[:4] == b"\xff\xff\xff\xff"
    assert min(pixels[0::4]) < 50


def test_several_threads_may_print_at_once():
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(paper.page_png(as_pdf(a_full_receipt())))) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_amounts_stand_at_the_right():
    import pypdfium2

    amounts = ("1.00", "11.00", "1111.00")
    receipt = a_receipt(*(a_line(amount=parse_money(amount), price=2 * UNIT) for amount in amounts))
    with pypdfium2.PdfDocument(as_pdf(receipt)) as opened:
        page = opened[0].get_textpage()
        found = (page.search(amount, match_whole_word=True).get_next() for amount in amounts)
        rights = [page.get_charbox(first + count - 1)[2] for first, count in found]
    assert max(rights) - min(rights) < 0.5


def test_wide_letters_stay_on_the_paper():
    import pypdfium2

    with pypdfium2.PdfDocument(as_pdf(a_receipt(a_line("W" * 48, spec="")))) as opened:
        page = opened[0].get_textpage()
        first, count = page.search("W" * 48).get_next()
        assert page.get_charbox(first + count - 1)[2] < 76.5 * pdf.MM
