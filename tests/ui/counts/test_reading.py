"""What changes while it is read is read again: never two at a time, and never at the counter's cost."""

import threading

import pytest
from PySide6.QtWidgets import QWidget

from jxc_desktop.ui import bus
from jxc_desktop.ui.counts.reading import AT_REST, SETTLE_MS, Reading


class Books:
    """Books that are read when the gate is open; what was shown of them."""

    def __init__(self):
        self.gate = threading.Event()
        self.gate.set()
        self.page, self.reads, self.running, self.most = 0, 0, 0, 0
        self.shown = []

    def ask(self):
        """What is read of the page of the moment."""
        page = self.page
        return (lambda: self._read(page)) if page else None

    def _read(self, page):
        self.reads += 1
        self.running += 1
        self.most = max(self.most, self.running)
        self.gate.wait(5)
        self.running -= 1
        return page


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def owner(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def reading(owner, books):
    return Reading(owner, "Books", books.ask, books.shown.append, {"books"})


def test_nothing_is_asked_while_there_is_nothing_to_ask(reading, books):
    reading.read()
    assert not reading.is_running
    assert books.reads == 0


def test_what_changed_meanwhile_is_read_once_more_never_two_at_a_time(qtbot, reading, books):
    books.page = 1
    books.gate.clear()
    reading.read()
    for page in (2, 3):
        books.page = page
        reading.read()
    books.gate.set()
    qtbot.waitUntil(lambda: books.shown == [1, 3])
    assert (books.reads, books.most) == (2, 1)


def test_changes_that_never_end_are_read_all_the_same(qtbot, reading, books):
    books.page = 1

    def is_shown():
        bus.current().publish(frozenset({"books"}))
        return bool(books.shown)

    qtbot.waitUntil(is_shown, timeout=SETTLE_MS * 6)


def test_what_takes_long_rests_longer(qtbot, reading, books, monkeypatch):
    books.page = 1
    times = iter((0.0, 3.0))
    monkeypatch.setattr("jxc_desktop.ui.counts.reading.monotonic", lambda: next(times))
    reading.read()
    qtbot.waitUntil(lambda: books.shown == [1])
    assert reading._settling.interval() == 3000 * AT_REST


def test_an_answer_about_something_else_is_not_shown(qtbot, reading, books):
    books.page = 1
    books.gate.clear()
    reading.read()
    books.page = 2
    reading.start_over()
    books.gate.set()
    qtbot.waitUntil(lambda: books.shown == [2])
