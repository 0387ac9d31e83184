"""Heads to fields: synonyms, instructions above, two rows of heads, what is ambiguous, and what is remembered."""

import io

import pytest
from babel.messages.pofile import read_po

from jxc_desktop import i18n, paths
from jxc_desktop.i18n import _
from jxc_desktop.queries.product_columns import COLUMNS
from jxc_desktop.spreadsheets.fields import BY_KEY, FIELDS, HEADS, head_key, meaning
from jxc_desktop.spreadsheets.mapping import (
    REASON,
    REASON_CHINESE,
    Mapping,
    as_before,
    mapping_at,
    mapping_by_hand,
    propose_mapping,
    remap,
    remembered,
    to_remember,
)
from jxc_desktop.spreadsheets.no_products import NoProductsHere
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.workbook import Row, Sheet, Workbook, column_letter


def book(*rows: Row, hidden: bool = False) -> Workbook:
    return Workbook("list.xlsx", "", (Sheet("Sheet1", hidden, list(rows)),))


def mapped(*heads: str) -> dict[str, str]:
    mapping = propose_mapping(book(heads, tuple(f"v{n}" for n in range(len(heads)))))
    return {key: mapping.title(column) for key, column in mapping.columns.items()}


HEADS_OF_OTHERS = {
    "barcodes": "条码 条形码 国际码 商品条码 国际条码 EAN UPC Barcode 商品条形码",
    "code": "自编码 编码 商品编号 商品代码 SKU",
    "article_number": "货号 MPN",
    "name": "品名 商品名称 名称 产品名称 Title",
    "spec": "规格 商品规格 规格型号",
    "unit": "单位 计量单位 基本单位",
    "category": "分类 类别 商品分类 Category",
    "purchase_price": "进价 供价 成本价 采购价 进货价（必填） Cost",
    "retail_price": "零售价 零售 售价 门市价 销售价 价格(元) 单价/元 Price Sell_Price",
    "member_price": "会员价 会员价格",
    "wholesale_price": "批发价 批发",
    "stock": "库存 库存数 结存数量 库存数量 现有库存 数量 InStock",
    "shelf": "货架号 货位 仓位货架",
    "tax_rate": "税率(%) 税率",
    "pack_ratio": "箱规 装箱数",
    "initials": "拼音码 助记码",
}


@pytest.mark.parametrize(("field", "head"), [(field, head) for field, heads in HEADS_OF_OTHERS.items() for head in heads.split()])
def test_a_head_of_another_program_finds_its_field(field, head):
    found = meaning(head)
    assert found is not None
    assert found[0] == field


def test_no_head_stands_under_two_fields():
    for field in FIELDS:
        for words in field.tiers:
            assert {HEADS[head_key(word)][0] for word in words.split()} == {field.key}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_our_own_export_comes_back_without_a_question(language):
    i18n.use_language(language)
    heads = tuple(_(column.title) for column in COLUMNS)
    mapping = propose_mapping(book(heads, ("1",) * len(heads)))
    assert {key: COLUMNS[column].key for key, column in mapping.columns.items()} == {key: key for key in BY_KEY}
    assert mapping.is_our_own()


def test_chinese_heads_come_back_into_an_english_window():
    heads = tuple(BY_KEY[column.key].chinese for column in COLUMNS)
    mapping = propose_mapping(book(heads, ("1",) * len(heads)))
    assert len(mapping.columns) == len(COLUMNS)
    assert mapping.is_our_own()


def test_the_chinese_titles_are_those_of_the_catalogue():
    said = {}
    for part in paths.resource("i18n", "zh_CN.d").glob("*.po"):
        said.update({message.id: message.string for message in read_po(io.BytesIO(part.read_bytes()))})
    assert {field.key: said[field.title] for field in FIELDS} == {field.key: field.chinese for field in FIELDS}
    assert said[REASON] == REASON_CHINESE


