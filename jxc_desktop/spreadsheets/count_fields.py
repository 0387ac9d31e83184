"""The fields of a count that was written down: the heads under which people and devices keep them, and how they look without heads.

An earlier tier wins over a later one. A file without heads (a hand-held's) is understood by its values.
"""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import time
from itertools import islice

from jxc_desktop.domain.barcodes import is_valid_gtin
from jxc_desktop.domain.count_rows import TITLES
from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets.fields import head_key
from jxc_desktop.spreadsheets.moments import read_moment
from jxc_desktop.spreadsheets.row_errors import Wrong
from jxc_desktop.spreadsheets.values import shown
from jxc_desktop.spreadsheets.workbook import Cell, Row

# As our own sheets say it in Chinese; in English they have the titles above.
_OURS = {
    "barcode": "条码",
    "code": "商品编码",
    "name": "商品名称",
    "spec": "规格",
    "quantity": "实盘数量",
    "recount": "复盘",
    "place": "仓库",
    "shelf": "货架号",
    "count_sheet": "盘点表",
    "line_no": "序号",
}
_TIERS: dict[str, tuple[str, ...]] = {
    "count_sheet": ("盘点表号 盘点表编号 countsheet countsheetno",),
    "line_no": ("行号 行 序号 line lineno",),
    "barcode": ("条码 条形码 商品条码 国际条码 商品条形码 69码 货品条码 barcode barcodes ean ean13 upc gtin scancode 扫码",),
    "code": (
        "商品编码 商品编号 商品代码 自编码 货号 编码 店内码 sku itemcode productcode stockcode 单品编码 物料编码 货品编码 编号",
        "code productid itemid itemno 商品id 单品id plu 代码 款号",
    ),
    "name": (
        "商品名称 品名 商品名 产品名称 货品名称 物料名称 单品名称 商品 productname itemname product",
        "名称 description item name title 货品 材料名称",
    ),
    "spec": ("规格 商品规格 规格型号 spec specification",),
    "quantity": (
        (
            "实盘数量 实盘数 实盘 实盘库存 盘点数量 盘点数 盘点量 盘点库存 初盘数量 初盘数 初盘 实点数量 实点 清点数量 实存数量 实存 点数 盘点结果 "
            "counted countedquantity countedqty countquantity countqty physicalcount physicalquantity actualcount actualquantity actualqty"
        ),
        "数量 实际数量 实际库存 件数 个数 quantity qty count pcs pieces menge anzahl",
        "合计 合计数量 总数 total totalquantity totalqty",
    ),
    "recount": ("复盘数量 复盘数 复盘 recount recounted recountquantity recountqty secondcount",),
    "time": (
        "盘点时间 扫描时间 采集时间 录入时间 countedat scannedat scantime counttime timestamp datetime 日期时间",
        "时间 time",
    ),
    "day": ("盘点日期 扫描日期 采集日期 countdate scandate", "日期 date day"),
    "place": ("仓库 仓库名称 门店 门店名称 库房 warehouse place storeroom",),
    "shelf": ("货架号 货位 货位号 货架 货架位 库位 储位 库区 陈列位置 shelf shelfposition bin", "位置 location loc"),
    "person": ("盘点人 盘点员 初盘人 清点人 操作员 操作人 countedby person operator 采集人",),
}
IDENTITY = frozenset({"barcode", "code", "name"})
NUMBERS = frozenset({"quantity", "recount"})
SAMPLE = 200

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{2,39}", re.ASCII)
_FIGURE = re.compile(r"\d{1,9}(?:\.\d{1,3})?(?:\s*\S{1,3})?(?:\s*\d{1,6}\s*\S{0,3})?", re.ASCII)
_SHELF = re.compile(r"[A-Za-z]{1,3}[-./]?\d{1,3}(?:[-./]\d{1,3})*", re.ASCII)
_MOSTLY = 0.8
_LONG = 8


def _heads() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for key, title in TITLES.items():
        found[head_key(title)] = (key, -1)
    for key, title in _OURS.items():
        found[head_key(title)] = (key, -1)
    for key, tiers in _TIERS.items():
        for tier, words in enumerate(tiers):
            for word in words.split():
                found.setdefault(head_key(word), (key, tier))
    return found


_MEANS = _heads()


def columns_of(heads: Sequence[str]) -> dict[str, int]:
    """The column of each field: the best tier, the first column of it. A number of the row alone says nothing."""
    best: dict[str, tuple[int, int]] = {}
    for index, head in enumerate(heads):
        meant = _MEANS.get(head_key(head)) if head else None
        if meant is not None:
            key, tier = meant
            best[key] = min(best.get(key, (tier, index)), (tier, index))
    if "count_sheet" not in best:
        best.pop("line_no", None)
    return {key: index for key, (_tier, index) in best.items()}


def names_goods(columns: Collection[str]) -> bool:
    """Whether these fields say which goods a row is of."""
    return bool(IDENTITY & set(columns)) or {"count_sheet", "line_no"} <= set(columns)


