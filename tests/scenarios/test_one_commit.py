"""A sale is one transaction and one sync: counted at the driver, and at the disk."""

import pytest

from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.sales import complete_sale
from tests.builders import CASH, cart_of, stocked
from tests.scenarios.disk import TRACED, recorded
from tests.scenarios.stage import ON_LINUX, players, small_shop, strace


@pytest.fixture
def statements(shop):
    """What the writing connection is told from now on."""
    told: list[str] = []
    with shop.work() as work:
        driver_connection = work.connection.connection.driver_connection
    driver_connection.set_trace_callback(told.append)
    yield told
    driver_connection.set_trace_callback(None)


@pytest.mark.parametrize("lines", [1, 5, 60])
def test_a_sale_is_one_transaction_with_its_draft(shop, statements, lines):
    goods = [stocked(shop, f"货{number}") for number in range(lines)]
    cart = cart_of(*goods)
    with shop.work() as work:
        save_draft(work, cart)
    statements.clear()
    with shop.work() as work:
        complete_sale(work, cart, [CASH], print_receipt=True)
    verbs = [statement.split()[0] for statement in statements]
    assert (verbs[0], verbs[-1]) == ("BEGIN", "COMMIT")
    assert statements[0] == "BEGIN IMMEDIATE"
    assert verbs.count("BEGIN") == verbs.count("COMMIT") == 1
    assert not {"SAVEPOINT", "RELEASE", "ROLLBACK"} & set(verbs)


def test_a_change_of_the_cart_is_one_transaction(shop, statements):
    cart = cart_of(stocked(shop))
    statements.clear()
    with shop.work() as work:
        save_draft(work, cart)
    assert [statement.split()[0] for statement in statements].count("COMMIT") == 1


@ON_LINUX
def test_a_sale_is_synced_once_and_only_then_confirmed(tmp_path):
    """One group of writes, one sync behind them all, and nothing more before the till says that it is sold."""
    shop, trace = small_shop(tmp_path), tmp_path / "trace"
    with players(strace("-o", str(trace), *TRACED)) as stage:
        stage.play("sell", shop=str(shop), sales=3)
    groups: list[list[str]] = []
    for call in recorded(trace, shop):
        if call.data.startswith(b"paying"):
            groups.append([])
        elif call.data.startswith(b"sold"):
            assert groups[-1][-1] == "sync"
            groups[-1].append("sold")
        elif groups and groups[-1][-1:] != ["sold"]:
            groups[-1].append(call.kind)
            assert call.name in ("shop.jxc-wal", "")
    assert len(groups) == 3
    assert all(group.count("sync") == 1 and group.index("sync") == len(group) - 2 for group in groups)
