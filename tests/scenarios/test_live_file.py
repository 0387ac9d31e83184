"""The shop file that is open belongs to SQLite: no other handle is opened or closed on it, or its locks on the file are gone.

That the program opens no such handle by hand is watched in every test (`tests/conftest.py`); here are those who would.
"""

from pathlib import Path

import pytest

from jxc_desktop import cli, paths
from jxc_desktop.db import backup as files
from jxc_desktop.devices import printer
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.printer_troubles import PrinterOffline
from jxc_desktop.domain.printers import Target, TargetKind
from jxc_desktop.operations import backups
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.refusals import CannotOpenFile
from jxc_desktop.spreadsheets.writing import CannotWriteFile, replacing
from tests.builders import stocked
from tests.conftest import opened_by_hand
from tests.scenarios.stage import ON_LINUX


def locks_on(path: Path) -> list[str]:
    """This process's locks on a file, as the system lists them."""
    inode = path.stat().st_ino
    lines = (line.split() for line in Path("/proc/locks").read_text().splitlines())
    return sorted(" ".join(words[1:]) for words in lines if words[5].endswith(f":{inode}"))


@pytest.fixture
def backup(shop, tmp_path):
    stocked(shop)
    return backups.back_up(shop, tmp_path / "backups", Reason.BY_HAND).path


@ON_LINUX
@pytest.mark.parametrize("what", ["preview", "backup", "second look", "check"])
def test_the_locks_on_the_open_file_are_as_before(shop, backup, tmp_path, what, capsys):
    before = locks_on(shop.path)
    assert before
    if what == "preview":
        assert backups.look_over(backup, shop.path).difference is not None
    elif what == "backup":
        backups.back_up(shop, tmp_path / "backups", Reason.BY_HAND)
    elif what == "second look":
        open_shop(shop.path, program="test", writable=False).close()
    else:
        assert cli.main(["check", "--shop", str(shop.path)]) == cli.DONE
    assert locks_on(shop.path) == before


def test_the_file_is_known_by_any_of_its_names_and_until_it_is_closed(shop, tmp_path):
    (tmp_path / "link.jxc").symlink_to(shop.path)
    (tmp_path / "again.jxc").hardlink_to(shop.path)
    names = [shop.path, tmp_path / "link.jxc", tmp_path / "again.jxc", tmp_path / "none.jxc"]
    assert [paths.is_held_open(name) for name in names] == [True, True, True, False]
    shop.close()
    assert not paths.is_held_open(shop.path)


def test_it_is_no_workbook(shop):
    with pytest.raises(CannotOpenFile, match="it is the shop file itself, which is open"):
        read_workbook(shop.path)


def test_nothing_is_written_over_it(shop):
    before = shop.path.stat().st_ino
    with pytest.raises(CannotWriteFile, match="it is the shop file itself, which is open"), replacing(shop.path) as part:
        part.write_text("a recovery card")
    assert (shop.path.stat().st_ino, list(shop.path.parent.glob("*.part"))) == (before, [])


def test_it_is_no_printer(shop):
    before = shop.path.stat().st_size
    with pytest.raises(PrinterOffline):
        printer.send(Target(TargetKind.FILE, str(shop.path)), b"a receipt")
    assert shop.path.stat().st_size == before


def test_a_hand_on_the_open_file_would_be_noticed(shop):
    files.sha256_of(shop.path)
    assert [Path(place.rpartition(":")[0]).name for place in opened_by_hand] == ["backup.py"]
    opened_by_hand.clear()
