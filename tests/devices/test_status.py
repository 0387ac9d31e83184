"""What a printer or its queue says of itself becomes a fact."""

import pytest

from jxc_desktop.devices.status import is_answer, trouble_in
from jxc_desktop.devices.windows_queue import trouble_in_queue
from jxc_desktop.domain.printer_troubles import CoverOpen, OutOfPaper, PrinterOffline


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
