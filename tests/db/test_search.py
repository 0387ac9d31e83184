"""The search index holds what the products say, whatever changed them."""

from typing import Any

from sqlalchemy import Connection, select

from jxc_desktop.db.search import MAX_TOKENS, expression, words_for
from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.search_words import fold, readings_of
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.import_undo import undo_import
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.product_fields import ProductFields


def stored_words(connection: Connection) -> dict[int, set[str]]:
    connection.exec_driver_sql("CREATE VIRTUAL TABLE IF NOT EXISTS temp.looked USING fts5vocab(main, product_search, 'instance')")
    found: dict[int, set[str]] = {}
    for term, row_id in connection.exec_driver_sql("SELECT term, doc FROM temp.looked"):
        found.setdefault(row_id, set()).add(term)
    return found


def expected_words(connection: Connection) -> dict[int, set[str]]:
    return {
        row.id: set(
            words_for((fold(row.name) + fold(row.spec), fold(row.article_number)), readings_of(row.name), row.own_initials).split(" ")
        )
        for row in connection.execute(select(product))
    }


def import_sheet(shop: Shop, *rows: dict[str, Any]) -> int:
    with shop.read() as view:
        found = compare(view, [SheetRow(number, row) for number, row in enumerate(rows, 2)])
    import_id = stage_import(shop, found, "a", "b")
    apply_import(shop, import_id)
    return import_id


def test_index_and_products_agree_after_every_kind_of_change(shop: Shop):
    with shop.work() as work:
        added = add_product(work, ProductFields(name="农夫山泉 550ml", initials="nfsq", article_number="NF-550"))
        changed = add_product(work, ProductFields(name="雪碧 (罐)"))
        change_product(work, changed, ProductFields(name="七喜 100%", spec="330ml"), 1)
    undone = import_sheet(shop, {"code": "1001", "name": "怡宝", "initials": "yb"}, {"name": "a\"b'c", "spec": "4×40"})
    with shop.work() as work:
        words = stored_words(work.connection)
        assert len(words) == 3
        assert words == expected_words(work.connection)
    undo_import(shop, undone)
    with shop.work() as work:
        assert stored_words(work.connection) == expected_words(work.connection)
        assert set(stored_words(work.connection)) == {added, changed}


def test_signs_are_no_syntax():
    assert expression('a"*') == '(("a＂" AND "＂＊"))'


def test_a_long_part_asks_for_few_tokens():
    assert expression("".join(map(chr, range(0x4E00, 0x5000)))).count('"') == 2 * MAX_TOKENS
