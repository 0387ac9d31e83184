"""What an import would do, row by row: matched, changed only where mapped, wrong with a cure, doubtful with a question."""

from typing import Any

import pytest

from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.sheet_rows import CLEAR, SheetRow
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.differences import Differences
from jxc_desktop.queries.product_fields import PackFields, ProductFields

COLA = ProductFields(
    name="可口可乐",
    spec="330ml",
    unit="罐",
    category="饮料",
    barcodes=("6901234567892",),
    retail_price=2_5000,
    purchase_price=1_8000,
    no_discount=True,
    packs=(PackFields("箱", 24, 55_0000, ("6901234567908",)),),
)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    with shop.work() as work:
        add_product(work, COLA)
    return shop


def found(shop: Shop, *values: dict[str, Any], **choices: Any) -> Differences:
    with shop.read() as view:
        return compare(view, [SheetRow(number, value) for number, value in enumerate(values, 2)], **choices)


def changes(differences: Differences) -> list[tuple[str, Any, Any]]:
    return [tuple(change) for row in differences.changed for change in row.changes]


def test_a_new_row_without_a_code_takes_the_next_free_number(stocked: Shop):
    new = found(stocked, {"name": "甲"}, {"name": "乙", "code": "1003"}, {"name": "丙"}, {"name": "丁", "code": "0007"}).new
    assert [row.code for row in new] == ["1002", "1003", "1004", "0007"]


@pytest.mark.parametrize("key", [{"code": "1001"}, {"barcodes": ("6901234567892",)}, {"barcodes": ("6901234567908",)}])
def test_known_by_code_barcode_or_pack_barcode(stocked: Shop, key: dict[str, Any]):
    assert changes(found(stocked, {**key, "retail_price": 2_6000})) == [("retail_price", 2_5000, 2_6000)]


def test_the_own_code_comes_first(stocked: Shop):
    with stocked.work() as work:
        add_product(work, ProductFields(name="百事", code="2002", barcodes=("222222",)))
    differences = found(stocked, {"code": "2002", "barcodes": ("6901234567892",)})
    (problem,) = differences.wrong
    assert (problem.reason, problem.cure, problem.other) == ("barcode_taken", "share", "1001 可口可乐")
    assert changes(found(stocked, {"code": "2002", "barcodes": ("6901234567892",)}, doubles="share")) == [
        ("barcodes", ("222222",), ("222222", "6901234567892"))
    ]


def test_an_own_code_is_never_changed_by_a_sheet(stocked: Shop):
    differences = found(stocked, {"code": "X9", "barcodes": ("6901234567892",)})
    assert [question.kind for question in differences.questions] == ["other_code"]
    assert not differences.changed


def test_blank_leaves_and_clear_empties(stocked: Shop):
    cleared = {"spec": CLEAR, "category": CLEAR, "retail_price": CLEAR, "no_discount": CLEAR, "barcodes": CLEAR, "pack_price": CLEAR}
    assert changes(found(stocked, {"code": "1001", **cleared})) == [
        ("spec", "330ml", ""),
        ("category", "饮料", ""),
        ("retail_price", 2_5000, None),
        ("no_discount", 1, 0),
        ("barcodes", ("6901234567892",), ()),
        ("pack_price", 55_0000, None),
    ]


def test_only_the_fields_asked_for_change(stocked: Shop):
    row = {"code": "1001", "name": "可乐", "retail_price": 2_6000}
    assert changes(found(stocked, row, fields=["retail_price"])) == [("retail_price", 2_5000, 2_6000)]


def test_a_row_that_says_what_is_known_is_skipped(stocked: Shop):
    same = {
        "code": "1001",
        "name": "可口可乐",
        "no_discount": True,
        "pack_name": "箱",
        "pack_ratio": 24,
        "pack_barcode": ("6901234567908",),
    }
    assert found(stocked, same).counts() == {"new": 0, "changed": 0, "skipped": 1, "wrong": 0}


def test_barcodes_are_added_never_taken_away(stocked: Shop):
    assert changes(found(stocked, {"code": "1001", "barcodes": ("777777",)})) == [
        ("barcodes", ("6901234567892",), ("6901234567892", "777777"))
    ]
    assert not found(stocked, {"code": "1001", "barcodes": ("6901234567908",)}).changed


def test_a_new_product_needs_a_name(stocked: Shop):
    (problem,) = found(stocked, {"code": "77", "retail_price": 1}).wrong
    assert (problem.row_no, problem.reason, problem.line()) == (2, "no_name", "Row 2, Product name: “77”: a new product needs a name")


