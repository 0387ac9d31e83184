"""A sample shop, made through the same doors as a real one: an import of products with opening stock, then sales.

The same recipe gives the same shop: names, prices, codes, quantities, times. Used to try the program, for the tour and as
the shop of the benchmarks.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from itertools import product as combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select

from jxc_desktop import paths
from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.cart import Cart, add_product
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import JIAO, UNIT, parse_money
from jxc_desktop.domain.payments import Tender
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.i18n import _
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.products import is_in_use

WEIGHED_FROM, GOODS_FROM = 20_000, 100_001
LAST_DAY = datetime.fromisoformat("2026-11-21T21:30:00+08:00")
BATCH = 200
RIGHTS = (Permission.CHANGE_SETTINGS, Permission.IMPORT_PRODUCTS, Permission.SET_OPENING_STOCK, Permission.SELL)
_SHARES = (35, 40, 20, 5)


class ShopNotEmpty(ShopError):
    """A sample would be mixed into a shop that has goods or documents; what is posted can't be taken out again."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path

    def sentence(self) -> str:
        """Name the file and the way out."""
        return _("{path} has goods or documents already. A sample shop is made in a new file. Nothing was changed.").format(path=self.path)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How large the shop is: sales of 1 to 9 lines (5 on average) spread over the days before `last_day`."""

    products: int = 300
    sales: int = 200
    days: int = 30
    seed: int = 1
    last_day: datetime = LAST_DAY


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    products: int
    sales: int
    lines: int


def _ean(number: int) -> str:
    """An EAN-13 of ours; of a large seed only its last digits have room."""
    body = f"69{number % 10**10:010d}"
    return body + check_digit(body)


def _price(chance: random.Random, low: str, high: str) -> int:
    """A price as shops write them: most end in .0, .5, .8 or .9; cheap ones are many, dear ones few."""
    least, most = parse_money(low), parse_money(high)
    price = least + int((most - least) * chance.random() ** 2.2)
    jiao = price // UNIT * UNIT + chance.choice((0, 5, 5, 8, 9, 9)) * JIAO
    return max(least, jiao)


def _names(chance: random.Random, words: dict[str, Any], wanted: int) -> list[tuple[dict[str, Any], str, str, str]]:
    """(category, brand, name, spec), no name and spec twice, in shuffled order by the categories' shares."""
    brands = words["brands"]
    categories = words["categories"]
    shares = sum(category["share"] for category in categories)
    made: list[tuple[dict[str, Any], str, str, str]] = []
    for category in categories:
        most = -(-wanted * category["share"] // shares)
        kinds = list(combinations(brands, category["flavours"], category["nouns"], category["specs"]))
        chosen = chance.sample(kinds, min(most, len(kinds)))
        made += [(category, brand, f"{brand}{flavour}{noun}", spec) for brand, flavour, noun, spec in chosen]
    chance.shuffle(made)
    return made[:wanted]


def product_values(recipe: Recipe) -> Iterator[dict[str, Any]]:
    """The fields of each product, keys as in a product sheet: money in 1/10000, stock in 1/1000."""
    chance = random.Random(recipe.seed)  # noqa: S311
    words = json.loads(paths.resource("sample", "words.json").read_text(encoding="utf-8"))
    weighed_codes = count(WEIGHED_FROM)
    for index, (category, brand, name, spec) in enumerate(_names(chance, words, recipe.products)):
        weighed = category["kind"] == "weighed"
        retail = _price(chance, *category["price"])
        margin = chance.randint(*category["margin_percent"])
        yield {
            "code": str(next(weighed_codes) if weighed else GOODS_FROM + index),
            "barcodes": () if weighed else (_ean(recipe.seed * 10_000_000 + index),),
            "name": name,
            "spec": spec,
            "unit": category["unit"],
            "category": category["name"],
            "brand": brand,
            "kind": category["kind"],
            "purchase_price": retail * (100 - margin) // 100 // 100 * 100,
            "retail_price": retail,
            "stock": chance.randint(20, 400) * ONE,
        }


def _moments(chance: random.Random, recipe: Recipe) -> list[datetime]:
    """When each sale was rung up, in order: between 7 and 22 o'clock, more at noon and in the evening."""
    first = recipe.last_day.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=recipe.days - 1)
    peaks = ((8, 1.0), (12, 1.2), (18, 1.6))
    moments = []
    for _sale in range(recipe.sales):
        hour, width = chance.choice(peaks)
        at = min(21.4, max(7.0, chance.gauss(hour, width * 1.4)))
        moments.append(first + timedelta(days=chance.randrange(recipe.days), hours=at))
    return sorted(moments)


