"""Paying: from the Enter that confirms it to the empty cart with the change, receipt queued, and the next scan."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from jxc_desktop.db.tables.printing import print_job
from jxc_desktop.domain.money import UNIT
from jxc_desktop.operations.sales import complete_sale
from tests.benchmarks.goods import LINES, baskets_of
from tests.benchmarks.harness import in_turns, record
from tests.benchmarks.stage import Stage
from tests.builders import cart_of, cash

pytestmark = pytest.mark.benchmark


def _is_queued(shop, document_id: int) -> bool:
    queued = select(print_job.c.id).where(print_job.c.document_id == document_id, print_job.c.kind == "receipt")
    with shop.read() as view:
        return view.connection.execute(queued).first() is not None


def _pay(stage: Stage) -> float:
    """Money typed and everything saved beforehand; what is timed begins with the Enter."""
    counter, checkout, board = stage.counter, stage.page.checkout, stage.counter.total_card.board
    stage.fill(LINES)
    handed = -(-counter.cart.totals.total // UNIT) + 1
    checkout.open()
    field = counter.panel.tendered.line
    field.setFocus()
    QTest.keyClicks(field, str(handed))
    stage.settle()
    before = checkout.last
    start = time.perf_counter()
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.application.processEvents()
    took = time.perf_counter() - start
    assert checkout.last is not before, "the sale did not stand"
    assert checkout.last is not None
    assert checkout.last.change > 0
    assert len(board.sums) == 2, "the change is not shown"
    assert counter.total_card.isVisible()
    assert counter.cart_view.cart_model.rowCount() == 0, "the cart is not empty"
    assert _is_queued(stage.shop, checkout.last.document_id), "no receipt is queued"
    return took + stage.painted_scan()


def _parts(stage: Stage, products) -> float:
    """`complete_sale` by itself, and one painted scan."""
    stage.settle()
    cart = cart_of(*products)
    tender = cash(cart.totals.total // UNIT * UNIT + UNIT * 2)
    start = time.perf_counter()
    with stage.shop.work() as work:
        complete_sale(work, cart, [tender], print_receipt=True)
    took = time.perf_counter() - start
    return took + stage.painted_scan()


def test_pay_over_scan(stage):
    baskets = baskets_of(stage.shop)
    paired = in_turns(lambda: _pay(stage), lambda: _parts(stage, next(baskets)), rounds=120, warm_up=10)
    record("pay_over_scan", paired.ratio, 1.5, pay=paired.ours, parts=paired.floor)
