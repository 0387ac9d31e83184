"""A shop whose stock book has seen everything: over three months, with days of the past booked later."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert, select, update

from jxc_desktop.db.tables import products, purchasing, sales
from jxc_desktop.domain.cart import give_free
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import LaterKind, StockLine
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.later_costs import add_later_cost
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import GoesBack, amend_receipt, receive_goods, return_to_supplier, take_back_receipt
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.operations.work import Shop
from tests.builders import BEIJING, CASH, TestClock, cart_of, product, stocked
from tests.purchases import line, receipt

EXPIRED, BROKEN, LOST = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Busy:
    """What is in it."""

    tea: Product
    milk: Product
    rice: Product
    box: Product
    wang: int
    li: int


def sell(shop: Shop, *goods: Product, free: int = 0) -> int:
    """A sale of a piece each; the line `free` is given away."""
    cart = cart_of(*goods)
    with shop.work() as work:
        return complete_sale(work, give_free(cart, free) if free else cart, (CASH,), print_receipt=False).document_id


def _lines(shop: Shop, table: object, document_id: int) -> list[int]:
    with shop.read() as view:
        of = table.c  # type: ignore[attr-defined]
        return list(view.connection.execute(select(of.id).where(of.document_id == document_id).order_by(of.line_no)).scalars())


def busy_shop(shop: Shop, clock: TestClock) -> Busy:
    """Openings, receipts with freight and free goods, sales below zero and their true-ups, all that goes back or is put right."""
    clock.now = datetime(2026, 9, 5, 10, tzinfo=BEIJING)
    tea = stocked(shop, "茶", 30_0000, quantity=10, cost=20_0000, code="C1")
    milk = product(shop, "牛奶", 5_0000, code="C2", purchase_price=3_0000)
    rice = stocked(shop, "大米", 8_0000, quantity=20, cost=5_0000, code="C3")
    box = product(shop, "礼盒", 99_0000, code="C4")
    with shop.work() as work:
        wang, li = add_supplier(work, SupplierFields("老王")), add_supplier(work, SupplierFields("老李"))
        came = receive_goods(work, receipt(wang, line(tea, 10, 22_0000), line(tea, 2, is_free=True), line(rice, 5, 6_0000), freight=7_0000))
        drinks = work.connection.execute(insert(products.category).returning(products.category.c.id), {"name": "饮品"}).scalar_one()
        in_drinks = products.product.c.id.in_((tea.id, milk.id))
        work.connection.execute(update(products.product).where(in_drinks).values(category_id=drinks))
    for _sale in range(3):  # milk was never received: three below zero
        sell(shop, tea, milk)
    with shop.work() as work:
        return_to_supplier(work, came.document_id, [GoesBack(_lines(shop, purchasing.receipt_line, came.document_id)[0], 2 * ONE)], key="t")

    clock.now = datetime(2026, 10, 12, 10, tzinfo=BEIJING)
    keep_months(shop)
    with shop.work() as work:
        storeroom = add_place(work, "仓库")
        milky = receive_goods(work, receipt(li, line(milk, 12, 3_3000), fees=1_2000))  # trues the three up
        transfer_goods(work, 1, storeroom, [StockLine(rice.id, 4 * ONE)], key="move")
        add_later_cost(work, milky.document_id, LaterKind.FREIGHT, 6_0000, key="late")
        broken = write_off(work, [StockLine(rice.id, 2 * ONE, BROKEN), StockLine(milk.id, ONE, EXPIRED)], key="off")
        write_off(work, [StockLine(tea.id, ONE, LOST)], key="lost")
        write_up(work, [StockLine(rice.id, ONE, LOST)], key="up")
        take_back_adjustment(work, broken.document_id, "还在")
        write_off(work, [StockLine(milk.id, ONE, EXPIRED)], key="again")
        assemble_goods(work, [StockLine(tea.id, 2 * ONE), StockLine(milk.id, 2 * ONE)], [StockLine(box.id, 2 * ONE)], key="boxes")
        wrong = assemble_goods(work, [StockLine(rice.id, ONE)], [StockLine(box.id, ONE)], key="wrong")
        take_back_assembly(work, wrong.document_id, "")
    sold = sell(shop, tea, rice, box, free=2)
    with shop.work() as work:
        return_goods(work, sold, [Back(_lines(shop, sales.sale_line, sold)[0], ONE)], key="back")
    wrong_sale = sell(shop, milk, rice)
    with shop.work() as work:
        reverse_sale(work, wrong_sale, "")

    clock.now = datetime(2026, 11, 22, 10, tzinfo=BEIJING)
    keep_months(shop)
    with shop.work() as work:  # slips found late
        receive_goods(work, replace(receipt(wang, line(rice, 3, 5_5000)), day=date(2026, 9, 20)))
        write_off(work, [StockLine(rice.id, ONE, BROKEN)], key="late-off", day=date(2026, 10, 20))
        again = receive_goods(work, receipt(li, line(milk, 5, 3_6000), line(tea, 4, 21_0000)))
        amend_receipt(work, again.document_id, receipt(li, line(milk, 4, 3_5000), line(tea, 5, 21_0000)))
        mistake = receive_goods(work, receipt(wang, line(tea, 1, 25_0000)))
        take_back_receipt(work, mistake.document_id, "打错了")
    for _sale in range(12):
        sell(shop, milk, box)  # both go below zero
    return Busy(tea, milk, rice, box, wang, li)
