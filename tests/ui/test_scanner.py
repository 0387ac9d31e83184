"""The scanner's filter on a real window: no digit of a scan in a field, every code once, typing untouched."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.ui import remembered
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.bursts import Calibration
from jxc_desktop.ui.widgets.notice_bar import NoticeBar
from jxc_desktop.ui.widgets.scanner import Scanner, current, load_calibration

COLA = "6901234567892"


class Field(QLineEdit):
    """Keeps what an input method is composing in it."""

    composing = ""

    def inputMethodEvent(self, event):
        self.composing = event.preeditString()
        super().inputMethodEvent(event)


class Till(QWidget):
    """A window with a scan line and a field that asks for no code."""

    def __init__(self):
        super().__init__()
        self.line, self.field, self.button = BarcodeLine(), Field(), QPushButton("Pay")
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.field)
        column.addWidget(self.button)
        self.codes: list[str] = []
        self.entered: list[str] = []
        self.line.scanned.connect(self.codes.append)
        self.line.submitted.connect(self.entered.append)

    def take_scan(self, code):
        return self.line.take_scan(code)


@pytest.fixture
def now():
    return [10.0]


@pytest.fixture
def scanner(dressed, now):
    made = Scanner(dressed, clock=lambda: now[0])
    yield made
    made.setParent(None)
    for window in dressed.topLevelWindows():
        window.removeEventFilter(made)
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def till(qtbot, scanner):
    made = Till()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def press(now):
    """Send keys to the window the way the system does, so many milliseconds apart."""

    def send(window, text, every=8):
        for char in text:
            now[0] += every / 1000
            key = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}.get(char, Qt.Key(ord(char.upper())))
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char)
            QCoreApplication.sendEvent(window.windowHandle(), event)

    return send


def test_a_scan_reaches_the_line_from_a_field_that_asks_for_no_code(till, press):
    till.field.setFocus()
    press(till, COLA + "\r")
    assert (till.codes, till.field.text(), till.line.text()) == ([COLA], "", "")


def test_a_scan_in_the_scan_line_is_taken_once_and_leaves_its_text_alone(till, press):
    till.line.setFocus()
    till.line.setText("5*")
    press(till, COLA + "\r")
    assert (till.codes, till.line.text(), till.entered) == ([COLA], "5*", [])


def test_fifty_scans_a_second_leave_no_digit_behind(till, press):
    till.field.setFocus()
    for number in range(200):
        press(till, f"69{number:011d}\r", every=1)
    assert till.codes == [f"69{number:011d}" for number in range(200)]
    assert till.field.text() == ""


def test_typing_arrives_in_the_field(qtbot, till, press):
    till.field.setFocus()
    press(till, "a1b2", every=120)
    qtbot.waitUntil(lambda: till.field.text() == "a1b2", timeout=1000)
    assert till.codes == []


def test_typed_enter_comes_after_what_was_typed(till, press):
    till.line.setFocus()
    press(till, "12\r", every=20)
    assert till.entered == ["12"]


def test_a_scanner_without_suffix_is_read_by_silence(qtbot, till, press):
    till.field.setFocus()
    press(till, COLA)
    qtbot.waitUntil(lambda: till.codes == [COLA], timeout=1000)
    assert till.field.text() == ""


@pytest.mark.parametrize("suffix", ["\r\r", "\t", "\r\t"])
def test_two_ends_do_not_pay(till, press, suffix):
    till.line.setFocus()
    press(till, COLA + suffix)
    assert (till.codes, till.entered) == ([COLA], [])
    assert till.line.hasFocus()


def test_enter_on_the_empty_line_waits_400_ms_after_a_scan(till, press, now):
    till.line.setFocus()
    press(till, COLA + "\r")
    press(till, "\r", every=300)
    assert till.entered == []
    now[0] += 1
    till.line._scanned_at = None
    press(till, "\r")
    assert till.entered == [""]


def test_the_end_of_a_scan_held_too_long_does_nothing(till, press, now):
    entered = []
    till.field.returnPressed.connect(lambda: entered.append(1))
    till.field.setFocus()
    press(till, COLA + "\r")
    now[0] += 0.1
    QCoreApplication.sendEvent(till.windowHandle(), repeated("\r", Qt.Key.Key_Return))
    assert (entered, till.codes) == ([], [COLA])


def repeated(char, key):
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char, True)


def test_equal_digits_that_x_calls_a_repeat_belong_to_the_code(till, press):
    till.field.setFocus()
    press(till, "69012")
    QCoreApplication.sendEvent(till.windowHandle(), repeated("2", Qt.Key.Key_2))
    press(till, "3\r")
    assert (till.codes, till.field.text()) == (["6901223"], "")


def test_a_key_held_down_repeats_in_its_field(qtbot, till, press, now):
    till.field.setFocus()
    press(till, "9")
    qtbot.waitUntil(lambda: till.field.text() == "9", timeout=1000)
    for pause in (0.5, 0.033, 0.033, 0.033, 0.033, 0.033):
        now[0] += pause
        QCoreApplication.sendEvent(till.windowHandle(), repeated("9", Qt.Key.Key_9))
    assert (till.field.text(), till.codes) == ("9999999", [])


def test_alt_and_keypad_spells_a_code_and_opens_no_tab(till, scanner, now, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    opened = []
    QShortcut(QKeySequence("Alt+6"), till).activated.connect(lambda: opened.append(1))
    window = till.windowHandle()
    mode = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier
    for char in COLA + "\r":
        for digit in f"{ord(char):04d}":
            now[0] += 0.008
            QTest.sendKeyEvent(QTest.KeyAction.Press, window, Qt.Key(ord(digit)), digit, mode)
        QTest.keyRelease(window, Qt.Key.Key_Alt)
    assert (till.codes, opened) == ([COLA], [])


def test_alt_and_digit_of_the_upper_row_still_opens_a_tab(qtbot, till, scanner):
    opened = []
    QShortcut(QKeySequence("Alt+6"), till).activated.connect(lambda: opened.append(1))
    QTest.keyClick(till.windowHandle(), Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert opened == [1]


@pytest.mark.parametrize("focus", ["field", "button"])
def test_a_scan_fires_no_shortcut(till, focus):
    fired = []
    for keys in ("Return", "6"):
        QShortcut(QKeySequence(keys), till).activated.connect(lambda: fired.append(1))
    getattr(till, focus).setFocus()
    for char in COLA:
        QTest.keyClick(till.windowHandle(), Qt.Key(ord(char)))
    QTest.keyClick(till.windowHandle(), Qt.Key.Key_Return)
    assert (till.codes, fired) == ([COLA], [])


def test_single_characters_of_an_input_method_are_a_scan(till, scanner, now):
    till.field.setFocus()
    for char in "６９０１２３４":
        now[0] += 0.008
        event = QInputMethodEvent()
        event.setCommitString(char)
        QCoreApplication.sendEvent(till.field, event)
    scanner._settle()
    assert (till.codes, till.field.text()) == (["6901234"], "")


def test_a_word_composed_by_hand_stays(till, now):
    till.field.setFocus()
    for preedit, commit in (("k", ""), ("ke", ""), ("ke l", ""), ("ke le", ""), ("", "可乐")):
        now[0] += 0.15
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(commit)
        QCoreApplication.sendEvent(till.field, event)
    assert (till.field.text(), till.codes) == ("可乐", [])


@pytest.mark.parametrize(("commit", "codes"), [("ABC12", ["ABC12"]), ("阿布才", [])])
def test_a_composed_burst_is_taken_back(till, scanner, now, commit, codes):
    till.field.setFocus()
    for preedit in ("A", "AB", "ABC", "ABC1", "ABC12"):
        now[0] += 0.008
        QCoreApplication.sendEvent(till.field, QInputMethodEvent(preedit, []))
    event = QInputMethodEvent()
    event.setCommitString(commit)
    now[0] += 0.008
    QCoreApplication.sendEvent(till.field, event)
    scanner._settle()
    assert (till.field.text(), till.field.composing, till.codes) == ("", "", codes)
    assert bool(till.findChildren(NoticeBar)) is (not codes)


def test_the_input_method_is_off_in_the_scan_line(till):
    assert not till.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_dialog_that_takes_no_scans_says_so(qtbot, till, scanner, press):
    dialog = QDialog(till)
    field = QLineEdit(dialog)
    dialog.setModal(True)
    refused: list[str] = []
    untaken: list[str] = []
    scanner.refused.connect(refused.append)
    scanner.scanned.connect(untaken.append)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog, timeout=1000)
    field.setFocus()
    press(dialog, COLA + "\r")
    assert (refused, untaken, till.codes, field.text()) == ([COLA], [], [], "")
    assert dialog.findChildren(NoticeBar)
    dialog.close()


def test_what_nobody_takes_goes_to_the_main_window(qtbot, scanner, press):
    window = QWidget()
    qtbot.addWidget(window)
    untaken: list[str] = []
    scanner.scanned.connect(untaken.append)
    with qtbot.waitActive(window):
        window.show()
    press(window, COLA + "\r")
    assert untaken == [COLA]


def test_a_calibration_is_remembered_on_this_computer(scanner):
    scanner.calibrate(Calibration(gap_ms=50, suffix="tab", prefix="]E0"))
    assert load_calibration() == Calibration(50, "tab", "]E0")
    remembered.remember("scanner/gap_ms", "nonsense")
    assert load_calibration().gap_ms == 35


def test_the_application_knows_its_scanner(scanner, dressed: QApplication):
    assert current() is scanner