def test_a_new_products_code_is_nobodys_barcode_and_its_barcode_nobodys_code(stocked: Shop):
    sheet: list[dict[str, Any]] = [
        {"name": "甲", "code": "6901234567892"},
        {"name": "乙", "barcodes": ("1001",)},
        {"name": "丙", "code": "7", "barcodes": ("70",)},
        {"name": "丁", "code": "70"},
        {"name": "戊", "code": "777777", "barcodes": ("777777",)},
    ]
    differences = found(stocked, *sheet)
    assert [problem.sentence() for problem in differences.wrong] == [
        "“6901234567892”: this is a barcode of 1001 可口可乐",
        "“1001”: this is the product code of 1001 可口可乐",
        "“70”: this is a barcode of row 4",
    ]
    assert [row.values["name"] for row in differences.new] == ["丙", "戊"]
    assert found(stocked, *sheet, doubles="share").wrong == []


def test_a_blank_name_is_only_missed_by_a_new_product(stocked: Shop):
    sheet = [SheetRow(2, {"code": "1001", "retail_price": 2_6000}, above="别的"), SheetRow(3, {"code": "77"}, above="雪碧")]
    with stocked.read() as view:
        asked, cured = compare(view, sheet), compare(view, sheet, name_above=True)
    assert [(problem.row_no, problem.reason, problem.cure) for problem in asked.wrong] == [(3, "no_name", "name_above")]
    assert changes(asked) == changes(cured) == [("retail_price", 2_5000, 2_6000)]
    assert [(row.code, row.values["name"]) for row in cured.new] == [("77", "雪碧")]


def test_a_free_number_is_nobodys_barcode(stocked: Shop):
    with stocked.work() as work:
        add_product(work, ProductFields(name="短码", code="X", barcodes=("1002",)))
    assert [row.code for row in found(stocked, {"name": "甲", "barcodes": ("1003",)}, {"name": "乙"}).new] == ["1004", "1005"]


@pytest.mark.parametrize("row", [{"code": "B2"}, {"code": "B2", "barcodes": ("777777",)}, {"barcodes": ("777777",)}])
def test_a_row_with_a_code_of_its_own_is_not_another_product_of_that_name(stocked: Shop, row: dict[str, Any]):
    differences = found(stocked, {**row, "name": "可口可乐", "spec": "330ml", "retail_price": 9_0000}, match_by_name=True)
    assert (len(differences.new), differences.changed, differences.same_names) == (1, [], 0)


def test_a_barcode_comes_by_name_to_a_product_that_has_none(stocked: Shop):
    with stocked.work() as work:
        add_product(work, ProductFields(name="散茶"))
    row = {"barcodes": ("777777",), "name": "散茶"}
    assert found(stocked, row).same_names == 1
    assert changes(found(stocked, row, match_by_name=True)) == [("barcodes", (), ("777777",))]


def test_shared_barcodes_are_no_doubles_when_the_codes_say_which(stocked: Shop):
    with stocked.work() as work:
        for code in ("B1", "B2"):
            add_product(work, ProductFields(name=code, code=code, barcodes=("555555",)), share_codes=True)
    rows = [{"code": code, "barcodes": ("555555",), "retail_price": 1_0000} for code in ("B1", "B2")]
    assert [row.code for row in found(stocked, *rows).changed] == ["B1", "B2"]
    more = found(stocked, {"code": "B1", "barcodes": ("555555", "666666")})
    assert (changes(more), more.wrong) == ([("barcodes", ("555555",), ("555555", "666666"))], [])


def test_a_stock_that_is_emptied_is_told(stocked: Shop):
    assert [note.reason for note in found(stocked, {"code": "1001", "stock": CLEAR}).notes] == ["stock_not_emptied"]


def test_of_a_new_products_pack_only_what_makes_sense_is_taken(stocked: Shop):
    pack = {"pack_name": "箱", "pack_ratio": 24, "pack_barcode": ("777777",)}
    whole, same, none = found(
        stocked,
        {"name": "甲", **pack},
        {"name": "乙", "barcodes": ("888888",), **pack, "pack_barcode": ("888888",)},
        {"name": "丙", "pack_name": "箱"},
    ).new
    assert {key: whole.values[key] for key in pack} == pack
    assert "pack_barcode" not in same.values
    assert not any(key.startswith("pack_") for key in none.values)


