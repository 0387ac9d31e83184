"""Who may do what, and that it is written down.

Every operation, with every role that lacks what it needs: refused, and nothing is written. With its rights it goes through,
and the log holds what the table says, signed by who did it: nothing more, nothing less.
"""

import copy
import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from jxc_desktop import operations
from jxc_desktop.db.engine import Database
from jxc_desktop.db.tables import metadata
from jxc_desktop.db.tables.documents import document
from jxc_desktop.db.tables.shop import audit_entry
from jxc_desktop.domain.accounts import AccountKind
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.cart import agreed_total, discount_cart, discount_line, give_free, override_price
from jxc_desktop.domain.count_rows import NewEntry
from jxc_desktop.domain.counts import CountBody, Scope, Source, body_to_json
from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.return_draft import GoingBack, ReturnDraft
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.domain.stock_documents import LaterKind, StockLine
from jxc_desktop.domain.stock_draft import DraftLine, StockDraft, Way
from jxc_desktop.domain.supplier_products import SupplierProduct
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations import (
    accounts,
    adjustments,
    amendments,
    assemblies,
    backups,
    channels,
    count_entries,
    count_posting,
    count_walks,
    counts,
    customers,
    delivery_notes,
    drafts,
    exchanges,
    import_undo,
    imports,
    later_costs,
    mappings,
    orders,
    past_sales,
    payment_methods,
    pictures,
    places,
    planned_prices,
    price_changes,
    print_jobs,
    products,
    quick_keys,
    receipt_drafts,
    receipts,
    reference_lists,
    return_drafts,
    returns,
    returns_without_receipt,
    reversals,
    sales,
    sample,
    settings,
    shelf_walks,
    stock,
    stock_drafts,
    supplier_exchanges,
    supplier_payments,
    supplier_products,
    suppliers,
    tenders,
    transfers,
    users,
)
from jxc_desktop.operations.returns_without_receipt import GoodsBack
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.counts import count_head, moment_now
from jxc_desktop.queries.imports import PRICES
from jxc_desktop.queries.orders import order_draft
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.price_lists import compare_prices
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sale_carts import cart_to_amend
from tests.builders import CASH, TestClock, cart_of, make_shop, product
from tests.purchases import line, order, receipt

P = Permission
PERCENT = Discount(DiscountKind.PERCENT, 2000)

# What takes the work or the shop and is no act of a person: each with its reason.
NO_ACTS = {
    "print_jobs.claim_job": "a device reports",
    "print_jobs.job_printed": "a device reports",
    "print_jobs.job_failed": "a device reports",
    "print_jobs.requeue_interrupted": "the program starts",
    "print_jobs.drop_without_printer": "the program starts, or has no printer",
    "imports.finish_imports": "the program starts, and ends what was allowed when it began",
    "planned_prices.apply_due": "the clock's doing",
    "stock_months.keep_months": "the clock's doing",
    "backups.back_up_before": "the program's own care, before what somebody was allowed to do",
}
# Steps of other operations, which have asked for the right and write the log.
STEPS = {
    "counts": "open_head still_open someone_else",
    "accounts": "account_of_way",
    "documents": "post posted_with_key",
    "drafts": "keep_draft",
    "first_stock": "open_fresh",
    "import_codes": "insert_codes add_pack beside give_back change_barcodes change_pack",
    "import_slices": "write_new write_changes openable",
    "import_states": "refuse_second set_state",
    "import_undo": "undo_slices remove_products",
    "offers": "write_offers take_offers_back",
    "parties": "owe owe_less use_open_credit allocate move_money",
    "pictures": "keep_picture drop_picture drop_product_pictures",
    "price_plans": "make_plans drop_plans drop_overtaken put_back set_state",
    "products": "write_words record_prices",
    "late_goods": "counter_moves back_again keep_late late_of",
    "learned_prices": "learn relearn forget",
    "later_costs": "plan_later_cost",
    "receipts": "plan_receipt plan_amendment",
    "receipt_changes": "receipt_changes",
    "stock_rows": "goods_rows places_of below_zero costs_of drop_kept to_take_back",
    "returns": "give_back scrap_moves payment_rows moves_cash returned returned_before",
    "sale_rows": "shift_id make_shift post queue_job drop_draft",
    "stock": "plan append open_stock close_stock",
    "stock_months": "is_kept add_to_months",
    "stock_plan": "plan versions_of",
    "suppliers": "supplier_row",
}


