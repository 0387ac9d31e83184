"""F16 to F18 at the disk: what is made durable and in which order; what a copy that was spoilt on the way is found by."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jxc_desktop.db import backup as files
from jxc_desktop.db.engine import driver
from jxc_desktop.domain.backups import Reason
from jxc_desktop.operations import backups
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.backups import Backup, backups_in, note_path, read_note
from jxc_desktop.spreadsheets.writing import replacing
from tests.builders import CASH, TestClock, cart_of, copy_of, stocked
from tests.damage import damaged_copy
from tests.scenarios.stage import ON_LINUX

Calls = list[tuple[str, ...]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def sell(shop: Shop) -> None:
    goods = stocked(shop)
    with shop.work() as work:
        complete_sale(work, cart_of(goods), [CASH], print_receipt=False)


def made(shop: Shop, folder: Path, **more: Any) -> Backup:
    return backups.back_up(shop, folder, Reason.WORK, **more)


def restored(backup: Backup, target: Path, folder: Path) -> backups.Restored:
    return backups.restore(backup.path, target, program="test", folder=folder, clock=TestClock())


@pytest.fixture
def closed(shop: Shop, folder: Path) -> Backup:
    """A backup of one sale, then a second sale, then the window is closed."""
    sell(shop)
    backup = made(shop, folder)
    sell(shop)
    shop.close()
    return backup


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the program asks of the disk from now on: what is made durable, with its size, and what gets a name."""
    noted: Calls = []
    sync, replace, link = os.fsync, Path.replace, Path.hardlink_to

    def noting_sync(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        noted.append(("sync", path.name) if path.is_dir() else ("sync", path.name, str(path.stat().st_size)))
        sync(handle)

    def noting_replace(path: Path, target: Path) -> Path:
        noted.append(("name", path.name, target.name))
        return replace(path, target)

    def noting_link(path: Path, target: Path) -> None:
        noted.append(("name", target.name, path.name))
        link(path, target)

    monkeypatch.setattr(os, "fsync", noting_sync)
    monkeypatch.setattr(Path, "replace", noting_replace)
    monkeypatch.setattr(Path, "hardlink_to", noting_link)
    return noted


def sized(path: Path, name: str = "") -> tuple[str, str, str]:
    """That a file was made durable when all of it was written."""
    return "sync", name or path.name, str(path.stat().st_size)


@ON_LINUX
def test_a_backup_has_its_name_when_all_of_it_is_on_the_disk_and_its_note_first(shop: Shop, folder: Path, calls: Calls) -> None:
    sell(shop)
    calls.clear()
    backup = made(shop, folder).path
    part, note = f"{backup.name}.part", note_path(backup)
    assert calls == [
        sized(backup, part),
        ("sync", "backups"),
        sized(note, f"{note.name}.part"),
        ("name", f"{note.name}.part", note.name),
        ("sync", "backups"),
        ("name", part, backup.name),
        ("sync", "backups"),
    ]


@ON_LINUX
def test_so_has_a_second_copy(shop: Shop, folder: Path, tmp_path: Path, calls: Calls) -> None:
    sell(shop)
    backup = made(shop, folder)
    calls.clear()
    copy = backups.copy_backup(backup, tmp_path / "stick", shop.path, now=shop.clock()).path
    part, note = f"{copy.name}.part", note_path(copy)
    assert calls == [
        sized(copy, part),
        sized(note, f"{note.name}.part"),
        ("name", f"{note.name}.part", note.name),
        ("sync", "stick"),
        ("name", part, copy.name),
        ("sync", "stick"),
    ]


@ON_LINUX
def test_a_restored_file_takes_the_place_when_all_of_it_is_on_the_disk(shop: Shop, closed: Backup, tmp_path: Path, calls: Calls) -> None:
    done = restored(closed, shop.path, tmp_path / "aside")
    assert done.kept is not None
    ours = [call for call in calls if call[1] in {"shop.jxc.restoring", tmp_path.name, "shop.jxc"}]
    assert ours == [
        sized(shop.path, "shop.jxc.restoring"),
        ("sync", tmp_path.name),
        ("name", "shop.jxc", done.kept.name),
        ("name", "shop.jxc.restoring", "shop.jxc"),
        ("sync", tmp_path.name),
    ]


@ON_LINUX
def test_a_workbook_has_its_name_when_all_of_it_is_on_the_disk(tmp_path: Path, calls: Calls) -> None:
    target = tmp_path / "a.xlsx"
    with replacing(target) as temporary:
        openpyxl.Workbook().save(temporary)
    assert calls == [sized(target, temporary.name), ("name", temporary.name, "a.xlsx")]


def test_while_a_backup_is_made_no_other_is_begun_in_its_folder(shop: Shop, folder: Path) -> None:
    sell(shop)
    refused: list[str] = []

    def another(_fraction: float) -> None:
        if not refused:
            with pytest.raises(backups.BackupFailed, match="another backup is being made") as error:
                made(shop, folder)
            refused.append(str(error.value))

    assert made(shop, folder, progress=another).is_good
    assert len(refused) == len(backups_in(folder)) == 1


# Copies that were spoilt on the way


def spoil_an_index(path: Path) -> None:
    """A page that neither the state nor any rule of the books reads."""
    with driver().connect(str(path)) as connection:
        of = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_barcode_product_id'"
        (root,), (size,) = connection.execute(of).fetchone(), connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(content)


def skip_a_number(path: Path) -> None:
    """What is sound, but not what was copied."""
    connection = driver().connect(str(path), isolation_level=None)
    connection.execute("UPDATE head SET number = number + 1 WHERE name = 'seq'")
    connection.close()


@pytest.fixture
def spoilt_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], None]], None]:
    """From now on copies come out otherwise than they were read."""
    copy = files.copy_to

    def begin(spoil: Callable[[Path], None]) -> None:
        def copying(connection: Any, part: Path, step: Any) -> None:
            copy(connection, part, step)
            spoil(part)

        monkeypatch.setattr(files, "copy_to", copying)

    return begin


