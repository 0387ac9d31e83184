"""10,000 prices changed with their history, over the same rows written by hand-written statements."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.engine import note_change
from jxc_desktop.db.tables.products import price_change, product
from jxc_desktop.db.types import time_text
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.operations import imports
from jxc_desktop.operations.price_changes import change_products
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.price_changes import MassChange, Proposal, proposed
from jxc_desktop.queries.product_list import product_ids
from tests.benchmarks.harness import in_turns, record, timed
from tests.builders import make_shop

pytestmark = pytest.mark.benchmark
PRODUCTS = 10_000
ROUNDS = 7
RULE = MassChange(rule=parse_rule("+0.10"))


@pytest.fixture
def stocked_shelves(tmp_path: Path) -> Iterator[Shop]:
    """A shop with 10,000 priced products."""
    shop = make_shop(tmp_path)
    with shop.work() as work:
        now = time_text(work.now)
        rows = [(str(1001 + number), f"商品 {number}", 1_0000 + number * 100, uuid.uuid4().hex[:6], now) for number in range(PRODUCTS)]
        insert_rows(work.connection, product, ("code", "name", "retail_price", "initials", "changed_at"), rows)
    yield shop
    shop.close()


def _proposal(shop: Shop) -> Proposal:
    with shop.read() as view:
        return proposed(view, product_ids(view), RULE)


def _ours(shop: Shop) -> float:
    proposal = _proposal(shop)
    return timed(lambda: change_products(shop, proposal, "+0.10"))()


def _by_hand(shop: Shop) -> float:
    """The same rows: product, price_change, batch with its slices and audit entry, with statements written for just this."""
    proposal = _proposal(shop)
    slices = list(imports._bodies(proposal.differences))
    changes = [(row.product_id, row.changes[0].old, row.changes[0].new) for row in proposal.differences.changed]

    def write() -> None:
        with shop.work() as work:
            now, run = time_text(work.now), work.connection.exec_driver_sql
            batch = run(
                "INSERT INTO import_batch (kind, file_name, file_hash, state, at, actor_id, changed) "
                "VALUES ('mass_change', '+0.10', ?, 'done', ?, 1, ?)",
                (uuid.uuid4().hex, now, len(changes)),
            ).lastrowid
            run(
                "INSERT INTO import_slice (import_id, slice_no, body, is_applied) VALUES (?, ?, ?, 1)",
                [(batch, number, body) for number, body in enumerate(slices)],
            )
            run(
                "UPDATE product SET retail_price = ?, version = version + ?, changed_at = ? WHERE id = ?",
                [(new, batch * 1_000_000, now, product_id) for product_id, _old, new in changes],
            )
            run(
                "INSERT INTO price_change (product_id, pack_id, price, old, new, at, actor_id, import_id) "
                "VALUES (?, 0, 'retail_price', ?, ?, ?, 1, ?)",
                [(product_id, old, new, now, batch) for product_id, old, new in changes],
            )
            work.record("mass_change", "+0.10", import_id=batch, changed=len(changes))
            note_change(work.connection, "product")

    return timed(write)()


def _history(shop: Shop) -> int:
    with shop.read() as view:
        return view.connection.execute(select(func.count()).select_from(price_change)).scalar_one()


def test_mass_change_over_floor(stocked_shelves):
    shop = stocked_shelves
    paired = in_turns(lambda: _ours(shop), lambda: _by_hand(shop), rounds=ROUNDS, warm_up=1)
    assert _history(shop) == 2 * (ROUNDS + 1) * PRODUCTS
    record("mass_change_over_floor", paired.ratio, 3, ours=paired.ours, floor=paired.floor)