class Setting:
    """A shop with something of everything, and a person whose role is given rights."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.goods = product(shop, barcode="6901234567892")
        opened, self.first, self.bought = product(shop, "茶"), product(shop, "面"), product(shop, "酒")
        self.cart, self.held = cart_of(self.goods), cart_of(self.goods)
        with shop.work() as work:
            self.sold = sales.complete_sale(work, cart_of(self.goods), (CASH,), print_receipt=True)
            self.line = next(iter(returnable(work, self.sold.document_id).left))
            self.unprinted = sales.complete_sale(work, cart_of(self.goods), (CASH,), print_receipt=True)
            self.failed = self.unprinted.print_job_id or 0
            print_jobs.claim_job(work, self.failed)
            print_jobs.job_failed(work, self.failed, "offline")
            drafts.hold_sale(work, self.held, "老王")
            self.step = shelf_walks.count_first(work, self.first.id, ONE)
            self.new_step = shelf_walks.file_product(work, ProductFields("米"), None)
            self.opening = stock.set_opening_stock(work, [stock.OpeningLine(opened.id, ONE)])
            self.plans = plan(work, self.first)
            self.role = users.add_role(work, "收银员", ())
            self.user = users.add_user(work, "小王", self.role)
            self.channel = payment_methods.add_method(work, "饿了么")
            work.connection.execute(metadata.tables["channel"].insert(), {"name": "饿了么", "method_id": self.channel})
            self.supplier = suppliers.add_supplier(work, SupplierFields("老王批发"))
            self.new_supplier = suppliers.add_supplier(work, SupplierFields("新来的"))
            self.receipt = receipts.receive_goods(work, receipt(self.supplier, line(self.bought, 2, 2_0000)))
            of_receipt = metadata.tables["receipt_line"]
            self.receipt_line = work.connection.execute(select(of_receipt.c.id)).scalar_one()
            self.payment = supplier_payments.pay_supplier(work, self.supplier, [(1, 9_0000)], key="advance").document_id
            later = receipts.receive_goods(work, receipt(self.supplier, line(self.bought, 1, 2_0000)))
            self.half_typed = receipt(self.supplier, line(self.bought, 3, 2_0000))
            receipt_drafts.save_receipt(work, self.half_typed)
            moves = metadata.tables["party_move"]
            self.advance = work.connection.execute(select(moves.c.id).where(moves.c.amount < 0)).scalar_one()
            assert later.total == 2_0000
            self.place = places.add_place(work, "仓库")
            goods = [StockLine(self.bought.id, 1, 3)]
            self.transfer = transfers.transfer_goods(work, 1, self.place, goods, key="transfer")
            self.write_off = adjustments.write_off(work, goods, key="write off")
            self.assembly = assemblies.assemble_goods(work, goods, [StockLine(opened.id, 1)], key="assembly")
            self.later = later_costs.add_later_cost(work, later.document_id, LaterKind.FEE, 1_0000, key="later")
            self.posted_count = self._count(work, post=True)
            self.count, self.waiting_count = self._count(work), self._count(work)
            keep = count_head(work, self.waiting_count)
            drafts.keep_draft(work, keep.key, ("count", "pending"), body_to_json(CountBody()), {})
            self.parts, self.set = [StockLine(self.bought.id, 1, 3)], [StockLine(opened.id, 1)]
            self.order = orders.post_order(work, order(self.supplier, (self.bought, 2, 2_0000)))
            orders.save_order(work, order(self.supplier, (self.bought, 1, 2_0000), key="draft"))
        self.waiting = waiting_order(self)
        self.imported = imported(self, "油", stock=ONE)
        self.history = past_sales.import_past_sales(shop, [past_sale()], "old.xlsx", "old")
        self.list = reference_lists.import_list(shop, "bundle", [SheetRow(2, {"name": "盐", "barcodes": ("6900000000007",)})])
        self.staged = staged(self, "醋", stock=ONE)

    def _count(self, work: Work, *, post: bool = False) -> int:
        begun = counts.start_count(work, Scope())
        counts.enter(work, begun.id, self.bought.id, 5 * ONE)
        counts.enter(work, begun.id, self.first.id, 5 * ONE)
        return count_posting.post_count(work, begun.id, is_without_recount=True).document_id if post else begun.id

    def may(self, rights: Iterable[Permission]) -> None:
        self.shop.sign_in(1)
        with self.shop.work() as work:
            users.change_role(work, self.role, set(rights))
        self.shop.sign_in(self.user)

    def rows(self) -> dict[str, Any]:
        with self.shop.read() as view:
            return {table.name: view.connection.execute(select(table)).all() for table in metadata.sorted_tables}

    def log(self, after: int = 0) -> list[Any]:
        rows = select(audit_entry).where(audit_entry.c.id > after).order_by(audit_entry.c.id)
        with self.shop.read() as view:
            return list(view.connection.execute(rows))

    def number(self, document_id: int) -> str:
        with self.shop.read() as view:
            return str(view.connection.execute(select(document.c.number).where(document.c.id == document_id)).scalar_one())


def waiting_order(made: Setting) -> int:
    """An order of the second person, who may not approve it: its draft's version."""
    made.may({P.ORDER_GOODS, P.SELL})
    with made.shop.work() as work:
        assert orders.post_order(work, order(made.supplier, (made.bought, 1, 9_0000), key="waits")).holds
        version = order_draft(work, "waits").version
    made.shop.sign_in(1)
    with made.shop.work() as work:
        users.change_role(work, made.role, ())
    return version


def plan(work: Work, goods: Any) -> Any:
    """A lower price from now on."""
    return planned_prices.plan_prices(work, lower(work, goods), work.now)


def lower(view: Any, goods: Any) -> Any:
    return proposed(view, [goods.id], MassChange(rule=parse_rule("-0.10")))


def staged(made: Setting, name: str, **values: Any) -> int:
    with made.shop.read() as view:
        differences = compare(view, [SheetRow(2, {"name": name, **values})])
    return imports.stage_import(made.shop, differences, f"{name}.xlsx", name)


def staged_prices(made: Setting) -> int:
    rows = [SheetRow(2, {"own_code": made.bought.code, "purchase_price": 3_0000})]
    with made.shop.read() as view:
        found = compare_prices(view, made.supplier, rows)
    return imports.stage_import(made.shop, found, "prices.xlsx", "prices", kind=f"{PRICES}{made.supplier}")


def imported(made: Setting, name: str, **values: Any) -> int:
    import_id = staged(made, name, **values)
    imports.apply_import(made.shop, import_id)
    return import_id


def past_sale(amount: int = 3_0000) -> PastSale:
    return PastSale(2, "", datetime(2026, 11, 22, 9), "MT1", "", "6901234567892", "可乐", ONE, None, amount)


def posted_orders(made: Setting, channel: str, amount: int = 3_0000) -> int:
    """The list was prepared by somebody who may sell."""
    actor, made.shop.actor = made.shop.actor, made.shop.actor.__class__(1, "Owner", frozenset(P))
    with made.shop.read() as view:
        orders = channels.prepare_orders(view, channel, [past_sale(amount)])
    made.shop.actor = actor
    assert len(orders.orders) == 1
    return channels.post_orders(made.shop, orders)


def mass_change(made: Setting) -> int:
    with made.shop.read() as view:
        proposal = lower(view, made.goods)
    return price_changes.change_products(made.shop, proposal, "-0.10")


Log = Callable[[Setting, Any], list[tuple[str, str]]]


