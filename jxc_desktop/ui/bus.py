"""What changed: one signal for all pages, with the names of the tables a commit touched.

The shop calls back after a commit, from any thread; the bus carries it to the UI thread and puts what came together into
one signal. There is one bus for each application: `bus.attach(shop)`, `bus.watch(page, {"product"}, page.refresh)`.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget


class Publishes(Protocol):
    """What the bus needs of a shop."""

    def subscribe(self, listener: Callable[[frozenset[str]], None], /) -> Callable[[], None]:
        """Call the listener after each commit, on the thread of the commit; returns the undo."""
        ...


class Bus(QObject):
    """The carrier. `changed` comes on the UI thread, after the slot that made the change."""

    changed = Signal(frozenset)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: frozenset[str] = frozenset()
        self._leave: Callable[[], None] | None = None
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def attach(self, shop: Publishes) -> None:
        """Listen to a shop, and to the one before no more."""
        if self._leave is not None:
            self._leave()
        self._leave = shop.subscribe(self.publish)

    def publish(self, tables: frozenset[str]) -> None:
        """Carry a change to the UI thread; any thread may call."""
        with self._lock:
            is_first = not self._waiting
            self._waiting |= tables
        if is_first and tables:
            self._arrived.emit()

    def watch(self, widget: QWidget, tables: Iterable[str], refresh: Callable[[], object]) -> "Watch":
        """Refresh a widget when one of the tables changed: at once if it is visible, else when it is next shown."""
        watch = Watch(widget, frozenset(tables), refresh)
        self.changed.connect(watch.on_changed)
        return watch

    def _on_arrived(self) -> None:
        with self._lock:
            tables, self._waiting = self._waiting, frozenset()
        self.changed.emit(tables)


class Watch(QObject):
    """Keeps one widget fresh; lives as long as the widget."""

    def __init__(self, widget: QWidget, tables: frozenset[str], refresh: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._tables = tables
        self._refresh = refresh
        self.is_stale = False
        widget.installEventFilter(self)

    def on_changed(self, tables: frozenset[str]) -> None:
        """Take note of a change."""
        if tables.isdisjoint(self._tables):
            return
        if self._widget.isVisible():
            self._refresh()
        else:
            self.is_stale = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refresh a stale widget when it is shown."""
        if event.type() == QEvent.Type.Show and self.is_stale:
            self.is_stale = False
            self._refresh()
        return super().eventFilter(watched, event)


def current() -> Bus:
    """The application's bus."""
    app = QCoreApplication.instance()
    found = app.findChild(Bus) if app is not None else None
    return found if found is not None else Bus(app)


def attach(shop: Publishes) -> None:
    """Let the application's bus listen to a shop."""
    current().attach(shop)


def watch(widget: QWidget, tables: Iterable[str], refresh: Callable[[], object]) -> Watch:
    """Keep a widget fresh by the application's bus; see `Bus.watch`."""
    return current().watch(widget, tables, refresh)
