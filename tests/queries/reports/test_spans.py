"""Spans by name: what they mean on a day, whichever day it is."""

from datetime import date

import pytest

from jxc_desktop.queries.reports.spans import Preset, Span, span_of

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        (Preset.TODAY, "2026-11-22", "2026-11-22"),
        (Preset.YESTERDAY, "2026-11-21", "2026-11-21"),
        (Preset.THIS_WEEK, "2026-11-16", "2026-11-22"),
        (Preset.THIS_MONTH, "2026-11-01", "2026-11-22"),
        (Preset.LAST_MONTH, "2026-10-01", "2026-10-31"),
        (Preset.OTHER, "2026-11-22", "2026-11-22"),
    ],
)
def test_a_name_is_a_span(preset, first, last):
    assert span_of(preset, SUNDAY) == Span(date.fromisoformat(first), date.fromisoformat(last))


def test_dates_the_wrong_way_round_are_turned():
    assert Span.between(date(2026, 11, 22), date(2026, 11, 1)).text == "2026-11-01 – 2026-11-22"


def test_last_month_of_january_is_december():
    assert span_of(Preset.LAST_MONTH, date(2027, 1, 5)).text == "2026-12-01 – 2026-12-31"
