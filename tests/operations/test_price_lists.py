"""Price lists: matched, compared, asked about, applied whole or not at all, taken back as a batch."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.products import barcode, pack, price_change, product
from jxc_desktop.db.tables.purchasing import supplier_price, supplier_product
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations import import_undo, imports, offers
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.imports import ImportCancelled, apply_import, finish_imports, stage_import
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.differences import Offer
from jxc_desktop.queries.imports import PRICES
from jxc_desktop.queries.price_lists import Answers, PriceList, compare_prices, supplier_named
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code
from tests import builders
from tests.purchases import line, receipt

COLA = "6901234567892"
BOX = "6901234567908"
YUAN = 10_000


@pytest.fixture
def supplier(shop: Shop) -> int:
    with shop.work() as work:
        return add_supplier(work, SupplierFields("大发批发"))


@pytest.fixture
def cola(shop: Shop) -> int:
    """可乐, by the bottle at 2.00 for 3.00, by the box of 24."""
    fields = ProductFields(
        name="可乐",
        spec="330ml",
        code="C1",
        unit="瓶",
        retail_price=3 * YUAN,
        purchase_price=2 * YUAN,
        barcodes=(COLA,),
        packs=(PackFields("箱", 24, 66 * YUAN, (BOX,)),),
    )
    with shop.work() as work:
        add_product(work, fields)
        return find_by_code(work, "C1")[0].product.id


def rows(*values: dict[str, Any]) -> list[SheetRow]:
    return [
        SheetRow(number, {key: (value,) if key == "barcodes" else value for key, value in row.items()})
        for number, row in enumerate(values, 2)
    ]


def compared(shop: Shop, supplier: int, *values: dict[str, Any], **answers: Any) -> PriceList:
    with shop.read() as view:
        return compare_prices(view, supplier, rows(*values), Answers(**answers))


def staged(shop: Shop, supplier: int, found: PriceList) -> int:
    return stage_import(shop, found, "prices.xlsx", "hash", kind=f"{PRICES}{supplier}")


def imported(shop: Shop, supplier: int, *values: dict[str, Any], **answers: Any) -> int:
    import_id = staged(shop, supplier, compared(shop, supplier, *values, **answers))
    assert apply_import(shop, import_id) == []
    return import_id


def facts(shop: Shop) -> dict[str, Any]:
    """Everything that an import of prices may change, ids and times aside."""
    with shop.read() as view:
        run = view.connection.execute
        o = supplier_product.c
        return {
            "offers": set(run(select(o.supplier_id, o.product_id, o.pack_id, o.code, o.name, o.price, o.minimum)).all()),
            "products": set(run(select(product.c.code, product.c.name, product.c.purchase_price, product.c.version)).all()),
        }


def offer(shop: Shop, product_id: int, pack_id: int = 0) -> Offer | None:
    with shop.read() as view:
        o = supplier_product.c
        found = view.connection.execute(
            select(o.code, o.name, o.price, o.minimum).where(o.product_id == product_id, o.pack_id == pack_id)
        ).one_or_none()
    return None if found is None else Offer(*found)


def price(shop: Shop, product_id: int) -> int:
    with shop.read() as view:
        return int(view.connection.execute(select(product.c.purchase_price).where(product.c.id == product_id)).scalar_one())


def box(shop: Shop) -> int:
    with shop.read() as view:
        return int(view.connection.execute(select(pack.c.id)).scalar_one())


# which goods a row is of


@pytest.mark.parametrize(
    "row",
    [
        {"barcodes": COLA},
        {"barcodes": COLA, "code": "unknown"},
        {"own_code": "C1"},
        {"code": "C1", "name": "可乐"},
    ],
)
def test_a_row_is_found_by_barcode_and_own_code(shop, supplier, cola, row):
    found = compared(shop, supplier, {**row, "purchase_price": 21_000})
    assert [(each.product_id, each.old, each.new, each.change, each.margin) for each in found.priced] == [
        (cola, 20_000, 21_000, 500, 3_000)
    ]
    assert found.questions == []


def test_their_code_finds_it_once_it_is_known(shop, supplier, cola):
    row = {"code": "DF-7", "name": "可口可乐", "purchase_price": 21_000}
    assert compared(shop, supplier, row).priced == []
    imported(shop, supplier, {**row, "barcodes": COLA})
    found = compared(shop, supplier, {**row, "purchase_price": 22_000})
    assert [(each.product_id, each.old, each.new) for each in found.priced] == [(cola, 21_000, 22_000)]


def test_a_barcode_wins_over_their_code(shop, supplier, cola):
    other = builders.product(shop, "雪碧", code="S", purchase_price=2 * YUAN, barcode="6901234567915")
    imported(shop, supplier, {"code": "DF-7", "barcodes": COLA, "purchase_price": 21_000})
    found = compared(shop, supplier, {"code": "DF-7", "barcodes": "6901234567915", "purchase_price": 22_000})
    assert [each.product_id for each in found.priced] == [other.id]


def test_another_name_under_the_shops_own_code_is_asked_about(shop, supplier, cola):
    found = compared(shop, supplier, {"code": "C1", "name": "螺丝", "purchase_price": 21_000})
    assert [question.kind for question in found.questions] == ["other_name"]


def test_a_name_is_asked_about_before_it_counts(shop, supplier, cola):
    row = {"name": "可乐", "spec": "330ml", "purchase_price": 21_000}
    open_question = compared(shop, supplier, row)
    assert (open_question.same_names, len(open_question.unmatched), open_question.priced) == (1, 1, [])
    assert [each.product_id for each in compared(shop, supplier, row, match_by_name=True).priced] == [cola]
    assert compared(shop, supplier, row, match_by_name=False).same_names == 0


def test_a_row_can_be_linked(shop, supplier, cola):
    found = compared(shop, supplier, {"name": "肥宅水", "purchase_price": 21_000}, links={("", 2): cola})
    assert [each.product_id for each in found.priced] == [cola]
    gone = compared(shop, supplier, {"name": "肥宅水", "purchase_price": 21_000}, links={("", 2): 99})
    assert [problem.reason for problem in gone.wrong] == ["no_such_product"]


def test_a_barcode_of_several_products_needs_their_code_or_the_name(shop, supplier, cola):
    twin = builders.product(shop, "可乐 赠", code="C2", purchase_price=2 * YUAN)
    with shop.work() as work:
        work.connection.execute(insert(barcode), {"code": COLA, "product_id": twin.id})
    found = compared(shop, supplier, {"barcodes": COLA, "purchase_price": 21_000})
    assert [problem.reason for problem in found.wrong] == ["several_products"]
    named = compared(shop, supplier, {"barcodes": COLA, "name": "可乐 赠", "purchase_price": 21_000})
    assert [each.product_id for each in named.priced] == [twin.id]


@pytest.mark.parametrize("row", [{"barcodes": BOX}, {"barcodes": COLA, "unit": "箱"}])
def test_a_price_of_a_box_is_a_price_of_each_bottle_too(shop, supplier, cola, row):
    found = compared(shop, supplier, {**row, "purchase_price": 50 * YUAN})
    assert [(each.pack, each.old, each.new, each.retail) for each in found.priced] == [("箱", 48 * YUAN, 50 * YUAN, 66 * YUAN)]
    imported(shop, supplier, {**row, "purchase_price": 50 * YUAN})
    assert offer(shop, cola, box(shop)) == Offer("", "", 50 * YUAN, 0)
    assert price(shop, cola) == 20_833


def test_the_bottles_own_price_is_the_one_on_file(shop, supplier, cola):
    imported(shop, supplier, {"barcodes": BOX, "purchase_price": 50 * YUAN}, {"barcodes": COLA, "purchase_price": 21_000})
    assert price(shop, cola) == 21_000
    assert offer(shop, cola) is not None
    assert offer(shop, cola, box(shop)) is not None


def test_a_unit_that_the_product_does_not_know_is_asked_about(shop, supplier, cola):
    found = compared(shop, supplier, {"barcodes": COLA, "unit": "提", "purchase_price": 21_000})
    assert [question.sentence() for question in found.questions] == [
        "the price is of one 提, the shop counts in 瓶: it is taken for one 瓶"
    ]


# what is asked, and what is left


@pytest.mark.parametrize(
    ("new", "kinds"),
    [
        (26_000, []),
        (26_100, ["price_jump"]),
        (13_900, ["price_jump"]),
        (31_000, ["price_below_cost", "price_jump"]),
    ],
)
def test_jumps_and_prices_above_retail_are_asked_about(shop, supplier, cola, new, kinds):
    found = compared(shop, supplier, {"barcodes": COLA, "purchase_price": new})
    assert sorted(question.kind for question in found.questions) == kinds
    left = found.without_asked()
    assert (len(left.changed), len(left.priced)) == ((0, 0) if kinds else (1, 1))


def test_two_prices_of_one_barcode_hold_the_list_back_until_one_is_taken(shop, supplier, cola):
    both = ({"barcodes": COLA, "purchase_price": 21_000}, {"barcodes": COLA, "purchase_price": 22_000})
    found = compared(shop, supplier, *both)
    assert [(problem.row_no, problem.cure, problem.sentence()) for problem in found.wrong] == [
        (3, "higher", "“2.20”: another price of the same goods stands in row 2")
    ]
    taken = compared(shop, supplier, *both, takes_higher=True)
    assert (taken.wrong, [(each.row_no, each.new) for each in taken.priced]) == ([], [(3, 22_000)])
    same = compared(shop, supplier, both[0], both[0])
    assert (same.wrong, [note.reason for note in same.skipped]) == ([], ["same_price"])


def test_goods_that_the_shop_does_not_have_twice_too(shop, supplier):
    both = ({"barcodes": COLA, "name": "可乐", "purchase_price": 21_000}, {"barcodes": COLA, "name": "可乐", "purchase_price": 22_000})
    assert [problem.reason for problem in compared(shop, supplier, *both, makes_unmatched=True).wrong] == ["two_prices_here"]


@pytest.mark.parametrize("row", [{}, {"purchase_price": 0}])
def test_a_row_without_a_price_is_skipped(shop, supplier, cola, row):
    found = compared(shop, supplier, {"barcodes": COLA, **row})
    assert ([note.reason for note in found.skipped], found.priced) == (["no_price"], [])


def test_an_unknown_supplier_is_named(shop):
    with shop.read() as view, pytest.raises(NotFound, match="大发"):
        supplier_named(view, "大发")


# done, and taken back


def test_a_price_its_code_and_minimum_are_kept_with_their_history(shop, supplier, cola):
    import_id = imported(
        shop, supplier, {"barcodes": COLA, "code": "DF-7", "name": "可口可乐", "minimum": 24_000, "purchase_price": 21_000}
    )
    assert offer(shop, cola) == Offer("DF-7", "可口可乐", 21_000, 24_000)
    assert price(shop, cola) == 21_000
    with shop.read() as view:
        p, s = price_change.c, supplier_price.c
        on_file = view.connection.execute(select(p.price, p.old, p.new).where(p.import_id == import_id)).all()
        theirs = view.connection.execute(select(s.supplier_id, s.product_id, s.old, s.new).where(s.import_id == import_id)).all()
        assert check(view).ok
    assert on_file == [("purchase_price", 20_000, 21_000)]
    assert theirs == [(supplier, cola, None, 21_000)]
    assert [note.reason for note in compared(shop, supplier, {"barcodes": COLA, "purchase_price": 21_000}).skipped] == ["same"]


def test_what_a_list_leaves_blank_stays(shop, supplier, cola):
    imported(shop, supplier, {"barcodes": COLA, "code": "DF-7", "minimum": 24_000, "purchase_price": 21_000})
    imported(shop, supplier, {"barcodes": COLA, "purchase_price": 22_000})
    assert offer(shop, cola) == Offer("DF-7", "", 22_000, 24_000)


def test_another_name_alone_is_no_change(shop, supplier, cola):
    imported(shop, supplier, {"barcodes": COLA, "name": "可乐", "purchase_price": 21_000})
    found = compared(shop, supplier, {"barcodes": COLA, "name": "可口可乐", "purchase_price": 21_000})
    assert ([note.reason for note in found.skipped], found.changed) == (["same"], [])


def test_unmatched_goods_are_skipped_or_made(shop, supplier):
    row = {"barcodes": COLA, "code": "DF-7", "name": "可乐", "unit": "瓶", "retail_price": 3 * YUAN, "purchase_price": 2 * YUAN}
    skipped = compared(shop, supplier, row)
    assert (skipped.new, [each.their_code for each in skipped.unmatched]) == ([], ["DF-7"])
    imported(shop, supplier, row, makes_unmatched=True)
    with shop.read() as view:
        made = find_by_code(view, COLA)[0].product
    assert (made.name, made.unit, made.retail_price, price(shop, made.id)) == ("可乐", "瓶", 3 * YUAN, 2 * YUAN)
    assert offer(shop, made.id) == Offer("DF-7", "可乐", 2 * YUAN, 0)


def test_it_is_taken_back_as_if_it_never_was(shop, supplier, cola):
    imported(shop, supplier, {"barcodes": COLA, "code": "DF-7", "purchase_price": 21_000})
    before = facts(shop)
    import_id = imported(
        shop,
        supplier,
        {"barcodes": COLA, "code": "DF-8", "purchase_price": 25_000},
        {"barcodes": BOX, "purchase_price": 60 * YUAN},
        {"name": "雪碧", "purchase_price": 2 * YUAN},
        makes_unmatched=True,
    )
    assert facts(shop) != before
    undo_import(shop, import_id)
    assert facts(shop) == before
    with shop.read() as view:
        s = supplier_price.c
        assert view.connection.execute(select(s.old, s.new).where(s.product_id == cola, s.pack_id == 0).order_by(s.id)).all() == [
            (None, 21_000),
            (21_000, 25_000),
            (25_000, 21_000),
        ]
        assert check(view).ok


def test_what_moved_on_stands_in_the_way_and_is_named(shop, supplier, cola):
    import_id = imported(
        shop, supplier, {"barcodes": COLA, "purchase_price": 21_000}, {"name": "雪碧", "purchase_price": 2 * YUAN}, makes_unmatched=True
    )
    after = facts(shop)
    with shop.work() as work:
        goods = find_by_code(work, "C1")[0].product
        receive_goods(work, receipt(supplier, line(goods, 10, 22_000)))
    with pytest.raises(UsedSince) as used:
        undo_import(shop, import_id)
    assert used.value.products == (("C1", "可乐"),)
    assert {row for row in facts(shop)["products"] if row[0] != "C1"} == {row for row in after["products"] if row[0] != "C1"}


def test_a_later_list_stands_in_the_way_of_the_earlier_one(shop, supplier, cola):
    """Even where the purchase price on file is the same: the second supplier's price is history by now."""
    first = imported(shop, supplier, {"barcodes": COLA, "code": "A", "purchase_price": 2 * YUAN})
    second = imported(shop, supplier, {"barcodes": COLA, "code": "B", "purchase_price": 2 * YUAN})
    with pytest.raises(UsedSince):
        undo_import(shop, first)
    undo_import(shop, second)
    undo_import(shop, first)
    assert offer(shop, cola) is None


