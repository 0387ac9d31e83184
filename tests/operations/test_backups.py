"""F16 to F19: a backup is one only when it was read back; a restore checks everything before it touches anything."""

import errno
import io
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jxc_desktop import i18n
from jxc_desktop.db import backup as files
from jxc_desktop.db.engine import Database, driver
from jxc_desktop.db.errors import DiskFull, FileTooNew, NotAShopFile, ShopInUse
from jxc_desktop.db.lock import ShopLock
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Actor
from jxc_desktop.domain.stock_draft import DraftLine, StockDraft, Way
from jxc_desktop.operations import backups
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.drafts import hold_sale
from jxc_desktop.operations.past_sales import import_past_sales
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.stock_drafts import keep_stock_draft
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.backups import backups_in, backups_of, note_path, read_note
from jxc_desktop.queries.check import check
from jxc_desktop.queries.product_fields import ProductFields
from tests.builders import CASH, TestClock, cart_of, copy_of, make_shop, stocked
from tests.damage import damaged_copy


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def sold(shop):
    """A shop with three sales."""
    goods = stocked(shop, quantity=100)
    sell(shop, goods, 3)
    return goods


def sell(shop, goods, times=1):
    for _time in range(times):
        with shop.work() as work:
            complete_sale(work, cart_of(goods), [CASH], print_receipt=False)


def made(shop, folder, reason=Reason.BY_HAND, **more):
    return backups.back_up(shop, folder, reason, **more)


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def seq_of(path):
    with files.snapshot(path, is_closed=True) as connection:
        return connection.exec_driver_sql("SELECT number FROM head WHERE name = 'seq'").scalar_one()


# Making


def test_a_backup_is_the_shop_at_one_moment_and_says_so(shop, sold, folder):
    backup = made(shop, folder)
    sell(shop, sold)
    note = read_note(backup.path)
    assert note == backup.note
    assert note is not None
    assert (note.state.posted_seq, note.is_good, note.reason) == (4, True, "by_hand")
    assert note.sha256 == files.sha256_of(backup.path)
    assert seq_of(backup.path) == 4
    assert names(folder) == ["shop-20261122-100000.json", "shop-20261122-100000.jxc"]


def test_sales_during_the_copy_go_on_and_do_not_begin_it_anew(shop, sold, folder, monkeypatch):
    monkeypatch.setattr(files, "PAGES_A_STEP", 8)
    steps: list[float] = []

    def selling(fraction):
        if fraction < backups.COPY_SHARE and len(steps) < 40:
            steps.append(fraction)
            sell(shop, sold)

    backup = made(shop, folder, progress=selling)
    assert len(steps) > 3
    assert steps == sorted(steps)
    assert backup.note.state.posted_seq == 4


def test_two_in_one_second_have_two_names(shop, sold, folder):
    assert made(shop, folder).path.name != made(shop, folder).path.name
    assert len(backups_in(folder)) == 2


class Unplugged(OSError):
    pass


def fails_at(place, error):
    def progress(fraction):
        if fraction >= place:
            raise error

    return progress


@pytest.mark.parametrize("place", [0.01, 0.3, 0.6, 0.75, 0.8, 0.95])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), Unplugged(errno.EIO, "Input/output error")])
def test_a_copy_that_fails_leaves_what_was_there_and_nothing_else(shop, sold, folder, place, error, monkeypatch):
    monkeypatch.setattr(files, "PAGES_A_STEP", 4)
    first = made(shop, folder)
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    with pytest.raises(backups.BackupFailed, match="Earlier backups are untouched"):
        made(shop, folder, progress=fails_at(place, error))
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before
    assert made(shop, folder).is_good
    assert first.path.exists()


def test_a_target_that_is_gone_is_a_failed_backup(shop, sold, tmp_path):
    (tmp_path / "stick").write_text("no folder")
    with pytest.raises(backups.BackupFailed):
        made(shop, tmp_path / "stick" / "backups")


