"""Who lacks a right is refused and nothing is written: every operation, with every role that lacks what it needs."""

import inspect

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import metadata
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.cart import discount_line, give_free, override_price
from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations import (
    backups,
    customers,
    delivery_notes,
    drafts,
    exchanges,
    mappings,
    payment_methods,
    pictures,
    planned_prices,
    print_jobs,
    products,
    quick_keys,
    returns,
    returns_without_receipt,
    reversals,
    sales,
    settings,
    shelf_walks,
    stock,
    tenders,
    users,
)
from jxc_desktop.operations.returns_without_receipt import GoodsBack
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, cart_of, product

P = Permission
MODULES = (
    backups,
    customers,
    delivery_notes,
    drafts,
    exchanges,
    mappings,
    payment_methods,
    pictures,
    planned_prices,
    print_jobs,
    products,
    quick_keys,
    returns,
    returns_without_receipt,
    reversals,
    sales,
    settings,
    shelf_walks,
    stock,
    tenders,
    users,
)

# What a device or the start of the program reports is nobody's right; plan and append are steps of other operations.
NOBODY_S = {"claim_job", "job_printed", "job_failed", "requeue_interrupted", "plan", "append", "open_fresh"} | {
    "give_back",
    "payment_rows",
    "moves_cash",
    "scrap_moves",
    "keep_picture",
    "drop_picture",
    "returned",
    "returned_before",
}
OF_THE_SHOP = {"back_up"}  # longer than a transaction may last
OF_OTHERS = {
    "make_plans",
    "drop_plans",
    "drop_overtaken",
    "put_back",
    "set_state",
    "has_history",
    "remove_products",
    "write_words",
    "record_prices",
}


def sold_with(change, **more):
    return lambda work, shop: sales.complete_sale(work, change(shop.cart), (CASH,), print_receipt=True, **more)


def without_receipt(price):
    def operation(work, shop):
        goods, given = [GoodsBack(shop.goods.id, ONE, price)], [returns.Given(1, price)]
        return returns_without_receipt.return_without_receipt(work, goods, given, key="back")

    return operation


def plan(work, goods):
    """A lower price from now on."""
    proposal = proposed(work, [goods.id], MassChange(rule=parse_rule("-0.10")))
    return planned_prices.plan_prices(work, proposal, work.now)