def _key(recipe: Recipe, index: int) -> str:
    return hashlib.sha256(f"{recipe.seed}:{index}".encode()).hexdigest()[:32]


def make_sample(shop: Shop, recipe: Recipe, *, progress: Callable[[str], object] | None = None) -> Made:
    """Fill an empty shop by a recipe; the same recipe gives the same books. Raises NotAllowed, ShopNotEmpty."""
    with shop.read() as view:
        for right in RIGHTS:
            view.require(right)
        if is_in_use(view):
            raise ShopNotEmpty(shop.path)
    tell = progress or (lambda _text: None)
    with shop.work() as work:
        work.now = _first_moment(recipe)
        change_settings(work, shop_name=_("Sample shop"))
    products = _make_products(shop, recipe)
    tell(_("{count} products made.").format(count=products))
    lines = _ring_up(shop, recipe, tell)
    return Made(products, recipe.sales, lines)


def _first_moment(recipe: Recipe) -> datetime:
    return recipe.last_day.replace(hour=6, minute=0, second=0) - timedelta(days=recipe.days - 1)


def _make_products(shop: Shop, recipe: Recipe) -> int:
    """How many were made: no more than there are different names."""
    rows = [SheetRow(number, values) for number, values in enumerate(product_values(recipe), start=2)]
    clock, shop.clock = shop.clock, lambda: _first_moment(recipe)
    try:
        with shop.read() as view:
            differences = compare(view, rows)
        if differences.wrong:
            raise RuntimeError(differences.wrong[0].sentence())
        name = f"sample-{recipe.products}-{recipe.seed}"
        apply_import(shop, stage_import(shop, differences, name, hashlib.sha256(name.encode()).hexdigest()))
    finally:
        shop.clock = clock
    return len(differences.new)


def _ring_up(shop: Shop, recipe: Recipe, tell: Callable[[str], object]) -> int:
    """Sales in their order, many in one piece of work: what a day would spread over many commits."""
    chance = random.Random(recipe.seed + 1)  # noqa: S311
    with shop.read() as view:
        ids = list(view.connection.execute(select(product.c.id).order_by(product.c.id)).scalars())
        goods = {each.id: each for start in range(0, len(ids), 500) for each in products_of(view, ids[start : start + 500])}
        methods = payment_methods(view)
    moments = _moments(chance, recipe)
    favourites = ids[: max(1, len(ids) // 5)]
    lines = 0
    for start in range(0, recipe.sales, BATCH):
        with shop.work() as work:
            for index in range(start, min(start + BATCH, recipe.sales)):
                cart = _cart(chance, _key(recipe, index), goods, ids, favourites)
                lines += len(cart)
                work.now = moments[index]
                method = chance.choices(methods, weights=_SHARES[: len(methods)])[0]
                complete_sale(work, cart, [Tender(method.id, method.kind)], print_receipt=False)
        if start % (BATCH * 20) == 0 and start:
            tell(_("{done} of {count} sales.").format(done=start, count=recipe.sales))
    return lines


def _cart(chance: random.Random, key: str, goods: Mapping[int, Product], ids: Sequence[int], favourites: Sequence[int]) -> Cart:
    """One to nine lines; four of five are favourites, weighed goods by the gram."""
    cart = Cart(key)
    wanted = chance.randint(1, 9)
    while len(cart) < min(wanted, len(ids)):
        found = goods[chance.choice(favourites if chance.random() < 0.8 else ids)]
        quantity = chance.randint(120, 2_400) if found.kind is Kind.WEIGHED else chance.choice((1, 1, 1, 1, 2, 2, 3)) * ONE
        cart = add_product(cart, found, quantity=quantity)
    return cart
