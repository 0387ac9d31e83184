"""Where errors end: a bar, a dialog, a crash dialog and the log; never silence, never the end of the program."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from jxc_desktop import paths
from jxc_desktop.db import errors
from jxc_desktop.db.reserve import reserve_of
from jxc_desktop.domain.errors import DataProblem, NotANumber
from jxc_desktop.ui import trouble
from jxc_desktop.ui.widgets.notice_bar import NoticeBar, show_notice


class DiskFull(DataProblem):
    def sentence(self):
        return "The disk is full. Nothing was lost."


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.resize(800, 600)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def installed(dressed):
    hook, thread_hook = sys.excepthook, threading.excepthook
    trouble._written.clear()
    trouble._desk().shown.clear()
    trouble.install()
    yield trouble._desk()
    trouble.offer_reserve(None)
    trouble.uninstall()
    sys.excepthook, threading.excepthook = hook, thread_hook
    box = trouble._desk().box
    if box is not None:
        box.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def bars(window):
    return [bar for bar in window.findChildren(NoticeBar) if not bar.isHidden()]


def log_text():
    return trouble.log_file().read_text(encoding="utf-8") if trouble.log_file().exists() else ""


def test_a_refusal_is_a_bar_and_not_logged(qtbot, installed, window):
    trouble.report(NotANumber("abc"))
    qtbot.waitUntil(lambda: len(bars(window)) == 1, timeout=1000)
    bar = bars(window)[0]
    assert bar.text == bar.accessibleName() == "“abc” is not a number."
    assert "NotANumber" not in log_text()
    assert installed.box is None


def test_a_data_problem_has_its_own_dialog(qtbot, installed, window):
    trouble.report(DiskFull())
    qtbot.waitUntil(lambda: installed.box is not None and installed.box.isVisible(), timeout=1000)
    assert installed.box.text() == "The disk is full. Nothing was lost."
    assert installed.box.windowModality() is not Qt.WindowModality.NonModal or installed.box.isModal()


def test_a_full_disk_offers_the_reserve_and_selling_goes_on(qtbot, installed, window, tmp_path):
    shop_file = tmp_path / "shop.jxc"
    reserve_of(shop_file).write_bytes(bytes(3_000_000))
    trouble.offer_reserve(shop_file)
    trouble.report(errors.DiskFull(1_000))
    qtbot.waitUntil(lambda: installed.box is not None and installed.box.isVisible(), timeout=1000)
    give_up = next(button for button in installed.box.buttons() if button.text() == "Use the reserve")
    give_up.click()
    qtbot.waitUntil(lambda: len(bars(window)) == 1, timeout=1000)
    assert bars(window)[0].text.startswith("3 MB are free again")
    assert not reserve_of(shop_file).exists()


@pytest.mark.parametrize("shop_file", [None, Path("/nowhere/shop.jxc")])
def test_without_a_reserve_none_is_offered(qtbot, installed, window, shop_file):
    trouble.offer_reserve(shop_file)
    trouble.report(errors.DiskFull(1_000))
    qtbot.waitUntil(lambda: installed.box is not None and installed.box.isVisible(), timeout=1000)
    assert [button.text() for button in installed.box.buttons()] == ["Understood"]


def test_the_rest_is_a_crash_dialog_with_the_place_of_the_log(qtbot, installed, window):
    trouble.report(raised(KeyError("x")))
    qtbot.waitUntil(lambda: installed.box is not None and installed.box.isVisible(), timeout=1000)
    assert installed.box.icon() is QMessageBox.Icon.Critical
    assert str(trouble.log_file()) in installed.box.informativeText()
    assert "test_trouble.py" in log_text()


def test_the_same_place_gets_one_dialog_and_few_lines(qtbot, installed, window):
    error = raised(ValueError("again"))
    for _time in range(300):
        trouble.report(error)
    qtbot.waitUntil(lambda: sum(installed.shown.values()) == 300, timeout=2000)
    assert len(window.findChildren(QMessageBox)) == 1
    assert len(log_text().splitlines()) < 20


def test_the_same_fault_after_its_dialog_was_closed_is_a_bar(qtbot, installed, window):
    error = raised(ValueError("again"))
    trouble.report(error)
    qtbot.waitUntil(lambda: installed.box is not None, timeout=1000)
    installed.box.close()
    qtbot.waitUntil(lambda: installed.box is None, timeout=1000)
    trouble.report(error)
    qtbot.waitUntil(lambda: len(bars(window)) == 1, timeout=1000)
    assert bars(window)[0].text == "The same fault again (2 times). It is in the log."
    assert installed.box is None


def test_an_error_on_another_thread_is_shown_here(qtbot, installed, window):
    worker = threading.Thread(target=lambda: 1 // 0)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: installed.box is not None, timeout=1000)
    assert "ZeroDivisionError" in log_text()


def test_work_elsewhere_brings_its_error_back():
    assert trouble.attempt(lambda: 3) == trouble.Outcome(3, None)
    assert isinstance(trouble.attempt(lambda: 1 // 0).error, ZeroDivisionError)


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("no such member 王丽", "no such member …"),
        ("payment 134567890123456789 failed", "payment # failed"),
        ("call 138 1234 5678", "call #"),
        ("INSERT failed [parameters: ('Wang Li',)]", "INSERT failed "),
        ("table product has no column x", "table product has no column x"),
    ],
)
def test_the_log_holds_no_names_and_numbers(said, logged):
    assert trouble.without_names(said) == logged


def test_the_log_rotates(installed):
    log = next(handler for handler in trouble.log.handlers if isinstance(handler, trouble.LogFile))
    log.rotating.maxBytes = 2_000
    for number in range(400):
        trouble.log.info("line %d", number)
    files = sorted(file.name for file in paths.log_folder().iterdir())
    assert files == [trouble.LOG_NAME] + [f"{trouble.LOG_NAME}.{number}" for number in range(1, 6)]


def test_a_bar_stays_six_seconds_and_goes_with_the_next_action(window):
    bar = trouble.tell(window, "Saved.")
    assert bar is not None
    assert bar._least.interval() >= 6_000
    QTest.keyClick(window, Qt.Key.Key_A)
    assert not bar.isHidden()
    bar._least.stop()
    bar._listen()
    QTest.keyClick(window, Qt.Key.Key_A)
    assert bar.isHidden()


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_the_text_of_a_bar_keeps_clear_of_its_frame(dressed, window, rows):
    bar = show_notice(window, "The disk is full and the books can't be written. " * rows, kind="red", actions=[("Try again", lambda: None)])
    QApplication.processEvents()
    label = next(label for label in bar.findChildren(QLabel) if label.text())
    needed = label.heightForWidth(label.width())
    assert label.height() >= needed
    assert label.y() + (label.height() - needed) // 2 >= 8
    assert bar.height() - label.geometry().bottom() + (label.height() - needed) // 2 >= 8


def test_a_new_bar_takes_the_place_of_the_old(window):
    trouble.tell(window, "One")
    trouble.tell(window, "Two")
    assert [bar.text for bar in bars(window)] == ["Two"]


def test_the_action_of_a_bar_is_done_and_the_bar_goes(qtbot, window):
    done = []
    bar = trouble.tell(window, "The printer is off.", kind="amber", actions=[("Print again", lambda: done.append(1))])
    assert bar is not None
    qtbot.mouseClick(next(b for b in bar.findChildren(QPushButton) if b.text() == "Print again"), Qt.MouseButton.LeftButton)
    assert done == [1]
    assert bar.isHidden()


@pytest.mark.parametrize("size", [(1024, 768), (400, 300)])
def test_a_bar_lies_within_its_window(window, size):
    window.resize(*size)
    bar = trouble.tell(window, "A long sentence about what was not done, why, and what to do now. " * 3)
    assert bar is not None
    assert window.rect().contains(bar.geometry())


PROGRAM = """
import sys
from PySide6.QtCore import QTimer, Qt, QAbstractTableModel, QModelIndex
from PySide6.QtWidgets import QApplication, QTableView, QPushButton, QWidget
from jxc_desktop.ui import jobs, theme, trouble
app = QApplication([])
theme.apply_theme(app, "light")
trouble.install()
class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()): return 0 if parent.isValid() else 50
    def columnCount(self, parent=QModelIndex()): return 0 if parent.isValid() else 5
    def data(self, index, role=Qt.ItemDataRole.DisplayRole): raise RuntimeError("in data")
