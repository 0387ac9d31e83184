"""Ways of paying put right, and cash for an e-payment: the drawer and the figures follow."""

import pytest

from jxc_desktop.domain.cart import give_free
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.payments import NotWholeCoins
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.returns import NotReturnable
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.tenders import NoSwap, NotSoMuchPaid, correct_tender, swap_cash
from jxc_desktop.queries.check import check
from jxc_desktop.queries.documents import document_detail
from jxc_desktop.queries.print_jobs import waiting_jobs
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By, takings
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sales import sale_detail, sales_list
from tests.builders import CASH, cart_of, product, stocked


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []


@pytest.fixture
def sold(shop):
    """A sale of 10.00, said to be paid in cash."""
    cart = cart_of(product(shop, price=10_0000))
    with shop.work() as work:
        return complete_sale(work, cart, (CASH,), print_receipt=True)


def correct(shop, sold, old=1, new=2, **more):
    with shop.work() as work:
        return correct_tender(work, sold.document_id, old, new, key=str(more) + f"{old}{new}", **more)


def by_method(shop):
    with shop.read() as view:
        return dict(today(view).by_method)


def test_figures_show_the_corrected_way(shop, sold):
    made = correct(shop, sold)
    assert made.number == "KZ20261122-0001"
    assert by_method(shop) == {"Cash": 0, "WeChat": 10_0000}
    with shop.read() as view:
        assert (today(view).takings, sales_list(view)[0].paid_by) == (10_0000, "WeChat")
        assert sale_detail(view, sold.document_id).corrections == (made.number,)
        assert [(line.name, line.amount) for line in document_detail(view, made.number).lines] == [("Cash", -10_0000), ("WeChat", 10_0000)]


def test_a_part_may_be_corrected(shop, sold):
    correct(shop, sold, amount=4_0000)
    assert by_method(shop) == {"Cash": 6_0000, "WeChat": 4_0000}
    with pytest.raises(NotSoMuchPaid, match="6"):
        correct(shop, sold, amount=7_0000)


def test_money_goes_back_the_corrected_way(shop, sold):
    correct(shop, sold)
    with shop.work() as work:
        reverse_sale(work, sold.document_id, "")
    assert by_method(shop) == {"Cash": 0, "WeChat": 0}
    with pytest.raises(NotReturnable):
        correct(shop, sold, 2, 1)


def test_what_came_back_is_not_corrected(shop, sold):
    with shop.work() as work:
        line = next(iter(returnable(work, sold.document_id).left))
        return_goods(work, sold.document_id, [Back(line, ONE)], key="b")
    with pytest.raises(NotSoMuchPaid):
        correct(shop, sold)


def test_the_same_way_or_an_unknown_one_is_refused(shop, sold):
    with pytest.raises(NoSwap):
        correct(shop, sold, 1, 1)
    with pytest.raises(NotFound):
        correct(shop, sold, 1, 99)
    with pytest.raises(NotWholeCoins):
        correct(shop, sold, amount=1)


def test_a_correction_with_the_same_key_is_the_first_one(shop, sold):
    """A double click, or a retry after a crash; by then nothing is left that could be corrected."""
    first, again = correct(shop, sold), correct(shop, sold)
    assert (again.document_id, again.number) == (first.document_id, first.number)
    assert by_method(shop) == {"Cash": 0, "WeChat": 10_0000}


def test_cash_for_an_epayment(shop, sold):
    for _time in range(2):
        with shop.work() as work:
            made = swap_cash(work, 2, 100_0000, key="once")
    assert made.number == "QB20261122-0001"
    with shop.read() as view:
        day = today(view)
        rows = {row[0]: row[2:7] for row in takings(view, By.METHOD, Span(day.day, day.day))}
    assert (day.by_method, day.swapped, day.takings) == ((("Cash", 10_0000),), (("Cash", -100_0000), ("WeChat", 100_0000)), 10_0000)
    assert rows == {"Cash": (10_0000, 0, 10_0000, -100_0000, -90_0000), "WeChat": (0, 0, 0, 100_0000, 100_0000)}


def test_cash_for_an_epayment_opens_the_drawer_once(shop):
    with shop.work() as work:
        made = swap_cash(work, 2, 100_0000, key="once")
        again = swap_cash(work, 2, 100_0000, key="once")
    with shop.read() as view:
        jobs = [(job.id, job.kind, job.opens_drawer) for job in waiting_jobs(view)]
    assert jobs == [(made.print_job_id, "drawer", True)]
    assert (again.document_id, again.print_job_id) == (made.document_id, None)


def test_cash_for_cash_is_refused(shop):
    with pytest.raises(NoSwap), shop.work() as work:
        swap_cash(work, 1, 100_0000, key="k")
    for wrong in (0, -100, 1):
        with pytest.raises(NotWholeCoins) as refused, shop.work() as work:
            swap_cash(work, 2, wrong, key="k")
        assert refused.value.amount == wrong


def test_a_free_line_sells_at_nothing_and_at_cost(shop):
    cola, gift = stocked(shop, price=3_0000), stocked(shop, "杯子", 8_0000, cost=5_0000)
    with shop.work() as work:
        made = complete_sale(work, give_free(cart_of(cola, gift), 2), (CASH,), print_receipt=True)
    assert made.total == 3_0000
    with shop.read() as view:
        line = receipt_of(view, made.document_id).lines[1]
        assert (line.is_free, line.price, line.base_price, line.amount) == (True, 0, 8_0000, 0)
        assert today(view).profit == 3_0000 - 2_0000 - 5_0000


def test_all_free_needs_no_payment_and_comes_back(shop):
    cart = give_free(cart_of(product(shop)), 1)
    with shop.work() as work:
        made = complete_sale(work, cart, (), print_receipt=True)
        line = next(iter(returnable(work, made.document_id).left))
        back = return_goods(work, made.document_id, [Back(line, ONE)], key="b")
    assert (made.total, back.paid_back) == (0, 0)


def test_free_once_more_is_sold_again(shop):
    cart = cart_of(product(shop, price=3_0000))
    assert give_free(give_free(cart, 1), 1).totals.total == 3_0000
