"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.backups import Kept, to_drop

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def aged(**age: float) -> Kept:
    moment = NOW - timedelta(**age)
    return Kept(moment.isoformat(), moment, is_good=True)


def test_all_of_two_days_stay():
    assert to_drop([aged(minutes=20 * number) for number in range(144)], NOW) == set()


@pytest.mark.parametrize(
    ("ages", "stays"),
    [
        ([{"days": 5}, {"days": 5, "hours": 3}], 1),  # of one day
        ([{"days": 5}, {"days": 6}], 2),
        ([{"days": 20}, {"days": 21}, {"days": 19}], 2),  # of two weeks: Monday to Sunday
        ([{"days": 100}, {"days": 101}, {"days": 130}], 2),  # of two months
        ([{"days": 900}, {"days": 1}], 1),
    ],
)
def test_older_ones_become_fewer(ages, stays):
    kept = [aged(**age) for age in ages]
    assert len(kept) - len(to_drop(kept, NOW)) == stays


def test_of_a_day_the_last_good_one_stays():
    bad = Kept("bad", NOW - timedelta(days=5), is_good=False)
    good = Kept("good", NOW - timedelta(days=5, hours=2), is_good=True)
    assert to_drop([bad, good], NOW) == {"bad"}


def test_of_those_with_findings_a_few_stay():
    bad = [Kept(f"bad {number}", NOW - timedelta(minutes=10 * number), is_good=False) for number in range(20)]
    assert to_drop([*bad, aged(hours=4)], NOW) == {f"bad {number}" for number in range(3, 20)}


def test_the_last_good_one_stays_however_old():
    assert to_drop([aged(days=3000)], NOW) == set()


some = st.builds(
    Kept,
    st.uuids().map(str),
    st.integers(-20_000, 2_000_000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    st.booleans(),
)


@settings(max_examples=150)
@given(st.lists(some, max_size=60))
def test_what_is_dropped_never_leaves_a_shop_without(kept):
    going = to_drop(kept, NOW)
    staying = [backup for backup in kept if backup.name not in going]
    good = [backup for backup in kept if backup.is_good]
    assert not good or max(backup.made_at for backup in good) in {backup.made_at for backup in staying if backup.is_good}
    assert all(NOW - backup.made_at > timedelta(days=2) for backup in kept if backup.name in going and backup.is_good)
    assert len([backup for backup in staying if not backup.is_good and NOW - backup.made_at <= timedelta(days=2)]) <= 3
    assert to_drop(staying, NOW) == set()
    months = {
        (backup.made_at.year, backup.made_at.month) for backup in kept if timedelta(days=2) < NOW - backup.made_at < timedelta(days=700)
    }
    held = {(backup.made_at.year, backup.made_at.month) for backup in staying}
    assert len(months - held) <= 1  # a week may begin in one month and be held by the next
