"""The program in a process of its own, to be killed: plays that open a shop file, work in it and say what they did.

One process is started; it reads orders and forks a player for each, so that hundreds of kills don't cost hundreds of starts.
It says `pid N` when a player begins and `end STATUS` when it has ended; players say a line after each thing done.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.pool import QueuePool

from jxc_desktop import i18n
from jxc_desktop.db import engine
from jxc_desktop.domain.cart import Cart, add_product, cart_to_json
from jxc_desktop.domain.errors import DataProblem
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import FieldValue, SheetRow
from jxc_desktop.operations import imports
from jxc_desktop.operations.count_posting import post_count
from jxc_desktop.operations.documents import posted_with_key
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.imports import apply_import, finish_imports, stage_import
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.drafts import open_draft
from jxc_desktop.queries.imports import PRICES
from jxc_desktop.queries.price_lists import Answers, compare_prices
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, product
from tests.purchases import line
from tests.scenarios.carts import changing_carts

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))


def say(*words: object) -> None:
    """One line, written at once: what stands there was done before."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def opened(shop: str) -> OpenShop:
    return open_shop(Path(shop), program="scenario", clock=lambda: NOON)


def goods(shop: Shop) -> tuple[Product, ...]:
    with shop.read() as view:
        ids = list(view.connection.execute(text("SELECT id FROM product ORDER BY id LIMIT 5")).scalars())
        return products_of(view, ids)


def waste(call: Callable[[], object], times: int) -> None:
    """Calls that only move the counter of whoever is counting the process's calls."""
    for _time in range(times):
        call()


def new_cart(products: tuple[Product, ...], key: str) -> Cart:
    cart = Cart(key)
    for each in products:
        cart = add_product(cart, each)
    return cart


def draft(shop: Shop, cart: Cart) -> None:
    with shop.work() as work:
        save_draft(work, cart)


def pay(shop: Shop, cart: Cart) -> None:
    """Said before and after: a kill between the two may have sold the cart or not."""
    say("paying", cart.key)
    with shop.work() as work:
        sold = complete_sale(work, cart, [CASH], print_receipt=True)
    say("sold", cart.key, sold.number, sold.total, int(sold.is_new))


def sell(shop: str, sales: int = 1_000_000, pragmas: Sequence[str] = ()) -> None:
    """Pay the cart that was left, then sell on."""
    _with_pragmas(pragmas)
    made = opened(shop)
    products = goods(made)
    with made.read() as view:
        left = open_draft(view)
    say("open", left.key if left else "-")
    for _sale in range(sales):
        cart = left or new_cart(products, uuid.uuid4().hex)
        if left is None:
            draft(made, cart)
        pay(made, cart)
        left = None
    made.close()


def one_sale(shop: str, key: str, wasted: int, target: str) -> None:
    """From opening to closing, with the writes that came before counted out."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    made = opened(shop)
    cart = new_cart(goods(made), key)
    draft(made, cart)
    pay(made, cart)
    made.close()
    say("closed")


def one_return(shop: str, sale: str, key: str, wasted: int, target: str) -> None:
    """Two lines of a sale come back, one of them broken; with the writes that came before counted out."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    made = opened(shop)
    with made.read() as view:
        sold = returnable(view, sale)
    first, second = sold.lines[:2]
    say("returning", key)
    with made.work() as work:
        back = return_goods(
            work, sold.sale_id, (Back(first.line_id, first.left), Back(second.line_id, second.left, is_scrap=True)), key=key
        )
    say("returned", back.number, back.paid_back)
    made.close()
    say("closed")


def one_receipt(shop: str, supplier: int, key: str, wasted: int, target: str) -> None:
    """What a supplier brought, from opening to closing; with the writes that came before counted out."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    made = opened(shop)
    lines = tuple(line(each, 2, 5_0000, retail_price=9_0000) for each in goods(made))
    say("receiving", key)
    with made.work() as work:
        came = receive_goods(work, GoodsReceipt(key, supplier, lines, freight=1_0000))
    say("received", came.number)
    made.close()
    say("closed")


def one_count(shop: str, count: int, wasted: int, target: str) -> None:
    """A count is posted, from opening to closing; with the writes that came before counted out."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    made = opened(shop)
    say("posting", count)
    with made.work() as work:
        posted = post_count(work, count, is_without_recount=True)
    say("posted", posted.number)
    made.close()
    say("closed")


