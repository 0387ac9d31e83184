"""Any run of changes: no quantity lost or doubled, amounts add up, and the text gives the same cart back."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import UNSAID, Cart, blocked_by, cart_from_json, cart_to_json
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import COIN
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.scale_codes import ScaleLabel
from tests.builders import cash
from tests.domain.cart_cases import APPLES, BOX, BREAD, COLA, EMPTY, NO_PRICE, OLD, SMOKES, off, percent

PRODUCTS = st.sampled_from([COLA, BREAD, SMOKES, APPLES, NO_PRICE, OLD])
SHARED = (Found(BREAD), Found(APPLES), Found(OLD), Found(COLA, BOX.id), Found(APPLES, label=ScaleLabel("4", amount=5_0000)))
COUNTS = st.integers(1, 30).map(lambda count: count * ONE)
DISCOUNTS = st.none() | st.integers(1, 99).map(percent) | st.integers(1, 5000).map(lambda coins: off(coins / 100))


class AnyCart(RuleBasedStateMachine):
    """Changes beside a plain count of what each product should be."""

    def __init__(self) -> None:
        super().__init__()
        self.cart: Cart = EMPTY
        self.counted: dict[int | str, int] = {}
        self.rounded_at = 0

    def count(self, key: int | str, quantity: int) -> None:
        self.counted[key] = self.counted.get(key, 0) + quantity

    @rule(product=PRODUCTS, quantity=COUNTS | st.none() | st.just(UNSAID))
    def scan(self, product, quantity):
        self.cart = carts.add_product(self.cart, product, quantity=quantity)
        self.count(product.id, _said(product) if quantity is None else quantity)

    @rule(quantity=COUNTS)
    def scan_box(self, quantity):
        self.cart = carts.add_product(self.cart, COLA, pack=BOX, quantity=quantity)
        self.count(COLA.id, 24 * quantity)

    @rule(coins=st.integers(1, 10_000))
    def scan_label(self, coins):
        self.cart = carts.add_product(self.cart, APPLES, label=ScaleLabel("4", amount=coins * COIN))
        self.count(APPLES.id, self.cart.line(self.cart.touched).base_quantity)

    @rule(code=st.sampled_from("xyz"))
    def scan_unknown(self, code):
        self.cart = carts.add_unknown(self.cart, code)
        self.count(code, ONE)

    @rule(quantity=COUNTS | st.none())
    def scan_shared(self, quantity):
        self.cart = carts.add_choice(self.cart, "shared", SHARED, quantity)
        self.count("shared", ONE if quantity is None else quantity)

    @precondition(lambda self: not self.cart.is_empty)
    @rule(data=st.data(), quantity=COUNTS)
    def type_quantity(self, data, quantity):
        line = data.draw(st.sampled_from(self.cart.lines))
        self.cart = carts.set_quantity(self.cart, line.line_id, quantity)
        self.count(line.product.id if line.product else line.unknown_code, quantity * line.ratio - line.base_quantity)

    @precondition(lambda self: not self.cart.is_empty)
    @rule(data=st.data())
    def remove(self, data):
        line = data.draw(st.sampled_from(self.cart.lines))
        self.cart = carts.remove_line(self.cart, line.line_id)
        self.count(line.product.id if line.product else line.unknown_code, -line.base_quantity)

    @precondition(lambda self: any(line.product is None for line in self.cart))
    @rule(data=st.data(), product=PRODUCTS)
    def make_or_choose_product(self, data, product):
        line = next(line for line in self.cart if line.product is None)
        found = data.draw(st.sampled_from(line.candidates)) if line.candidates else Found(product)
        self.cart = carts.replace_unknown(self.cart, line.line_id, found)
        self.count(line.unknown_code, -line.base_quantity)
        made = self.cart.line(line.line_id)
        if found.label is None:
            is_bare = _said(found.product) == UNSAID and found.pack_id is None and line.pack_quantity == ONE
            assert made.pack_quantity == (UNSAID if is_bare else line.pack_quantity)
        self.count(found.product.id, made.base_quantity)

    @precondition(lambda self: any(line.needs_yes for line in self.cart))
    @rule()
    def sell_anyway(self):
        self.cart = carts.sell_anyway(self.cart, next(line.line_id for line in self.cart if line.needs_yes))

    @precondition(lambda self: any(line.product for line in self.cart))
    @rule(data=st.data())
    def give_free(self, data):
        line = data.draw(st.sampled_from([line for line in self.cart if line.product]))
        was = self.cart
        self.cart = carts.give_free(was, line.line_id)
        again = carts.give_free(self.cart, line.line_id)
        assert [each.amount for each in again] == [each.amount for each in was]
        assert again.line(line.line_id).price == line.price

    @precondition(lambda self: not self.cart.is_empty)
    @rule(coins=st.integers(1, 10_000))
    def take_money(self, coins):
        self.cart = carts.set_tenders(self.cart, (cash(coins * COIN),))

    @precondition(lambda self: self.cart.totals.total >= COIN)
    @rule()
    def round_off(self):
        self.cart, self.rounded_at = carts.set_round_off(self.cart, COIN), self.cart.totals.total

    @precondition(lambda self: not self.cart.is_empty)
    @rule(data=st.data(), discount=DISCOUNTS, price=st.integers(0, 10**6))
    def bargain(self, data, discount, price):
        line = data.draw(st.sampled_from(self.cart.lines))
        changes = [
            lambda: carts.discount_line(self.cart, line.line_id, discount),
            lambda: carts.discount_cart(self.cart, discount),
            lambda: carts.agreed_total(self.cart, price // COIN * COIN),
        ]
        before = self.cart
        try:
            self.cart = data.draw(st.sampled_from(changes))()
        except ShopError:
            assert self.cart is before

    @invariant()
    def nothing_is_lost_or_doubled(self):
        held: dict[int | str, int] = {}
        for line in self.cart:
            key = line.product.id if line.product else line.unknown_code
            held[key] = held.get(key, 0) + line.base_quantity
        assert _above_zero(held) == _above_zero(self.counted)

    @invariant()
    def amounts_add_up(self):
        totals = self.cart.totals
        assert totals.total == sum(line.amount for line in self.cart) == totals.lines_total - totals.discount
        whole = self.cart.cart_discount
        room = [line for line in self.cart if line.takes_discount]
        taken = 0 if whole is None else whole.discount.taken_from(sum(line.gross - line.line_discount for line in room))
        assert sum(line.cart_discount for line in self.cart) == taken
        for line in self.cart:
            assert line.amount == line.gross - line.line_discount - line.cart_discount >= 0
            assert line.amount % COIN == 0
            assert line.takes_discount or line.amount == line.gross

    @invariant()
    def what_is_not_known_yet_stands_against_paying(self):
        waiting = {block.line_id for block in blocked_by(self.cart)}
        for line in self.cart:
            is_known = line.product is not None and line.price is not None and line.pack_quantity and not line.needs_yes
            assert (line.line_id in waiting) is not bool(is_known)
            assert line.pack_quantity or line.gross == 0
        for product in {line.product for line in self.cart if line.product and line.product.stop_selling}:
            assert len({line.needs_yes for line in self.cart if line.product == product}) == 1, "asked once a cart"

    @invariant()
    def money_said_of_a_cart_stays_with_it(self):
        assert not (self.cart.is_empty and self.cart.tenders)
        assert self.cart.round_off in {0, COIN}
        assert not self.cart.round_off or self.cart.totals.total == self.rounded_at

    @invariant()
    def the_text_gives_it_back(self):
        text = cart_to_json(self.cart)
        assert cart_from_json(text) == self.cart
        assert cart_to_json(cart_from_json(text)) == text

    @invariant()
    def line_ids_are_unique(self):
        ids = [line.line_id for line in self.cart]
        assert ids == sorted(set(ids))
        assert all(line_id < self.cart.next_line for line_id in ids)


def _said(product: Product) -> int:
    """How much is said by a scan alone."""
    return UNSAID if product.kind is Kind.WEIGHED else ONE


def _above_zero(counts: dict[int | str, int]) -> dict[int | str, int]:
    return {key: quantity for key, quantity in counts.items() if quantity}


TestAnyCart = AnyCart.TestCase
TestAnyCart.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(1, 10**6)), min_size=1, max_size=20), st.integers(1, 99))
def test_a_line_is_rounded_once(rows, rate):
    cart = EMPTY
    for price, quantity in rows:
        cart = carts.add_product(cart, NO_PRICE, quantity=quantity)
        cart = carts.override_price(cart, cart.touched, price)
    for line, (price, quantity) in zip(cart, rows, strict=True):
        assert abs(line.gross * ONE - price * quantity) <= COIN * ONE // 2
