"""F34: the customer display gets what it should show; one that is gone, stuck or full of noise is told in bounded time."""

import os
import random
import threading
import time

import pytest
import serial
from hypothesis import given, settings
from hypothesis import strategies as st
from serial import serial_for_url

from jxc_desktop.devices.customer_display import CLEAR, COLUMNS, led_bytes, send, vfd_bytes
from jxc_desktop.domain.line_displays import DisplayKind, DisplayTrouble, Light, LineDisplay, Row

pty = pytest.importorskip("pty", reason="needs pseudo terminals")
tty = pytest.importorskip("tty")


@pytest.fixture
def ends():
    """The display's end of a pseudo terminal and the computer's."""
    device, end = pty.openpty()
    tty.setraw(end)
    yield device, end
    for side in (device, end):
        os.close(side)


def read(device: int, count: int) -> bytes:
    """What came, which a pseudo terminal gives write by write."""
    got = b""
    while len(got) < count:
        got += os.read(device, 100)
    return got


def on(end: int) -> LineDisplay:
    return LineDisplay(DisplayKind.VFD, os.ttyname(end), 115_200)


@pytest.mark.parametrize(
    ("amount", "light", "sent"),
    [
        ("12.50", Light.TOTAL, b"\x1bs2\x1bQA12.50\r"),
        ("7.50", Light.CHANGE, b"\x1bs4\x1bQA7.50\r"),
        ("-3.00", Light.TOTAL, b"\x1bs2\x1bQA-3.00\r"),
        ("999999.99", Light.PAID, b"\x1bs3\x1bQA999999.99\r"),
        ("1000000.00", Light.TOTAL, b"\x1bs2\x1bQA--------\r"),
        ("", Light.TOTAL, b"\x0c\x1bs0"),
    ],
)
def test_an_led_shows_one_amount_or_dashes(amount, light, sent):
    assert led_bytes(amount, light) == sent


def test_a_vfd_has_two_full_rows():
    data = vfd_bytes(Row("Cola", "3.00"), Row("Total", "12.50"), is_chinese=False)
    assert data == CLEAR + b"Cola            3.00" + b"Total          12.50"


def test_chinese_letters_take_two_columns_and_are_never_halved():
    data = vfd_bytes(Row("怡宝饮用纯净水五百五十毫升", "2.00"), Row(), is_chinese=True)
    assert data[1 : 1 + COLUMNS] == "怡宝饮用纯净水".encode("gb18030") + b"  2.00"


def test_without_chinese_letters_only_ascii_is_sent():
    assert vfd_bytes(Row("怡宝555ml", "2.00"), Row("−1"), is_chinese=False)[1:] == b"555ml           2.00" + b"-1".ljust(20)


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=30), st.booleans())
def test_whatever_a_product_is_called_the_rows_stay_rows(left, right, is_chinese):
    data = vfd_bytes(Row(left, right), Row(right, left), is_chinese=is_chinese)
    assert len(data) == 1 + 2 * COLUMNS
    assert min(data[1:]) >= 0x20
    assert 0x7F not in data


def test_a_port_gets_every_byte(ends):
    device, end = ends
    send(on(end), b"hello")
    assert os.read(device, 100) == b"hello"


class Loop(serial_for_url("loop://").__class__):  # type: ignore[misc]
    """A loop that keeps what it was given and lets it leave at once."""

    out_waiting = 0
    written = b""

    def write(self, data):
        type(self).written += bytes(data)
        return super().write(data)


def test_a_loop_gets_every_byte(monkeypatch):
    monkeypatch.setattr(serial, "serial_for_url", Loop)
    send(LineDisplay(DisplayKind.LED, "loop://", 9600), b"12.50")
    assert Loop.written == b"12.50"


@pytest.mark.parametrize("port", ["gone", "not://a-port", "no\0port"])
def test_a_port_that_is_not_there_is_told(tmp_path, port):
    place = str(tmp_path / port) if port == "gone" else port
    with pytest.raises(DisplayTrouble):
        send(LineDisplay(DisplayKind.LED, place), b"x", timeout=0.3)


def test_a_port_that_takes_nothing_is_left_in_time(ends):
    start = time.monotonic()
    with pytest.raises(DisplayTrouble):
        send(on(ends[1]), b"x" * 100_000, timeout=0.2)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("seed", range(4))
def test_noise_from_a_display_changes_nothing(ends, seed):
    device, end = ends
    noise = random.Random(seed).randbytes(2000)
    speaking = threading.Thread(target=os.write, args=(device, noise), daemon=True)
    speaking.start()
    for _time in range(3):
        send(on(end), b"hello", timeout=0.5)
    speaking.join(2)
    assert read(device, 15) == b"hello" * 3
