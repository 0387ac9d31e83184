"""The harness itself: both sides in turns, figures kept beside each other, a table to read."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import harness, shops
from tests.benchmarks.harness import Paired, in_turns, percentile, record, table, timed


@pytest.fixture(autouse=True)
def figures(tmp_path, monkeypatch):
    """A file of figures of the test's own."""
    monkeypatch.setattr(harness, "BUILD", tmp_path)
    monkeypatch.setattr(harness, "FIGURES", tmp_path / "benchmarks.json")
    return tmp_path / "benchmarks.json"


def test_the_ratio_is_that_of_the_medians():
    assert Paired([1.0, 2.0, 90.0], [1.0, 1.0, 1.0]).ratio == 2.0


def test_sides_take_turns_and_change_who_is_first():
    said = []

    def side(name):
        return timed(lambda: said.append(name))

    in_turns(side("ours"), side("floor"), rounds=3, warm_up=0)
    assert said == ["ours", "floor", "floor", "ours", "ours", "floor"]


def test_warm_up_is_not_counted():
    seconds = iter([9.0, 1.0, 1.0])
    assert in_turns(lambda: next(seconds), lambda: 1.0, rounds=2, warm_up=1).ours == [1.0, 1.0]


def test_timed_tells_the_seconds_of_a_call():
    assert 0 <= timed(lambda: None)() < 1


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 51), (95, 96), (99, 100), (100, 100)])
def test_percentile(percent, value):
    assert percentile(range(100, 0, -1), percent) == value


def test_a_figure_keeps_reach_and_milliseconds_beside_it(figures):
    record("scan_over_floor", 1.23456, 1.5, scan=[0.001, 0.003, 0.002])
    assert json.loads(figures.read_text()) == {
        "scan_over_floor": 1.235,
        "scan_over_floor_reach": 1.5,
        "scan_over_floor_scan_median_ms": 2.0,
        "scan_over_floor_scan_p99_ms": 3.0,
    }


def test_a_later_figure_leaves_the_earlier_ones(figures):
    record("one", 1)
    record("two", 2)
    assert json.loads(figures.read_text()) == {"one": 1, "two": 2}


def test_the_table_has_a_line_for_each_figure_and_one_for_its_milliseconds():
    record("memory_mb", 120.0, 180)
    record("scan_growth", 1.1, 1.2, large=[0.002])
    lines = table().splitlines()
    assert [line.split() for line in lines[1:3]] == [["memory_mb", "120.0", "180"], ["scan_growth", "1.1", "1.2"]]
    assert lines[3].split() == ["large_median_ms", "2.0"]


def test_a_shop_of_the_same_recipe_is_used_again(tmp_path, monkeypatch):
    made = []

    def program(*words):
        made.append(words)
        Path(words[2]).touch()

    monkeypatch.setattr(shops, "BUILD", tmp_path)
    monkeypatch.setattr(shops, "run_program", program)
    tiny = shops.Size("tiny", 3, 2)
    assert shops.made(tiny) == shops.made(tiny) == tmp_path / "shop-tiny.jxc"
    assert len(made) == 1


def test_a_shop_of_another_recipe_is_made_anew(tmp_path, monkeypatch):
    made = []

    def program(*words):
        made.append(words)
        Path(words[2]).touch()

    monkeypatch.setattr(shops, "BUILD", tmp_path)
    monkeypatch.setattr(shops, "run_program", program)
    shops.made(shops.Size("tiny", 3, 2))
    shops.made(shops.Size("tiny", 3, 4))
    assert len(made) == 2
