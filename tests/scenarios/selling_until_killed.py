"""Run as a program: sells the same goods over and over in a child that is killed at a random moment, many times.

`python -m tests.scenarios.selling_until_killed SHOP ROUNDS SEED` prints, a line a sale, the number that the child had in its
hands before the kill: what a customer may have seen.
"""

import os
import random
import select
import signal
import sys
from pathlib import Path

from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.products import products_of
from tests.builders import cart_of


def sell(path, told):
    """Draft and sale, until the end of the world."""
    shop = open_shop(path, program="seller")
    with shop.read() as view:
        goods = products_of(view, [1, 2])
    while True:
        cart = cart_of(*goods)
        with shop.work() as work:
            save_draft(work, cart)
        with shop.work() as work:
            sold = complete_sale(work, cart, [Tender(1, MethodKind.CASH)], print_receipt=True)
        os.write(told, f"{sold.number}\n".encode())


def kill_one(path, moment):
    """Let a child sell, kill it a moment after its first sale, and pass on what it said."""
    hears, told = os.pipe()
    child = os.fork()
    if child == 0:
        sell(path, told)
    os.close(told)
    said = os.read(hears, 65536)
    select.select([], [], [], moment)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(hears, 65536):
        said += more
    os.close(hears)
    sys.stdout.write(said.decode())


if __name__ == "__main__":
    chance = random.Random(int(sys.argv[3]))
    for _ in range(int(sys.argv[2])):
        kill_one(Path(sys.argv[1]), chance.random() / 50)
