"""盘点表 on paper: each line once and in order, each page says what it is and scans, blind in every byte."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument

from jxc_desktop import i18n
from jxc_desktop.domain.counts import Areas
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import make_sheet
from jxc_desktop.printing.count_sheets import count_sheet_pdf, first_lines
from jxc_desktop.printing.paper import page_count, page_png
from jxc_desktop.printing.vouchers import FORMS, MM
from jxc_desktop.queries.count_sheets import sheet_page, sheet_spots
from jxc_desktop.queries.counts import sheet_by_code
from tests.builders import make_shop, stocked
from tests.count_sheets import many, page_of, sheet_line
from tests.counts import started
from tests.printing.test_vouchers import pages


def pdf(page, **more):
    stream = BytesIO()
    count_sheet_pdf(page, stream, **more)
    return stream.getvalue()


def one_page(*lines, **more):
    (text,) = pages(pdf(page_of(lines, **more)))
    return text


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("key", ["A4", "A5"])
def test_each_line_stands_once_in_its_order(key):
    found = pages(pdf(many(200), form=FORMS[key]))
    assert len(found) > 8
    assert re.findall(r"C\d{5}", "".join(found)) == [f"C{number:05d}" for number in range(1, 201)]
    assert re.findall(r"69\d{11}", "".join(found)) == [f"69{number:011d}" for number in range(1, 201)]


def test_every_page_says_which_it_is_which_lines_it_has_and_has_the_head_and_room_to_sign():
    found = pages(pdf(many(60)))
    assert len(found) == 3
    head = ("Count sheet", "blind", "PD12-1", "好邻居便利店", "Count 12", "月末盘点", "2026-11-30 16:20", "老板", "write 0")
    titles = ("Line", "Shelf", "Barcode and code", "Item", "Unit", "Counted quantity", "Recounted")
    foot = ("Counted by:", "Recounted by:", "Date:", "From (time):", "To (time):")
    for number, text in enumerate(found, 1):
        for part in (*head, *titles, *foot, f"Page {number} of 3"):
            assert part in text
    spans = [re.findall(r"Lines (\d+) to (\d+) of 60", text)[0] for text in found]
    assert spans == [("1", "24"), ("25", "48"), ("49", "60")]
    assert first_lines(many(60).lines) == [1, 25, 49]
    for (first, last), text in zip(spans, found, strict=True):
        assert re.findall(r"C\d{5}", text)[:: int(last) - int(first)] == [f"C{int(first):05d}", f"C{int(last):05d}"]


def test_a_line_says_all_that_finds_it_and_what_its_packs_hold():
    text = one_page(sheet_line(1, shelf="A-03", unit="瓶", packs=(("箱", 24), ("提", 12))))
    for part in ("A-03", "C00001", "6900000000001", "农夫山泉饮用天然水", "550ml", "箱 = 24 瓶, 提 = 12 瓶"):
        assert part in text


def test_what_comes_in_one_pack_has_a_half_of_its_boxes_for_each():
    assert one_page(sheet_line(0, spec="", packs=(("箱", 15),))).count("箱") == 3
    assert one_page(sheet_line(0, spec="", packs=(("箱", 24), ("提", 12)))).count("箱") == 1


def test_a_long_name_takes_two_lines_and_is_cut_before_its_spec_is():
    name = "超长商品名称" * 12
    text = squeezed(one_page(sheet_line(1, name=name, spec="120抽", packs=())))
    assert "…" in text
    assert "120抽" in text
    assert squeezed(name)[:30] in text
    short = squeezed(one_page(sheet_line(1, name="Washing powder with softener, lemon and lavender")))
    assert "…" not in short
    assert "Washingpowderwithsoftener,lemonandlavender" in short


def test_the_longest_texts_stay_on_the_page():
    line = sheet_line(
        1, shelf="仓库二楼东侧靠窗第三排-B-12-04", code="X" * 40, barcode="9" * 40, name="名" * 200, spec="规" * 900, unit="大包装袋"
    )
    document = pdf(page_of([line], name="月末盘点" * 30, area="区" * 80, printed_by="人" * 60))
    with PdfDocument(document) as opened:
        page = opened[0]
        letters = page.get_textpage()
        width, height = page.get_size()
        for place in range(letters.count_chars()):
            left, bottom, right, top = letters.get_charbox(place)
            assert 9 * MM <= left <= right <= width - 9 * MM
            assert 6 * MM <= bottom <= top <= height - 7 * MM


def test_codes_that_are_one_stand_once_and_no_shelves_leave_no_column():
    text = one_page(sheet_line(1, shelf="", code="6900000000001"), sheet_line(2, shelf="", barcode=""))
    assert text.count("6900000000001") == 1
    assert "Shelf" not in text


def test_where_there_are_several_places_each_is_named_and_again_on_the_next_page():
    lines = [sheet_line(number, place="店面" if number <= 10 else "库房") for number in range(1, 41)]
    first, second = pages(pdf(page_of(lines)))
    assert ("店面" in first, "库房" in first, "店面" in second, "库房" in second) == (True, True, False, True)
    assert "店面" not in one_page(sheet_line(1))


def test_where_there_are_several_areas_each_is_named():
    text = one_page(sheet_line(1, area="饮料", place="库房"), sheet_line(2, area="零食", place="库房"), sheet_line(3, area=""))
    assert ["库房 · 饮料" in text, "库房 · 零食" in text] == [True, True]
    assert text.count("店面") == 1
    same = one_page(sheet_line(1, area="库房", place="库房"), sheet_line(2, area="店面"))
    assert "·" not in same


def test_blank_rows_wait_for_what_is_not_on_the_sheet_but_not_in_a_recount():
    assert "Found, but not on this sheet" in one_page(sheet_line(1))
    assert "Found" not in one_page(sheet_line(1), is_recount=True)
    assert page_count(pdf(many(24))) == 1


def test_who_counts_the_area_stands_where_it_is_signed():
    assert "Counted by: 小王" in one_page(sheet_line(1), person="小王")


def test_a_recount_has_boxes_for_the_recount_alone():
    text = one_page(sheet_line(1), is_recount=True)
    assert "Recount sheet" in text
    assert "Recounted" in text
    assert "Counted quantity" not in text


def test_an_open_sheet_says_what_the_books_said_in_packs():
    text = one_page(sheet_line(0, book=-51 * ONE, packs=(("箱", 24),)))
    assert "In the books" in text
    assert "-2 箱 3 瓶" in text
    assert "blind" not in text


@pytest.mark.parametrize("dpi", [200, 300])
def test_each_page_scans_as_its_sheet(dpi):
    document = pdf(many(30))
    for number in range(2):
        image = Image.open(BytesIO(page_png(document, number, dpi=dpi))).convert("L")
        assert [found.text for found in zxingcpp.read_barcodes(image)] == ["PD12-1"]


def test_what_is_scanned_finds_the_sheet_again(shop):
    stocked(shop)
    count = started(shop)
    with shop.work() as work:
        made = make_sheet(work, count)
    with shop.read() as view:
        document = pdf(sheet_page(view, made))
        (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(page_png(document, dpi=200))).convert("L"))
        assert sheet_by_code(view, found.text) == made


def test_a_blind_sheet_is_the_same_in_every_byte_whatever_is_in_stock(tmp_path):
    made = []
    for quantity in (7, 7777):
        folder = tmp_path / str(quantity)
        folder.mkdir()
        shop = make_shop(folder)
        stocked(shop, "茶", code="T1", quantity=quantity)
        count = started(shop, is_blind=True)
        with shop.work() as work:
            sheet = make_sheet(work, count)
        with shop.read() as view:
            made.append(pdf(sheet_page(view, sheet)))
        shop.close()
    assert made[0] == made[1]


class Stopped(Exception):
    """Somebody wants it to stop."""


def test_it_tells_how_far_it_is_and_stops_when_asked_with_nothing_written(tmp_path):
    told = []
    pdf(many(60), progress=lambda done, pages: told.append((done, pages)))
    assert told == [(0, 3), (1, 3), (2, 3)]

    def stop(done, _pages):
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        count_sheet_pdf(many(60), tmp_path / "sheet.pdf", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_in_chinese():
    i18n.use_language("zh_CN")
    text = one_page(sheet_line(1))
    for part in (
        "盘点表",
        "盲盘",
        "第 1 页，共 1 页",
        "第 1–1 行，共 1 行",
        "序号",
        "货架号",
        "实盘数量",
        "复盘数量",
        "盘点人",
        "开始时间",
    ):
        assert part in text


@pytest.mark.parametrize("key", ["A4", "A5"])
def test_the_pages_are_known_without_the_paper(shop, key):
    for number in range(60):
        stocked(shop, f"货{number}")
    count = started(shop, areas=Areas.CATEGORY)
    with shop.work() as work:
        work.connection.exec_driver_sql("UPDATE count_item SET area = 'A' WHERE position > 33")
        sheet = make_sheet(work, count)
    with shop.read() as view:
        page, spots = sheet_page(view, sheet), sheet_spots(view, sheet)
    spans = [re.findall(r"Lines (\d+) to", text)[0] for text in pages(pdf(page, form=FORMS[key]))]
    assert first_lines(spots, FORMS[key]) == [int(first) for first in spans]
