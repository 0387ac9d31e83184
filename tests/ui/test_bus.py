"""What changed reaches the pages: once, on the UI thread, and only those that are looked at."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget

from jxc_desktop.ui import bus


class FakeShop:
    def __init__(self):
        self.listeners: list[Callable[[frozenset[str]], None]] = []

    def subscribe(self, listener: Callable[[frozenset[str]], None], /) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def announce(self, tables):
        for listener in self.listeners:
            listener(tables)


@pytest.fixture
def carrier(dressed):
    return bus.Bus()


@pytest.fixture
def shown(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_change_on_another_thread_comes_on_the_ui_thread(qtbot, carrier):
    shop, seen = FakeShop(), []
    carrier.attach(shop)
    main = QThread.currentThread()
    carrier.changed.connect(lambda tables: seen.append((tables, QThread.currentThread() is main)))
    worker = threading.Thread(target=lambda: shop.announce(frozenset({"sale"})))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: seen == [(frozenset({"sale"}), True)], timeout=1000)


def test_changes_that_come_together_are_one_signal(qtbot, carrier):
    seen: list[object] = []
    carrier.changed.connect(seen.append)
    carrier.publish(frozenset({"sale"}))
    carrier.publish(frozenset({"stock_level"}))
    qtbot.waitUntil(lambda: seen == [frozenset({"sale", "stock_level"})], timeout=1000)


def test_a_visible_page_refreshes_at_once(carrier, shown):
    calls = []
    carrier.watch(shown, {"product"}, lambda: calls.append(1))
    carrier.changed.emit(frozenset({"product", "sale"}))
    carrier.changed.emit(frozenset({"sale"}))
    assert calls == [1]


def test_a_hidden_page_refreshes_when_it_is_shown(carrier, shown):
    calls = []
    carrier.watch(shown, {"product"}, lambda: calls.append(1))
    shown.hide()
    for _change in range(3):
        carrier.changed.emit(frozenset({"product"}))
    assert calls == []
    shown.show()
    shown.hide()
    shown.show()
    assert calls == [1]


def test_a_page_that_is_gone_is_not_called(qtbot, carrier):
    calls = []
    widget = QWidget()
    carrier.watch(widget, {"product"}, lambda: calls.append(1))
    with qtbot.waitSignal(widget.destroyed, timeout=1000):
        widget.deleteLater()
    carrier.changed.emit(frozenset({"product"}))
    assert calls == []


def test_the_shop_before_is_listened_to_no_more(carrier):
    first, second = FakeShop(), FakeShop()
    carrier.attach(first)
    carrier.attach(second)
    assert (len(first.listeners), len(second.listeners)) == (0, 1)


def test_the_application_has_one_bus(dressed):
    assert bus.current() is bus.current()
