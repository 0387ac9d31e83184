"""The scanner's filter under a real display server: keys typed from outside at a scanner's pace, and by hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool, which the test command installs"
)

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.scanner import Scanner

class Till(QWidget):
    def take_scan(self, code):
        return self.line.take_scan(code)

app = QApplication([])
theme.apply_theme(app, "light")
till = Till(windowTitle="scan-test")
till.line, field, button = BarcodeLine(), QLineEdit(), QPushButton("Pay")
column = QVBoxLayout(till)
for part in (till.line, field, button):
    column.addWidget(part)
scanner = Scanner(app)
till.line.scanned.connect(lambda code: print("code", code, flush=True))
till.line.submitted.connect(lambda text: print("submitted", text, flush=True))
button.clicked.connect(lambda: print("pressed", flush=True))
QShortcut("F12", till).activated.connect(app.quit)
till.show()
{focus}.setFocus()
print("ready", flush=True)
app.exec()
print("texts", repr(till.line.text()), repr(field.text()), flush=True)
"""


@pytest.fixture
def display():
    ends = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(ends[1]), "-screen", "0", "800x600x24"], pass_fds=[ends[1]], stderr=subprocess.DEVNULL
    )
    os.close(ends[1])
    with os.fdopen(ends[0]) as said:
        yield f":{said.readline().strip()}"
    server.terminate()
    server.wait(10)


def type_keys(env, text, delay_ms):
    subprocess.run(["xdotool", "type", "--delay", str(delay_ms), "--file", "-"], env=env, input=text, text=True, check=True, timeout=60)


CODES = [f"6901234{number:05d}9" for number in range(40)]


def ring_up(env, focus):
    """What the program says to forty scans and a word by hand."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(focus=focus)], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        subprocess.run(["xdotool", "search", "--sync", "--name", "scan-test", "windowfocus", "--sync"], env=env, check=True, timeout=20)
        type_keys(env, "".join(f"{code}\n" for code in CODES), 1)
        type_keys(env, "byhand", 130)
        subprocess.run(["xdotool", "key", "F12"], env=env, check=True, timeout=20)
        return program.communicate(timeout=30)[0].splitlines()
    finally:
        program.kill()
        program.communicate()


@pytest.mark.parametrize(("focus", "texts"), [("field", ("", "byhand")), ("till.line", ("byhand", "")), ("button", ("", ""))])
def test_every_scan_counts_once_and_typing_stays(display, tmp_path, focus, texts):
    env = {**os.environ, "DISPLAY": display, "JXC_DATA": str(tmp_path), "QT_QPA_PLATFORM": "xcb"}
    wanted = [*(f"code {code}" for code in CODES), f"texts {texts[0]!r} {texts[1]!r}"]
    said = next((lines for lines in (ring_up(env, focus) for _try in range(3)) if lines == wanted), None)
    assert said == wanted  # three tries: on a busy machine the typing tool itself may stop for longer than a scanner does
