"""Sends what is shown to the line display from a thread of its own: the latest wins, a display in trouble is left alone a while."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from jxc_desktop.domain.line_displays import DisplayText, DisplayTrouble, LineDisplay
from jxc_desktop.ui import jobs
from jxc_desktop.ui.display import choices
from jxc_desktop.ui.display.shown import Shown, on_a_line

SHOW = "show"
LEFT_ALONE_SECONDS = 5.0
ENDING_SECONDS = 0.5


class LineFeed(QObject):
    """One display. Its troubles go to the notice, which the settings show; nothing is said at the counter."""

    def __init__(self, display: LineDisplay, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.display = display
        self.worker = jobs.Latest("customer display")
        self.clock = clock
        self._tries_at = 0.0
        self._last: DisplayText | None = None

    def show_it(self, shown: Shown) -> None:
        """Show this soon."""
        self._submit(on_a_line(shown, is_chinese=self.display.is_chinese))

    def try_again(self) -> None:
        """Somebody looked after the display: it is tried with what comes next."""
        self._tries_at, self._last = 0.0, None

    def end(self) -> None:
        """Clear the display; a hanging one is waited for half a second at most."""
        self._submit(DisplayText())
        self.worker.flush(ENDING_SECONDS)

    def _submit(self, text: DisplayText) -> None:
        notice = choices.notice()
        self.worker.submit(SHOW, lambda: self._send(text, notice))

    def _send(self, text: DisplayText, notice: choices.Notice) -> None:
        """On the worker's thread."""
        if text == self._last or self.clock() < self._tries_at:
            return
        try:
            jobs.show_on_display(self.display, text)
        except DisplayTrouble as trouble:
            self._last, self._tries_at = None, self.clock() + LEFT_ALONE_SECONDS
            notice.told.emit(str(trouble))
        else:
            self._last = text
            notice.told.emit("")
