"""The cart's changes: each takes a cart and gives a new one, or raises and leaves it as it was.

A change of the lines takes back what was rounded off by hand, which was a word about another sum.
"""

from collections.abc import Mapping
from dataclasses import replace

from jxc_desktop.domain.cart_json import CartUnreadable, cart_from_json, cart_to_json
from jxc_desktop.domain.cart_lines import (
    UNSAID,
    Amends,
    BadPrice,
    BadQuantity,
    Block,
    Cart,
    CartDiscount,
    CartFull,
    CartLine,
    DiscountTooLarge,
    LineGone,
    NotSoldForASum,
    Reason,
    SoldWhole,
    SumTooLarge,
    TakesNoDiscount,
    Totals,
    check_line,
    check_total,
)
from jxc_desktop.domain.customers import Customer
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import COIN, MAX_PRICE, share_out
from jxc_desktop.domain.payments import NotWholeCoins, Tender
from jxc_desktop.domain.pricing import Price, PriceRule, price_for
from jxc_desktop.domain.products import Kind, Pack, Product, sells_in_parts
from jxc_desktop.domain.quantity import ONE, quantity_for
from jxc_desktop.domain.scale_codes import ScaleLabel

__all__ = [
    "UNSAID",
    "Amends",
    "BadPrice",
    "BadQuantity",
    "Block",
    "Cart",
    "CartDiscount",
    "CartFull",
    "CartLine",
    "CartUnreadable",
    "DiscountTooLarge",
    "LineGone",
    "NotSoldForASum",
    "Reason",
    "SoldWhole",
    "SumTooLarge",
    "TakesNoDiscount",
    "Totals",
    "add_choice",
    "add_product",
    "add_unknown",
    "agreed_total",
    "blocked_by",
    "cart_from_json",
    "cart_to_json",
    "discount_cart",
    "discount_line",
    "give_free",
    "override_price",
    "refreshed",
    "remove_line",
    "replace_unknown",
    "sell_anyway",
    "sell_for",
    "set_customer",
    "set_pack",
    "set_quantity",
    "set_remark",
    "set_round_off",
    "set_sold_by",
    "set_tenders",
    "typed_price",
]


def add_product(
    cart: Cart,
    product: Product,
    *,
    pack: Pack | None = None,
    quantity: int | None = None,
    label: ScaleLabel | None = None,
    price: Price | None = None,
    is_agreed: bool = False,
) -> Cart:
    """Add a product; the same product, pack, price and rule adds to the last such line unless it was weighed or edited.

    `quantity` counts packs, in 1/1000. None is one piece or pack, and of weighed goods a weight that is yet to be said; UNSAID
    is yet to be said of any goods: such a line costs nothing and blocks paying until it is. With a label its weight, pieces
    and amount count instead. `price` is retail if None. 停售 goods wait for a yes, once a cart, unless it `is_agreed` before.
    Raises SoldWhole where there are no parts.
    """
    price = price or price_for(product, pack)
    if label is not None:
        line = _labelled(cart.next_line, product, label, price)
    else:
        is_weighed = product.kind is Kind.WEIGHED
        if quantity is None:
            quantity = UNSAID if is_weighed and pack is None else ONE
        _check_parts(product, pack, quantity)
        if quantity and not is_weighed:
            index = _mergeable(cart.lines, product, None if pack is None else pack.id, price)
            if index is not None:
                line = cart.lines[index]
                return _put(cart, index, replace(line, product=product, pack_quantity=line.pack_quantity + quantity))
        line = _line(cart.next_line, product, pack, quantity, price)
    if product.stop_selling and not is_agreed:
        line = _asked_about(cart, line)
    return _append(cart, line)


def _line(line_id: int, product: Product, pack: Pack | None, quantity: int, price: Price) -> CartLine:
    return CartLine(
        line_id,
        product,
        "",
        None if pack is None else pack.id,
        "" if pack is None else pack.name,
        1 if pack is None else pack.ratio,
        quantity,
        price.amount,
        price.base,
        price.rule,
        is_weighed=product.kind is Kind.WEIGHED,
    )


def _asked_about(cart: Cart, line: CartLine) -> CartLine:
    """停售: the line waits for a yes, unless the same goods had theirs in this cart."""
    product = line.product
    assert product is not None  # unknown codes are asked about otherwise
    if not product.stop_selling:
        return line
    same = [each for each in cart.lines if each.product is not None and each.product.id == product.id]
    return line if any(not each.needs_yes for each in same) else replace(line, needs_yes=True)


def _mergeable(lines: tuple[CartLine, ...], product: Product, pack_id: int | None, price: Price) -> int | None:
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        known = line.product
        if (
            known is not None
            and known.id == product.id
            and line.pack_id == pack_id
            and line.price == price.amount
            and line.price_rule is price.rule
            and not line.is_edited
            and not line.is_weighed
            and line.amount_typed is None
            and line.pack_quantity != UNSAID
        ):
            return index
    return None


