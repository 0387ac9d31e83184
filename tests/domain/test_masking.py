"""What is taken out of a text before others may read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.masking import masked, masked_log


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("call 13812345678 now", "call # now"),
        ("call 138 1234 5678 now", "call # now"),
        ("call +86-138-1234-5678 now", "call # now"),
        ("call (0411) 84.12.34.56 now", "call # now"),
        ("code 134567890123456789", "code #"),
        ("key 7f3c2a1b9d8e4f60a1b2c3d4e5f60718", "key #"),
        ("key 7F3C2A1B-9D8E-4F60-A1B2-C3D4E5F60718", "key #"),
        ("mail wang.li@example.com", "mail …"),
        ("王丽 said 你好", "… said …"),
        ("line 1234, in on_pay", "line 1234, in on_pay"),
        ("SQLite 3.53.0, 2 of 12", "SQLite 3.53.0, 2 of 12"),
        ("call 1３8１２３４5678 now", "call # now"),
    ],
)
def test_what_could_be_a_persons_is_masked(said, left):
    assert masked(said) == left


def test_known_names_go_however_they_are_written():
    log = "2026-11-22 10:00:00,123 ERROR MainThread KeyError: John Smith\nJOHN SMITH and Johnson"
    assert masked_log(log, ["John Smith", "Bo", ""]) == "2026-11-22 10:00:00,123 ERROR MainThread KeyError: …\n… and Johnson"


def test_the_longer_name_goes_first():
    assert masked_log("Li Wang met Li", ["Li", "Li Wang"]) == "… met …"


@given(st.text(), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(), st.sampled_from(["{}{}{}", "{} {} {}", "{}\n{}\n{}"]))
def test_no_telephone_is_left(before, phone, after, shape):
    assert phone not in masked_log(shape.format(before, phone, after), ())
