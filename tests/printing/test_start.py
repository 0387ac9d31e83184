"""Paper and cables cost nothing until the first receipt."""

import subprocess
import sys

HEAVY = {"reportlab", "PIL", "pypdfium2", "escpos", "serial", "numpy"}


def test_importing_loads_no_heavy_library():
    code = "import sys, jxc_desktop.printing.receipts, jxc_desktop.printing.paper, jxc_desktop.devices.drawer; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert HEAVY & set(loaded) == set()