CASES = {
    "complete_sale": (P.SELL, sold_with(lambda cart: cart)),
    "complete_sale at another price": (P.OVERRIDE_PRICE, sold_with(lambda cart: override_price(cart, 1, 1))),
    "complete_sale at a discount": (P.DISCOUNT, sold_with(lambda cart: discount_line(cart, 1, Discount(DiscountKind.PERCENT, 2000)))),
    "complete_sale rounded off": (P.ROUND_OFF, sold_with(lambda cart: cart, manual_round_off=5000)),
    "reverse_sale": (P.REVERSE_SALE, lambda work, shop: reversals.reverse_sale(work, shop.sold.document_id, "")),
    "return_goods": (
        P.RETURN_GOODS,
        lambda work, shop: returns.return_goods(work, shop.sold.document_id, [returns.Back(shop.line, ONE)], key="back"),
    ),
    "exchange_goods": (
        P.RETURN_GOODS,
        lambda work, shop: exchanges.exchange_goods(
            work, shop.sold.document_id, [returns.Back(shop.line, ONE)], shop.cart, (), print_receipt=True
        ),
    ),
    "return_without_receipt": (P.RETURN_GOODS, without_receipt(1_0000)),
    "return_without_receipt above the limit": (P.RETURN_ABOVE_LIMIT, without_receipt(9_999_0000)),
    "correct_tender": (P.CORRECT_TENDER, lambda work, shop: tenders.correct_tender(work, shop.sold.document_id, 1, 2, key="k")),
    "swap_cash": (P.SWAP_CASH, lambda work, _shop: tenders.swap_cash(work, 2, 10_0000, key="k")),
    "complete_sale with a free line": (P.GIVE_FREE, sold_with(lambda cart: give_free(cart, 1))),
    "keep_customer": (P.SELL, lambda work, _shop: customers.keep_customer(work, "王姐", "138")),
    "keep_buyer": (P.SELL, lambda work, shop: delivery_notes.keep_buyer(work, shop.sold.document_id, Buyer("王姐"))),
    "save_draft": (P.SELL, lambda work, shop: drafts.save_draft(work, shop.cart)),
    "hold_sale": (P.SELL, lambda work, shop: drafts.hold_sale(work, shop.cart)),
    "resume_sale": (P.SELL, lambda work, shop: drafts.resume_sale(work, shop.held.key)),
    "cancel_cart": (P.CANCEL_CART, lambda work, shop: drafts.cancel_cart(work, shop.held)),
    "cancel_cart of nothing": (P.SELL, lambda work, shop: drafts.cancel_cart(work, cart_of())),
    "drop_empty": (P.SELL, lambda work, _shop: drafts.drop_empty(work)),
    "retry_job": (P.SELL, lambda work, shop: print_jobs.retry_job(work, shop.sold.print_job_id)),
    "drop_job": (P.SELL, lambda work, shop: print_jobs.drop_job(work, shop.sold.print_job_id)),
    "request_print": (P.SELL, lambda work, shop: print_jobs.request_print(work, shop.sold.document_id)),
    "request_reprint": (P.REPRINT, lambda work, shop: print_jobs.request_reprint(work, shop.sold.document_id)),
    "change_payment_code": (P.CHANGE_SETTINGS, lambda work, _shop: pictures.change_payment_code(work, b"png")),
    "change_settings": (P.CHANGE_SETTINGS, lambda work, _shop: settings.change_settings(work, shop_name="百货店")),
    "change_logo": (P.CHANGE_SETTINGS, lambda work, _shop: pictures.change_logo(work, b"png")),
    "add_method": (P.CHANGE_SETTINGS, lambda work, _shop: payment_methods.add_method(work, "饭票")),
    "rename_method": (P.CHANGE_SETTINGS, lambda work, _shop: payment_methods.rename_method(work, 2, "扫码")),
    "order_methods": (P.CHANGE_SETTINGS, lambda work, _shop: payment_methods.order_methods(work, [2, 1, 3, 4])),
    "place_method": (P.CHANGE_SETTINGS, lambda work, _shop: payment_methods.place_method(work, 3, at_counter=False)),
    "switch_method": (P.CHANGE_SETTINGS, lambda work, _shop: payment_methods.switch_method(work, 2, is_active=False)),
    "set_key": (P.CHANGE_SETTINGS, lambda work, shop: quick_keys.set_key(work, 1, 2, product_id=shop.goods.id)),
    "move_key": (P.CHANGE_SETTINGS, lambda work, _shop: quick_keys.move_key(work, 1, 1, 2)),
    "remove_key": (P.CHANGE_SETTINGS, lambda work, _shop: quick_keys.remove_key(work, 1, 1)),
    "name_page": (P.CHANGE_SETTINGS, lambda work, _shop: quick_keys.name_page(work, 1, "水果")),
    "add_role": (P.MANAGE_USERS, lambda work, _shop: users.add_role(work, "店长", {P.SELL})),
    "change_role": (P.MANAGE_USERS, lambda work, shop: users.change_role(work, shop.role, {P.SELL})),
    "add_user": (P.MANAGE_USERS, lambda work, shop: users.add_user(work, "小李", shop.role)),
    "change_user": (P.MANAGE_USERS, lambda work, shop: users.change_user(work, shop.user, role_id=1)),
    "add_product": (P.EDIT_PRODUCTS, lambda work, _shop: products.add_product(work, ProductFields("茶"))),
    "change_product": (
        P.EDIT_PRODUCTS,
        lambda work, shop: products.change_product(work, shop.goods.id, ProductFields("可乐", unit="瓶"), 1),
    ),
    "plan_prices": (P.EDIT_PRODUCTS, lambda work, shop: plan(work, shop.goods)),
    "cancel_planned": (P.EDIT_PRODUCTS, lambda work, _shop: planned_prices.cancel_planned(work, [1])),
    "take_plans_back": (P.EDIT_PRODUCTS, lambda work, shop: planned_prices.take_plans_back(work, shop.plans)),
    "confirm_tags": (P.EDIT_PRODUCTS, lambda work, shop: planned_prices.confirm_tags(work, [shop.goods.id])),
    "make_own_barcode": (P.EDIT_PRODUCTS, lambda work, _shop: products.make_own_barcode(work)),
    "remember": (P.IMPORT_PRODUCTS, lambda work, _shop: mappings.remember(work, "products", "f", "{}")),
    "set_opening_stock": (
        P.SET_OPENING_STOCK,
        lambda work, shop: stock.set_opening_stock(work, [stock.OpeningLine(shop.goods.id, ONE)]),
    ),
    "file_product": (P.EDIT_PRODUCTS, lambda work, _shop: shelf_walks.file_product(work, ProductFields("茶"), None)),
    "file_product with its stock": (
        P.SET_OPENING_STOCK,
        lambda work, _shop: shelf_walks.file_product(work, ProductFields("茶"), ONE),
    ),
    "count_first": (P.SET_OPENING_STOCK, lambda work, shop: shelf_walks.count_first(work, shop.goods.id, ONE)),
    "take_step_back": (P.SET_OPENING_STOCK, lambda work, shop: shelf_walks.take_step_back(work, shop.step)),
    "take_step_back of a new product": (P.EDIT_PRODUCTS, lambda work, shop: shelf_walks.take_step_back(work, shop.new_step)),
    "begin_restore": (P.RESTORE, lambda work, _shop: backups.begin_restore(work, "shop.jxc")),
    "back_up": (P.BACK_UP, lambda _work, shop: backups.back_up(shop.shop, shop.shop.path.parent / "backups", Reason.BY_HAND)),
    "undo_opening_stock": (P.SET_OPENING_STOCK, lambda work, shop: stock.undo_opening_stock(work, shop.opening.id)),
}


