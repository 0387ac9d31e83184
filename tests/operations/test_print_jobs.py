"""Print jobs: one taker each, never two originals, nothing lost with a dead printer."""

import pytest

from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.settings import Settings
from jxc_desktop.operations import print_jobs as op
from jxc_desktop.operations.drafts import cancel_cart
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries import print_jobs as q
from tests.builders import CASH, cart_of, product


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def look(shop, query, *args):
    with shop.read() as view:
        return query(view, *args)


@pytest.fixture
def sold(shop):
    return do(shop, complete_sale, cart_of(product(shop)), (CASH,), print_receipt=True)


def test_a_job_is_taken_once(shop, sold):
    first, second = do(shop, op.claim_job, sold.print_job_id), do(shop, op.claim_job, sold.print_job_id)
    assert (first.state, first.number, first.opens_drawer, first.tries) == ("sending", sold.number, True, 1)
    assert second is None


def test_what_is_printed_waits_no_more(shop, sold):
    assert [job.id for job in look(shop, q.waiting_jobs)] == [sold.print_job_id]
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_printed, sold.print_job_id)
    assert (look(shop, q.waiting_jobs), look(shop, q.failed_jobs)) == ((), ())


def test_a_dead_printer_leaves_its_job_to_be_printed_later(shop, sold):
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_failed, sold.print_job_id, "offline")
    failed = look(shop, q.failed_jobs)[0]
    assert (failed.problem, failed.is_copy, failed.opens_drawer) == ("offline", False, False)
    do(shop, op.retry_job, failed.id)
    assert do(shop, op.claim_job, failed.id).tries == 2


def test_what_may_be_on_paper_already_comes_as_a_copy(shop, sold):
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_failed, sold.print_job_id, "no paper", may_have_printed=True)
    assert look(shop, q.failed_jobs)[0].is_copy


def test_a_kill_while_sending_makes_no_second_original(shop, sold):
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.requeue_interrupted)
    failed = look(shop, q.failed_jobs)[0]
    assert (failed.is_copy, failed.opens_drawer) == (True, False)


def test_what_never_went_out_is_an_original_but_opens_no_drawer_next_morning(shop, sold):
    do(shop, op.requeue_interrupted)
    waiting = look(shop, q.waiting_jobs)[0]
    assert (waiting.is_copy, waiting.opens_drawer) == (False, False)


def test_a_drawer_that_did_not_open_is_not_opened_later(shop):
    for step in (op.requeue_interrupted, None):
        sold = do(shop, complete_sale, cart_of(product(shop)), (CASH,), print_receipt=False)
        if step is None:
            do(shop, op.claim_job, sold.print_job_id)
            do(shop, op.job_failed, sold.print_job_id, "offline")
        else:
            do(shop, step)
        assert look(shop, q.print_job, sold.print_job_id).state == "dropped"


def test_a_reprint_is_a_copy_and_opens_no_drawer(shop, sold):
    back = do(shop, reverse_sale, sold.document_id, "")
    copies = [look(shop, q.print_job, do(shop, op.request_reprint, each.document_id)) for each in (sold, back)]
    assert [(job.kind, job.is_copy, job.opens_drawer) for job in copies] == [("receipt", True, False), ("reversal", True, False)]


def test_only_sales_and_reversals_have_paper(shop):
    posted = do(shop, cancel_cart, cart_of(product(shop)))
    for document_id in (posted.id, 99):
        with pytest.raises(NotFound):
            do(shop, op.request_reprint, document_id)


def test_what_waits_or_failed_can_be_forgotten_and_still_be_asked_for(shop, sold):
    other = do(shop, complete_sale, cart_of(product(shop)), (CASH,), print_receipt=True)
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_failed, sold.print_job_id, "offline")
    assert do(shop, op.forget_jobs) == 2
    assert (look(shop, q.waiting_jobs), look(shop, q.failed_jobs)) == ((), ())
    asked = look(shop, q.print_job, do(shop, op.request_print, other.document_id))
    assert (asked.state, asked.is_copy) == ("waiting", False)


def test_a_job_that_is_not_there_is_named(shop):
    with pytest.raises(NotFound):
        look(shop, q.print_job, 99)


def test_without_a_printer_nothing_waits_and_what_failed_stays(shop, sold):
    do(shop, complete_sale, cart_of(product(shop)), (CASH,), print_receipt=False)
    waiting = do(shop, complete_sale, cart_of(product(shop)), (CASH,), print_receipt=True)
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_failed, sold.print_job_id, "offline")
    do(shop, op.drop_without_printer)
    assert look(shop, q.waiting_jobs) == ()
    assert look(shop, q.print_job, waiting.print_job_id).state == "dropped"
    assert [job.id for job in look(shop, q.failed_jobs)] == [sold.print_job_id]


def test_the_first_paper_asked_for_by_key_is_the_original_and_the_next_a_copy(shop):
    sold = do(shop, complete_sale, cart_of(product(shop)), (CASH,), print_receipt=False)
    first = look(shop, q.print_job, do(shop, op.request_print, sold.document_id))
    assert (first.kind, first.is_copy) == ("receipt", False)
    assert do(shop, op.request_print, sold.document_id) == first.id
    do(shop, op.claim_job, first.id)
    do(shop, op.job_printed, first.id)
    assert look(shop, q.print_job, do(shop, op.request_print, sold.document_id)).is_copy


def test_a_failed_original_is_let_go_again_not_doubled(shop, sold):
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_failed, sold.print_job_id, "offline")
    assert do(shop, op.request_print, sold.document_id) == sold.print_job_id
    assert [job.id for job in look(shop, q.waiting_jobs)] == [sold.print_job_id]


def test_what_may_be_on_paper_is_only_printed_as_a_copy(shop, sold):
    do(shop, op.claim_job, sold.print_job_id)
    do(shop, op.job_failed, sold.print_job_id, "offline", may_have_printed=True)
    assert look(shop, q.print_job, do(shop, op.request_print, sold.document_id)).is_copy


@pytest.mark.parametrize(
    ("setting", "total", "prints"), [("always", 0, True), ("key", 99, False), ("above", 50, False), ("above", 51, True)]
)
def test_receipts_print_as_the_shop_chose(setting, total, prints):
    assert q.prints_by_itself(Settings(print_receipts=setting, print_above=50), total) is prints
