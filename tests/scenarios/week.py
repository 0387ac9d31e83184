"""A week at the counter, and beside it the same week kept on paper: stock, costs, takings, ways of paying, in plain Python."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from jxc_desktop.domain.cart import Cart, add_product, discount_line, give_free, override_price, sell_for
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.domain.pricing import Price, PriceRule
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations import stock
from jxc_desktop.operations.exchanges import exchange_goods
from jxc_desktop.operations.products import add_product as make_product
from jxc_desktop.operations.returns import Back, Given, return_goods
from jxc_desktop.operations.returns_without_receipt import GoodsBack, return_without_receipt
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import Sold, complete_sale
from jxc_desktop.operations.tenders import correct_tender, swap_cash
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import Found, find_by_code
from jxc_desktop.queries.returns import returnable
from tests.costing_model import Book, part_of
from tests.scenarios.morning import amount, money

CENT, JIAO, ZERO = Decimal("0.01"), Decimal("0.1"), Decimal(0)
CASH, WECHAT, ALIPAY, CARD = 1, 2, 3, 4


@dataclass(frozen=True)
class Ware:
    """A product of a made-up catalogue, as people write it; `stock` None: nobody counted it. `pack` is name, ratio, price."""

    code: str
    name: str
    price: Decimal
    cost: Decimal = ZERO
    stock: Decimal | None = None
    spec: str = ""
    unit: str = "个"
    kind: Kind = Kind.GOODS
    barcode: str = ""
    pack: tuple[str, int, Decimal] | None = None
    pack_barcode: str = ""


@dataclass
class OnPaper:
    """A line of a sale: pieces of a ware for a sum, what came back of it, and which moves of its book it made."""

    ware: Ware
    pieces: Decimal
    due: Decimal
    moves: range = range(0)
    back: Decimal = ZERO
    due_back: Decimal = ZERO
    cost_back: int = 0


@dataclass
class Slip:
    """A sale on paper: its lines, what was rounded off, and the ways it was paid."""

    sold: Sold
    lines: list[OnPaper]
    off: Decimal
    ways: Counter[int]
    off_back: Decimal = ZERO


@dataclass
class Basket:
    """What lies on the counter: the program's cart and the paper's lines."""

    cart: Cart = field(default_factory=lambda: Cart(uuid.uuid4().hex))
    lines: list[OnPaper] = field(default_factory=list)

    @property
    def due(self) -> Decimal:
        return sum((line.due for line in self.lines), ZERO)

    @property
    def last(self) -> int:
        return self.cart.lines[-1].line_id


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def tender(method: int, handed: Decimal | None = None) -> Tender:
    kind = MethodKind.CASH if method == CASH else MethodKind.AT_ONCE
    return Tender(method, kind, None if handed is None else money(handed))


@dataclass
class Week:
    """The shop and its paper; cash is cut down to whole steps. `ways` and `takings` are by day; money on paper in yuan, ways in 1/10000 as the program counts."""

    shop: Shop
    step: Decimal = JIAO
    books: dict[str, Book] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    uncounted: set[str] = field(default_factory=set)
    last_moves: dict[str, tuple[range, int]] = field(default_factory=dict)
    takings: Decimal = ZERO
    ways: Counter[int] = field(default_factory=Counter)
    sales: int = 0
    reversals: int = 0

    # the file

    def stock_up(self, wares: Sequence[Ware]) -> None:
        """Make the products, then their opening stock."""
        with self.shop.work() as work:
            for ware in wares:
                self.ids[ware.code] = make_product(work, _fields(ware))
        counted = [ware for ware in wares if ware.kind.has_stock and ware.stock is not None]
        with self.shop.work() as work:
            lines = [stock.OpeningLine(self.ids[ware.code], _pieces(ware.stock or ZERO), money(ware.cost)) for ware in counted]
            stock.set_opening_stock(work, lines)
        for ware in wares:
            if ware.kind.has_stock:
                self._open(ware)

    def _open(self, ware: Ware) -> None:
        book = self.books[ware.code] = Book(float(ware.cost))
        if ware.stock is None:
            self.uncounted.add(ware.code)
        elif ware.stock:
            quantity = _pieces(ware.stock)
            book.receive(quantity, part_of(money(ware.cost), quantity, ONE), is_opening=True)

    # the basket

    def scan(self, basket: Basket, ware: Ware, pieces: str = "1") -> Basket:
        """A piece by its barcode or code, so many times."""
        product = self._found(ware.barcode or ware.code)
        basket.cart = add_product(basket.cart, product.product, quantity=_pieces(Decimal(pieces)))
        return self._noted(basket, ware, Decimal(pieces), amount(str(ware.price), pieces))

    def scan_pack(self, basket: Basket, ware: Ware, packs: int = 1) -> Basket:
        """A case by its own barcode."""
        assert ware.pack is not None
        found = self._found(ware.pack_barcode)
        _name, ratio, price = ware.pack
        basket.cart = add_product(basket.cart, found.product, pack=found.product.pack(found.pack_id), quantity=packs * ONE)
        return self._noted(basket, ware, Decimal(ratio * packs), price * packs)

    def scan_label(self, basket: Basket, ware: Ware, label: str, pieces: Decimal, due: Decimal) -> Basket:
        """What the scale printed."""
        found = self._found(label)
        assert found.label is not None
        basket.cart = add_product(basket.cart, found.product, label=found.label)
        return self._noted(basket, ware, pieces, due)

    def for_a_sum(self, basket: Basket, ware: Ware, due: Decimal) -> Basket:
        """十块钱的."""
        basket.cart = add_product(basket.cart, self._found(ware.code).product)
        basket.cart = sell_for(basket.cart, basket.last, money(due))
        return self._noted(basket, ware, (due / ware.price).quantize(Decimal("0.001"), ROUND_HALF_UP), due)

    def at_price(self, basket: Basket, ware: Ware, due: Decimal) -> Basket:
        """3.5+: goods without a code."""
        price = Price(money(due), None, PriceRule.OVERRIDE)
        basket.cart = add_product(basket.cart, self._found(ware.code).product, price=price)
        return self._noted(basket, ware, Decimal(1), due)

    def free(self, basket: Basket, ware: Ware) -> Basket:
        """送的."""
        self.scan(basket, ware)
        basket.cart = give_free(basket.cart, basket.last)
        basket.lines[-1].due = ZERO
        return basket

    def cheaper(self, basket: Basket, ware: Ware, pieces: str, off: int) -> Basket:
        """So many percent off the line."""
        self.scan(basket, ware, pieces)
        basket.cart = discount_line(basket.cart, basket.last, Discount(DiscountKind.PERCENT, off * 100))
        basket.lines[-1].due = cents(basket.lines[-1].due * (100 - off) / 100)
        return basket

    def repriced(self, basket: Basket, ware: Ware, price: Decimal) -> Basket:
        """改价."""
        self.scan(basket, ware)
        basket.cart = override_price(basket.cart, basket.last, money(price))
        basket.lines[-1].due = price
        return basket

    def _found(self, code: str) -> Found:
        with self.shop.read() as view:
            (found,) = find_by_code(view, code)
        return found

    def _noted(self, basket: Basket, ware: Ware, pieces: Decimal, due: Decimal) -> Basket:
        basket.lines.append(OnPaper(ware, pieces, due))
        return basket

    # the money

    def sell(self, basket: Basket, *tenders: Tender, due: Decimal | None = None, by_hand: Decimal = ZERO, over: bool = False) -> Slip:
        """Pay: the last tender takes the rest, cut down to a step in cash. `due` where both agreed on a total; `over`: 多付找现."""
        if due is not None:
            basket.lines[-1].due += due - basket.due  # how it is shared over the lines does not matter: it comes back whole
        due = basket.due
        with self.shop.work() as work:
            sold = complete_sale(
                work,
                basket.cart,
                tenders,
                print_receipt=True,
                manual_round_off=money(by_hand),
                allow_change_from_epayment=over,
            )
        ways, off = _paid(due - by_hand, tenders, self.step)
        slip = Slip(sold, basket.lines, off + by_hand, ways)
        assert sold.total == money(due - slip.off), (sold, due, slip.off)
        self._note_sale(slip, due - slip.off, ways)
        return slip

    def _note_sale(self, slip: Slip, total: Decimal, ways: Counter[int]) -> None:
        self.sales += 1
        self.takings += total
        self.ways.update(ways)
        for line in slip.lines:
            if line.ware.kind.has_stock:
                line.moves = self.books[line.ware.code].issue(_pieces(line.pieces))
                self.last_moves[line.ware.code] = line.moves, _pieces(line.pieces)

    def reverse(self, slip: Slip) -> None:
        """作废上一单."""
        with self.shop.work() as work:
            made = reverse_sale(work, slip.sold.document_id, "按错")
        back, _ways = self._back(slip, {place: line.pieces - line.back for place, line in enumerate(slip.lines)}, ())
        assert made.paid_back == money(back)
        self.reversals += 1

    def give_back(self, slip: Slip, pieces: dict[int, str], *, scrap: Sequence[int] = (), by: int | None = None) -> None:
        """With the receipt: so many pieces of these lines (by place), some of them broken; `by` another way than it came."""
        with self.shop.read() as view:
            ids = [line.line_id for line in returnable(view, slip.sold.document_id).lines]
        wanted = {place: Decimal(number) for place, number in pieces.items()}
        back, _ways = self._back(slip, wanted, scrap, by)
        given = None if by is None else [Given(by, money(back))]
        lines = [Back(ids[place], _pieces(number), is_scrap=place in scrap) for place, number in wanted.items()]
        with self.shop.work() as work:
            made = return_goods(work, slip.sold.document_id, lines, given, reason="不要了", key=uuid.uuid4().hex)
        assert made.paid_back == money(back), (made, back)

    def _back(self, slip: Slip, wanted: dict[int, Decimal], scrap: Sequence[int], by: int | None = None) -> tuple[Decimal, Counter[int]]:
        """Goods and money that come back, on paper; a share of the rounding goes with them."""
        whole, before = sum((line.due for line in slip.lines), ZERO), sum((line.due_back for line in slip.lines), ZERO)
        part = sum((self._line_back(slip.lines[place], number, place in scrap) for place, number in wanted.items()), ZERO)
        is_all = all(line.back == line.pieces for line in slip.lines)
        off = slip.off - slip.off_back if is_all else cents(slip.off * (before + part) / whole) - slip.off_back
        slip.off_back += off
        back = part - off
        ways = Counter(slip.ways) if is_all and by is None else Counter({by or next(iter(slip.ways)): money(back)})
        assert sum(ways.values()) == money(back), "only a whole sale goes back in several ways"
        slip.ways.subtract(ways)
        self.ways.subtract(ways)
        self.takings -= back
        return back, ways

    def _line_back(self, line: OnPaper, pieces: Decimal, is_scrap: bool) -> Decimal:
        book = self.books.get(line.ware.code)
        line.back += pieces
        due = cents(line.due * line.back / line.pieces) - line.due_back
        line.due_back += due
        if book is not None:
            cost = book.cost_of(line.moves)
            assert cost is not None
            share = part_of(cost, _pieces(line.back), _pieces(line.pieces)) - line.cost_back
            line.cost_back += share
            if not is_scrap:
                book.receive(_pieces(pieces), share)
        return due

    def give_back_unseen(self, ware: Ware, pieces: str, price: Decimal) -> None:
        """Without a receipt, in cash, at what the last one of it cost."""
        back, quantity = amount(str(price), pieces), _pieces(Decimal(pieces))
        goods = GoodsBack(self.ids[ware.code], quantity, money(price))
        with self.shop.work() as work:
            made = return_without_receipt(work, [goods], [Given(CASH, money(back))], key=uuid.uuid4().hex)
        assert made.paid_back == money(back)
        book = self.books[ware.code]
        moves, of = self.last_moves[ware.code]
        cost = book.cost_of(moves)
        assert cost is not None
        book.receive(quantity, part_of(cost, quantity, of))
        self.takings -= back
        self.ways[CASH] -= money(back)

    def exchange(self, slip: Slip, place: int, basket: Basket, method: int = CASH) -> None:
        """A line of a sale for what lies on the counter; only the difference changes hands."""
        with self.shop.read() as view:
            line = returnable(view, slip.sold.document_id).lines[place]
        with self.shop.work() as work:
            made = exchange_goods(
                work, slip.sold.document_id, [Back(line.line_id, line.left)], basket.cart, [tender(method)], print_receipt=True
            )
        on_paper = slip.lines[place]
        back, came = self._back(slip, {place: on_paper.pieces - on_paper.back}, ())
        kept = min(back, basket.due)
        assert len(+came) == 1, "an exchange on paper knows one way"
        paid, off = _paid(basket.due - kept, (tender(method),), self.step)
        paid[next(iter(+came))] += money(kept)
        new = Slip(made.sold, basket.lines, off, paid)
        self._note_sale(new, basket.due - off, paid)
        assert made.difference == money(basket.due - off - back)

    def correct(self, slip: Slip, old: int, new: int) -> None:
        """改支付方式."""
        wrong = slip.ways[old]
        with self.shop.work() as work:
            correct_tender(work, slip.sold.document_id, old, new, key=uuid.uuid4().hex)
        for ways in (slip.ways, self.ways):
            ways[old] -= wrong
            ways[new] += wrong
        slip.ways = +slip.ways

    def swap(self, method: int, sum_: Decimal) -> None:
        """换现."""
        with self.shop.work() as work:
            swap_cash(work, method, money(sum_), key=uuid.uuid4().hex)
        self.ways[method] += money(sum_)
        self.ways[CASH] -= money(sum_)

    def new_day(self) -> None:
        """The day's figures begin again; stock and slips stay."""
        self.takings, self.ways, self.sales, self.reversals = ZERO, Counter(), 0, 0