def test_heads_below_merged_instructions():
    mapping = propose_mapping(book(("1、带星号的为必填项\n2、请勿删除",), ("名称*", "零售价"), ("可乐", 3.0)))
    assert (mapping.header_row, mapping.columns) == (2, {"name": 0, "retail_price": 1})


def test_heads_in_two_rows():
    mapping = propose_mapping(book(("商品", None, "价格", None), ("条码", "名称", "零售价", "会员价"), ("1", "可乐", 3.0, 2.5)))
    assert mapping.header_row == 2
    assert set(mapping.columns) == {"barcodes", "name", "retail_price", "member_price"}


def test_heads_merged_downwards_are_taken_from_above():
    mapping = propose_mapping(book(("条码", "名称", "价格", None), (None, None, "零售价", "会员价"), ("1", "可乐", 3.0, 2.5)))
    assert mapping.columns == {"barcodes": 0, "name": 1, "retail_price": 2, "member_price": 3}


def test_the_better_head_wins_and_equals_are_left_to_a_person():
    assert mapped("名称", "零售价", "价格")["retail_price"] == "零售价"
    assert "retail_price" not in mapped("名称", "条码", "售价", "销售价")


def test_several_barcode_columns_and_category_levels_merge():
    heads = ("名称", "条码", "附加条码", "一级分类", "二级分类")
    workbook = book(heads, ("可乐", "690001", "690002", "饮料", "汽水"))
    mapping = propose_mapping(workbook)
    assert mapping.more == {"barcodes": (2,), "category": (4,)}
    assert parse_rows(workbook, mapping).rows[0].values == {"name": "可乐", "barcodes": ("690001", "690002"), "category": "饮料 / 汽水"}


def test_codes_that_are_barcodes_are_taken_for_barcodes():
    mapping = propose_mapping(book(("CODE", "NAME"), ("6901234567892", "可乐"), ("6970239290029", "雪碧")))
    assert mapping.columns == {"barcodes": 0, "name": 1}


OTHER_PROGRAMS = {
    "Siss": (
        "货号 自编码 品名 规格 单位 类别 进价 零售价 会员价",
        "barcodes code name spec unit category purchase_price retail_price member_price",
    ),
    "Pospal": (
        "名称（必填） 分类（必填） 条码 规格 主单位 库存量 进货价（必填） 销售价（必填）",
        "name category barcodes spec unit stock purchase_price retail_price",
    ),
    "Youzan": (
        "商品名称 规格编码 商品条码 规格名称 库存 零售价 成本价 商品分组",
        "name code barcodes spec stock retail_price purchase_price category",
    ),
    "Meituan": ("菜品名称 菜品分类 菜品编码 单位 售卖价", "name category code unit retail_price"),
    "Grasp": ("商品编号 商品全名 规格 单位 条码 预设售价 最近进价", "code name spec unit barcodes retail_price purchase_price"),
    "Square": ("Item_Name Variation_Name SKU GTIN Price Current_Quantity", "name spec code barcodes retail_price stock"),
    "WooCommerce": ("SKU Name Regular_price Sale_price Categories Stock Brands", "code name retail_price category stock brand"),
    "Odoo": ("Name Internal_Reference Barcode Sales_Price Cost Quantity_On_Hand", "name code barcodes retail_price purchase_price stock"),
}


@pytest.mark.parametrize("program", OTHER_PROGRAMS)
def test_sheets_of_other_programs_map_by_themselves(program):
    heads, fields = (words.split() for words in OTHER_PROGRAMS[program])
    cells = tuple("6901234567892" if head in ("货号", "GTIN") else "饮料" for head in heads)
    mapping = propose_mapping(book(tuple(head.replace("_", " ") for head in heads), cells))
    told = [head for head in heads if head != "Sale_price"]
    assert {key: heads[column] for key, column in mapping.columns.items()} == dict(zip(fields, told, strict=True))


