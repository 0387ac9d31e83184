"""History: whole or not at all, no stock, no document; the same file twice is named; taken back as a batch."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables import documents, imports, sales, stock
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations import past_sales as op
from jxc_desktop.operations.imports import ImportCancelled, finish_imports
from jxc_desktop.queries.check import check
from jxc_desktop.queries.imports import already_imported, import_batches
from jxc_desktop.queries.reports import past_sales as q
from jxc_desktop.queries.reports.spans import Span
from tests.builders import product, stocked

WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))


def line(row_no=2, day=20, **more):
    facts = {"receipt": "1", "code": "", "barcode": "", "name": "可乐", "quantity": 2000, "price": 3_0000, "amount": 6_0000}
    return PastSale(row_no, "", datetime(2026, 11, day, 10), **{**facts, **more})


def count(shop, table):
    with shop.read() as view:
        return view.connection.execute(select(func.count()).select_from(table)).scalar_one()


def look(shop, query, *args):
    with shop.read() as view:
        return query(view, *args)


def kept(shop):
    return [(row[2], row[3], row[6]) for row in look(shop, q.past_sales, WEEK)]


def test_lines_are_kept_with_their_product(shop):
    cola = product(shop, barcode="06901234")
    op.import_past_sales(shop, [line(barcode="06901234", name=""), line(3, name="unknown", price=None, amount=None)], "a.csv", "hash")
    with shop.read() as view:
        found = view.connection.execute(select(sales.past_sale_line.c.product_id, sales.past_sale_line.c.business_date)).all()
    assert [tuple(row) for row in found] == [(cola.id, date(2026, 11, 20)), (None, date(2026, 11, 20))]
    assert kept(shop) == [("可乐", 2000, 6_0000), ("unknown", 2000, None)]


def test_it_moves_no_stock_and_makes_no_document(shop):
    stocked(shop, barcode="06901234")
    before = [count(shop, table) for table in (documents.document, stock.stock_move)]
    op.import_past_sales(shop, [line(barcode="06901234")], "a.csv", "hash")
    assert [count(shop, table) for table in (documents.document, stock.stock_move)] == before
    assert look(shop, check).ok


def test_the_same_file_twice_is_named(shop):
    op.import_past_sales(shop, [line()], "a.csv", "hash")
    with pytest.raises(op.SameHistoryAgain, match=r"2026-11-22 10:00 as “a.csv”"):
        op.import_past_sales(shop, [line()], "b.csv", "hash")
    assert len(kept(shop)) == 1


def test_it_is_no_import_of_products(shop):
    op.import_past_sales(shop, [line()], "a.csv", "hash")
    assert look(shop, import_batches) == ()
    assert look(shop, already_imported, "hash") is None


def test_it_is_taken_back_as_a_batch_and_may_come_again(shop):
    first = op.import_past_sales(shop, [line()], "a.csv", "hash")
    op.import_past_sales(shop, [line(name="茶")], "b.csv", "other")
    op.undo_past_sales(shop, first)
    assert kept(shop) == [("茶", 2000, 6_0000)]
    assert count(shop, sales.past_sale_line) == 1
    op.import_past_sales(shop, [line()], "a.csv", "hash")
    with pytest.raises(NotFound):
        op.undo_past_sales(shop, first)


class Killed(Exception):
    """The program ends here."""


def test_a_kill_leaves_nothing_that_counts(shop, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 2)

    def die(done, _all):
        if done >= 4:
            raise Killed

    with pytest.raises(Killed):
        op.import_past_sales(shop, [line(n) for n in range(2, 9)], "a.csv", "hash", progress=die)
    assert count(shop, sales.past_sale_line) == 4
    assert kept(shop) == []
    finish_imports(shop)
    assert kept(shop) == []
    op.import_past_sales(shop, [line()], "a.csv", "hash")
    assert count(shop, sales.past_sale_line) == 1


def test_cancelled_half_way_nothing_is_left(shop, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 2)
    asked = iter([False, False, True])
    with pytest.raises(ImportCancelled):
        op.import_past_sales(shop, [line(n) for n in range(2, 9)], "a.csv", "hash", cancelled=lambda: next(asked))
    assert count(shop, sales.past_sale_line) == 0


def test_a_pack_counts_its_pieces(shop):
    from sqlalchemy import insert

    from jxc_desktop.db.tables import products as goods

    cola = product(shop)
    with shop.work() as work:
        pack = work.connection.execute(insert(goods.pack).returning(goods.pack.c.id), {"product_id": cola.id, "name": "箱", "ratio": 24})
        pack_id = pack.scalar_one()
        work.connection.execute(insert(goods.barcode), {"code": "16901234", "product_id": cola.id, "pack_id": pack_id})
    op.import_past_sales(shop, [line(barcode="16901234", price=48_0000, amount=96_0000)], "a.csv", "hash")
    with shop.read() as view:
        row = view.connection.execute(select(sales.past_sale_line.c.quantity, sales.past_sale_line.c.price)).one()
    assert tuple(row) == (48_000, 2_0000)


def test_a_name_that_two_products_have_is_nobodys(shop):
    product(shop, "可乐", code="A")
    product(shop, "可乐", code="B", spec="2L")
    assert look(shop, q.whose, [line()]) == [None]
    assert look(shop, q.whose, [line(name="可乐2L")]) != [None]


def test_an_empty_history_is_refused(shop):
    with pytest.raises(op.NothingToImport):
        op.import_past_sales(shop, [], "a.csv", "hash")


def test_it_needs_its_right(shop):
    shop.actor = replace(shop.actor, permissions=frozenset({Permission.SELL}))
    with pytest.raises(NotAllowed):
        op.import_past_sales(shop, [line()], "a.csv", "hash")
    with pytest.raises(NotAllowed):
        op.undo_past_sales(shop, 1)
    assert count(shop, imports.import_batch) == 0


def test_the_list_of_imports(shop):
    op.import_past_sales(shop, [line(day=18), line(3)], "a.csv", "hash")
    found = look(shop, q.past_imports)
    assert [(each.file_name, each.lines, each.first_day, each.last_day) for each in found] == [
        ("a.csv", 2, date(2026, 11, 18), date(2026, 11, 20))
    ]


def test_killed_at_any_step_nothing_counts_and_the_books_agree(shop, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 2)
    rows = [line(n) for n in range(2, 7)]
    work, steps = shop.work, 0

    def killed_at(step):
        begun = iter(range(1, 100))

        def next_work():
            if next(begun) == step:
                raise Killed
            return work()

        return next_work

    while True:
        steps += 1
        monkeypatch.setattr(shop, "work", killed_at(steps))
        try:
            op.import_past_sales(shop, rows, "a.csv", "hash")
        except Killed:
            monkeypatch.setattr(shop, "work", work)
            assert kept(shop) == []
            assert look(shop, check).ok
            continue
        break
    assert steps > 5
    assert kept(shop) == [("可乐", 10_000, 30_0000)]
    assert count(shop, sales.past_sale_line) == 5
