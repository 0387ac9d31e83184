"""A printer's place as one line of text, and its troubles as facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.printer_troubles import NotAPrinter, OutOfPaper, PrinterTrouble, problem_text
from jxc_desktop.domain.printers import Target, TargetKind, format_target, parse_target

EXAMPLES = {
    "network:192.168.1.50:9100": Target(TargetKind.NETWORK, "192.168.1.50", 9100),
    "usb:04b8:0e15 width=58": Target(TargetKind.USB, "04b8:0e15", width_mm=58),
    "serial:COM3:9600 chinese=bitmap": Target(TargetKind.SERIAL, "COM3", 9600, is_bitmap=True),
    "file:/dev/usb/lp0 cut=no drawer=no": Target(TargetKind.FILE, "/dev/usb/lp0", cuts=False, has_drawer=False),
    "windows:POS 58 厨房 ask=no": Target(TargetKind.WINDOWS, "POS 58 厨房", asks_first=False),
    "none": Target(),
}


@pytest.mark.parametrize(("text", "target"), EXAMPLES.items())
def test_a_target_is_written_and_read(text, target):
    assert format_target(target) == text
    assert parse_target(text) == target


@pytest.mark.parametrize(
    ("text", "place", "number"),
    [
        ("network:pos", "pos", 9100),
        ("network:[::1]:80", "::1", 80),
        ("network:[::1]", "::1", 9100),
        ("serial:/dev/ttyS0", "/dev/ttyS0", 9600),
    ],
)
def test_what_is_left_out_has_a_default(text, place, number):
    target = parse_target(text)
    assert (target.place, target.number) == (place, number)


@pytest.mark.parametrize(
    "text",
    [
        "fax:1",
        "network:",
        "network::9100",
        "network:a:0",
        "network:a:70000",
        "network:a:x",
        "usb:1:2",
        "none:x",
        "file:",
        "file:a\0b",
        "file:a width=60",
    ],
)
def test_what_names_no_printer_is_refused(text):
    with pytest.raises(NotAPrinter) as caught:
        parse_target(text)
    assert str(caught.value)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        target = parse_target(text)
    except NotAPrinter:
        return
    assert parse_target(format_target(target)) == target


def test_a_fact_that_was_kept_is_worded_again():
    assert problem_text(OutOfPaper.fact) == str(OutOfPaper())
    assert problem_text("interrupted").startswith("The program ended")
    assert problem_text("something else") == "something else"


def test_each_trouble_has_a_fact_and_a_sentence_of_its_own():
    troubles = PrinterTrouble.__subclasses__()
    assert len({trouble.fact for trouble in troubles}) == len({str(trouble()) for trouble in troubles}) == len(troubles) == 6
