"""Count sheets for tests: pages of lines with sensible values, without a shop."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from jxc_desktop.domain.counts import Moment
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.queries.count_sheets import SheetLine, SheetPage
from jxc_desktop.queries.counts import Sheet
from jxc_desktop.queries.party_papers import ShopHead
from tests.builders import BEIJING

NAMES = (
    ("康师傅冰红茶", "500ml", "瓶", (("箱", 15),)),
    ("农夫山泉饮用天然水", "550ml", "瓶", (("箱", 24), ("提", 12))),
    ("心相印茶语丝享系列抽取式面巾纸三层一百二十抽超值家庭装", "120抽", "包", (("提", 16),)),
    ("红富士苹果", "", "公斤", ()),
    ("L型内六角自攻螺丝 4*40", "M4", "盒", (("件", 50),)),
    ("Washing powder extra large family pack", "2.5 kg", "bag", (("case", 6),)),
)


def sheet_line(line_no: int = 1, **more: Any) -> SheetLine:
    """A line with a name of several, a shelf, a code and a barcode of its own."""
    name, spec, unit, packs = NAMES[line_no % len(NAMES)]
    shelf = f"{chr(65 + line_no // 40 % 26)}-{line_no // 4 % 10 + 1:02d}"
    made = SheetLine(line_no, line_no, 1, 0, "店面", shelf, f"C{line_no:05d}", f"69{line_no:011d}", name, spec, unit, packs, None)
    return replace(made, **more)


def page_of(lines: Sequence[SheetLine], *, area: str = "", **more: Any) -> SheetPage:
    """A sheet of these lines; with a book quantity when they have one."""
    has_book = lines[0].book is not None
    at = datetime(2026, 11, 30, 16, 20, tzinfo=BEIJING)
    sheet = Sheet(1, 1, 12, 1, area, not has_book, Moment(5, at), len(lines))
    shop = ShopHead("好邻居便利店", "人民路 12 号", "010-1", "¥")
    return replace(SheetPage(shop, sheet, "月末盘点", is_recount=False, has_book=has_book, printed_by="老板", lines=tuple(lines)), **more)


def many(count: int, *, with_book: bool = False) -> SheetPage:
    """A sheet of so many lines."""
    return page_of([sheet_line(number, book=number * ONE if with_book else None) for number in range(1, count + 1)])
