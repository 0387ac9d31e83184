"""A printer's place as one line of text, and what a status says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.devices.status import is_answer, trouble_in
from jxc_desktop.devices.targets import Target, TargetKind, format_target, parse_target
from jxc_desktop.devices.trouble import CoverOpen, NotAPrinter, OutOfPaper, PrinterOffline
from jxc_desktop.devices.windows_queue import trouble_in_queue

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


@pytest.mark.parametrize(
    ("answers", "fact"),
    [
        ((0x12, 0x12, 0x12), None),
        ((0x16, 0x12, 0x1E), None),
        ((0x1A, 0x16, 0x12), CoverOpen),
        ((0x1A, 0x12, 0x72), OutOfPaper),
        ((0x1A, 0x32, 0x12), OutOfPaper),
        ((0x1A, 0x52, 0x12), PrinterOffline),
    ],
)
def test_answers_become_facts(answers, fact):
    """Drawer shut and paper near its end are no trouble; a cover comes before paper, paper before the rest."""
    assert all(is_answer(byte) for byte in answers)
    assert trouble_in(answers) is fact


@pytest.mark.parametrize("byte", [0x00, 0xFF, 0x10, 0x11, 0x13, 0x92])
def test_other_bytes_are_no_answers(byte):
    assert not is_answer(byte)


@pytest.mark.parametrize(
    ("status", "fact"),
    [(0, None), (0x400, None), (0x10, OutOfPaper), (0x400010, CoverOpen), (0x80, PrinterOffline), (0x1000, PrinterOffline)],
)
def test_a_queue_says_how_it_is(status, fact):
    assert trouble_in_queue(status) is fact