def test_a_product_that_another_supplier_priced_since_is_not_unmade(shop, supplier):
    with shop.work() as work:
        other = add_supplier(work, SupplierFields("小发批发"))
    first = imported(shop, supplier, {"barcodes": COLA, "name": "可乐", "purchase_price": 2 * YUAN}, makes_unmatched=True)
    second = imported(shop, other, {"barcodes": COLA, "purchase_price": 2 * YUAN})
    with pytest.raises(UsedSince):
        undo_import(shop, first)
    undo_import(shop, second)
    undo_import(shop, first)
    with shop.read() as view:
        assert find_by_code(view, COLA) == ()


def test_a_receipt_between_looking_and_applying_is_later_and_stays(shop, supplier, cola):
    import_id = staged(shop, supplier, compared(shop, supplier, {"barcodes": COLA, "purchase_price": 21_000}))
    with shop.work() as work:
        receive_goods(work, receipt(supplier, line(find_by_code(work, "C1")[0].product, 10, 2 * YUAN)))
    assert apply_import(shop, import_id) == [("C1", "可乐")]
    kept = offer(shop, cola)
    assert kept is not None
    assert kept.price == 2 * YUAN


def many(shop: Shop, count: int) -> list[dict[str, Any]]:
    for number in range(count):
        builders.product(shop, f"货{number}", 30_000, code=f"P{number:03}", purchase_price=20_000)
    known = [{"own_code": f"P{number:03}", "code": f"T{number}", "purchase_price": 21_000} for number in range(count)]
    return known + [{"name": f"新{number}", "code": f"N{number}", "purchase_price": 9_000} for number in range(count)]