def test_in_a_quote_the_price_is_what_the_shop_pays():
    assert mapped("产品名称", "货期", "数量", "单价/元", "总价/元") == {"name": "产品名称", "purchase_price": "单价/元"}


def test_a_hidden_sheet_is_only_taken_when_nothing_else_holds_products():
    rows: list[Row] = [("名称", "条码", "零售价"), ("可乐", "1", 3.0)]
    few: list[Row] = [("名称", "零售价"), ("可乐", 3.0)]
    workbook = Workbook("a.xlsx", "", (Sheet("old", True, rows), Sheet("new", False, few)))
    assert propose_mapping(workbook).sheet == "new"
    assert propose_mapping(workbook, sheet="old").sheet == "old"


def test_sheets_with_the_same_heads_are_read_too_and_others_are_named():
    drinks, sweets = (Sheet(name, False, [("名称", "条码", "售价"), (name, "1", 3.0)]) for name in ("饮料", "糖果"))
    other = Sheet("旧价", False, [("品名", "进价"), ("可乐", 3.0)])
    workbook = Workbook("a.xlsx", "", (other, drinks, sweets))
    mapping = propose_mapping(workbook)
    assert (mapping.sheet, mapping.also, mapping.others) == ("饮料", ("糖果",), ("旧价",))
    assert [(row.sheet, row.row_no) for row in parse_rows(workbook, mapping).rows] == [("饮料", 2), ("糖果", 2)]


def test_the_sheet_with_more_rows_is_read_and_the_other_named():
    drinks = Sheet("饮料", False, [("条码", "品名", "售价"), ("1", "可乐", 3.0), ("2", "雪碧", 3.0)])
    tobacco = Sheet("烟酒", False, [("条码", "品名", "售价", "规格"), ("3", "烟", 3.0, "盒")])
    workbook = Workbook("a.xlsx", "", (tobacco, drinks, Sheet("空", False, [("条码", "品名", "售价", "进价", "库存")])))
    assert (propose_mapping(workbook).sheet, propose_mapping(workbook).others) == ("饮料", ("烟酒",))
    assert propose_mapping(workbook, sheet="烟酒").others == ("饮料",)
    assert mapping_at(workbook, "烟酒", 1).others == ("饮料",)


def test_a_row_of_heads_chosen_by_hand_is_remembered():
    rows: tuple[Row, ...] = (("名称", "条码", "售价"), ("Product", "Code 2", "Cost 2"), ("可乐", "1", 3.0))
    proposed, chosen = propose_mapping(book(*rows)), remap(mapping_at(book(*rows), "Sheet1", 2), {"name": 0, "purchase_price": 2})
    kept = to_remember(chosen, proposed.fingerprint)
    again = book(*rows[:2], ("雪碧", "2", 4.0))
    found = as_before(again, propose_mapping(again), kept.get)
    assert found is not None
    assert (found.header_row, found.columns) == (2, {"name": 0, "purchase_price": 2})
    assert remembered(proposed, kept[proposed.fingerprint]) == proposed
    moved = book(rows[0], ("雪碧", "2", 4.0))
    assert as_before(moved, propose_mapping(moved), kept.get) is None


def test_a_workbook_without_heads_is_not_remembered():
    assert to_remember(mapping_at(book(("可乐", 3.0)), "Sheet1", 0), "") == {}


def test_the_user_may_say_otherwise():
    workbook = book(("甲", "乙"), ("可乐", 3.0))
    mapping = remap(mapping_at(workbook, "Sheet1", 1), {"name": 0, "retail_price": 1})
    assert parse_rows(workbook, mapping).rows[0].values == {"name": "可乐", "retail_price": 3_0000}
    with pytest.raises(KeyError):
        remap(mapping, {"colour": 1})


