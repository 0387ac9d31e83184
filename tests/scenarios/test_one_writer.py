"""F09: one program writes a shop file; others are told who, may look, and take over when it is gone, whatever it left lying about."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxc_desktop import cli
from jxc_desktop.db.errors import TERMINAL, WINDOW, FileReadOnly, ShopInUse
from jxc_desktop.db.lock import ShopLock
from jxc_desktop.operations.shop_file import open_shop
from tests.builders import TestClock
from tests.scenarios.stage import ON_LINUX, ROOT, Players, files_may_grow_to, findings, players, reopened, small_shop, sold_keys

pytestmark = ON_LINUX


@pytest.fixture(scope="module")
def stage() -> Iterator[Players]:
    with players() as made:
        yield made


@pytest.fixture
def held(stage: Players, tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A shop file that another process holds, and that process's id."""
    path = small_shop(tmp_path)
    holder = stage.begin("hold", shop=str(path))
    assert list(stage.watch(until="held")) == [["held"]]
    yield path, holder
    stage.kill()


def bytes_of(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")}


def test_a_second_program_is_refused_and_told_who_holds_the_file(held):
    path, holder = held
    before = bytes_of(path)
    with pytest.raises(ShopInUse) as refused:
        open_shop(path, program="second")
    assert (refused.value.program, refused.value.process) == ("scenario", holder)
    assert f"in use: scenario, process {holder}. Nothing was changed. Close it there" in str(refused.value)
    assert bytes_of(path) == before


def test_a_second_program_that_comes_through_a_link_is_refused_too(held, tmp_path):
    path, _holder = held
    (tmp_path / "link.jxc").symlink_to(path)
    (tmp_path / "folder").symlink_to(tmp_path)
    for name in (tmp_path / "link.jxc", tmp_path / "folder" / "shop.jxc", tmp_path / "folder" / "link.jxc"):
        with pytest.raises(ShopInUse):
            open_shop(name, program="second")
    assert not (tmp_path / "link.jxc.lock").exists()


def test_readers_look_on_while_the_holder_sells(stage, held):
    path, _holder = held
    reader = open_shop(path, program="reader", writable=False, clock=TestClock())
    assert sold_keys(reader) == []
    for sales in (1, 2, 3):
        stage.write(b"x")
        assert [words[0] for words in stage.watch(until="sold")] == ["paying", "sold"]
        assert len(sold_keys(reader)) == sales
        with pytest.raises(FileReadOnly), reader.work():
            pass
    assert findings(reader) == []
    reader.close()


@pytest.mark.parametrize("words", [["sample", "--products", "3", "--sales", "1"], ["import", "products", "sheet.csv"]])
def test_a_terminal_command_that_writes_is_refused(held, capsys, words, tmp_path):
    path, holder = held
    before = bytes_of(path)
    assert cli.main([*words, "--shop", str(path), "--json"]) == cli.REFUSED
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["error"]) == (False, "ShopInUse")
    assert f"scenario, process {holder}" in said["message"]
    assert bytes_of(path) == before


def test_a_terminal_command_that_looks_runs_beside_the_holder(stage, held):
    path, _holder = held
    stage.write(b"x")
    list(stage.watch(until="sold"))
    command = [sys.executable, "-m", "jxc_desktop", "check", "--shop", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (cli.DONE, b"")
    assert json.loads(done.stdout)["looked_at"]["documents"] == 6


def test_a_holder_that_was_killed_holds_nothing(stage, held):
    path, _holder = held
    stage.kill()
    assert (path.parent / "shop.jxc.lock").exists()
    with reopened(path) as shop:
        assert findings(shop) == []
    stage.begin("hold", shop=str(path))
    assert list(stage.watch(until="held")) == [["held"]]


@pytest.mark.parametrize("left", [b"", b"not json", b'{"program": "jxc-desktop", "process": 1}', b"\xff\xfe"])
def test_a_lock_file_alone_means_nothing(tmp_path, left):
    path = small_shop(tmp_path)
    (tmp_path / "shop.jxc.lock").write_bytes(left)
    with reopened(path) as shop:
        assert findings(shop) == []


def test_who_holds_the_file_is_named_in_the_shops_words(tmp_path):
    path = small_shop(tmp_path)
    with ShopLock(path, WINDOW), pytest.raises(ShopInUse, match="in use: the shop's window, process"):
        ShopLock(path, TERMINAL)
    with ShopLock(path, TERMINAL), pytest.raises(ShopInUse, match="in use: a terminal command, process"):
        ShopLock(path, WINDOW)


def test_a_disk_without_room_for_the_holders_name_does_not_hold_the_shop_up(tmp_path):
    path = small_shop(tmp_path)
    with files_may_grow_to(0), ShopLock(path, WINDOW):
        pass


@pytest.mark.parametrize("left", [b"", b"[1]", b"\xff\xfe"])
def test_a_holder_that_can_not_be_named_still_holds(held, left):
    path, _holder = held
    (path.parent / "shop.jxc.lock").write_bytes(left)
    with pytest.raises(ShopInUse):
        open_shop(path, program="second")
