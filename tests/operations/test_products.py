"""Products are made and changed; codes belong to one product unless the shop says otherwise."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables.products import price_change
from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.errors import ChangedMeanwhile, NotAllowed, TooLarge
from jxc_desktop.domain.money import MAX_PRICE
from jxc_desktop.domain.products import Kind
from jxc_desktop.operations.counts import drop_count, enter, start_count
from jxc_desktop.operations.products import (
    BadPack,
    CodeTaken,
    HasHistory,
    NameMissing,
    add_product,
    change_product,
    make_own_barcode,
)
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_codes import next_free_code
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code, search

COLA = ProductFields(
    name="可口可乐",
    spec="330ml",
    unit="罐",
    barcodes=("6901234567892",),
    retail_price=2_5000,
    packs=(PackFields("箱", 24, 55_0000, ("6901234567908",)),),
)


def test_a_product_is_found_by_code_barcode_and_pack(shop: Shop):
    with shop.work() as work:
        product_id = add_product(work, COLA)
    with shop.read() as view:
        own, bottle, case = (find_by_code(view, code)[0] for code in ("1001", "6901234567892", "6901234567908"))
    assert {own.product.id, bottle.product.id, case.product.id} == {product_id}
    assert (own.pack_id, bottle.pack_id) == (None, None)
    pack = case.product.pack(case.pack_id)
    assert pack is not None
    assert (pack.name, pack.ratio, pack.price) == ("箱", 24, 55_0000)
    assert bottle.product.is_unopened


def test_a_code_of_another_product_is_refused_by_its_name(shop: Shop):
    with shop.work() as work:
        add_product(work, COLA)
    with pytest.raises(CodeTaken, match="1001 可口可乐"), shop.work() as work:
        add_product(work, ProductFields(name="百事", barcodes=("6901234567892",)))


def test_an_own_code_is_nobody_else_s_barcode(shop: Shop):
    with shop.work() as work:
        add_product(work, COLA)
    with pytest.raises(CodeTaken, match="1001 可口可乐"), shop.work() as work:
        add_product(work, ProductFields(name="百事", code="6901234567892"), share_codes=True)
    with shop.work() as work:
        add_product(work, ProductFields(name="散装", barcodes=("1002", "1003")))
        assert next_free_code(work) == "1004"


def test_a_barcode_that_is_shared_already_stays_without_a_word(shop: Shop):
    with shop.work() as work:
        add_product(work, COLA)
        shared = ProductFields(name="可乐促销装", barcodes=("6901234567892",))
        made = add_product(work, shared, share_codes=True)
        change_product(work, made, replace(shared, remark="促销"), 1)
        with pytest.raises(CodeTaken, match="1001 可口可乐"):
            change_product(work, made, replace(shared, barcodes=("6901234567892", "6901234567908")), 2)


def test_one_code_for_several_products_when_said_so(shop: Shop):
    with shop.work() as work:
        add_product(work, COLA)
        add_product(work, ProductFields(name="可乐促销装", barcodes=("6901234567892",)), share_codes=True)
    with shop.read() as view:
        assert [found.product.name for found in find_by_code(view, "6901234567892")] == ["可口可乐", "可乐促销装"]


def test_search_by_what_people_type(shop: Shop):
    with shop.work() as work:
        add_product(work, COLA)
        add_product(work, ProductFields(name="厦门馅饼"))
        add_product(work, ProductFields(name="自攻螺丝 4×40"))
    with shop.read() as view:
        for text, name in {
            "kkkl": "可口可乐", "口可": "可口可乐", "kekoukele": "可口可乐", "koukele": "可口可乐", "kouke": "可口可乐", "7892": "可口可乐",
            "xm": "厦门馅饼", "sm": "厦门馅饼", "xiamen": "厦门馅饼", "xianbing": "厦门馅饼", "4*40 自攻": "自攻螺丝 4×40", "1003": "自攻螺丝 4×40",
            "X": "厦门馅饼", "螺": "自攻螺丝 4×40", "４Ｘ４０": "自攻螺丝 4×40", "330ML": "可口可乐", "可乐330": "可口可乐",
        }.items():  # fmt: skip
            assert name in [product.name for product in search(view, text)], text
        assert search(view, "%") == search(view, "_") == search(view, "'; DROP TABLE product") == ()


def test_a_product_needs_a_name_and_whole_packs(shop: Shop):
    with pytest.raises(NameMissing), shop.work() as work:
        add_product(work, ProductFields(name="  "))
    with pytest.raises(BadPack), shop.work() as work:
        add_product(work, ProductFields(name="a", packs=(PackFields("箱", 1),)))


def test_a_change_from_an_old_look_is_refused(shop: Shop):
    with shop.work() as work:
        product_id = add_product(work, COLA)
        change_product(work, product_id, ProductFields(name="可乐"), 1)
    with pytest.raises(ChangedMeanwhile), shop.work() as work:
        change_product(work, product_id, ProductFields(name="雪碧"), 1)


def test_in_store_codes_run_on(shop: Shop):
    with shop.work() as work:
        first = make_own_barcode(work)
        add_product(work, ProductFields(name="a", barcodes=(first,)))
        assert (first, make_own_barcode(work)) == ("2900000000018", "2900000000025")


def change(shop: Shop, product_id: int, version: int, **fields: object) -> None:
    with shop.work() as work:
        change_product(work, product_id, replace(COLA, **fields), version)  # type: ignore[arg-type]


@pytest.fixture
def cola(shop: Shop) -> int:
    with shop.work() as work:
        return add_product(work, COLA)


def test_price_changes_are_kept(shop: Shop, cola: int):
    with shop.read() as view:
        pack = find_by_code(view, "1001")[0].product.packs[0]
    change(shop, cola, 1, retail_price=3_0000, packs=(PackFields("箱", 24, 60_0000, ("6901234567908",), pack.id),))
    with shop.read() as view:
        history = view.connection.execute(select(price_change.c.price, price_change.c.old, price_change.c.new)).all()
    assert sorted(map(tuple, history)) == [("pack_price", 55_0000, 60_0000), ("retail_price", 2_5000, 3_0000)]


def test_another_ratio_is_another_pack(shop: Shop, cola: int):
    with shop.read() as view:
        pack = find_by_code(view, "1001")[0].product.packs[0]
    change(shop, cola, 1, packs=(PackFields("箱", 12, 30_0000, ("6901234567908",), pack.id),))
    with shop.read() as view:
        found = find_by_code(view, "6901234567908")[0]
    new = found.product.packs
    assert [(each.id == pack.id, each.ratio) for each in new] == [(False, 12)]
    assert found.pack_id == new[0].id


def test_unit_and_kind_stay_once_goods_moved(shop: Shop, cola: int):
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(cola, 5_000)])
    for fields in ({"unit": "瓶"}, {"kind": Kind.SERVICE}):
        with pytest.raises(HasHistory, match="可口可乐"):
            change(shop, cola, 1, **fields)
    change(shop, cola, 1, name="可乐")


def test_unit_and_kind_stay_while_goods_are_counted(shop: Shop, cola: int):
    with shop.work() as work:
        count = start_count(work, Scope()).id
    change(shop, cola, 1, unit="瓶")
    with shop.work() as work:
        enter(work, count, cola, 5_000)
    for fields in ({"unit": "罐"}, {"kind": Kind.SERVICE}):
        with pytest.raises(HasHistory, match="可口可乐"):
            change(shop, cola, 2, **fields)
    with shop.work() as work:
        drop_count(work, count)
    change(shop, cola, 2, kind=Kind.SERVICE)


def test_a_change_is_found_by_its_new_name_only(shop: Shop, cola: int):
    change(shop, cola, 1, name="百事", barcodes=("555555",))
    with shop.read() as view:
        assert [len(search(view, text)) for text in ("kkkl", "bs", "百事", "6901234567892")] == [0, 1, 1, 0]
        assert not find_by_code(view, "6901234567892")


def test_a_price_beyond_the_limit_is_refused(shop: Shop, cola: int):
    with pytest.raises(TooLarge):
        change(shop, cola, 1, retail_price=MAX_PRICE + 1)


def test_it_needs_the_right(shop: Shop):
    shop.actor = replace(shop.actor, permissions=frozenset())
    for act in (lambda work: add_product(work, COLA), lambda work: change_product(work, 1, COLA, 1), make_own_barcode):
        with pytest.raises(NotAllowed), shop.work() as work:
            act(work)
