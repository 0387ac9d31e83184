"""From the books to the paper: a sale's job is claimed, printed, or stays with what stood against it."""

from jxc_desktop.devices import drawer, printer
from jxc_desktop.domain.cart import discount_line, set_quantity
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.printer_troubles import PrinterTrouble
from jxc_desktop.operations.print_jobs import claim_job, job_failed, job_printed, retry_job
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.printing.receipts import escpos_bytes
from jxc_desktop.queries.print_jobs import failed_jobs, waiting_jobs
from jxc_desktop.queries.receipts import receipt_of
from tests.builders import cart_of, cash, product
from tests.devices.fake_printer import NO_PAPER, WELL, fake_printer
from tests.printing.escpos_reader import read_job


def sell_colas(shop):
    cart = set_quantity(cart_of(product(shop, price=3_0100)), 1, 5000)
    cart = discount_line(cart, 1, Discount(DiscountKind.PERCENT, 2000))
    with shop.work() as work:
        return complete_sale(work, cart, (cash(20_0000),), print_receipt=True)


def print_waiting(shop, target):
    """What the window's job does with each job that waits."""
    with shop.read() as view:
        ids = [job.id for job in waiting_jobs(view)]
    for job_id in ids:
        with shop.work() as work:
            job = claim_job(work, job_id)
        assert job is not None
        with shop.read() as view:
            receipt = receipt_of(view, job.document_id, is_copy=job.is_copy)
        pulse = drawer.PULSE if job.opens_drawer else b""
        try:
            printer.send(target, escpos_bytes(receipt, width_mm=target.width_mm, drawer_pulse=pulse))
        except PrinterTrouble as trouble:
            with shop.work() as work:
                job_failed(work, job_id, trouble.fact, may_have_printed=trouble.had_begun)
        else:
            with shop.work() as work:
                job_printed(work, job_id)


def printed(device):
    assert device.got_all.wait(2)
    return [part.data.decode("gb18030").split() for part in read_job(device.paper) if part.kind == "text"]


def test_a_sale_comes_out_on_paper(shop):
    sold = sell_colas(shop)
    with fake_printer() as device:
        print_waiting(shop, device.target())
        rows = printed(device)
    assert ["No.", sold.number] in rows
    assert ["20%", "off,", "saves", "3.01", "-3.01"] in rows
    assert ["Rounding", "off", "-0.04"] in rows
    assert ["Total", "due", "￥12.00"] in rows
    assert ["Change", "8.00"] in rows
    assert drawer.PULSE in device.paper


def test_without_paper_the_job_stays_and_is_an_original_later(shop):
    sell_colas(shop)
    with fake_printer(NO_PAPER) as device:
        print_waiting(shop, device.target())
        with shop.read() as view:
            (job,) = failed_jobs(view)
        assert (job.problem, job.is_copy) == ("paper", False)
        with shop.work() as work:
            retry_job(work, job.id)
        assert device.got_all.wait(2)
        device.answers = WELL
        device.got_all.clear()
        print_waiting(shop, device.target())
        rows = printed(device)
    assert ["***", "Copy", "***"] not in rows
    assert drawer.PULSE not in device.paper


def test_what_may_be_on_paper_comes_out_as_a_copy(shop):
    sell_colas(shop)
    with fake_printer(closes_after=100) as device:
        print_waiting(shop, device.target())
    with shop.read() as view:
        (job,) = failed_jobs(view)
    assert (job.problem, job.is_copy) == ("offline", True)