@pytest.mark.parametrize("dying", range(4))
def test_a_kill_in_any_slice_is_finished_at_the_next_start(shop, supplier, monkeypatch, dying):
    monkeypatch.setattr(imports, "SLICE", 5)
    found = compared(shop, supplier, *many(shop, 10), makes_unmatched=True)
    before = facts(shop)
    import_id = staged(shop, supplier, found)
    assert facts(shop) == before
    calls, real = iter(range(10)), offers.write_offers
    with monkeypatch.context() as killed:

        def write_offers(*arguments: Any) -> Any:
            if next(calls) == dying:
                raise KeyboardInterrupt
            return real(*arguments)

        killed.setattr(imports, "write_offers", write_offers)
        with pytest.raises(KeyboardInterrupt):
            apply_import(shop, import_id)
    assert finish_imports(shop) == [import_id]
    after = facts(shop)
    assert len(after["offers"]) == 20
    assert {row[2] for row in after["products"]} == {21_000, 9_000}
    undo_import(shop, import_id)
    assert facts(shop) == before


@pytest.mark.parametrize("dying", range(4))
def test_a_kill_while_taking_back_is_finished_too(shop, supplier, monkeypatch, dying):
    monkeypatch.setattr(imports, "SLICE", 5)
    found = compared(shop, supplier, *many(shop, 10), makes_unmatched=True)
    before = facts(shop)
    import_id = staged(shop, supplier, found)
    apply_import(shop, import_id)
    calls, real = iter(range(10)), offers.take_offers_back
    with monkeypatch.context() as killed:

        def take_offers_back(*arguments: Any) -> Any:
            if next(calls) == dying:
                raise KeyboardInterrupt
            return real(*arguments)

        killed.setattr(import_undo, "take_offers_back", take_offers_back)
        with pytest.raises(KeyboardInterrupt):
            undo_import(shop, import_id)
    assert finish_imports(shop) == [import_id]
    assert facts(shop) == before


def test_a_cancel_leaves_nothing(shop, supplier, cola):
    before = facts(shop)
    found = compared(shop, supplier, {"barcodes": COLA, "purchase_price": 21_000})
    with pytest.raises(ImportCancelled):
        stage_import(shop, found, "prices.xlsx", "hash", kind=f"{PRICES}{supplier}", cancelled=lambda: True)
    import_id = staged(shop, supplier, found)
    with pytest.raises(ImportCancelled):
        apply_import(shop, import_id, cancelled=lambda: True)
    assert facts(shop) == before
    with shop.read() as view:
        assert view.connection.execute(select(import_batch.c.id)).all() == []
