"""What a count came to: right, over and missing, in lines, pieces and money; how exactly places and people count."""

import pytest

from jxc_desktop.domain.count_results import rate_of
from jxc_desktop.domain.quantity import ONE
from tests.count_results import line, past, result


def test_lines_pieces_and_money_add_up():
    sums = result(line(10, 10), line(10, 12, 4_0000), line(10, 7, -6_0000), line(5, 4, -1_0000)).sums
    assert (sums.lines, sums.right, sums.over, sums.missing) == (4, 1, 1, 2)
    assert (sums.over_quantity, sums.missing_quantity) == (2 * ONE, -4 * ONE)
    assert (sums.gain, sums.loss, sums.net, sums.accuracy) == (4_0000, -7_0000, -3_0000, 2500)


def test_what_is_counted_for_the_first_time_is_neither_right_nor_wrong():
    sums = result(line(0, 8, 16_0000, is_first=True), line(10, 10)).sums
    assert (sums.first, sums.first_value, sums.over, sums.gain, sums.accuracy) == (1, 16_0000, 0, 0, 10_000)
    assert result(line(0, 8, is_first=True)).sums.accuracy is None


def test_people_answer_for_what_they_counted_first():
    corrected = line(10, 10, round=2, first_quantity=7 * ONE, first_person="小王", person="小李")
    proved = line(10, 8, -4_0000, round=2, first_person="小李", person="小王")
    nobody = line(3, 0, -6_0000, round=0, first_person="老板", person="老板")
    one, other = result(corrected, proved, nobody).by_person
    assert (other.title, other.lines, other.recounted, other.corrected) == ("小王", 1, 1, 1)
    assert (one.title, one.lines, one.recounted, one.corrected, one.loss) == ("小李", 1, 1, 0, -4_0000)


def test_places_are_apart():
    found = result(line(10, 10, place="店面"), line(10, 9, -2_0000, place="库房"), line(4, 4, place="店面")).by_place
    assert [(each.title, each.lines, each.accuracy) for each in found] == [("库房", 1, 0), ("店面", 2, 10_000)]


def test_the_lines_that_weigh_most_in_money_come_first():
    found = result(line(1, 2, 1_0000, name="糖"), line(9, 9), line(9, 5, -8_0000, name="酒"), line(5, 6, is_first=True)).differing
    assert [each.name for each in found] == ["酒", "糖"]


def test_a_line_that_a_newer_count_settled_is_older():
    assert line(10, 8, moved=0).is_older
    assert not line(10, 8, -4_0000).is_older
    assert not line(10, 10).is_older


def test_counts_of_before_have_their_accuracy_and_shrinkage():
    before = past("PD20261031-0001", 90, 100, -50_0000)
    assert (before.accuracy, before.net) == (9000, -50_0000)


@pytest.mark.parametrize(("part", "whole", "rate"), [(1, 3, 3333), (2, 3, 6667), (0, 4, 0), (4, 4, 10_000), (0, 0, None)])
def test_a_share_is_rounded_half_up(part, whole, rate):
    assert rate_of(part, whole) == rate
