"""The search: one keystroke to the first page painted, over a bare LIKE with the same pattern and one bare paint."""

import random
import time

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from sqlalchemy import select

from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.search_words import initials_of
from tests.benchmarks import beside
from tests.benchmarks.harness import Paired, in_turns, record

pytestmark = pytest.mark.benchmark
ROUNDS = 60
KINDS = ("one_letter", "two_letters", "three_letters", "two_signs")


def _patterns(shop, kind: str) -> list[str]:
    """What people type for products of this shop: the beginning of the initials, or two signs of the name."""
    with shop.read() as view:
        names = list(view.connection.execute(select(product.c.name).order_by(product.c.id)).scalars())
    chance = random.Random(11)
    some = chance.sample(names, ROUNDS + 10)
    if kind == "two_signs":
        return [name[start : start + 2] for name in some for start in [chance.randrange(len(name) - 1)]]
    length = KINDS.index(kind) + 1
    return [initials_of(name).split()[0][:length] for name in some]


def _commit(line, text: str) -> None:
    """What an input method sends when a word is chosen."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(line, event)


def _type(stage, text: str) -> float:
    """The last key of a text, or the word that an input method commits, to the painted page."""
    line, finder = stage.counter.line, stage.page.finder
    line.clear()
    finder.close()
    if text.isascii():
        QTest.keyClicks(line, text[:-1])
    stage.settle()
    start = time.perf_counter()
    if text.isascii():
        QTest.keyClicks(line, text[-1])
    else:
        _commit(line, text)
    stage.application.processEvents()
    took = time.perf_counter() - start
    assert line.text() == text
    assert finder.is_open, f"nothing was found for {text}"
    assert finder.popup.rows.rowCount() > 0
    return took


def test_search_over_like(stage, large):
    view = stage.counter.cart_view

    def paired(kind: str) -> Paired:
        patterns = _patterns(stage.shop, kind)
        ours, floor = iter(patterns), iter(patterns)
        return in_turns(lambda: _type(stage, next(ours)), lambda: bare.ask("like", next(floor)), rounds=ROUNDS, warm_up=5)

    with beside.bare(large, view.width(), view.height()) as bare:
        found = {kind: paired(kind) for kind in KINDS}
    timings = {kind: each.ours for kind, each in found.items()} | {f"{kind}_like": each.floor for kind, each in found.items()}
    record("search_over_like", max(each.ratio for each in found.values()), 1, **timings)
