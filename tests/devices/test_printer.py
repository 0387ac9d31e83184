"""F33: whatever a printer does, sending ends in time and with a named trouble."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from jxc_desktop.devices import drawer, printer
from jxc_desktop.devices.files import usb_device
from jxc_desktop.devices.lines import within
from jxc_desktop.domain.printer_troubles import CoverOpen, NoPrinter, OutOfPaper, PrinterNotAnswering, PrinterOffline, PrinterTrouble
from jxc_desktop.domain.printers import Target, TargetKind
from tests.devices.fake_printer import COVER_OPEN, NO_PAPER, OFFLINE, WELL, FakePrinter, fake_printer

RECEIPT = b"\x1b@" + "可乐 3.00\n".encode("gb18030") * 40
BOUND = 3.0
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.fixture(autouse=True)
def _in_time():
    start = time.monotonic()
    yield
    assert time.monotonic() - start < BOUND


def trouble_with(target: Target, data: bytes = RECEIPT, timeout: float = 0.3) -> PrinterTrouble:
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(target, data, timeout=timeout)
    assert str(caught.value)
    return caught.value


def test_a_printer_that_is_well_gets_every_byte():
    with fake_printer() as device:
        printer.send(device.target(), RECEIPT)
        assert device.got_all.wait(2)
        assert device.paper == RECEIPT


@pytest.mark.parametrize(("answers", "fact"), [(OFFLINE, PrinterOffline), (NO_PAPER, OutOfPaper), (COVER_OPEN, CoverOpen)])
def test_what_a_printer_says_of_itself_is_told_and_nothing_is_printed(answers, fact):
    with fake_printer(answers) as device:
        trouble = trouble_with(device.target())
        assert type(trouble) is fact
        assert not trouble.had_begun
        assert device.got_all.wait(2)
        assert device.paper == b""


def test_a_printer_that_never_answers_gets_nothing():
    with fake_printer({}) as device:
        assert type(trouble_with(device.target())) is PrinterNotAnswering
        assert device.got_all.wait(2)
        assert device.paper == b""


def test_a_printer_that_never_answers_prints_when_it_is_not_asked():
    with fake_printer({}) as device:
        printer.send(device.target(asks_first=False), RECEIPT)
        assert device.got_all.wait(2)
        assert device.paper == RECEIPT


def test_noise_before_an_answer_is_passed_over():
    with fake_printer(noise=b"\x00\xff\x11\x13") as device:
        printer.send(device.target(), RECEIPT)


def test_a_line_full_of_noise_is_no_answer():
    with fake_printer(dict.fromkeys(WELL, 0x00), noise=b"\xff" * 300) as device:
        assert type(trouble_with(device.target())) is PrinterNotAnswering


def test_a_device_that_accepts_and_never_reads_is_left_in_time():
    with fake_printer(reads=False) as device:
        assert type(trouble_with(device.target())) is PrinterNotAnswering
        stuck = trouble_with(device.target(asks_first=False), b"x" * 8_000_000)
        assert type(stuck) is PrinterNotAnswering
        assert stuck.had_begun


def test_a_device_that_hangs_up_in_mid_print_is_told():
    with fake_printer(closes_after=100) as device:
        trouble = trouble_with(device.target(), b"x" * 4_000_000)
        assert type(trouble) is PrinterOffline
        assert trouble.had_begun


def test_paper_that_ends_in_mid_print_is_told():
    class RunsOut(FakePrinter):
        def _take(self, connection: socket.socket, data: bytes) -> None:
            super()._take(connection, data)
            self.answers = NO_PAPER if self.paper else WELL

    device = RunsOut()
    try:
        trouble = trouble_with(device.target())
    finally:
        device.close()
    assert type(trouble) is OutOfPaper
    assert trouble.had_begun


def test_a_printer_that_is_switched_off_is_offline():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert type(trouble_with(Target(TargetKind.NETWORK, "127.0.0.1", port))) is PrinterOffline


@pytest.mark.parametrize("host", ["..", "a" * 70, "no such host"])
def test_a_name_that_is_none_is_offline(host):
    assert type(trouble_with(Target(TargetKind.NETWORK, host, 9100))) is PrinterOffline


def test_no_printer_is_said():
    assert type(trouble_with(Target())) is NoPrinter


def test_a_file_gets_one_job_after_the_other(tmp_path):
    target = Target(TargetKind.FILE, str(tmp_path / "roll"))
    printer.send(target, b"one")
    printer.send(target, b"two")
    assert (tmp_path / "roll").read_bytes() == b"onetwo"


@pytest.mark.parametrize("place", ["", "no/folder/file"])
def test_a_file_that_cannot_be_written_is_offline(tmp_path, place):
    assert type(trouble_with(Target(TargetKind.FILE, str(tmp_path / place)))) is PrinterOffline


@needs_pipes
def test_a_pipe_without_a_reader_is_offline(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    trouble = trouble_with(Target(TargetKind.FILE, str(tmp_path / "pipe")), timeout=30)
    assert type(trouble) is PrinterOffline
    assert not trouble.had_begun


@needs_pipes
def test_a_pipe_whose_reader_sleeps_is_left_in_time(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    trouble = trouble_with(Target(TargetKind.FILE, str(tmp_path / "pipe")), b"x" * 200_000)
    os.close(reader)
    assert type(trouble) is PrinterNotAnswering


@needs_pipes
def test_a_pipe_whose_reader_is_slower_gets_every_byte(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDWR)
    sent, got = b"receipt\n" * 60_000, bytearray()  # some pipes full

    def read_in_small_parts() -> None:
        while len(got) < len(sent):
            got.extend(os.read(reader, 1000))  # may give fewer

    thread = threading.Thread(target=read_in_small_parts, daemon=True)
    thread.start()
    printer.send(Target(TargetKind.FILE, str(tmp_path / "pipe")), sent, timeout=10)
    thread.join(20)
    os.close(reader)
    assert bytes(got) == sent


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told():
    assert "(the disk is full)" in str(trouble_with(Target(TargetKind.FILE, "/dev/full")))


def test_a_usb_printer_is_found_by_its_numbers(tmp_path):
    interface = tmp_path / "devices" / "1-2" / "1-2:1.0"
    interface.mkdir(parents=True)
    (interface.parent / "idVendor").write_text("04b8\n")
    (interface.parent / "idProduct").write_text("0e15\n")
    (tmp_path / "class" / "lp3").mkdir(parents=True)
    (tmp_path / "class" / "lp3" / "device").symlink_to(interface)
    assert usb_device("04b8:0e15", tmp_path / "class") == "/dev/usb/lp3"
    with pytest.raises(FileNotFoundError):
        usb_device("04b8:0e16", tmp_path / "class")


def test_a_usb_printer_that_is_not_there_is_offline():
    assert "04b8:ffff" in str(trouble_with(Target(TargetKind.USB, "04b8:ffff")))


@pytest.mark.skipif(os.name == "nt", reason="Windows has queues")
def test_a_windows_queue_elsewhere_is_offline():
    assert type(trouble_with(Target(TargetKind.WINDOWS, "POS-58"))) is PrinterOffline


def test_the_drawer_opens_without_paper():
    with fake_printer(NO_PAPER) as device:
        drawer.open_drawer(device.target())
        assert device.got_all.wait(2)
        assert device.paper == drawer.PULSE


def test_no_pulse_where_there_is_no_drawer():
    drawer.open_drawer(Target(TargetKind.NETWORK, "127.0.0.1", 1, has_drawer=False))


def test_asking_tells_what_is_wrong():
    with fake_printer(COVER_OPEN) as device, pytest.raises(CoverOpen):
        printer.ask(device.target())


def test_a_call_that_hangs_is_left_behind():
    released = socket.socketpair()
    with pytest.raises(TimeoutError):
        within(0.05, lambda: released[0].recv(1))
    released[1].send(b"x")
    for end in released:
        end.close()
