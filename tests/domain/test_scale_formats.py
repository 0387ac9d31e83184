"""A scale's format, found from two labels."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.scale_codes import DEFAULT_FORMATS, ScaleFormat, ScaleLabel, ScaleValue, read_scale_code
from jxc_desktop.domain.scale_formats import UNITS, PrintedLabel, find_formats, reads_back, why_none


def printed(body: str, item: str, **said: int) -> PrintedLabel:
    return PrintedLabel(body + check_digit(body), ScaleLabel(item, **said))


def read_by(form: ScaleFormat, code: str) -> PrintedLabel:
    said = read_scale_code(code, [form])
    return PrintedLabel(code, said or ScaleLabel(""))


@pytest.mark.parametrize("form", DEFAULT_FORMATS)
def test_the_usual_formats_come_first(form):
    bodies = ("210001212360", "210003405600") if form.length == 13 else ("21000120123600560", "21000340056001999")
    codes = [form.prefix + body[2:] + check_digit(form.prefix + body[2:]) for body in bodies]
    labels = [read_by(form, code) for code in codes]
    assert find_formats(labels)[0] == form


def test_an_item_number_may_be_typed_without_its_zeros_and_the_amount_beside_the_weight():
    labels = (
        printed("210001200560", "12", amount=56_000, weight_mg=1_236_000),
        printed("210003401999", "34", amount=199_900, weight_mg=500_000),
    )
    assert find_formats(labels)[0] == ScaleFormat("21")


def test_a_weight_in_jin_is_found():
    labels = (printed("220001202472", "12", weight_mg=1_236_000), printed("220003401001", "34", weight_mg=500_500))
    assert (find_formats(labels)[0].weight_unit, find_formats(labels)[0].decimals) == ("斤", 3)


GOOD = printed("210001200560", "12", amount=56_000)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (replace(GOOD, code="690123"), "13 or 18 digits"),
        (replace(GOOD, said=ScaleLabel("", amount=1)), "item number of"),
        (replace(GOOD, said=ScaleLabel("12")), "is missing"),
        (printed("21000120123600560", "12", amount=56_000), "different lengths"),
        (replace(GOOD, said=ScaleLabel("77", amount=56_000)), "item number 77 does not stand"),
        (printed("310001200560", "12", amount=56_000), "different digits"),
        (replace(GOOD, said=ScaleLabel("12", amount=99_900)), "No place in the codes"),
    ],
)
def test_what_stands_in_the_way_is_said(other, reason):
    assert find_formats([GOOD, other]) == ()
    assert reason in why_none([GOOD, other])


@st.composite
def formats(draw):
    length, value, has_check = draw(st.sampled_from((13, 18))), draw(st.sampled_from(ScaleValue)), draw(st.booleans())
    parts = 3 if value is ScaleValue.BOTH else 2
    cuts = draw(st.lists(st.integers(2, length - has_check), min_size=parts, max_size=parts, unique=True).map(sorted))
    prefix = draw(st.text("123456789", min_size=1, max_size=cuts[0] - 1))
    spans = [
        (start, draw(st.integers(1, end - start))) for start, end in zip([max(1, len(prefix)), *cuts], cuts, strict=False) if end > start
    ]
    spans = spans[-parts:]
    item, figure, *second = draw(st.permutations(spans))
    decimals = st.integers(0, 3)
    unit = draw(st.sampled_from(UNITS)) if value in (ScaleValue.WEIGHT, ScaleValue.BOTH) else UNITS[0]
    seconds = (*second[0], draw(decimals)) if second else (0, 0, 2)
    return ScaleFormat(prefix, length, *item, value, *figure, draw(decimals), *seconds, unit, has_check)  # type: ignore[call-arg]


@st.composite
def codes(draw, form):
    digits = list(form.prefix.ljust(form.length - form.has_check_digit, "0"))
    places = [(form.item_start, form.item_length), (form.value_start, form.value_length), (form.second_start, form.second_length)]
    for start, length in places:
        if length:
            digits[start : start + length] = f"{draw(st.integers(1, 10**length - 1)):0{length}d}"
    body = "".join(digits)
    return body + check_digit(body) if form.has_check_digit else body


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_right_one_is_found_and_all_that_are_found_read_both_labels(data):
    form = data.draw(formats())
    labels = [read_by(form, code) for code in (data.draw(codes(form)), data.draw(codes(form)))]
    if any(not (label.said.weight_mg or label.said.amount or label.said.pieces) for label in labels):
        return
    found = find_formats(labels)
    assert form in found
    assert all(reads_back(each, label) for each in found for label in labels)
