"""Writes planned prices when their time has come: when the window opens, and every few seconds while it is open."""

from PySide6.QtCore import QObject, QTimer

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import jobs

EVERY_MS = 15_000
SOON_MS = 200  # one can scan before


class PriceClock(QObject):
    """Looks whether a price is due; the writing is a job. Until then the counter reads the due price anyway."""

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self._is_writing = False
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(EVERY_MS)
        QTimer.singleShot(SOON_MS, self, self.look)

    def look(self) -> None:
        """Begin to write what is due."""
        from jxc_desktop.queries.planned_prices import is_due

        if self._is_writing:
            return
        with self.shop.read() as view:
            if not is_due(view):
                return
        self._is_writing = True
        job = jobs.run(lambda _control: _apply_due(self.shop), title=_("Planned prices"), owner=self)
        job.finished.connect(self._on_written)

    def _on_written(self) -> None:
        self._is_writing = False


def _apply_due(shop: Shop) -> None:
    from jxc_desktop.operations.planned_prices import apply_due  # seldom needed, and never to open the window

    apply_due(shop)
