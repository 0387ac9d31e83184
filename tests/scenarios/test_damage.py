"""F14: a file that is broken, cut, foreign or changed is named or found; never a traceback, never written to, never "empty"."""

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from jxc_desktop import cli
from jxc_desktop.db.engine import Database, driver
from jxc_desktop.db.errors import FileDamaged, FileTooNew, NotAShopFile
from jxc_desktop.db.tables import POSTED
from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.product_search import search
from tests.builders import CASH, TestClock, cart_of, make_shop, stocked
from tests.scenarios.stage import ROOT, findings, reopened, sold_keys

PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A shop with sales, a reversal, a cancelled line and an open cart."""
    shop = make_shop(tmp_path_factory.mktemp("sound"))
    cola, tea = stocked(shop, quantity=100), stocked(shop, "茶", 5_0000, quantity=100)
    for _sale in range(10):
        with shop.work() as work:
            sold = complete_sale(work, cart_of(cola, tea), [CASH], print_receipt=True)
    with shop.work() as work:
        reverse_sale(work, sold.document_id, "")
        save_draft(work, cart_of(cola))
    shop.close()
    return shop.path.read_bytes()


def look(path: Path) -> str:
    """What a person is told who opens the file: the problem's name, what the check finds, or nothing."""
    try:
        shop = open_shop(path, program="look", writable=False, create=False)
    except DataProblem as problem:
        return f"{type(problem).__name__}: {problem}"
    try:
        with shop.read() as view:
            return "; ".join(finding.sentence() for finding in check(view).findings)
    finally:
        shop.close()


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(("-shm", ".lock"))}


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Callable[[bytes], Path]]:
    """Put these bytes there as a shop file; whatever is done with it, they stay as they are."""
    path = tmp_path / "shop.jxc"

    def put(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    yield put
    folder = written(tmp_path)
    assert set(folder) <= {"shop.jxc", "shop.jxc-wal"}
    assert folder.get("shop.jxc-wal", b"") == b""


def foreign(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "other.db")
    connection.execute("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT)")
    connection.commit()
    connection.close()
    content = (folder / "other.db").read_bytes()
    (folder / "other.db").unlink()
    return content


WHOLE_FILE: dict[str, tuple[Callable[[bytes], bytes], Any]] = {
    "zero bytes": (lambda sound: b"", FileDamaged),
    "all zeros": (lambda sound: bytes(len(sound)), NotAShopFile),
    "a text": (lambda sound: b"Dear customer, please find attached ...", NotAShopFile),
    "a workbook": (lambda sound: b"PK\x03\x04" + bytes(5000), NotAShopFile),
    "a header and nothing": (lambda sound: sound[:100], FileDamaged),
    "half a header": (lambda sound: sound[:60], FileDamaged),
    "one page": (lambda sound: sound[:PAGE], FileDamaged),
    "the first half": (lambda sound: sound[: len(sound) // 2 // PAGE * PAGE], FileDamaged),
    "half, not at a page": (lambda sound: sound[: len(sound) // 2 + 777], FileDamaged),
    "no first page": (lambda sound: b"SQLite format 3\0" + bytes(84) + sound[100:], (FileDamaged, NotAShopFile)),
    "noise after the header": (lambda sound: sound[:100] + random.Random(1).randbytes(len(sound) - 100), FileDamaged),
    "a newer version's": (lambda sound: sound[:60] + (99).to_bytes(4, "big") + sound[64:], FileTooNew),
    "another application's": (lambda sound: sound[:68] + b"abcd" + sound[72:], NotAShopFile),
}


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize("what", WHOLE_FILE)
def test_a_file_that_is_none_is_refused_by_name_and_not_written_to(put, sound, what, writable):
    made, problem = WHOLE_FILE[what]
    content = made(sound)
    path = put(content)
    with pytest.raises(problem) as refused:
        open_shop(path, program="start", writable=writable)
    assert "othing was written" in str(refused.value)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_by_name(put, tmp_path):
    content = foreign(tmp_path)
    path = put(content)
    with pytest.raises(NotAShopFile, match=r"shop\.jxc is not a shop file of this program"):
        open_shop(path, program="start")
    assert path.read_bytes() == content


def test_another_programs_database_in_use_stays_as_it_is(tmp_path):
    """Opening and closing it would move what stands beside it into it."""
    theirs = sqlite3.connect(tmp_path / "shop.jxc")
    theirs.execute("PRAGMA journal_mode=WAL")
    theirs.execute("CREATE TABLE note (text)")
    theirs.commit()
    (tmp_path / "copy").mkdir()
    copied = put_pair(tmp_path / "copy", (tmp_path / "shop.jxc").read_bytes(), (tmp_path / "shop.jxc-wal").read_bytes())
    theirs.close()
    before = written(copied.parent)
    for writable in (True, False):
        with pytest.raises(NotAShopFile):
            open_shop(copied, program="start", writable=writable)
    assert written(copied.parent) == before
    assert len(before) == 2


def test_a_missing_file_is_no_empty_shop_for_who_only_looks(tmp_path, capsys):
    assert cli.main(["check", "--shop", str(tmp_path / "none.jxc"), "--json"]) == cli.REFUSED
    assert json.loads(capsys.readouterr().out)["error"] == "NoShopThere"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", WHOLE_FILE)
def test_the_terminal_says_what_is_wrong(put, sound, what, capsys):
    path = put(WHOLE_FILE[what][0](sound))
    assert cli.main(["check", "--shop", str(path)]) == cli.REFUSED
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_the_program_itself_ends_with_one_line_and_no_traceback(put, sound):
    path = put(sound[: len(sound) // 2])
    command = [sys.executable, "-m", "jxc_desktop", "check", "--shop", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (cli.REFUSED, b"", 1)


def test_every_single_page_overwritten_with_noise_is_noticed(put, sound):
    chance = random.Random(14)
    unnoticed = []
    for number in range(len(sound) // PAGE):
        content = sound[: number * PAGE] + chance.randbytes(PAGE) + sound[(number + 1) * PAGE :]
        path = put(content)
        if not look(path):
            unnoticed.append(number)
        assert path.read_bytes() == content
    assert unnoticed == []


def test_every_single_page_of_zeros_is_noticed_or_was_unused(put, sound):
    for number in range(len(sound) // PAGE):
        content = sound[: number * PAGE] + bytes(PAGE) + sound[(number + 1) * PAGE :]
        assert look(put(content))


def test_a_damaged_file_never_ends_in_a_traceback(tmp_path, sound):
    """Whatever is damaged, the program says so in its own words or works; also when it opens the file for writing."""
    chance = random.Random(41)
    for number in range(len(sound) // PAGE):
        path = tmp_path / f"{number}.jxc"
        path.write_bytes(sound[: number * PAGE] + chance.randbytes(PAGE) + sound[(number + 1) * PAGE :])
        with suppress(ShopError), closing(open_shop(path, program="start")) as shop:
            with suppress(ShopError), shop.read() as view:
                search(view, "kl")
            with suppress(ShopError), shop.work() as work:
                complete_sale(work, cart_of(*products_of(work, [1, 2])), [CASH], print_receipt=True)


def bit_flipped(content: bytes, offset: int) -> bytes:
    return content[:offset] + bytes([content[offset] ^ 1]) + content[offset + 1 :]


def documents_of(path: Path) -> Any:
    """Every row of the documents, read past their indexes; None where they can't be read."""
    tables = sorted(set(POSTED) - {"audit_entry", "price_change"})
    with closing(driver().connect(str(path))) as connection:
        try:
            return [connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall() for table in tables]
        except (driver().Error, UnicodeDecodeError):
            return None


@pytest.mark.parametrize("text", [b"XS20261122-0003", "茶".encode(), "可乐".encode(), b"sale_return"])
def test_every_flipped_bit_in_a_posted_document_is_found(put, sound, text):
    """Wherever the text stands: where a flip changes what a document says, it is noticed. Elsewhere (drafts, the log, indexes) it may go unseen."""
    as_posted = documents_of(put(sound))
    found = [at for at in range(len(sound)) if sound.startswith(text, at)]
    in_documents = [at for at in found if documents_of(put(bit_flipped(sound, at))) != as_posted]
    assert in_documents
    assert [at for at in in_documents if not look(put(bit_flipped(sound, at)))] == []


def test_flipped_bits_never_end_in_a_traceback(put, sound):
    chance = random.Random(7)
    for _flip in range(60):
        content = bit_flipped(sound, chance.randrange(len(sound)))
        path = put(content)
        look(path)
        assert path.read_bytes() == content


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """What a kill leaves: the file, and beside it the last sales that were not put into it yet."""
    return left_by_a_kill(tmp_path_factory.mktemp("killed"), "可乐", sales=4)


def left_by_a_kill(folder: Path, name: str, sales: int) -> tuple[bytes, bytes]:
    first = make_shop(folder)
    cola = stocked(first, name, quantity=100)
    first.close()
    shop = Shop(Database(first.path), clock=TestClock())
    for _sale in range(sales):
        with shop.work() as work:
            complete_sale(work, cart_of(cola), [CASH], print_receipt=True)
    left = shop.path.read_bytes(), Path(f"{shop.path}-wal").read_bytes()
    shop.close()
    return left


def put_pair(folder: Path, content: bytes, beside: bytes | None) -> Path:
    path = folder / "shop.jxc"
    path.write_bytes(content)
    if beside is not None:
        (folder / "shop.jxc-wal").write_bytes(beside)
    return path


@pytest.mark.parametrize("share", [None, 0.0, 0.2, 0.5, 0.9, 1.0])
def test_sales_beside_the_file_that_were_cut_off_leave_whole_ones_before_them(tmp_path, killed, share):
    content, beside = killed
    path = put_pair(tmp_path, content, None if share is None else beside[: int(len(beside) * share)])
    with reopened(path) as shop:
        there = sold_keys(shop)
        assert len(there) == 4 if share == 1.0 else len(there) < 4
        assert findings(shop) == []


def test_noise_beside_the_file_is_no_sale(tmp_path, killed):
    content, beside = killed
    with reopened(put_pair(tmp_path, content, random.Random(2).randbytes(len(beside)))) as shop:
        assert (sold_keys(shop), findings(shop)) == ([], [])


def test_sales_of_another_file_beside_this_one_are_found(tmp_path, killed, sound):
    """A folder put together from two backups: SQLite can't tell, the books can."""
    _content, beside = killed
    assert look(put_pair(tmp_path, sound, beside))