def _labelled(line_id: int, product: Product, label: ScaleLabel, price: Price) -> CartLine:
    """A line as the scale printed it: its amount is charged; a quantity it does not say is derived from the amount."""
    return CartLine(
        line_id,
        product,
        pack_quantity=label.quantity(product.unit, price.amount),
        price=price.amount,
        base_price=price.base,
        price_rule=price.rule,
        amount_typed=label.amount,
        is_weighed=True,
        label=label,
    )


def add_unknown(cart: Cart, code: str, quantity: int = ONE) -> Cart:
    """Add a code nobody knows: a line that stays and blocks paying until it is removed or the product is made."""
    for index in range(len(cart.lines) - 1, -1, -1):
        line = cart.lines[index]
        if line.waits_for is Reason.UNKNOWN_CODE and line.unknown_code == code and line.pack_quantity and quantity:
            return _put(cart, index, replace(line, pack_quantity=line.pack_quantity + quantity))
    return _append(cart, CartLine(cart.next_line, None, code, pack_quantity=quantity))


def add_choice(cart: Cart, code: str, candidates: tuple[Found, ...], quantity: int | None = None, price: Price | None = None) -> Cart:
    """Add what may be one of several products (一码多品): a line that stays and blocks paying until one is chosen.

    `price` was said already, whichever it is.
    """
    price = price or Price(None, None)
    number = ONE if quantity is None else quantity
    said = (price.amount, price.base, price.rule)
    return _append(cart, CartLine(cart.next_line, None, code, None, "", 1, number, *said, candidates=candidates))


def replace_unknown(cart: Cart, line_id: int, found: Found) -> Cart:
    """The line becomes one of the product that was made for its code or chosen; the quantity and a price that were said stay.

    A bare 1 says nothing of weighed goods: their weight is yet to be said. Raises SoldWhole.
    """
    index = cart.index(line_id)
    line = cart.lines[index]
    product, pack = found.product, found.product.pack(found.pack_id)
    price = price_for(product, pack) if line.price is None else Price(line.price, line.base_price, line.price_rule)
    if found.label is not None:
        made = _labelled(line_id, product, found.label, price)
    else:
        is_bare = product.kind is Kind.WEIGHED and pack is None and line.pack_quantity == ONE
        _check_parts(product, pack, line.pack_quantity)
        made = _line(line_id, product, pack, UNSAID if is_bare else line.pack_quantity, price)
    return _put(cart, index, _asked_about(cart, made))


def sell_anyway(cart: Cart, line_id: int) -> Cart:
    """停售: yes, these goods are sold, all of them that stand in the cart."""
    index = cart.index(line_id)
    product = cart.lines[index].product
    lines = tuple(
        replace(line, needs_yes=False) if line.needs_yes and product and line.product and line.product.id == product.id else line
        for line in cart.lines
    )
    return _put(replace(cart, lines=lines), index, lines[index])


def typed_price(amount: int) -> Price:
    """The price typed for goods that have no tag: no changed one. Raises BadPrice for nothing, which is given free by its own key."""
    if not 0 < amount <= MAX_PRICE:
        raise BadPrice
    return Price(amount, None, PriceRule.OVERRIDE)


def set_quantity(cart: Cart, line_id: int, quantity: int) -> Cart:
    """Type the pack quantity (1/1000) of a line; an amount that a label or a person gave no longer holds. Raises SoldWhole."""
    if quantity <= 0:
        raise BadQuantity(quantity)
    index = cart.index(line_id)
    line = cart.lines[index]
    if line.product is not None:
        _check_parts(line.product, _pack_of(line.product, line), quantity)
    return _put(cart, index, replace(line, pack_quantity=quantity, amount_typed=None, label=None, is_edited=True))


def set_pack(cart: Cart, line_id: int, pack: Pack | None) -> Cart:
    """Sell the line by this pack of its product, or by the single unit, at that price; the number stays, a discount goes.

    Raises SoldWhole.
    """
    index = cart.index(line_id)
    line = cart.lines[index]
    assert line.product is not None  # an unknown code has no packs
    _check_parts(line.product, pack, line.pack_quantity)
    price = price_for(line.product, pack)
    changed = replace(
        line,
        pack_id=None if pack is None else pack.id,
        pack_name="" if pack is None else pack.name,
        ratio=1 if pack is None else pack.ratio,
        price=price.amount,
        base_price=price.base,
        price_rule=price.rule,
        discount=None,
        amount_typed=None,
        label=None,
    )
    return _put(cart, index, changed)


