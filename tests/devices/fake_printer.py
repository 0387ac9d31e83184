"""A receipt printer on the loopback interface that answers DLE EOT 1, 2 and 4, or misbehaves."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jxc_desktop.domain.printers import Target, TargetKind

WELL = {1: 0x12, 2: 0x12, 4: 0x12}
OFFLINE = WELL | {1: 0x1A}
NO_PAPER = {1: 0x1A, 2: 0x32, 4: 0x72}
COVER_OPEN = {1: 0x1A, 2: 0x16, 4: 0x12}


class FakePrinter:
    """Keeps what it got in `paper`. `reads` False: it accepts and never reads. `closes_after`: bytes until it hangs up."""

    def __init__(self, answers: dict[int, int] | None = None, *, reads: bool = True, closes_after: int = 0, noise: bytes = b"") -> None:
        self.answers = WELL if answers is None else answers
        self.reads, self.closes_after, self.noise = reads, closes_after, noise
        self.paper = b""
        self.got_all = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def target(self, **facts: bool) -> Target:
        """Where it is."""
        return Target(TargetKind.NETWORK, "127.0.0.1", self._server.getsockname()[1], **facts)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            self._held.append(connection)
            if self.reads:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(1 if self.closes_after else 4096):
                    self._take(connection, data)
                    if self.closes_after and len(self.paper) >= self.closes_after:
                        return
            except OSError:
                return
        self.got_all.set()

    def _take(self, connection: socket.socket, data: bytes) -> None:
        self.paper += data
        while (at := self.paper.find(b"\x10\x04")) >= 0 and len(self.paper) > at + 2:
            question = self.paper[at + 2]
            self.paper = self.paper[:at] + self.paper[at + 3 :]
            connection.sendall(self.noise + bytes([self.answers[question]]) if question in self.answers else b"")

    def close(self) -> None:
        """Switch it off."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._held:
            connection.close()
        self._thread.join(2)


@contextmanager
def fake_printer(
    answers: dict[int, int] | None = None, *, reads: bool = True, closes_after: int = 0, noise: bytes = b""
) -> Iterator[FakePrinter]:
    """A fake printer, switched off at the end."""
    printer = FakePrinter(answers, reads=reads, closes_after=closes_after, noise=noise)
    try:
        yield printer
    finally:
        printer.close()