def one_import(shop: str, rows: int, wasted: int, target: str) -> None:
    """A sheet of new goods with their stock, and a price that changes, in several slices."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    made = opened(shop)
    finish_imports(made)
    common: dict[str, FieldValue] = {"unit": "个", "retail_price": 5_0000, "purchase_price": 3_0000, "stock": 2 * ONE}
    sheet = [SheetRow(number + 2, {"code": f"n{number}", "name": f"新货{number}", **common}) for number in range(rows)]
    sheet.append(SheetRow(rows + 2, {"code": "1001", "name": "货0", "retail_price": 9_9000}))
    with made.read() as view:
        differences = compare(view, sheet)
    imports.SLICE = imports.MOST_TOGETHER = 1
    import_id = stage_import(made, differences, "new.xlsx", "hash")
    say("staged", import_id)
    apply_import(made, import_id)
    say("applied", import_id)
    made.close()
    say("closed")


def one_price_list(shop: str, supplier: int, rows: int, wasted: int, target: str) -> None:
    """Prices of goods that the shop has, and of as many that it makes, in several slices."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    made = opened(shop)
    finish_imports(made)
    known = [
        SheetRow(number + 2, {"own_code": str(1001 + number), "code": f"k{number}", "purchase_price": 2_2000}) for number in range(rows)
    ]
    unknown = [SheetRow(number + 50, {"name": f"新货{number}", "code": f"u{number}", "purchase_price": 1_1000}) for number in range(rows)]
    with made.read() as view:
        found = compare_prices(view, supplier, [*known, *unknown], Answers(makes_unmatched=True))
    imports.SLICE = imports.MOST_TOGETHER = 1
    import_id = stage_import(made, found, "prices.xlsx", "hash", kind=f"{PRICES}{supplier}")
    say("staged", import_id)
    apply_import(made, import_id)
    say("applied", import_id)
    made.close()
    say("closed")


def make(shop: str, wasted: int, target: str) -> None:
    """A new shop file, from nothing to closed."""
    with Path(target).open("wb") as file:
        waste(lambda: os.pwrite(file.fileno(), b"-", 0), wasted)
    opened(shop).close()
    say("closed")


def sell_on_a_bad_disk(shop: str, key: str, wasted: int, target: str, call: str) -> None:
    """The disk fails at some call on the way from opening to paid; then the shop is opened again and the key decides."""
    with Path(target).open("wb") as file:
        waste((lambda: os.fsync(file.fileno())) if call == "fsync" else (lambda: os.pwrite(file.fileno(), b"-", 0)), wasted)
    made = None
    try:
        made = opened(shop)
        cart = new_cart(goods(made), key)
        draft(made, cart)
        say("drafted")
        pay(made, cart)
        say("paid")
    except DataProblem as problem:
        say("refused", type(problem).__name__, str(problem))
    if made is not None:
        say("connections", sum(_open_connections(each) for each in (made.database.readers, made.database._writer)))
        made.close()
    again = opened(shop)
    with again.work() as work:
        left, posted = open_draft(work), posted_with_key(work, key)
    say("left", left.key if left else "-", posted.number if posted else "-")
    pay(again, left or new_cart(goods(again), key))
    again.close()
    say("closed")


def _open_connections(of: Engine | None) -> int:
    """How many a pool holds or lent out."""
    pool = of.pool if of is not None else None
    assert isinstance(pool, QueuePool)
    return pool.checkedin() + pool.checkedout()


def sell_with_little_room(shop: str, room: int) -> None:
    """While a cart is paid no file may grow beyond `room`, until one was refused; then there is room again."""
    made = opened(shop)
    products = goods(made)
    is_refused = False
    while not is_refused:
        cart = new_cart(products, uuid.uuid4().hex)
        draft(made, cart)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            pay(made, cart)
        except DataProblem as problem:
            say("refused", type(problem).__name__)
            is_refused = True
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    pay(made, cart)
    made.close()
    say("closed")


def change_a_cart(shop: str, key: str, changes: int) -> None:
    """So many changes of a cart, each saved; then the process is gone."""
    made = opened(shop)
    for cart in changing_carts(goods(made), key)[:changes]:
        draft(made, cart)
    say("saved", cart_to_json(cart))
    os.kill(os.getpid(), signal.SIGKILL)


def hold(shop: str) -> None:
    """Keep the file until killed; sell one cart a line read."""
    made = opened(shop)
    products = goods(made)
    say("held")
    while os.read(0, 1):
        pay(made, new_cart(products, uuid.uuid4().hex))


def _with_pragmas(pragmas: Sequence[str]) -> None:
    """Have the program open its connections otherwise than it would."""
    connect = engine._connect

    def otherwise(path: Path, mode: str) -> Any:
        connection = connect(path, mode)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine._connect = otherwise


PLAYS: dict[str, Callable[..., None]] = {
    play.__name__: play
    for play in (
        sell,
        one_sale,
        one_return,
        one_receipt,
        one_count,
        one_import,
        one_price_list,
        make,
        sell_on_a_bad_disk,
        sell_with_little_room,
        change_a_cart,
        hold,
    )
}


def warm_up() -> None:
    """A sale in a shop of its own, closed before the first fork: what is loaded and compiled once is not waited for again."""
    with tempfile.TemporaryDirectory() as folder:
        made = opened(f"{folder}/warm.jxc")
        cart = new_cart((product(made),), "warm")
        draft(made, cart)
        with made.work() as work:
            complete_sale(work, cart, [CASH], print_receipt=True)
        made.close()


def main() -> None:
    """Fork a player for each order."""
    i18n.use_language("en")
    warm_up()
    say("ready")
    while order := sys.stdin.readline():
        wanted = json.loads(order)
        play = PLAYS[wanted.pop("play")]
        pid = os.fork()
        if not pid:
            play(**wanted)
            os._exit(0)
        say("pid", pid)
        _pid, status = os.waitpid(pid, 0)
        say("end", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