def holds_counts(columns: Collection[str]) -> bool:
    """Whether these fields, under heads, make a count: which goods, and how many."""
    return names_goods(columns) and bool(NUMBERS & set(columns))


def lacking(columns: Collection[str], *, has_heads: bool) -> str:
    """What these fields lack to make a count, in words. Without heads each row may be one scan of one piece."""
    if not names_goods(columns):
        return _("Say which column holds the barcode, the product code or the name.")
    if not NUMBERS & set(columns) and (has_heads or "barcode" not in columns):
        return _("Say which column holds the counted quantity.")
    return ""


# without heads


def guess_columns(rows: Sequence[Row]) -> dict[str, int]:
    """What the columns of a table without heads are, by their values: `barcode;quantity` and its relatives; {} where it is no such table.

    One column of codes is a list of scans, each one piece.
    """
    sample = list(islice((row for row in rows if row), SAMPLE))
    width = max(map(len, sample), default=0)
    columns = [[row[index] for row in sample if index < len(row) and row[index] is not None] for index in range(width)]
    filled = {index: cells for index, cells in enumerate(columns) if len(cells) >= len(sample) * _MOSTLY}
    return _guessed(filled, _times(filled)) or _guessed(filled, {})


def _guessed(filled: dict[int, list[Cell]], times: dict[str, int]) -> dict[str, int]:
    found = dict(times)
    rest = {index: cells for index, cells in filled.items() if index not in found.values() and not _runs_on(cells, alone=len(filled) == 1)}
    code = _best_code(rest)
    if code is None:
        return {}
    found["barcode"] = code
    figures = [index for index, cells in rest.items() if index != code and _mostly(cells, _is_figure)]
    if figures:
        found["quantity"] = figures[0]
    elif len(rest) > 1 or not _mostly(rest[code], _is_long_code):
        return {}
    shelf = [index for index, cells in rest.items() if index not in found.values() and _mostly(cells, _is_shelf)]
    if shelf:
        found["shelf"] = shelf[0]
    return found


def _times(filled: dict[int, list[Cell]]) -> dict[str, int]:
    """The columns that hold moments, or days and times of day."""
    found: dict[str, int] = {}
    for index, cells in filled.items():
        kinds = {_kind_of_time(cell) for cell in cells}
        if kinds in ({"datetime"}, {"time"}):
            found.setdefault("time", index)
        elif kinds == {"date"}:
            found.setdefault("day", index)
    if "day" in found and "time" not in found:  # 093005 beside a day
        packed = [index for index, cells in filled.items() if _share(cells, _is_packed_clock) == 1]
        found.update(zip(["time"], packed, strict=False))
    return found


def _is_packed_clock(cell: Cell) -> bool:
    try:
        return len(shown(cell)) == 6 and type(read_moment(shown(cell))) is time
    except Wrong:
        return False


def _kind_of_time(cell: Cell) -> str:
    """datetime, date or time; nothing for what may as well be a number or a code."""
    text = shown(cell)
    if text.isdecimal() and not (len(text) in (8, 12, 14) and text.startswith("20")):
        return ""
    if isinstance(cell, (int, float)) and not text.isdecimal():
        return ""
    try:
        return type(read_moment(text)).__name__
    except Wrong:
        return ""


def _runs_on(cells: Sequence[Cell], *, alone: bool) -> bool:
    """Whether a column only numbers the rows."""
    return not alone and len(cells) > 2 and [shown(cell).strip() for cell in cells] == [str(number) for number in range(1, len(cells) + 1)]


def _best_code(rest: dict[int, list[Cell]]) -> int | None:
    """The column that looks most like codes: valid barcodes, long ones, different ones; figures beside it may be shorter."""
    scored = []
    for index, cells in rest.items():
        texts = [shown(cell).strip() for cell in cells]
        if not _mostly(cells, _is_code):
            continue
        length = sum(map(len, texts)) / len(texts)
        gtins = sum(map(is_valid_gtin, texts)) / len(texts)
        scored.append((gtins > _MOSTLY, length >= _LONG, round(length), len(set(texts)), -index))
    if not scored:
        return None
    best = max(scored)
    is_long = best[1]
    return -best[-1] if is_long or len(rest) <= 3 else None


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def _mostly(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> bool:
    """Nearly all of them; of three or four all but one."""
    misses = sum(not test(cell) for cell in cells)
    return misses * 5 <= len(cells) or (misses == 1 and len(cells) > 2)


def _is_code(cell: Cell) -> bool:
    text = shown(cell).strip()
    return _CODE.fullmatch(text) is not None and any(map(str.isdigit, text))


def _is_long_code(cell: Cell) -> bool:
    return len(shown(cell).strip()) >= _LONG


def _is_figure(cell: Cell) -> bool:
    return _FIGURE.fullmatch(shown(cell).strip()) is not None


def _is_shelf(cell: Cell) -> bool:
    return _SHELF.fullmatch(shown(cell).strip()) is not None