def test_doubles_name_both_rows(stocked: Shop):
    differences = found(
        stocked,
        {"code": "1001", "retail_price": 3_0000},
        {"barcodes": ("6901234567892",), "retail_price": 2_0000, "spec": "500ml"},
        {"code": "8", "name": "甲"},
        {"code": "8", "name": "乙"},
    )
    assert [(problem.row_no, problem.other_row, problem.reason, problem.cure) for problem in differences.wrong] == [
        (3, 2, "double_product", "merge"),
        (5, 4, "double_code", "merge"),
    ]
    assert (len(differences.changed), len(differences.new)) == (1, 1)


def test_merged_rows_count_once_and_the_first_wins(stocked: Shop):
    merged = found(stocked, {"code": "1001", "retail_price": 3_0000}, {"code": "1001", "retail_price": 1, "spec": "500ml"}, doubles="merge")
    assert sorted(changes(merged)) == [("retail_price", 2_5000, 3_0000), ("spec", "330ml", "500ml")]
    assert not merged.wrong


def test_a_barcode_of_several_products_needs_the_code(stocked: Shop):
    with stocked.work() as work:
        add_product(work, ProductFields(name="促销可乐", barcodes=("6901234567892",)), share_codes=True)
    assert [problem.reason for problem in found(stocked, {"barcodes": ("6901234567892",), "retail_price": 1}).wrong] == ["several_products"]
    by_name = found(stocked, {"barcodes": ("6901234567892",), "name": "促销可乐", "retail_price": 1})
    assert [row.name for row in by_name.changed] == ["促销可乐"]


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"retail_price": 3_2500}, []),
        ({"retail_price": 3_2501}, ["price_jump"]),
        ({"retail_price": 1_7900}, ["price_below_cost"]),
        ({"retail_price": 1_7400}, ["price_jump", "price_below_cost"]),
        ({"purchase_price": 2_6000}, ["price_jump", "price_below_cost"]),
        ({"pack_price": 99_0000}, ["price_jump"]),
    ],
)
def test_doubtful_prices_are_asked_about(stocked: Shop, values: dict[str, Any], kinds: list[str]):
    assert [question.kind for question in found(stocked, {"code": "1001", **values}).questions] == kinds


def test_what_is_asked_about_may_be_left_out(stocked: Shop):
    differences = found(stocked, {"code": "1001", "retail_price": 9_0000}, {"code": "9", "name": "甲"})
    left = differences.without([(question.sheet, question.row_no) for question in differences.questions])
    assert (left.counts()["changed"], left.counts()["new"], left.questions) == (0, 1, [])


def test_unit_and_kind_stay_once_goods_moved(stocked: Shop):
    assert changes(found(stocked, {"code": "1001", "unit": "瓶"})) == [("unit", "罐", "瓶")]
    with stocked.work() as work:
        set_opening_stock(work, [OpeningLine(1, 5_000)])
    for values in ({"unit": "瓶"}, {"kind": "service"}):
        assert [problem.reason for problem in found(stocked, {"code": "1001", **values}).wrong] == ["has_history"]


def test_a_service_keeps_no_stock(stocked: Shop):
    differences = found(stocked, {"name": "配送", "kind": str(Kind.SERVICE), "stock": 5_000})
    assert [note.reason for note in differences.notes] == ["no_stock_kind"]
    assert "stock" not in differences.new[0].values


@pytest.mark.parametrize(("values", "made"), [({"name": "雪碧"}, 1), ({"code": "1001"}, 0)])
def test_stock_below_zero_opens_nothing(stocked: Shop, values: dict[str, Any], made: int):
    differences = found(stocked, {**values, "stock": -6_000})
    assert [note.sentence() for note in differences.notes] == ["a stock below zero is not taken over: \N{MINUS SIGN}6"]
    assert [dict(row.values) for row in differences.new] == [values] * made
    assert differences.counts() == {"new": made, "changed": 0, "skipped": 1 - made, "wrong": 0}


def test_a_counted_stock_below_zero_comes_back_and_stays(stocked: Shop):
    with stocked.work() as work:
        set_opening_stock(work, [OpeningLine(1, 5_000)])
    assert [note.reason for note in found(stocked, {"code": "1001", "stock": -6_000}).notes] == ["stock_opened"]


def test_an_empty_sheet_does_nothing(stocked: Shop):
    assert found(stocked).counts() == {"new": 0, "changed": 0, "skipped": 0, "wrong": 0}
