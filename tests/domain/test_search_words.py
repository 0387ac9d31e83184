"""What the search takes for the same, and pinyin in all readings."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.search_words import MAX_INITIALS, fold, initials_of, pinyin_of


@pytest.mark.parametrize("text", ["4*40 自攻", "4×40自攻", "４ｘ４０　自攻", "4X40-自攻", "4乘40—自攻", " 4 x 4\u200b0 自 攻"])
def test_what_looks_the_same_is_the_same(text):
    assert fold(text) == "4x40自攻"


@pytest.mark.parametrize(("text", "words"), [("A-B c", "abc"), ("ＡＢＣ", "abc"), ("500ML", "500ml"), ("", ""), ("--", "")])
def test_folding_of_letters(text, words):
    assert fold(text) == words


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "words"),
    [("厦门", {"sm", "xm"}), ("重庆", {"zq", "cq"}), ("牛奶", {"nn"}), ("可乐500ML", {"kl500ml"}), ("4×40自攻", {"4x40zg"})],
)
def test_each_reading_has_its_initials(name, words):
    assert words <= set(initials_of(name).split())


def test_the_usual_reading_comes_first():
    assert initials_of("牛奶").split()[0] == "nn"
    assert pinyin_of("牛奶").split()[0] == "niunai"


def test_full_pinyin_in_each_reading():
    assert {"shamen", "xiamen"} <= set(pinyin_of("厦门").split())


def test_signs_are_left_out():
    assert initials_of("（特价）牛-奶!").endswith("nn")
    assert initials_of("") == ""


def test_readings_are_capped():
    assert len(initials_of("重重重重重重重重").split()) <= MAX_INITIALS


@given(st.text(max_size=20))
def test_any_name_has_words(text):
    assert " ".join(initials_of(text).split()) == initials_of(text)
    pinyin_of(text)


def test_many_names_are_quick():
    initials_of("康师傅红烧牛肉面")
    start = time.perf_counter()
    for number in range(5000):
        initials_of(f"康师傅红烧牛肉面{number}")
    assert time.perf_counter() - start < 2
