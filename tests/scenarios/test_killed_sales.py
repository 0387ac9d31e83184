"""F02 and F01 for sales: what a customer saw as sold stands after any kill, whole, once, and the books are right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.operations.print_jobs import requeue_interrupted
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.drafts import open_draft
from jxc_desktop.queries.print_jobs import waiting_jobs
from tests.builders import CASH, TestClock, make_shop, stocked

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are killed by signal here")


def sold_until_killed(path, rounds):
    command = [sys.executable, "-m", "tests.scenarios.selling_until_killed", str(path), str(rounds), "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + rounds, cwd=ROOT, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("rounds", [20, pytest.param(1_000, marks=pytest.mark.release)])
def test_no_kill_loses_or_doubles_a_sale(tmp_path, rounds):
    shop = make_shop(tmp_path)
    for name in ("可乐", "茶"):
        stocked(shop, name, quantity=100_000)
    shop.close()
    seen = sold_until_killed(tmp_path / "shop.jxc", rounds)
    shop = open_shop(tmp_path / "shop.jxc", program="test", clock=TestClock())
    with shop.read() as view:
        stored = list(view.connection.execute(select(d.document.c.number).where(d.document.c.kind == "XS")).scalars())
        assert len(seen) >= rounds
        assert len(stored) == len(set(stored))
        assert set(seen) <= set(stored)
        assert len(stored) <= len(seen) + rounds
        assert check(view).findings == ()
        assert len(waiting_jobs(view)) == len(stored)
        left = open_draft(view)
    with shop.work() as work:
        requeue_interrupted(work)
        if left is not None:
            assert complete_sale(work, left, (CASH,), print_receipt=True).is_new
    shop.close()
