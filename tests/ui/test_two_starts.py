"""F09 at the window: a second start brings the first window to the front and ends; what a killed one left holds nobody."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.scenarios.stage import ON_LINUX

pytestmark = ON_LINUX

ROOT = Path(__file__).resolve().parents[2]
FIRST = """
import sys
from jxc_desktop import app
from jxc_desktop.ui.main_window import MainWindow

listen, front = app._listen, MainWindow.bring_to_front

def listening(*args):
    server = listen(*args)
    print("ready", flush=True)
    return server

def to_front(window):
    front(window)
    print("front", window.isVisible(), window.isMinimized(), flush=True)

app._listen, MainWindow.bring_to_front = listening, to_front
sys.exit(app.main(sys.argv[1:]))
"""


class Starts(NamedTuple):
    """Starts of the program on one file: the first until it listens for a second one."""

    first: Callable[[], subprocess.Popen[str]]
    second: Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path):
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "JXC_DATA": str(tmp_path / "data"), "JXC_LANG": "en"}
    shop = ["--shop", str(tmp_path / "shop.jxc")]
    started = []

    (tmp_path / "link.jxc").symlink_to(tmp_path / "shop.jxc")

    def begin(*command, shop=shop, **more):
        program = subprocess.Popen([sys.executable, *command, *shop], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, **more)
        started.append(program)
        return program

    def first():
        program = begin("-c", FIRST)
        assert program.stdout.readline() == "ready\n"
        return program

    def second(name="shop.jxc"):
        return begin("-m", "jxc_desktop", shop=["--shop", str(tmp_path / name)], stderr=subprocess.PIPE)

    yield Starts(first, second)
    for program in started:
        program.kill()
        program.communicate()


def test_a_second_start_brings_the_first_window_to_the_front_and_ends(start):
    first = start.first()
    for name in ("shop.jxc", "shop.jxc", "link.jxc"):
        second = start.second(name)
        assert (second.wait(60), second.stderr.read()) == (0, "")
        assert first.stdout.readline() == "front True False\n"
    assert first.poll() is None


def test_what_a_killed_program_left_holds_nobody(start):
    first = start.first()
    first.kill()
    first.wait(10)
    again = start.first()
    second = start.second()
    assert (second.wait(60), again.stdout.readline()) == (0, "front True False\n")
