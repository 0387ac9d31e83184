"""F03: the power goes at any moment of a morning's sales. And the test of the test: with weaker syncing it fails."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jxc_desktop.db.engine import driver
from tests.scenarios.disk import TRACED, Call, Disk, Image, recorded
from tests.scenarios.stage import ON_LINUX, findings, players, reopened, small_shop, sold_keys, strace

pytestmark = ON_LINUX

SUMS = """SELECT COUNT(*) FROM (SELECT product_id FROM stock_move GROUP BY product_id
 HAVING SUM(quantity) <> (SELECT quantity FROM stock_value v WHERE v.product_id = stock_move.product_id))"""
SALES = "SELECT key, posted_seq, number FROM document WHERE kind = 'XS' ORDER BY posted_seq"
PARTS = "SELECT COUNT(*) FROM document d WHERE kind = 'XS' AND (SELECT COUNT(*) FROM sale_line l WHERE l.document_id = d.id) <> 5"
DRAFTS = "SELECT key, version FROM draft"


@dataclass
class Cuts:
    """How many power cuts, how many images of the disk, and what was wrong with which."""

    points: int = 0
    images: int = 0
    checked: int = 0
    wrong: list[str] = field(default_factory=list)


def record(folder: Path, sales: int, *pragmas: str) -> tuple[Disk, list[Call]]:
    """A program that sells, as the disk saw it. Checkpoints come more often than usual, so that many are cut."""
    shop = small_shop(folder)
    disk = Disk(shop)
    trace = folder / "trace"
    with players(strace("-o", str(trace), *TRACED)) as stage:
        said = stage.play("sell", shop=str(shop), sales=sales, pragmas=["wal_autocheckpoint=100", *pragmas])
    assert said[-1] == ["end", "0"]
    return disk, list(recorded(trace, shop))


def what_is_wrong(path: Path, sold: set[str], in_flight: str, file_mark: int, sound: set[tuple[object, ...]]) -> str:
    """What the next start would find, in one word or none.

    A state is a file and how many commits beside it still count: its pages are looked at once.
    """
    connection = driver().connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        rows = connection.execute(SALES).fetchall()
        keys = {key for key, _seq, _number in rows}
        if not sold <= keys:
            return "lost"
        if not keys - sold <= {in_flight}:
            return "invented"
        if [int(number.rpartition("-")[2]) for _key, _seq, number in rows] != list(range(1, len(rows) + 1)):
            return "gap"
        state = (file_mark, len(rows), *connection.execute(DRAFTS).fetchall())
        if state in sound:
            return ""
        if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            return "damaged"
        if connection.execute(SUMS).fetchone()[0] or connection.execute(PARTS).fetchone()[0]:
            return "books"
        sound.add(state)
    except driver().DatabaseError:
        return "unreadable"
    finally:
        connection.close()
    return ""


def put(image: Image, folder: Path) -> Path:
    for leftover in folder.iterdir():
        leftover.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    return folder / "shop.jxc"


def images(disk: Disk, chance: random.Random) -> Iterator[Image]:
    yield disk.cut()
    yield disk.reordered(chance)
    yield disk.torn(chance)


def cut_everywhere(disk: Disk, calls: list[Call], folder: Path, *, check_every: int = 0) -> Cuts:
    """Cut the power after every call, in three ways; an image that was looked at is not looked at again."""
    chance, cuts = random.Random(len(calls)), Cuts()
    sold: set[str] = set()
    in_flight = ""
    seen: set[int] = set()
    sound: set[tuple[object, ...]] = set()
    for call in calls:
        if call.kind == "said":
            words = call.data.decode().split()
            in_flight = words[1] if words[0] == "paying" else ""
            sold |= {words[1]} if words[0] == "sold" else set()
        else:
            disk.take(call)
        cuts.points += 1
        for image in images(disk, chance):
            cuts.images += 1
            mark = hash((tuple(image.items()), len(sold), in_flight))
            if mark in seen:
                continue
            seen.add(mark)
            wrong = what_is_wrong(put(image, folder), sold, in_flight, hash(image["shop.jxc"]), sound)
            if wrong:
                cuts.wrong.append(wrong)
            elif check_every and len(seen) % check_every == 0:
                cuts.checked += 1
                with reopened(put(image, folder)) as shop:
                    cuts.wrong += findings(shop)
                    assert sold <= set(sold_keys(shop))
    return cuts


@pytest.fixture
def fast_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a folder: thousands of images are written there."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


def test_2000_power_cuts_in_three_ways_lose_nothing_that_was_paid(tmp_path, fast_folder):
    disk, calls = record(tmp_path, 30)
    cuts = cut_everywhere(disk, calls, fast_folder, check_every=100)
    assert cuts.wrong == []
    assert cuts.points >= 2_000
    assert cuts.images >= 6_000
    assert cuts.checked > 20


def test_the_same_cuts_find_a_program_that_does_not_sync_each_sale(tmp_path, fast_folder):
    disk, calls = record(tmp_path, 2, "synchronous=NORMAL")
    assert cut_everywhere(disk, calls, fast_folder).wrong.count("lost") > 20


def test_the_same_cuts_find_a_program_that_never_syncs(tmp_path, fast_folder):
    disk, calls = record(tmp_path, 3, "synchronous=OFF", "wal_autocheckpoint=20")
    wrong = cut_everywhere(disk, calls, fast_folder).wrong
    assert len(wrong) > 100
    assert {"damaged", "unreadable", "books"} & set(wrong)
