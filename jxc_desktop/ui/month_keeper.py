"""Writes the months of the stock book that are over: when the window has opened, and on each new business day while it is open."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import jobs
from jxc_desktop.ui.day_watch import DayWatch


class MonthKeeper(QObject):
    """One job at a time, in slices that the counter fits in between; what a closed window leaves is ended by the next one."""

    def __init__(self, shop: Shop, window: QWidget) -> None:
        super().__init__(window)
        self.shop = shop
        self.job: jobs.Job | None = None
        self.watch = DayWatch(window, shop, self.look)
        self.look()

    def look(self) -> None:
        """Begin to write what is over, unless that is under way."""
        if self.job is not None and self.job.is_running:
            return
        self.job = jobs.run(lambda control: _keep(self.shop, control), title=_("Writing the months of the stock book"), owner=self)


def _keep(shop: Shop, control: jobs.JobControl) -> int:
    from jxc_desktop.operations.stock_months import keep_months  # seldom needed, and never to open the window

    return keep_months(shop, control.check)
