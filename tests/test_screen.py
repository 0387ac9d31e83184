"""Whether a window can open is known before Qt is asked, which ends the process where no screen answers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jxc_desktop import screen

ROOT = Path(__file__).resolve().parents[1]
DEAD = {"DISPLAY": ":4077", "WAYLAND_DISPLAY": "wayland-none"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="screens of Linux")


def surroundings(**more):
    """This process's, without a screen of its own."""
    own = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    return own | {"JXC_LANG": "en"} | more


def started(*words, **more):
    command = [sys.executable, "-m", "jxc_desktop", *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings(**more), capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("display", [{}, DEAD])
def test_a_window_without_a_screen_is_refused_in_a_sentence(tmp_path, display):
    done = started("--shop", str(tmp_path / "shop.jxc"), JXC_DATA=str(tmp_path), **display)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("No screen was found, so no window can open.")


def test_a_tour_without_a_screen_is_played_offscreen(tmp_path):
    done = started("--tour", "--out", str(tmp_path / "tour"), JXC_DATA=str(tmp_path), **DEAD)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(tmp_path / "tour") in done.stdout


@pytest.mark.parametrize("words", [["--tour"], ["--tour", "--out", "{file}/below"]])
def test_a_tour_that_can_leave_nothing_says_so(tmp_path, words):
    file = tmp_path / "file"
    file.touch()
    done = started(*[word.format(file=file) for word in words], JXC_DATA=str(file / "data" if len(words) == 1 else tmp_path), **DEAD)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "a file stands where a folder is named" in done.stderr


@pytest.mark.parametrize(("platform", "opens"), [("offscreen", True), ("vnc:size=800x600", True), ("xcb", False), ("", False)])
def test_who_names_a_platform_knows_best(monkeypatch, platform, opens):
    for name, value in (DEAD | {"QT_QPA_PLATFORM": platform}).items():
        monkeypatch.setenv(name, value)
    assert screen.answers() == opens


def test_a_screen_that_is_there_answers():
    command = [shutil.which("xvfb-run") or "xvfb-run", "-a", sys.executable, "-m", "jxc_desktop.screen"]
    assert subprocess.run(command, cwd=ROOT, env=surroundings(), timeout=60, check=False).returncode == 0
