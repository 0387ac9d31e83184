"""送货单: every form, every line once, head and signatures on each page, in both languages."""

import re
from dataclasses import replace
from io import BytesIO

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.money import UNIT
from jxc_desktop.printing import paper
from jxc_desktop.printing.vouchers import FORMS, MM, amount_text, delivery_note_pdf
from tests.printing.receipts import a_full_receipt, a_line, a_receipt, reversed_receipt
from tests.printing.test_pdf import ODD_NAMES

ZHANG = Buyer("张三五金店", "138 0013 8000", "人民路 1200 号 3 号楼")


def made(receipt, form="A5", buyer=ZHANG):
    stream = BytesIO()
    delivery_note_pdf(receipt, buyer, stream, form=FORMS[form])
    return stream.getvalue()


def pages(document):
    import pypdfium2

    with pypdfium2.PdfDocument(document) as opened:
        return [page.get_textpage().get_text_bounded() for page in opened]


def many_lines(count=60):
    return a_receipt(*(a_line(f"货{n:03d}号", n * UNIT, line_no=n) for n in range(1, count + 1)))


@pytest.mark.parametrize("key", FORMS)
def test_the_page_is_the_forms_size(key):
    import pypdfium2

    with pypdfium2.PdfDocument(made(a_full_receipt(), key)) as opened:
        width, height = opened[0].get_size()
    assert (width / MM, height / MM) == (pytest.approx(FORMS[key].width_mm, abs=0.1), pytest.approx(FORMS[key].height_mm, abs=0.1))


def test_it_says_who_what_and_how_much():
    (text,) = pages(made(replace(a_full_receipt(), remark="送到后门")))
    said = ("Delivery note", "好邻居便利店", "张三五金店", "138 0013 8000", "人民路 1200 号", "XS20261122-0007", "2026-11-22")
    figures = ("可口可乐", "500ml", "1.236", "7.98", "Discount -12.00", "Rounding off -0.06", "Total: ¥69.80", "送到后门", "Page 1 of 1")
    for part in said + figures:
        assert part in text


def test_in_chinese_the_total_stands_in_words():
    i18n.use_language("zh_CN")
    (text,) = pages(made(a_full_receipt()))
    assert "陆拾玖元捌角整" in text
    assert "送货单" in text
    assert "收货人（签字）" in text


def test_another_currency_is_not_said_in_yuan():
    i18n.use_language("zh_CN")
    assert amount_text(5 * UNIT, "$") == "$5.00"
    assert amount_text(-1234 * UNIT, "¥") == "负壹仟贰佰叁拾肆元整　-¥1,234.00"


@pytest.mark.parametrize("key", FORMS)
def test_many_lines_each_once_with_head_and_signature_on_each_page(key):
    texts = pages(made(many_lines(), key))
    together = "\n".join(texts)
    assert len(texts) > 1
    assert all(together.count(f"货{n:03d}号") == 1 for n in range(1, 61))
    for number, text in enumerate(texts, 1):
        for part in ("XS20261122-0007", "张三五金店", f"Page {number} of {len(texts)}", "Received by", "Sum of this page"):
            assert part in text
    assert ["Total: ¥1,830.00" in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert together.count("Continued") == len(texts) - 1


@pytest.mark.parametrize(("key", "most"), [("A4", 2), ("A5", 5), ("241x140", 5), ("241x93", 10)])
def test_the_sums_take_room_on_the_last_page_only(key, most):
    remark = "送到后门，门卫代收；" * 8
    texts = pages(made(replace(many_lines(), remark=remark), key))
    counts = [len(re.findall(r"货\d{3}号", text)) for text in texts]
    assert len(texts) <= most
    assert sum(counts) == 60
    assert max(counts[:-1]) - min(counts[:-2] or counts[:1]) <= 1
    assert "门卫代收" in texts[-1]


def test_a_long_address_goes_on_all_across():
    long = "浙江省杭州市西湖区文三路二百五十九号昌地火炬大厦一号楼十七层一七零三室左手第二间办公桌旁边的仓库门口"
    (text,) = pages(made(a_receipt(), "241x93", Buyer("张三五金店", "138 0013 8000", long)))
    head = text[: text.index("Item")]
    lines = [line for line in head.replace("\r", "").split("\n") if any(part in line for part in ("Address", "仓库"))]
    assert len(lines) == 2
    (three,) = pages(made(a_receipt(), "A5", Buyer("张三五金店", "138 0013 8000", long * 2)))
    assert "".join(three.split()).count("仓库门口") == 2


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("count", [1, 5, 6, 7, 11, 12, 13])
def test_nothing_leaves_the_page(key, count):
    """Full pages too keep all ink clear of the edges; long texts everywhere."""
    long = "超长的名字 and long words " * 4
    lines = (a_line(long if n % 4 == 0 else f"货{n}", 9_999_999_9900, spec=long[:30], unit="公斤公斤", line_no=n) for n in range(count))
    receipt = replace(a_receipt(*lines), shop_name=long, shop_address=long, remark=long, discount=UNIT, round_off=UNIT)
    document = made(receipt, key, Buyer(long, long, long))
    form = FORMS[key]
    for page in range(paper.page_count(document)):
        width, height, pixels = paper.page_rgba(document, page, dpi=72)
        side, edge = int((form.side_mm - 1) * MM), int((form.edge_mm - 2.2) * MM)
        rows = [pixels[y * width * 4 : (y + 1) * width * 4] for y in range(height)]
        assert all(min(row) == 255 for row in rows[:edge] + rows[-edge:])
        assert all(min(row[: side * 4]) == 255 and min(row[-side * 4 :]) == 255 for row in rows)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_prints(name):
    assert made(a_receipt(a_line(name, unit=name[:3])), buyer=Buyer(name, name, name))


def test_goods_that_come_back_have_a_note_of_their_own():
    (text,) = pages(made(reversed_receipt()))
    assert "Return note" in text
    assert "Belongs to: XS20261122-0007" in text
    assert "Total: -¥12.00" in text