class Case(NamedTuple):
    """The right that is tried, what is done, what the log says of it, and the rights it needs besides."""

    right: Permission
    do: Callable[[Setting], Any]
    log: Log
    also: tuple[Permission, ...] = ()


def work(operation: Callable[[Work, Setting], Any]) -> Callable[[Setting], Any]:
    """An operation in a work of its own."""

    def do(made: Setting) -> Any:
        with made.shop.work() as opened:
            return operation(opened, made)

    return do


def says(action: str, subject: str = "") -> Log:
    return lambda _made, _result: [(action, subject)]


def numbered(action: str) -> Log:
    return lambda _made, result: [(action, result.number)]


def nothing(why: str) -> Log:
    """No act of the shop, for a reason."""
    assert why
    return lambda _made, _result: []


def counted_now(work: Work, made: Setting) -> NewEntry:
    return NewEntry(made.bought.id, 1, ONE, moment_now(work), 1)


def sold_with(change: Callable[[Any], Any], **more: Any) -> Callable[[Setting], Any]:
    return work(lambda work, made: sales.complete_sale(work, change(made.cart), (CASH,), print_receipt=True, **more))


def amended(work: Work, made: Setting) -> Any:
    return amendments.amend_sale(work, cart_to_amend(work, made.sold.document_id, "new"), (), print_receipt=True)


def without_receipt(price: int) -> Callable[[Setting], Any]:
    def operation(work: Work, made: Setting) -> Any:
        goods, given = [GoodsBack(made.goods.id, ONE, price)], [returns.Given(1, price)]
        return returns_without_receipt.return_without_receipt(work, goods, given, key="back")

    return work(operation)


