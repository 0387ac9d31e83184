"""Making and opening the shop file: whole under its own name, or not there at all."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxc_desktop import cli, paths
from jxc_desktop.db.errors import DiskFailed, DiskFull, FileUnreadable, LogNotShared, NotAShopFile
from jxc_desktop.domain.backups import Reason
from jxc_desktop.operations import backups
from jxc_desktop.operations.shop_file import make_shop_file, open_shop, refuse_gone
from jxc_desktop.queries.product_search import search
from tests.builders import empty_shop_file, make_shop, stocked
from tests.scenarios.stage import ON_LINUX, a_person_without_rights, files_may_grow_to, findings


def whole_size(folder: Path) -> int:
    make_shop_file(folder / "whole.jxc")
    size = (folder / "whole.jxc").stat().st_size
    (folder / "whole.jxc").unlink()
    return size


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_disk_without_room_leaves_no_shop_file_and_no_half_of_one(tmp_path, share):
    room = int(whole_size(tmp_path) * share)
    with files_may_grow_to(room), pytest.raises(DiskFailed):
        make_shop_file(tmp_path / "shop.jxc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_an_error_of_a_disk_that_is_full_is_named_so(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=12_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with files_may_grow_to(8192), pytest.raises(DiskFull, match=r"The disk is full \(0\.0 MB free\)"):
        make_shop_file(tmp_path / "shop.jxc")


def test_a_new_file_is_whole_by_itself(tmp_path):
    make_shop_file(tmp_path / "shop.jxc")
    assert [path.name for path in tmp_path.iterdir()] == ["shop.jxc"]
    shop = open_shop(tmp_path / "shop.jxc", program="test")
    assert findings(shop) == []
    shop.close()


@pytest.mark.parametrize("writable", [True, False])
def test_nothing_is_laid_beside_another_programs_file(tmp_path, writable):
    path = tmp_path / "passwd"
    path.write_text("root:x:0:0:")
    with pytest.raises(NotAShopFile):
        open_shop(path, program="test", writable=writable)
    assert list(tmp_path.iterdir()) == [path]


def test_a_shop_file_is_made_where_a_link_points(tmp_path):
    (tmp_path / "away").mkdir()
    (tmp_path / "shop.jxc").symlink_to(tmp_path / "away" / "real.jxc")
    open_shop(tmp_path / "shop.jxc", program="test").close()
    assert (tmp_path / "shop.jxc").is_symlink()
    assert (tmp_path / "away" / "real.jxc").is_file()


def test_a_restore_through_a_link_puts_the_file_in_place_and_keeps_the_link(tmp_path):
    (tmp_path / "away").mkdir()
    empty_shop_file(tmp_path / "away" / "real.jxc")
    link = tmp_path / "shop.jxc"
    link.symlink_to(tmp_path / "away" / "real.jxc")
    shop = open_shop(link, program="test")
    made = backups.back_up(shop, paths.backup_folder(link), Reason.BY_HAND)
    shop.close()
    lost = backups.look_over(made.path, link).difference
    assert lost is not None
    assert lost.is_present_readable
    done = backups.restore(made.path, link, program="test")
    assert (link.is_symlink(), made.path.parent.parent) == (True, tmp_path / "away")
    assert done.kept is not None
    assert done.kept.parent == tmp_path / "away"


@pytest.fixture
def place() -> Iterator[Path]:
    """A shop file with a product, in a folder that anybody may enter, and a folder `own` that anybody may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for made, rights in ((folder, 0o755), (folder / "own", 0o777), (folder / "shop", 0o755)):
            made.mkdir(exist_ok=True)
            made.chmod(rights)
        shop = make_shop(folder / "shop")
        stocked(shop)
        shop.close()
        yield shop.path
        shop.path.parent.chmod(0o755)


READING = ["check", "export products -o {own}/p.csv", "export stock -o {own}/s.xlsx", "backup {own}", "import products {sheet} --dry-run"]


@ON_LINUX
@pytest.mark.parametrize("words", READING)
def test_what_only_reads_is_done_in_a_folder_that_can_not_be_written(place, words, capsys):
    own = place.parent.parent / "own"
    (own / "sheet.csv").write_text("商品名称,零售价\n茶,5\n")
    place.chmod(0o444)
    place.parent.chmod(0o555)
    before = place.read_bytes()
    with a_person_without_rights():
        arguments = words.format(own=own, sheet=own / "sheet.csv").split()
        assert cli.main([*arguments, "--shop", str(place), "--json"]) == cli.DONE, capsys.readouterr()
    assert [path.name for path in place.parent.iterdir()] == ["shop.jxc"]
    assert place.read_bytes() == before


@ON_LINUX
def test_entries_beside_a_file_in_such_a_folder_are_not_left_out_in_silence(place):
    shop = open_shop(place, program="killed")
    stocked(shop, "茶")
    log = place.with_name("shop.jxc-wal").read_bytes()
    shop.close()
    place.with_name("shop.jxc-wal").write_bytes(log)
    place.parent.chmod(0o555)
    with a_person_without_rights(), pytest.raises(LogNotShared, match="shop.jxc-wal"):
        open_shop(place, program="test", writable=False)
    place.parent.chmod(0o755)
    place.with_name("shop.jxc-wal").write_bytes(b"")
    place.parent.chmod(0o555)
    with a_person_without_rights():
        open_shop(place, program="test", writable=False).close()


@ON_LINUX
def test_readers_in_such_a_folder_see_what_the_window_writes(place):
    shop = open_shop(place, program="window")
    place.parent.chmod(0o555)
    stocked(shop, "茶")
    with a_person_without_rights():
        reader = open_shop(place, program="test", writable=False)
        with reader.read() as view:
            assert len(search(view, "茶")) == 1
        reader.close()
    place.parent.chmod(0o755)
    shop.close()


@ON_LINUX
@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_that_may_not_be_read_is_called_so(place, what, writable):
    (place if what == "file" else place.parent).chmod(0o000)
    with a_person_without_rights(), pytest.raises(FileUnreadable, match=r"shop\.jxc can't be read \(no permission"):
        open_shop(place, program="test", writable=writable)


@ON_LINUX
def test_a_folder_that_may_not_be_entered_hides_no_lost_file(place):
    place.parent.chmod(0o000)
    with a_person_without_rights(), pytest.raises(FileUnreadable):
        refuse_gone(place)
