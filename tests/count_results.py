"""Results of counts for tests: lines with sensible values, a posted count of some."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jxc_desktop.domain.count_results import CountedLine, CountResult, PastCount
from jxc_desktop.domain.quantity import ONE
from tests.builders import BEIJING

AT = datetime(2026, 11, 30, 16, 20, tzinfo=BEIJING)
_LINE = CountedLine(
    *(1, 1, "1001", "可乐", "瓶", "店面", 1, 10 * ONE, 10 * ONE, 10 * ONE, 10 * ONE, 0, 0),
    is_first=False,
    is_flagged=False,
    counted_at=AT,
    person="小王",
    first_person="小王",
    reason="",
)


def line(book: int, counted: int, value: int = 0, **more: Any) -> CountedLine:
    """A line in whole pieces, with what its difference was worth; what was counted first is what it ended with."""
    pieces = counted * ONE
    made = replace(_LINE, book=book * ONE, first_quantity=pieces, quantity=pieces, present=pieces, moved=pieces - book * ONE, value=value)
    return replace(made, **more)


def result(*lines: CountedLine, **more: Any) -> CountResult:
    """A count that was posted with these lines."""
    made = CountResult(
        number="PD20261130-0001",
        count_number=12,
        name="月末盘点",
        scope="全店",
        is_blind=True,
        started_at=AT.replace(hour=9),
        started_by="老板",
        posted_at=AT.replace(hour=18),
        posted_by="老板",
        day=date(2026, 11, 30),
        people=("小王", "小李"),
        gain_number="PY20261130-0001",
        loss_number="PK20261130-0001",
        reversed_by="",
        remark="",
        left=0,
        lines=tuple(replace(each, line_no=number) for number, each in enumerate(lines, 1)),
        past=(),
    )
    return replace(made, **more)


def past(number: str, right: int, lines: int, loss: int, day: date = date(2026, 10, 31)) -> PastCount:
    """A count of before."""
    return PastCount(number, "", day, lines, 0, right, 0, loss)
