"""A cart as text and back: what the draft stores at each change. Each line keeps its text, so only new lines are written."""

import json
from typing import Any

from jxc_desktop.domain.cart_lines import Amends, Cart, CartDiscount, CartLine
from jxc_desktop.domain.customers import Customer
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.domain.pricing import PriceRule
from jxc_desktop.domain.products import BelowZero, Kind, Pack, Product
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.i18n import _

VERSION = 1

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class CartUnreadable(ShopError):
    """A stored cart that this program can't read."""

    def sentence(self) -> str:
        """Say that it was left alone."""
        return _("A stored cart can't be read; it was left as it is.")


def cart_to_json(cart: Cart) -> str:
    """The cart as compact JSON with a version; the same cart gives the same text."""
    whole = cart.cart_discount
    head = [
        cart.key,
        cart.remark,
        cart.sold_by,
        None if whole is None else [whole.discount.kind, whole.discount.value, whole.is_agreed],
        [[tender.method_id, tender.kind, tender.amount] for tender in cart.tenders],
        cart.round_off,
        cart.next_line,
        cart.touched,
        None if cart.customer is None else [cart.customer.id, cart.customer.name, cart.customer.phone],
        None if cart.amends is None else [cart.amends.sale_id, cart.amends.number],
    ]
    lines = ",".join([line.text or _line_text(line) for line in cart.lines])
    return f'{{"v":{VERSION},"head":{_encode(head)},"lines":[{lines}]}}'


def _line_text(line: CartLine) -> str:
    discount = line.discount
    row = [
        line.line_id,
        None if line.product is None else _product_row(line.product),
        line.unknown_code,
        line.pack_id,
        line.pack_name,
        line.ratio,
        line.pack_quantity,
        line.price,
        line.base_price,
        line.price_rule,
        None if discount is None else [discount.kind, discount.value],
        line.amount_typed,
        line.is_weighed,
        line.is_edited,
        _label_row(line.label),
        line.cart_discount,
    ]
    if line.candidates or line.needs_yes or line.is_free:  # what few lines have
        candidates = [[_product_row(each.product), each.pack_id, _label_row(each.label)] for each in line.candidates]
        row += [candidates, line.needs_yes, line.is_free]
    text = _encode(row)
    object.__setattr__(line, "text", text)
    return text


def _label_row(label: ScaleLabel | None) -> list[Any] | None:
    return None if label is None else [label.item, label.weight_mg, label.pieces, label.amount]


def _product_row(product: Product) -> list[Any]:
    return [
        product.id,
        product.code,
        product.name,
        product.spec,
        product.unit,
        product.kind,
        product.retail_price,
        product.member_price,
        product.wholesale_price,
        product.purchase_price,
        product.tax_rate,
        product.below_zero,
        product.no_discount,
        product.stop_selling,
        product.category_id,
        [[pack.id, pack.name, pack.ratio, pack.price, pack.barcode, pack.is_measured] for pack in product.packs],
        product.on_hand,
        product.is_unopened,
        product.barcode,
    ]


def cart_from_json(text: str) -> Cart:
    """The cart that a text holds, products as they were. Raises CartUnreadable."""
    try:
        stored = json.loads(text)
        if stored["v"] != VERSION:
            raise CartUnreadable
        key, remark, sold_by, whole, tenders, round_off, next_line, touched, *more = stored["head"]
        customer, amends = (*more, None, None)[:2]  # carts from before customers have none
        return Cart(
            key,
            tuple([_line(*row) for row in stored["lines"]]),
            remark,
            sold_by,
            None if whole is None else CartDiscount(Discount(DiscountKind(whole[0]), whole[1]), whole[2]),
            tuple([Tender(method, MethodKind(kind), amount) for method, kind, amount in tenders]),
            round_off,
            next_line,
            touched,
            None if customer is None else Customer(*customer),
            None if amends is None else Amends(*amends),
        )
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise CartUnreadable from error


def _line(line_id: int, product: list[Any] | None, *rest: Any) -> CartLine:
    unknown, pack_id, pack_name, ratio, quantity, price, base, rule, discount, typed, weighed, edited, label, share, *more = rest
    candidates, needs_yes, is_free = more or ((), False, False)
    return CartLine(
        line_id,
        None if product is None else _product(product),
        unknown,
        pack_id,
        pack_name,
        ratio,
        quantity,
        price,
        base,
        PriceRule(rule),
        None if discount is None else Discount(DiscountKind(discount[0]), discount[1]),
        typed,
        weighed,
        edited,
        None if label is None else ScaleLabel(*label),
        share,
        tuple([Found(_product(row), pack, None if said is None else ScaleLabel(*said)) for row, pack, said in candidates]),
        needs_yes,
        is_free,
    )


def _product(row: list[Any]) -> Product:
    row[5], row[11] = Kind(row[5]), BelowZero(row[11])
    row[15] = tuple([Pack(*pack) for pack in row[15]])
    return Product(*row)
