"""Tells a page that a new business day has begun, also one that is left open over the change-over hour."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.documents import business_date
from jxc_desktop.operations.work import Shop

EVERY_MS = 30_000  # looked at, not waited for: a laptop that slept would wake too late


class DayWatch(QObject):
    """Calls `on_new_day` when the shop's business date is another than before; lives as long as the widget."""

    def __init__(self, widget: QWidget, shop: Shop, on_new_day: Callable[[], object]) -> None:
        super().__init__(widget)
        self._shop = shop
        self._on_new_day = on_new_day
        self._day = self._today()
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def _today(self) -> object:
        return business_date(self._shop.clock(), self._shop.settings.day_change_hour)

    def look(self) -> None:
        """See what day it is."""
        before, self._day = self._day, self._today()
        if self._day != before:
            self._on_new_day()
