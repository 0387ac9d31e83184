"""The unit of work: commits, rolls back, guards, tells."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables import products as t
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.work import LOCAL, Shop, local_clock, offset_at


def categories(shop: Shop) -> int:
    with shop.read() as view:
        return int(view.connection.execute(select(func.count()).select_from(t.category)).scalar_one())


def test_work_commits_and_announces(shop):
    heard: list[frozenset[str]] = []
    shop.subscribe(heard.append)
    with shop.work() as work:
        work.connection.execute(t.category.insert(), {"name": "饮料"})
    assert categories(shop) == 1
    assert heard == [frozenset({"category"})]


def test_an_exception_rolls_back(shop):
    with pytest.raises(ZeroDivisionError), shop.work() as work:
        work.connection.execute(t.category.insert(), {"name": "饮料"})
        1 / 0
    assert categories(shop) == 0


def test_a_read_inside_a_work_does_not_undo_it(shop):
    with shop.work() as work:
        work.connection.execute(t.category.insert(), {"name": "饮料"})
        assert categories(shop) == 0
    assert categories(shop) == 1


def test_a_second_work_on_the_same_thread_raises(shop):
    with shop.work(), pytest.raises(RuntimeError), shop.work():
        pass


def test_a_view_cannot_write(shop):
    with pytest.raises(Exception, match="readonly|query_only|can't be written"), shop.read() as view:
        view.connection.execute(t.category.insert(), {"name": "饮料"})


def test_require_names_the_right(shop):
    shop.actor = type(shop.actor)(1, "a", frozenset())
    with pytest.raises(NotAllowed, match="Reverse a sale"), shop.work() as work:
        work.require(Permission.REVERSE_SALE)


@pytest.fixture
def berlin(monkeypatch):
    """A computer with summer time."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    offset_at.cache_clear()
    yield
    monkeypatch.undo()
    time.tzset()
    offset_at.cache_clear()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can't be set here")
@pytest.mark.parametrize(("month", "hour"), [(1, 13), (7, 14)])
def test_a_moment_is_shown_with_the_offset_it_had_then(berlin, month, hour):
    moment = datetime(2026, month, 15, 12, tzinfo=UTC)
    local = moment.astimezone(local_clock().tzinfo)
    assert (local.hour, local == moment, local.astimezone(UTC)) == (hour, True, moment)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can't be set here")
def test_the_hour_that_comes_twice_stays_two_hours(berlin):
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    shown = [(first + timedelta(hours=hours)).astimezone(LOCAL) for hours in (0, 1)]
    assert [f"{moment:%H:%M %Z}" for moment in shown] == ["02:30 CEST", "02:30 CET"]
    assert [moment.astimezone(UTC) for moment in shown] == [first, first + timedelta(hours=1)]
