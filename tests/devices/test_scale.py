"""F34: the scale gives a weight at rest, or says in bounded time why not; noise is never a weight nobody weighed."""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle

import pytest
import serial
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.devices.scale import MOST_MG, PARSERS, Said, dahua, generic, read, toledo
from jxc_desktop.domain.scales import (
    NothingOnScale,
    Scale,
    ScaleKind,
    ScaleMoving,
    ScaleOffline,
    ScaleOverloaded,
    ScaleSilent,
    ScaleTrouble,
    ScaleUnreadable,
)

pty = pytest.importorskip("pty", reason="needs pseudo terminals")
tty = pytest.importorskip("tty")
KG, GRAM = 1_000_000, 1_000
IN_TIME = 4.0


@pytest.mark.parametrize(
    ("parse", "frame", "said"),
    [
        (dahua, " 1236", Said(1236 * GRAM)),
        (dahua, "    0", Said(0)),
        (dahua, "15000", Said(15 * KG)),
        (dahua, "1236", None),
        (dahua, "12a36", None),
        (toledo, "\x0201.250", Said(1_250 * GRAM, is_at_rest=True)),
        (toledo, "\x02 1.25N", Said(1_250 * GRAM, is_at_rest=True)),
        (toledo, "\x02?\x01", Said(trouble=ScaleMoving)),
        (toledo, "\x02?\x02", Said(trouble=ScaleOverloaded)),
        (toledo, "\x02?\x44", Said(trouble=NothingOnScale)),
        (toledo, "hello", None),
        (generic, "ST,GS,+001.236kg", Said(1_236 * GRAM, is_at_rest=True)),
        (generic, "US,GS,+001.236 kg", Said(1_236 * GRAM, is_at_rest=False)),
        (generic, "OL,GS,+", Said(trouble=ScaleOverloaded)),
        (generic, "\x01\x02S 00.500kg", Said(500 * GRAM, is_at_rest=True)),
        (generic, "\x01\x02U 00.500kg", Said(500 * GRAM, is_at_rest=False)),
        (generic, "S S    452.5 g", Said(452_500, is_at_rest=True)),
        (generic, "S D    452.5 g", Said(452_500, is_at_rest=False)),
        (generic, "  - 0.020 KG", Said(-20 * GRAM)),
        (generic, "1,236kg", Said(1_236 * GRAM)),
        (generic, "12 gross", None),
        (generic, "999999kg", None),
        (generic, "1.236", None),
    ],
)
def test_what_a_frame_says(parse, frame, said):
    assert parse(frame) == said


