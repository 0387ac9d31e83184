"""A purchase order as a paper: what the supplier needs to know stands on it, on as many pages as it needs."""

from datetime import date
from io import BytesIO

from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.orders import post_order
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.printing.order_papers import order_paper, order_pdf
from jxc_desktop.printing.paper import page_count
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.queries.orders import order_detail
from jxc_desktop.queries.party_papers import shop_head
from tests.builders import product
from tests.purchases import order


def read(shop, *lines, **more):
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王批发"))
        made = post_order(work, order(supplier, *lines, **more))
    with shop.read() as view:
        return order_detail(view, made.document_id), shop_head(view)


def test_what_is_ordered_stands_on_it(shop):
    tea, milk = product(shop, "茶", unit="盒", barcode="6901234567892"), product(shop, "奶", unit="箱", code="A1")
    paper = order_paper(*read(shop, (tea, 12, 2_0000), (milk, 3, 0), expected_on=date(2026, 11, 25), remark="上午送"))
    assert paper.facts[0] == ("Supplier: 老王批发", "No.: CD20261122-0001")
    assert paper.facts[1][0] == "Please deliver by: 2026-11-25"
    assert paper.rows[0][1:] == ("6901234567892", "茶", "", "12 盒", "2.00", "24.00")
    assert paper.rows[1][1:] == ("A1", "奶", "", "3 箱", "to be agreed", "")
    assert [text for text, _is_bold in paper.below] == ["Total: ¥24.00", "Remark: 上午送"]


def test_it_takes_as_many_pages_as_it_needs(shop):
    lines = [(product(shop, f"商品{number}"), 1, 1_0000) for number in range(60)]
    stream = BytesIO()
    made, head = read(shop, *lines)
    order_pdf(made, head, stream, form=FORMS["A4"])
    assert page_count(stream.getvalue()) == 2