CASES = {
    "sales.complete_sale": Case(P.SELL, sold_with(lambda cart: cart), numbered("sale")),
    "sales.complete_sale at another price": Case(
        P.OVERRIDE_PRICE, sold_with(lambda cart: override_price(cart, 1, 1)), numbered("sale"), (P.SELL,)
    ),
    "sales.complete_sale at a discount on the line": Case(
        P.DISCOUNT, sold_with(lambda cart: discount_line(cart, 1, PERCENT)), numbered("sale"), (P.SELL,)
    ),
    "sales.complete_sale at a discount on the whole": Case(
        P.DISCOUNT, sold_with(lambda cart: discount_cart(cart, PERCENT)), numbered("sale"), (P.SELL,)
    ),
    "sales.complete_sale at an agreed total": Case(
        P.DISCOUNT, sold_with(lambda cart: agreed_total(cart, 2_0000)), numbered("sale"), (P.SELL,)
    ),
    "sales.complete_sale rounded off": Case(P.ROUND_OFF, sold_with(lambda cart: cart, manual_round_off=5000), numbered("sale"), (P.SELL,)),
    "sales.complete_sale with a free line": Case(P.GIVE_FREE, sold_with(lambda cart: give_free(cart, 1)), numbered("sale"), (P.SELL,)),
    "reversals.reverse_sale": Case(
        P.REVERSE_SALE, work(lambda work, made: reversals.reverse_sale(work, made.sold.document_id, "")), numbered("reverse_sale")
    ),
    "returns.return_goods": Case(
        P.RETURN_GOODS,
        work(lambda work, made: returns.return_goods(work, made.sold.document_id, [returns.Back(made.line, ONE)], key="back")),
        numbered("return_goods"),
    ),
    "exchanges.exchange_goods": Case(
        P.RETURN_GOODS,
        work(
            lambda work, made: exchanges.exchange_goods(
                work, made.sold.document_id, [returns.Back(made.line, ONE)], made.cart, (), print_receipt=True
            )
        ),
        lambda _made, result: [("return_goods", result.returned.number), ("sale", result.sold.number)],
        (P.SELL,),
    ),
    "amendments.amend_sale": Case(
        P.REVERSE_SALE,
        work(amended),
        lambda _made, result: [("reverse_sale", result.reversed.number), ("sale", result.sold.number), ("amend_sale", result.sold.number)],
        (P.SELL,),
    ),
    "returns_without_receipt.return_without_receipt": Case(P.RETURN_GOODS, without_receipt(1_0000), numbered("return_without_receipt")),
    "returns_without_receipt.return_without_receipt above the limit": Case(
        P.RETURN_ABOVE_LIMIT, without_receipt(9_999_0000), numbered("return_without_receipt"), (P.RETURN_GOODS,)
    ),
    "tenders.correct_tender": Case(
        P.CORRECT_TENDER,
        work(lambda work, made: tenders.correct_tender(work, made.sold.document_id, 1, 2, key="k")),
        numbered("correct_tender"),
    ),
    "tenders.swap_cash": Case(P.SWAP_CASH, work(lambda work, _made: tenders.swap_cash(work, 2, 10_0000, key="k")), numbered("swap_cash")),
    "customers.keep_customer": Case(
        P.SELL, work(lambda work, _made: customers.keep_customer(work, "王姐", "138")), lambda _made, kept: [("keep_customer", kept.text)]
    ),
    "delivery_notes.keep_buyer": Case(
        P.SELL, work(lambda work, made: delivery_notes.keep_buyer(work, made.sold.document_id, Buyer("王姐"))), says("keep_buyer", "王姐")
    ),
    "drafts.save_draft": Case(
        P.SELL,
        work(lambda work, made: drafts.save_draft(work, made.cart)),
        nothing("each scan saves; what becomes of the cart is the act"),
    ),
    "drafts.hold_sale": Case(P.SELL, work(lambda work, made: drafts.hold_sale(work, made.cart, "小李")), says("hold_sale", "小李")),
    "drafts.resume_sale": Case(P.SELL, work(lambda work, made: drafts.resume_sale(work, made.held.key)), says("resume_sale", "老王")),
    "drafts.cancel_cart": Case(P.CANCEL_CART, work(lambda work, made: drafts.cancel_cart(work, made.held)), numbered("cancel_cart")),
    "drafts.cancel_cart of nothing": Case(
        P.SELL, work(lambda work, _made: drafts.cancel_cart(work, cart_of())), nothing("nothing was in it")
    ),
    "drafts.drop_empty": Case(
        P.SELL, work(lambda work, _made: drafts.drop_empty(work)), nothing("the page tidies up when it opens: nothing was in them")
    ),
    "print_jobs.retry_job": Case(
        P.SELL,
        work(lambda work, made: print_jobs.retry_job(work, made.failed)),
        lambda made, _none: [("retry_print", made.unprinted.number)],
    ),
    "print_jobs.forget_jobs": Case(P.SELL, work(lambda work, _made: print_jobs.forget_jobs(work)), says("forget_prints")),
    "print_jobs.request_print": Case(
        P.SELL,
        work(lambda work, made: print_jobs.request_print(work, made.unprinted.document_id)),
        lambda made, _job: [("request_print", made.unprinted.number)],
    ),
    "print_jobs.request_reprint": Case(
        P.REPRINT,
        work(lambda work, made: print_jobs.request_reprint(work, made.sold.document_id)),
        lambda made, _job: [("reprint", made.sold.number)],
    ),
    "pictures.change_payment_code": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: pictures.change_payment_code(work, b"png")), says("change_payment_code")
    ),
    "pictures.change_logo": Case(P.CHANGE_SETTINGS, work(lambda work, _made: pictures.change_logo(work, b"png")), says("change_logo")),
    "pictures.change_product_picture": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, made: pictures.change_product_picture(work, made.goods.id, b"jpeg")),
        says("change_product_picture"),
    ),
    "settings.change_settings": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: settings.change_settings(work, shop_name="百货店")), says("change_settings", "shop_name")
    ),
    "payment_methods.add_method": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: payment_methods.add_method(work, "饭票")), says("add_payment_method", "饭票")
    ),
    "payment_methods.rename_method": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: payment_methods.rename_method(work, 2, "扫码")), says("rename_payment_method", "扫码")
    ),
    "payment_methods.order_methods": Case(
        P.CHANGE_SETTINGS,
        work(lambda work, made: payment_methods.order_methods(work, [2, 1, 3, 4, made.channel])),
        says("order_payment_methods"),
    ),
    "payment_methods.place_method": Case(
        P.CHANGE_SETTINGS,
        work(lambda work, _made: payment_methods.place_method(work, 3, at_counter=False)),
        says("place_payment_method", "Alipay"),
    ),
    "payment_methods.switch_method": Case(
        P.CHANGE_SETTINGS,
        work(lambda work, _made: payment_methods.switch_method(work, 2, is_active=False)),
        says("switch_payment_method", "WeChat"),
    ),
    "accounts.add_account": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: accounts.add_account(work, "花呗", AccountKind.WALLET)), says("add_account", "花呗")
    ),
    "accounts.rename_account": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: accounts.rename_account(work, 4, "工行")), says("rename_account", "工行")
    ),
    "accounts.switch_account": Case(
        P.CHANGE_SETTINGS,
        work(lambda work, _made: accounts.switch_account(work, 5, is_active=False)),
        says("switch_account", "Money of the owner"),
    ),
    "accounts.name_account": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: accounts.name_account(work, 3, 4)), says("name_account", "Alipay")
    ),
    "quick_keys.set_key": Case(
        P.CHANGE_SETTINGS,
        work(lambda work, made: quick_keys.set_key(work, 1, 2, product_id=made.goods.id, title="冰")),
        says("set_quick_key", "冰"),
    ),
    "quick_keys.move_key": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: quick_keys.move_key(work, 1, 1, 2)), says("move_quick_key")
    ),
    "quick_keys.remove_key": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: quick_keys.remove_key(work, 1, 1)), says("remove_quick_key")
    ),
    "quick_keys.name_page": Case(
        P.CHANGE_SETTINGS, work(lambda work, _made: quick_keys.name_page(work, 1, "水果")), says("name_quick_page", "水果")
    ),
    "users.add_role": Case(P.MANAGE_USERS, work(lambda work, _made: users.add_role(work, "店长", {P.SELL})), says("add_role", "店长")),
    "users.change_role": Case(
        P.MANAGE_USERS, work(lambda work, made: users.change_role(work, made.role, {P.SELL})), says("change_role", "收银员")
    ),
    "users.add_user": Case(P.MANAGE_USERS, work(lambda work, made: users.add_user(work, "小李", made.role)), says("add_user", "小李")),
    "users.change_user": Case(
        P.MANAGE_USERS, work(lambda work, made: users.change_user(work, made.user, role_id=1)), says("change_user", "小王")
    ),
    "products.add_product": Case(
        P.EDIT_PRODUCTS, work(lambda work, _made: products.add_product(work, ProductFields("糖", "77"))), says("add_product", "77")
    ),
    "products.change_product": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, made: products.change_product(work, made.goods.id, ProductFields("可乐", "88"), 1)),
        says("change_product", "88"),
    ),
    "products.make_own_barcode": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, _made: products.make_own_barcode(work)),
        nothing("a number for a label; giving it to a product is the act"),
    ),
    "planned_prices.plan_prices": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, made: plan(work, made.goods)),
        lambda made, _plans: [("plan_prices", made.shop.clock().isoformat())],
    ),
    "planned_prices.cancel_planned": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, made: planned_prices.cancel_planned(work, made.plans.made)),
        says("cancel_planned_prices"),
    ),
    "planned_prices.take_plans_back": Case(
        P.EDIT_PRODUCTS, work(lambda work, made: planned_prices.take_plans_back(work, made.plans)), says("take_plans_back")
    ),
    "planned_prices.confirm_tags": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, made: planned_prices.confirm_tags(work, [made.goods.id])),
        lambda _made, _none: [("confirm_tags", ""), ("apply_planned_prices", "")],
    ),
    "mappings.remember": Case(
        P.IMPORT_PRODUCTS,
        work(lambda work, _made: mappings.remember(work, "products", "f", "{}")),
        nothing("how a sheet's heads were understood: a convenience; the import itself is the act"),
    ),
    "stock.set_opening_stock": Case(
        P.SET_OPENING_STOCK,
        work(lambda work, made: stock.set_opening_stock(work, [stock.OpeningLine(made.goods.id, ONE)])),
        numbered("set_opening_stock"),
    ),
    "stock.undo_opening_stock": Case(
        P.SET_OPENING_STOCK,
        work(lambda work, made: stock.undo_opening_stock(work, made.opening.id)),
        numbered("undo_opening_stock"),
    ),
    "shelf_walks.file_product": Case(
        P.EDIT_PRODUCTS, work(lambda work, _made: shelf_walks.file_product(work, ProductFields("糖", "77"), None)), says("add_product", "77")
    ),
    "shelf_walks.file_product with its stock": Case(
        P.SET_OPENING_STOCK,
        work(lambda work, _made: shelf_walks.file_product(work, ProductFields("糖", "77"), ONE)),
        lambda made, step: [("add_product", "77"), ("set_opening_stock", made.number(step.document_id))],
        (P.EDIT_PRODUCTS,),
    ),
    "shelf_walks.count_first": Case(
        P.SET_OPENING_STOCK,
        work(lambda work, made: shelf_walks.count_first(work, made.goods.id, ONE)),
        lambda made, step: [("set_opening_stock", made.number(step.document_id))],
    ),
    "shelf_walks.take_step_back": Case(
        P.SET_OPENING_STOCK,
        work(lambda work, made: shelf_walks.take_step_back(work, made.step)),
        lambda made, _none: [("undo_opening_stock", made.number(made.rows()["document"][-1].id))],
    ),
    "shelf_walks.take_step_back of a new product": Case(
        P.EDIT_PRODUCTS, work(lambda work, made: shelf_walks.take_step_back(work, made.new_step)), says("take_step_back")
    ),
    "backups.announce_restore": Case(
        P.RESTORE, lambda made: backups.announce_restore(made.shop, "a.jxc"), says("restore_backup", "a.jxc")
    ),
    "backups.back_up": Case(
        P.BACK_UP,
        lambda made: backups.back_up(made.shop, made.shop.path.parent / "backups", Reason.BY_HAND),
        lambda made, _backup: [("back_up", str(made.shop.path.parent / "backups"))],
    ),
    "imports.stage_import": Case(P.IMPORT_PRODUCTS, lambda made: staged(made, "糖"), nothing("looked at, and nothing is changed yet")),
    "imports.stage_import with stock": Case(
        P.SET_OPENING_STOCK, lambda made: staged(made, "糖", stock=ONE), nothing("nothing is changed yet"), (P.IMPORT_PRODUCTS,)
    ),
    "imports.stage_import of a price list": Case(
        P.EDIT_SUPPLIERS, staged_prices, nothing("nothing is changed yet"), (P.IMPORT_PRODUCTS, P.SEE_PURCHASES)
    ),
    "imports.apply_import of a price list": Case(
        P.EDIT_SUPPLIERS,
        lambda made: imports.apply_import(made.shop, staged_prices(made)),
        says("import_price_list", "prices.xlsx"),
        (P.IMPORT_PRODUCTS, P.SEE_PURCHASES),
    ),
    "imports.drop_import": Case(
        P.IMPORT_PRODUCTS, lambda made: imports.drop_import(made.shop, made.staged), says("drop_import", "醋.xlsx")
    ),
    "imports.apply_import": Case(
        P.IMPORT_PRODUCTS,
        lambda made: imports.apply_import(made.shop, made.staged),
        lambda made, _none: [("import_products", "醋.xlsx"), ("set_opening_stock", made.number(made.rows()["document"][-1].id))],
        (P.SET_OPENING_STOCK,),
    ),
    "imports.apply_import with stock": Case(
        P.SET_OPENING_STOCK,
        lambda made: imports.apply_import(made.shop, made.staged),
        lambda made, _none: [("import_products", "醋.xlsx"), ("set_opening_stock", made.number(made.rows()["document"][-1].id))],
        (P.IMPORT_PRODUCTS,),
    ),
    "import_undo.undo_import": Case(
        P.IMPORT_PRODUCTS,
        lambda made: import_undo.undo_import(made.shop, made.imported),
        lambda made, _none: [("undo_import", "油.xlsx"), ("undo_opening_stock", made.number(made.rows()["document"][-1].id))],
        (P.SET_OPENING_STOCK,),
    ),
    "import_undo.undo_import with stock": Case(
        P.SET_OPENING_STOCK,
        lambda made: import_undo.undo_import(made.shop, made.imported),
        lambda made, _none: [("undo_import", "油.xlsx"), ("undo_opening_stock", made.number(made.rows()["document"][-1].id))],
        (P.IMPORT_PRODUCTS,),
    ),
    "price_changes.change_products": Case(P.EDIT_PRODUCTS, mass_change, says("mass_change", "-0.10")),
    "reference_lists.import_list": Case(
        P.IMPORT_PRODUCTS,
        lambda made: reference_lists.import_list(made.shop, "more", [SheetRow(2, {"name": "糖", "barcodes": ("6900000000014",)})]),
        says("import_reference_list", "more"),
    ),
    "reference_lists.remove_list": Case(
        P.IMPORT_PRODUCTS, lambda made: reference_lists.remove_list(made.shop, made.list), says("remove_reference_list", "bundle")
    ),
    "past_sales.import_past_sales": Case(
        P.IMPORT_PRODUCTS,
        lambda made: past_sales.import_past_sales(made.shop, [past_sale()], "b.xlsx", "b"),
        says("import_past_sales", "b.xlsx"),
    ),
    "past_sales.undo_past_sales": Case(
        P.IMPORT_PRODUCTS, lambda made: past_sales.undo_past_sales(made.shop, made.history), says("undo_past_sales", "old.xlsx")
    ),
    "channels.post_orders": Case(
        P.SELL, lambda made: posted_orders(made, "饿了么"), lambda made, _count: [("sale", made.number(made.rows()["document"][-1].id))]
    ),
    "channels.post_orders of a new channel": Case(
        P.CHANGE_SETTINGS,
        lambda made: posted_orders(made, "美团"),
        lambda made, _count: [
            ("add_payment_method", "美团"),
            ("add_channel", "美团"),
            ("sale", made.number(made.rows()["document"][-1].id)),
        ],
        (P.SELL,),
    ),
    "channels.post_orders at the platform's price": Case(
        P.OVERRIDE_PRICE,
        lambda made: posted_orders(made, "饿了么", 2_9900),
        lambda made, _count: [("sale", made.number(made.rows()["document"][-1].id))],
        (P.SELL,),
    ),
    "suppliers.add_supplier": Case(
        P.EDIT_SUPPLIERS, work(lambda work, _made: suppliers.add_supplier(work, SupplierFields("老李"))), says("add_supplier", "老李")
    ),
    "suppliers.change_supplier": Case(
        P.EDIT_SUPPLIERS,
        work(lambda work, made: suppliers.change_supplier(work, made.supplier, SupplierFields("老李"), 1)),
        says("change_supplier", "老李"),
    ),
    "suppliers.set_opening_payable": Case(
        P.EDIT_SUPPLIERS,
        work(lambda work, made: suppliers.set_opening_payable(work, made.new_supplier, 5_0000)),
        numbered("set_opening_payable"),
    ),
    "orders.save_order": Case(
        P.ORDER_GOODS,
        work(lambda work, made: orders.save_order(work, order(made.supplier, (made.bought, 2, 2_0000), key="draft"))),
        nothing("each change saves; what becomes of the order is the act"),
    ),
    "orders.new_order": Case(
        P.ORDER_GOODS,
        work(lambda work, made: orders.new_order(work, made.supplier, "new")),
        nothing("an empty draft; sending it is the act"),
    ),
    "orders.draft_orders": Case(
        P.ORDER_GOODS,
        work(lambda work, made: orders.draft_orders(work, [made.bought.id])),
        nothing("drafts; sending one is the act"),
    ),
    "orders.drop_order": Case(
        P.ORDER_GOODS, work(lambda work, _made: orders.drop_order(work, "draft")), says("drop_order", "老王批发")
    ),
    "orders.post_order": Case(
        P.ORDER_GOODS,
        work(lambda work, made: orders.post_order(work, order(made.supplier, (made.bought, 1, 2_0000)))),
        numbered("order_goods"),
    ),
    "orders.post_order at a price that jumped": Case(
        P.ORDER_GOODS,
        work(lambda work, made: orders.post_order(work, order(made.supplier, (made.bought, 1, 9_0000)))),
        says("ask_approval", "老王批发"),
    ),
    "orders.approve_order": Case(
        P.APPROVE_ORDERS, work(lambda work, made: orders.approve_order(work, "waits", made.waiting)), numbered("approve_order")
    ),
    "orders.return_order": Case(
        P.APPROVE_ORDERS,
        work(lambda work, made: orders.return_order(work, "waits", made.waiting, "太贵")),
        says("return_order", "老王批发"),
    ),
    "orders.close_order": Case(
        P.ORDER_GOODS, work(lambda work, made: orders.close_order(work, made.order.document_id, "")), numbered("close_order")
    ),
    "supplier_products.set_supplier_product": Case(
        P.EDIT_SUPPLIERS,
        work(
            lambda work, made: supplier_products.set_supplier_product(work, made.supplier, made.goods.id, 0, SupplierProduct(price=2_0000))
        ),
        lambda made, _none: [("set_supplier_product", made.goods.code)],
    ),
    "receipts.receive_goods": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: receipts.receive_goods(work, receipt(made.supplier, line(made.bought, 1, 1_0000)))),
        numbered("receive_goods"),
    ),
    "receipt_drafts.save_receipt": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: receipt_drafts.save_receipt(work, receipt(made.supplier, line(made.bought, 1, 1_0000)))),
        nothing("stored at each keystroke; the receipt is the record"),
    ),
    "receipt_drafts.drop_receipt": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: receipt_drafts.drop_receipt(work, made.half_typed)),
        says("drop_receipt"),
    ),
    "return_drafts.keep_return": Case(
        P.RETURN_TO_SUPPLIER,
        work(lambda work, made: return_drafts.keep_return(work, ReturnDraft("k", made.receipt.document_id))),
        nothing("stored at each keystroke; the return is the record"),
    ),
    "return_drafts.drop_return": Case(
        P.RETURN_TO_SUPPLIER,
        work(lambda work, made: return_drafts.drop_return(work, ReturnDraft("k", made.receipt.document_id, (GoingBack(1, ONE),)))),
        says("drop_return"),
    ),
    "receipt_drafts.preview_true_ups": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: receipt_drafts.preview_true_ups(work, made.half_typed)),
        nothing("a look before it is booked: nothing is written"),
    ),
    "receipts.return_to_supplier": Case(
        P.RETURN_TO_SUPPLIER,
        work(lambda work, made: receipts.return_to_supplier(work, made.receipt.document_id, [receipts.GoesBack(made.receipt_line, ONE)], key="b")),
        numbered("return_to_supplier"),
    ),
    "supplier_exchanges.exchange_with_supplier": Case(
        P.RETURN_TO_SUPPLIER,
        work(
            lambda work, made: supplier_exchanges.exchange_with_supplier(
                work, made.receipt.document_id, [receipts.GoesBack(made.receipt_line, ONE)], key="x"
            )
        ),
        lambda _made, result: [("return_to_supplier", result.back.number), ("receive_goods", result.came.number)],
        (P.RECEIVE_GOODS,),
    ),
    "receipts.take_back_receipt": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: receipts.take_back_receipt(work, made.receipt.document_id, "")),
        numbered("take_back_receipt"),
    ),
    "receipts.amend_receipt": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: receipts.amend_receipt(work, made.receipt.document_id, receipt(made.supplier, line(made.bought, 1, 1_0000)))),
        lambda _made, result: [("amend_receipt", result.received.number)],
    ),
    "later_costs.add_later_cost": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: later_costs.add_later_cost(work, made.receipt.document_id, LaterKind.FEE, 1_0000, key="more")),
        numbered("add_later_cost"),
    ),
    "later_costs.take_back_later_cost": Case(
        P.RECEIVE_GOODS,
        work(lambda work, made: later_costs.take_back_later_cost(work, made.later.document_id, "")),
        numbered("take_back_later_cost"),
    ),
    "transfers.transfer_goods": Case(
        P.TRANSFER_STOCK,
        work(lambda work, made: transfers.transfer_goods(work, 1, made.place, made.parts, key="t")),
        numbered("transfer_goods"),
    ),
    "transfers.take_back_transfer": Case(
        P.TRANSFER_STOCK,
        work(lambda work, made: transfers.take_back_transfer(work, made.transfer.document_id, "")),
        numbered("take_back_transfer"),
    ),
    "adjustments.write_off": Case(
        P.ADJUST_STOCK, work(lambda work, made: adjustments.write_off(work, made.parts, key="w")), numbered("write_off")
    ),
    "adjustments.write_up": Case(
        P.ADJUST_STOCK, work(lambda work, made: adjustments.write_up(work, made.parts, key="w")), numbered("write_up")
    ),
    "adjustments.take_back_adjustment": Case(
        P.ADJUST_STOCK,
        work(lambda work, made: adjustments.take_back_adjustment(work, made.write_off.document_id, "")),
        numbered("take_back_adjustment"),
    ),
    "assemblies.assemble_goods": Case(
        P.ASSEMBLE_GOODS,
        work(lambda work, made: assemblies.assemble_goods(work, made.parts, made.set, key="a")),
        numbered("assemble_goods"),
    ),
    "assemblies.take_back_assembly": Case(
        P.ASSEMBLE_GOODS,
        work(lambda work, made: assemblies.take_back_assembly(work, made.assembly.document_id, "")),
        numbered("take_back_assembly"),
    ),
    "stock_drafts.copy_stock_document": Case(
        P.TRANSFER_STOCK,
        work(lambda work, made: stock_drafts.copy_stock_document(work, made.transfer.document_id, "d")),
        nothing("each scan saves; what becomes of it is the act"),
    ),
    "stock_drafts.keep_stock_draft": Case(
        P.TRANSFER_STOCK,
        work(lambda work, _made: stock_drafts.keep_stock_draft(work, StockDraft("d", Way.TRANSFER))),
        nothing("each scan saves; what becomes of it is the act"),
    ),
    "stock_drafts.drop_stock_draft": Case(
        P.ADJUST_STOCK,
        work(lambda work, _made: stock_drafts.drop_stock_draft(work, StockDraft("d", Way.WRITE_OFF, lines=(DraftLine(1, 1),)))),
        says("drop_stock_draft", "write_off"),
    ),
    "stock_drafts.book_stock_draft": Case(
        P.ADJUST_STOCK,
        work(lambda work, made: stock_drafts.book_stock_draft(work, StockDraft("d", Way.WRITE_UP, lines=(DraftLine(made.bought.id, 1, 3),)))),
        numbered("write_up"),
    ),
    "stock_drafts.take_back": Case(
        P.TRANSFER_STOCK,
        work(lambda work, made: stock_drafts.take_back(work, Way.TRANSFER, made.transfer.document_id)),
        numbered("take_back_transfer"),
    ),
    "counts.start_count": Case(
        P.COUNT_STOCK, work(lambda work, _made: counts.start_count(work, Scope())), says("start_count", "4")
    ),
    "counts.enter": Case(
        P.COUNT_STOCK,
        work(lambda work, made: counts.enter(work, made.count, made.bought.id, ONE)),
        nothing("each scan saves; the entry itself says who and when"),
    ),
    "count_entries.enter_many": Case(
        P.COUNT_STOCK,
        work(lambda work, made: count_entries.enter_many(work, made.count, [counted_now(work, made)], Source.HANDHELD)),
        says("count_file", "2"),
    ),
    "counts.take_entry_back": Case(
        P.COUNT_STOCK,
        work(lambda work, made: counts.take_entry_back(work, made.count, made.bought.id)),
        nothing("the log of entries says who took it back and when"),
    ),
    "counts.answer_carts": Case(
        P.COUNT_STOCK, work(lambda work, made: counts.answer_carts(work, made.count, made.bought.id, 0)), says("answer_carts", "2")
    ),
    "counts.give_reason": Case(
        P.SEE_DIFFERENCES, work(lambda work, made: counts.give_reason(work, made.count, [(made.bought.id, 1)], 3)), says("count_reason", "2")
    ),
    "counts.set_people": Case(P.COUNT_STOCK, work(lambda work, made: counts.set_people(work, made.count, ["小李"])), says("count_people", "2")),
    "counts.make_sheet": Case(P.COUNT_STOCK, work(lambda work, made: counts.make_sheet(work, made.count)), says("print_count_sheet", "PD2-1")),
    "counts.drop_count": Case(P.POST_COUNTS, work(lambda work, made: counts.drop_count(work, made.count)), says("drop_count", "2")),
    "count_walks.keep_walk": Case(P.EDIT_PRODUCTS, work(lambda work, _made: count_walks.keep_walk(work, 1)), says("keep_walk", "1")),
    "count_walks.take_back_walk": Case(
        P.EDIT_PRODUCTS,
        work(lambda work, _made: (count_walks.keep_walk(work, 1), count_walks.take_back_walk(work, 1))),
        lambda _made, _result: [("keep_walk", "1"), ("take_back_walk", "1")],
    ),
    "count_posting.post_count": Case(
        P.POST_COUNTS,
        work(lambda work, made: count_posting.post_count(work, made.count, is_without_recount=True)),
        numbered("post_count"),
    ),
    "count_posting.approve_count": Case(
        P.APPROVE_COUNTS, work(lambda work, made: count_posting.approve_count(work, made.waiting_count)), numbered("approve_count")
    ),
    "count_posting.return_count": Case(
        P.POST_COUNTS, work(lambda work, made: count_posting.return_count(work, made.waiting_count)), says("return_count", "3")
    ),
    "count_posting.take_back_count": Case(
        P.POST_COUNTS,
        work(lambda work, made: count_posting.take_back_count(work, made.posted_count, "")),
        numbered("take_back_count"),
    ),
    "places.add_place": Case(P.CHANGE_SETTINGS, work(lambda work, _made: places.add_place(work, "二楼")), says("add_place", "二楼")),
    "places.rename_place": Case(
        P.CHANGE_SETTINGS, work(lambda work, made: places.rename_place(work, made.place, "后仓")), says("rename_place", "后仓")
    ),
    "places.add_stock_reason": Case(
        P.ADJUST_STOCK, work(lambda work, _made: places.add_stock_reason(work, "虫蛀")), says("add_stock_reason", "虫蛀")
    ),
    "places.rename_stock_reason": Case(
        P.ADJUST_STOCK, work(lambda work, _made: places.rename_stock_reason(work, 3, "被偷")), says("rename_stock_reason", "被偷")
    ),
    "places.drop_stock_reason": Case(
        P.ADJUST_STOCK, work(lambda work, _made: places.drop_stock_reason(work, 3)), says("drop_stock_reason", "Lost")
    ),
    "places.set_recipe": Case(
        P.ASSEMBLE_GOODS, work(lambda work, made: places.set_recipe(work, made.set[0].product_id, made.parts)), says("set_recipe", "茶")
    ),
    "supplier_payments.pay_supplier": Case(
        P.PAY_SUPPLIER,
        work(lambda work, made: supplier_payments.pay_supplier(work, made.supplier, [(1, 1_0000)], key="pay")),
        numbered("pay_supplier"),
    ),
    "supplier_payments.reverse_payment": Case(
        P.PAY_SUPPLIER,
        work(lambda work, made: supplier_payments.reverse_payment(work, made.payment, "")),
        numbered("reverse_payment"),
    ),
    "supplier_payments.use_credit": Case(
        P.PAY_SUPPLIER,
        work(lambda work, made: supplier_payments.use_credit(work, made.supplier, made.advance)),
        lambda _made, _result: [("use_credit", "FK20261122-0001")],
    ),
}  # fmt: skip
SAMPLE = {P.CHANGE_SETTINGS, P.IMPORT_PRODUCTS, P.SET_OPENING_STOCK, P.SELL}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Made once; its file is closed."""
    made = Setting(make_shop(tmp_path_factory.mktemp("setting")))
    made.shop.close()
    return made


@pytest.fixture
def made(prepared: Setting, tmp_path: Any) -> Any:
    """The setting on a copy of its file."""
    shutil.copy(prepared.shop.path, tmp_path / "shop.jxc")
    here = copy.copy(prepared)
    here.shop = Shop(Database(tmp_path / "shop.jxc"), clock=TestClock())
    yield here
    here.shop.close()


@pytest.mark.parametrize("name", CASES)
def test_without_its_right_an_operation_writes_nothing(made, name):
    case = CASES[name]
    for rights in (set(P) - {case.right}, set(case.also), set()):
        made.may(rights)
        before = made.rows()
        with pytest.raises(NotAllowed):
            case.do(made)
        assert made.rows() == before


@pytest.mark.parametrize("name", CASES)
def test_with_its_rights_it_goes_through_and_stands_in_the_log(made, name):
    case = CASES[name]
    made.may({case.right, *case.also})
    before = made.log()[-1].id
    result = case.do(made)
    entries = made.log(after=before)
    assert [(entry.action, entry.subject) for entry in entries] == case.log(made, result)
    assert {entry.actor_id for entry in entries} <= {made.user}


@pytest.mark.parametrize("right", sorted(SAMPLE))
def test_a_sample_shop_is_made_with_every_right_it_needs_or_not_begun(shop, right):
    with shop.work() as work:
        user = users.add_user(work, "小王", users.add_role(work, "收银员", SAMPLE - {right}))
    shop.sign_in(user)
    with shop.read() as view:
        before = {table.name: view.connection.execute(select(table)).all() for table in metadata.sorted_tables}
    with pytest.raises(NotAllowed):
        sample.make_sample(shop, sample.Recipe(products=2, sales=1, days=1))
    with shop.read() as view:
        assert {table.name: view.connection.execute(select(table)).all() for table in metadata.sorted_tables} == before


def acts() -> dict[str, Any]:
    """Every public function of the operations whose first parameter is the work or the shop, by module and name."""
    found = {}
    for info in pkgutil.iter_modules(operations.__path__):
        module = importlib.import_module(f"{operations.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            given = [parameter.annotation for parameter in inspect.signature(function).parameters.values()]
            if function.__module__ == module.__name__ and not name.startswith("_") and given[:1] in ([Work], [Shop]):
                found[f"{info.name}.{name}"] = function
    return found


def test_every_operation_stands_in_the_table():
    steps = {f"{module}.{name}" for module, names in STEPS.items() for name in names.split()}
    tried = {name.partition(" ")[0] for name in CASES} | {"sample.make_sample"}
    assert tried | steps | set(NO_ACTS) == set(acts())
    assert len(tried) + len(steps) + len(NO_ACTS) == len(acts())


def test_every_right_that_changes_something_is_asked_for():
    looking = {P.SEE_SALES, P.SEE_PURCHASES, P.SEE_COST, P.SEE_STOCK, P.SEE_REPORTS, P.EXPORT}
    assert {case.right for case in CASES.values()} == set(P) - looking
