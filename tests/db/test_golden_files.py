"""A shop file of every landed version opens in this one: nothing is lost, its books are right, its schema is a new file's.

Each file in `tests/golden` was made by the version that landed with that schema: 40 products, sales of six days, a delivery
platform's day, history, a reversal, a return, a corrected payment, a cash swap.
"""

import gzip
from pathlib import Path

import pytest
from sqlalchemy import text

from jxc_desktop.db.errors import FileTooOld
from jxc_desktop.db.integrity import schema_differences
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.backups import backups_in
from jxc_desktop.queries.check import check
from tests.builders import cart_of, cash, product

GOLDEN = Path(__file__).parents[1] / "golden"
VERSIONS = (1,)


def unpacked(version, folder):
    path = folder / "shop.jxc"
    path.write_bytes(gzip.decompress((GOLDEN / f"schema_{version}.jxc.gz").read_bytes()))
    return path


@pytest.fixture(params=VERSIONS)
def old(request, tmp_path):
    return unpacked(request.param, tmp_path)


def everything(connection, names):
    """The rows of these tables."""
    return {name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()] for name in names}


def test_the_books_are_all_there_and_right(old):
    import sqlite3

    raw = sqlite3.connect(old)
    raw.row_factory = sqlite3.Row
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'product_search%'")]
    names = [name for name in names if name not in ("alembic_version", "sqlite_sequence")]
    before = {name: [dict(row) for row in raw.execute(f"SELECT * FROM {name}")] for name in names}
    raw.close()
    shop = open_shop(old, program="test")
    with shop.read() as view:
        after = everything(view.connection, names)
        assert schema_differences(view.connection) == []
        report = check(view)
    for name, rows in before.items():
        kept = [{key: row[key] for key in rows[0]} for row in after[name]] if rows else []
        assert [row for row in rows if row not in kept] == [], name
    assert report.ok
    assert (report.looked_at["documents"], report.looked_at["stock_moves"]) == (67, 331)
    shop.close()


def test_it_is_sold_from_at_once(old):
    shop = open_shop(old, program="test")
    tea = product(shop, "茶", 4_0000)
    with shop.work() as work:
        complete_sale(work, cart_of(tea), [cash(4_0000)], print_receipt=False)
    with shop.read() as view:
        assert check(view).ok
    shop.close()


def test_a_backup_is_made_first_and_opens_too(old, tmp_path):
    open_shop(old, program="test").close()
    (made,) = backups_in(tmp_path / "backups")
    assert made.note.reason == "migration"
    shop = open_shop(made.path, program="test", create=False)
    with shop.read() as view:
        assert check(view).ok
    shop.close()


def test_who_only_reads_is_told(old):
    content = old.read_bytes()
    with pytest.raises(FileTooOld):
        open_shop(old, program="test", writable=False)
    assert old.read_bytes() == content


def test_every_landed_schema_has_its_file():
    assert sorted(path.name for path in GOLDEN.iterdir()) == [f"schema_{version}.jxc.gz" for version in VERSIONS]
