"""Labels that scales print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.barcodes import OWN_PREFIXES, check_digit
from jxc_desktop.domain.scale_codes import (
    DEFAULT_FORMATS,
    BadScaleFormat,
    ScaleFormat,
    ScaleLabel,
    ScaleValue,
    formats_from_json,
    formats_to_json,
    is_scale_prefix,
    read_scale_code,
    unread_label,
)
from jxc_desktop.domain.units import NotAWeight


def label(body: str) -> ScaleLabel | None:
    return read_scale_code(body + check_digit(body), DEFAULT_FORMATS)


def test_an_amount_is_read():
    assert label("210001200560") == ScaleLabel("00012", amount=56_000)


def test_a_weight_is_read():
    assert label("220001201236") == ScaleLabel("00012", weight_mg=1_236_000)


def test_eighteen_digits_carry_weight_and_amount():
    assert label("21000120123600560") == ScaleLabel("00012", weight_mg=1_236_000, amount=56_000)


def test_pieces_are_read():
    form = ScaleFormat("23", value=ScaleValue.PIECES, decimals=0)
    assert read_scale_code("230001200006" + check_digit("230001200006"), [form]) == ScaleLabel("00012", pieces=6000)


@pytest.mark.parametrize("code", ["2100012005601", "690123456789", "6901234567892", "21000120056", "", "２１０００１２００５６０７"])
def test_other_codes_are_left_alone(code):
    assert read_scale_code(code, DEFAULT_FORMATS) is None


def test_a_format_may_say_that_its_scale_prints_no_check_digit():
    form = ScaleFormat("21", value_length=6, decimals=2, has_check_digit=False)
    assert read_scale_code("2100012000561", [form]) == ScaleLabel("00012", amount=56_100)


def test_the_first_match_wins():
    weight, amount = ScaleFormat("2", value=ScaleValue.WEIGHT, decimals=3), ScaleFormat("21")
    code = "210001200560" + check_digit("210001200560")
    assert read_scale_code(code, [weight, amount]) == ScaleLabel("00012", weight_mg=560_000)
    assert read_scale_code(code, [amount, weight]) == ScaleLabel("00012", amount=56_000)


def test_a_label_of_nothing_is_no_label():
    assert label("210001200000") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"decimals": 4},
        {"second_decimals": 4},
        {"length": 12},
        {"prefix": "2A"},
        {"prefix": ""},
        {"value_start": 6},
        {"value_length": 6},
        {"item_start": -1},
        {"value": ScaleValue.BOTH},
    ],
)
def test_a_format_that_cannot_be_read_back_is_refused(wrong):
    with pytest.raises(BadScaleFormat):
        ScaleFormat(**{"prefix": "21", **wrong})


def test_a_weight_needs_a_unit_of_weight():
    with pytest.raises(NotAWeight):
        ScaleFormat("22", value=ScaleValue.WEIGHT, weight_unit="瓶")


def test_formats_are_kept_as_a_setting():
    assert formats_from_json(formats_to_json(DEFAULT_FORMATS)) == DEFAULT_FORMATS == formats_from_json("")


@pytest.mark.parametrize("text", ["{", "[1]", '[{"value": "weight"}]', '[{"prefix": "2", "value": "x"}]', "1"])
def test_a_damaged_setting_is_named(text):
    with pytest.raises(ValueError):
        formats_from_json(text)


def test_in_store_codes_keep_clear_of_scale_formats():
    assert [prefix for prefix in OWN_PREFIXES if is_scale_prefix(prefix, DEFAULT_FORMATS)] == ["21", "22"]
    assert is_scale_prefix("29", [ScaleFormat("29")])
    assert is_scale_prefix("29", [ScaleFormat("2")])
    assert not is_scale_prefix("29", [ScaleFormat("29", 18)])


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    read_scale_code(text, DEFAULT_FORMATS)


def with_check(body: str) -> str:
    return body + check_digit(body)


def test_a_label_that_sells_nothing_is_told_from_an_unknown_code():
    unknown = unread_label(with_check("211234501236"), DEFAULT_FORMATS)
    assert unknown is not None
    assert "product code 12345" in unknown.sentence()
    wrong = str((int(check_digit("211234501236")) + 1) % 10)
    for code in ("211234501236" + wrong, with_check("211234500000")):
        misread = unread_label(code, DEFAULT_FORMATS)
        assert misread is not None
        assert "misread" in misread.sentence()


@pytest.mark.parametrize("code", ["6999999999994", "21123", "21ABC45012367", "2512345012367"])
def test_other_codes_are_no_labels(code):
    assert unread_label(code, DEFAULT_FORMATS) is None
