"""盘点结果 on paper: what was counted by whom, what it came to, how exactly, the lines that differ with why; money by right."""

from dataclasses import replace
from io import BytesIO

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.printing.count_results import count_result_paper, count_result_pdf
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.queries.count_results import count_result
from jxc_desktop.queries.party_papers import ShopHead, shop_head
from tests.builders import stocked
from tests.count_results import line, past, result
from tests.counts import counted, posted, started
from tests.printing.test_vouchers import pages

SHOP = ShopHead("好邻居便利店", "人民路 12 号", "010-1", "¥")
SOME = (
    line(10, 10, place="库房"),
    line(10, 12, 4_0000, name="糖", reason="漏登"),
    line(10, 7, -6_0000, name="酒", code="C7", round=2, first_quantity=9 * ONE, first_person="小李"),
    line(0, 8, 16_0000, is_first=True),
)


def table(made, title):
    (found,) = [each for each in count_result_paper(made, SHOP).tables if each.title == title]
    return [column.title for column in found.columns], list(found.rows)


def printed(made, key="A4"):
    stream = BytesIO()
    count_result_pdf(made, SHOP, stream, form=FORMS[key])
    return pages(stream.getvalue())


def test_the_head_says_which_count_by_whom_and_when_with_its_documents():
    (text,) = printed(result(*SOME, remark="月末例行", reversed_by="HC20261201-0001"))
    said = (
        "好邻居便利店",
        "Count result",
        "Count 12",
        "月末盘点",
        "全店",
        "blind",
        "PD20261130-0001",
        "PY20261130-0001",
        "PK20261130-0001",
    )
    when = ("Begun 2026-11-30 09:20 by 老板", "Posted 2026-11-30 18:20 by 老板", "Business day: 2026-11-30", "Counted by: 小王, 小李")
    for part in (*said, *when, "月末例行", "Reversed by HC20261201-0001", "Checked by:", "Agreed to by:"):
        assert part in text


def test_the_sums_are_in_lines_pieces_and_money():
    heads, rows = table(result(*SOME, left=3, worth=100_0000), "In all")
    assert heads == ["", "Number of lines", "Quantity", "Amount"]
    assert rows == [
        ("As in the books", "1", "", ""),
        ("Over (gain)", "1", "2", "4.00"),
        ("Missing (loss)", "1", "−3", "−6.00"),
        ("Over less missing", "", "−1", "−2.00"),
        ("Stock was set up by it", "1", "", "16.00"),
        ("Lines counted", "4", "", ""),
        ("Not counted", "3", "", ""),
        ("Counted again", "1", "", ""),
        ("Accuracy", "33.33 %", "", ""),
        ("Over less missing, of a worth of 100.00", "", "", "−2 %"),
    ]


def test_places_people_and_counts_before_are_compared():
    made = result(*SOME, past=(past("PD20261031-0001", 90, 100, -50_0000),))
    assert table(made, "By place")[1][0] == ("库房", "1", "1", "100 %", "0", "0", "0.00", "0.00")
    assert table(made, "By person")[1][0] == ("小李", "1", "0", "0 %", "1", "0", "0 %")
    first, before = table(made, "From count to count")[1]
    assert first[:4] == ("PD20261130-0001", "月末盘点", "4", "33.33 %")
    assert before == ("PD20261031-0001", "", "100", "90 %", "0.00", "−50.00", "−50.00", "")


def test_lines_that_differ_come_by_money_and_say_why():
    heads, rows = table(result(*SOME), "Lines that differ: 2")
    assert heads[3] == "Place"
    assert rows == [
        ("3", "C7", "酒", "店面", "10 瓶", "7 瓶", "−3", "−6.00", "first count 9 by 小李"),
        ("2", "1001", "糖", "店面", "10 瓶", "12 瓶", "2", "4.00", "漏登"),
    ]
    assert "Place" not in table(result(line(10, 7, -6_0000)), "Lines that differ: 1")[0]
    assert table(result(line(10, 10)), "No line differs.")[1] == []


def test_who_may_not_see_costs_prints_no_money():
    made = result(*(replace(each, value=0) for each in SOME), has_money=False)
    heads = {column.title for each in count_result_paper(made, SHOP).tables for column in each.columns}
    assert heads.isdisjoint({"Amount", "Over in money", "Missing in money", "Over less missing", "Share of the worth"})
    (text,) = printed(made)
    assert "0.00" not in text


@pytest.mark.parametrize("key", ["A4", "A5"])
def test_a_long_one_has_its_heads_on_every_page_and_each_line_once(key):
    found = printed(result(*(line(100, number, (number - 100) * 2_0000, code=f"K{number:03d}") for number in range(90))), key)
    assert len(found) > 2
    whole = "".join(found)
    assert all(whole.count(f"K{number:03d}") == 1 for number in range(90))
    for number, text in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in text
        assert ("K0" in text) == ("Item" in text)
    assert [("Checked by:" in text) for text in found] == [False] * (len(found) - 1) + [True]


def test_from_the_books_in_chinese(shop):
    i18n.use_language("zh_CN")
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶", quantity=5)
    count = started(shop, name="月末")
    counted(shop, count, cola, 8)
    counted(shop, count, tea, 5)
    posted(shop, count)
    with shop.read() as view:
        made, head = count_result(view, count), shop_head(view)
    stream = BytesIO()
    count_result_pdf(made, head, stream, form=FORMS["A4"])
    (text,) = pages(stream.getvalue())
    for part in ("盘点结果", "月末", "账实相符", "盘亏", "-4.00", "50 %", "差异明细：1 行", "可乐", "负责人："):
        assert part in text


def test_heads_take_a_second_line_before_their_letters_shrink():
    (text,) = printed(result(*SOME))
    lines = [line.strip() for line in text.splitlines()]
    assert "First count was right" not in lines
    assert {"First count", "was right"} <= set(lines)
