"""Three scans of one code tell a scanner's pace, end and prefix."""

import pytest
from PySide6.QtWidgets import QApplication

from jxc_desktop.ui.widgets.bursts import Calibration
from jxc_desktop.ui.widgets.calibration import CalibrationDialog, ScansDiffer, Stroke, derive
from jxc_desktop.ui.widgets.scanner import Scanner, load_calibration
from tests.ui.checks import assert_accessible


def scan(text, every):
    return [Stroke(char, place * every) for place, char in enumerate(text)]


@pytest.mark.parametrize(
    ("sent", "every", "found"),
    [
        ("690123456789\r", 8, Calibration(35, "enter")),
        ("690123456789\r\n", 8, Calibration(35, "enter")),
        ("690123456789\t", 8, Calibration(35, "tab")),
        ("690123456789", 8, Calibration(35, "none")),
        ("690123456789\r", 30, Calibration(45, "enter")),
        ("690123456789\r", 70, Calibration(80, "enter")),
    ],
)
def test_pace_and_end_are_found(sent, every, found):
    assert derive([scan(sent, every)] * 3) == found


def test_a_prefix_is_what_is_not_printed():
    assert derive([scan("]E0690123\r", 8)] * 3, "690123").prefix == "]E0"


@pytest.mark.parametrize("texts", [("690123\r", "690123\r", "690124\r"), ("123\r", "123\r", "123\r")])
def test_different_or_short_scans_are_refused(texts):
    with pytest.raises(ScansDiffer):
        derive([scan(text, 8) for text in texts])


@pytest.fixture
def dialog(qtbot, dressed: QApplication):
    scanner = Scanner(dressed)
    made = CalibrationDialog(scanner)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.done(0)
    scanner.setParent(None)
    scanner.deleteLater()


def send(dialog, text):
    for stroke in scan(text, 30):
        dialog._scanner.recorder(stroke.text, stroke.at_ms)
    dialog._on_quiet()


def test_three_scans_are_taken_over(dialog):
    for _number in range(3):
        assert not dialog.use.isEnabled()
        send(dialog, "]E0690123\r")
    dialog.printed.setText("690123")
    dialog._show_found()
    dialog.use.click()
    assert load_calibration() == Calibration(45, "enter", "]E0")
    assert dialog._scanner.recorder is None


def test_scans_that_differ_are_said_and_not_used(dialog):
    for text in ("690123\r", "690123\r", "690124\r"):
        send(dialog, text)
    assert dialog.verdict.text().startswith("The scans are not the same.")
    assert not dialog.use.isEnabled()


def test_the_dialog_is_accessible(dialog):
    assert_accessible(dialog)