ALSO = {
    "complete_sale": {P.SELL},
    "exchange_goods": {P.SELL},
    "return_without_receipt above": {P.RETURN_GOODS},
    "file_product with": {P.EDIT_PRODUCTS},
}


class Setting:
    """A shop with something of everything, and a person whose role is given rights."""

    def __init__(self, shop):
        self.shop = shop
        self.goods = product(shop)
        opened, counted = product(shop, "茶"), product(shop, "面")
        self.cart, self.held = cart_of(self.goods), cart_of(self.goods)
        with shop.work() as work:
            self.sold = sales.complete_sale(work, cart_of(self.goods), (CASH,), print_receipt=True)
            self.line = next(iter(returnable(work, self.sold.document_id).left))
            drafts.hold_sale(work, self.held)
            self.step = shelf_walks.count_first(work, counted.id, ONE)
            self.new_step = shelf_walks.file_product(work, ProductFields("米"), None)
            self.opening = stock.set_opening_stock(work, [stock.OpeningLine(opened.id, ONE)])
            self.plans = plan(work, counted)
            self.role = users.add_role(work, "收银员", ())
            self.user = users.add_user(work, "小王", self.role)

    def may(self, rights):
        self.shop.sign_in(1)
        with self.shop.work() as work:
            users.change_role(work, self.role, rights)
        self.shop.sign_in(self.user)

    def rows(self):
        with self.shop.read() as view:
            return {table.name: view.connection.execute(select(table)).all() for table in metadata.sorted_tables}


@pytest.mark.parametrize("name", CASES)
def test_without_its_right_an_operation_writes_nothing(shop, name):
    right, operation = CASES[name]
    made = Setting(shop)
    for rights in (set(P) - {right}, set()):
        made.may(rights)
        before = made.rows()
        with pytest.raises(NotAllowed), shop.work() as work:
            operation(work, made)
        assert made.rows() == before


@pytest.mark.parametrize("name", CASES)
def test_with_its_right_it_goes_through(shop, name):
    right, operation = CASES[name]
    made = Setting(shop)
    made.may({right} | next((more for part, more in ALSO.items() if name.startswith(part)), set()))
    with shop.work() as work:
        operation(work, made)


def test_every_operation_stands_in_the_table():
    found = {
        name
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(function).parameters.keys() >= {"work"}
        if function.__module__.startswith("jxc_desktop.operations") and not function.__module__.endswith(("sale_rows", "documents"))
    }
    assert found - NOBODY_S - OF_OTHERS - {"drop_draft"} == {name.split(" ")[0] for name in CASES} - OF_THE_SHOP


def test_every_right_that_changes_something_is_asked_for():
    looking = {P.SEE_SALES, P.SEE_COST, P.SEE_STOCK, P.SEE_REPORTS, P.EXPORT}
    assert {right for right, _operation in CASES.values()} == set(P) - looking


def test_work_is_what_operations_take():
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name in {case.split(" ")[0] for case in CASES} - OF_THE_SHOP:
                assert next(iter(inspect.signature(function).parameters.values())).annotation is Work