def _paid(due: Decimal, tenders: Sequence[Tender], step: Decimal) -> tuple[Counter[int], Decimal]:
    """What each way took in the end (1/10000), and what was cut off because the rest was paid in cash."""
    ways: Counter[int] = Counter()
    rest, off = due, ZERO
    for each in tenders[:-1]:
        ways[each.method_id] += each.amount or 0
        rest -= Decimal(each.amount or 0) / 10_000
    last = tenders[-1]
    if last.method_id == CASH:
        off = rest % step
    handed = rest if last.amount is None or last.method_id == CASH else Decimal(last.amount) / 10_000
    ways[last.method_id] += money(min(handed, rest - off) if last.method_id == CASH else handed)
    if last.method_id != CASH and handed > rest:
        ways[CASH] -= money(handed - rest)
    return ways, off


def _pieces(number: Decimal) -> int:
    return int(number * ONE)


def _fields(ware: Ware) -> ProductFields:
    packs = () if ware.pack is None else (PackFields(ware.pack[0], ware.pack[1], money(ware.pack[2]), (ware.pack_barcode,)),)
    made = ProductFields(ware.name, ware.code, spec=ware.spec, unit=ware.unit, kind=ware.kind, packs=packs)
    prices = {} if ware.kind is Kind.OPEN_PRICE else {"retail_price": money(ware.price)}
    if ware.kind.has_stock:
        prices["purchase_price"] = money(ware.cost)
    return replace(made, barcodes=(ware.barcode,) if ware.barcode else (), **prices)  # type: ignore[arg-type]
