"""F34: a serial port that is slow, silent, gone or full of noise troubles nobody."""

import os
import random
import threading
import time
from contextlib import suppress

import pytest
import serial

from jxc_desktop.devices import printer
from jxc_desktop.devices.serial_port import SerialLine
from jxc_desktop.domain.printer_troubles import PrinterNotAnswering, PrinterOffline, PrinterTrouble
from jxc_desktop.domain.printers import Target, TargetKind

pty = pytest.importorskip("pty", reason="needs pseudo terminals")
tty = pytest.importorskip("tty")


class Port:
    """A pseudo terminal; `answer` is what the device says to each question."""

    def __init__(self) -> None:
        self.device, self._end = pty.openpty()
        tty.setraw(self._end)
        self.name = os.ttyname(self._end)
        self.got = b""
        self._threads: list[threading.Thread] = []

    def target(self, **facts: bool) -> Target:
        return Target(TargetKind.SERIAL, self.name, 115_200, **facts)

    def answer(self, speak: "random.Random | None" = None) -> None:
        """Read on a thread of its own and answer: well, or with noise."""
        thread = threading.Thread(target=self._answer, args=(speak,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _answer(self, noise: "random.Random | None") -> None:
        try:
            while data := os.read(self.device, 1024):
                self.got += data
                os.write(self.device, noise.randbytes(50) if noise else b"\x12" * data.count(b"\x10\x04"))
        except OSError:
            return

    def close(self) -> None:
        os.close(self._end)
        for thread in self._threads:
            thread.join(2)
        os.close(self.device)


@pytest.fixture
def port():
    made = Port()
    yield made
    made.close()


def test_a_serial_printer_gets_every_byte(port):
    port.answer()
    printer.send(port.target(), b"receipt " * 500, timeout=2)
    assert port.got.count(b"receipt ") == 500


def test_a_silent_port_is_told(port):
    with pytest.raises(PrinterNotAnswering):
        printer.send(port.target(), b"x", timeout=0.2)


def test_a_port_that_takes_nothing_is_left_in_time(port):
    start = time.monotonic()
    with pytest.raises(PrinterNotAnswering) as caught:
        printer.send(port.target(asks_first=False), b"x" * 100_000, timeout=0.3)
    assert caught.value.had_begun
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("seed", range(8))
def test_noise_ends_in_a_named_trouble_or_a_print(port, seed):
    port.answer(random.Random(seed))
    with suppress(PrinterTrouble):
        printer.send(port.target(), b"x" * 100, timeout=0.3)


def test_a_port_that_is_not_there_is_offline(tmp_path):
    with pytest.raises(PrinterOffline):
        printer.send(Target(TargetKind.SERIAL, str(tmp_path / "ttyS9"), 9600), b"x", timeout=0.3)


def test_a_file_is_no_port(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PrinterOffline):
        printer.send(Target(TargetKind.SERIAL, str(tmp_path / "file"), 9600), b"x", timeout=0.3)


def test_a_port_that_is_pulled_out_in_mid_print_is_told():
    device, end = pty.openpty()
    tty.setraw(end)
    target = Target(TargetKind.SERIAL, os.ttyname(end), 115_200, asks_first=False)

    def pull() -> None:
        os.read(device, 10)
        os.close(device)

    pulled = threading.Thread(target=pull)
    pulled.start()
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(target, b"x" * 100_000, timeout=0.5)
    pulled.join(2)
    os.close(end)
    assert caught.value.had_begun


def test_a_port_that_is_gone_is_an_ordinary_error():
    device, end = pty.openpty()
    line = SerialLine(os.ttyname(end), 9600)
    line.open(1)
    os.close(end)
    os.close(device)
    with pytest.raises(OSError):
        line.forget_answers()
    line.close()


def test_closing_does_not_wait_for_what_no_printer_took(monkeypatch):
    device, end = pty.openpty()
    line = SerialLine(os.ttyname(end), 9600)
    line.open(1)
    thrown_away: list[bool] = []
    monkeypatch.setattr(serial.Serial, "out_waiting", 7)
    monkeypatch.setattr(serial.Serial, "reset_output_buffer", lambda _port: thrown_away.append(True))
    line.close()
    for side in (end, device):
        os.close(side)
    assert thrown_away == [True]
