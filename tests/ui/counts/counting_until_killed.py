"""Scans into a count in a process of its own that is killed in the middle of it.

python -m tests.ui.counts.counting_until_killed SHOP COUNT CODE SCANS; after each scan it says how many are stored.
"""

import os
import signal
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from jxc_desktop.db.engine import Database
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui.counts.entry import EntryPart


def main(path: str, count: str, code: str, scans: str) -> None:
    """Scan, say what is stored, and die."""
    application = QApplication([])
    shop = Shop(Database(Path(path)))
    part = EntryPart(shop)
    part.show_count(int(count))
    for scan in range(1, int(scans) + 1):
        part.take_scan(code)
        application.processEvents()
        os.write(1, f"{scan - part.saves.waiting}\n".encode())
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