def _pack_of(product: Product, line: CartLine) -> Pack | None:
    """What the line is sold by; a pack that the product has no more is as the line knows it."""
    if line.pack_id is None:
        return None
    return product.pack(line.pack_id) or Pack(line.pack_id, line.pack_name, line.ratio)


def _check_parts(product: Product, pack: Pack | None, quantity: int) -> None:
    if quantity % ONE and not sells_in_parts(product, pack):
        raise SoldWhole(product.name, product.unit if pack is None else pack.name)


def override_price(cart: Cart, line_id: int, price: int) -> Cart:
    """改价: the line's price per pack. A line that had none keeps its label's amount and gets its quantity from it."""
    if not 0 <= price <= MAX_PRICE:
        raise BadPrice
    index = cart.index(line_id)
    line = cart.lines[index]
    if line.price is None and line.amount_typed is not None:
        quantity = quantity_for(line.amount_typed, price) if line.is_quantity_derived else line.pack_quantity
        return _put(cart, index, replace(line, price=price, pack_quantity=quantity, price_rule=PriceRule.OVERRIDE, is_edited=True))
    changed = replace(line, price=price, amount_typed=None, price_rule=PriceRule.OVERRIDE, is_edited=True, is_free=False)
    return _put(cart, index, changed)


def sell_for(cart: Cart, line_id: int, amount: int) -> Cart:
    """“十块钱的”: weighed goods for a sum, to the coin; the sum is kept exactly, the quantity is worked out from it.

    Raises NotSoldForASum, BadPrice (no price yet, or no sum).
    """
    index = cart.index(line_id)
    line = cart.lines[index]
    if line.product is None or line.product.kind is not Kind.WEIGHED:
        raise NotSoldForASum(line.name)
    if not line.price or not 0 < amount <= MAX_PRICE or amount % COIN:
        raise BadPrice
    quantity = quantity_for(amount, line.price)
    return _put(cart, index, replace(line, pack_quantity=quantity, amount_typed=amount, label=None, is_edited=True))


def give_free(cart: Cart, line_id: int) -> Cart:
    """赠品: the line costs nothing; once more sells it again, at the price, sum and discount it had."""
    index = cart.index(line_id)
    line = cart.lines[index]
    if line.product is None:
        raise BadPrice
    return _put(cart, index, replace(line, is_free=not line.is_free, is_edited=True))


def discount_line(cart: Cart, line_id: int, discount: Discount | None) -> Cart:
    """单品打折, or None to take it back."""
    index = cart.index(line_id)
    line = cart.lines[index]
    if discount is not None:
        if not line.takes_discount:
            raise TakesNoDiscount(line.name)
        _check_discount(discount, line.gross)
    return _put(cart, index, replace(line, discount=discount, is_edited=True))


def discount_cart(cart: Cart, discount: Discount | None) -> Cart:
    """整单打折, shared over the lines that take discounts; a set sum is an agreed total. None takes it back."""
    if discount is None:
        return _reshared(replace(cart, cart_discount=None))
    if discount.kind is DiscountKind.SET_SUM:
        return agreed_total(cart, discount.value)
    room = sum([line.gross - line.line_discount for line in cart.lines if line.takes_discount])
    if room <= 0:
        raise TakesNoDiscount
    _check_discount(discount, room)
    return _reshared(replace(cart, cart_discount=CartDiscount(discount)))


def agreed_total(cart: Cart, total: int) -> Cart:
    """议价: the total both agreed on, shared over the lines as a whole-cart discount; goods added later come on top."""
    if total < 0 or total % COIN:
        raise NotWholeCoins(total)
    whole = sum([line.gross - line.line_discount for line in cart.lines])
    room = sum([line.gross - line.line_discount for line in cart.lines if line.takes_discount])
    if not 0 <= whole - total <= room:
        raise DiscountTooLarge(room)
    if total == whole:
        return _reshared(replace(cart, cart_discount=None))
    agreed = CartDiscount(Discount(DiscountKind.MONEY_OFF, whole - total), is_agreed=True)
    return _reshared(replace(cart, cart_discount=agreed))


def _check_discount(discount: Discount, amount: int) -> None:
    if discount.kind is DiscountKind.MONEY_OFF and discount.value > amount:
        raise DiscountTooLarge(amount)
    if discount.kind is DiscountKind.SET_SUM and discount.value > amount:
        raise DiscountTooLarge(amount)


