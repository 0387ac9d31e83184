"""Weights in the shop's habit: shown and typed in one unit, kept in another, and the same sum either way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop import i18n
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.units import typed_weight
from jxc_desktop.domain.weights import HABITS, Spoken, spoken_of


def test_pears_kept_by_the_kilogram_are_spoken_of_by_the_jin():
    spoken = spoken_of(Kind.WEIGHED, "公斤", "jin")
    assert (spoken.quantity(617), spoken.price(9_9800)) == (1_234, 4_9900)
    assert (spoken.kept_quantity(1_234), spoken.kept_price(4_9900)) == (617, 9_9800)


@pytest.mark.parametrize(("language", "unit"), [("en", "jin"), ("zh_CN", "斤")])
def test_the_unit_is_named_in_the_language_of_the_window(language, unit):
    i18n.use_language(language)
    assert spoken_of(Kind.WEIGHED, "公斤", "jin").unit == unit


@pytest.mark.parametrize(
    ("kind", "unit", "habit"),
    [(Kind.GOODS, "公斤", "jin"), (Kind.WEIGHED, "米", "jin"), (Kind.WEIGHED, "公斤", ""), (Kind.WEIGHED, "", "kg")],
)
def test_what_is_not_weighed_or_has_no_habit_stays_as_it_is_kept(kind, unit, habit):
    assert spoken_of(kind, unit, habit) == Spoken(unit)


@given(st.sampled_from(["公斤", "斤", "两", "克"]), st.sampled_from(list(HABITS)), st.integers(1, 999_999))
def test_what_is_shown_is_within_half_a_thousandth_of_what_is_kept(unit, habit, kept):
    spoken = spoken_of(Kind.WEIGHED, unit, habit)
    grams_kept, grams_shown = kept * spoken.kept_grams, spoken.quantity(kept) * spoken.grams
    assert abs(grams_kept - grams_shown) * 2 <= spoken.grams


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("j", "斤"),
        ("J", "斤"),
        ("l", "两"),
        ("g", "克"),
        ("k", "公斤"),
        ("kg", "kg"),
        ("斤", "斤"),
        ("jin", "jin"),
        ("x", None),
        ("瓶", None),
    ],
)
def test_units_are_typed_as_letters_where_no_input_method_is(typed, unit):
    assert typed_weight(typed) == unit