def test_a_mapping_is_remembered_by_its_heads():
    first = propose_mapping(book(("名称", "售价", "成本"), ("可乐", 3.0, 2.0)))
    again = propose_mapping(book(("说明",), (" 名称* ", "售 价", "成本"), ("雪碧", 4.0, 3.0)))
    assert again.fingerprint == first.fingerprint
    chosen = remap(first, {"name": 0, "member_price": 1})
    assert remembered(again, chosen.as_text()).columns == {"name": 0, "member_price": 1}


def test_what_was_remembered_of_columns_that_are_gone_is_left_out():
    mapping = propose_mapping(book(("名称", "售价"), ("可乐", 3.0)))
    wider = Mapping("s", 1, {"name": 0, "stock": 7}, "", 0, more={"name": (9,)})
    assert remembered(mapping, wider.as_text()).columns == {"name": 0}


@pytest.mark.parametrize(
    ("heads", "seems"),
    [
        (("名称", "联系人", "手机号码", "地址"), "contacts"),
        (("条码", "入库数量", "入库仓库"), "movements"),
        (("条码", "名称", "实盘数量"), "count"),
        (("单据编号", "商品名称", "数量", "单价"), "documents"),
        (("日期", "条码", "售价"), "price_history"),
        (("时间", "收入（元）", "支出（元）"), "cash_notes"),
        (("甲", "乙", "丙"), "unknown"),
    ],
)
def test_what_holds_no_products_says_what_it_seems_to_be(heads, seems):
    with pytest.raises(NoProductsHere) as refused:
        propose_mapping(book(heads, tuple("123456"[: len(heads)])))
    assert refused.value.seems == seems


@pytest.mark.parametrize(
    "heads",
    [
        "条码 名称 单价 数量",
        "条码 品名 售价 入库数量",
        "编码 品名 售价 实盘数量",
        "条码 品名 进价 联系人 电话",
        "条码 品名 售价 生产日期 剩余",
        "流水号 条码 品名 售价",
        "商品编码 分类",
        "商品编码 货架号",
        "条码 单位",
        "名称 库存下限",
    ],
)
def test_a_list_of_products_is_read_whatever_stands_beside(heads):
    assert propose_mapping(book(tuple(heads.split()), ("1", "2", "3", "4", "5"))).columns


@pytest.mark.parametrize(
    ("heads", "seems"),
    [
        ("条码* 名称 数量* 单价", "order_lines"),
        ("订单号 条码 品名 单价 数量", "documents"),
        ("流水号 交易时间 条码 品名 单价", "sales"),
        ("流水号 条码 品名 单价 金额", "sales"),
        ("product_id brand", "nameless"),
        ("条码", "nameless"),
    ],
)
def test_forms_and_dealings_are_still_named(heads, seems):
    with pytest.raises(NoProductsHere) as refused:
        propose_mapping(book(tuple(heads.split()), ("1", "2", "3", "4", "5")))
    assert refused.value.seems == seems


def test_what_was_refused_can_be_mapped_by_hand():
    odd = mapping_by_hand(book(("物品", "扫描号", "卖多少"), ("可乐", "6901234567892", 3.0)))
    assert odd is not None
    assert (odd.header_row, odd.columns) == (1, {})
    bare = book(("可乐", "6901234567892", 3.0), ("雪碧", "6901234567908", 4.0))
    without_heads = mapping_by_hand(bare)
    assert without_heads is not None
    assert (without_heads.header_row, without_heads.fingerprint, without_heads.title(1)) == (0, "", "B")
    found = parse_rows(bare, remap(without_heads, {"name": 0, "barcodes": 1, "retail_price": 2}))
    assert [(row.row_no, row.values["name"]) for row in found.rows] == [(1, "可乐"), (2, "雪碧")]
    assert mapping_by_hand(book()) is None


def test_a_workbook_of_blank_sheets_is_named():
    with pytest.raises(NoProductsHere, match="without any filled rows"):
        propose_mapping(book())


def test_letters_of_columns():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
