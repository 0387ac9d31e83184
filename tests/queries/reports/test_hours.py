"""The local hour of a sale: each with the offset of its own moment."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.documents import Counted, documents_count
from jxc_desktop.queries.reports.hours import offsets
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By, takings
from tests.builders import WECHAT, TestClock, cart_of, make_shop, product

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def year(tmp_path):
    """In Paris: a sale on 1 July at 10:30, one on 1 November at 10:30, looked at on 22 November."""
    clock = TestClock(datetime(2026, 7, 1, 10, 30, tzinfo=PARIS))
    shop = make_shop(tmp_path, clock=clock)
    cola = product(shop)
    for moment in (clock.now, datetime(2026, 11, 1, 10, 30, tzinfo=PARIS)):
        clock.now = moment
        with shop.work() as work:
            complete_sale(work, cart_of(cola), (WECHAT,), print_receipt=False)
    clock.now = datetime(2026, 11, 22, 9, 0, tzinfo=PARIS)
    yield shop
    shop.close()


def test_summer_and_winter_have_their_own_offset(year):
    with year.read() as view:
        rows = takings(view, By.HOUR, Span(date(2026, 6, 1), date(2026, 11, 22)))
        behind = documents_count(view, DocumentsFilter(group=(By.HOUR, 10)))
    assert [(row[0], row[1]) for row in rows] == [("10:00 – 11:00", 2)]
    assert behind == Counted(2, 6_0000)


def test_a_span_as_wide_as_can_be_typed_is_no_wider_than_the_books(year):
    with year.read() as view:
        assert takings(view, By.HOUR, Span(date(1, 1, 1), date(9999, 12, 31)))[0][1] == 2


@pytest.mark.parametrize(
    ("zone", "first", "last", "found"),
    [
        (timezone(timedelta(hours=8)), date(2026, 1, 1), date(2026, 12, 31), [("2026-01-01 00:00", 480)]),
        (PARIS, date(2026, 3, 1), date(2026, 11, 1), [("2026-03-01 00:00", 60), ("2026-03-29 01:00", 120), ("2026-10-25 01:00", 60)]),
        (ZoneInfo("Asia/Shanghai"), date(1986, 5, 1), date(1986, 5, 10), [("1986-05-01 00:00", 480), ("1986-05-03 18:00", 540)]),
        (ZoneInfo("Asia/Kathmandu"), date(2026, 1, 1), date(2026, 1, 1), [("2026-01-01 00:00", 345)]),
    ],
)
def test_changes_of_the_offset(zone, first, last, found):
    assert [(f"{at:%Y-%m-%d %H:%M}", offset) for at, offset in offsets(zone, first, last)] == found
    assert all(at.tzinfo is UTC for at, _offset in offsets(zone, first, last))