@given(st.sampled_from(list(PARSERS)), st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_any_frame_is_a_weight_in_reason_or_none(kind, frame):
    said = PARSERS[kind](frame)
    assert said is None or -MOST_MG <= said.milligrams <= MOST_MG * 10


class Port:
    """A pseudo terminal with a scale at its other end, on a thread of its own."""

    def __init__(self) -> None:
        self.device, self.end = pty.openpty()
        tty.setraw(self.end)
        self.asked = b""
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def scale(self, kind: ScaleKind) -> Scale:
        return Scale(kind, os.ttyname(self.end))

    def says(self, frames: Iterator[bytes]) -> "Port":
        """The scale that speaks all the time."""
        return self._run(lambda: self._speak(frames))

    def answers(self, frames: Iterator[bytes]) -> "Port":
        """The scale that speaks when it is asked."""
        return self._run(lambda: self._answer(frames))

    def _run(self, target) -> "Port":
        self._thread = threading.Thread(target=target, daemon=True)
        self._thread.start()
        return self

    def _speak(self, frames: Iterator[bytes]) -> None:
        for frame in frames:
            if self._stop.wait(0.02):
                return
            os.write(self.device, frame)

    def _answer(self, frames: Iterator[bytes]) -> None:
        with suppress(OSError):
            while not self._stop.is_set() and (asked := os.read(self.device, 10)):
                self.asked += asked
                os.write(self.device, next(frames))

    def close(self) -> None:
        self._stop.set()
        os.close(self.end)
        if self._thread is not None:
            self._thread.join(2)
        os.close(self.device)


@pytest.fixture
def port():
    made = Port()
    yield made
    made.close()


def test_a_scale_that_speaks_all_the_time_is_read_when_it_comes_to_rest(port):
    rising = [b"\n%5d\r" % grams for grams in (10, 400, 900, 1236)]
    port.says(iter(rising + [b"\n 1236\r"] * 200))
    assert read(port.scale(ScaleKind.DAHUA)) == 1236 * GRAM


def test_a_line_cut_at_its_beginning_is_no_weight(port):
    port.says(iter([b"36\r", *[b"\n 1236\r"] * 200]))
    assert read(port.scale(ScaleKind.DAHUA)) == 1236 * GRAM


def test_a_scale_is_asked_until_it_is_at_rest(port):
    port.answers(iter([b"\x02?\x01\r", b"\x02?\x01\r", *[b"\x0201.250\r"] * 20]))
    assert read(port.scale(ScaleKind.TOLEDO)) == 1_250 * GRAM
    assert port.asked == b"WWW"


def test_marks_say_when_it_is_at_rest(port):
    port.says(iter([b"US,GS,+001.236kg\r\n"] * 5 + [b"ST,GS,+001.240kg\r\n"] * 200))
    assert read(port.scale(ScaleKind.GENERIC)) == 1_240 * GRAM


def test_what_the_scales_own_key_sends_once_is_enough(port):
    port.says(iter([b"  0.452 kg\r\n"]))
    assert read(port.scale(ScaleKind.GENERIC), timeout=0.5) == 452 * GRAM


@pytest.mark.parametrize(
    ("kind", "frames", "trouble"),
    [
        (ScaleKind.DAHUA, [b"\n    0\r"], NothingOnScale),
        (ScaleKind.DAHUA, [b"\n  100\r", b"\n  900\r"], ScaleMoving),
        (ScaleKind.GENERIC, [b"US,GS,+001.236kg\r\n"], ScaleMoving),
        (ScaleKind.GENERIC, [b"OL,GS,+\r\n"], ScaleOverloaded),
        (ScaleKind.GENERIC, [b"ST,GS,-000.020kg\r\n"], NothingOnScale),
        (ScaleKind.GENERIC, [b"hello\r\n"], ScaleUnreadable),
        (ScaleKind.GENERIC, [b"9" * 200], ScaleUnreadable),
        (ScaleKind.GENERIC, [], ScaleSilent),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_why_there_is_no_weight(port, kind, frames, trouble):
    port.says(cycle(frames))
    start = time.monotonic()
    with pytest.raises(trouble) as refused:
        read(port.scale(kind), timeout=0.6)
    assert type(refused.value) is trouble
    assert str(refused.value)
    assert time.monotonic() - start < IN_TIME


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("seed", range(6))
def test_noise_ends_in_a_named_trouble(port, kind, seed):
    noise = random.Random(seed)
    port.says(noise.randbytes(40) for _time in range(1000))
    start = time.monotonic()
    with pytest.raises(ScaleTrouble):
        read(port.scale(kind), timeout=0.4)
    assert time.monotonic() - start < IN_TIME


@pytest.mark.parametrize("place", ["gone", "not://a-port", "no\0port"])
def test_a_port_that_is_not_there_is_told_without_the_systems_number(tmp_path, place):
    port = str(tmp_path / place) if place == "gone" else place
    with pytest.raises(ScaleOffline) as refused:
        read(Scale(ScaleKind.DAHUA, port), timeout=0.3)
    assert "Errno" not in str(refused.value)


def test_a_scale_that_is_pulled_out_is_told():
    device, end = pty.openpty()
    tty.setraw(end)

    def pull() -> None:
        os.read(device, 1)  # the question
        os.close(device)

    pulled = threading.Thread(target=pull)
    pulled.start()
    with pytest.raises(ScaleTrouble):
        read(Scale(ScaleKind.TOLEDO, os.ttyname(end)), timeout=0.5)
    pulled.join(2)
    os.close(end)


def test_the_port_is_opened_with_seven_bits_and_even_parity_where_the_scale_has_them(monkeypatch):
    opened: list[dict[str, object]] = []

    def open_loop(port, baud, **facts):
        opened.append(facts)
        return real(port, baud)

    real = serial.serial_for_url
    monkeypatch.setattr(serial, "serial_for_url", open_loop)
    for is_seven_even in (True, False):
        with pytest.raises(ScaleTrouble):
            read(Scale(ScaleKind.DAHUA, "loop://", is_seven_even=is_seven_even), timeout=0.2)
    assert opened == [{"bytesize": serial.SEVENBITS, "parity": serial.PARITY_EVEN}, {}]
