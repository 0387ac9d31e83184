"""The rules that the written months keep: each is broken once by hand, guards off, and named."""

from datetime import datetime

import pytest

from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.queries.check import check
from tests.builders import BEIJING, CASH, TestClock, cart_of, make_shop, stocked
from tests.damage import check_file, damaged_copy


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A shop with two months that are written."""
    clock = TestClock(datetime(2026, 9, 5, 10, tzinfo=BEIJING))
    shop = make_shop(tmp_path_factory.mktemp("written"), clock=clock)
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    for month in (10, 11):
        clock.now = datetime(2026, month, 7, 10, tzinfo=BEIJING)
        with shop.work() as work:
            complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    keep_months(shop)
    yield shop
    shop.close()


def test_a_sound_shop_is_in_order(written):
    with written.read() as view:
        assert check(view).findings == ()


MONTHS_BROKEN = [
    ("month", "UPDATE stock_month SET quantity = 11000 WHERE month = '2026-09-01'", "茶, end of 2026-09-01: the moves sum to 10"),
    ("month", "DELETE FROM stock_month WHERE month = '2026-10-01'", "茶"),
    ("month", "UPDATE stock_move SET business_date = '2026-11-07' WHERE business_date = '2026-10-07'", "茶"),
    (
        "month_value",
        "UPDATE stock_month_value SET value = 1 WHERE month = '2026-10-01'",
        "−1 worth −2.00 moved, written is a change of −1 worth −19.9999",
    ),
    ("month_value", "UPDATE stock_month_value SET quantity = 1000 WHERE month = '2026-10-01'", "a change of −9 worth −2.00"),
]


@pytest.mark.parametrize(("code", "damage", "words"), MONTHS_BROKEN, ids=lambda value: str(value)[:40])
def test_what_is_broken_is_named(written, tmp_path, code, damage, words):
    report = check_file(damaged_copy(written, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]
