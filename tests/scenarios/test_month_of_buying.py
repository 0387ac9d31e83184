"""A month of a stationer: a real price list becomes the file, is ordered from, comes in parts and late, goes back, is paid.

What is on the shelf and what is owed is kept beside it on paper: two dictionaries and plain sums.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from jxc_desktop.db.tables import products as goods
from jxc_desktop.db.tables import purchasing
from jxc_desktop.domain.cart import set_quantity
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import Refusal, SlipDiffers, Terms
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import LaterKind, StockLine
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import write_off
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.later_costs import add_later_cost
from jxc_desktop.operations.orders import draft_orders, post_order
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import GoesBack, receive_goods, return_to_supplier
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.queries.check import check
from jxc_desktop.queries.goods_receipts import receipt_card
from jxc_desktop.queries.imports import PRICES
from jxc_desktop.queries.orders import late_orders, order_draft, orders, receipt_from_order
from jxc_desktop.queries.parties import open_moves, statement
from jxc_desktop.queries.price_lists import Answers, compare_prices
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.reports.goods import Report, goods_report
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.stock_months import worth_at
from jxc_desktop.spreadsheets.price_list_sheet import propose_price_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from tests.builders import BEIJING, CASH, cart_of
from tests.purchases import balance_of, order

LIST = "supplier_sheets/cfytx__文具店价格表.xlsx"
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
BROKEN = 2


class Month:
    """The shop, and the paper beside it: pieces on the shelf by product, what is owed."""

    def __init__(self, shop, clock):
        self.shop, self.clock = shop, clock
        self.shelf: Counter[int] = Counter()
        self.owed = 0
        self.supplier = 0
        self.goods: tuple[Product, ...] = ()

    def on(self, day, hour=10):
        """It is this day of November."""
        self.clock.now = datetime(2026, 11, day, hour, tzinfo=BEIJING)

    def do(self, operation, *args, **more):
        with self.shop.work() as work:
            return operation(work, *args, **more)

    def look(self, query, *args, **more):
        with self.shop.read() as view:
            return query(view, *args, **more)

    def receive(self, made):
        got = self.do(receive_goods, made)
        for line in made.lines:
            self.shelf[line.goods.product_id] += line.base_quantity // ONE
        self.owed += got.total
        return got

    def sell(self, product, pieces=1):
        cart = set_quantity(cart_of(product), 1, pieces * ONE)
        self.do(complete_sale, cart, (CASH,), print_receipt=False)
        self.shelf[product.id] -= pieces

    def agrees(self):
        """Books and paper say the same, and the books are in order."""
        report = self.look(check)
        assert report.ok, [finding.sentence() for finding in report.findings]
        worth = {product: pieces // ONE for product, pieces, _value in self.look(worth_at, self.clock.now.date()) if pieces}
        assert worth == {product: pieces for product, pieces in self.shelf.items() if pieces}
        assert self.look(balance_of, self.supplier) == self.owed


@pytest.fixture
def month(shop, clock, shared_data):
    made = Month(shop, clock)
    made.on(1)
    made.supplier = made.do(add_supplier, SupplierFields("城北文具批发", terms=Terms.MONTH, term_days=10, lead_days=3))
    workbook = read_workbook(shared_data / LIST)
    parsed = parse_rows(workbook, propose_price_mapping(workbook))
    with shop.read() as view:
        prices = compare_prices(view, made.supplier, parsed.rows, Answers(makes_unmatched=True, takes_higher=True)).without_asked()
    import_id = stage_import(shop, prices, "文具店价格表.xlsx", workbook.sha256, kind=f"{PRICES}{made.supplier}")
    assert apply_import(shop, import_id) == []
    with shop.work() as work:
        of_supplier = purchasing.supplier_product.c
        bought = select(of_supplier.product_id).where(of_supplier.price > 0).order_by(of_supplier.product_id).limit(5)
        ids = list(work.connection.execute(bought).scalars())
        work.connection.execute(update(goods.product).where(goods.product.c.id.in_(ids)).values(retail_price=99_0000))
    made.goods = made.look(products_of, ids)
    return made


def test_from_a_real_price_list_to_the_payment(month):
    pens, paper, glue, ruler, tape = month.goods
    price = {each.id: each.purchase_price for each in month.goods}
    assert all(price.values())

    # Ordered on the 2nd; on the 5th three lines come, of the first two pieces are broken, and the slip must agree.
    month.on(2)
    sent = month.do(post_order, order(month.supplier, *[(each, 10, price[each.id]) for each in month.goods], expected_on=date(2026, 11, 5)))
    month.on(5)
    came = month.look(receipt_from_order, sent.document_id)
    first, second, third = came.lines[:3]
    first = replace(first, quantity=8 * ONE, refused=2 * ONE, refused_why=Refusal.BROKEN)
    came = replace(came, lines=(first, second, third), freight=6_0000, slip_number="CB-117")
    with pytest.raises(SlipDiffers):
        month.do(receive_goods, replace(came, slip_total=came.total + first.price_per_pack * 2))
    received = month.receive(replace(came, slip_total=came.total))
    month.agrees()
    (row,) = month.look(orders)
    assert (row.state, row.left) == ("partly", 2 * price[pens.id] + 10 * (price[ruler.id] + price[tape.id]))

    # Sold every day; the ruler is sold before it is there.
    for day in range(6, 10):
        month.on(day)
        for each in (pens, paper, ruler):
            month.sell(each)
    month.agrees()
    assert month.look(late_orders) == 1

    # The rest comes late and dearer: what was sold before is trued up.
    month.on(10)
    rest = month.look(receipt_from_order, sent.document_id)
    dearer = tuple(replace(line, price=(line.price or 0) + 1_0000) for line in rest.lines)
    late = month.receive(replace(rest, lines=dearer))
    assert late.trued_up == -4 * 1_0000
    assert month.look(orders)[0].state == "received"
    month.agrees()

    # Two of the paper go back, freight comes later, one glue breaks, tape moves to the storeroom.
    month.on(12)
    lines = {line.product_id: line.line_id for line in month.look(receipt_card, received.document_id).lines}
    back = month.do(return_to_supplier, received.document_id, [GoesBack(lines[paper.id], 2 * ONE)], reason="受潮", key="back")
    month.shelf[paper.id] -= 2
    month.owed += back.total
    assert back.total == -2 * price[paper.id]
    late_freight = month.do(add_later_cost, late.document_id, LaterKind.FREIGHT, 3_0000, key="freight")
    month.owed += late_freight.amount
    month.do(write_off, [StockLine(glue.id, ONE, BROKEN)], key="broken")
    month.shelf[glue.id] -= 1
    storeroom = month.do(add_place, "仓库")
    month.do(transfer_goods, 1, storeroom, [StockLine(tape.id, 4 * ONE)], key="move")
    month.agrees()

    # What runs low is ordered from the alert list, one draft for the supplier.
    month.on(20)
    with month.shop.work() as work:
        of_pens = update(goods.product).where(goods.product.c.id == pens.id)
        work.connection.execute(of_pens.values(order_at=8 * ONE, fill_to=20 * ONE))
    ((key, name),) = month.do(draft_orders, [pens.id]).orders
    draft = month.look(order_draft, key)
    assert (name, [line.quantity for line in draft.body.order.lines]) == ("城北文具批发", [(20 - month.shelf[pens.id]) * ONE])
    again = month.do(post_order, draft.body.order)
    month.on(23)
    month.receive(month.look(receipt_from_order, again.document_id))
    assert month.shelf[pens.id] == 20
    month.agrees()

    # Paid in two parts from two accounts, the last coins let off.
    month.on(28)
    part = month.owed // 2 // 10_0000 * 10_0000
    month.do(pay_supplier, month.supplier, [(1, part)], key="part")
    month.owed -= part
    month.agrees()
    rest_of_it = month.owed - 5_000
    month.do(pay_supplier, month.supplier, [(2, rest_of_it - 1_0000), (5, 1_0000)], cut=5_000, key="rest")
    month.owed = 0
    month.agrees()
    assert month.look(open_moves, month.supplier) == ()
    assert month.look(statement, month.supplier, NOVEMBER.first, NOVEMBER.last)[-1].balance == 0

    # The month is over: kept, and every figure of it adds up.
    month.on(30, 22)
    flow = month.look(goods_report, Report.FLOW, "product", NOVEMBER)
    place = {column.key: index for index, column in enumerate(flow.columns)}
    for row in flow.rows:
        assert row[place["opening"]] + row[place["in"]] - row[place["out"]] == row[place["closing"]]
    before = month.look(worth_at, date(2026, 11, 30))
    month.clock.now = datetime(2026, 12, 1, 10, tzinfo=BEIJING)
    keep_months(month.shop)
    assert month.look(worth_at, date(2026, 11, 30)) == before
    month.agrees()
