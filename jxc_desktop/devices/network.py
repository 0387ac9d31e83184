"""A printer in the network: a TCP connection, usually to port 9100."""

import socket
import time

from jxc_desktop.devices.lines import Line, only, within

_LINGER_SECONDS = 0.2


class NetworkLine(Line):
    """A TCP connection, usually to port 9100."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._socket: socket.socket | None = None

    def open(self, timeout: float) -> None:
        """Look the name up and connect, both within the time."""
        end = time.monotonic() + timeout
        found = within(timeout, lambda: socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM))
        host, port = found[0][4][:2]
        self._socket = socket.create_connection((str(host), int(port)), timeout=max(0.01, end - time.monotonic()))

    @property
    def _open(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionError
        return self._socket

    def write(self, data: memoryview, timeout: float) -> int:
        """What the connection takes."""
        self._open.settimeout(max(timeout, 0.001))
        return self._open.send(data)

    def read_byte(self, timeout: float) -> int:
        """One byte; from an end that was closed in peace nothing more comes."""
        self._open.settimeout(max(timeout, 0.001))
        return only(self._open.recv(1))

    def forget_answers(self) -> None:
        """Read what is there already."""
        self._open.settimeout(0.001)
        try:
            self._open.recv(4096)
        except TimeoutError:
            return

    def close(self) -> None:
        """Say that no more comes, wait a moment for the other end: unread answers would cut the job off."""
        if self._socket is None:
            return
        with self._socket as connection:
            try:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(_LINGER_SECONDS)
                connection.recv(4096)
            except OSError:
                return
