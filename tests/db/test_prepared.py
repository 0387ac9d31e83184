"""Prepared statements do what the same statements do through SQLAlchemy."""

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import products as t
from jxc_desktop.db.tables import shop as people

ADD = Prepared(insert(t.category).returning(t.category.c.id), *columns_but(t.category, "id"))
MORE = Prepared(insert(t.category), "name")
NAMES = Prepared(select(t.category.c.name).where(t.category.c.id >= bindparam("least")).order_by(t.category.c.id))
RENAME = Prepared(update(t.category).where(t.category.c.id == bindparam("category")).values(name="改"))


def test_rows_are_written_and_read(shop):
    with shop.work() as work:
        first = ADD.value(work.connection, {"name": "饮料"})
        MORE.run_many(work.connection, [{"name": "粮油"}, {"name": "日化"}])
        RENAME.row(work.connection, {"category": first})
        assert NAMES.rows(work.connection, {"least": first}) == [("改",), ("粮油",), ("日化",)]
        assert NAMES.value(work.connection, {"least": 99}) is None


def test_the_tables_are_announced(shop):
    heard: list[frozenset[str]] = []
    shop.subscribe(heard.append)
    with shop.work() as work:
        ADD.value(work.connection, {"name": "饮料"})
        NAMES.rows(work.connection, {"least": 0})
    assert heard == [frozenset({"category"})]


def test_values_are_stored_as_their_columns_say(shop):
    add = Prepared(insert(people.shift), *columns_but(people.shift, "id", "number"))
    with shop.work() as work:
        add.row(work.connection, {"till_id": 1, "business_date": work.business_date, "opened_at": work.now})
        kept = work.connection.execute(select(people.shift)).one()
        assert (kept.business_date, kept.opened_at, kept.number) == (work.business_date, work.now, 1)


def test_records_have_names_and_types(shop):
    shifts = select(people.shift.c.business_date, people.shift.c.opened_at, people.shift.c.number.label("how_often"))
    found = Prepared(shifts.where(people.shift.c.till_id == bindparam("till")))
    with shop.work() as work:
        assert found.records(work.connection, {"till": 1}) == []
        assert found.record(work.connection, {"till": 1}) is None
        work.connection.execute(insert(people.shift), {"till_id": 1, "business_date": work.business_date, "opened_at": work.now})
        kept = found.record(work.connection, {"till": 1})
        assert kept._asdict() == {"business_date": work.business_date, "opened_at": work.now, "how_often": 1}
        assert found.records(work.connection, {"till": 1}) == [kept]


@pytest.mark.parametrize("many", [False, True])
def test_a_refusal_of_the_database_looks_as_everywhere(shop, many):
    with pytest.raises(IntegrityError), shop.work() as work:
        ADD.value(work.connection, {"name": "饮料"})
        if many:
            MORE.run_many(work.connection, [{"name": "饮料"}])
        else:
            ADD.value(work.connection, {"name": "饮料"})
