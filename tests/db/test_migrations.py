"""Migrated schema == models' schema; strange files are refused by name."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from jxc_desktop.db import migrations
from jxc_desktop.db.errors import FileDamaged, FileTooNew, NotAShopFile
from jxc_desktop.db.tables import POSTED, metadata
from tests.builders import empty_shop_file


def test_the_migrated_schema_is_the_models_schema(shop):
    with shop.read() as view:
        context = MigrationContext.configure(
            view.connection, opts={"include_name": lambda name, kind, _parents: not (kind == "table" and name.startswith("product_search"))}
        )
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("table", POSTED)
def test_every_posted_table_is_guarded(shop, table):
    with shop.read() as view:
        names = (
            view.connection.exec_driver_sql(f"SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='{table}'").scalars().all()
        )
    assert sorted(names) == [f"{table}_no_delete", f"{table}_no_update"]


def test_every_table_is_strict(shop):
    with shop.read() as view:
        lax = view.connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' AND strict=0 "
            "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version' AND name NOT LIKE 'product_search%'"
        ).all()
    assert lax == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileDamaged),
        (b"hello", NotAShopFile),
        (b"SQLite format 3\0 short", FileDamaged),
        (b"SQLite format 3\0" + b"\xff" * 500, NotAShopFile),
    ],
)
def test_strange_files_are_refused(tmp_path, content, error):
    path = tmp_path / "x.jxc"
    path.write_bytes(content)
    with pytest.raises(error):
        migrations.stored_version(path)


def test_a_newer_file_is_refused(tmp_path):
    path = empty_shop_file(tmp_path / "x.jxc")
    changed = bytearray(path.read_bytes())
    changed[60:64] = (99).to_bytes(4, "big")
    path.write_bytes(changed)
    with pytest.raises(FileTooNew):
        migrations.stored_version(path)