def refreshed(cart: Cart, products: Mapping[int, Product]) -> Cart:
    """The cart with its goods as they are now, by product id; a line whose product is not among them stays as it was.

    What the customer was told stays: a price asked by hand, a label's sum, a price that has risen since. But no price is
    above the tag, so one that fell is followed; a line that had no price takes the tag's. Goods that are 不打折 now lose their
    discount, which shows before anything is paid. Goods sold again are asked about no more. A cart that puts a sale right keeps
    what was agreed then, all of it.
    """
    if cart.amends is not None:
        return _with_goods(cart, products)
    now = _reshared(replace(cart, lines=tuple(_refreshed(line, products) for line in cart.lines)))
    return replace(now, round_off=cart.round_off) if now.totals.total == cart.totals.total else now


def _with_goods(cart: Cart, products: Mapping[int, Product]) -> Cart:
    """Its goods as they are now, prices and discounts as they were."""
    lines = tuple(line if line.product is None else replace(line, product=_of_now(line.product, products)) for line in cart.lines)
    return replace(cart, lines=lines)


def _refreshed(line: CartLine, products: Mapping[int, Product]) -> CartLine:
    if line.product is None:
        candidates = tuple(replace(each, product=_of_now(each.product, products)) for each in line.candidates)
        return line if candidates == line.candidates else replace(line, candidates=candidates)
    product = _of_now(line.product, products)
    if product is line.product:
        return line
    discount = None if product.no_discount else line.discount
    line = replace(line, product=product, discount=discount, needs_yes=line.needs_yes and product.stop_selling)
    if line.price_rule is PriceRule.OVERRIDE or line.amount_typed is not None:
        return line
    pack = product.pack(line.pack_id)
    tag = price_for(product, pack)
    is_tag_known = tag.amount is not None and (line.pack_id is None or pack is not None)
    if not is_tag_known or (line.price is not None and tag.amount is not None and line.price <= tag.amount):
        return line
    return replace(line, price=tag.amount, base_price=tag.base, price_rule=tag.rule)


def _of_now(product: Product, products: Mapping[int, Product]) -> Product:
    now = products.get(product.id)
    return product if now is None else replace(now, barcode=product.barcode or now.barcode)


def remove_line(cart: Cart, line_id: int) -> Cart:
    """The cart without a line; with the last one go the tenders: they are to be given back."""
    index = cart.index(line_id)
    lines = cart.lines[:index] + cart.lines[index + 1 :]
    return _changed(cart, lines, lines[min(index, len(lines) - 1)].line_id if lines else 0)


def set_remark(cart: Cart, remark: str) -> Cart:
    """The sale's remark (备注)."""
    return replace(cart, remark=remark)


def set_customer(cart: Cart, customer: Customer | None) -> Cart:
    """Who buys, or nobody known."""
    return replace(cart, customer=customer)


def set_sold_by(cart: Cart, user_id: int | None) -> Cart:
    """Who sold it (营业员)."""
    return replace(cart, sold_by=user_id)


def set_tenders(cart: Cart, tenders: tuple[Tender, ...]) -> Cart:
    """The tenders typed so far, kept when a scan closes the payment panel."""
    return replace(cart, tenders=tenders)


def set_round_off(cart: Cart, round_off: int) -> Cart:
    """What is rounded off by hand; `payments.settle` holds it to the limit."""
    return replace(cart, round_off=round_off)


def blocked_by(cart: Cart) -> tuple[Block, ...]:
    """The lines that stand against paying, each with what it waits for."""
    return tuple(Block(line.line_id, reason, line.name) for line in cart.lines if (reason := line.waits_for) is not None)


def _append(cart: Cart, line: CartLine) -> Cart:
    check_line(line)
    return _changed(cart, (*cart.lines, line), line.line_id, cart.next_line + 1)


def _put(cart: Cart, index: int, line: CartLine) -> Cart:
    check_line(line)
    return _changed(cart, (*cart.lines[:index], line, *cart.lines[index + 1 :]), line.line_id)


def _changed(cart: Cart, lines: tuple[CartLine, ...], touched: int, next_line: int | None = None) -> Cart:
    check_total(lines)
    changed = Cart(
        cart.key,
        lines,
        cart.remark,
        cart.sold_by,
        cart.cart_discount,
        cart.tenders if lines else (),
        0,
        next_line or cart.next_line,
        touched,
        cart.customer,
        cart.amends,
    )
    return changed if cart.cart_discount is None else _reshared(changed)


def _reshared(cart: Cart) -> Cart:
    """The cart with its whole discount shared anew by largest remainder; only lines whose share changed are made anew.

    What was rounded off by hand goes: the sum is another one.
    """
    weights = [line.gross - line.line_discount if line.takes_discount else 0 for line in cart.lines]
    whole = cart.cart_discount
    shares = share_out(0 if whole is None else whole.discount.taken_from(sum(weights)), weights)
    lines = tuple(
        line if line.cart_discount == share else replace(line, cart_discount=share) for line, share in zip(cart.lines, shares, strict=True)
    )
    return replace(cart, lines=lines, round_off=0)
