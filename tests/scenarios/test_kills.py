"""F01, F02, F04, F08, F15: the program is killed, at random and at every single write; nothing paid is lost or doubled."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import text

from jxc_desktop.domain.cart import cart_to_json
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.imports import finish_imports
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.counts import count_head
from jxc_desktop.queries.drafts import open_draft
from jxc_desktop.queries.print_jobs import waiting_jobs
from jxc_desktop.queries.products import products_of, search
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, cart_of
from tests.counts import counted, posted, started
from tests.purchases import balance_of
from tests.scenarios.stage import KILLED, ON_LINUX, Players, Words, copies, findings, players, reopened, small_shop, sold_keys, strace

pytestmark = ON_LINUX

KILLED_AT = 1500  # more writes than a new shop and its first sale take
RETURNS = text(
    "SELECT d.number, (SELECT COUNT(*) FROM sale_line l WHERE l.document_id = d.id), d.total FROM document d WHERE d.kind = 'TH'"
)
RECEIPTS = text(
    "SELECT d.number, (SELECT COUNT(*) FROM receipt_line l WHERE l.document_id = d.id), d.total FROM document d WHERE d.kind = 'JH'"
)
COUNTS = text("SELECT kind, COUNT(*) FROM document WHERE kind IN ('PD', 'PY', 'PK') GROUP BY kind ORDER BY kind")
NEW = {f"新货{number}" for number in range(4)}


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    return small_shop(tmp_path)


class Told:
    """What the players said: the sales they acknowledged, and those in flight when they were killed."""

    def __init__(self) -> None:
        self.sold: list[str] = []
        self.in_flight: set[str] = set()
        self._paying = ""

    def hear(self, words: list[str]) -> None:
        if words[0] == "paying":
            self._paying = words[1]
        elif words[0] == "sold":
            self.sold.append(words[1])
            self._paying = ""
        elif words[0] == "end":
            assert words[1] == str(KILLED)
            self.in_flight |= {self._paying} - {""}
            self._paying = ""


def killed_at_random(stage: Players, path: Path, times: int, chance: random.Random) -> Told:
    """Kill a selling program so many times: while it opens and recovers, and while it sells."""
    told = Told()
    for _time in range(times):
        stage.begin("sell", shop=str(path))
        heard = chance.choice((0, 1, 1, 2, 3))
        for _sale in range(heard):
            for words in stage.watch(until="sold"):
                told.hear(words)
        for words in stage.watch(chance.uniform(0, 0.01 if heard else 0.04)):
            told.hear(words)
        for words in stage.kill():
            told.hear(words)
    return told


def survives(path: Path, times: int) -> int:
    seed = int(monotonic() * 1000) % 100_000
    with players() as stage:
        told = killed_at_random(stage, path, times, random.Random(seed))
    with reopened(path) as shop:
        there = sold_keys(shop)
        assert len(set(there)) == len(there)
        assert set(told.sold) <= set(there)
        assert set(there) - set(told.sold) <= told.in_flight
        assert findings(shop) == []
        with shop.read() as view:
            assert len(waiting_jobs(view)) == len(there)  # each receipt waits for its printer, once
    return len(there)


def test_300_kills_at_random_moments_lose_and_double_nothing(shop_file):
    assert survives(shop_file, 300) > 100


@pytest.mark.release
def test_10000_kills_at_random_moments_lose_and_double_nothing(shop_file):
    assert survives(shop_file, 10_000) > 5_000


@contextmanager
def killed_at_a_write() -> Iterator[Players]:
    """Players whose process is gone at a fixed write; what they waste before decides which of theirs that is."""
    with players(strace("-o", "/dev/null", "-e", "trace=pwrite64", "-e", f"inject=pwrite64:signal=SIGKILL:when={KILLED_AT}")) as stage:
        yield stage


def at_writes(numbers: Iterable[int], stage: Players, play: str, **orders: Any) -> Iterator[tuple[int, list[Words]]]:
    """Play, killed at each of these writes, until a play comes to its end."""
    for number in numbers:
        said = stage.play(play, wasted=KILLED_AT - number, **orders)
        yield number, said
        if said[-1] != ["end", str(KILLED)]:
            assert said[-2:] == [["closed"], ["end", "0"]]
            return


def test_a_sale_killed_at_every_single_write_is_whole_or_not_there(shop_file, tmp_path):
    path = copies(shop_file, tmp_path / "copy.jxc")
    kills, seen = 0, set()
    with killed_at_a_write() as stage:
        for _number, said in at_writes(count(1), stage, "one_sale", shop=str(path), key="k", target=str(tmp_path / "waste")):
            kills += 1
            is_acknowledged = any(words[0] == "sold" for words in said)
            with reopened(path) as shop:
                there = sold_keys(shop)
                with shop.read() as view:
                    left = open_draft(view)
                assert there == ["k"] if is_acknowledged else there in ([], ["k"])
                assert left is None or (left.key == "k" and len(left.lines) == 5 and not there)
                assert findings(shop) == []
            seen.add((bool(there), left is not None))
            copies(shop_file, path)
    assert kills > 60
    assert seen == {(False, False), (False, True), (True, False)}


@pytest.fixture
def sold_once(shop_file: Path) -> Path:
    """The small shop, one cart of its goods sold."""
    with reopened(shop_file) as shop:
        with shop.read() as view:
            goods = products_of(view, [1, 2, 3])
        with shop.work() as work:
            complete_sale(work, cart_of(*goods), [CASH], print_receipt=False)
    return shop_file


def returns_whole_or_not(sold_once: Path, tmp_path: Path, numbers: Iterable[int]) -> None:
    path = copies(sold_once, tmp_path / "copy.jxc")
    order = {"shop": str(path), "sale": "XS20261122-0001", "key": "back", "target": str(tmp_path / "waste")}
    seen = set()
    with killed_at_a_write() as stage:
        for _number, said in at_writes(numbers, stage, "one_return", **order):
            with reopened(path) as shop:
                with shop.read() as view:
                    rows = view.connection.execute(RETURNS).all()
                    sold = returnable(view, order["sale"])
                whole = (("TH20261122-0001", 2, -6_1000),)
                is_acknowledged = any(words[0] == "returned" for words in said)
                assert tuple(map(tuple, rows)) in ((whole,) if is_acknowledged else ((), whole))
                assert [line.left for line in sold.lines] == ([0, 0, ONE] if rows else [ONE] * 3)
                assert findings(shop) == []
            seen.add((bool(rows), is_acknowledged))
            copies(sold_once, path)
    assert (False, False) in seen
    assert (True, True) in seen


def test_a_return_killed_at_writes_is_whole_or_not_there(sold_once, tmp_path):
    returns_whole_or_not(sold_once, tmp_path, count(1, 5))


@pytest.mark.release
def test_a_return_killed_at_every_write_is_whole_or_not_there(sold_once, tmp_path):
    returns_whole_or_not(sold_once, tmp_path, count(1))


def receipts_whole_or_not(shop_file: Path, tmp_path: Path, numbers: Iterable[int]) -> None:
    with reopened(shop_file) as shop, shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王批发"))
    path = copies(shop_file, tmp_path / "copy.jxc")
    order = {"shop": str(path), "supplier": supplier, "key": "came", "target": str(tmp_path / "waste")}
    seen = set()
    with killed_at_a_write() as stage:
        for _number, said in at_writes(numbers, stage, "one_receipt", **order):
            with reopened(path) as shop:
                with shop.read() as view:
                    rows = view.connection.execute(RECEIPTS).all()
                    owed = balance_of(view, supplier)
                    prices = {(each.retail_price, each.on_hand) for each in products_of(view, [1, 2, 3, 4, 5])}
                is_acknowledged = any(words[0] == "received" for words in said)
                whole = [("JH20261122-0001", 5, 51_0000)]
                assert list(map(tuple, rows)) in ([whole] if is_acknowledged else [[], whole])
                assert owed == (51_0000 if rows else 0)
                assert (prices == {(9_0000, 100_002 * ONE)}) == bool(rows)
                assert findings(shop) == []
            seen.add((bool(rows), is_acknowledged))
            copies(shop_file, path)
    assert (False, False) in seen
    assert (True, True) in seen


def test_a_receipt_killed_at_writes_is_whole_or_not_there(shop_file, tmp_path):
    receipts_whole_or_not(shop_file, tmp_path, count(1, 5))


@pytest.mark.release
def test_a_receipt_killed_at_every_write_is_whole_or_not_there(shop_file, tmp_path):
    receipts_whole_or_not(shop_file, tmp_path, count(1))


def counts_whole_or_not(shop_file: Path, tmp_path: Path, numbers: Iterable[int]) -> None:
    """One over, one missing, the others as the books say."""
    with reopened(shop_file) as shop:
        begun = started(shop)
        with shop.read() as view:
            goods = products_of(view, [1, 2, 3, 4, 5])
        for each, found in zip(goods, (1, -1, 0, 0, 0), strict=True):
            counted(shop, begun, each, each.on_hand // ONE + found)
    path = copies(shop_file, tmp_path / "copy.jxc")
    order = {"shop": str(path), "count": begun, "target": str(tmp_path / "waste")}
    seen = set()
    with killed_at_a_write() as stage:
        for _number, said in at_writes(numbers, stage, "one_count", **order):
            with reopened(path) as shop:
                with shop.read() as view:
                    rows = [tuple(row) for row in view.connection.execute(COUNTS)]
                    head = count_head(view, begun)
                    moved = [each.on_hand - before.on_hand for each, before in zip(products_of(view, [1, 2, 3, 4, 5]), goods, strict=True)]
                is_acknowledged = any(words[0] == "posted" for words in said)
                whole = [("PD", 1), ("PK", 1), ("PY", 1)]
                assert rows in ([whole] if is_acknowledged else [[], whole])
                assert (head.state, head.counted) == ("posted" if rows else "open", 5)
                assert moved == ([ONE, -ONE, 0, 0, 0] if rows else [0] * 5)
                assert findings(shop) == []
                assert not posted(shop, begun).is_waiting  # a second try posts it, or gets the one that is there
                with shop.read() as view:
                    assert [tuple(row) for row in view.connection.execute(COUNTS)] == whole
            seen.add((bool(rows), is_acknowledged))
            copies(shop_file, path)
    assert (False, False) in seen
    assert (True, True) in seen


def test_a_count_killed_at_writes_while_it_is_posted_is_whole_or_not_there(shop_file, tmp_path):
    counts_whole_or_not(shop_file, tmp_path, count(1, 5))


@pytest.mark.release
def test_a_count_killed_at_every_write_while_it_is_posted_is_whole_or_not_there(shop_file, tmp_path):
    counts_whole_or_not(shop_file, tmp_path, count(1))


def imports_whole_or_not(shop_file: Path, tmp_path: Path, numbers: Iterable[int]) -> None:
    path = copies(shop_file, tmp_path / "copy.jxc")
    seen: set[str] = set()
    with killed_at_a_write() as stage:
        for _number, said in at_writes(numbers, stage, "one_import", shop=str(path), rows=4, target=str(tmp_path / "waste")):
            with reopened(path) as shop:
                with shop.read() as view:
                    states = view.connection.execute(text("SELECT state FROM import_batch")).scalars().all()
                    assert {product.name for product in search(view, "新货")} == (NEW if states == ["done"] else set())
                finish_imports(shop)
                with shop.read() as view:
                    there = {product.name: product.on_hand for product in search(view, "新货")}
                    (price,) = [product.retail_price for product in products_of(view, [1])]
                assert (there, price) in ((dict.fromkeys(NEW, 2 * ONE), 9_9000), ({}, 3_0000))
                assert bool(there) == (states in (["applying"], ["done"]))
                assert there or not any(words[0] == "applied" for words in said)
                assert findings(shop) == []
            seen.add("".join(states))
            copies(shop_file, path)
    assert {"", "applying", "done"} <= seen


def price_lists_whole_or_not(shop_file: Path, tmp_path: Path, numbers: Iterable[int]) -> None:
    with reopened(shop_file) as shop, shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王批发"))
    path = copies(shop_file, tmp_path / "copy.jxc")
    order = {"shop": str(path), "supplier": supplier, "rows": 3, "target": str(tmp_path / "waste")}
    seen: set[str] = set()
    with killed_at_a_write() as stage:
        for _number, said in at_writes(numbers, stage, "one_price_list", **order):
            with reopened(path) as shop:
                with shop.read() as view:
                    states = view.connection.execute(text("SELECT state FROM import_batch")).scalars().all()
                finish_imports(shop)
                with shop.read() as view:
                    offers = sorted(view.connection.execute(text("SELECT code, price FROM supplier_product")).all())
                    made = len(search(view, "新货"))
                    prices = {each.purchase_price for each in products_of(view, [1, 2, 3])}
                whole = [(f"k{number}", 2_2000) for number in range(3)] + [(f"u{number}", 1_1000) for number in range(3)]
                assert (offers, made, prices) in ((whole, 3, {2_2000}), ([], 0, {None}))
                assert bool(offers) == (states in (["applying"], ["done"]))
                assert offers or not any(words[0] == "applied" for words in said)
                assert findings(shop) == []
            seen.add("".join(states))
            copies(shop_file, path)
    assert {"", "applying", "done"} <= seen


def test_a_price_list_killed_at_writes_is_whole_at_the_next_start_or_not_there(shop_file, tmp_path):
    price_lists_whole_or_not(shop_file, tmp_path, count(1, 29))


@pytest.mark.release
def test_a_price_list_killed_at_every_write_is_whole_at_the_next_start_or_not_there(shop_file, tmp_path):
    price_lists_whole_or_not(shop_file, tmp_path, count(1))


def test_an_import_killed_at_writes_is_whole_at_the_next_start_or_not_there(shop_file, tmp_path):
    imports_whole_or_not(shop_file, tmp_path, count(1, 29))


@pytest.mark.release
def test_an_import_killed_at_every_write_is_whole_at_the_next_start_or_not_there(shop_file, tmp_path):
    imports_whole_or_not(shop_file, tmp_path, count(1))


def makes_no_half_file(folder: Path, numbers: Iterable[int]) -> None:
    path = folder / "new" / "shop.jxc"
    kills, made = 0, 0
    with killed_at_a_write() as stage:
        for number, _said in at_writes(numbers, stage, "make", shop=str(path), target=str(folder / "waste")):
            kills += 1
            if path.exists():
                made += 1
                with reopened(path) as shop:
                    assert findings(shop) == []
                path.unlink()
            elif number % 2:
                (path.parent / "shop.jxc.part").unlink(missing_ok=True)
    assert kills > 15
    assert made > 1


def test_making_a_shop_killed_at_writes_leaves_no_half_file(tmp_path):
    makes_no_half_file(tmp_path, chain(range(1, 4), range(6, 640, 50), count(640, 4)))


@pytest.mark.release
def test_making_a_shop_killed_at_every_write_leaves_no_half_file(tmp_path):
    makes_no_half_file(tmp_path, count(1))


def test_a_cart_killed_after_each_change_is_there_as_it_was(shop_file, tmp_path):
    path = tmp_path / "copy.jxc"
    with players() as stage:
        for changes in range(1, 15):
            copies(shop_file, path)
            said = stage.play("change_a_cart", shop=str(path), key="cart", changes=changes)
            assert said[-1] == ["end", str(KILLED)]
            with reopened(path) as shop, shop.read() as view:
                left = open_draft(view)
            assert left is not None
            assert left.key == "cart"
            assert cart_to_json(left) == " ".join(said[0][1:])
