"""What a count sheet shows: its lines as they were frozen, packs, and the book quantity of the moment it was printed, or none."""

import pytest
from sqlalchemy import insert

from jxc_desktop.db.tables import products as p
from jxc_desktop.domain.counts import Areas
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import RECOUNT, make_sheet
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.count_sheets import sheet_page
from tests.builders import product, stocked
from tests.counts import bought, counted, posted, sold, started


def printed(shop, count, **more):
    with shop.work() as work:
        return make_sheet(work, count, **more)


def read(shop, sheet):
    with shop.read() as view:
        return sheet_page(view, sheet)


def on_shelf(shop, goods, shelf):
    with shop.work() as work:
        work.connection.execute(insert(p.shelf_position), {"product_id": goods.id, "place_id": 1, "shelf": shelf})


def test_lines_stand_as_they_were_frozen_with_what_finds_them(shop):
    tea = stocked(shop, "茶", code="T1", barcode="6901234567892", spec="500ml", unit="盒")
    milk = product(shop, "奶", code="M1")
    on_shelf(shop, milk, "A-10")
    on_shelf(shop, tea, "A-2")
    page = read(shop, printed(shop, started(shop, name="月末", is_blind=False)))
    assert [(line.line_no, line.shelf, line.code) for line in page.lines] == [(1, "A-2", "T1"), (2, "A-10", "M1")]
    first = page.lines[0]
    assert (first.barcode, first.name, first.spec, first.unit, first.place) == ("6901234567892", "茶", "500ml", "盒", "Shop floor")
    assert (page.name, page.sheet.code, page.printed_by, page.is_recount) == ("月末", "PD1-1", "Owner", False)


def test_a_line_knows_its_area_and_the_sheet_who_counts_it(shop):
    tea, milk = stocked(shop, "茶"), stocked(shop, "奶")
    on_shelf(shop, tea, "A-2")
    on_shelf(shop, milk, "B-1")
    count = started(shop, areas=Areas.SHELF, area_people={"B": "小李"})
    page = read(shop, printed(shop, count))
    assert [(line.name, line.area) for line in page.lines] == [("茶", "A"), ("奶", "B")]
    assert (page.person, read(shop, printed(shop, count, area="B")).person) == ("", "小李")


def test_packs_stand_largest_first_and_not_those_that_are_gone(shop):
    cola = stocked(shop, unit="瓶")
    with shop.work() as work:
        for name, ratio, is_retired in (("提", 6, 0), ("箱", 24, 0), ("板", 12, 1)):
            work.connection.execute(insert(p.pack), {"product_id": cola.id, "name": name, "ratio": ratio, "is_retired": is_retired})
    page = read(shop, printed(shop, started(shop)))
    assert page.lines[0].packs == (("箱", 24), ("提", 6))


def test_the_book_quantity_is_that_of_the_moment_it_was_printed(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop, is_blind=False)
    sold(shop, cola, 2)
    sheet = printed(shop, count)
    sold(shop, cola, 3)
    bought(shop, cola, 20)
    assert [line.book for line in read(shop, sheet).lines] == [8 * ONE]
    counted(shop, count, cola, 20)
    posted(shop, count)
    assert [line.book for line in read(shop, sheet).lines] == [8 * ONE]


def test_what_a_count_booked_later_of_an_earlier_moment_was_in_the_books_then(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop, is_blind=False)
    counted(shop, count, cola, 7)
    sold(shop, cola)
    sheet = printed(shop, count)
    posted(shop, count)
    assert [line.book for line in read(shop, sheet).lines] == [6 * ONE]


def test_a_blind_sheet_has_no_book_quantity_whatever_there_is(shop):
    stocked(shop, quantity=777)
    page = read(shop, printed(shop, started(shop, is_blind=True)))
    assert (page.has_book, [line.book for line in page.lines]) == (False, [None])


def test_a_recount_is_blind_even_in_an_open_count_and_says_that_it_is_one(shop, clock):
    cola, tea = stocked(shop, quantity=777), stocked(shop, "茶")
    clock.forward(hours=1)
    count = started(shop, is_blind=False)
    counted(shop, count, cola, 555)
    counted(shop, count, tea, 10)
    page = read(shop, printed(shop, count, which=RECOUNT))
    assert [(line.name, line.book) for line in page.lines] == [("可乐", None)]
    assert (page.is_recount, page.has_book) == (True, False)
    assert "555" not in repr(page)


def test_who_may_not_see_the_stock_sees_no_book_quantity(shop):
    stocked(shop, quantity=777)
    sheet = printed(shop, started(shop, is_blind=False))
    with shop.work() as work:
        counts = add_user(work, "小李", add_role(work, "理货", [Permission.COUNT_STOCK]))
        sells = add_user(work, "小王", add_role(work, "收银", [Permission.SELL]))
    shop.sign_in(counts)
    assert [line.book for line in read(shop, sheet).lines] == [None]
    shop.sign_in(sells)
    with pytest.raises(NotAllowed):
        read(shop, sheet)
