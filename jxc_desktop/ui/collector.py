"""Python's search for cycles, on the UI thread only.

Left to itself it runs on whichever thread made the latest object, and frees there what it finds: a closed dialog, say,
with all its widgets. Qt's objects may die on their own thread only; elsewhere the program dies with them. So the search
is off, and a timer looks between two events whether one is due.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 500
FULL_EVERY_SECONDS = 30


class Collector(QObject):
    """Switches the automatic search off, and searches by a timer as often as Python would have."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._full_at = time.monotonic()
        gc.disable()
        timer = QTimer(self, interval=LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Search in the young objects when many were made; in all of them rarely, since that takes longest."""
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[0] <= limits[0]:
            return
        now = time.monotonic()
        if counts[2] > limits[2] and now - self._full_at >= FULL_EVERY_SECONDS:
            self._full_at = now
            gc.collect()
        else:
            gc.collect(1 if counts[1] > limits[1] else 0)
