"""扫码建档: file and first stock in one work; the last step is taken back, and its code is free again."""

import pytest

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock import AlreadyOpened
from jxc_desktop.operations import sales, shelf_walks, users
from jxc_desktop.operations.import_undo import UsedSince
from jxc_desktop.operations.products import CodeTaken
from jxc_desktop.queries.check import check
from jxc_desktop.queries.imports import import_batches
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code
from tests.builders import CASH, cart_of, product, stocked

COLA = "6901234567892"


def look(shop, query, *args):
    with shop.read() as view:
        return query(view, *args)


def do(shop, operation, *args):
    with shop.work() as work:
        return operation(work, *args)


def found(shop, code=COLA):
    return [each.product for each in look(shop, find_by_code, code)]


def fields(**more):
    return ProductFields("可乐", barcodes=(COLA,), retail_price=3_0000, **more)


def test_file_and_stock_come_in_one_work(shop):
    step = do(shop, shelf_walks.file_product, fields(unit="瓶"), 24 * ONE)
    (made,) = found(shop)
    assert (made.id, made.name, made.on_hand, made.is_unopened) == (step.product_id, "可乐", 24 * ONE, False)
    assert look(shop, check).ok


def test_without_a_quantity_the_stock_waits(shop):
    step = do(shop, shelf_walks.file_product, fields(), None)
    assert (found(shop)[0].is_unopened, step.document_id) == (True, 0)


def test_refused_stock_leaves_no_product(shop):
    with shop.work() as work:
        user = users.add_user(work, "小王", users.add_role(work, "理货", {Permission.EDIT_PRODUCTS}))
    shop.sign_in(user)
    with pytest.raises(NotAllowed):
        do(shop, shelf_walks.file_product, fields(), ONE)
    assert found(shop) == []


def test_a_code_that_is_taken_is_refused(shop):
    do(shop, shelf_walks.file_product, fields(), ONE)
    with pytest.raises(CodeTaken):
        do(shop, shelf_walks.file_product, fields(), ONE)


def test_a_known_product_is_counted_once(shop):
    known = product(shop, barcode=COLA)
    step = do(shop, shelf_walks.count_first, known.id, 5 * ONE)
    assert found(shop)[0].on_hand == 5 * ONE
    with pytest.raises(AlreadyOpened):
        do(shop, shelf_walks.count_first, known.id, 5 * ONE)
    do(shop, shelf_walks.take_step_back, step)
    assert found(shop)[0].is_unopened
    assert look(shop, check).ok


@pytest.mark.parametrize("counted", [None, 24 * ONE])
def test_a_step_taken_back_frees_its_code(shop, counted):
    for _time in range(2):
        step = do(shop, shelf_walks.file_product, fields(), counted)
        do(shop, shelf_walks.take_step_back, step)
        assert found(shop) == []
    assert look(shop, import_batches) == ()
    do(shop, shelf_walks.file_product, fields(), counted)
    assert len(found(shop)) == 1
    assert look(shop, check).ok


def test_what_was_sold_since_stays(shop):
    step = do(shop, shelf_walks.file_product, fields(), ONE)
    do(shop, lambda work: sales.complete_sale(work, cart_of(*found(shop)), (CASH,), print_receipt=False))
    with pytest.raises(UsedSince):
        do(shop, shelf_walks.take_step_back, step)
    assert len(found(shop)) == 1


def test_another_product_is_left_alone(shop):
    other = stocked(shop, "茶")
    step = do(shop, shelf_walks.file_product, fields(), ONE)
    do(shop, shelf_walks.take_step_back, step)
    assert found(shop, other.code)[0].on_hand == 10 * ONE
