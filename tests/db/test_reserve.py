"""F06: room that is kept for the day when the disk is full."""

import errno
import os
import shutil
from types import SimpleNamespace

import pytest

from jxc_desktop.db import reserve
from jxc_desktop.db.reserve import keep_reserve, release_reserve, reserve_of


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(reserve, "RESERVE_BYTES", 1_000_000)
    return tmp_path / "shop.jxc"


def with_room(monkeypatch, free):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))


def test_it_really_takes_its_room_and_gives_it_back(path):
    assert keep_reserve(path)
    found = reserve_of(path).stat()
    assert found.st_size == 1_000_000
    assert found.st_blocks * 512 >= 1_000_000
    assert release_reserve(path) == 1_000_000
    assert not reserve_of(path).exists()
    assert release_reserve(path) == 0


def test_a_reserve_that_is_there_is_left_alone(path):
    keep_reserve(path)
    before = reserve_of(path).stat()
    assert keep_reserve(path)
    assert reserve_of(path).stat().st_mtime_ns == before.st_mtime_ns


def test_a_small_disk_keeps_none(path, monkeypatch):
    with_room(monkeypatch, reserve.ROOM_BESIDE - 1)
    assert not keep_reserve(path)
    assert not reserve_of(path).exists()
    with_room(monkeypatch, reserve.ROOM_BESIDE)
    assert keep_reserve(path)


def test_a_disk_that_becomes_full_meanwhile_is_left_as_it_was(path, monkeypatch):
    def full(_descriptor, _offset, _length):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    assert not keep_reserve(path)
    assert not reserve_of(path).exists()


def test_where_room_cannot_be_asked_for_it_is_written(path, monkeypatch):
    monkeypatch.delattr(os, "posix_fallocate")
    assert keep_reserve(path)
    assert reserve_of(path).stat().st_size == 1_000_000
