"""Products and carts that the cart's tests share."""

from jxc_desktop.domain.cart import Cart, add_product
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.products import Kind, Pack, Product

BOX = Pack(1, "箱", 24, None, "16901234567899")
COLA = Product(1, "1", "可口可乐", "500ml", "瓶", retail_price=30_000, packs=(BOX,), barcode="6901234567892", on_hand=5000)
BREAD = Product(2, "2", "面包", unit="个", retail_price=55_000)
SMOKES = Product(3, "3", "香烟", unit="包", retail_price=250_000, no_discount=True)
APPLES = Product(4, "4", "苹果", unit="斤", kind=Kind.WEIGHED, retail_price=59_900)
NO_PRICE = Product(5, "5", "散装糖", unit="公斤", kind=Kind.WEIGHED)
OLD = Product(6, "6", "旧货", unit="个", retail_price=10_000, stop_selling=True)
EMPTY = Cart("k")


def cart_of(*products: Product) -> Cart:
    cart = EMPTY
    for product in products:
        cart = add_product(cart, product)
    return cart


def percent(off: int) -> Discount:
    return Discount(DiscountKind.PERCENT, off * 100)


def off(yuan: float) -> Discount:
    return Discount(DiscountKind.MONEY_OFF, round(yuan * 10_000))