def test_no_room_is_known_before_anything_is_written(shop, sold, folder, monkeypatch):
    usage = shutil.disk_usage(folder.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(backups.BackupFailed, match="MB are needed, 0 MB are free"):
        made(shop, folder)
    assert names(folder) == []


def test_what_a_killed_backup_left_is_removed_by_the_next(shop, sold, folder):
    folder.mkdir()
    for name in ("shop-20261122-090000.jxc.part", "shop-20261122-090000.jxc.part-journal"):
        (folder / name).write_bytes(b"half")
    (folder / "holiday.jpg").write_bytes(b"not ours")
    made(shop, folder)
    assert [name for name in names(folder) if "part" in name] == []
    assert (folder / "holiday.jpg").exists()


def test_a_copy_that_does_not_read_back_is_no_backup(shop, sold, folder, monkeypatch):
    true_copy = files.copy_to

    def torn(connection, part, step):
        true_copy(connection, part, step)
        content = bytearray(part.read_bytes())
        content[4096:8192] = bytes(4096)
        part.write_bytes(content)

    monkeypatch.setattr(files, "copy_to", torn)
    with pytest.raises(backups.BackupFailed):
        made(shop, folder)
    assert backups_in(folder) == ()


def test_a_copy_that_lacks_the_last_sale_is_no_backup(shop, sold, folder, monkeypatch):
    true_copy = files.copy_to

    def older(connection, part, step):
        true_copy(connection, part, step)
        copy = driver().connect(str(part), isolation_level=None)
        copy.execute("UPDATE head SET number = number - 1 WHERE name = 'seq'")
        copy.close()

    monkeypatch.setattr(files, "copy_to", older)
    with pytest.raises(backups.BackupFailed, match="not what was copied"):
        made(shop, folder)


def test_books_that_break_a_rule_are_kept_but_not_called_good(shop, sold, folder, tmp_path):
    good = made(shop, folder)
    damaged = damaged_copy(shop, tmp_path / "shop-odd.jxc", ["UPDATE stock_level SET quantity = quantity + 1000"])
    backup = backups.back_up_file(damaged, folder, Reason.WORK, now=shop.clock())
    assert (good.is_good, backup.is_good) == (True, False)
    assert "the moves sum to" in backup.note.findings[0]


def test_what_the_sums_hide_is_found_with_the_chain(shop, sold, folder, tmp_path):
    stocked(shop, "茶", quantity=100)
    tables = ("stock_level", "stock_value")
    swap = [f"UPDATE {table} SET quantity = quantity + (CASE product_id WHEN 1 THEN 1000 ELSE -1000 END)" for table in tables]
    damaged = damaged_copy(shop, tmp_path / "shop-odd.jxc", swap)
    backup = backups.back_up_file(damaged, folder, Reason.WORK, now=shop.clock())
    assert backup.is_good
    walked = backups.walk_chain(backup)
    assert not walked.is_good
    assert "the moves sum to" in walked.note.findings[0]


def test_old_ones_go_by_age_and_those_of_another_shop_stay(shop, sold, folder, clock, tmp_path):
    other = make_shop_with_a_sale(tmp_path / "other")
    theirs = backups.back_up_file(other, folder, Reason.BY_HAND, now=clock())
    for _hour in range(4):
        made(shop, folder)
        clock.forward(hours=1)
    clock.forward(days=30)
    made(shop, folder)
    assert len(backups_of(folder, shop.path, shop.id)) == 2
    assert len(backups_in(folder)) == 3
    assert theirs.path.exists()


def test_an_empty_shop_of_the_same_name_never_drops_the_real_ones_last_backup(shop, sold, folder, clock):
    real = made(shop, folder)
    shop.close()
    shop.path.unlink()
    empty = make_shop(shop.path.parent, clock=clock)
    clock.forward(hours=3)
    for _day in range(5):
        made(empty, folder)
        clock.forward(days=1)
    empty.close()
    assert real.path.exists()
    assert restore(real.path, shop.path).path == shop.path


def test_a_shop_of_the_same_name_and_its_backups_are_not_taken_for_this_one(shop, sold, folder, tmp_path, clock):
    other = make_shop_with_a_sale(tmp_path / "other")
    backups.back_up_file(other, folder, Reason.BY_HAND, now=clock())
    assert backups_of(folder, shop.path, shop.id) == ()
    ours = made(shop, folder)
    assert backups_of(folder, shop.path, shop.id) == (ours,)
    assert backups_of(folder, tmp_path / "sho.jxc", shop.id) == ()


def without_id(path):
    connection = driver().connect(str(path), isolation_level=None)
    connection.execute("DELETE FROM setting WHERE key = 'shop_id'")
    connection.close()


def test_a_file_without_an_id_gets_one_when_it_is_opened_to_be_written(shop, sold, folder, clock):
    shop.close()
    without_id(shop.path)
    nameless = backups.back_up_file(shop.path, folder, Reason.BY_HAND, now=clock())
    with closing(open_shop(shop.path, program="look", writable=False)) as looking:
        assert looking.id == ""
    with closing(open_shop(shop.path, program="test")) as opened:
        given = opened.id
    with closing(open_shop(shop.path, program="test")) as again:
        assert again.id == given
    assert len(given) == 32
    lost = backups.look_over(nameless.path, shop.path).difference
    assert lost is not None
    assert not lost.is_other_shop  # it begins with the same document


def test_a_new_file_has_its_own_id(tmp_path):
    ids = set()
    for name in ("a", "b"):
        with closing(open_shop(tmp_path / f"{name}.jxc", program="test")) as made_shop:
            ids.add(made_shop.id)
    assert len(ids) == 2
    assert "" not in ids


def test_a_note_of_an_earlier_version_that_knew_less_still_holds(shop, closed):
    said = json.loads(note_path(closed.path).read_text(encoding="utf-8"))
    del said["state"]["shop_id"], said["state"]["counts"]["drafts"]
    note_path(closed.path).write_text(json.dumps(said), encoding="utf-8")
    assert restore(closed.path, shop.path).kept


def test_an_empty_shop_on_a_new_computer_is_restored_over_without_a_word(closed, tmp_path):
    (tmp_path / "new").mkdir()
    new = make_shop(tmp_path / "new")
    new.close()
    assert seq_of(restore(closed.path, new.path).path) == 4


def make_shop_with_a_sale(folder: Path) -> Path:
    folder.mkdir()
    other = make_shop(folder, clock=TestClock())
    sell(other, stocked(other, "茶", quantity=10))
    other.close()
    return other.path


def test_the_second_copy_is_compared_with_the_first(shop, sold, folder, tmp_path, monkeypatch):
    backup = made(shop, folder)
    copy = backups.copy_backup(backup, tmp_path / "stick", shop.path, now=shop.clock())
    assert files.sha256_of(copy.path) == backup.note.sha256
    assert read_note(copy.path) == backup.note
    monkeypatch.setattr(files, "sha256_of", lambda *_more: "0")
    with pytest.raises(backups.BackupFailed):
        backups.copy_backup(backup, tmp_path / "stick2", shop.path, now=shop.clock())
    assert names(tmp_path / "stick2") == []


def test_the_whole_chain_is_walked_once_a_day_and_finds_a_changed_sale(shop, sold, folder, tmp_path, clock):
    backup = made(shop, folder)
    assert backups.is_chain_due(backups_in(folder), clock())
    assert backups.walk_chain(backup).note.walked == "ok"
    assert not backups.is_chain_due(backups_in(folder), clock())
    assert backups.is_chain_due(backups_in(folder), clock() + timedelta(days=2))
    changed = damaged_copy(shop, tmp_path / "shop-b.jxc", ["UPDATE document SET operator = 'x' WHERE posted_seq = 2"])
    walked = backups.walk_chain(backups.back_up_file(changed, folder, Reason.WORK, now=clock()))
    assert not walked.is_good
    assert "was changed after it was posted" in walked.note.findings[0]


def test_by_hand_needs_the_right_and_on_its_own_does_not(shop, sold, folder):
    shop.actor = Actor(1, "a", frozenset())
    with pytest.raises(NotAllowed):
        made(shop, folder)
    assert made(shop, folder, Reason.CLOSE).is_good


def test_a_file_that_cannot_be_written_is_backed_up_all_the_same(shop, sold, folder, monkeypatch):
    """A full disk is when a backup is wanted most; the line in the log is then left out."""

    def full():
        raise DiskFull

    monkeypatch.setattr(shop, "work", full)
    assert made(shop, folder).is_good
    reading = open_shop(shop.path, program="terminal", writable=False)
    assert made(reading, folder).is_good
    reading.close()


def test_a_shop_with_nothing_in_it_needs_no_backup_before_an_import(shop, folder):
    assert backups.back_up_before(shop, Reason.IMPORT, folder) is None
    stocked(shop)
    assert backups.back_up_before(shop, Reason.IMPORT, folder) is not None


# Restoring


@pytest.fixture
def closed(shop, sold, folder):
    """A backup of three sales, then two sales more, then the window is closed."""
    backup = made(shop, folder)
    shop.clock.forward(minutes=42)
    sell(shop, sold, 2)
    shop.close()
    return backup


def restore(backup_path, target, **more):
    return backups.restore(backup_path, target, program="test", clock=TestClock(), **more)


def everything(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock"}


def test_what_would_be_lost_is_said_before(shop, closed):
    lost = backups.look_over(closed.path, shop.path).difference
    assert lost is not None
    assert lost.sentence(shop.clock().tzinfo, shop.clock()) == "2 sales fewer, the latest 10:42"
    i18n.use_language("zh_CN")
    assert lost.sentence(shop.clock().tzinfo, shop.clock()) == "少 2 单，最近 10:42"


def lost_since(backup, shop):
    lost = backups.look_over(backup.path, shop.path).difference
    assert lost is not None
    return lost.sentence(shop.clock().tzinfo, shop.clock())


def reprice(shop, goods):
    with shop.work() as work:
        change_product(work, goods.id, ProductFields("可乐", retail_price=9_0000), 1)


def import_history(shop):
    line = PastSale(2, "", datetime.fromisoformat("2025-03-01T10:00"), "", "", "", "旧货", 1000, None, None)
    import_past_sales(shop, [line], "old.xlsx", "hash")


def know_a_customer(shop):
    with shop.work() as work:
        keep_customer(work, "张三", "13812345678")


def renamed_to(shop, name):
    with shop.work() as work:
        change_settings(work, shop_name=name)


def held(shop, goods):
    with shop.work() as work:
        hold_sale(work, cart_of(goods))


def typed(shop, goods):
    with shop.work() as work:
        keep_stock_draft(work, StockDraft("typed", Way.WRITE_OFF, lines=(DraftLine(goods.id, 1_000, 1),)))


ENTERED = {
    "a price": (reprice, "1 price change fewer; 1 entry of the log fewer"),
    "the shop's name": (lambda shop, _goods: renamed_to(shop, "新店"), "settings as they were then: Shop name; 1 entry of the log fewer"),
    "history": (lambda shop, _goods: import_history(shop), "1 line of imported history fewer; 1 entry of the log fewer"),
    "a customer": (lambda shop, _goods: know_a_customer(shop), "1 customer fewer; 1 entry of the log fewer"),
    "a cart": (held, "1 open or held sale as it was then; 1 entry of the log fewer"),
    "a write-off half typed": (typed, "1 half-typed document as it was then"),
}


@pytest.mark.parametrize("what", ENTERED)
def test_whatever_was_entered_is_said_to_be_lost(shop, sold, folder, what):
    enter, said = ENTERED[what]
    backup = made(shop, folder)
    assert lost_since(backup, shop) == "Nothing would be lost: the backup and the present file are the same."
    enter(shop, sold)
    assert lost_since(backup, shop) == said


def test_what_only_the_backup_has_is_not_called_the_same(shop, sold, folder, tmp_path):
    shop.close()
    older = copy_of(shop, tmp_path / "older.jxc")
    with closing(open_shop(shop.path, program="test", clock=TestClock())) as reopened:
        for name in ("新店", ""):
            renamed_to(reopened, name)
        backup = made(reopened, folder)
    lost = backups.look_over(backup.path, older).difference
    assert lost is not None
    assert lost.sentence(None, TestClock().now) == "settings as they were then: Shop name"  # written down once, so no default any more


def test_restored_is_what_was_backed_up_and_the_file_before_is_kept(shop, closed):
    done = restore(closed.path, shop.path)
    assert (seq_of(shop.path), seq_of(done.kept)) == (4, 6)
    assert done.kept.name.startswith("before-restore-2026")
    assert seq_of(done.before.path) == 6
    reopened = open_shop(shop.path, program="test", clock=TestClock())
    with reopened.read() as view:
        assert check(view).ok
    sell(reopened, stocked(reopened, "茶"))
    reopened.close()


def test_an_open_shop_is_not_restored_over(shop, closed):
    with ShopLock(shop.path, "window"), pytest.raises(ShopInUse):
        restore(closed.path, shop.path)
    assert seq_of(shop.path) == 6


def test_what_stands_in_the_wal_is_kept_with_the_file(tmp_path, shop, closed):
    other = Shop(Database(shop.path), clock=TestClock())
    sell(other, stocked(other, "茶"))
    for ending in ("", "-wal"):
        shutil.copy(files.beside(shop.path, ending), files.beside(tmp_path / "killed.jxc", ending))
    other.close()
    done = restore(closed.path, tmp_path / "killed.jxc")
    assert (seq_of(done.kept), seq_of(tmp_path / "killed.jxc")) == (8, 4)
    assert not any(files.beside(path, "-wal").exists() for path in (done.kept, done.path))


def test_a_damaged_file_is_kept_as_it_is(shop, closed):
    content = shop.path.read_bytes()[:20_000]
    shop.path.write_bytes(content)
    lost = backups.look_over(closed.path, shop.path).difference
    assert lost is not None
    assert not lost.is_present_readable
    done = restore(closed.path, shop.path)
    assert (done.kept.read_bytes(), done.before, seq_of(shop.path)) == (content, None, 4)


def test_a_backup_of_another_shop_is_asked_about(shop, closed, tmp_path):
    other = make_shop_with_a_sale(tmp_path / "other")
    before = everything(tmp_path)
    with pytest.raises(backups.OtherShop):
        restore(closed.path, other)
    assert everything(tmp_path) == before
    assert restore(closed.path, other, may_be_other=True).kept


def test_an_older_schema_is_refused_nowhere_a_newer_one_is(shop, closed):
    for version, problem in ((99, FileTooNew),):
        connection = driver().connect(str(closed.path), isolation_level=None)
        connection.execute(f"PRAGMA user_version={version}")
        connection.close()
        note_path(closed.path).unlink()
        with pytest.raises(problem):
            restore(closed.path, shop.path)


def zipped(path, *members, **more):
    with zipfile.ZipFile(path, "w", **more) as archive:
        for name, content in members:
            archive.writestr(name, content)


def linked(path):
    entry = zipfile.ZipInfo("shop.jxc")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")


def ten_gigabytes(path):
    with path.open("wb") as file:
        file.write(b"SQLite format 3\0")
        file.truncate(10_000_000_000)


def a_million_entries(path):
    content = io.BytesIO()
    zipped(content, ("a", ""))
    path.write_bytes(content.getvalue() * 10_000)


def foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE product (id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()


HOSTILE = {
    "nothing": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("shop"),
    "another program's": foreign,
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "a link": lambda path: path.symlink_to("/etc/passwd"),
    "an archive with a way out": lambda path: zipped(path, ("../../x", "x"), ("/etc/x", "x"), ("CON", "x"), ("C:\\x", "x")),
    "an archive with a link": linked,
    "many entries": a_million_entries,
    "ten gigabytes": ten_gigabytes,
    "a header only": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(84)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_backup_is_refused_before_anything_is_written(shop, closed, tmp_path, what):
    path = tmp_path / "given.jxc"
    HOSTILE[what](path)
    here = {each: each.stat().st_size for each in tmp_path.rglob("*") if each.suffix != ".lock"}
    with pytest.raises((NotAShopFile, backups.BackupDamaged)) as refused:
        restore(path, shop.path)
    assert "othing was" in str(refused.value)
    assert {each: each.stat().st_size for each in tmp_path.rglob("*") if each.suffix != ".lock"} == here
    assert seq_of(shop.path) == 6


def changed_byte(backup):
    content = bytearray(backup.path.read_bytes())
    content[-2000] ^= 1
    backup.path.write_bytes(content)


def renamed(backup):
    """What no rule and no chain can see."""
    connection = driver().connect(str(backup.path), isolation_level=None)
    connection.execute("UPDATE product SET name = 'x'")
    connection.close()


def cut(backup):
    backup.path.write_bytes(backup.path.read_bytes()[:-8192])


def other_head(backup):
    note = replace(backup.note, state=replace(backup.note.state, heads={"": "0" * 64}))
    note_path(backup.path).write_text(note.text(), encoding="utf-8")


def rolled_back(backup):
    """The tail cut off and the note made to fit the bytes, but not the heads."""
    connection = driver().connect(str(backup.path), isolation_level=None)
    connection.execute("UPDATE head SET number = number - 1 WHERE name = 'seq'")
    connection.close()
    note = replace(backup.note, sha256=files.sha256_of(backup.path))
    note_path(backup.path).write_text(note.text(), encoding="utf-8")


@pytest.mark.parametrize("spoil", [changed_byte, renamed, cut, other_head, rolled_back])
def test_a_backup_that_is_not_what_its_note_says_is_refused(shop, closed, tmp_path, spoil):
    spoil(closed)
    before = everything(tmp_path)
    with pytest.raises(backups.BackupDamaged):
        restore(closed.path, shop.path)
    assert everything(tmp_path) == before


def test_without_its_note_the_whole_chain_vouches_for_a_file(shop, closed, tmp_path):
    note_path(closed.path).unlink()
    assert restore(closed.path, shop.path).kept
    spoilt = damaged_copy(shop, tmp_path / "b.jxc", ["UPDATE document SET operator = 'x' WHERE posted_seq = 2"])
    with pytest.raises(backups.BackupDamaged, match="was changed after it was posted"):
        restore(spoilt, shop.path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"state": 1}', "\x00", "[" * 60_000, '{"made_at": "../../x"}', '{"path": "../../x", "state": {}}']
)
def test_a_note_that_cannot_be_understood_is_none(closed, text):
    note_path(closed.path).write_text(text)
    assert read_note(closed.path) is None
    assert backups_in(closed.path.parent) == ()


def test_a_note_of_a_hundred_megabytes_is_not_read(closed):
    with note_path(closed.path).open("ab") as file:
        file.truncate(100_000_000)
    assert read_note(closed.path) is None


def test_a_note_names_no_file(shop, closed, tmp_path):
    """Whatever a note says, only its own neighbour is read and only the target is written."""
    said = json.loads(note_path(closed.path).read_text(encoding="utf-8"))
    note_path(closed.path).write_text(json.dumps(said | {"path": "../../x", "file": "CON"}), encoding="utf-8")
    restore(closed.path, shop.path)
    assert {path.name for path in tmp_path.iterdir()} <= {"shop.jxc", "shop.jxc.lock", "backups"} | {
        path.name for path in tmp_path.glob("before-restore-*")
    }


@pytest.mark.parametrize("place", [0.1, 0.3, 0.55, 0.7, 0.9])
def test_a_restore_that_fails_leaves_the_present_file(shop, closed, place, monkeypatch):
    monkeypatch.setattr(files, "PAGES_A_STEP", 4)
    with pytest.raises(OSError, match="No space left"):
        restore(closed.path, shop.path, progress=fails_at(place, OSError(errno.ENOSPC, "No space left on device")))
    assert seq_of(shop.path) == 6
    assert not files.beside(shop.path, ".restoring").exists()


def test_the_file_itself_is_no_backup_of_itself(shop, closed):
    with pytest.raises(backups.AlreadyThere):
        restore(shop.path, shop.path)


def test_a_file_put_aside_can_be_restored_again(shop, closed):
    kept = restore(closed.path, shop.path).kept
    assert seq_of(restore(kept, shop.path, may_be_other=True).path) == 6