SPOILT = [(spoil_an_index, "btreeInitPage"), (skip_a_number, "the copy is not what was copied")]


@pytest.mark.parametrize(("spoil", "why"), SPOILT)
def test_a_spoilt_copy_is_no_backup(shop: Shop, folder: Path, spoilt_by: Any, spoil: Any, why: str) -> None:
    sell(shop)
    spoilt_by(spoil)
    with pytest.raises(backups.BackupFailed, match=why):
        made(shop, folder)
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == []


@pytest.mark.parametrize("spoil", [spoil_an_index, skip_a_number])
def test_a_spoilt_copy_takes_no_shop_files_place(shop: Shop, closed: Backup, tmp_path: Path, spoilt_by: Any, spoil: Any) -> None:
    content = shop.path.read_bytes()
    spoilt_by(spoil)
    with pytest.raises(backups.BackupFailed, match="the copy is not what was copied"):
        restored(closed, shop.path, tmp_path / "aside")
    assert shop.path.read_bytes() == content
    assert [path.name for path in tmp_path.glob("*") if path.suffix not in {".lock", ".jxc"}] == ["backups"]


def test_a_backup_with_a_page_that_cannot_be_read_is_refused_though_its_note_fits(shop: Shop, closed: Backup, tmp_path: Path) -> None:
    spoil_an_index(closed.path)
    note = read_note(closed.path)
    assert note is not None
    text = note.text().replace(note.sha256, files.sha256_of(closed.path))
    note_path(closed.path).write_text(text, encoding="utf-8")
    content = shop.path.read_bytes()
    with pytest.raises(backups.BackupDamaged):
        restored(closed, shop.path, tmp_path / "aside")
    assert shop.path.read_bytes() == content


SWAPPED = [
    f"UPDATE {table} SET quantity = quantity + (CASE product_id WHEN 1 THEN 1000 ELSE -1000 END)"
    for table in ("stock_level", "stock_value")
]


def test_without_a_note_the_ledger_is_looked_at_product_by_product(shop: Shop, tmp_path: Path) -> None:
    """What the sums hide: one product has one more, another one less."""
    stocked(shop, "茶")
    stocked(shop, "面")
    spoilt = damaged_copy(shop, tmp_path / "spoilt.jxc", SWAPPED)
    target = copy_of(shop, tmp_path / "target.jxc")
    with pytest.raises(backups.BackupDamaged, match="the moves sum to"):
        backups.restore(spoilt, target, program="test", clock=TestClock())
