"""F16 and F15: killed in a backup, a restore; a disk that is full for real; an update of the file begins with a backup."""

import subprocess
import sys
from pathlib import Path

import pytest

from jxc_desktop import paths
from jxc_desktop.db.engine import driver
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.errors import DataProblem
from jxc_desktop.operations import backups
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.backups import backups_in
from jxc_desktop.queries.check import check
from tests.builders import CASH, TestClock, cart_of, make_shop, stocked
from tests.scenarios.stage import ON_LINUX

ROOT = Path(__file__).parents[2]


def sell(shop):
    goods = stocked(shop)
    with shop.work() as work:
        complete_sale(work, cart_of(goods), [CASH], print_receipt=False)


@pytest.fixture
def backup(tmp_path):
    """A closed shop of two sales, one of them in its backup."""
    shop = make_shop(tmp_path, clock=TestClock())
    sell(shop)
    made = backups.back_up(shop, paths.backup_folder(shop.path), Reason.BY_HAND)
    sell(shop)
    shop.close()
    return made


def child(what, place, tmp_path, backup):
    words = [sys.executable, "-m", "tests.scenarios.backing_up_until_killed", what, place, str(tmp_path / "shop.jxc"), str(backup.path)]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def killed(what, place, tmp_path, backup):
    process = child(what, place, tmp_path, backup)
    assert process.stdout.readline() == b"there\n"
    process.kill()
    process.communicate(timeout=30)


def looked_at(path):
    """How many documents the shop has; its books are in order."""
    shop = open_shop(path, program="look", clock=TestClock())
    try:
        with shop.read() as view:
            report = check(view)
            assert report.ok, report.findings
            return report.looked_at["documents"]
    finally:
        shop.close()


@ON_LINUX
@pytest.mark.parametrize("place", ["0.05", "0.3", "0.6", "0.75", "0.95"])
def test_killed_in_a_backup_the_others_are_untouched_and_the_next_cleans_up(tmp_path, backup, place):
    folder = backup.path.parent
    before = {path: path.read_bytes() for path in folder.iterdir()}
    killed("backup", place, tmp_path, backup)
    assert [made.path for made in backups_in(folder)] == [backup.path]
    assert all(path.read_bytes() == content for path, content in before.items() if path.suffix != ".lock")
    backups.back_up_file(tmp_path / "shop.jxc", folder, Reason.WORK, now=TestClock().now)
    assert len(backups_in(folder)) == 2
    assert not list(folder.glob("*.part*"))
    assert looked_at(tmp_path / "shop.jxc") == 4


@ON_LINUX
@pytest.mark.parametrize("place", ["0.1", "0.6", "0.9", "link"])
def test_killed_in_a_restore_there_is_a_whole_shop_file(tmp_path, backup, place):
    killed("restore", place, tmp_path, backup)
    assert looked_at(tmp_path / "shop.jxc") == 4
    backups.restore(backup.path, tmp_path / "shop.jxc", program="again", clock=TestClock())
    assert looked_at(tmp_path / "shop.jxc") == 2
    assert not list(tmp_path.glob("*.restoring*"))


@ON_LINUX
def test_a_disk_that_is_full_in_the_copy_is_a_failed_backup(tmp_path, backup):
    folder = backup.path.parent
    before = sorted(path.name for path in folder.iterdir())
    said, _nothing = child("full", "2", tmp_path, backup).communicate(timeout=30)
    assert b"Earlier backups are untouched" in said
    assert sorted(path.name for path in folder.iterdir()) == before


def as_older(path):
    connection = driver().connect(str(path), isolation_level=None)
    connection.execute("PRAGMA user_version=0")
    connection.close()


def test_an_older_file_is_backed_up_before_it_is_updated(tmp_path, backup):
    as_older(tmp_path / "shop.jxc")
    assert looked_at(tmp_path / "shop.jxc") == 4
    assert backups_in(backup.path.parent)[0].note.state.schema == 0
    assert {made.note.reason for made in backups_in(backup.path.parent)} == {Reason.BY_HAND, Reason.MIGRATION}


def test_without_a_backup_an_older_file_is_not_touched(tmp_path, backup, monkeypatch):
    as_older(tmp_path / "shop.jxc")
    content = (tmp_path / "shop.jxc").read_bytes()
    monkeypatch.setattr(backups, "backup_folder", lambda _path: tmp_path / "shop.jxc" / "backups")
    with pytest.raises(DataProblem):
        open_shop(tmp_path / "shop.jxc", program="look")
    assert (tmp_path / "shop.jxc").read_bytes() == content


def test_the_backup_before_an_update_goes_into_the_chosen_folder_or_beside_the_file_when_that_is_away(tmp_path, backup):
    stick = tmp_path / "stick"
    for folders, where in (([stick], stick), ([tmp_path / "shop.jxc" / "stick"], backup.path.parent)):
        as_older(tmp_path / "shop.jxc")
        open_shop(tmp_path / "shop.jxc", program="look", folders=folders, clock=TestClock()).close()
        assert backups_in(where)[0].note.reason == Reason.MIGRATION


def test_an_older_backup_is_restored_and_updated_when_opened(tmp_path, backup):
    as_older(tmp_path / "shop.jxc")
    made = backups.back_up_file(tmp_path / "shop.jxc", tmp_path / "old", Reason.BY_HAND, now=TestClock().now)
    backups.restore(made.path, tmp_path / "shop.jxc", program="test", clock=TestClock())
    assert looked_at(tmp_path / "shop.jxc") == 4
