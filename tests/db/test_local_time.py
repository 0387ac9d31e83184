"""Stored moments as the local time that people read, in both dialects."""

import pytest
from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql

from jxc_desktop.db.local_time import local_text


@pytest.mark.parametrize(
    ("stored", "minutes", "text"),
    [
        ("2026-11-22T02:05:00.000000Z", 480, "2026-11-22 10:05"),
        ("2026-11-22T23:59:59.999999Z", 480, "2026-11-23 07:59"),
        ("2026-11-22T02:05:00.000000Z", -210, "2026-11-21 22:35"),
    ],
)
def test_a_moment_in_utc_as_local_time(shop, stored, minutes, text):
    with shop.read() as view:
        assert view.connection.execute(select(local_text(literal(stored), literal(minutes)))).scalar_one() == text


def test_postgresql_has_its_own_words_for_it():
    sql = str(select(local_text(literal("t"), literal(1))).compile(dialect=postgresql.dialect()))
    assert "to_char(CAST(" in sql
    assert "strftime" not in sql
