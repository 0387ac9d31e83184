"""What is typed and said when a count is entered: quantities, times, lines; and what stands again once a number was taken back."""

from dataclasses import replace
from datetime import datetime
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jxc_desktop.domain.count_paper import NoSuchLine, NotATime, NotCountedThen, line_said, time_said
from jxc_desktop.domain.count_quantities import NotWhole, counted_in, counted_text, looks_counted, scanned_quantity
from jxc_desktop.domain.counts import Entry, Moment, Tally, after, entries_of, is_within
from jxc_desktop.domain.errors import NotANumber
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.products import Kind, Pack, Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.domain.settings import Settings
from tests.builders import BEIJING

NOW = datetime(2026, 11, 30, 16, 45, tzinfo=BEIJING)
PRINTED = datetime(2026, 11, 29, 21, 10, 30, tzinfo=BEIJING)
COLA = Product(1, "C1", "可乐", unit="瓶", packs=(Pack(1, "提", 6), Pack(2, "箱", 24)))
APPLES = Product(2, "C2", "苹果", unit="公斤", kind=Kind.WEIGHED, retail_price=8_0000)


# quantities


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("12", 12), ("12 瓶", 12), ("2 箱 3 瓶", 51), ("2箱3", 51), ("1箱2提3瓶", 39), ("2/3", 51), ("1/2/3", 39), ("１２", 12), ("0", 0)],
)
def test_pieces_and_packs(text, pieces):
    assert counted_in(COLA, text, "") == pieces * ONE


@pytest.mark.parametrize(
    ("habit", "text", "kilograms"), [("", "1.75", 1750), ("jin", "3.5", 1750), ("jin", "3.5k", 3500), ("kg", "500g", 500)]
)
def test_weights_are_said_in_the_shops_unit(habit, text, kilograms):
    assert counted_in(APPLES, text, habit) == kilograms


@pytest.mark.parametrize(("text", "refusal"), [("1.5", NotWhole), ("1/2/3/4", NotANumber), ("x", NotANumber)])
def test_what_is_no_quantity_of_the_goods(text, refusal):
    with pytest.raises(refusal):
        counted_in(COLA, text, "")


@pytest.mark.parametrize(
    ("text", "is_quantity"),
    [
        ("1", True),
        ("999", True),
        ("1000", False),
        ("1.25", True),
        ("2/3", True),
        ("2箱3", True),
        ("0012", False),
        ("kl", False),
        ("", False),
    ],
)
def test_a_short_figure_says_how_many_a_longer_one_is_a_code(text, is_quantity):
    assert looks_counted(text) is is_quantity


@pytest.mark.parametrize(
    ("found", "times", "quantity"),
    [
        (Found(COLA), None, ONE),
        (Found(COLA), 5 * ONE, 5 * ONE),
        (Found(COLA, 2), None, 24 * ONE),
        (Found(COLA, 2), 3 * ONE, 72 * ONE),
        (Found(APPLES), None, None),
        (Found(APPLES), 2 * ONE, ONE),
        (Found(APPLES, label=ScaleLabel("C2", weight_mg=1_250_000)), None, 1250),
        (Found(APPLES, label=ScaleLabel("C2", amount=12_0000)), None, 1500),
    ],
)
def test_what_a_scan_counts(found, times, quantity):
    assert scanned_quantity(found, times, "jin") == quantity


def test_a_quantity_in_words():
    assert counted_text(COLA, 51 * ONE, "") == "2 箱 3 瓶"
    assert counted_text(APPLES, 1750, "jin") == "3.5 jin"


# times and lines


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("16:20", datetime(2026, 11, 30, 16, 20, tzinfo=BEIJING)),
        ("1620", datetime(2026, 11, 30, 16, 20, tzinfo=BEIJING)),
        ("9.05", datetime(2026, 11, 30, 9, 5, tzinfo=BEIJING)),
        ("16\N{FULLWIDTH COLON}20", datetime(2026, 11, 30, 16, 20, tzinfo=BEIJING)),
        ("23:00", datetime(2026, 11, 29, 23, 0, tzinfo=BEIJING)),
        ("11-29 22:15", datetime(2026, 11, 29, 22, 15, tzinfo=BEIJING)),
        ("2026-11-30 08:00", datetime(2026, 11, 30, 8, 0, tzinfo=BEIJING)),
        ("11-29 21:10", PRINTED),
    ],
)
def test_a_time_is_the_last_one_that_was(text, at):
    assert time_said(text, now=NOW, printed_at=PRINTED) == at


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NotATime),
        ("25:00", NotATime),
        ("2-30 10:00", NotATime),
        ("abends", NotATime),
        ("12-01 10:00", NotCountedThen),
        ("20:00", NotCountedThen),
    ],
)
def test_a_time_that_is_none_or_cannot_be(text, refusal):
    with pytest.raises(refusal):
        time_said(text, now=NOW, printed_at=PRINTED)


def test_a_line_of_the_sheet():
    assert line_said(" 17 ", 40) == 17
    for wrong in ("0", "41", "x", ""):
        with pytest.raises(NoSuchLine):
            line_said(wrong, 40)


# what stands again

_entries = some.builds(
    Entry,
    round=some.integers(1, 3),
    quantity=some.one_of(some.none(), some.integers(0, 9_000)),
    moment=some.integers(1, 9).map(lambda seq: Moment(seq, NOW.replace(minute=seq))),
    in_carts=some.integers(0, 2),
    person=some.sampled_from(("小李", "小王")),
    is_part=some.booleans(),
)


@given(some.lists(_entries, max_size=8))
def test_the_fewest_entries_that_make_a_line_make_it_again(entries):
    tally = reduce(after, entries, Tally())
    again = reduce(after, entries_of(tally), Tally())
    assert replace(again, at_till=tally.at_till) == tally
    assert len(entries_of(tally)) <= 3


# tolerance


@pytest.mark.parametrize(
    ("difference", "value", "book", "is_weighed", "is_small"),
    [
        (10_000, 50_0000, 500, False, True),
        (10_001, 1, 500_000, False, False),  # ten pieces
        (-1_000, -50_0001, 500_000, False, False),  # fifty yuan
        (-10_000, None, 500_000, False, True),  # worth nobody knows what
        (1_000, 1_0000, 100_000, True, True),
        (-1_001, -1_0000, 100_000, True, False),  # one percent
        (1_000, 50_0001, 100_000, True, False),
        (1, 0, 0, True, False),
        (1_000, 1_0000, -100_000, True, True),
    ],
)
def test_small_differences_are_taken_as_they_are(difference, value, book, is_weighed, is_small):
    assert is_within(difference, value, book, Settings(), is_weighed=is_weighed) is is_small