view = QTableView(); view.setModel(Model()); view.resize(600, 400)
button = QPushButton("x")
def slot(): raise LookupError("in slot")
button.clicked.connect(slot)
WHERE[sys.argv[1]]
QTimer.singleShot(400, lambda: (print("boxes", sum(w.isVisible() and "fault" in w.windowTitle() for w in app.topLevelWidgets())), app.exit(7)))
view_shown = view.show()
sys.exit(app.exec())
"""
PLACES = {
    "data": "view.show()",
    "slot": "QTimer.singleShot(50, button.click)",
    "worker": "jobs.run(lambda control: {}['in worker'], title='x', owner=view)",
}


@pytest.mark.parametrize("place", ["data", "slot", "worker"])
def test_the_program_lives_on_with_one_friendly_box(place, tmp_path):
    lines = PROGRAM.replace("WHERE[sys.argv[1]]", PLACES[place])
    if place != "data":
        lines = lines.replace("view_shown = view.show()", "button.show()")
    ended = subprocess.run(
        [sys.executable, "-c", lines],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"QT_QPA_PLATFORM": "offscreen", "JXC_DATA": str(tmp_path), "JXC_LANG": "en", "PATH": ""},
        cwd=Path(__file__).resolve().parents[2],
    )
    assert (ended.returncode, ended.stdout.strip()) == (7, "boxes 1"), ended.stderr
    log = (tmp_path / "logs" / trouble.LOG_NAME).read_text(encoding="utf-8")
    assert log.count("Traceback") + log.count("  File ") >= 1
    assert len(log) < 20_000
