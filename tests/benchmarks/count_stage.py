"""The window with a count open on a copy of a benchmark shop: what is scanned into it, and sales posted beside it.

As a program of its own it tells what memory an open count takes: `python -m tests.benchmarks.count_stage SHOP SMALL LARGE`, started by
`beside`; it reads and answers as `counter_process` does.
"""

import gc
import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent, QRegion
from sqlalchemy import select

from jxc_desktop.db.tables.counts import count_item
from jxc_desktop.db.tables.products import barcode, product
from jxc_desktop.domain.counts import Scope
from jxc_desktop.operations.counts import start_count
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.ui import jobs
from jxc_desktop.ui.counts.entry import EntryPart
from jxc_desktop.ui.counts.page import CountsPage
from tests.benchmarks.counter_process import resident_mb
from tests.benchmarks.goods import baskets_of
from tests.benchmarks.harness import percentile
from tests.benchmarks.stage import ENTER, Stage
from tests.builders import CASH, cart_of

SCANS, EVERY_SECONDS = 40, 0.02
SALE_EVERY_SECONDS = 0.1
COUNTS_TAB = 5


class _Paints(QObject):
    """Which part of the table was painted since it was last asked."""

    def __init__(self, part: EntryPart) -> None:
        super().__init__(part)
        self._part = part
        self._painted = QRegion()
        part.view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._painted += event.region()
        return False

    def forget(self) -> None:
        """Begin anew."""
        self._painted = QRegion()

    def saw_current(self) -> bool:
        """Whether the line of the cursor was painted, as far as it is in sight."""
        view = self._part.view
        cell = view.visualRect(view.currentIndex()) & view.viewport().rect()
        return not cell.isEmpty() and self._painted.contains(cell)


def begun(path: Path, lines: int) -> int:
    """Begin a count of so many lines in a shop file that is closed again; its id."""
    shop = open_shop(path, program="benchmarks")
    try:
        with shop.read() as view:
            ids = list(view.connection.execute(select(product.c.id).order_by(product.c.id).limit(lines)).scalars())
        with shop.work() as work:
            return start_count(work, Scope(product_ids=tuple(ids)), is_blind=False).id
    finally:
        shop.close()


class CountStage(Stage):
    """A window in which counts are opened and scanned into."""

    def __init__(self, shop: OpenShop) -> None:
        super().__init__(shop)
        self.window.bar.setCurrentIndex(next(at for at, tab in enumerate(self.window.tabs) if tab.digit == COUNTS_TAB))
        self.settle()

    def open(self, count_id: int) -> EntryPart:
        """Open a count; its lines come in an order of chance."""
        page = self.window.page
        assert isinstance(page, CountsPage)
        page.open_count(count_id, "entry")
        assert page.count is not None
        part = page.count.part
        assert isinstance(part, EntryPart)
        listed = select(barcode.c.code).join(count_item, count_item.c.product_id == barcode.c.product_id)
        with self.shop.read() as view:
            of_units = listed.where(count_item.c.count_id == count_id, barcode.c.pack_id == 0).order_by(barcode.c.id)
            codes = list(view.connection.execute(of_units).scalars())
        random.Random(7).shuffle(codes)
        self.listed = cycle(codes)
        self.settle()
        self.part, self.count_paints = part, _Paints(part)
        return part

    def scan_into_count(self) -> float:
        """From the last key of a scan to the painted line; the seconds."""
        before = len(self.part.session.acts)
        self.send(next(self.listed))
        self.count_paints.forget()
        start = time.perf_counter()
        self.key(ENTER)
        self.application.processEvents()
        took = time.perf_counter() - start
        assert len(self.part.session.acts) == before + 1, "the scan did not become a number"
        assert self.count_paints.saw_current(), "the line was not painted"
        return took

    def count_block(self) -> float:
        """The 95th percentile of scans into the count, one every 20 ms."""
        timings = []
        due = time.perf_counter()
        for _scan in range(SCANS):
            due = max(due + EVERY_SECONDS, time.perf_counter())
            while time.perf_counter() < due:
                self.application.processEvents()
            timings.append(self.scan_into_count())
        self.settle()
        return percentile(timings, 95)

    def busy_block(self) -> float:
        """The same, while another thread posts ten sales a second."""
        over = threading.Event()
        posted: list[str] = []
        job = jobs.run(partial(_sell, self.shop, over, posted), title="sales", owner=self.window)
        while not posted:
            self.application.processEvents()
        took = self.count_block()
        over.set()
        while job.is_running:
            self.application.processEvents()
        self.settle()
        assert len(posted) >= SCANS * EVERY_SECONDS / SALE_EVERY_SECONDS, f"{len(posted)} sales were posted"
        return took


def _sell(shop: OpenShop, over: threading.Event, posted: list[str], _control: jobs.JobControl) -> None:
    baskets = baskets_of(shop)
    due = time.perf_counter()
    while not over.is_set():
        with shop.work() as work:
            posted.append(complete_sale(work, cart_of(*next(baskets)), (CASH,), print_receipt=False).number)
        due = max(due + SALE_EVERY_SECONDS, time.perf_counter())
        over.wait(due - time.perf_counter())


@contextmanager
def on_count_stage(path: Path) -> Iterator[CountStage]:
    """The window on a shop file that may be written to."""
    shop = open_shop(path, program="benchmarks")
    try:
        made = CountStage(shop)
        try:
            yield made
        finally:
            made.close()
    finally:
        jobs.stop_all()
        shop.close()


def _walked(stage: CountStage, count_id: int) -> float:
    """Open a count, scan into it, go through its lines from end to end; what the process holds then."""
    part = stage.open(count_id)
    for _scan in range(SCANS):
        stage.scan_into_count()
    bar = part.view.verticalScrollBar()
    for step in range(SCANS + 1):
        bar.setValue(bar.maximum() * step // SCANS)
        stage.application.processEvents()
    stage.settle()
    gc.collect()
    return resident_mb()


def main() -> None:
    """Tell what the second count takes more than the first one, a small one: that brought what counting itself needs."""
    path, small, large = sys.argv[1:]
    with on_count_stage(Path(path)) as stage:
        sys.excepthook = sys.__excepthook__  # what fails here is for whoever asked, not for the log
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            assert json.loads(line) == ["extra_mb"]
            before = _walked(stage, int(small))
            sys.stdout.write(f"{_walked(stage, int(large)) - before!r}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
