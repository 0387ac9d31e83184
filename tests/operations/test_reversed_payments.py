"""A payment taken back: the accounts get their money, what it paid is open again, an advance that was used too."""

import pytest
from sqlalchemy import text

from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.supplier_payments import pay_supplier, reverse_payment, use_credit
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.documents import document_detail
from jxc_desktop.queries.parties import open_moves, payables_at
from jxc_desktop.queries.party_papers import payment_paper
from tests.builders import product
from tests.damage import check_file, damaged_copy
from tests.purchases import balance_of, line, receipt


@pytest.fixture
def supplier(shop):
    """老王, who is owed 30 and 20."""
    tea = product(shop, "茶")
    with shop.work() as work:
        made = add_supplier(work, SupplierFields("老王批发"))
        for amount in (30_0000, 20_0000):
            receive_goods(work, receipt(made, line(tea, 1, amount)))
    return made


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def left(shop, supplier):
    with shop.read() as view:
        return [move.left for move in open_moves(view, supplier)], balance_of(view, supplier)


def accounts(shop):
    with shop.read() as view:
        rows = view.connection.execute(text("SELECT account_id, SUM(amount) FROM account_move GROUP BY account_id ORDER BY account_id"))
        return {row[0]: row[1] for row in rows}


def checked(shop):
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []


def test_what_was_paid_is_open_again(shop, supplier):
    made = do(shop, pay_supplier, supplier, [(1, 35_0000), (2, 4_5000)], cut=5000, key="k")
    assert left(shop, supplier) == ([10_0000], 10_0000)
    back = do(shop, reverse_payment, made.document_id, "付错了")
    assert left(shop, supplier) == ([30_0000, 20_0000], 50_0000)
    assert accounts(shop) == {1: 0, 2: 0}
    assert back.total == -39_5000
    checked(shop)
    with shop.read() as view:
        assert payment_paper(view, made.document_id).reversed_by == back.number
        assert [number for number, _amount in payment_paper(view, made.document_id).pays] == ["JH20261122-0001", "JH20261122-0002"]
        assert document_detail(view, back.document_id).row.number == back.number


def test_an_advance_that_was_used_is_undone_too(shop, supplier):
    made = do(shop, pay_supplier, supplier, [(1, 60_0000)], key="k")
    do(shop, receive_goods, receipt(supplier, line(product(shop, "奶"), 1, 8_0000)))
    with shop.read() as view:
        credit = next(move.move_id for move in open_moves(view, supplier) if move.left < 0)
    assert do(shop, use_credit, supplier, credit) == 8_0000
    do(shop, reverse_payment, made.document_id, "")
    assert left(shop, supplier) == ([30_0000, 20_0000, 8_0000], 58_0000)
    checked(shop)


def test_a_second_time_gives_the_first_one_back(shop, supplier):
    made = do(shop, pay_supplier, supplier, [(1, 50_0000)], key="k")
    first, second = (do(shop, reverse_payment, made.document_id, "") for _time in range(2))
    assert (second.number, second.is_new) == (first.number, False)
    assert left(shop, supplier)[1] == 50_0000


def test_the_past_knows_nothing_of_it(shop, clock, supplier):
    made = do(shop, pay_supplier, supplier, [(1, 50_0000)], key="k")
    with shop.read() as view:
        day = view.business_date
    clock.forward(days=3)
    do(shop, reverse_payment, made.document_id, "")
    with shop.read() as view:
        assert payables_at(view, day) == ()
        (now,) = payables_at(view, view.business_date)
    assert (now.balance, now.overdue) == (50_0000, 50_0000)


def test_what_is_no_payment_is_not_taken_back(shop, supplier):
    made = do(shop, pay_supplier, supplier, [(1, 50_0000)], key="k")
    back = do(shop, reverse_payment, made.document_id, "")
    for document in (1, back.document_id, 999):
        with pytest.raises(NotFound):
            do(shop, reverse_payment, document, "")


@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("no_body", "DELETE FROM supplier_payment WHERE paid < 0"),
        ("hash", "UPDATE account_move SET account_id = 3 WHERE amount > 0"),
        ("supplier_payment", "UPDATE supplier_payment SET cut = 100 WHERE paid < 0"),
    ],
)
def test_a_broken_one_is_named(shop, supplier, tmp_path, code, damage):
    made = do(shop, pay_supplier, supplier, [(1, 50_0000)], key="k")
    back = do(shop, reverse_payment, made.document_id, "")
    report = check_file(damaged_copy(shop, tmp_path / "x.jxc", [damage]))
    assert any(back.number in finding.sentence() for finding in report.findings if finding.code == code)


def test_the_documents_say_what_came_and_which_accounts_paid(shop, supplier):
    made = do(shop, pay_supplier, supplier, [(1, 35_0000), (2, 4_5000)], cut=5000, key="k")
    back = do(shop, reverse_payment, made.document_id, "")

    def lines(document):
        with shop.read() as view:
            return [(line.name, line.quantity, line.amount) for line in document_detail(view, document).lines]

    assert lines("JH20261122-0001") == [("茶", 1_000, 30_0000)]
    assert lines(made.number) == [("Cash drawer", 0, 35_0000), ("WeChat", 0, 4_5000), ("Cut", 0, 5000)]
    assert lines(back.number) == [("Cash drawer", 0, -35_0000), ("WeChat", 0, -4_5000), ("Cut", 0, -5000)]
    shop.actor = Actor(1, "小王", frozenset({Permission.SEE_SALES}))
    for number in (made.number, back.number):
        with pytest.raises(NotFound):
            lines(number)
